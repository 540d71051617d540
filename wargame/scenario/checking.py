"""What `Rules` mean, as far as it can be proved without playing: errors an author cannot have wanted.

Interval reasoning over the bounds of the tracks; every fault is certain. What only play can show (a move that is never
legal, an ending that nothing reaches) is sampled by `wargame scenario check`, which says so.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache, reduce
from itertools import product
from math import prod
from operator import or_
from typing import TYPE_CHECKING

from wargame.bounds import MOST_PHASE_ROUNDS, MOST_ROUNDS
from wargame.scenario.faults import Faults, TooManyFaults
from wargame.scenario.intervals import Limits, always, never, sum_bounds, tightened
from wargame.scenario.questions import beyond_answer
from wargame.scenario.rules import CONTROLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.scenario.language import Guard, Sum
    from wargame.scenario.rules import Effects, Event, MoveRule, Rules, Setup

MOST_MOVES = 64  # of one side in one phase
MOST_OUTCOMES = 16
MOST_EVENTS = 300
_MOST_VALUE = 10**9  # that a form may come to: the kernel counts in 64 bits, and rolls among 32
_MOST_CASES = 20_000  # of tracks behind one roll, looked at one by one
_MOST_READ = 500_000  # numbers and names of weights read for that, over all rolls


def check(rules: Rules, name: str) -> None:
    """Check what the rules mean; `name` stands for the file in messages.

    Raises:
        ScenarioError: with every fault found.
    """
    faults = Faults()
    limits = limits_of(rules)
    checks = (_guards, _weights, _amounts, _controls, _legality, _secrets, _doctrines, _endings, _counts, _sources)
    with suppress(TooManyFaults):
        for find in (*checks, lambda rules, _: beyond_answer(rules)):
            for path, message in find(rules, limits):
                faults.add(path, message)
    if faults.found:
        raise faults.error(name, "the meaning of the rules")


def limits_of(rules: Rules) -> dict[str, tuple[int, int]]:
    """Return the bounds of every name that a rule may read."""
    scenario = rules.scenario
    engine = {"phase": (1, len(rules.phases)), "round": (1, MOST_ROUNDS), "clock": (0, MOST_PHASE_ROUNDS)}
    engine["ply"] = (0, scenario.ply_limit)
    engine["ending_class"] = (0, len(scenario.ending_classes))
    return engine | {each.id: (each.min, each.max) for each in rules.every_track}


def hidden_behind(rules: Rules, names: Iterable[str], side: str) -> tuple[str, ...]:
    """Return the tracks that `side` does not see among those that these names depend on."""
    hidden = reduce(or_, (rules.behind.get(name, 0) for name in names), 0) & rules.hidden_from[side]
    return tuple(track.id for at, track in enumerate(rules.tracks) if hidden >> at & 1) if hidden else ()


Found = tuple[str, str]  # path, message


def _bodies(rules: Rules) -> Iterator[tuple[str, Guard, Effects]]:
    """Yield every guard that stands before effects or an outcome, with its place."""
    everything: tuple[MoveRule | Event | Setup, ...] = (*rules.moves, *rules.events, *rules.setup)
    for rule in everything:
        yield rule.key, rule.when, rule.effects
        for outcome in rule.outcomes:
            yield f"{rule.key}, outcome {outcome.id}", outcome.when, outcome.effects


def _guards(rules: Rules, limits: Limits) -> Iterator[Found]:
    for place, guard, effects in _bodies(rules):
        if never(guard, limits):
            yield place, "its `when` can never hold"
        for number, step in enumerate(effects):
            if never(step.guard, limits):
                yield place, f"the guard of effect {number + 1} can never hold"
    for ending in rules.endings:
        if never(ending.when, limits):
            yield f"ending {ending.id}", "its `when` can never hold"


def _weights(rules: Rules, limits: Limits) -> Iterator[Found]:
    everything: tuple[MoveRule | Event | Setup, ...] = (*rules.moves, *rules.events, *rules.setup)
    left = _MOST_READ
    for rule in everything:
        drawn, read = _always_drawn(rule, limits, left) if rule.outcomes else (True, 0)
        left -= read
        if not drawn:
            yield rule.key, "the weights of its outcomes can all be 0; give one of them a constant part"


def _amounts(rules: Rules, limits: Limits) -> Iterator[Found]:
    forms: list[tuple[str, Sum]] = [(f"derived {each.id}", each.form) for each in rules.derived]
    forms += [(f"scores ({term.side}: {term.label})", term.form) for term in rules.scores]
    forms += [
        (f"doctrines.{side}.appeal ({move})", form)
        for side, doctrine in rules.doctrines.items()
        for move, form in doctrine.appeal.items()
    ]
    everything: tuple[MoveRule | Event | Setup, ...] = (*rules.moves, *rules.events, *rules.setup)
    forms += [(f"{rule.key}, outcome {each.id}", each.weight) for rule in everything for each in rule.outcomes]
    for place, form in forms:
        low, high = sum_bounds(form, limits)
        if max(-low, high) > _MOST_VALUE:
            yield place, f"it can come to {low if -low > high else high:,}; at most {_MOST_VALUE:,} is allowed"


def _controls(rules: Rules, _: Limits) -> Iterator[Found]:
    for draw in rules.setup:
        targets = {each.target for outcome in draw.outcomes for step in outcome.effects for each in step.do}
        for name in sorted(targets & CONTROLS.keys()):
            yield draw.key, f"it sets the control {name!r}; before the first move there is nothing to end"
    for event in rules.events:
        steps = (*event.effects, *(step for outcome in event.outcomes for step in outcome.effects))
        if event.at != "ply" and any(each.target == "again" for step in steps for each in step.do):
            fault = "it sets the control 'again'; only a move, its outcomes and the events after a move (at ply) may"
            yield event.key, fault


def _always_drawn(rule: MoveRule | Event | Setup, limits: Limits, most: int) -> tuple[bool, int]:
    """Prove that some outcome has positive weight: by bounds, else by looking at every case of the tracks behind.

    Returns whether it is proved, and how many numbers and names were read case by case; `most` may be.
    """
    assigned = {each.target for step in rule.effects for each in step.do}
    if not assigned & set(rule.when.names()):
        limits = tightened(rule.when, limits) or limits
    for outcome in rule.outcomes:
        certain = all(always(condition, limits) for condition in outcome.when.conditions)
        if certain and sum_bounds(outcome.weight, limits)[0] > 0:
            return True, 0
    names = sorted({name for each in rule.outcomes for name in (*each.when.names(), *each.weight.names())})
    spans = [range(limits[name][0], limits[name][1] + 1) for name in names]
    cases = prod(len(span) for span in spans)
    read = cases * (len(names) + sum(each.when.size + each.weight.size for each in rule.outcomes))
    if cases > _MOST_CASES or read > most:
        return False, 0
    drawn = all(
        any(outcome.when.holds(case) and outcome.weight.value(case) > 0 for outcome in rule.outcomes)
        for case in (dict(zip(names, values, strict=True)) for values in product(*spans))
    )
    return drawn, read


def _legality(rules: Rules, _: Limits) -> Iterator[Found]:
    for move in rules.moves:
        for name in hidden_behind(rules, move.when.names(), move.side):
            yield move.key, f"its `when` reads {name!r}, which {move.side} does not see: being closed would tell it"


def _secrets(rules: Rules, _: Limits) -> Iterator[Found]:
    seen = {side: {track.id for track in rules.tracks if side in track.seen_by} for side in rules.side_ids}
    visible = cache(lambda move: _visible(rules, rules.move_by_id[move], seen[rules.other(move[0])]))
    for move in rules.moves:
        if not move.shown_as:
            continue
        shown = rules.move_by_id[move.side, move.shown_as]
        other = rules.other(move.side)
        if visible((move.side, move.id)) != visible((move.side, shown.id)):
            yield move.key, f"it changes what {other} sees otherwise than {shown.id!r} does, which it is shown as"
        if not set(move.phases) <= set(shown.phases):
            yield move.key, f"it is open in phases in which {shown.id!r}, which it is shown as, is not"
        if any(other in outcome.seen_by for outcome in move.outcomes):
            yield move.key, f"{other} would see its outcomes"


def _visible(rules: Rules, move: MoveRule, seen: set[str]) -> list[tuple[object, ...]]:
    """Return what a move does to these tracks, and to the controls."""
    return [
        (step.guard, each.target, each.op, each.form)
        for step in move.effects
        for each in step.do
        if each.target in seen or each.target not in rules.track_by_id
    ]


def _doctrines(rules: Rules, _: Limits) -> Iterator[Found]:
    for side, doctrine in rules.doctrines.items():
        for move, form in doctrine.appeal.items():
            for name in hidden_behind(rules, form.names(), side):
                yield f"doctrines.{side}.appeal ({move})", f"reads {name!r}, which {side} does not see"


def _endings(rules: Rules, limits: Limits) -> Iterator[Found]:
    asked = [frozenset(ending.when.conditions) for ending in rules.endings]
    for at, ending in enumerate(rules.endings[:-1]):
        if all(always(condition, limits) for condition in ending.when.conditions):
            yield f"ending {ending.id}", "it always holds, so that no later ending can be reached"
            continue
        for later, other in enumerate(rules.endings[at + 1 :], at + 1):
            if asked[at] <= asked[later]:
                yield f"ending {other.id}", f"it is never reached: {ending.id!r} comes first and asks no more"


def _counts(rules: Rules, _: Limits) -> Iterator[Found]:
    for number, phase in enumerate(rules.phases, start=1):
        for side in rules.side_ids:
            count = sum(1 for move in rules.moves if move.side == side and number in move.phases)
            if count > MOST_MOVES:
                yield f"phases ({phase.id})", f"{side} has {count} moves in it; at most {MOST_MOVES} are allowed"
            if count == 0:
                yield f"phases ({phase.id})", f"{side} has no move in it"
    for path, count, most in (("events", len(rules.events), MOST_EVENTS), ("setup", len(rules.setup), MOST_EVENTS)):
        if count > most:
            yield path, f"{count} in all, written out; at most {most} are allowed"
    draws = {draw.key for draw in rules.setup if draw.mandate_of}  # bounded by the number of mandates
    everything: tuple[MoveRule | Event | Setup, ...] = (*rules.moves, *rules.events, *rules.setup)
    for rule in everything:
        if len(rule.outcomes) > MOST_OUTCOMES and rule.key not in draws:
            yield rule.key, f"{len(rule.outcomes)} outcomes; at most {MOST_OUTCOMES} are allowed"


def _sources(rules: Rules, _: Limits) -> Iterator[Found]:
    known = rules.scenario.source.paragraphs
    cited: list[tuple[str, tuple[int, ...]]] = [(move.key, move.sources) for move in rules.moves]
    cited += [(event.key, event.sources) for event in rules.events]
    cited += [(f"ending {ending.id}", ending.sources) for ending in rules.endings]
    cited += [(f"issue {issue.id}", issue.sources) for issue in rules.issues]
    cited += [(f"side {side.id}", side.sources) for side in rules.sides]
    cited += [(f"mandate {side.id}.{each.id}", each.sources) for side in rules.sides for each in side.mandates]
    for place, sources in cited:
        if not sources and known:
            yield place, "no `sources`; name the paragraphs it comes from"
        for number in sources:
            if number not in known:
                yield place, f"cites ¶{number}, which [source.paragraphs] does not have"
