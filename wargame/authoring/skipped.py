"""Final events that a rule skips: `end_game` ends the game at once, and an author may not have meant that.

A rule is told of only if such an event could happen where it ends the game, and the score hangs on play there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.intervals import always, never, tightened
from wargame.scenario.rules import who_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.scenario.faults import Faults
    from wargame.scenario.intervals import Limits
    from wargame.scenario.language import Guard
    from wargame.scenario.rules import Effects, Event, MoveRule
    from wargame.scenario.ruleset import Rules

_END = "end_game"


def doubt_skipped(rules: Rules, found: Faults) -> None:
    """Add a doubt for each rule that ends the game while a final event could happen."""
    finals = [each for each in rules.events if each.at == "final"]
    if not finals:
        return
    for rule in (each for each in rules.moves_and_events if each not in finals):
        for guard, effects, place in _endings_of(rule):
            found.tried(place, who_of(rule))
            after = _after(rules, rule.when.joined(guard), effects)
            if after is None or _is_settled(rules, after):
                continue
            skipped = [each.id for each in finals if {*each.phases} & {*rule.phases} and not never(each.when, after)]
            if skipped:
                message = f"{_END} skips {_listed(skipped)}, which could happen by then"
                advice = "`end_phase = 1` does not; if it is meant, say so in that event's `when`"
                found.add(place, f"{message}; {advice}", who=who_of(rule))


def _listed(ids: list[str]) -> str:
    return f"the final event{'s' if len(ids) > 1 else ''} {', '.join(ids)}"


def _endings_of(rule: MoveRule | Event) -> Iterator[tuple[Guard, Effects, str]]:
    """Yield each way by which a rule ends the game: what holds then, all its effects, and where it says so."""
    for step in rule.effects:
        if any(each.target == _END for each in step.do):
            yield step.guard, rule.effects, step.place
    for outcome in rule.outcomes:
        for step in outcome.effects:
            if any(each.target == _END for each in step.do):
                yield outcome.when, (*rule.effects, *outcome.effects), step.place


def _after(rules: Rules, guard: Guard, effects: Effects) -> Limits | None:
    """Return where each track may be once effects have run under a guard, None if it cannot hold."""
    limits = rules.limits
    held = tightened(guard, limits)
    if held is None:
        return None
    derived = {each.id for each in rules.derived}
    after = {name: limits[name] if name in derived else held[name] for name in limits}
    for step in effects:
        for each in step.do:
            if each.target in after:
                is_set = each.op == "=" and not each.form.terms and not step.guard.conditions
                after[each.target] = (each.form.constant, each.form.constant) if is_set else limits[each.target]
    return after


def _is_settled(rules: Rules, after: Limits) -> bool:
    """Say whether an ending is certain by then whose scores are fixed."""
    for ending in rules.endings:
        if all(always(each, after) for each in ending.when.conditions):
            return bool(ending.scores)
    return False
