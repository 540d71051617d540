"""The states of an information set: every combination of values of the hidden tracks that a question depends on.

One mechanism serves previews, projections and scores: ask the kernel the same question of every state that the seat
cannot tell apart, and report the range. Where nothing hidden matters there is one such state, and the answer is exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from attrs import field, frozen

from wargame.arrays import Array
from wargame.game.ranges import Interval
from wargame.game.summit import Summit
from wargame.game.view import REFEREE
from wargame.scenario.questions import MOST_CASES, MOST_STEPS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wargame.compiler.program import Compiled


@frozen(eq=False)
class Known:
    """A position as far as one seat knows it: of each track that it does not see, only bounds."""

    summit: Summit
    state: Array  # (slots)
    seat: str = REFEREE
    reach: Mapping[str, Interval] = field(factory=dict)  # by hidden track; empty where nothing is hidden


def possible_states(known: Known, reads: Iterable[str], *, steps: int = 1) -> Iterator[Array]:
    """Yield a copy of the state for every combination of values that the hidden tracks behind `reads` may have.

    If these are more than `MOST_CASES`, or would take more than `MOST_STEPS` at `steps` each, only the ends of each
    hidden track's range are combined; `scenario.questions` has checked that these are not too many.
    """
    compiled = known.summit.compiled
    behind = hidden_behind(compiled, reads, known.seat)
    hidden = [name for name in behind if name in known.reach]
    spans = [range(known.reach[name][0], known.reach[name][1] + 1) for name in hidden]
    if prod(len(span) for span in spans) > min(MOST_CASES, MOST_STEPS // steps):
        spans = [range(span[0], span[-1] + 1, max(1, span[-1] - span[0])) for span in spans]
    slots = [compiled.slots.of_name[name] for name in hidden]
    for values in product(*spans):
        copy = known.state.copy()
        for slot, value in zip(slots, values, strict=True):
            copy[slot] = value
        yield copy


def hidden_behind(compiled: Compiled, reads: Iterable[str], seat: str) -> tuple[str, ...]:
    """Return the tracks that a seat does not see among those that these names depend on; the referee sees all."""
    return _hidden_behind(compiled)(frozenset(reads), seat) if seat else ()


@lru_cache(maxsize=32)
def _hidden_behind(compiled: Compiled) -> Callable[[frozenset[str], str], tuple[str, ...]]:
    """Return what answers this for one scenario, and keeps the answers: previews ask the same again and again."""
    return lru_cache(maxsize=4096)(compiled.rules.hidden_behind)
