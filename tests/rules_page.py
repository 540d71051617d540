"""The tables of docs/rules.md, written from the scenario in the words of its rule cards.

`make docs` writes them anew, each between its marks; the prose around them is written by hand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examples import ROOT
from summits import summit_of

from wargame.game.game import Game
from wargame.scenario.language import Guard
from wargame.scenario.rules import Role
from wargame.scenario.wording import guard_words, minus, outcome_words, sum_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from wargame.scenario.rules import Effects, MoveRule, Outcome
    from wargame.scenario.ruleset import Rules

PAGE = ROOT / "docs" / "rules.md"
SCENARIO = ROOT / "scenarios" / "trump-kim-2018.toml"
TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
METERS = ("tension", "alarm", "process", "trust", "story", "meeting", "face", "home", "leverage")
PENCIL = {"edits", "tabled", "touched", "lain", "again", "pencil", "press"}  # how the pencil works is told in prose
Row = tuple[str, ...]


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def written(page: str) -> str:
    """Return the page with its tables as the scenario has them."""
    rules = summit_of(SCENARIO).rules
    return TABLE.sub(lambda found: f"{found[1]}\n{_table(TABLES[found[2]](rules))}\n\n{found[3]}", page)


def _table(rows: Iterable[Row]) -> str:
    head, *rest = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ("---",) * len(head), *rest])


def _short(text: str) -> str:
    """Return a card's sentence as a table has room for it: W and P for the capitals."""
    for side, letter in (("Washington", "W"), ("Pyongyang", "P")):
        text = text.replace(f"{side}'s ", f"{letter} ").replace(f"“{side}: ", f"“{letter}: ")
    return re.sub(r" \((?!if )[a-z' ,]+\)", "", text)


def _cited(sources: Iterable[int]) -> str:
    return ", ".join(map(str, sources))


def _letters(rules: Rules, phases: tuple[int, ...]) -> str:
    return "all" if len(phases) == len(rules.phases) else " ".join(rules.phases[each - 1].title[0] for each in phases)


# -- what is on the table


def meters(rules: Rules) -> Iterator[Row]:
    """Yield the tracks that a player reads all the time."""
    yield "track", "range", "start", "what it is", "¶"
    for track in rules.tracks:
        if track.role is Role.DECLARED and track.id.rpartition(".")[2] in METERS:
            bounds = minus(f"{track.min} to {track.max}")
            yield track.title, bounds, str(track.start), track.meaning, _cited(track.sources)


def issues(rules: Rules) -> Iterator[Row]:
    """Yield the seven issues with the words of their levels."""
    yield "issue", "conceded by", "0", "1", "2", "3", "start", "¶"
    for issue in rules.issues:
        start = [f"claim {issue.start.claim}"] if issue.start.claim else []
        start += ["vague"] if issue.start.vague else []
        yield (
            issue.title,
            rules.party(issue.conceded_by),
            *issue.labels,
            ", ".join(start) or "–",
            _cited(issue.sources),
        )


def mandates(rules: Rules) -> Iterator[Row]:
    """Yield what a level of each issue is worth to each mandate, and its red lines."""
    yield "mandate", *(issue.title for issue in rules.issues), "red lines", "¶"
    for side in rules.sides:
        for number, mandate in enumerate(side.mandates):
            worth = (issue.values.get(side.id, {}).get(mandate.id, 0) for issue in rules.issues)
            lines = (each.text for each in rules.red_lines if (each.side, each.mandate) == (side.id, number))
            yield mandate.title, *(minus(f"{each:+d}") for each in worth), " ".join(lines), _cited(mandate.sources)


def packages(rules: Rules) -> Iterator[Row]:
    """Yield the openings with their levels."""
    yield "opening", "by", *(issue.title for issue in rules.issues), "¶"
    for each in rules.scenario.packages:
        levels = (each.levels.get(issue.id, 0) for issue in rules.issues)
        yield each.title, rules.party(each.side)[0], *(str(level or "–") for level in levels), _cited(each.sources)


# -- moves


def moves_of(side: str) -> Callable[[Rules], Iterator[Row]]:
    """Return the table of one side's own moves."""

    def table(rules: Rules) -> Iterator[Row]:
        yield "move", "when", "needs", "does", "may come of it", "¶"
        for move in _templates(rules, side):
            if not _shared(rules, move):
                yield _move(rules, move)

    return table


def moves_of_both(rules: Rules) -> Iterator[Row]:
    """Yield the moves that both sides have, as the first side would make them."""
    yield "move", "when", "needs", "does", "may come of it", "¶"
    for move in _templates(rules, "usa"):
        if _shared(rules, move):
            yield tuple(_of_either(cell) for cell in _move(rules, move))


def _of_either(text: str) -> str:
    """Return what a rule says of the first side as said of whichever side plays it."""
    return re.sub(r"\bW\b|Washington", "own", re.sub(r"\bP\b|Pyongyang", "other", text))


def _templates(rules: Rules, side: str) -> Iterator[MoveRule]:
    seen = set()
    for move in rules.moves:
        key = move.verb if move.issue else move.id
        if move.side == side and not move.package and key not in seen:
            seen.add(key)
            yield move


def _shared(rules: Rules, move: MoveRule) -> bool:
    return any(each.place == move.place for each in rules.moves if each.side != move.side)


def _move(rules: Rules, move: MoveRule) -> Row:
    title = f"{move.title.split(': ')[0]}: …" if move.issue else move.title
    row = (
        f"{title} (secret)" if move.shown_as else title,
        _letters(rules, move.phases),
        _needs(rules, move) or "–",
        _does(rules, move) or "–",
        _outcomes(rules, move.outcomes),
        _cited(move.sources),
    )
    name = next((issue.title for issue in rules.issues if issue.id == move.issue), "")
    return tuple(cell.replace(name, "the clause") for cell in row) if name else row


def _of_pencil(names: Iterable[str]) -> bool:
    return {each.rpartition(".")[2] for each in names} <= PENCIL


def _needs(rules: Rules, move: MoveRule) -> str:
    asked = [each for each in move.when.conditions if not _of_pencil(each.names())]
    return _short("; ".join(guard_words(rules, Guard((each,))) for each in asked))


def _does(rules: Rules, move: MoveRule) -> str:
    hidden = move.group == "The pencil" or move.verb == "sweeten"
    kept = tuple(step for step in move.effects if not (hidden and _bookkeeping(step.do)))
    return _short(outcome_words(rules, kept)) if kept else ""


def _bookkeeping(do: Iterable[object]) -> bool:
    return all(each.target.rpartition(".")[2] in PENCIL | {"refused"} for each in do)  # type: ignore[attr-defined]


def _outcomes(rules: Rules, outcomes: Iterable[Outcome]) -> str:
    return "<br>".join(_outcome(rules, each) for each in outcomes)


def _outcome(rules: Rules, each: Outcome) -> str:
    only = f"; only if {guard_words(rules, each.when)}" if each.when.conditions else ""
    return _short(f"*{each.title}* ({sum_words(rules, each.weight)}{only}): {_effects(rules, each.effects)}.")


def _effects(rules: Rules, effects: Effects) -> str:
    return outcome_words(rules, effects)


# -- what happens by itself


def thirds(rules: Rules) -> Iterator[Row]:
    """Yield what third powers may do at the end of a round."""
    yield "who", "does", "needs", "what it changes", "¶"
    for actor in rules.actors:
        for move in actor.moves:
            needs = guard_words(rules, move.when) if move.when.conditions else "–"
            yield actor.name, move.title, _short(needs), _short(_effects(rules, move.effects)), _cited(move.sources)


def events(rules: Rules) -> Iterator[Row]:
    """Yield the events in the order in which they are looked at."""
    yield "event", "looked at", "happens if", "what comes of it", "¶"
    moments = {"ply": "after a move", "round": "end of a round", "phase": "end of a phase", "final": "at the end"}
    for event in rules.events:
        if event.actor or not event.place:
            continue
        when = f"{moments[event.at]}: {_letters(rules, event.phases)}"
        needs = guard_words(rules, event.when) if event.when.conditions else "always"
        does = _short(_effects(rules, event.effects)) if event.effects else ""
        yield event.title, when, _short(needs), does + _outcomes(rules, event.outcomes), _cited(event.sources)


def endings(rules: Rules) -> Iterator[Row]:
    """Yield the endings in the order in which they are read."""
    yield "#", "ending", "class", "read if none before it is, and", "¶"
    for number, each in enumerate(rules.endings, 1):
        class_ = rules.scenario.ending_classes[each.class_ - 1].replace("_", " ")
        needs = guard_words(rules, each.when) if each.when.conditions else "always: it is the last"
        fixed = [f"{rules.party(side)[0]} {score}" for side, score in each.scores.items()]
        scores = f" (scores: {', '.join(fixed)})" if fixed else ""
        yield str(number), each.title, class_, _short(needs) + scores, _cited(each.sources)


def scores(rules: Rules) -> Iterator[Row]:
    """Yield the terms of the score; one that both sides have alike, once."""
    yield "term", "whose", "counted", "how much", "¶"
    for each in rules.scores:
        twin = [other for other in rules.scores if other.place == each.place]
        if each is not twin[0]:
            continue
        whose = "both" if len(twin) > 1 else rules.party(each.side)[0]
        counted = _short(guard_words(rules, each.when)) if each.when.conditions else "always"
        much = _short(sum_words(rules, each.form))
        if "Testing carried out" in much:
            much = "levels carried out, by the table of your mandate"
        cells: Row = (counted, much)
        if whose == "both":
            cells = tuple(_of_either(each) for each in cells)
        yield each.label, whose, *cells, _cited(each.sources)


# -- a game worked through

SEED = 4832461256367263754
PLAYED = """
maximum-pressure hint-denuclearization china-card maximum-pressure grant-handshake china-card personal-letter
maximum-pressure table-inspected-pause ask-sanctions trim-missiles temper-status accept send-inspectors halt-tests
insist give-way lift-sanctions open-doors
""".split()  # noqa: SIM905  a list would be three times as long


def worked(rules: Rules) -> Iterator[Row]:
    """Play the game of the book, and yield its moves with what stands after each."""
    yield "#", "round", "side", "move", "tension, process, trust", "W face, home, leverage", "P face, home, leverage"
    game = Game(summit_of(SCENARIO), SEED)
    for number, move in enumerate(PLAYED, 1):
        before = (str(number), str(game.values()["round"]), rules.party(game.turn)[0], f"`{move}`")
        game.play(move)
        now = game.values()
        three = [("tension", "process", "trust")]
        three += [(f"{side}.face", f"{side}.home", f"{side}.leverage") for side in rules.side_ids]
        yield *before, *(" ".join(str(now[each]) for each in names) for names in three)
    points = " and ".join(f"{rules.party(side)} {score}" for side, score in game.scores.items())
    yield "", "", "", f"**{game.ending.title if game.ending else 'not over'}**: {points}", "", "", ""


TABLES: dict[str, Callable[[Rules], Iterator[Row]]] = {
    "meters": meters,
    "issues": issues,
    "mandates": mandates,
    "packages": packages,
    "moves_usa": moves_of("usa"),
    "moves_dprk": moves_of("dprk"),
    "moves_both": moves_of_both,
    "thirds": thirds,
    "events": events,
    "endings": endings,
    "scores": scores,
    "worked": worked,
}

if __name__ == "__main__":
    main()
