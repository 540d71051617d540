"""The bargain of one game: all texts that could be signed, where the draft ran, and what was left on the table.

Texts are valued for the mandates as they were, at the start of the game, signed and kept by both, so that all of them
lie on one map. A text on the table is valued as things stood at that moment besides: an agreement both preferred is one
by which both would have come to more than they did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import frozen

from wargame.analysis.bargaining.bargain import best_places, maps_of
from wargame.analysis.bargaining.deals import Text, projections_by_role, signable, text_of, value_texts
from wargame.analysis.bargaining.solutions import frontier, solutions
from wargame.analysis.review.truth import Pair, pair
from wargame.game.view import REFEREE
from wargame.kernel.outlook import VALUED
from wargame.kernel.state import STATE
from wargame.scenario.meanings import KEPT, NO_DEAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.bargaining.bargain import BargainingMap, Place
    from wargame.analysis.review.course import Course
    from wargame.arrays import Array
    from wargame.game.game import Game

_SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian")


@frozen
class Point:
    """A text and what it is worth to both sides."""

    text: Text
    worth: Pair


@frozen(kw_only=True)
class Stop:
    """The draft as it stood, from one decision on."""

    ply: int  # decisions taken
    text: Text
    worth: Pair


@frozen(kw_only=True)
class Window:
    """A stretch in which one text lay on the table by which both would have come to more than they did."""

    first: int  # the first decision to be taken while it lay there, from 1
    last: int
    by: str  # whose text it was, "" if nobody can say
    text: Text
    gains: Pair  # over what the game came to, at the decision at which the smaller one was greatest
    passed: tuple[tuple[int, str], ...]  # decisions at which somebody could have accepted it: (decision, side)


@frozen(kw_only=True)
class Eyes:
    """How the bargain looked to a side at one of its decisions, by what it could know."""

    side: str
    ply: int  # decisions taken
    no_deal: Pair
    better: float  # share of the texts that it had to take for better for both than none
    fair: Point | None  # the greatest product of what both gain, by its estimate
    draft: Pair  # what it took the draft to be worth


@frozen(kw_only=True)
class Bargaining:
    """The bargain of a game."""

    points: tuple[Point, ...]
    no_deal: Pair
    frontier: tuple[int, ...]  # indices of points, the best for the first side first
    solutions: dict[str, int]  # indices of points, by name; empty where no text leaves both better off than none
    path: tuple[Stop, ...]
    signed: Point | None
    signed_at: int | None  # the decision that signed it, from 1
    left: Pair  # what each side could have gained more while the other lost nothing, over what was signed or no deal
    windows: tuple[Window, ...]
    eyes: tuple[Eyes, ...]


def bargaining_of(game: Game, course: Course) -> Bargaining | None:
    """Return the bargain of a game; None where the scenario says nothing to value a text by."""
    summit = game.summit
    what_ifs = projections_by_role(summit)
    if what_ifs is None or not summit.rules.issues:
        return None
    start = game.at(0).state

    def value(texts: Sequence[Text], projection: str = KEPT) -> Array:
        drafts = np.array(texts, STATE).reshape(len(texts), len(summit.rules.issues))
        return value_texts(summit, start, drafts, what_ifs[projection])[:, VALUED.scores :]

    signed = text_of(summit, course.states[course.signed]) if course.signed else None
    texts = tuple(sorted(signable(summit) | ({signed} if signed else set())))
    values, (none,) = value(texts), value([tuple(0 for _ in summit.rules.issues)], NO_DEAL)
    found = solutions(values, none)
    at = None if signed is None else values[texts.index(signed)]
    return Bargaining(
        points=tuple(Point(text, pair(worth)) for text, worth in zip(texts, values, strict=True)),
        no_deal=pair(none),
        frontier=frontier(values) if texts else (),
        solutions={name: getattr(found, name) for name in _SOLUTIONS} if found else {},
        path=tuple(Stop(ply=ply, text=text, worth=pair(value([text])[0])) for ply, text in _drafts(course)),
        signed=Point(signed, pair(at)) if signed is not None and at is not None else None,
        signed_at=course.signed,
        left=_left(values, none if at is None else at),
        windows=tuple(_windows(game, course)),
        eyes=tuple(_eyes(game, course)),
    )


def _drafts(course: Course) -> Iterator[tuple[int, Text]]:
    """Yield the draft whenever it has changed, up to the signature."""
    last = None
    until = course.signed or len(course.states) - 1
    for ply, state in enumerate(course.states[: until + 1]):
        if (text := text_of(course.summit, state)) != last:
            yield ply, text
        last = text


def _left(values: Array, at: Array) -> Pair:
    """Return what each side could gain over a point while the other gets no less."""
    found = []
    for seat in (0, 1):
        least = values[values[:, 1 - seat] >= at[1 - seat], seat]
        found.append(max(0.0, float(least.max() - at[seat])) if least.size else 0.0)
    return found[0], found[1]


# -- what lay on the table


def _windows(game: Game, course: Course) -> Iterator[Window]:
    """Yield the stretches in which one text on the table, not the one signed, was better for both than what came."""
    came_to = course.came_to
    signed = text_of(course.summit, course.states[course.signed]) if course.signed else None
    stretch: list[tuple[int, Place]] = []
    for ply in range(course.talks):
        paper = _paper(game, ply)
        lies = paper is not None and paper.text != signed and _gains(paper, came_to)
        if stretch and (not lies or paper is None or paper.text != stretch[-1][1].text):
            yield _window(course, stretch, came_to)
            stretch = []
        if lies and paper is not None:
            stretch.append((ply, paper))
    if stretch:
        yield _window(course, stretch, came_to)


def _paper(game: Game, ply: int) -> Place | None:
    """Return the text that could be signed at a decision, and what it was worth as things stood then."""
    found = next(maps_of(game.at(ply).known_to(REFEREE)), None)
    if found is None:
        return None
    return found.paper if game.summit.rules.scenario.has_bids else found.draft


def _worths(place: Place) -> Pair:
    return place.own.mean, place.other.mean


def _gains(paper: Place, came_to: Pair) -> bool:
    return all(worth > came for worth, came in zip(_worths(paper), came_to, strict=True))


def _window(course: Course, stretch: list[tuple[int, Place]], came_to: Pair) -> Window:
    gains = [(own - came_to[0], other - came_to[1]) for own, other in (_worths(paper) for _, paper in stretch)]
    plies = [ply for ply, _ in stretch]
    return Window(
        first=plies[0] + 1,
        last=plies[-1] + 1,
        by=course.tabled_by(plies[0]),
        text=stretch[0][1].text,
        gains=max(gains, key=min),
        passed=tuple((ply + 1, course.sides[ply]) for ply in plies if course.could_accept(ply)),
    )


# -- how it looked


def _eyes(game: Game, course: Course) -> Iterator[Eyes]:
    """Yield how the bargain looked to each side at its first decision, and at its last one in the talks."""
    for side in game.summit.rules.side_ids:
        plies = [ply for ply in range(course.talks) if course.sides[ply] == side]
        for ply in dict.fromkeys(plies[:1] + plies[-1:]):
            *_, found = maps_of(game.at(ply).known_to(side))
            yield _seen(game, side, ply, found)


def _seen(game: Game, side: str, ply: int, found: BargainingMap) -> Eyes:
    seat = game.summit.seat(side)

    def worth(place: Place) -> Pair:
        own, other = round(place.own.mean, 2), round(place.other.mean, 2)
        return (other, own) if seat else (own, other)

    fair = next((each for each in best_places(found) if each.kind == "fair"), None)
    return Eyes(
        side=side,
        ply=ply,
        no_deal=worth(found.nothing),
        better=round(float(found.is_better.mean()), 4) if found.texts else 0.0,
        fair=Point(fair.text, worth(fair)) if fair else None,
        draft=worth(found.draft),
    )
