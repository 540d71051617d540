"""The open moves as numbered lines: a verb first and, where several clauses fit it, the clause second.

Every line says what the move would do and how likely that is, before anyone commits to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.preview import preview_of
from wargame.pages.situation import declared
from wargame.pages.words import capital, percents, range_words
from wargame.pages.worths import worth_words, worths_of
from wargame.scenario.rules import MoveRule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wargame.game.game import Game
    from wargame.game.preview import Branch, Preview, Range
    from wargame.pages.sheet import Sheet
    from wargame.scenario.ruleset import Rules


@frozen
class Choice:
    """One numbered line: a move, or several of one verb."""

    title: str
    group: str
    moves: tuple[MoveRule, ...]


@frozen
class Menu:
    """All the numbered lines of a turn: open choices first, closed moves after them."""

    choices: tuple[Choice, ...]
    closed: tuple[MoveRule, ...]


def open_menu(game: Game) -> Menu:
    """Return the menu of the side to move."""
    rules, side = game.summit.rules, game.turn
    own = [move for move in rules.moves if move.side == side]
    legal = set(game.legal_moves)
    groups = list(dict.fromkeys(move.group for move in own))
    choices = sorted(_by_verb(move for move in own if move.id in legal), key=lambda each: groups.index(each.group))
    phase = game.values()["phase"]
    closed = [move for move in own if move.id not in legal]
    closed.sort(key=lambda move: (phase not in move.phases, groups.index(move.group)))
    return Menu(tuple(choices), tuple(closed))


def closed_kinds(menu: Menu) -> tuple[Choice, ...]:
    """Return the closed moves by their verbs, as the open ones are: of a verb for several clauses one line."""
    return tuple(_by_verb(menu.closed))


def _by_verb(moves: Iterable[MoveRule]) -> Iterator[Choice]:
    """Yield moves by group and verb, in the order in which they first come."""
    verbs: dict[tuple[str, str], list[MoveRule]] = {}
    for move in moves:
        verbs.setdefault((move.group, move.verb if move.issue or move.package else move.id), []).append(move)
    for (group, _), alike in verbs.items():
        yield Choice(_title(alike), group, tuple(alike))


def show_why_closed(sheet: Sheet, game: Game, choice: Choice) -> None:
    """Write why the moves of a verb are closed, those with the same reason together."""
    reasons: dict[str, list[MoveRule]] = {}
    for move in choice.moves:
        reasons.setdefault(game.why_not(move.id) or "", []).append(move)
    for reason, moves in reasons.items():
        sheet.line(", ".join(tail(move) for move in moves), tone="label")
        sheet.line(f"Closed now: {reason}.", indent=2, tone="bad")


def _title(moves: Sequence[MoveRule]) -> str:
    first = moves[0]
    if len(moves) == 1:
        return first.title
    return f"{first.stem.removesuffix('…').rstrip(': ')} … ({len(moves)})"


def show_menu(sheet: Sheet, game: Game, menu: Menu) -> None:
    """Write the open choices by group, each with what it would do."""
    values, group = game.values(), ""
    for number, choice in enumerate(menu.choices, start=1):
        if choice.group != group:
            group = choice.group
            sheet.line(group, indent=2)
        if len(choice.moves) == 1:
            words = move_words(game, choice.moves[0], values)
        else:
            words = f"{'; '.join(tail(move) for move in choice.moves)}."
        sheet.line(f"{number:>2}. {choice.title}: {words}", indent=2, hang=4)


def tail(move: MoveRule) -> str:
    """Return what distinguishes a move from others of its verb: the clause, the package."""
    return move.subject or move.title


def move_words(game: Game, move: MoveRule, values: Mapping[str, int]) -> str:
    """Return what a move would do, and what that does to the mover's points."""
    changing, rest = worths_of(game, move)
    several = len(changing) + len(rest) > 1  # where there is but one projection, it goes without its name
    points = "; ".join(worth_words(each, named=several) for each in changing)
    return f"{_consequences_of(game, move, values)}{f' Points: {points}.' if points else ''}"


def show_several(sheet: Sheet, game: Game, choice: Choice) -> None:
    """Write the second menu of a choice that is several moves."""
    values = game.values()
    for number, move in enumerate(choice.moves, start=1):
        sheet.line(f"{number:>2}. {move.title}: {move_words(game, move, values)}", indent=2, hang=4)
    sheet.line(" 0. Back", indent=2)


def _consequences_of(game: Game, move: MoveRule, values: Mapping[str, int]) -> str:
    rules = game.summit.rules
    words = consequences(rules, preview_of(game.known_to(move.side), move), values, move.side)
    return f"{words} {secretly(rules, move)}".rstrip()


def secretly(rules: Rules, move: MoveRule) -> str:
    """Return a sentence on what the other side is shown of a secret move; "" for any other move."""
    if not move.shown_as:
        return ""
    other, shown = rules.side(rules.other(move.side)).name, rules.move_by_id[move.side, move.shown_as]
    return f"In secret: {other} is shown “{shown.title}”."


def consequences(rules: Rules, preview: Preview, values: Mapping[str, int], seat: str) -> str:
    """Return a preview in one line: what is certain first, then the outcomes."""
    common = certain(preview.branches)
    sure = range_words(rules, common, values, seat)
    parts = [capital(sure)] if sure else []
    if len(preview.branches) > 1 or preview.branches[0].titles:
        ordered = sorted(preview.branches, key=lambda branch: -branch.high)
        odds = percents([(branch.low, branch.high) for branch in ordered])
        told = zip(ordered, odds, strict=True)
        parts += [_branch_words(rules, branch, chance, common, values, seat) for branch, chance in told]
    if not parts:
        parts = ["Nothing that you can see changes at once"]
    hidden = " (It depends on something you cannot see.)" if preview.depends_on_hidden else ""
    return f"{'. '.join(parts)}.{hidden}"


def certain(branches: Sequence[Branch]) -> tuple[Range, ...]:
    """Return the changes that all branches have in common."""
    return tuple(change for change in branches[0].changes if all(change in branch.changes for branch in branches))


def _branch_words(  # noqa: PLR0913, PLR0917  a sentence of six things
    rules: Rules, branch: Branch, chance: str, common: Sequence[Range], values: Mapping[str, int], seat: str
) -> str:
    rest = range_words(rules, [change for change in branch.changes if change not in common], values, seat)
    if branch.low == branch.high == 1:
        return f"Then: {', then '.join(branch.titles)}{f': {rest}' if rest else ''}"
    titles = ", then ".join(branch.titles) or "otherwise"
    sees_all = all(seat in track.seen_by for track in declared(rules))
    nothing = "nothing more" if sees_all else "nothing more in sight"
    return f"{chance} {titles}: {rest or nothing}"


def show_closed(sheet: Sheet, game: Game, menu: Menu) -> None:
    """Write the closed moves, numbered on from the open ones, each with the reasons."""
    if not menu.closed:
        sheet.line("No move is closed.", indent=2)
    phase = game.values()["phase"]
    elsewhere = False
    for number, move in enumerate(menu.closed, start=len(menu.choices) + 1):
        if phase not in move.phases and not elsewhere:
            elsewhere = True
            sheet.line("Not in this phase (why N gives all reasons against one of them)", indent=2)
        phases = " and ".join(game.summit.rules.phases[each - 1].title for each in move.phases)
        words = f"in {phases}" if elsewhere else game.why_not(move.id)
        sheet.line(f"{number:>2}. {move.title}: {words}.", indent=2, hang=4)
