"""What a move would do to the score in each projection: from a decision to its payoff, before it is taken.

A projection of the scenario (the draft signed now, no text) has a score as things stand. A move changes it for certain,
by chance, or by something its side cannot see; so the answer is a range over everything that may come, and the mean
over chance, which is a range itself where something hidden matters.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.game.hidden import Known, possible_states
from wargame.game.preview import leaves_of, reads_of_ply, steps_of_ply
from wargame.game.standing import projected, reads_of_score
from wargame.kernel import trace
from wargame.kernel.state import PHASE

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.game.summit import Summit
    from wargame.scenario.rules import MoveRule

Found = list[tuple[Fraction, Fraction, int, int]]  # by case: its chance, the sum of chance × score, the least, the most


@frozen
class Worth:
    """The mover's score in a projection, now and after a move."""

    id: str
    title: str
    now: tuple[int, int] | None  # least and most; None: it is not possible now
    least: int
    most: int
    mean: tuple[float, float]  # over chance, least and most; taken where the what-if is possible at all
    always: bool  # it is possible whatever comes of the move


def worth_of(known: Known, move: MoveRule) -> tuple[Worth, ...]:
    """Return the mover's score in each projection after a move of his, as far as he can tell."""
    summit, compiled, seat = known.summit, known.summit.compiled, known.summit.seat(move.side)
    now = {each.id: (each.score.low, each.score.high) for each in projected(known)}
    phase = int(known.state[PHASE])
    reads = reads_of_ply(compiled, move, phase)
    found: dict[int, Found] = {}
    projections = [
        (at, each, reads_of_score(summit, move.side, at))
        for at, each in enumerate(compiled.rules.projections)
        if move.side in each.seen_by
    ]
    everything = reads.union(*(score_reads for _, _, score_reads in projections))
    steps = steps_of_ply(compiled, move, phase)
    for case in possible_states(known, everything, steps=steps):
        leaves = leaves_of(compiled, case, move)
        for at, _, _ in projections:
            scores = [
                (chance, score) for chance, leaf in leaves if (score := _score(summit, leaf, at, seat)) is not None
            ]
            if scores:
                values = [score for _, score in scores]
                whole = sum((chance for chance, _ in scores), Fraction(0))
                total = sum((chance * score for chance, score in scores), Fraction(0))
                found.setdefault(at, []).append((whole, total, min(values), max(values)))
    return tuple(_worth(each.id, each.title, now.get(each.id), found[at]) for at, each, _ in projections if at in found)


def _score(summit: Summit, leaf: Array, projection: int, seat: int) -> int | None:
    """Return a seat's score in a projection; None where it is not possible."""
    compiled = summit.compiled
    case = leaf.copy()
    trace.refresh_all(compiled.ints, compiled.words, case)
    when = compiled.rules.projections[projection].when
    if not when.holds({name: int(case[compiled.slots.of_name[name]]) for name in when.names()}):
        return None
    trace.run_projection(compiled.ints, compiled.words, case, projection)
    result = np.zeros(2, np.int64)
    trace.write_scores(compiled.ints, compiled.words, case, result)
    return int(result[seat])


def _worth(id_: str, title: str, now: tuple[int, int] | None, cases: Found) -> Worth:
    means = [float(total / whole) for whole, total, _, _ in cases]
    least, most = min(low for _, _, low, _ in cases), max(high for _, _, _, high in cases)
    always = all(whole == 1 for whole, _, _, _ in cases)
    return Worth(id_, title, now, least, most, (min(means), max(means)), always)
