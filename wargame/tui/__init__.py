"""The game on a full screen: keys, mouse, panels. Nothing in here knows a rule or keeps a secret of its own."""
