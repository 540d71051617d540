"""Whether a scenario is a game worth playing: pools of games, what they show, and the aims held against it."""
