"""Strategies for whole trees, best responses to a player, and how far one can be exploited."""
