"""The draft communiqué: each clause as it stands, beside what has been told at home about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.scenario.rules import Rules

__all__ = ["Clause", "communique"]


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
