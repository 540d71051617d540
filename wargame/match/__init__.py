"""Seating players and taking turns, once or a million times."""
