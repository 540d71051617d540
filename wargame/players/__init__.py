"""Choosing: a player decides from a view, and from nothing else."""
