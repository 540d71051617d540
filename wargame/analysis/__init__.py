"""What many games mean: luck taken out, payoffs, ratings, and whether a scenario is a game worth playing."""
