"""Abstractions: files that say which positions of a large game are to be told apart, and which not.

For each phase, an abstraction names features: tracks (or derived tracks, or the clock) that the seat to move sees, with
the values from which a new bucket begins. Positions that lie in the same bucket by every feature are one information
set. `{own}` and `{other}` in a name stand for the seat to move and the other one.
"""

from __future__ import annotations

from bisect import bisect_right
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import tomli
from attrs import frozen

from wargame.errors import PlayerError
from wargame.files import read_regular
from wargame.kernel.abstraction import COARSES, FEATURES, PLAN_BITS, Coarse, Feature
from wargame.kernel.records import Span, flat
from wargame.legible import legible
from wargame.players.policy import known_names, moves_of, to_compute
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.arrays import Array
    from wargame.game.summit import Summit
    from wargame.game.view import View

EACH = "each"  # in the place of cuts: every value is a bucket
MOST_BYTES = 2**18
_MOST_SETS = 2**52  # of a phase and seat

Features = dict[str, list[int]]  # the cuts of each


@frozen
class Abstraction:
    """Which positions are told apart: for each phase its features, and where the buckets of each begin."""

    phases: dict[str, Features]

    def key(self, summit: Summit, view: View) -> int:
        """Return the key of the information set that a view lies in, as the kernel computes it."""
        number, key = view.tracks["phase"] - 1, 0
        for name, cuts in self.phases[summit.rules.phases[number].id].items():
            key = key * (len(cuts) + 1) + bisect_right(cuts, view.tracks[_meant(summit, name, view.seat)])
        return (key << int(PLAN_BITS)) + len(summit.rules.side_ids) * number + summit.seat(view.seat) + 1

    def laid_out(self, summit: Summit) -> Array:
        """Return it in the layout of `kernel.abstraction`: an int32 array."""
        rules, slots = summit.rules, summit.compiled.slots
        plans = [(phase, side) for phase in rules.phases for side in rules.side_ids]
        head: list[int] = []
        body: list[int] = []
        for phase, side in plans:
            names = {_meant(summit, name, side): cuts for name, cuts in self.phases[phase.id].items()}
            derived = to_compute(summit, list(names))
            first = COARSES.width * len(plans) + len(body)
            stop = first + FEATURES.width * len(names)
            count = len(moves_of(summit, side, phase))
            head += flat(Coarse(Span(first, stop), Span(stop, stop + len(derived)), count))
            at, tables = stop + len(derived), list[int]()
            for name, cuts in names.items():
                low, high = slots.limits[name]
                body += flat(Feature(slots.of_name[name], low, len(cuts) + 1, at + len(tables)))
                tables += [bisect_right(cuts, value) for value in range(low, high + 1)]
            body += derived + tables
        return np.array(head + body, np.int32)


def read_abstraction(path: Path, summit: Summit) -> Abstraction:
    """Read an abstraction of a scenario from its file.

    Raises:
        PlayerError: it cannot be read, or does not fit the scenario; with the file, the place, and what was found.
    """
    try:
        raw = tomli.loads(read_regular(path, MOST_BYTES).decode())
        return fitted(raw.get("phases"), summit)
    except OSError as error:
        reason = error.strerror or str(error)
    except UnicodeDecodeError as error:
        reason = f"byte {error.start}: this is no UTF-8"
    except (tomli.TOMLDecodeError, ValueError) as error:
        reason = str(error)
    message = f"{legible(path)}: {legible(reason)[:300]}"
    raise PlayerError(message)


def fitted(phases: Any, summit: Summit) -> Abstraction:  # noqa: ANN401  whatever a file holds
    """Return an abstraction made of what a file says of each phase.

    Raises:
        ValueError: it does not fit the scenario.
    """
    if not isinstance(phases, dict):
        message = "expected a table [phases.PHASE] for each phase of the scenario"
        raise ValueError(message)  # noqa: TRY004  told as all that is wrong
    ids = [phase.id for phase in summit.rules.phases]
    for phase in (*ids, *phases):
        if phase not in ids or phase not in phases:
            wrong = "is no phase of the scenario" if phase not in ids else "is missing"
            message = f"phases.{phase} {wrong}; phases: {', '.join(ids)}"
            raise ValueError(message)
    return Abstraction({phase: _features(phases[phase], phase, summit) for phase in ids})


def _features(raw: Any, phase: str, summit: Summit) -> Features:  # noqa: ANN401
    if not isinstance(raw, dict):
        message = f"phases.{phase}: expected a table of features"
        raise ValueError(message)  # noqa: TRY004
    found: Features = {}
    for name, cuts in raw.items():
        for side in summit.rules.side_ids:
            meant, own = _meant(summit, name, side), summit.rules.track_id(Role.MANDATE, side)
            if meant not in {*known_names(summit, side), own}:
                message = f"phases.{phase}.{name}: {side} sees no track {meant!r}"
                raise ValueError(message)
        low, high = _bounds(summit, name)
        values = list(range(low + 1, high + 1)) if cuts == EACH else cuts
        is_list = isinstance(values, list) and all(type(each) is int for each in values)
        if not is_list or values != sorted({*values}) or not all(low < each <= high for each in values):
            told = (
                f'expected "{EACH}", or rising whole numbers from {low + 1} to {high}, at each of which a bucket begins'
            )
            message = f"phases.{phase}.{name}: {told}; found {cuts!r:.60}"
            raise ValueError(message)
        found[name] = values
    if prod(len(cuts) + 1 for cuts in found.values()) > _MOST_SETS:
        message = f"phases.{phase}: its buckets make more than 2^52 information sets; leave features out"
        raise ValueError(message)
    return found


def _meant(summit: Summit, name: str, side: str) -> str:
    """Return the track that a feature's name stands for."""
    return name.replace("{own}", side).replace("{other}", summit.rules.other(side))


def _bounds(summit: Summit, name: str) -> tuple[int, int]:
    """Return the lowest and the highest value of a feature, whoever is to move."""
    limits = [summit.compiled.slots.limits[_meant(summit, name, side)] for side in summit.rules.side_ids]
    return min(low for low, _ in limits), max(high for _, high in limits)
