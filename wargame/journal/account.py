"""A saved game as plain data: a summary, and an account for one seat with nothing that this seat was not shown.

The referee's account has the seed once the game is over, a seat's never has it: nor the hash of a line or the name of a
file, by which it could be looked up.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict, cast, final

from attrs import asdict

import wargame
from wargame.destination import Kind
from wargame.errors import JournalError
from wargame.game.press import last_pages
from wargame.game.standing import open_score
from wargame.game.view import REFEREE, entries_of, unseen_by, view_of
from wargame.journal.branches import parent_of
from wargame.journal.entries import FORMAT, End, TakeBack
from wargame.journal.replay import notes_of, standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wargame.game.game import Game
    from wargame.game.view import LogEntry
    from wargame.journal.reading import Journal


# -- in short, without playing it again


class State(StrEnum):
    """The state of a saved game, as a list writes it."""

    UNFINISHED = "unfinished"
    OVER = "over"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"


class OriginAccount(TypedDict):
    """Where a branch comes from."""

    file: str
    ply: int
    fresh: bool


class Summary(TypedDict):
    """The summary of a saved game, for a list."""

    file: str
    scenario: str
    title: str
    seats: dict[str, str]
    created: str
    plies: int | None
    state: State
    ending: str
    problem: str
    origin: OriginAccount | None


@final
class Listed(Summary):
    """The same with the branches in which its chance was seen ahead."""

    seen_ahead_in: list[str]


@final
class Unreadable(TypedDict):
    """The entry, in a list, of a file of which nothing can be read."""

    file: str
    state: State
    problem: str


def ending_of(journal: Journal) -> str:
    """Return the id of the ending that is written down, "" if none is."""
    return next((entry.ending for entry in journal.entries if isinstance(entry, End)), "")


def tells_seed(journal: Journal) -> bool:
    """Say whether the seed of a game may be told: it is over, and no branch of a game that may go on."""
    return bool(ending_of(journal)) and journal.header.origin is None


def is_unfinished(journal: Journal) -> bool:
    """Say whether a game can be resumed: whole so far, and not over.

    Raises:
        JournalError: its entries contradict each other.
    """
    if ending_of(journal) or not journal.entries or (journal.problem and not journal.is_torn):
        return False
    stand = standing(journal)
    position = stand[-1].position if stand else None
    return position is None or not position.engine.get("ending")  # the line of the end may be missing


def summary(journal: Journal) -> Summary:
    """Return the summary of a saved game, for a list."""
    header = journal.header
    found: Summary = {
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
        return {**found, "state": State.DAMAGED, "problem": str(error)}
    damaged = journal.problem and not journal.is_torn
    return {**found, "state": State.DAMAGED if damaged else State.OVER if over else State.UNFINISHED}


# -- told to a seat


class MovedAccount(TypedDict):
    """A track that was seen to move."""

    track: str
    before: int
    after: int


class OddsAccount(TypedDict):
    """An outcome that might have been drawn: its title, and its probability as a fraction and as a number."""

    outcome: str
    odds: str
    share: float


class TabledAccount(TypedDict):
    """A clause of the package on the table; see `Tabled`."""

    issue: str
    level: int
    draft: int
    before: int | None


class EntryAccount(TypedDict):
    """One happening as a seat was shown it; see `LogEntry`."""

    ply: int
    phase: int
    round: int
    kind: str
    side: str
    id: str
    title: str
    text: str
    outcome: str
    odds: list[OddsAccount]
    changes: list[MovedAccount]
    tabled: NotRequired[list[TabledAccount]]


class EndingAccount(TypedDict):
    """How a game has ended."""

    id: str
    title: str
    text: str


class TermAccount(TypedDict):
    """A term of a score."""

    label: str
    points: int


class ScoreAccount(TypedDict):
    """A score broken down into its terms."""

    score: int
    success: bool
    terms: list[TermAccount]


class FrontPageAccount(TypedDict):
    """A front page of the end; see `game.press.FrontPage`."""

    party: str
    paper: str
    headline: str
    lines: list[str]


class EndAccount(TypedDict):
    """How a game has ended; None of one that goes on, or whose end is not told."""

    ending: EndingAccount | None
    scores: dict[str, ScoreAccount] | None  # by side
    front_pages: NotRequired[list[FrontPageAccount]]  # where newspapers were printed at the end


class Revealed(TypedDict):
    """What lay hidden from a seat."""

    mandates: dict[str, str]  # id by side
    tracks: dict[str, int]
    entries: list[EntryAccount]


class HeaderAccount(TypedDict):
    """The header of a journal, as far as a seat may read it; see `journal.entries.Header`."""

    format: int
    program: str
    scenario: dict[str, str]
    seats: dict[str, str]
    seed: NotRequired[str]
    created: str
    origin: NotRequired[dict[str, Any]]
    policy: NotRequired[dict[str, str]]
    chance: NotRequired[list[dict[str, Any]]]


_As = TypedDict("_As", {"as": str})  # whom it is told to: a side, or the referee


class _Told(_As):
    """A game as a seat was shown it, apart from its header and its end."""

    plies: int
    over: bool
    entries: list[EntryAccount]
    notes: NotRequired[list[dict[str, Any]]]
    taken_back: NotRequired[int]
    problem: NotRequired[str]


class GameAccount(HeaderAccount, _Told, EndAccount):
    """A game told to a seat."""


class RevealedAccount(GameAccount):
    """A game that is over, with what lay hidden from the seat."""

    revealed: Revealed


def account(
    game: Game, journal: Journal, seat: str, *, first: int = 0, reveals: bool = True
) -> GameAccount | RevealedAccount:
    """Return a game as one object, as a seat was shown it.

    Args:
        game: replayed from the journal.
        journal: its file.
        seat: a side; "" is the referee.
        first: ply of the first decision to be included; 0: all, and the set-up.
        reveals: whether the account of a game that is over also has what was hidden.
    """
    header = _header(journal, seat)
    ends = game.is_over and reveals
    told: _Told = {
        "as": seat or "referee",
        "plies": game.ply,
        "over": game.is_over,
        "entries": entry_accounts(game, seat, first),
    }
    if seat == REFEREE or ends:
        told["notes"] = [asdict(note) for note in notes_of(journal) if first <= note.ply <= game.ply]
    if seat == REFEREE:
        told["taken_back"] = sum(isinstance(entry, TakeBack) for entry in journal.entries)
        told["problem"] = journal.problem
    end: EndAccount = end_account(game) if ends else {"ending": None, "scores": None}
    if ends:
        return {**header, **told, **end, "revealed": _revealed(game, seat)}
    return {**header, **told, **end}


def _header(journal: Journal, seat: str) -> HeaderAccount:
    fields = asdict(journal.header, filter=lambda _, value: value not in (None, ()))
    untold = {"seed", "chance", "origin"} if seat != REFEREE else set() if tells_seed(journal) else {"seed", "chance"}
    return cast("HeaderAccount", {name: value for name, value in fields.items() if name not in untold})


def entry_accounts(game: Game, seat: str, first: int = 0) -> list[EntryAccount]:
    """Return the log of a game as a seat was shown it, from its decision `first` on; 0 is the set-up."""
    records = (game.setup, *game.records)[first:]
    return [_entry(entry) for record in records for entry in entries_of(record, seat)]


def _entry(entry: LogEntry) -> EntryAccount:
    odds: list[OddsAccount] = [
        {"outcome": name, "odds": str(chance), "share": float(chance)} for name, chance in entry.odds
    ]
    told = cast("EntryAccount", {**asdict(entry), "odds": odds})
    if not entry.tabled:
        del told["tabled"]
    return told


def end_account(game: Game) -> EndAccount:
    """Return how a game that is over has ended, with both scores broken down into their terms."""
    ending, rules = game.ending, game.summit.rules
    assert ending is not None
    scores: dict[str, ScoreAccount] = {}
    for side, score in game.scores.items():
        opened = open_score(game.known_to(REFEREE), side)
        terms: list[TermAccount] = [{"label": term.label, "points": term.low} for term in opened.terms]
        scores[side] = {"score": score, "success": score >= rules.scenario.success, "terms": terms}
    told: EndAccount = {"ending": {"id": ending.id, "title": ending.title, "text": game.ending_text}, "scores": scores}
    if pages := last_pages(game):
        told["front_pages"] = [cast("FrontPageAccount", {**asdict(page), "lines": [*page.lines]}) for page in pages]
    return told


def _revealed(game: Game, seat: str) -> Revealed:
    rules, values = game.summit.rules, view_of(game, REFEREE).tracks
    hidden = [track.id for track in rules.tracks if seat != REFEREE and seat not in track.seen_by]
    mandates = {side: rules.mandate(side, values).id for side in rules.side_ids}
    entries = [] if seat == REFEREE else [_entry(entry) for entry in unseen_by(game, seat)]
    return {"mandates": mandates, "tracks": {name: values[name] for name in hidden}, "entries": entries}


# -- a file to hand over

EXPORT = Kind("the record of a side", lambda head, _: head.startswith(b'{"kind": "export",'), is_private=True)


def export(game: Game, journal: Journal, seat: str) -> Iterable[Mapping[str, object]]:
    """Yield the lines of a seat's own record: what it was shown, and the public end.

    Left out are the seed, names of files, states and hashes, notes, and what the other side kept hidden; of the end
    there are the ending and the points, not their terms.
    """
    header = _header(journal, seat)
    yield {"kind": "export", **header, "format": FORMAT, "program": wargame.__version__, "as": seat}
    yield from entry_accounts(game, seat)
    if game.is_over and game.ending is not None:
        ending = {"id": game.ending.id, "title": game.ending.title, "text": game.ending_text}
        yield {"kind": "end", "ply": game.ply, "ending": ending, "scores": game.scores}
