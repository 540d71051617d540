"""Pages: what is shown of a game, in sentences. Layout is left to the sheet that a page is written on."""
