"""Players against each other: the schedule, the games, and the file that keeps them."""
