"""What changes in a game: one row of small integers.

A state is an int16 array. The engine's own slots come first, then every track in the order of `Rules.tracks`, then
every derived track. Derived slots are scratch: they hold a value only right after they were refreshed.
"""

from __future__ import annotations

import numpy as np

STATE = np.int16
NO_RULE = np.int64(-1)

SEATS = 2

# The engine's slots.
PHASE = 0  # index into the phases, from 1
ROUND = 1  # of the whole game, from 1
CLOCK = 2  # rounds left in this phase, this one included
PLY = 3  # decisions taken so far
ENDING_CLASS = 4  # from 1 once the game is over
END_ROUND = 5  # controls: set by rules, taken note of after each rule
END_PHASE = 6
NEXT_PHASE = 7  # the phase after this one, 0 if the game ends after it
END_GAME = 8
TURN = 9  # the seat to move, 0 or 1
FIRST = 10  # the seat that moved first in round 1
MOVED = 11  # decisions taken in this round
STAGE = 12  # one of the stages below
MOMENT = 13  # one of the moments below
CURSOR = 14  # the next event of this moment, index into Tables.moment_rules
RULE = 15  # whose outcome is to be drawn, or whose effects came last
PENDING = 16  # what ends after this ply, see below
ENDING = 17  # index into the endings + 1 once the game is over
FAULT = 18  # one of the faults below
SPARE = 19  # always 0: what fills up a block of additions adds nothing here
AGAIN = 20  # control: the side that moved moves once more
ENGINE_SLOTS = 21

# Stages.
DECIDE, CHANCE, EVENTS, OVER = range(4)

# Moments, in the order of one turn of the game.
SETUP, AFTER_PLY, AFTER_ROUND, AFTER_PHASE, FINAL = (np.int64(moment) for moment in range(5))
MOMENT_COUNT = 5

# What may be pending.
NOTHING_ENDS, ROUND_ENDS, PHASE_ENDS = range(3)

# Faults of the rules: the game stops where it stands.
NO_FAULT, NO_MOVE, NO_OUTCOME, TOO_LONG = range(4)
