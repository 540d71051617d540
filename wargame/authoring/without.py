"""What takes a mechanism out of a scenario: changes as `--set` takes them, written out from what its rules do.

A file may name them itself, in `[worth]`. What it leaves out is found here: the moves that blur a clause, the terms of
scores that only punish claims, the work that a higher level of a text asks for. So what an analysis compares with is a
variant as any other, and anybody can play it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from wargame.authoring.paths import Document, name_of, segment
from wargame.scenario.intervals import implies
from wargame.scenario.language import Condition, Guard, Linear
from wargame.scenario.rules import Role, all_effects

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from wargame.scenario.rules import MoveRule, ScoreTerm
    from wargame.scenario.ruleset import Rules

_BLURS = re.compile(r"\s*vague\.[^\s=]+\s*(?:=|\+=|>>=)\s*(?!0\s*$)\S")  # an effect that makes a clause vague
_EFFECTS = {"changed", "effects"}  # keys of lists of effects that are played; `then` is a what-if's
_WHAT_IFS = "projections"
_TEXTS = (Role.OFFER, Role.BID)
_WORDS = (*_TEXTS, Role.CLAIM, Role.VAGUE)


def without_vagueness(document: Document, rules: Rules) -> tuple[str, ...]:
    """Return the changes after which no clause is ever vague; none if none ever was.

    A move that is open only while its clause is plain is there to blur it, and is closed. Every other effect that blurs
    one is left out of its rule, which keeps the rest.
    """
    blurring = [each for each in rules.moves if _is_blur(rules, each)]
    closed = _names(rules, blurring)
    changes = [f"closed={_inline([*document.get('closed', ()), *closed])}"] if closed else []
    for path, effects in _lists_of_effects(document, closed):
        left = [kept for each in effects if (kept := _plain(each)) is not None]
        if left != effects:
            changes.append(f"{path}={_inline(left)}")
    issues = document["issues"]
    starts = (at for at, each in enumerate(issues) if each.get("start", {}).get("vague"))
    return (*changes, *(f"issues.{name_of(issues, at)}.start.vague=0" for at in starts))


def without_audience_costs(document: Document, rules: Rules) -> tuple[str, ...]:
    """Return the changes after which no term of a score only punishes claims; none if none does.

    Such a term is read from what its side has claimed and from nothing else, and only ever takes points.
    """
    scores = document["scores"]
    by_entry: dict[str, list[ScoreTerm]] = {}
    for term in rules.scores:
        by_entry.setdefault(term.place, []).append(term)
    punishing = [at for at in range(len(scores)) if all(_punishes(rules, each) for each in by_entry[f"scores[{at}]"])]
    return tuple(f'scores.{name_of(scores, at)}.form="0"' for at in punishing)


def without_preparation(document: Document, rules: Rules) -> tuple[str, ...]:
    """Return the changes after which nobody prepares a text; none if nothing has to be prepared.

    Preparation is what raises a track that a higher level of a text asks for. Moves that do so and touch neither the
    text nor its wording or a claim are closed.
    """
    asked = _asked_of_levels(rules)
    touching = {name for role in _WORDS for name in rules.track_ids(role)}
    preparing = [
        move for move in rules.moves if asked & _raised(move) and not touching & {name for name, _, _ in _changed(move)}
    ]
    closed = _names(rules, preparing)
    return (f"closed={_inline([*document.get('closed', ()), *closed])}",) if closed else ()


# -- what the rules do


def _changed(move: MoveRule) -> Iterator[tuple[str, str, Linear]]:
    """Yield target, operator and form of every assignment of a move, those of its outcomes too."""
    yield from ((each.target, each.op, each.form) for step in all_effects(move) for each in step.do)


def _raised(move: MoveRule) -> set[str]:
    """Return what a move adds a constant to."""
    return {name for name, op, form in _changed(move) if op == "+=" and form.constant > 0 and not form.terms}


def _is_blur(rules: Rules, move: MoveRule) -> bool:
    wording = set(rules.track_ids(Role.VAGUE))
    blurred = {
        name for name, op, form in _changed(move) if name in wording and op in {"=", "+=", ">>="} and _some(form)
    }
    return any(implies(move.when, _is_zero(name), {**rules.limits}) for name in blurred)


def _some(form: Linear) -> bool:
    return bool(form.terms) or form.constant > 0


def _is_zero(name: str) -> Guard:
    return Guard((Condition(Linear(0, ((1, name),)), "=="),))


def _punishes(rules: Rules, term: ScoreTerm) -> bool:
    """Say whether a term only takes points, and only for what its side claims."""
    claims = {rules.track_id(Role.CLAIM, each.id) for each in rules.issues if term.side in rules.claimers(each)}
    bits = sum(1 << at for at, track in enumerate(rules.tracks) if track.id in claims)
    terms = [each for summand in term.form.summands for each in summand.linear.terms]
    constants = [summand.linear.constant for summand in term.form.summands]
    only_claims = all(factor < 0 and rules.behind.get(name, 0) & bits for factor, name in terms)
    return bool(terms) and only_claims and max(constants) <= 0


def _asked_of_levels(rules: Rules) -> set[str]:
    """Return the author's tracks that a level has to stay below, in the guard of a move that raises it."""
    levels = {name for role in _TEXTS for name in rules.track_ids(role)}
    own = {track.id for track in rules.tracks if track.role is Role.DECLARED}
    found = set()
    for move in rules.moves:
        raised = levels & _raised(move)
        for each in move.when.conditions:
            if not isinstance(each, Condition) or each.op != ">=":
                continue
            factors = {name: factor for factor, name in each.form.terms}
            if any(factors.get(name, 0) < 0 for name in raised):
                found |= {name for name, factor in factors.items() if factor > 0 and name in own}
    return found


def _names(rules: Rules, moves: Sequence[MoveRule]) -> list[str]:
    """Return names that stand for these moves: the template where all made from it are among them."""
    keys = {each.key for each in moves}
    names: dict[str, None] = {}
    for each in moves:
        whole = all(other.key in keys for other in rules.moves if other.verb == each.verb)
        names[each.verb if whole else each.id] = None
    return list(names)


# -- what the file says


def _lists_of_effects(document: Document, closed: Iterable[str]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the path and the entries of every list of effects that is played, but for those of these moves."""
    for key, value in document.items():
        if key == "moves":
            kept = [(at, each) for at, each in enumerate(value) if each.get("id") not in closed]
            for at, each in kept:
                yield from _lists_below(each, f"moves.{name_of(value, at)}")
        elif key != _WHAT_IFS:
            yield from _lists_below(value, key)


def _lists_below(node: Any, path: str) -> Iterator[tuple[str, list[Any]]]:  # noqa: ANN401  whatever TOML holds
    if isinstance(node, dict):
        for key, value in node.items():
            if key in _EFFECTS and isinstance(value, list):
                yield f"{path}.{key}", value
            else:
                yield from _lists_below(value, f"{path}.{segment(key)}")
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from _lists_below(value, f"{path}.{name_of(node, at)}")


def _plain(effect: Any) -> Any:  # noqa: ANN401  whatever TOML holds
    """Return an effect without what blurs, None if nothing of it is left."""
    if isinstance(effect, str):
        return None if _BLURS.match(effect) else effect
    left = [kept for each in effect["do"] if (kept := _plain(each)) is not None]
    return {**effect, "do": left} if left else None


def _inline(value: Any) -> str:  # noqa: ANN401  whatever TOML holds
    """Return a value as TOML in one line."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_key(key)} = {_inline(each)}' for key, each in value.items())} }}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_inline, value))}]"
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else json.dumps(key, ensure_ascii=False)
