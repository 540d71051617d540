"""Who concedes a clause and who claims it: a side, both sides, or for a concession an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wargame.scenario.model import Issue

    Sides = tuple[str, ...]  # the ids of the two

BOTH, NOBODY = "both", "nobody"  # as a file says it; a side may be called so, and is meant then


def conceders(issue: Issue, sides: Sides) -> Sides:
    """Return the sides that concede a clause: one, both, or none where an actor does."""
    return _those(issue.conceded_by, sides)


def claimers(issue: Issue, sides: Sides) -> Sides:
    """Return the sides that claim a clause."""
    return _those(claimed_by(issue, sides), sides)


def claimed_by(issue: Issue, sides: Sides) -> str:
    """Return who claims a clause: a side, both, or "" for nobody.

    If the file does not say: the other side of what one side concedes, both sides of what both do, nobody else.
    """
    if issue.claimed_by:
        return issue.claimed_by if issue.claimed_by in (*sides, BOTH) else ""
    if issue.conceded_by in sides:
        return next((side for side in sides if side != issue.conceded_by), "")
    return BOTH if issue.conceded_by == BOTH else ""


def _those(party: str, sides: Sides) -> Sides:
    if party in sides:
        return (party,)
    return sides if party == BOTH else ()
