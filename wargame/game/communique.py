"""The draft communiqué: each clause as it stands, beside what has been told at home about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.scenario.rules import Rules

__all__ = ["Clause", "communique", "tabled_by"]


@frozen(kw_only=True)
class Clause:
    """One issue on the draft."""

    issue: str
    title: str
    conceded_by: str
    claimed_by: str
    level: int
    sentence: str  # as the text would read, vague wording included
    vague: bool
    claim: int
    claimed: str  # the sentence that the claiming side has promised at home
    gap: int  # levels promised beyond the draft, however worded
    done: int
    bid: int | None  # the level in the tabled package, None where the scenario has no packages


def communique(rules: Rules, values: Mapping[str, int]) -> tuple[Clause, ...]:
    """Return the clauses of the draft; everything in it is public."""
    clauses = []
    for issue in rules.issues:
        level, claim = values[f"offer.{issue.id}"], values[f"claim.{issue.id}"]
        vague = bool(values[f"vague.{issue.id}"])
        sentence = issue.levels[level]
        if vague and level:
            sentence = f"{sentence.rstrip('.')}, {issue.vague.strip('…. ,')}."
        clauses.append(
            Clause(
                issue=issue.id,
                title=issue.title,
                conceded_by=issue.conceded_by,
                claimed_by=rules.other(issue.conceded_by),
                level=level,
                sentence=sentence,
                vague=vague,
                claim=claim,
                claimed=issue.levels[claim],
                gap=max(0, claim - level),
                done=values[f"done.{issue.id}"],
                bid=values.get(f"bid.{issue.id}"),
            )
        )
    return tuple(clauses)


def tabled_by(rules: Rules, values: Mapping[str, int]) -> str | None:
    """Return the side whose package lies on the table, "" if nobody can say whose, None if none lies there.

    What marks a package as lying there is the author's: the flag that tabling sets for one side and clears for the
    other. A scenario without such a flag keeps the last package in view.
    """
    flagged = False
    for side in rules.side_ids:
        flags = _flags_of_tabling(rules, side)
        flagged |= bool(flags)
        if any(values[name] for name in flags):
            return side
    bids = any(values.get(f"bid.{issue.id}") for issue in rules.issues)
    return "" if bids and not flagged else None


def _flags_of_tabling(rules: Rules, side: str) -> list[str]:
    moves = [move for move in rules.moves if move.package]
    steps = [(move.side, each) for move in moves for step in move.effects for each in step.do if not each.form.terms]
    own = {each.target for who, each in steps if who == side and each.op == "=" and each.form.constant == 1}
    cleared = {each.target for who, each in steps if who != side and each.op == "=" and each.form.constant == 0}
    return [name for name in own & cleared if name in rules.track_by_id and not name.startswith(("used.", "bid."))]
