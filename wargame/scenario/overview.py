"""A scenario at a glance, in words: who sits there, what about, what they may do, and how it may end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.cards import Section
from wargame.scenario.rules import Role
from wargame.scenario.wording import guard_words, minus, outcome_words, plural, sum_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.scenario.model import Issue, Scenario, Side
    from wargame.scenario.rules import Actor, ActorMove, Event, FrontPage, History, MoveRule
    from wargame.scenario.ruleset import Rules

_MOMENTS = {"ply": "after every move", "round": "end of round", "phase": "end of phase", "final": "before the ending"}


def overview(rules: Rules) -> Iterator[Section]:
    """Yield the sections of a scenario's overview."""
    scenario = rules.scenario
    yield Section("The game", tuple(_game(rules)))
    for side in rules.sides:
        yield Section(f"{side.name}, led by {side.leader}", tuple(_side(rules, side)))
    yield Section("Phases", tuple(_phases(rules)))
    yield Section("Issues", tuple(line for issue in rules.issues for line in _issue(rules, issue)))
    yield Section("Tracks", tuple(_tracks(rules)))
    yield from _unless_empty("Derived tracks: worked out whenever they are read", _derived(rules))
    yield Section("Set-up: drawn before the first move", tuple(_setup(rules)))
    for side in rules.sides:
        yield Section(f"Moves of {side.name}", tuple(_moves(rules, side.id)))
    for actor in rules.actors:
        yield Section(f"{actor.name}, which acts by itself", tuple(_actor(rules, actor)))
    events = [each for each in rules.events if not each.actor]
    yield Section("Events", tuple(f"{each.id}: {each.title} {_when(rules, each)}" for each in events))
    yield Section("Endings, in the order in which they are read", tuple(_endings(rules)))
    for side in rules.sides:
        yield Section(f"Score of {side.name}: the sum of these, 0 to 100", tuple(_scores(rules, side.id)))
    yield from _unless_empty("Projections: what-ifs shown while playing", _projections(rules))
    for side in rules.sides:
        doctrine = rules.doctrines[side.id]
        appeals = (
            f"{each.title}: {sum_words(rules, doctrine.appeal[each.id])}"
            for each in rules.moves
            if each.side == side.id
        )
        yield Section(f"Doctrine of {side.name}: how much each move appeals to {doctrine.name}", tuple(appeals))
    if rules.front_pages:
        yield Section("Front pages", tuple(line for page in rules.front_pages for line in _front_page(rules, page)))
    if rules.history is not None:
        yield Section(rules.history.title, tuple(_history(rules, rules.history)))
    yield Section("Source", (f"{scenario.source.title} ({scenario.source.description})", *_paragraphs(rules)))


def _unless_empty(heading: str, lines: Iterable[str]) -> Iterator[Section]:
    section = Section(heading, tuple(lines))
    if section.lines:
        yield section


def _game(rules: Rules) -> Iterator[str]:
    scenario = rules.scenario
    yield " ".join(scenario.summary.split())
    yield from _imprint(scenario)
    drawn = scenario.first == "drawn"
    first = "is drawn" if drawn else f"is {rules.side(scenario.first).name}"
    yield f"A side succeeds with {scenario.success} points of 100. Who moves first {first}; it alternates by round."


def _imprint(scenario: Scenario) -> Iterator[str]:
    if scenario.changes or scenario.variant_of:
        of = scenario.variant_of or scenario.id
        yield f"A variant of {of}{', with ' if scenario.variant else ''}{scenario.variant}."
    facts = {"Author": scenario.author, "License": scenario.license, "Version": scenario.version}
    facts["Language"] = scenario.language
    if any(facts.values()):
        yield " ".join(f"{name}: {fact.rstrip('.')}." for name, fact in facts.items() if fact)


def _side(rules: Rules, side: Side) -> Iterator[str]:
    yield " ".join(side.brief.split())
    for index, mandate in enumerate(side.mandates):
        yield f"Mandate “{mandate.title}” ({mandate.id}): {mandate.brief}"
        lines = [each.text for each in rules.red_lines if each.side == side.id and each.mandate == index]
        if lines:
            yield f"Red lines of “{mandate.title}”: {' '.join(lines)}"
    doctrine = rules.doctrines.get(side.id)
    if doctrine is not None:
        yield f"Played by the computer: {doctrine.name}. {doctrine.temperament}"


def _actor(rules: Rules, actor: Actor) -> Iterator[str]:
    yield " ".join(actor.brief.split())
    if actor.doctrine:
        yield f"Its character: {actor.doctrine}. {actor.temperament}"
    for move in actor.moves:
        hidden = [side.name for side in rules.sides if side.id not in move.seen_by]
        unseen = f", not shown to {' or '.join(hidden)}" if hidden else ""
        yield f"  {move.id}: {move.title} ({_moment(rules, move)}{unseen}) {_cited(move.sources)}".rstrip()


def _phases(rules: Rules) -> Iterator[str]:
    for phase in rules.phases:
        yield f"{phase.title}, {plural(phase.rounds, 'round')}. {phase.text}".rstrip()


def _issue(rules: Rules, issue: Issue) -> Iterator[str]:
    claimed = f", claimed by {rules.party(rules.claimed_by(issue))}" if rules.is_shared(issue) else ""
    conceded = f"{issue.title} ({issue.id}), conceded by {rules.party(issue.conceded_by)}{claimed}."
    yield f"{conceded} {_cited(issue.sources)}".rstrip()
    for level, sentence in enumerate(issue.levels):
        yield f"  {level} ({issue.labels[level]}): “{sentence}”"
    for side in rules.sides:
        worth = [(each.title, issue.values.get(side.id, {}).get(each.id, 0)) for each in side.mandates]
        words = "; ".join(f"{title} {_value(value)}" for title, value in worth if value)
        if words:
            yield f"  Worth to {side.name}: {words}"


def _value(value: int | tuple[int, ...]) -> str:
    if isinstance(value, int):
        return minus(f"{value:+d} a level")
    return minus(", ".join(f"{each:+d}" if each else "0" for each in value))


def _tracks(rules: Rules) -> Iterator[str]:
    everyone = set(rules.side_ids)
    for track in rules.tracks:
        if track.role is not Role.DECLARED:
            continue
        seen = [rules.side(side).name for side in track.seen_by]
        who = "" if set(track.seen_by) == everyone else f", seen by {' and '.join(seen) or 'nobody until the end'}"
        bounds = minus(f"{track.min} to {track.max}, from {track.start}")
        yield f"{track.title} ({track.id}), {bounds}{who}. {track.meaning}"


def _derived(rules: Rules) -> Iterator[str]:
    for each in rules.derived:
        if each.place:  # an author's: an issue and red lines make their own
            form = sum_words(rules, each.form)
            yield f"{each.title} ({each.id}), {minus(f'{each.min} to {each.max}')}. {each.meaning}".rstrip()
            yield f"  {form}"


def _setup(rules: Rules) -> Iterator[str]:
    for draw in rules.setup:
        seen = [rules.side(side).name for side in draw.seen_by]
        who = "" if len(seen) == len(rules.sides) else f", seen by {seen[0] if seen else 'nobody until the end'}"
        yield f"{draw.title} ({draw.id}{who}) {_cited(draw.sources)}".rstrip()
        for each in draw.outcomes:
            when = f", if {guard_words(rules, each.when)}" if each.when.conditions else ""
            does = f": {outcome_words(rules, each.effects)}" if draw.place else ""
            yield f"  {each.title} (weight {sum_words(rules, each.weight)}{when}){does}"


def _scores(rules: Rules, side: str) -> Iterator[str]:
    for term in rules.scores:
        if term.side == side:
            when = f", if {guard_words(rules, term.when)}" if term.when.conditions else ""
            yield f"{term.label}{when}: {sum_words(rules, term.form)} {_cited(term.sources)}".rstrip()
    for ending in rules.endings:
        if ending.scores:
            yield f"{ending.scores[side]} in all if it ends in {ending.title}"


def _projections(rules: Rules) -> Iterator[str]:
    for each in rules.projections:
        seen = [rules.side(side).name for side in each.seen_by]
        who = "" if len(seen) == len(rules.sides) else f", shown to {' and '.join(seen)}"
        when = f", while {guard_words(rules, each.when)}" if each.when.conditions else ""
        yield f"{each.title} ({each.id}{who}{when}): {outcome_words(rules, each.effects)}"


def _moves(rules: Rules, side: str) -> Iterator[str]:
    own = [move for move in rules.moves if move.side == side]
    for group in dict.fromkeys(move.group for move in own):
        yield f"{group}:"
        for verb in dict.fromkeys(move.verb for move in own if move.group == group):
            yield from _verb(rules, [move for move in own if move.verb == verb and move.group == group])


def _verb(rules: Rules, moves: list[MoveRule]) -> Iterator[str]:
    first = moves[0]
    phases = ", ".join(rules.phases[phase - 1].title for phase in first.phases)
    if not first.issue:
        for move in moves:
            secret = ", secret" if move.shown_as else ""
            yield f"  {move.id}: {move.title} ({phases}{secret}) {_cited(move.sources)}".rstrip()
        return
    names = {issue.id: issue.title for issue in rules.issues}
    issues = ", ".join(names[move.issue] for move in moves)
    yield f"  {first.verb}: {first.stem} ({phases}) for {issues} {_cited(first.sources)}".rstrip()


def _when(rules: Rules, event: Event) -> str:
    return f"({_moment(rules, event)}) {_cited(event.sources)}".rstrip()


def _moment(rules: Rules, rule: Event | ActorMove) -> str:
    everywhere = len(rule.phases) == len(rules.phases)
    phases = "" if everywhere else f", {', '.join(rules.phases[phase - 1].title for phase in rule.phases)}"
    return f"{_MOMENTS[rule.at]}{phases}"


def _endings(rules: Rules) -> Iterator[str]:
    for each in rules.endings:
        class_ = rules.scenario.ending_classes[each.class_ - 1].replace("_", " ")
        yield f"{each.id}: {each.title} ({class_}) {_cited(each.sources)}".rstrip()


def _history(rules: Rules, history: History) -> Iterator[str]:
    for pieces in history.lines:
        for piece in pieces:
            asked = f"If {guard_words(rules, piece.when)}: " if piece.when.conditions else ""
            yield f"{asked}{' / '.join(piece.text)}"
    if history.sources:
        yield _cited(history.sources)


def _front_page(rules: Rules, page: FrontPage) -> Iterator[str]:
    when = "at the end" if page.when is None else f"once {guard_words(rules, page.when)}"
    yield f"{page.paper} ({rules.party(page.party)}), {when}. {_cited(page.sources)}".rstrip()
    for name, pieces in (("Headline", page.headlines), *(("Line", line) for line in page.lines)):
        for piece in pieces:
            asked = f", if {guard_words(rules, piece.when)}" if piece.when.conditions else ""
            yield f"  {name}{asked}: {' / '.join(piece.text)}"


def _cited(sources: Iterable[int]) -> str:
    return " ".join(f"¶{number}" for number in sources)


def _paragraphs(rules: Rules) -> Iterator[str]:
    for number, text in rules.scenario.source.paragraphs.items():
        yield f"¶{number}: {text}"
