"""The review of a saved game in sentences, section by section; `whole` has their order."""
