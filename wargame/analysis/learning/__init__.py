"""Policies fitted to games: the games that teach, the file that keeps them, the fit."""
