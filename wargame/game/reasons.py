"""Why a move cannot be played now, in words, with the values as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.language import NEVER, Condition, Either, Guard
from wargame.scenario.rules import Derived, Role
from wargame.scenario.wording import clause_words, condition_words, is_flag, title, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wargame.scenario.language import Clause
    from wargame.scenario.rules import MoveRule
    from wargame.scenario.ruleset import Rules


_TWO = 2  # values are joined by "and"


def closed_because(rules: Rules, move: MoveRule, values: Mapping[str, int]) -> list[str]:
    """Return every reason that closes a move for the side to move; empty if it is open.

    `values` are the tracks that the move's side sees; a guard reads no others.
    """
    if move.when == NEVER:
        return ["nobody may make it in this variant"]
    reasons = []
    if values["phase"] not in move.phases:
        open_in = " and ".join(rules.phases[phase - 1].title for phase in move.phases)
        reasons.append(f"open in {open_in} only, now {rules.phases[values['phase'] - 1].title}")
    reasons += [_reason(rules, each, values) for each in move.when.conditions if not each.holds(values)]
    return reasons


def _reason(rules: Rules, clause: Clause, values: Mapping[str, int]) -> str:
    """Return why a clause that does not hold closes a move."""
    if not isinstance(clause, Either):
        return _of_edits(rules, clause) or _needed(rules, clause, values)
    ways = [guard.conditions for guard in clause.alternatives]
    editing = [each[0] for each in ways if len(each) == 1 and _of_edits(rules, each[0])]
    if any(isinstance(each, Condition) and each.op == "==" for each in editing):
        return _of_edits(rules, editing[0])
    return _lacking(rules, [each for each in ways if each[0] not in editing], values)


def _of_edits(rules: Rules, clause: Clause) -> str:
    """Return the reason of a condition on how often this side has changed the text; "" of any other."""
    track = rules.track_by_id.get(clause.names()[0]) if clause.names() else None
    if track is None or track.role is not Role.EDITS or not isinstance(clause, Condition):
        return ""
    if clause.op == "==":
        return "you are changing the text: change it or hand it over"
    return "nothing has been changed yet" if clause.form.terms[0][0] > 0 else f"{_changes(track.max)}: hand it over"


def _changes(count: int) -> str:
    return "it has been changed once" if count == 1 else f"it has been changed {count} times"


def _lacking(rules: Rules, ways: Sequence[Sequence[Clause]], values: Mapping[str, int]) -> str:
    """Return what each alternative still lacks, and the values as they stand, in the same order."""
    failing = [Guard(tuple(each for each in conditions if not each.holds(values))) for conditions in ways]
    lacking = Either(tuple(dict.fromkeys(failing)))
    names = [name for name in lacking.names() if not is_flag(rules, name)]
    conditions = [each for guard in lacking.alternatives for each in guard.conditions]
    words, now = clause_words(rules, lacking), [value_words(rules, name, values[name]) for name in names]
    if not names:
        return f"only while {words}"
    if any(len(each.names()) > 1 for each in conditions):  # which number is whose cannot be seen by the order
        now = [f"{title(rules, name)} {value}" for name, value in zip(names, now, strict=True)]
    return f"needs {words}: now {' and '.join(now) if len(now) <= _TWO else ', '.join(now)}"


def _is_bare(rules: Rules, condition: Condition, values: Mapping[str, int]) -> bool:
    """Say whether a condition asks for any at all of what an author counts without a scale, and there is none."""
    name = condition.form.names()[0]
    track = rules.track_by_id.get(name)
    if not isinstance(track, Derived) or track.bands or track.issue or values[name] or track.min:
        return False
    return not condition.holds({name: 0}) and condition.holds({name: 1})


def _needed(rules: Rules, condition: Condition, values: Mapping[str, int]) -> str:
    names = condition.form.names()
    words = condition_words(rules, condition)
    if len(names) == 1 and is_flag(rules, names[0]):
        return "it has been tabled before" if rules.track_by_id[names[0]].role is Role.USED else f"only while {words}"
    if len(names) == 1 and _is_bare(rules, condition, values):
        return f"only with “{title(rules, names[0])}”"
    if len(names) == 1:
        return f"needs {words}, now {value_words(rules, names[0], values[names[0]])}"
    now = ", ".join(f"{title(rules, name)} {value_words(rules, name, values[name])}" for name in names)
    return f"needs {words}; now {now}"
