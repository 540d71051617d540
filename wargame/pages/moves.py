"""A move before it is played: its card, its odds as they stand, and what it would do to the mover's points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.game.communique import tabled
from wargame.game.preview import Preview, preview_of
from wargame.game.worth import Worth, worth_of
from wargame.pages.cards import show_card
from wargame.pages.menu import certain, secretly
from wargame.pages.words import capital, exacts, range_words, span
from wargame.pages.worths import mean_words, parted
from wargame.scenario.cards import card_of
from wargame.scenario.rules import MoveRule, Role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wargame.game.game import Game
    from wargame.pages.sheet import Sheet, Tone
    from wargame.scenario.ruleset import Rules


def show_move_now(sheet: Sheet, game: Game, move: MoveRule) -> None:
    """Write a move's card, and what it would do if it were played now or why it cannot be."""
    show_card(sheet, card_of(game.summit.rules, move))
    if move.side == game.turn:
        _show_what_changes(sheet, game, move)


@frozen
class Look:
    """A move under the cursor, and what it would do; worked out once for all who show it."""

    move: MoveRule
    reason: str | None  # why it is closed, None if it is open
    preview: Preview | None = None  # of an open one
    worths: tuple[Worth, ...] = ()

    @property
    def sure(self) -> Mapping[str, int]:
        """Return what is certain to change, and by how much."""
        changes = certain(self.preview.branches) if self.preview else ()
        return {each.track: each.low for each in changes if each.low == each.high}


def looked_at(game: Game, move: MoveRule) -> Look:
    """Return what a move of the side to move would do."""
    reason = game.why_not(move.id)
    if reason is not None:
        return Look(move, reason)
    known = game.known_to(move.side)
    return Look(move, None, preview_of(known, move), worth_of(known, move))


def show_look(sheet: Sheet, game: Game, look: Look, *, points: bool) -> None:
    """Write what a move would do now, or why it cannot be played; `points` for where no bars show what it is worth."""
    if words := secretly(game.summit.rules, look.move):
        sheet.line(words, tone="secret")
    if look.preview is None:
        sheet.line(f"Closed now: {look.reason}.", tone="bad")
        return
    _show_branches(sheet, game, look.move, look.preview)
    if points:
        _show_worth(sheet, *parted(look.worths))


def _show_what_changes(sheet: Sheet, game: Game, move: MoveRule) -> None:
    """Write every outcome of a move with its odds, and what that does to the projections; or why it is closed."""
    reason = game.why_not(move.id)
    if reason is not None:
        sheet.line(f"Closed now: {reason}.", indent=2, tone="bad")
        return
    sheet.line("Played now", indent=2, tone="label")
    look = looked_at(game, move)
    assert look.preview is not None, "it is open"
    _show_branches(sheet, game, move, look.preview, indent=4)
    if look.preview.ends_round:
        sheet.line("The round may end with it: what may happen then comes on top.", indent=4, tone="quiet")
    _show_worth(sheet, *parted(look.worths), indent=2)


def _show_branches(sheet: Sheet, game: Game, move: MoveRule, preview: Preview, indent: int = 0) -> None:
    """Write every way an open move may turn out, what is certain first."""
    rules, values = game.summit.rules, game.values()
    common, rest = certain(preview.branches), sorted(preview.branches, key=lambda each: -each.high)
    sure = {each.track: values[each.track] + each.low for each in common if each.low == each.high}
    if words := range_words(rules, common, values, move.side, paper=False):
        sheet.line(f"- {capital(words)}", indent=indent)
    _show_paper_then(sheet, rules, values, {**values, **sure}, indent=indent)
    odds = exacts([(each.low, each.high) for each in rest])
    for branch, chance in zip(rest, odds, strict=True):
        changes = [each for each in branch.changes if each not in common]
        words = range_words(rules, changes, values, move.side)
        if branch.titles or words:
            path = ", then ".join(branch.titles) or "otherwise"
            what = f"{chance}: {path}{f': {words}' if words else ''}"
            sheet.line(f"- {what}", indent=indent, tone="chance")
    if not common and not any(branch.titles or branch.changes for branch in rest):
        sheet.line("- Nothing that you can see changes at once", indent=indent)
    if preview.depends_on_hidden:
        sheet.line("It depends on something you cannot see, so these are ranges.", indent=indent, tone="quiet")


def _show_paper_then(
    sheet: Sheet, rules: Rules, values: Mapping[str, int], after: Mapping[str, int], indent: int
) -> None:
    """Write the whole text that a move leaves on the table, where it changes that: each clause beside the draft."""
    changed = {each.issue: each for each in tabled(rules, values, after)}
    if not changed:
        return
    sheet.line("The text on the table then", indent=indent, tone="label")
    for issue in rules.issues:
        level, draft = (after[rules.track_id(role, issue.id)] for role in (Role.BID, Role.OFFER))
        each, labels = changed.get(issue.id), issue.labels
        if level or draft or each:
            was = "" if each is None or each.before is None else f"{labels[each.before]} → "
            beside = "as in the draft" if level == draft else f"the draft: {labels[draft]}"
            sign = "≠" if level != draft else "="
            tone: Tone = "label" if was else ""
            sheet.line(f"{sign} {issue.title}: {was}{labels[level]} ({beside})", indent=indent, tone=tone)


def _show_worth(sheet: Sheet, changing: Sequence[Worth], rest: Sequence[Worth], indent: int = 0) -> None:
    """Write the change of the score in each projection; those that stay the same share one line."""
    if not changing and not rest:
        return
    sheet.line("Your points then", indent=indent, tone="label")
    for each in changing:
        low, high = each.mean
        sure = "" if each.always else ", if it comes to that"
        now = "not yet possible" if each.now is None else span(*each.now)
        middle = (sum(each.now) / 2) if each.now else low
        tone: Tone = "good" if low > middle else "bad" if high < middle else ""
        sign = {"good": "▲", "bad": "▼"}.get(tone, "-")  # gain and loss read without color
        sheet.line(f"{sign} {each.title}: {now} → {mean_words(each)}{sure}", indent=indent and indent + 2, tone=tone)
    if rest:
        words = "; ".join(f"{each.title} {span(*each.now)}" for each in rest if each.now)
        sheet.line(f"- As now: {words}", indent=indent and indent + 2, tone="quiet")
