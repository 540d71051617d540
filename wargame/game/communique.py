"""The draft communiqué: each clause as it stands, beside what is claimed of it at home; the package on the table."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.scenario.ruleset import Drafted, Rules


@frozen(kw_only=True)
class Clause:
    """One issue on the draft."""

    issue: str
    title: str
    conceded_by: str  # a side, an actor, or both
    claimed_by: str  # a side, both, or "" for nobody
    level: int
    sentence: str  # as the text would read, vague wording included
    vague: bool
    claim: int
    claimed: str  # the sentence that the claiming side has promised at home
    gap: int  # levels promised beyond the draft, however worded
    done: int
    bid: int | None  # the level in the text that was last on the table, None where the scenario has none but the draft


@frozen
class Tabled:
    """A clause of the package on the table."""

    issue: str
    level: int
    draft: int  # the level on the draft, beside it
    before: int | None  # the level in the same package before; None in a new one


def communique(rules: Rules, values: Mapping[str, int]) -> tuple[Clause, ...]:
    """Return the clauses of the draft; everything in it is public."""
    return tuple([_clause(each, tuple([values[name] for name in each.tracks])) for each in rules.draft])


@lru_cache(maxsize=4096)
def _clause(drafted: Drafted, values: tuple[int, ...]) -> Clause:
    """Return a clause as it stands; `values` are those of its tracks."""
    issue, (level, claim, vague, done, *bid) = drafted.issue, values
    sentence = issue.levels[level]
    if vague and level:
        sentence = f"{sentence.rstrip('.')}, {issue.vague.strip('…. ,')}."
    return Clause(
        issue=issue.id,
        title=issue.title,
        conceded_by=issue.conceded_by,
        claimed_by=drafted.claimed_by,
        level=level,
        sentence=sentence,
        vague=bool(vague),
        claim=claim,
        claimed=issue.levels[claim],
        gap=max(0, claim - level),
        done=done,
        bid=bid[0] if bid else None,
    )


def edited_by(rules: Rules, values: Mapping[str, int]) -> str | None:
    """Return the side that is changing the text and has not handed it over, if one is."""
    sides = rules.side_ids if rules.scenario.drafting is not None else ()
    return next((side for side in sides if values[rules.track_id(Role.EDITS, side)]), None)


def tabled_by(rules: Rules, values: Mapping[str, int]) -> str | None:
    """Return the side whose text lies on the table, "" if nobody can say whose, None if none lies there.

    The scenario's `on_table` says when one does, and a text that is being changed counts, too. Without `on_table`, a
    package is known by the flag that tabling sets for one side and clears for the other; without such a flag the last
    package stays on the table.
    """
    if side := edited_by(rules, values):
        return side
    flagged = [side for side, flags in rules.tabled_flags.items() if any(values[name] for name in flags)]
    if rules.on_table:
        lying = [side for side, guard in rules.on_table.items() if guard.holds(values)]
        whose = lying if len(lying) == 1 else [side for side in flagged if side in lying]
        return None if not lying else next(iter(whose), "")
    if flagged:
        return flagged[0]
    bids = any(values[name] for name in rules.track_ids(Role.BID))
    return "" if bids and not any(rules.tabled_flags.values()) else None


def tabled(rules: Rules, before: Mapping[str, int], after: Mapping[str, int]) -> tuple[Tabled, ...]:
    """Return the clauses that were newly tabled: all of a new package, of one that lay there those that changed.

    `before` and `after` are values of tracks; they need the draft and `Rules.paper_tracks`. What an earlier package has
    left behind is no part of the next one.
    """
    if not rules.scenario.has_bids or tabled_by(rules, after) is None:
        return ()
    used = rules.track_ids(Role.USED)
    is_new = tabled_by(rules, before) is None or any(after[name] > before[name] for name in used)
    clauses = []
    for issue in rules.issues:
        bid, offer = (rules.track_id(role, issue.id) for role in (Role.BID, Role.OFFER))
        was, level, draft = before[bid], after[bid], after[offer]
        if (level or draft) if is_new else level != was:
            clauses.append(Tabled(issue.id, level, draft, None if is_new else was))
    return tuple(clauses)
