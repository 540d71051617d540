"""Forms, effects and outcomes: what rules are made of, expanded from what an author wrote of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wargame.scenario.faults import nearest
from wargame.scenario.intervals import bounds
from wargame.scenario.language import ALWAYS, Condition, Guard, Linear, Sum, Summand, added_up
from wargame.scenario.places import indexed
from wargame.scenario.rules import Outcome, Seats, Step

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.authoring.naming import Names
    from wargame.authoring.templates import Scope
    from wargame.scenario import model


def form_of(names: Names, form: model.Form, scope: Scope, path: str, *, extra: Iterable[str] = ()) -> Sum:
    """Read a form with all its terms."""
    extra = tuple(extra)
    summands: list[Summand] = []
    for at, term in enumerate(form):
        place = f"{path}[{at}]" if len(form) > 1 else path
        summands += _term(names, term, scope, place, extra)
    return Sum(_merged(summands))


def effects_of(names: Names, effects: tuple[model.EffectText, ...], scope: Scope, path: str) -> tuple[Step, ...]:
    """Read a list of effects, its repetitions written out."""
    steps: list[Step] = []
    for at, effect in enumerate(effects):
        place = f"{path}[{at}]"
        if isinstance(effect, str):
            steps += _step(names, ALWAYS, {place: effect}, scope, place)
            continue
        if not effect.do:
            names.faults.add(f"{place}.do", "empty; write at least one effect")
        scopes = [scope]
        if effect.for_:
            scopes = [scope.at(issue) for issue in names.issues(effect.for_, scope, f"{place}.for")]
        for each in scopes:
            guard = names.guard(effect.if_, each, f"{place}.if")
            do = {f"{place}.do[{number}]": text for number, text in enumerate(effect.do)}
            steps += _step(names, guard, do, each, place)
    return tuple(steps)


def outcomes_of(
    names: Names, outcomes: tuple[model.Outcome, ...], scope: Scope, path: str, seats: Seats
) -> tuple[Outcome, ...]:
    """Read the outcomes of a rule; `seats` see those that do not say who does."""
    made = []
    for at, outcome in enumerate(outcomes):
        place = indexed(f"{path}.outcomes", at, outcome)
        words = scope.words()
        made.append(
            Outcome(
                id=names.identifier(outcome.id, scope, f"{place}.id"),
                title=names.fill(outcome.title, words, f"{place}.title"),
                weight=form_of(names, outcome.weight, scope, f"{place}.weight"),
                when=names.guard(outcome.when, scope, f"{place}.when"),
                seen_by=names.seen_by(outcome.seen_by, scope, f"{place}.seen_by") if outcome.seen_by else seats,
                text=names.texts(outcome.text, words, f"{place}.text"),
                effects=effects_of(names, outcome.effects, scope, f"{place}.effects"),
                place=place,
            )
        )
    for each, count in Counter(outcome.id for outcome in made).items():
        if count > 1:
            names.faults.add(f"{path}.outcomes", f"the id {each!r} is used {count} times")
    return tuple(made)


def _step(names: Names, guard: Guard, do: dict[str, str], scope: Scope, place: str) -> list[Step]:
    """Read effects under one guard; `do` maps the path of each to its text."""
    assigned = [names.effect(text, scope, path) for path, text in do.items()]
    kept = tuple(each for each in assigned if each is not None)
    return [Step(kept, guard, place)] if kept else []


def _term(names: Names, term: model.Term, scope: Scope, path: str, extra: tuple[str, ...]) -> list[Summand]:
    scopes = [scope]
    if term.for_:
        scopes = [scope.at(issue) for issue in names.issues(term.for_, scope, f"{path}.for")]
    kinds = (bool(term.by), bool(term.value_of), isinstance(term.add, str) and bool(term.add))
    if sum(kinds) != 1 or bool(term.side) != bool(term.value_of):
        names.faults.add(path, "a term is one of: add (text); by + add (a list); value_of + side")
        return []
    summands: list[Summand] = []
    for each in scopes:
        names.faults.tried(path, each.who)
        guard = names.guard(term.if_, each, f"{path}.if", extra=extra)
        if term.value_of:
            found = _values(names, term, each, path)
        elif term.by:
            found = _indexed(names, term, each, path, extra)
        else:
            assert isinstance(term.add, str)
            found = [Summand(names.linear(term.add, each, path, extra=extra))]
        for one in found:
            summands.append(Summand(one.linear, guard.joined(one.guard)))
            names.grow(summands[-1].guard.size + one.linear.size, path)
    return summands


def _indexed(names: Names, term: model.Term, scope: Scope, path: str, extra: tuple[str, ...]) -> list[Summand]:
    """Read a term with `by`, indexed by a track: the k-th form counts while the track is k above its minimum."""
    told = len(names.faults.found)
    track = names.linear(term.by, scope, f"{path}.by")
    if len(names.faults.found) > told:  # then nothing is known of how many there ought to be
        return []
    if not isinstance(term.add, tuple):
        names.faults.add(f"{path}.add", "with `by`, expected a list with one form for each value")
        return []
    low = next((names.readable[name][0] for name in track.names() if name in names.readable), 0)
    if names.strict and (found := _miscounted(names, track, low, len(term.add))):
        names.faults.add(f"{path}.add", f"{found} of {term.by!r}; write one form for each value", who=scope.who)
    return [
        Summand(
            names.linear(text, scope, f"{path}.add[{step}]", extra=extra),
            Guard((_equals(track, low + step),)),
        )
        for step, text in enumerate(term.add)
    ]


def _miscounted(names: Names, track: Linear, low: int, count: int) -> str:
    """Say why the forms of a `by` list are too many or too few for the values of its track; "" if they are not."""
    limits = names.readable | {"phase": (0, len(names.scenario.phases))}
    if not all(name in limits for name in track.names()) or {"round", "clock", "ply"} & set(track.names()):
        return ""  # unknown, which is told elsewhere; or without a bound of its own
    least, most = bounds(track, limits)
    if (least, most) == (low, low + count - 1):
        return ""
    covered = f"{count} form{'' if count == 1 else 's'}, for {low} to {low + count - 1}"
    return f"{covered}; expected {most - least + 1}, for {least} to {most},"


def _values(names: Names, term: model.Term, scope: Scope, path: str) -> list[Summand]:
    """Read a term with `value_of`: what a level on this scope's issue is worth to a side, by its mandate."""
    side_id = names.fill(term.side, scope.ids(), f"{path}.side")
    side = next((each for each in names.scenario.sides if each.id == side_id), None)
    level = names.linear(term.value_of, scope, f"{path}.value_of")
    if side is None:
        hint = nearest(side_id, (each.id for each in names.scenario.sides))
        names.faults.add(f"{path}.side", f"no side {term.side!r}", who=scope.who, hint=hint)
        return []
    if scope.issue is None:
        names.faults.add(path, 'value_of is worth what an issue is: write it with `for = "issues"`', who=scope.who)
        return []
    by_mandate = scope.issue.values.get(side.id, {})
    summands = []
    for index, mandate in enumerate(side.mandates):
        held = _equals(Linear(0, ((1, f"{side.id}.mandate"),)), index)
        value = by_mandate.get(mandate.id, 0)
        if isinstance(value, int):
            summands.append(Summand(Linear(0).plus(level, value), Guard((held,))))
            continue
        summands += [
            Summand(Linear(worth), Guard((held, _equals(level, at)))) for at, worth in enumerate(value) if worth
        ]
    return [each for each in summands if each.linear.terms or each.linear.constant]


def _equals(form: Linear, value: int) -> Condition:
    return Condition(form.plus(Linear(-value)), "==")


def _merged(summands: list[Summand]) -> tuple[Summand, ...]:
    """Add up the summands of each guard, keeping the order of first appearance."""
    added = added_up(summands)
    return tuple(each for each in added if each.linear.terms or each.linear.constant) or (Summand(Linear(0)),)
