"""What may be so, as far as one seat can tell: every value of the tracks it does not see that matter to a question.

One mechanism serves previews, projections and scores: ask the kernel the same question of every state that the seat
cannot tell apart, and report the range. Where nothing hidden matters there is one such state, and the answer is
exact.
"""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from wargame.game.reach import reach
from wargame.scenario.checking import hidden_behind
from wargame.scenario.questions import MOST_CASES, MOST_STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.compiler.program import Compiled

__all__ = ["possible_states"]

Array = np.ndarray[Any, Any]


def possible_states(
    compiled: Compiled, state: Array, side: str, reads: Iterable[str], *, steps: int = 1
) -> Iterator[Array]:
    """Yield a copy of the state for every combination of hidden values behind `reads`.

    Each takes only the values that it can have come to by now, as far as everybody can tell (see `game.reach`).
    Where there are more than `MOST_CASES`, or they would take more than `MOST_STEPS` at so many steps each, only the
    ends of each hidden track's range are combined; `scenario.questions` has seen to it that these are not too many.
    """
    hidden = [] if not side else list(hidden_behind(compiled.rules, reads, side))
    tracks = {track.id: track for track in compiled.rules.tracks}
    spans = [reach(compiled, tracks[name], state) for name in hidden]
    if prod(len(span) for span in spans) > min(MOST_CASES, MOST_STEPS // steps):
        spans = [range(span[0], span[-1] + 1, max(1, span[-1] - span[0])) for span in spans]
    slots = [compiled.slots.of_name[name] for name in hidden]
    for values in product(*spans):
        copy = state.copy()
        for slot, value in zip(slots, values, strict=True):
            copy[slot] = value
        yield copy
