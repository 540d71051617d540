"""People at a table: how a game begins or goes on, who sits there, and the file it is saved to."""
