"""Claims against needs: what a seat tells its public it will get, beside what its mandate makes of it.

A claim is public, the need behind it is not: it is what the claimed level of a clause is worth to the seat's mandate,
by the scenario's values. Each mandate that the side might have drawn gives the same level another worth, so a claim
says something of the mandate, true or not. It *overstates* by what the level would be worth to the mandate that wants
it most, over what it is worth to the seat's own; it *understates* by what the best level would be worth to the own
mandate, over the level claimed. Both are in points of the score, add up over the clauses that the side alone claims,
and are taken as things stand after each of its decisions until a text is signed. (So a seat states its needs that
claims all of what its mandate values more than any other would, and nothing else.)
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from wargame.analysis.behavior.choices import first_shown
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from wargame.analysis.played import Played
    from wargame.scenario.measures import Mark
    from wargame.scenario.model import Issue, Side

BY_ISSUE = ("overstatement", "understatement")


def claims_against_needs(played: Played, side: str, signs: Mark) -> dict[tuple[str, str], float]:
    """Return both measures of a seat, by name and issue; the issue is "" for the sum.

    `signs` is what signs a text. There is nothing to measure where a side claims no clause alone or never had the turn.
    """
    game, rules = played.game, played.game.summit.rules
    signed = first_shown(signs, game.records)
    plies = [at for at in played.plies(side) if signed is None or at <= signed]
    own = rules.side_ids.index(side)
    claimed = [issue for issue in rules.issues if rules.claimed_by(issue) == side]
    found: dict[tuple[str, str], float] = defaultdict(float)
    for at in plies if claimed else ():
        values = game.summit.values(game.records[at].states[-1])
        for issue in claimed:
            level = values[rules.track_id(Role.CLAIM, issue.id)]
            both = misstated(issue, rules.side(side), played.mandates[own], level)
            for name, points in zip(BY_ISSUE, both, strict=True):
                found[name, issue.id] += points / len(plies)
                found[name, ""] += points / len(plies)
    return dict(found)


def misstated(issue: Issue, side: Side, mandate: int, level: int) -> tuple[int, int]:
    """Return by how many points a claim overstates and understates a mandate's need of a clause."""
    worth = [issue.worth_to(side.id, each.id) for each in side.mandates]
    own = worth[mandate]
    return max(each[level] for each in worth) - own[level], max(own) - own[level]
