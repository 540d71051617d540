"""The gap, clause by clause, as a seat may know it: what the text gives, what is claimed at home, what is on the table.

A clause is a lane of levels on which these stand as marks; the distance between text and claim is what breaks deals.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.communique import Clause, communique, tabled_by
from wargame.game.view import REFEREE
from wargame.pages.stories import conceding
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.view import View
    from wargame.scenario.ruleset import Rules


@frozen(kw_only=True)
class Lane:
    """One clause."""

    clause: Clause
    levels: int  # how many there are, the lowest being 0
    tabled: int | None  # the level that the paper on the table gives, None where none lies there
    forbidden: frozenset[int]  # levels at which the text would cross a red line of the reader's
    worth: tuple[int, ...]  # to the reader once carried out, level by level from 1 on; empty for the referee

    @property
    def issue(self) -> str:
        """Return the issue it is about."""
        return self.clause.issue

    @property
    def claim(self) -> int | None:
        """Return the level claimed at home, None where nothing is."""
        return self.clause.claim if self.clause.claimed_by and self.clause.claim else None

    @property
    def steps(self) -> tuple[int, ...]:
        """Return the worth of each level beyond the one below it."""
        return tuple(after - before for before, after in zip((0, *self.worth), self.worth, strict=False))


def lanes_of(rules: Rules, view: View, then: Mapping[str, int] | None = None) -> tuple[Lane, ...]:
    """Return every clause, in the order of who concedes it; `then` are tracks as a move would leave them."""
    tracks = {**view.tracks, **(then or {})}
    lies = tabled_by(rules, tracks) is not None and rules.scenario.has_bids
    clauses = communique(rules, tracks)
    return tuple(
        Lane(
            clause=clause,
            levels=len(rules.issue(clause.issue).levels),
            tabled=_tabled(rules, clause) if lies else None,
            forbidden=_forbidden(rules, view, clause.issue),
            worth=worth_of_levels(rules, view, clause.issue),
        )
        for party in conceding(rules)
        for clause in clauses
        if clause.conceded_by == party
    )


def _tabled(rules: Rules, clause: Clause) -> int:
    bid = clause.bid or 0
    return bid if rules.signs_whole_text else max(clause.level, bid)


def _forbidden(rules: Rules, view: View, issue: str) -> frozenset[int]:
    """Return the levels of a clause that cross a red line of whoever looks: of both sides for the referee."""
    offer, found = rules.track_id(Role.OFFER, issue), set()
    for line in rules.red_lines:
        mine = view.seat in {REFEREE, line.side}
        if line.issue == issue and mine and view.tracks[rules.track_id(Role.MANDATE, line.side)] == line.mandate:
            levels = range(len(rules.issue(issue).levels))
            found |= {level for level in levels if line.crossed.holds({**view.tracks, offer: level})}
    return frozenset(found)


def worth_of_levels(rules: Rules, view: View, issue: str) -> tuple[int, ...]:
    """Return what each level of a clause from 1 on is worth to the view's seat once it is carried out."""
    if view.seat == REFEREE:
        return ()
    return rules.issue(issue).worth_to(view.seat, rules.mandate(view.seat, view.tracks).id)[1:]
