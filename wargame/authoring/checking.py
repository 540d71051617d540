"""Static checks of `Rules`: what can be proved wrong without playing, by interval arithmetic over the tracks' bounds.

Every fault is certain. What only play can show (a move that is never legal, an ending that nothing reaches) is sampled
by `wargame scenario check`, which says so.
"""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from wargame.authoring.meaning import Finding, meant
from wargame.scenario.faults import Faults, TooManyFaults
from wargame.scenario.intervals import Limits, always, never, sum_bounds, tightened
from wargame.scenario.language import NEVER
from wargame.scenario.places import indexed
from wargame.scenario.questions import beyond_answer
from wargame.scenario.rules import CONTROLS, Event, Setup, all_effects, who_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.scenario.places import Origin
    from wargame.scenario.rules import Derived, FrontPage, MoveRule, Piece, Rule, ScoreTerm
    from wargame.scenario.ruleset import Rules

MOST_MOVES = 128  # of one side in one phase: two words of the kernel
MOST_OUTCOMES = 16
MOST_EVENTS = 300
_MOST_VALUE = 10**9  # that a form may come to: the kernel counts in 64 bits, and rolls among 32
_MOST_CASES = 20_000  # of tracks behind one roll, looked at one by one
_MOST_READ = 500_000  # numbers and names of weights read for that, over all rolls


def check(rules: Rules, origin: Origin, *, strict: bool = False) -> None:
    """Check rules; `strict` also refuses what can be played and no author can have meant (`authoring.meaning`).

    Raises:
        ScenarioError: with every fault found, placed in the file the rules were read from.
    """
    faults = Faults()
    limits = rules.limits
    checks = (_guards, _weights, _actors, _amounts, _controls, _legality, _secrets, _doctrines, _front_pages, _counts)
    with suppress(TooManyFaults):
        for place, who in _written_out(rules):
            faults.tried(place, who)
        for find in (*checks, *(meant if strict else ())):
            for path, message, who in find(rules, limits):
                faults.add(path, message, who=who)
        for path, message in beyond_answer(rules):
            faults.add(path, message)
    if faults.found:
        raise faults.error(origin, "the meaning of the rules")


def _written_out(rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield the place of the entry that each rule was expanded from, and for whom it was."""
    everything: tuple[Rule, ...] = (*rules.every_rule, *rules.endings, *rules.derived, *rules.scores)
    yield from ((each.place, who_of(each)) for each in everything if each.place)


def _guards(rules: Rules, limits: Limits) -> Iterator[Finding]:
    asked = [each for each in (*rules.every_rule, *rules.endings) if each.when != NEVER]  # closed, as the file says
    guards = [(f"{each.place}.when", each.when, who_of(each)) for each in asked]
    for rule in rules.every_rule:
        guards += [(f"{step.place}.if", step.guard, who_of(rule)) for step in rule.effects]
        for outcome in rule.outcomes:
            guards.append((f"{outcome.place}.when", outcome.when, who_of(rule)))
            guards += [(f"{step.place}.if", step.guard, who_of(rule)) for step in outcome.effects]
    for path, guard, who in guards:
        if never(guard, limits):
            yield path, "it can never hold; loosen it, or leave out what stands under it", who


def _weights(rules: Rules, limits: Limits) -> Iterator[Finding]:
    left = _MOST_READ
    for rule in rules.every_rule:
        sure = not rule.outcomes or (isinstance(rule, Event) and rule.actor)  # its guard says that one can be drawn
        drawn, read = (True, 0) if sure else _always_drawn(rule, limits, left)
        left -= read
        if not drawn:
            message = "the weights of its outcomes can all be 0; give one of them a constant part"
            yield f"{rule.place}.outcomes", message, who_of(rule)


def _actors(rules: Rules, limits: Limits) -> Iterator[Finding]:
    for actor in rules.actors:
        for move in actor.moves:
            if sum_bounds(move.appeal, tightened(move.when, limits) or limits)[1] <= 0:
                yield move.place, "its appeal is never above 0: it is never made", ""


def _amounts(rules: Rules, limits: Limits) -> Iterator[Finding]:
    summed: tuple[Derived | ScoreTerm, ...] = (*rules.derived, *rules.scores)
    forms = [(f"{each.place}.form", each.form, who_of(each)) for each in summed]
    forms += [
        (f"doctrines.{side}.appeal.{move}", form, "")
        for side, doctrine in rules.doctrines.items()
        for move, form in doctrine.appeal.items()
    ]
    forms += [
        (f"{each.place}.weight", each.weight, who_of(rule)) for rule in rules.every_rule for each in rule.outcomes
    ]
    for path, form, who in forms:
        low, high = sum_bounds(form, limits)
        if max(-low, high) > _MOST_VALUE:
            yield path, f"it can come to {low if -low > high else high:,}; at most {_MOST_VALUE:,} is allowed", who


def _controls(rules: Rules, _: Limits) -> Iterator[Finding]:
    for draw in rules.setup:
        for step in all_effects(draw):
            for name in sorted({each.target for each in step.do} & CONTROLS.keys()):
                yield step.place, f"it sets the control {name!r}; before the first move there is nothing to end", ""
    for event in (event for event in rules.events if event.at != "ply"):
        for step in all_effects(event):
            if any(each.target == "again" for each in step.do):
                allowed = "only a move, its outcomes and the events after a move (at ply) may"
                yield step.place, f"it sets the control 'again'; {allowed}", who_of(event)


def _always_drawn(rule: MoveRule | Event | Setup, limits: Limits, most: int) -> tuple[bool, int]:
    """Prove that some outcome has positive weight: by bounds, else by enumerating the values of the tracks behind.

    Returns whether it is proved, and how many numbers and names were read in enumerating; at most `most`.
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


def _legality(rules: Rules, _: Limits) -> Iterator[Finding]:
    for move in rules.moves:
        for name in rules.hidden_behind(move.when.names(), move.side):
            message = f"it reads {name!r}, which {move.side} does not see: being closed would tell it"
            yield f"{move.place}.when", message, who_of(move)


def _secrets(rules: Rules, _: Limits) -> Iterator[Finding]:
    seen = {side: {track.id for track in rules.tracks if side in track.seen_by} for side in rules.side_ids}
    visible = cache(lambda move: _visible(rules, rules.move_by_id[move], seen[rules.other(move[0])]))
    for move in rules.moves:
        if not move.shown_as:
            continue
        shown = rules.move_by_id[move.side, move.shown_as]
        who, path = who_of(move), f"{move.place}.shown_as"
        if visible((move.side, move.id)) != visible((move.side, shown.id)):
            message = f"it changes what the other side sees otherwise than {shown.id!r} does, which it is shown as"
            yield path, message, who
        if not set(move.phases) <= set(shown.phases):
            yield f"{move.place}.phases", f"in some of them {shown.id!r}, which it is shown as, is closed", who
        for outcome in move.outcomes:
            if rules.other(move.side) in outcome.seen_by:
                yield f"{outcome.place}.seen_by", "the other side would see an outcome of a secret move", who


def _visible(rules: Rules, move: MoveRule, seen: set[str]) -> list[tuple[object, ...]]:
    """Return the effects of a move on these tracks and on the controls, in a form to be compared."""
    return [
        (step.guard, each.target, each.op, each.form)
        for step in move.effects
        for each in step.do
        if each.target in seen or each.target not in rules.track_by_id
    ]


def _doctrines(rules: Rules, _: Limits) -> Iterator[Finding]:
    for side, doctrine in rules.doctrines.items():
        for move, form in doctrine.appeal.items():
            for name in rules.hidden_behind(form.names(), side):
                yield f"doctrines.{side}.appeal.{move}", f"it reads {name!r}, which {side} does not see", ""


def _front_pages(rules: Rules, limits: Limits) -> Iterator[Finding]:
    for page in rules.front_pages:
        if page.when is not None and never(page.when, limits):
            yield f"{page.key}.when", "it can never hold", ""
        read = {name for guard in page.guards for name in guard.names()}
        for name in _secret_to_press(rules, page, sorted(read)):
            yield page.key, f"the page of {page.party} reads {name!r}, which its readers do not see", ""
        for pieces in (page.headlines, *page.lines):
            yield from _never_printed(pieces, limits)
    for pieces in rules.history.lines if rules.history else ():  # told where nothing is hidden any more
        yield from _never_printed(pieces, limits)


def _secret_to_press(rules: Rules, page: FrontPage, names: list[str]) -> tuple[str, ...]:
    """Return the tracks behind these names that a front page must not depend on.

    A page that is printed during the game is read by both sides; the last page of a side or an actor may tell what that
    one knew.
    """
    if page.when is None and page.party in rules.side_ids:
        return rules.hidden_behind(names, page.party)
    hidden = dict.fromkeys(name for side in rules.side_ids for name in rules.hidden_behind(names, side))
    own = page.party if page.when is None else ""
    return tuple(name for name in hidden if not own or rules.track_by_id[name].owner != own)


def _never_printed(pieces: tuple[Piece, ...], limits: Limits) -> Iterator[Finding]:
    for at, piece in enumerate(pieces):
        if never(piece.when, limits):
            yield piece.key, "it is never printed: its `if` can never hold", ""
        elif any(set(each.when.conditions) <= set(piece.when.conditions) for each in pieces[:at]):
            yield piece.key, "it is never printed: one before it asks no more", ""


def _counts(rules: Rules, _: Limits) -> Iterator[Finding]:
    for number, phase in enumerate(rules.phases, start=1):
        place = indexed("phases", number - 1, phase)
        for side in rules.side_ids:
            count = sum(1 for move in rules.moves if move.side == side and number in move.phases)
            if count > MOST_MOVES:
                yield place, f"{side} has {count} moves in it; at most {MOST_MOVES} are allowed", ""
            if count == 0:
                yield place, f"{side} has no move in it", ""
    for path, count, most in (("events", len(rules.events), MOST_EVENTS), ("setup", len(rules.setup), MOST_EVENTS)):
        if count > most:
            yield path, f"{count} in all, written out; at most {most} are allowed", ""
    for rule in rules.every_rule:
        drawn = isinstance(rule, Setup) and rule.mandate_of  # bounded by the number of mandates
        if len(rule.outcomes) > MOST_OUTCOMES and not drawn:
            message = f"{len(rule.outcomes)} outcomes; at most {MOST_OUTCOMES} are allowed"
            yield f"{rule.place}.outcomes", message, who_of(rule)
