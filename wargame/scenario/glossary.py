"""The words of a scenario explained: its tracks, issues, phases and controls, each with the rules behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.scenario.rules import CONTROLS, MoveRule, Role, all_effects
from wargame.scenario.wording import is_flag, minus, plural, sum_words, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.scenario.model import Issue, Phase
    from wargame.scenario.rules import Derived, Track
    from wargame.scenario.ruleset import Rules

_MOST_NAMED = 12  # rules that change a track
_GENERAL = {
    "Success": "A side succeeds with {success} points of 100 at the end. Both sides can, or one, or neither.",
    "Mandate": "What a side came for, drawn in secret: its score is counted by it, and its red lines are its own.",
    "Red line": "What a mandate must not see in a signed text. To cross one costs points; the brief names them.",
    "Draft": "The text as it would be signed now. Each clause stands at a level, from nothing upwards.",
    "Claim": "What a side has told its public that a clause will say. It may go beyond the text.",
    "Gap": "The levels that a claim goes beyond the text. In plain words everybody sees them.",
    "Vague": "Wording that each side may read its own way. It hides a gap, until two readings meet.",
    "Package": "A whole text that one side lays on the table, to be accepted as it is.",
}


@frozen
class Term:
    """A word and what is behind it."""

    title: str
    kind: str  # heading under which it stands
    lines: tuple[str, ...]  # the first says what it means
    short: str = ""  # what it is called below the name of its owner


def glossary(rules: Rules) -> Iterator[Term]:
    """Yield every term of a scenario, those of one kind together."""
    for word, words in _GENERAL.items():
        yield Term(word, "The game", (words.format(success=rules.scenario.success),))
    for phase in rules.phases:
        yield Term(phase.title, "Phases", tuple(_phase(phase)))
    for issue in rules.issues:
        yield Term(issue.title, "Issues", tuple(_issue(rules, issue)))
    for track in rules.every_track:
        if track.role is Role.DECLARED:
            words = title(rules, track.id)
            yield Term(words[:1].upper() + words[1:], "Tracks", tuple(_track(rules, track)), track.own_title)
    for control, words in CONTROLS.items():
        found = _rules_with(rules, control)
        if found:
            yield Term(words[:1].upper() + words[1:], "Controls", (f"By: {found}.",))


def _phase(phase: Phase) -> Iterator[str]:
    yield " ".join(phase.text.split())
    yield f"At most {plural(phase.rounds, 'round')}."


def _issue(rules: Rules, issue: Issue) -> Iterator[str]:
    claimer = rules.claimed_by(issue)
    told = f", promised at home by {rules.party(claimer)}" if claimer else ""
    yield f"Conceded by {rules.party(issue.conceded_by)}{told}."
    for level, (label, sentence) in enumerate(zip(issue.labels, issue.levels, strict=True)):
        yield f"{level}, {label}: “{sentence}”"


def _track(rules: Rules, track: Track | Derived) -> Iterator[str]:
    yield track.meaning
    if not is_flag(rules, track.id):
        words = "; ".join(f"from {minus(str(low))} {word}" for low, word in track.bands)
        yield f"From {minus(str(track.min))} to {track.max}{f': {words}' if words else ''}."
    hidden = [side.name for side in rules.sides if side.id not in track.seen_by]
    if hidden:
        yield f"Hidden from {' and '.join(hidden)}."
    if form := getattr(track, "form", None):
        yield f"It is {sum_words(rules, form)}."
    elif found := _rules_with(rules, track.id):
        yield f"Changed by: {found}."


def _rules_with(rules: Rules, target: str) -> str:
    """Return the titles of the rules that change a track, or set a control."""
    titles: dict[str, None] = {}
    for rule in rules.moves_and_events:
        if any(each.target == target for step in all_effects(rule) for each in step.do):
            titles[rule.stem if isinstance(rule, MoveRule) else rule.title] = None
    named = [each.removesuffix("…").rstrip(": ") for each in titles]
    more = len(named) - _MOST_NAMED
    return ", ".join(named[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
