"""Promises: what was claimed, signed and carried out, what was evaded and found, and what claims have cost.

All of it follows from the scenario's own words: what its tracks are of each issue, and what its measures count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.review.course import Course
    from wargame.game.game import Game
    from wargame.scenario.ruleset import Rules

# What is noted of a game, in the words of `scenario.measures`.
KINDS = ("secret", "inspections", "exposures", "collisions", "breaches", "answers", "provocations", "exits")


@frozen(kw_only=True)
class Promise:
    """An issue: levels, as they were when a text was signed (else at the end), and what came of them."""

    issue: str
    signed: int | None  # None: no text was signed
    claimed: int  # at home
    claimed_by: str  # a side, both, "" for nobody
    vague: bool
    done: int  # at the end

    @property
    def is_empty(self) -> bool:
        """Say whether nobody promised anything."""
        return not (self.signed or self.claimed or self.done)


@frozen(kw_only=True)
class Deed:
    """Something that bears on a promise."""

    kind: str  # one of KINDS
    ply: int  # the decision that it came of, from 1
    side: str  # whose doing, "" if an event brought it about
    what: str  # the id of the rule (with the outcome behind a slash), or of the track
    forbidden: bool = False  # of secret work: a text forbade it


@frozen
class Cost:
    """A term of a side's score that hangs on what was claimed: an audience cost where it is negative."""

    side: str
    label: str
    points: int


@frozen(kw_only=True)
class Promises:
    """The promises of a game."""

    issues: tuple[Promise, ...]
    deeds: tuple[Deed, ...]  # in order
    costs: tuple[Cost, ...]  # those that are not 0


def promises_of(game: Game, course: Course) -> Promises:
    """Return what was promised in a game, and what came of it."""
    return Promises(
        issues=tuple(each for each in _issues(game, course) if not each.is_empty),
        deeds=tuple(sorted(_deeds(course), key=lambda each: (each.ply, KINDS.index(each.kind)))),
        costs=tuple(_costs(game)),
    )


def _issues(game: Game, course: Course) -> Iterator[Promise]:
    rules, at = game.summit.rules, course.signed or len(course.states) - 1
    for issue in rules.issues:
        signed = course.value(at, rules.track_id(Role.OFFER, issue.id)) if course.signed else None
        yield Promise(
            issue=issue.id,
            signed=signed,
            claimed=course.value(at, rules.track_id(Role.CLAIM, issue.id)),
            claimed_by=rules.claimed_by(issue),
            vague=bool(signed and course.value(at, rules.track_id(Role.VAGUE, issue.id))),
            done=course.value(-1, rules.track_id(Role.DONE, issue.id)),
        )


def _deeds(course: Course) -> Iterator[Deed]:
    sides, forbids = course.summit.rules.side_ids, course.measured.forbids
    for kind in KINDS:
        for each in course.occurrences(getattr(course.measured, kind)):
            yield Deed(
                kind=kind,
                ply=each.ply + 1,
                side=sides[each.seat] if each.seat >= 0 else "",
                what=each.what,
                forbidden=kind == "secret" and _is_forbidden(course, each.ply, forbids),
            )


def _is_forbidden(course: Course, ply: int, track: str) -> bool:
    """Say whether a text was in force that forbade secret work; without a track that says so, any signed one does."""
    if not track:
        return course.signed is not None and ply >= course.signed
    return course.value(ply, track) > course.summit.rules.track_by_id[track].min


def _costs(game: Game) -> Iterator[Cost]:
    """Yield the terms that read a claim, by themselves or through what is derived from it, as they stand."""
    rules = game.summit.rules
    claims = _claims(rules)
    for side in rules.side_ids:
        standing = {term.label: term.low for term in game.score_now(side).terms}
        labels = dict.fromkeys(
            term.label
            for term in rules.scores
            if term.side == side and any(rules.behind.get(name, 0) & claims for name in term.form.names())
        )
        yield from (Cost(side, label, standing[label]) for label in labels if standing.get(label))


def _claims(rules: Rules) -> int:
    """Return the tracks that say what was claimed, as a bit set (see `Rules.behind`)."""
    names = {*rules.track_ids(Role.CLAIM)}
    return sum(1 << at for at, track in enumerate(rules.tracks) if track.id in names)
