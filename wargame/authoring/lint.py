"""What an author may have overlooked: tracks that nothing reads or writes, clauses that time cannot suffice for, more.

Warnings, not errors: a file is played with all of them. What only play can show is added by `runs.sample`.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from wargame.authoring.skipped import doubt_skipped
from wargame.scenario.faults import Faults
from wargame.scenario.intervals import rise
from wargame.scenario.places import indexed
from wargame.scenario.rules import all_effects, who_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.scenario.rules import Effects, Event, MoveRule, Setup, Step, Track
    from wargame.scenario.ruleset import Rules


def doubts(rules: Rules) -> Faults:
    """Return a warning for each thing that rules leave unused or out of reach."""
    found = Faults()
    for track in rules.every_track:
        found.tried(track.place, who_of(track))
    read = _read(rules)
    _unused(rules, read, found)
    for at, issue in enumerate(rules.issues):
        top, most = len(issue.levels) - 1, _most_carried_out(rules, f"done.{issue.id}")
        if most < top and f"done.{issue.id}" in read:
            reached = f"by {most:g} at most in the rounds there are" if most else "by no rule"
            message = f"its level {top} can never be carried out: done.{issue.id} is raised {reached}"
            found.add(indexed("issues", at, issue), f"{message}; give it more rounds, or larger steps")
    doubt_skipped(rules, found)
    return found


# -- tracks


def _unused(rules: Rules, read: set[str], found: Faults) -> None:
    written = {each.target for step in _steps(rules) for each in step.do}
    for track in rules.tracks:
        if not track.place:  # made by the engine
            continue
        if track.id not in written and track.id not in read:
            found.add(track.place, "no rule reads or writes it; leave it out", who=who_of(track))
        elif track.id not in read:
            found.add(track.place, "no rule reads it: nothing hangs on it", who=who_of(track))
        elif (track.min, track.max, track.start) == (0, 1, 0) and not _can_be_set(rules, track):
            found.add(track.place, "no rule sets it: it is always 0", who=who_of(track))
        elif track.id not in written:
            found.add(track.place, f"no rule writes it: it is always {track.start}", who=who_of(track))
    for derived in rules.derived:
        if derived.place and derived.id not in read:
            found.add(derived.place, "no rule reads it: nothing hangs on it", who=who_of(derived))


def _can_be_set(rules: Rules, flag: Track) -> bool:
    return any(rise(each, rules.limits) > 0 for step in _steps(rules) for each in step.do if each.target == flag.id)


def _steps(rules: Rules) -> Iterator[Step]:
    for rule in rules.every_rule:
        yield from all_effects(rule)


def _read(rules: Rules) -> set[str]:
    """Return every name that something depends on; a track that only its own effects read does not count."""
    guards = [each.when for each in (*rules.every_rule, *rules.endings)]
    guards += [*(each.when for each in rules.scores), *(each.when for each in rules.projections)]
    guards += [outcome.when for rule in rules.every_rule for outcome in rule.outcomes]
    guards += [each for page in rules.front_pages for each in page.guards]
    guards += rules.history.guards if rules.history else ()
    forms = [*(each.form for each in rules.derived), *(each.form for each in rules.scores)]
    forms += [form for doctrine in rules.doctrines.values() for form in doctrine.appeal.values()]
    forms += [outcome.weight for rule in rules.every_rule for outcome in rule.outcomes]
    read = {name for each in guards for name in each.names()} | {name for each in forms for name in each.names()}
    for step in (*_steps(rules), *(step for each in rules.projections for step in each.effects)):
        read |= {*step.guard.names(), *(name for each in step.do for name in each.form.names() if name != each.target)}
    return read


# -- clauses


def _most_carried_out(rules: Rules, name: str) -> float:
    """Return the most that a clause can be carried out: by a move of each side in each round, and by every event."""
    limits = rules.limits

    def gain(rule: MoveRule | Event | Setup) -> int:
        def of(effects: Effects) -> int:
            return sum(rise(each, limits) for step in effects for each in step.do if each.target == name)

        return of(rule.effects) + max((of(outcome.effects) for outcome in rule.outcomes), default=0)

    most: float = sum(gain(each) for each in rules.setup)
    more_moves = any(each.target == "again" for step in _steps(rules) for each in step.do)
    again = inf if more_moves or _returns(rules) else 1
    for number, phase in enumerate(rules.phases, start=1):
        moved = [(each.side, gain(each)) for each in rules.moves if number in each.phases]
        happened = [(each.at, gain(each)) for each in rules.events if number in each.phases]
        a_round = sum(max((by for who, by in moved if who == side), default=0) for side in rules.side_ids)
        a_round += sum(by * {"ply": 2, "round": 1}.get(at, 0) for at, by in happened)
        once = sum(by for at, by in happened if at in {"phase", "final"})
        here = phase.rounds * a_round + once
        most += here * again if here else 0
    return most


def _returns(rules: Rules) -> bool:
    """Say whether a phase may come again."""
    ids = [phase.id for phase in rules.phases]
    if any(phase.next and ids.index(phase.next) <= at for at, phase in enumerate(rules.phases)):
        return True
    for rule in rules.moves_and_events:
        for each in (each for step in all_effects(rule) for each in step.do if each.target == "next_phase"):
            if each.form.terms or 0 < each.form.constant <= max(rule.phases):
                return True
    return False
