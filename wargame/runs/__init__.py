"""Many games: played, counted, written as rows, and told."""
