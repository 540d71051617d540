"""A saved game as plain data: in short, and told to one seat with nothing that this seat was not shown.

The seed is told to the referee once the game is over, and never to a seat: nor are the hash of a line and the name of
a file, by which it could be looked up.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from attrs import asdict

import wargame
from wargame.destination import Kind
from wargame.errors import JournalError
from wargame.game.standing import open_score
from wargame.game.view import REFEREE, entries_of, unseen_by, view_of
from wargame.journal.branches import parent_of
from wargame.journal.entries import FORMAT, End, TakeBack
from wargame.journal.replay import notes_of, standing
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.game.game import Game
    from wargame.game.view import LogEntry
    from wargame.journal.reading import Journal

Account = dict[str, Any]


# -- in short, without playing it again


class State(StrEnum):
    """How far a saved game has come, as a list writes it."""

    UNFINISHED = "unfinished"
    OVER = "over"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"


def ending_of(journal: Journal) -> str:
    """Return the id of the ending that is written down, "" if none is."""
    return next((entry.ending for entry in journal.entries if isinstance(entry, End)), "")


def tells_seed(journal: Journal) -> bool:
    """Say whether the seed of a game may be told: it is over, and not the branch of another, which need not be."""
    return bool(ending_of(journal)) and journal.header.origin is None


def is_unfinished(journal: Journal) -> bool:
    """Say whether a game can be gone on with: whole so far, and not over.

    Raises:
        JournalError: its entries contradict each other.
    """
    if ending_of(journal) or not journal.entries or (journal.problem and not journal.is_torn):
        return False
    stand = standing(journal)
    position = stand[-1].position if stand else None
    return position is None or not position.engine.get("ending")  # the line of the end may be missing


def summary(journal: Journal) -> Account:
    """Return what a list of saved games says of one."""
    header = journal.header
    found: Account = {
        "file": journal.path.name,
        "scenario": header.scenario.name,
        "title": header.scenario.title,
        "seats": header.seats,
        "created": header.created,
        "plies": None,
        "state": State.UNFINISHED,
        "ending": ending_of(journal),
        "problem": journal.problem,
        "origin": None,
    }
    if header.origin:
        found["origin"] = {"file": parent_of(header), "ply": header.origin.ply, "fresh": header.origin.fresh}
    try:
        found["plies"] = len(standing(journal))
        over = not is_unfinished(journal)
    except JournalError as error:
        return found | {"state": State.DAMAGED, "problem": str(error)}
    damaged = journal.problem and not journal.is_torn
    return found | {"state": State.DAMAGED if damaged else State.OVER if over else State.UNFINISHED}


# -- told to a seat


def account(game: Game, journal: Journal, seat: str, *, first: int = 0, reveals: bool = True) -> Account:
    """Return a game from its decision `first` on as one object, as a seat was shown it; "" is the referee.

    With `reveals`, a game that is over shows what lay hidden in it, after what was shown.
    """
    told: Account = {
        **_header(journal, seat),
        "as": seat or "referee",
        "plies": game.ply,
        "over": game.is_over,
        "entries": entry_accounts(game, seat, first),
    }
    ends = game.is_over and reveals
    if seat == REFEREE or ends:
        told["notes"] = [asdict(note) for note in notes_of(journal) if first <= note.ply <= game.ply]
    if seat == REFEREE:
        told["taken_back"] = sum(isinstance(entry, TakeBack) for entry in journal.entries)
        told["problem"] = journal.problem
    told |= end_account(game) if ends else {"ending": None, "scores": None}
    if ends:
        told["revealed"] = _revealed(game, seat)
    return told


def _header(journal: Journal, seat: str) -> Account:
    fields = asdict(journal.header, filter=lambda _, value: value not in (None, ()))
    untold = {"seed", "chance", "origin"} if seat != REFEREE else set() if tells_seed(journal) else {"seed", "chance"}
    return {name: value for name, value in fields.items() if name not in untold}


def entry_accounts(game: Game, seat: str, first: int = 0) -> list[Account]:
    """Return the log of a game as a seat was shown it, from its decision `first` on; 0 is the set-up."""
    records = (game.setup, *game.records)[first:]
    return [_entry(entry) for record in records for entry in entries_of(record, seat)]


def _entry(entry: LogEntry) -> Account:
    odds = [{"outcome": name, "odds": str(chance), "share": float(chance)} for name, chance in entry.odds]
    told: Account = {**asdict(entry), "odds": odds}
    if not entry.tabled:
        del told["tabled"]
    return told


def end_account(game: Game) -> Account:
    """Return how a game that is over has ended, with both scores opened into their terms."""
    ending, rules = game.ending, game.summit.rules
    assert ending is not None
    scores: Account = {}
    for side, score in game.scores.items():
        opened = open_score(game.known_to(REFEREE), side)
        terms = [{"label": term.label, "points": term.low} for term in opened.terms]
        scores[side] = {"score": score, "success": score >= rules.scenario.success, "terms": terms}
    return {"ending": {"id": ending.id, "title": ending.title, "text": ending.text}, "scores": scores}


def _revealed(game: Game, seat: str) -> Account:
    rules, values = game.summit.rules, view_of(game, REFEREE).tracks
    hidden = [track.id for track in rules.tracks if seat != REFEREE and seat not in track.seen_by]
    mandates = {side.id: side.mandates[values[rules.track_id(Role.MANDATE, side.id)]].id for side in rules.sides}
    entries = [] if seat == REFEREE else [_entry(entry) for entry in unseen_by(game, seat)]
    return {"mandates": mandates, "tracks": {name: values[name] for name in hidden}, "entries": entries}


# -- a file to hand over

EXPORT = Kind("the record of a side", lambda head, _: head.startswith(b'{"kind": "export",'), is_private=True)


def export(game: Game, journal: Journal, seat: str) -> Iterable[Account]:
    """Yield the lines of a seat's own record: what it was shown, and the public end. Nothing leads to what was hidden.

    Left out are the seed, names of files, states and hashes, notes, and what the other side kept to itself; the end
    gives the ending and the points, not the terms they are made of.
    """
    header = _header(journal, seat)
    yield {"kind": "export", **header, "format": FORMAT, "program": wargame.__version__, "as": seat}
    yield from entry_accounts(game, seat)
    if game.is_over and game.ending is not None:
        ending = {"id": game.ending.id, "title": game.ending.title, "text": game.ending.text}
        yield {"kind": "end", "ply": game.ply, "ending": ending, "scores": game.scores}
