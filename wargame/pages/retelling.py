"""A saved game told as a story: what was done, what came of it, the communiqué on the way, notes, and the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.view import REFEREE, view_of
from wargame.journal.account import tells_seed
from wargame.journal.branches import branch_words
from wargame.journal.entries import TakeBack
from wargame.journal.replay import notes_of
from wargame.pages.arrival import variant_words
from wargame.pages.bargain import show_closing
from wargame.pages.finale import show_finale
from wargame.pages.stories import show_draft
from wargame.pages.telling import tell_game
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.journal.entries import Note
    from wargame.journal.reading import Journal
    from wargame.pages.sheet import Sheet


def retell(  # noqa: PLR0913
    sheet: Sheet, game: Game, journal: Journal, seat: str, *, first: int = 0, reveals: bool = True, begun: str = ""
) -> None:
    """Tell a game as a seat was shown it.

    Notes may say anything, so a seat reads those of other eyes only after the end.

    Args:
        sheet: what it is written on.
        game: replayed from the journal.
        journal: its file.
        seat: a side; "" is the referee, who sees all.
        first: ply of the first decision to be told; 0: all, and the set-up.
        reveals: whether the end of a game that is over tells what was hidden.
        begun: the time at which it began, in words; "": as in the file.
    """
    rules, notes = game.summit.rules, notes_of(journal)
    _show_header(sheet, game, journal, seat, begun or journal.header.created)

    def after(number: int) -> None:
        _show_notes(sheet, [note for note in notes if note.ply == number and seat in {REFEREE, note.seat}])
        if phase := _phase_ended(game, number):
            sheet.heading(f"The communiqué at the end of {rules.phases[phase - 1].title}")
            show_draft(sheet, rules, view_of(game.at(number), seat))

    tell_game(sheet, game, seat, since=first, after=after)
    if not game.is_over:
        sheet.heading(f"After {plural(game.ply, 'decision')}: {rules.side(game.turn).name} to move")
    if not (game.is_over and reveals) and not _phase_ended(game, game.ply):
        sheet.heading("The communiqué as it stands")
        show_draft(sheet, rules, view_of(game, seat))
    if game.is_over and reveals:
        show_finale(sheet, game, () if seat == REFEREE else (seat,))
        show_closing(sheet, game)
        if seat != REFEREE and notes:
            sheet.heading("Notes")
            _show_notes(sheet, notes, at=True)


def _show_header(sheet: Sheet, game: Game, journal: Journal, seat: str, begun: str) -> None:
    header, rules = journal.header, game.summit.rules
    played = "; ".join(f"{rules.side(side).name}: {header.seats[side]}" for side in rules.side_ids)
    seen = "the referee" if seat == REFEREE else rules.side(seat).name
    sheet.line(f"{rules.scenario.title}. {' '.join(rules.scenario.summary.split())}", hang=0)
    if words := variant_words(rules.scenario):
        sheet.line(words)
    sheet.line(f"{played}. Begun {begun}. As {seen} saw it.")
    if seat != REFEREE:
        return
    if tells_seed(journal):
        sheet.line(f"Seed {game.seed}.")
    if words := branch_words(header):
        sheet.line(words)
    if count := sum(isinstance(entry, TakeBack) for entry in journal.entries):
        sheet.line(f"Taken back on the way, and not told: {plural(count, 'move')}.")


def _phase_ended(game: Game, number: int) -> int:
    """Return the number of the phase that a decision ended, 0 if none; the last one ends with the game."""
    if number == 0:
        return 0
    slot = game.summit.compiled.slots.of_name["phase"]
    record = game.records[number - 1]
    before, after = int(record.before[slot]), int(record.states[-1][slot])
    return before if before != after or (game.is_over and number == game.ply) else 0


def _show_notes(sheet: Sheet, notes: list[Note], *, at: bool = False) -> None:
    for note in notes:
        sheet.line(f"{'At' if at else 'Note on'} {note.ply}: {note_words(note)}", indent=3)


def note_words(note: Note) -> str:
    """Return a note with its mark."""
    return " ".join(each for each in (note.mark, note.text) if each)


def verified_words(journal: Journal) -> str:
    """Return a sentence on what was verified in a saved game, and what cannot be."""
    notes = len(notes_of(journal))
    trusted = ["who played", "the date", "the program"]
    trusted += ["where it branched off"] if journal.header.origin else []
    trusted += [plural(notes, "note")] if notes else []
    return (
        f"{len(journal.entries)} entries: the chain of lines, the rules by their SHA-256, title and sides,"
        f" every move, roll and state from the seed on. Taken on trust: {', '.join(trusted)}."
    )
