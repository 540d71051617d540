"""The score as it stands, broken down into its terms, and in each of the scenario's projections."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.game.hidden import Known, possible_states
from wargame.kernel import trace
from wargame.kernel.state import ENDING
from wargame.scenario.questions import reads_of_effects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.game.summit import Summit


@frozen
class Term:
    """One summand of a score; a range where it depends on something hidden."""

    label: str
    low: int
    high: int


@frozen
class OpenScore:
    """A score broken down: the ending it belongs to, its terms, and their clamped sum."""

    endings: tuple[str, ...]  # ids; more than one where it depends on something hidden
    terms: tuple[Term, ...]  # empty where the ending fixes the score
    low: int
    high: int


@frozen
class Projected:
    """A projection of the scenario, and the score in it."""

    id: str
    title: str
    score: OpenScore


def open_score(known: Known, side: str, *, projection: int | None = None) -> OpenScore:
    """Break down the score of `side` as if the game ended now (after a projection, if given), as far as it is known."""
    summit, compiled, seat = known.summit, known.summit.compiled, known.summit.seat(side)
    rules = compiled.rules
    own = [(at, term) for at, term in enumerate(rules.scores) if term.side == side]
    endings: list[str] = []
    totals, values = [], []
    reads, count = reads_of_score(summit, side, projection), 1 + len(rules.projections)
    for case in possible_states(known, reads, steps=count):
        trace.run_projection(compiled.ints, compiled.words, case, projection)
        ending = rules.endings[int(case[ENDING]) - 1]
        endings.append(ending.id)
        result = np.zeros(2, np.int64)
        trace.write_scores(compiled.ints, compiled.words, case, result)
        totals.append(int(result[seat]))
        terms = np.zeros(len(rules.scores), np.int64)
        trace.write_term_values(compiled.ints, compiled.words, case, terms)
        values.append([0 if ending.scores else int(terms[at]) for at, _ in own])
    opened = [Term(term.label, *_ends(row[k] for row in values)) for k, (_, term) in enumerate(own)]
    shown = tuple(term for term in opened if term.low or term.high)
    return OpenScore(tuple(dict.fromkeys(endings)), shown, min(totals), max(totals))


@lru_cache(maxsize=256)
def reads_of_score(summit: Summit, side: str, projection: int | None = None) -> frozenset[str]:
    """Return the tracks that a side's score depends on, those that a projection (if given) reads included."""
    rules = summit.rules
    reads = {name for term in rules.scores if term.side == side for name in (*term.when.names(), *term.form.names())}
    reads |= {name for ending in rules.endings for name in ending.when.names()}
    if projection is not None:
        reads |= reads_of_effects(rules.projections[projection].effects)
    return frozenset(reads - {"ending_class"})


def _ends(values: Iterable[int]) -> tuple[int, int]:
    found = list(values)
    return min(found), max(found)


def projected(known: Known) -> tuple[Projected, ...]:
    """Return the scenario's projections that a side may see now, each with its own score."""
    compiled, side = known.summit.compiled, known.seat
    found = []
    for at, projection in enumerate(compiled.rules.projections):
        case = known.state.copy()
        trace.refresh_all(compiled.ints, compiled.words, case)
        values = {name: int(case[compiled.slots.of_name[name]]) for name in projection.when.names()}
        if side in projection.seen_by and projection.when.holds(values):
            found.append(Projected(projection.id, projection.title, open_score(known, side, projection=at)))
    return tuple(found)
