"""Who is how strong: payoffs between players, ratings, and when a tournament has seen enough."""
