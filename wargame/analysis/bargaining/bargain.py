"""The bargaining map of a position: what each text that could be signed is worth to one seat, by what it may know.

A text is valued as things stand (face, tension, claims), signed and kept by both, beside no text at all. What the seat
cannot see is weighed: the other side's mandate by how likely it is, everything else hidden evenly over the values it
can have. So two positions that a seat cannot tell apart have one map. The referee's is exact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import evolve, frozen

from wargame.analysis.bargaining.deals import Text, projections_by_role, signed_so_far, value_texts
from wargame.analysis.bargaining.solutions import frontier
from wargame.arrays import Array
from wargame.game.communique import tabled_by
from wargame.game.hidden import possible_states
from wargame.game.standing import reads_of_score
from wargame.game.summit import Summit
from wargame.game.view import REFEREE
from wargame.kernel.outlook import VALUED
from wargame.kernel.state import STATE
from wargame.scenario.meanings import KEPT, NO_DEAL
from wargame.scenario.questions import MOST_STEPS
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wargame.game.hidden import Known
    from wargame.scenario.ruleset import Rules

_MOST_CASES = 64  # of what is hidden, for one map or one pair of mandates


@frozen
class Worth:
    """What a text is worth to one side: its mean, and the least and most that it may be."""

    mean: float
    least: int
    most: int


@frozen
class Place:
    """A point of the map that has a name."""

    kind: str  # draft, signed, paper, nothing, fair, own, other, clause
    text: Text
    own: Worth
    other: Worth
    issue: int = -1  # of a clause, which: index into the issues


@frozen(eq=False, kw_only=True)
class BargainingMap:
    """The texts that could be signed, and the places among them that matter."""

    own: str  # the side on the first axis; the referee's is the first one
    other: str
    texts: tuple[Text, ...]
    points: Array  # (texts, 2, float64): mean worth to `own` and to `other`
    least: Array  # (texts, 2): the least that it may be
    most: Array
    nothing: Place  # no text at all
    draft: Place  # in its place what was signed, where that is known
    paper: Place | None  # None: none lies on the table
    clauses: tuple[Place, ...]  # the draft with one clause a level higher or lower
    played: float  # share of the games tried that say what can be signed; 1: all
    is_exact: bool  # nothing hidden is weighed in it
    is_referee: bool  # it is nobody's at the table

    @property
    def is_better(self) -> Array:
        """Say of each text whether both prefer it to none (texts)."""
        return np.asarray((self.points > [self.nothing.own.mean, self.nothing.other.mean]).all(axis=1))

    @property
    def frontier(self) -> tuple[int, ...]:
        """Return the texts that no other text beats for both, the best for `own` first."""
        return frontier(self.points)


def maps_of(
    known: Known, beliefs: Mapping[str, float] | None = None, signed: Text | None = None
) -> Iterator[BargainingMap]:
    """Yield the map of a position as one seat knows it, at once and then whenever more texts are found; at last all.

    Nothing is yielded where the scenario names no what-ifs to value a text by.

    Args:
        known: the position.
        beliefs: how likely the other side's mandates are, by id; None: as they were drawn.
        signed: the text that was signed there, to stand in the place of the draft.
    """
    summit = known.summit
    what_ifs = projections_by_role(summit)
    if what_ifs is None or not summit.rules.issues:
        return
    valuer = _valuer(known, what_ifs, beliefs)
    first = valuer.draft_places(signed)
    yield _drawn(valuer, first, frozenset(), 0.0)
    for texts, played in signed_so_far(summit):
        yield _drawn(valuer, first, texts if signed is None else texts | {signed}, played)


def _drawn(valuer: _Valuer, places: Sequence[Place], texts: frozenset[Text], played: float) -> BargainingMap:
    nothing, draft, *rest = places
    ordered = tuple(sorted(texts))
    values = valuer.values(ordered, valuer.kept)
    return BargainingMap(
        own=valuer.sides[0],
        other=valuer.sides[1],
        texts=ordered,
        points=values.points,
        least=values.least,
        most=values.most,
        nothing=nothing,
        draft=draft,
        paper=next((each for each in rest if each.kind == "paper"), None),
        clauses=tuple(each for each in rest if each.kind == "clause"),
        played=played,
        is_exact=len(valuer.cases) == 1,
        is_referee=valuer.is_referee,
    )


def best_places(found: BargainingMap) -> list[Place]:
    """Return the frontier's three corners among the texts that both prefer to none: fair, best for one, for the other.

    The fair one has the greatest product of what both gain (Nash, 1950).
    """
    better = [at for at in found.frontier if found.is_better[at]]
    if not better:
        return []
    gains = found.points[better] - [found.nothing.own.mean, found.nothing.other.mean]
    chosen = (("fair", gains.prod(axis=1)), ("own", gains[:, 0]), ("other", gains[:, 1]))
    return [_place(kind, found.texts[at], found, at) for kind, by in chosen for at in [better[int(by.argmax())]]]


def _place(kind: str, text: Text, values: BargainingMap | _Values, at: int, issue: int = -1) -> Place:
    own, other = (Worth(float(values.points[at, k]), int(values.least[at, k]), int(values.most[at, k])) for k in (0, 1))
    return Place(kind, text, own, other, issue)


@frozen(eq=False)
class _Values:
    points: Array  # (texts, 2)
    least: Array
    most: Array


@frozen(eq=False)
class _Valuer:
    """Values texts in every case that a seat cannot tell apart."""

    summit: Summit
    sides: tuple[str, str]
    cases: tuple[Array, ...]  # states
    weights: Array  # (cases), in all 1
    kept: int  # index of the projection
    none: int
    is_referee: bool

    def values(self, texts: Sequence[Text], projection: int) -> _Values:
        """Return what texts are worth to both sides, `own` first."""
        issues = len(self.summit.rules.issues)
        drafts = np.array(texts, STATE).reshape(len(texts), issues)
        order = [self.summit.seat(side) for side in self.sides]
        found = np.stack(
            [value_texts(self.summit, case, drafts, projection)[:, VALUED.scores :][:, order] for case in self.cases]
        )
        return _Values(np.tensordot(self.weights, found, axes=1), found.min(axis=0), found.max(axis=0))

    def draft_places(self, signed: Text | None) -> list[Place]:
        """Return no text, the draft, the paper on the table if one lies there, and the draft with one clause moved.

        What was signed takes the place of the draft and of the paper.
        """
        rules, values = self.summit.rules, self.summit.values(self.cases[0])  # what is read here is public
        draft = tuple(values[name] for name in rules.track_ids(Role.OFFER)) if signed is None else signed
        named: list[tuple[str, Text, int]] = [("draft" if signed is None else "signed", draft, -1)]
        if signed is None and (paper := paper_of(rules, values, draft)) is not None:
            named.append(("paper", paper, -1))
        for at, issue in enumerate(rules.issues):
            levels = [level for level in (draft[at] + 1, draft[at] - 1) if 0 <= level < len(issue.levels)]
            named += [("clause", (*draft[:at], level, *draft[at + 1 :]), at) for level in levels]
        nothing = _places([("nothing", draft, -1)], self.values([tuple(0 for _ in draft)], self.none))
        return nothing + _places(named, self.values([text for _, text, _ in named], self.kept))


def _places(named: Sequence[tuple[str, Text, int]], values: _Values) -> list[Place]:
    return [_place(kind, text, values, at, issue) for at, (kind, text, issue) in enumerate(named)]


def paper_of(rules: Rules, values: Mapping[str, int], draft: Text) -> Text | None:
    """Return the text on the table as it would be signed."""
    if not rules.scenario.has_bids or tabled_by(rules, values) is None:
        return None
    bids = tuple(values[name] for name in rules.track_ids(Role.BID))
    return bids if rules.signs_whole_text else tuple(max(pair) for pair in zip(draft, bids, strict=True))


def _valuer(known: Known, what_ifs: Mapping[str, int], beliefs: Mapping[str, float] | None) -> _Valuer:
    summit, rules = known.summit, known.summit.rules
    own = rules.side_ids[0] if known.seat == REFEREE else known.seat
    sides = own, rules.other(own)
    kept, none = what_ifs[KEPT], what_ifs[NO_DEAL]
    reads = set().union(*(reads_of_score(summit, side, at) for side in sides for at in (kept, none)))
    cases, weights = [], []
    for chance, alike in by_mandate(known, sides[1], beliefs):
        found = cases_of(alike, reads)
        cases += found
        weights += [chance / len(found)] * len(found)
    return _Valuer(summit, sides, tuple(cases), np.array(weights) / sum(weights), kept, none, known.seat == REFEREE)


def cases_of(known: Known, reads: Iterable[str]) -> list[Array]:
    """Return the states that a seat cannot tell apart, one for each combination of what is hidden behind `reads`."""
    return list(possible_states(known, reads, steps=MOST_STEPS // _MOST_CASES))


def by_mandate(known: Known, other: str, beliefs: Mapping[str, float] | None) -> Iterator[tuple[float, Known]]:
    """Yield each mandate that the other side may have come with: how likely it is, and what is known then."""
    rules, track = known.summit.rules, known.summit.rules.track_id(Role.MANDATE, other)
    if track not in known.reach:
        yield 1.0, known
        return
    low, high = known.reach[track]
    for at, mandate in enumerate(rules.side(other).mandates):
        chance = float(mandate.weight) if beliefs is None else beliefs.get(mandate.id, 0.0)
        if low <= at <= high and chance > 0:
            yield chance, evolve(known, reach={**known.reach, track: (at, at)})
