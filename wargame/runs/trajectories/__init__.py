"""Trajectories: a row for every decision and roll of many games, as other people's tools read them, and back."""
