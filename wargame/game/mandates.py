"""Mandates that are chosen instead of drawn.

A seeded game with chosen mandates is the game of a seed whose set-up draws just these. So a save, a replay and a
take-back need nothing but the seed, as always, and the rest of the set-up falls as it does in a game that drew them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.errors import WargameError
from wargame.kernel import trace
from wargame.kernel.dice import SETUP_STREAM, game_seed, stream_key
from wargame.kernel.trace import HAPPENINGS
from wargame.scenario.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.summit import Summit

_TRIED_AT_ONCE, _MOST_TRIED = 256, 1 << 20


def check_mandates(summit: Summit, mandates: Mapping[str, str]) -> None:
    """Raise unless each is a mandate of its side.

    Raises:
        SeatError: there is no such side.
        WargameError: it has no such mandate.
    """
    for side, mandate in mandates.items():
        summit.seat(side)
        offered = [each.id for each in summit.rules.side(side).mandates]
        if mandate not in offered:
            valid = f"; its mandates are {', '.join(offered)}" if offered else "; it has none"
            message = f"{side} has no mandate {mandate!r} in {summit.id}{nearest(str(mandate), offered)}{valid}"
            raise WargameError(message)


def seed_with(summit: Summit, seed: int, mandates: Mapping[str, str]) -> int:
    """Return a seed whose set-up draws these mandates (by side): this one if it does, else the first derived from it.

    Raises:
        SeatError: there is no such side.
        WargameError: it has no such mandate, or none was drawn in a million tries.
    """
    check_mandates(summit, mandates)
    wanted = _outcomes(summit, mandates)
    if not wanted or _draws(summit, seed, wanted):
        return seed
    first_rule, compiled = len(summit.rules.moves) + len(summit.rules.events), summit.compiled
    drawn = np.empty((_TRIED_AT_ONCE, len(summit.rules.setup)), np.int16)
    for first in range(0, _MOST_TRIED, _TRIED_AT_ONCE):
        trace.trace_setups(compiled.ints, compiled.words, np.uint64(seed), first, first_rule, drawn)
        found = np.flatnonzero(np.all([drawn[:, rule - first_rule] == each for rule, each in wanted.items()], axis=0))
        if found.size:
            return int(game_seed(np.uint64(seed), np.uint64(first + found[0])))
    message = f"{summit.id} never draws {', '.join(f'{side}: {each}' for side, each in mandates.items())} together"
    raise WargameError(message)


def _draws(summit: Summit, seed: int, wanted: Mapping[int, int]) -> bool:
    """Say whether the set-up of a seed draws these outcomes, by rule."""
    compiled, key = summit.compiled, np.uint64(stream_key(np.uint64(seed), SETUP_STREAM))
    rows, states = compiled.blank_happenings()
    count = trace.trace_start(compiled.ints, compiled.words, summit.blank_state(), key, rows, states)
    found = {int(row[HAPPENINGS.rule]): int(row[HAPPENINGS.outcome]) - 1 for row in rows[:count]}
    return all(found.get(rule) == outcome for rule, outcome in wanted.items())


def _outcomes(summit: Summit, mandates: Mapping[str, str]) -> dict[int, int]:
    """Return the outcome to be drawn by rule, both as indices of the kernel."""
    compiled, found = summit.compiled, {}
    for rule in summit.rules.setup:
        if rule.mandate_of in mandates:
            index = compiled.rule_index[rule.key]
            names = [each.id for each in rule.outcomes]
            found[index] = compiled.first_outcome[index] + names.index(mandates[rule.mandate_of])
    return found
