"""Rules in words: what a condition needs, what an effect does, what a weight depends on, how a track changed.

Words come from the titles an author gave; nothing here knows any scenario. Where one rule says the same of several
issues, it is said once: the `nameless` wording of an issue ("the offer") shows that the sentences are the same.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from wargame.scenario.language import Either, Linear
from wargame.scenario.rules import CONTROLS, ENGINE_TRACKS, LEVELS, Role, Track

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.scenario.language import Assignment, Clause, Condition, Guard, Sum, Summand
    from wargame.scenario.rules import Derived, Effects, Step
    from wargame.scenario.ruleset import Rules

_COUNTS = frozenset({Role.MANDATE, Role.EDITS})  # what says more than yes or no, even if it is 0 or 1

# What the engine's own tracks of an issue are called: with the issue's name, and without it.
_OF_ISSUE = {
    Role.OFFER: ("{} offered", "the offer"),
    Role.CLAIM: ("{} claimed", "the claim"),
    Role.VAGUE: ("{} worded vaguely", "vague wording"),
    Role.DONE: ("{} carried out", "what is carried out"),
    Role.BID: ("{} in the package", "the package's level"),
    Role.TEXT: ("{} in the text", "the level in the text"),
    Role.RAW: ("{} claimed beyond the draft", "the claim beyond the draft"),
    Role.GAP: ("{} claimed beyond the plain draft", "the claim beyond the plain draft"),
}
_ON_PAPER = ("{} on paper", "the level on paper")  # of a bid, where texts are drafted and no package need be behind it


def title(rules: Rules, name: str, *, nameless: bool = False, seat: str = "") -> str:
    """Return what a track is called in a sentence: `Tension`, `Washington's face`, `Arsenal offered`.

    To the player of `seat`, what is his own is "your".
    """
    track = rules.track_by_id.get(name)
    if track is None:
        return ENGINE_TRACKS.get(name, name)
    if track.role in _OF_ISSUE:
        is_paper = track.role is Role.BID and rules.scenario.drafting is not None
        named, unnamed = _ON_PAPER if is_paper else _OF_ISSUE[track.role]
        return unnamed if nameless else named.format(_issue_title(rules, track.issue))
    if not track.own_title or is_flag(rules, name):
        return track.title
    owner = rules.party(track.owner)
    if not isinstance(track, Track):
        return f"{owner} {track.own_title}"
    return f"{'your' if track.owner == seat else _possessive(owner)} {track.own_title}"


def _issue_title(rules: Rules, issue: str) -> str:
    return rules.issue(issue).title


def _possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


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
    track, figure = rules.track_by_id.get(name), minus(str(value))
    if track is None:
        return figure
    if track.role is Role.MANDATE:
        return rules.side(track.owner).mandates[value].title
    if track.role in LEVELS:
        issue = rules.issue(track.issue)
        return f"{figure} ({issue.labels[value]})" if 0 <= value < len(issue.labels) else figure
    if is_flag(rules, name):
        return "yes" if value else "no"
    word = band(track, value)
    return f"{figure} ({word})" if word else figure


def is_flag(rules: Rules, name: str) -> bool:
    """Say whether a track only says yes or no."""
    track = rules.track_by_id.get(name)
    return isinstance(track, Track) and (track.min, track.max) == (0, 1) and track.role not in _COUNTS


def _form_words(rules: Rules, form: Linear, *, nameless: bool) -> str:
    """Write a linear form: `2 × Tension − 3`."""
    parts: list[str] = []
    if form.constant > 0 and form.terms and form.terms[0][0] < 0:
        parts.append(str(form.constant))
    for coefficient, name in form.terms:
        words = title(rules, name, nameless=nameless)
        words = f"“{words}”" if is_flag(rules, name) else words
        amount = words if abs(coefficient) == 1 else f"{abs(coefficient)} × {words}"
        parts.append(_signed(amount, negative=coefficient < 0, first=not parts))
    if (form.constant and parts[:1] != [str(form.constant)]) or not parts:
        parts.append(_signed(str(abs(form.constant)), negative=form.constant < 0, first=not parts))
    return " ".join(parts)


def _signed(amount: str, *, negative: bool, first: bool) -> str:
    if first:
        return f"−{amount}" if negative else amount
    return f"− {amount}" if negative else f"+ {amount}"


def condition_words(rules: Rules, condition: Condition, *, nameless: bool = False) -> str:
    """Write a condition as a requirement: `Tension at most 9`, `“Signed” stands`."""
    form, op = condition.form, condition.op
    if not form.terms:
        return "always" if condition.holds({}) else "never"
    if len(form.terms) == 1:
        coefficient, _ = form.terms[0]
        if op == ">=" or form.constant % coefficient == 0:
            return _threshold(rules, condition, nameless=nameless)
    left = Linear(0, tuple((c, name) for c, name in form.terms if c > 0))
    right = Linear(-form.constant, tuple((-c, name) for c, name in form.terms if c < 0))
    if not left.terms:  # all on the right: a sum that stays below a number
        return f"{_form_words(rules, Linear(0, right.terms), nameless=nameless)} at most {form.constant}"
    ahead = right.constant > 0 and len(right.terms) == 1 and right.terms[0][0] == 1 and op == ">="
    if ahead:
        other = title(rules, right.terms[0][1], nameless=nameless)
        return f"{_form_words(rules, left, nameless=nameless)} at least {right.constant} above {other}"
    words = {">=": "at least", "==": "exactly", "!=": "other than"}[op]
    if op == ">=" and right.constant == 1 and right.terms:
        words, right = "above", Linear(0, right.terms)
    return f"{_form_words(rules, left, nameless=nameless)} {words} {_form_words(rules, right, nameless=nameless)}"


def _threshold(rules: Rules, condition: Condition, *, nameless: bool) -> str:
    (coefficient, name), constant, op = condition.form.terms[0], condition.form.constant, condition.op
    words = title(rules, name, nameless=nameless)
    if name in rules.track_by_id and rules.track_by_id[name].role is Role.EDITS:
        return _editing_words(rules, condition)
    if op != ">=":
        value, relation = -constant // coefficient, {"==": "is", "!=": "is not"}[op]
    elif coefficient > 0:
        value, relation = -(constant // coefficient), "at least"
    else:
        value, relation = constant // -coefficient, "at most"
    if is_flag(rules, name):
        wanted = (value == 1) == (op != "!=") if op != ">=" else relation == "at least"
        return _flag_words(rules, name, stands=wanted, nameless=nameless)
    if op == "!=" and value == 0 and not _may_be_negative(rules, name):
        return f"{words} above 0"
    return f"{words} {relation} {value if nameless else value_words(rules, name, value)}"


def _may_be_negative(rules: Rules, name: str) -> bool:
    return name in rules.track_by_id and rules.track_by_id[name].min < 0


def _editing_words(rules: Rules, condition: Condition) -> str:
    """Write a condition on how often a side has changed the text in this turn."""
    track = rules.track_by_id[condition.names()[0]]
    holding = [made for made in range(track.min, track.max + 1) if condition.holds({track.id: made})]
    side = rules.side(track.owner).name
    if holding == [0]:
        return f"{side} is not changing the text"
    if holding[:1] == [1] and holding[-1] == track.max:
        return f"{side} is changing the text"
    most = max(holding, default=0)
    return f"{side} has changed the text {'once' if most == 1 else f'{most} times'} at most"


def _flag_words(rules: Rules, name: str, *, stands: bool, nameless: bool) -> str:
    track = rules.track_by_id[name]
    if track.role is Role.VAGUE:
        clause = "the clause" if nameless else _issue_title(rules, track.issue)
        return f"{clause} is worded {'vaguely' if stands else 'plainly'}"
    if track.role is Role.USED:
        return "it has been tabled before" if stands else "it has not been tabled before"
    return f"“{title(rules, name, nameless=nameless)}” {'stands' if stands else 'does not stand'}"


def guard_words(rules: Rules, guard: Guard, *, nameless: bool = False) -> str:
    """Write a guard: its clauses joined."""
    parts = []
    for each in guard.conditions:
        words = clause_words(rules, each, nameless=nameless)
        parts.append(f"({words})" if isinstance(each, Either) and len(guard.conditions) > 1 else words)
    return " and ".join(parts) or "always"


def clause_words(rules: Rules, clause: Clause, *, nameless: bool = False) -> str:
    """Write a clause of a guard: a condition, or alternatives of which one must be so."""
    if isinstance(clause, Either):
        return ", or ".join(guard_words(rules, each, nameless=nameless) for each in clause.alternatives)
    return condition_words(rules, clause, nameless=nameless)


# -- sums


def sum_words(rules: Rules, form: Sum) -> str:
    """Write a form with its guarded terms."""
    parts: list[str] = []
    for nameless, group in groupby(form.summands, lambda each: _summand_words(rules, each, nameless=True)):
        several = tuple(group)
        where = _where(rules, [each.linear.names() + each.guard.names() for each in several])
        if len(several) > 1 and where:
            parts.append(f"{nameless} ({where})")
        else:
            parts += [_summand_words(rules, each, nameless=False) for each in several]
    return " + ".join(parts).replace("+ −", "− ")


def _summand_words(rules: Rules, each: Summand, *, nameless: bool) -> str:
    amount = _form_words(rules, each.linear, nameless=nameless)
    if not each.guard.conditions:
        return amount
    return f"{amount} (if {guard_words(rules, each.guard, nameless=nameless)})"


def _where(rules: Rules, names: Iterable[Iterable[str]]) -> str:
    """Name the issues that several sentences are about, "" unless each is about one issue and all are different."""
    found: list[str] = []
    for reads in names:
        issues = {rules.track_by_id[name].issue for name in reads if name in rules.track_by_id} - {""}
        if len(issues) != 1 or issues & set(found):
            return ""
        found += issues
    if {each.id for each in rules.issues} == set(found):
        return "on every issue"
    for side in rules.sides:
        if {each.id for each in rules.issues if side.id in rules.conceders(each)} == set(found):
            return f"on every issue that {side.name} concedes"
    return "on " + ", ".join(_issue_title(rules, each) for each in found)


# -- effects


def effects_words(rules: Rules, effects: Effects) -> list[str]:
    """Write a list of effects, one line for each step; what is said of several issues is said once."""
    lines: list[str] = []
    for nameless, group in groupby(effects, lambda step: _step_words(rules, step, nameless=True)):
        several = tuple(group)
        where = _where(rules, [(*step.names(), *(each.target for each in step.do)) for step in several])
        if len(several) > 1 and where:
            lines.append(f"{where}: {nameless}")
        else:
            for step in several:
                lines += _step_lines(rules, step)
    return lines


def _step_lines(rules: Rules, step: Step) -> list[str]:
    if step.guard.conditions:
        return [_step_words(rules, step, nameless=False)]
    return [_assignment_words(rules, each, nameless=False) for each in step.do]


def _step_words(rules: Rules, step: Step, *, nameless: bool) -> str:
    prefix = f"if {guard_words(rules, step.guard, nameless=nameless)}: " if step.guard.conditions else ""
    return prefix + "; ".join(_assignment_words(rules, each, nameless=nameless) for each in step.do)


def _assignment_words(rules: Rules, each: Assignment, *, nameless: bool) -> str:
    if each.target == "next_phase":
        return f"then comes {value_words(rules, 'phase', each.form.constant)}"
    if each.target in CONTROLS:
        return CONTROLS[each.target]
    name = title(rules, each.target, nameless=nameless)
    constant = not each.form.terms
    if constant and is_flag(rules, each.target) and each.op == "=":
        return _flag_becomes(rules, each.target, stands=bool(each.form.constant), nameless=nameless)
    if each.op in {"+=", "-="}:
        sign = "+" if each.op == "+=" else "−"
        if not constant:
            words = _form_words(rules, each.form, nameless=nameless)
            single = len(each.form.terms) == 1 and not each.form.constant and each.form.terms[0][0] > 0
            return f"{name} {sign} {words if single else f'({words})'}"
        amount = each.form.constant if each.op == "+=" else -each.form.constant
        return f"{name} {_step(amount)}"
    words = {"=": "becomes", ">>=": "rises to at least", "<<=": "falls to at most"}[each.op]
    if constant:
        return f"{name} {words} {value_words(rules, each.target, each.form.constant)}"
    return f"{name} {words} {_form_words(rules, each.form, nameless=nameless)}"


def minus(figures: str) -> str:
    """Return figures with the minus sign of print."""
    return figures.replace("-", "−")


def plural(count: int, word: str) -> str:
    """Write a number of things: `1 decision`, `2 decisions`."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"


def _step(amount: int) -> str:
    return minus(f"{amount:+d}")


def _flag_becomes(rules: Rules, name: str, *, stands: bool, nameless: bool = False) -> str:
    track = rules.track_by_id[name]
    if track.role is Role.VAGUE:
        clause = "the clause" if nameless else _issue_title(rules, track.issue)
        return f"{clause} becomes {'vague' if stands else 'plain'}"
    return f"“{title(rules, name, nameless=nameless)}” {'now stands' if stands else 'no longer stands'}"


def outcome_words(rules: Rules, effects: Effects) -> str:
    """Write effects in one line."""
    return "; ".join(effects_words(rules, effects)) or "nothing changes"


# -- what changed


def change_words(rules: Rules, name: str, step: tuple[int, int], *, seat: str, value: bool = False) -> str:
    """Write the change of a track as one player reads it: `your face +1`, `Arsenal offered: nothing → a freeze`.

    `step` is its value before and after. With `value`, a meter also says where it stands now.
    """
    before, after = step
    track = rules.track_by_id[name]
    if track.role in LEVELS:
        labels = rules.issue(track.issue).labels
        return f"{title(rules, name)}: {labels[before]} → {labels[after]}"
    if track.role is Role.MANDATE:
        return f"{title(rules, name, seat=seat)}: {value_words(rules, name, after)}"
    if is_flag(rules, name):
        return _flag_becomes(rules, name, stands=bool(after))
    words = f"{title(rules, name, seat=seat)} {_step(after - before)}"
    return f"{words} (now {value_words(rules, name, after).replace(' (', ', ').rstrip(')')})" if value else words
