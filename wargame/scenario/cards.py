"""Rule cards: what a rule needs, does and may lead to, who is shown it, and where it comes from, in words.

A card is sections of lines, without any layout: the interfaces print them as they like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.scenario.rules import Ending, Event, MoveRule, Role
from wargame.scenario.wording import clause_words, effects_words, guard_words, outcome_words, sum_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.scenario.rules import Effects, Outcome, Step, Texts
    from wargame.scenario.ruleset import Rules

SOURCES = "Where it comes from"  # the heading of a card's last section
_MOMENTS = {
    "ply": "after every move",
    "round": "at the end of a round",
    "phase": "at the end of a phase",
    "final": "before the ending is read",
}


@frozen
class Section:
    """A heading and its lines."""

    heading: str
    lines: tuple[str, ...]


@frozen
class Card:
    """One rule in words."""

    title: str
    about: str  # who, when, which heading
    flavor: str
    sections: tuple[Section, ...]


def card_of(rules: Rules, rule: MoveRule | Event | Ending) -> Card:
    """Return the card of a move, an event or an ending."""
    if isinstance(rule, MoveRule):
        return _move_card(rules, rule)
    return _event_card(rules, rule) if isinstance(rule, Event) else _ending_card(rules, rule)


_SEVERAL = "Told in one of these ways"


def _flavor(texts: Texts) -> str:
    """Return a rule's only text; of several, "", since each has a line of its own (`_told`)."""
    return texts[0] if len(texts) == 1 else ""


def _told(texts: Texts) -> Iterator[Section]:
    if len(texts) > 1:
        yield Section(_SEVERAL, texts)


def _move_card(rules: Rules, move: MoveRule) -> Card:
    side = rules.side(move.side).name
    sections = [
        Section("Needs", tuple(_conditions(rules, move)) or ("nothing more than the phase",)),
        *_package(rules, move),
        Section("Does", tuple(effects_words(rules, _own_effects(rules, move))) or ("nothing by itself",)),
        *_outcomes(rules, move.outcomes),
        *_shown_as(rules, move),
        *_told(move.flavor),
        *_sources(rules, move.sources),
    ]
    about = f"{side} · {move.group} · in {_phases(rules, move.phases)}"
    return Card(move.title, about, f"{_flavor(move.flavor)} {move.text}".strip(), tuple(sections))


def _conditions(rules: Rules, move: MoveRule) -> Iterator[str]:
    for condition in move.when.conditions:
        yield clause_words(rules, condition)


def _package(rules: Rules, move: MoveRule) -> Iterator[Section]:
    if not move.package:
        return
    entry = next(each for each in rules.scenario.packages if each.id == move.package)
    levels = [
        f"{issue.title}: {issue.levels[entry.levels[issue.id]]}" for issue in rules.issues if entry.levels.get(issue.id)
    ]
    yield Section("The package says", tuple(levels))


def _own_effects(rules: Rules, move: MoveRule) -> Effects:
    """Return a move's effects less the levels that a package sets, which it says itself, and a change's first step."""
    effects = move.effects[1:] if move.package else move.effects
    return tuple(step for step in effects if not _copies_the_draft(rules, step))


def _copies_the_draft(rules: Rules, step: Step) -> bool:
    read = {rules.track_by_id[name].role for each in step.do for name in each.form.names() if name in rules.track_by_id}
    return read == {Role.TEXT} and all(rules.track_by_id[each.target].role is Role.BID for each in step.do)


def _outcomes(rules: Rules, outcomes: Iterable[Outcome]) -> Iterator[Section]:
    lines = []
    for each in outcomes:
        condition = f", only if {guard_words(rules, each.when)}" if each.when.conditions else ""
        hidden = [side.name for side in rules.sides if side.id not in each.seen_by]
        unseen = f" Not shown to {' or '.join(hidden)}." if hidden else ""
        text = f" {' / '.join(each.text)}" if each.text else ""
        lines.append(
            f"{each.title} (weight {sum_words(rules, each.weight)}{condition}): {outcome_words(rules, each.effects)}."
            f"{text}{unseen}"
        )
    if lines:
        yield Section("Then one of these is drawn, each in proportion to its weight", tuple(lines))


def _shown_as(rules: Rules, move: MoveRule) -> Iterator[Section]:
    if move.shown_as:
        shown = rules.move_by_id[move.side, move.shown_as]
        other = rules.side(rules.other(move.side)).name
        yield Section("Secret", (f"{other} is shown “{shown.title}” instead.",))


def _source_lines(rules: Rules, sources: Iterable[int]) -> tuple[str, ...]:
    """Return each cited paragraph with its paraphrase."""
    paragraphs = rules.scenario.source.paragraphs
    return tuple(f"¶{number}: {paragraphs.get(number, 'no paraphrase')}" for number in sources)


def _sources(rules: Rules, sources: tuple[int, ...]) -> Iterator[Section]:
    if sources:
        yield Section(SOURCES, _source_lines(rules, sources))


def _phases(rules: Rules, phases: Iterable[int]) -> str:
    return " and ".join(rules.phases[phase - 1].title for phase in phases)


def _event_card(rules: Rules, event: Event) -> Card:
    hidden = [side.name for side in rules.sides if side.id not in event.seen_by]
    sections = [
        Section("Happens when", tuple(_occasion(rules, event))),
        Section("Does", tuple(effects_words(rules, event.effects))),
        *_outcomes(rules, event.outcomes),
        Section("Hidden", (f"Not shown to {' or '.join(hidden)}.",) if hidden else ()),
        *_told(event.text),
        *_sources(rules, event.sources),
    ]
    everywhere = len(event.phases) == len(rules.phases)
    flavor = " ".join(rules.actor(event.actor).brief.split()) if event.actor else _flavor(event.text)
    kind = "An actor's turn" if event.actor else "Event"
    about = f"{kind} · {_MOMENTS[event.at]}{'' if everywhere else f' · in {_phases(rules, event.phases)}'}"
    return Card(event.title, about, flavor, tuple(section for section in sections if section.lines))


def _occasion(rules: Rules, event: Event) -> Iterator[str]:
    if event.actor:
        yield "one of its moves is open and appeals to it: a weight above 0"
        return
    for condition in event.when.conditions:
        yield clause_words(rules, condition)


def _ending_card(rules: Rules, ending: Ending) -> Card:
    class_ = rules.scenario.ending_classes[ending.class_ - 1].replace("_", " ")
    needs = tuple(clause_words(rules, each) for each in ending.when.conditions)
    fixed = tuple(f"{rules.side(side).name}: {score}" for side, score in ending.scores.items())
    sections = [
        Section("Read if no ending before it is, and", needs or ("always: it is the last",)),
        *([Section("Fixed scores", fixed)] if fixed else []),
        *_told(ending.text),
        *_sources(rules, ending.sources),
    ]
    return Card(ending.title, f"Ending · {class_}", _flavor(ending.text), tuple(sections))
