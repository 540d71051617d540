"""Rules in words: what a condition asks, what an effect does, what a weight depends on.

Words come from the titles an author gave; nothing here knows any scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.rules import CONTROLS, ENGINE_TRACKS, Track

if TYPE_CHECKING:
    from wargame.scenario.language import Assignment, Condition, Guard, Linear, Sum
    from wargame.scenario.rules import Derived, Effects, Rules

__all__ = ["band", "condition_words", "effects_words", "form_words", "guard_words", "sum_words", "title", "value_words"]


def title(rules: Rules, name: str) -> str:
    """Return what a track is called."""
    track = rules.track_by_id.get(name)
    return track.title if track is not None else ENGINE_TRACKS.get(name, name)


def band(track: Track | Derived, value: int) -> str:
    """Return the word for a value, where the author gave one."""
    words = ""
    for low, word in track.bands:
        if value >= low:
            words = word
    return words


def value_words(rules: Rules, name: str, value: int) -> str:
    """Return a value as a person would say it: `3`, `2 (a share)`, `yes`."""
    if name == "phase" and 1 <= value <= len(rules.phases):
        return rules.phases[value - 1].title
    if name == "ending_class" and 1 <= value <= len(rules.scenario.ending_classes):
        return rules.scenario.ending_classes[value - 1].replace("_", " ")
    track = rules.track_by_id.get(name)
    if track is None:
        return str(value)
    kind, _, owner = name.partition(".")
    if owner == "mandate":
        return rules.side(track.owner).mandates[value].title
    if track.issue and kind in {"offer", "claim", "done", "bid"}:
        issue = next(each for each in rules.issues if each.id == track.issue)
        return f"{value} ({issue.labels[value]})" if 0 <= value < len(issue.labels) else str(value)
    if isinstance(track, Track) and (track.min, track.max) == (0, 1):
        return "yes" if value else "no"
    word = band(track, value)
    return f"{value} ({word})" if word else str(value)


def _is_flag(rules: Rules, name: str) -> bool:
    track = rules.track_by_id.get(name)
    return isinstance(track, Track) and (track.min, track.max) == (0, 1)


def form_words(rules: Rules, form: Linear) -> str:
    """Write a linear form: `2 × Tension − 3`."""
    parts: list[str] = []
    for coefficient, name in form.terms:
        amount = title(rules, name) if abs(coefficient) == 1 else f"{abs(coefficient)} × {title(rules, name)}"
        parts.append(_signed(amount, negative=coefficient < 0, first=not parts))
    if form.constant or not parts:
        parts.append(_signed(str(abs(form.constant)), negative=form.constant < 0, first=not parts))
    return " ".join(parts)


def _signed(amount: str, *, negative: bool, first: bool) -> str:
    if first:
        return f"−{amount}" if negative else amount
    return f"− {amount}" if negative else f"+ {amount}"


def condition_words(rules: Rules, condition: Condition) -> str:
    """Write a condition as what must be so: `Tension at most 9`."""
    form, op = condition.form, condition.op
    if len(form.terms) == 1:
        coefficient, name = form.terms[0]
        if op == ">=" or form.constant % coefficient == 0:
            return _threshold(rules, name, coefficient, form.constant, op)
    left = type(form)(0, tuple((c, name) for c, name in form.terms if c > 0))
    right = type(form)(-form.constant, tuple((-c, name) for c, name in form.terms if c < 0))
    if right.terms and right.constant > 0 and len(right.terms) == 1 and right.terms[0][0] == 1 and op == ">=":
        return f"{form_words(rules, left)} at least {right.constant} above {title(rules, right.terms[0][1])}"
    words = {">=": "at least", "==": "exactly", "!=": "other than"}[op]
    return f"{form_words(rules, left)} {words} {form_words(rules, right)}"


def _threshold(rules: Rules, name: str, coefficient: int, constant: int, op: str) -> str:
    if op != ">=":
        value, words = -constant // coefficient, {"==": "is", "!=": "is not"}[op]
    elif coefficient > 0:
        value, words = -(constant // coefficient), "at least"
    else:
        value, words = constant // -coefficient, "at most"
    if _is_flag(rules, name):
        wanted = (value == 1) == (op != "!=") if op != ">=" else words == "at least"
        return f"{'yes' if wanted else 'no'} to “{title(rules, name)}”"
    if op == "!=" and value == 0:
        return f"{title(rules, name)} above 0"
    return f"{title(rules, name)} {words} {value_words(rules, name, value)}"


def guard_words(rules: Rules, guard: Guard) -> str:
    """Write a guard: its conditions joined."""
    return " and ".join(condition_words(rules, each) for each in guard.conditions) or "always"


def sum_words(rules: Rules, form: Sum) -> str:
    """Write a form with its guarded terms."""
    parts = []
    for each in form.summands:
        amount = form_words(rules, each.linear)
        parts.append(amount if not each.guard.conditions else f"{amount} (if {guard_words(rules, each.guard)})")
    return " + ".join(parts).replace("+ −", "− ")


def effects_words(rules: Rules, effects: Effects) -> list[str]:
    """Write a list of effects, one line for each."""
    lines = []
    for step in effects:
        prefix = f"if {guard_words(rules, step.guard)}: " if step.guard.conditions else ""
        lines += [prefix + _assignment_words(rules, each) for each in step.do]
    return lines


def _assignment_words(rules: Rules, each: Assignment) -> str:
    if each.target == "next_phase":
        return f"then comes {value_words(rules, 'phase', each.form.constant)}"
    if each.target in CONTROLS:
        return CONTROLS[each.target]
    name = title(rules, each.target)
    constant = not each.form.terms
    amount = value_words(rules, each.target, each.form.constant) if constant else form_words(rules, each.form)
    if each.op in {"+=", "-="}:
        sign = "+" if each.op == "+=" else "−"
        return f"{name} {sign}{each.form.constant}" if constant else f"{name} {sign} ({amount})"
    words = {"=": "becomes", ">>=": "rises to at least", "<<=": "falls to at most"}[each.op]
    if constant and _is_flag(rules, each.target):
        return f"{name}: {amount}"
    return f"{name} {words} {amount}"
