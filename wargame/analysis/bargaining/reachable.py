"""The texts that can still be signed from a position, as far as a seat can tell: what games played on from it sign.

As `deals` does for the start of a game, random players and doctrines play on, as many games and under the same seed,
and a text counts if one of these games ends with a deal on it. What a seat does not see is drawn anew for each batch of
games, evenly over what it can be; so two positions that a seat cannot tell apart have the same texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.analysis.bargaining.deals import GAMES, PAIRS, SEED, Text, is_agreed, text_of
from wargame.kernel.choose import POLICIES
from wargame.kernel.dice import game_seed
from wargame.kernel.outlook import roll_out
from wargame.kernel.state import ENDING, STATE

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.game.hidden import Known

_BATCHES = 50  # in which what is hidden is drawn anew


def still_signable(known: Known) -> frozenset[Text]:
    """Return every text on which a game played on from the position ended with a deal."""
    compiled, chance = known.summit.compiled, np.random.Generator(np.random.PCG64(SEED))
    endings, sums = np.zeros(len(known.summit.rules.endings), np.int64), np.zeros(2, np.int64)
    states, found = np.zeros((GAMES // _BATCHES, compiled.slots.count), STATE), set[Text]()
    for number, pair in enumerate(PAIRS * _BATCHES):
        policies = np.array([POLICIES[each] for each in pair], np.int64)
        key = np.uint64(game_seed(np.uint64(SEED), np.uint64(number)))
        start = _imagined(known, chance)
        roll_out(compiled.ints, compiled.words, start, policies, key, len(states), endings, sums, states)
        found.update(text_of(known.summit, each) for each in states if is_agreed(known.summit, int(each[ENDING]) - 1))
    return frozenset(found)


def _imagined(known: Known, chance: np.random.Generator) -> Array:
    """Return the position with everything hidden drawn evenly from what it can be."""
    state, slots = known.state.copy(), known.summit.compiled.slots.of_name
    for name in sorted(known.reach):
        low, high = known.reach[name]
        state[slots[name]] = chance.integers(low, high + 1)
    return state
