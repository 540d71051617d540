"""Why a move cannot be played now, in words, with the values as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.rules import Role
from wargame.scenario.wording import condition_words, is_flag, title, value_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.scenario.language import Condition
    from wargame.scenario.rules import MoveRule, Rules


def closed_because(rules: Rules, move: MoveRule, values: Mapping[str, int]) -> list[str]:
    """Return every reason that closes a move for the side to move; empty if it is open.

    `values` are the tracks that the move's side sees; a guard reads no others.
    """
    reasons = []
    if values["phase"] not in move.phases:
        open_in = " and ".join(rules.phases[phase - 1].title for phase in move.phases)
        reasons.append(f"open in {open_in} only, now {rules.phases[values['phase'] - 1].title}")
    reasons += [_reason(rules, each, values) for each in move.when.conditions if not each.holds(values)]
    return reasons


def _reason(rules: Rules, condition: Condition, values: Mapping[str, int]) -> str:
    names = condition.form.names()
    words = condition_words(rules, condition)
    if len(names) == 1 and is_flag(rules, names[0]):
        return "it has been tabled before" if rules.track_by_id[names[0]].role is Role.USED else f"only while {words}"
    if len(names) == 1:
        return f"needs {words}, now {value_words(rules, names[0], values[names[0]])}"
    now = ", ".join(f"{title(rules, name)} {value_words(rules, name, values[name])}" for name in names)
    return f"needs {words}; now {now}"
