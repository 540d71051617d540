"""The bounds that several rooms hold to; those of one room stand where they are used."""

from __future__ import annotations

MOST_SEED = 2**64 - 1
MOST_PLIES = 500  # a game
MOST_ROUNDS = MOST_PLIES + 1  # a game, the one after the last decision included
MOST_PHASE_ROUNDS = 60
MOST_SCORE = 100  # points of a side
USUAL_REVIEW, MOST_REVIEW = 2_000, 1_000_000  # simulations of each move that a review compares
