"""What one seat may know: pure data, with no way back to the game.

A view holds the tracks its seat sees, its open moves, and its log. The referee's view (seat "") holds everything, and
so does every view once the game is over: the end reveals what was hidden.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from wargame.game.communique import Clause, Tabled, communique
from wargame.game.showing import Showing, sight_of
from wargame.game.texts import told

if TYPE_CHECKING:
    from wargame.arrays import Array
    from wargame.game.record import Record, Step
    from wargame.game.summit import Summit
    from wargame.scenario.rules import Ending

REFEREE = ""


class InProgress(Protocol):
    """What a view is made from: a `Game`, which also makes views, and so stands above this file."""

    summit: Summit
    state: Array
    setup: Record
    records: list[Record]

    @property
    def turn(self) -> str:
        """Return the side to move."""

    def observation(self, side: str) -> int:
        """Return the key of a side's information set."""

    @property
    def ply(self) -> int:
        """Return the number of decisions taken."""

    @property
    def is_over(self) -> bool:
        """Say whether it has come to an ending."""

    @property
    def legal_moves(self) -> tuple[str, ...]:
        """Return the moves open to the side to move, by id."""

    @property
    def ending(self) -> Ending | None:
        """Return how it ended."""

    @property
    def scores(self) -> dict[str, int]:
        """Return the scores by side; empty before the end."""


@frozen
class Moved:
    """A track that this seat saw move."""

    track: str
    before: int
    after: int


@frozen(kw_only=True)
class LogEntry:
    """One happening as this seat was shown it."""

    ply: int
    phase: int
    round: int
    kind: str  # setup, move, event
    side: str  # of a move
    id: str  # of the rule as shown
    title: str
    text: str
    outcome: str  # title of what was drawn, "" if nothing was
    odds: tuple[tuple[str, Fraction], ...]  # what could have been drawn, if this seat could know
    changes: tuple[Moved, ...]
    tabled: tuple[Tabled, ...] = ()  # clauses of the package on the table that are new there


@frozen(kw_only=True)
class View:
    """Everything one seat may know at one moment."""

    scenario: str
    sha256: str
    seat: str
    turn: str  # side to move, "" once the game is over
    ply: int
    over: bool
    tracks: dict[str, int]  # every track, derived track and engine track that this seat sees
    legal: tuple[str, ...]  # open to this seat now
    log: tuple[LogEntry, ...]
    communique: tuple[Clause, ...]
    ending: str  # id, "" while the game goes on
    scores: dict[str, int]  # by side, empty while the game goes on
    information_key: int  # of the information set: a 64-bit hash of all that the seat has seen; 0 of the referee


def view_of(game: InProgress, seat: str) -> View:
    """Return what `seat` may know of a game; "" is the referee."""
    rules = game.summit.rules
    if seat != REFEREE:
        game.summit.seat(seat)
    knows_all = seat == REFEREE or game.is_over
    tracks = game.summit.values(game.state, REFEREE if knows_all else seat)
    return View(
        scenario=game.summit.id,
        sha256=game.summit.sha256,
        seat=seat,
        turn=game.turn,
        ply=game.ply,
        over=game.is_over,
        tracks=tracks,
        legal=game.legal_moves if seat in {game.turn, REFEREE} else (),
        log=log_of(game, REFEREE if knows_all else seat),
        communique=communique(rules, tracks),
        ending=game.ending.id if game.ending else "",
        scores=game.scores if game.ending else {},
        information_key=0 if seat == REFEREE else game.observation(seat),
    )


def log_of(game: InProgress, seat: str) -> tuple[LogEntry, ...]:
    """Return the whole log as a seat was shown it."""
    return _telling(game.records[-1] if game.records else game.setup, seat).log


def entries_of(record: Record, seat: str) -> tuple[LogEntry, ...]:
    """Return what a seat was shown of one record; cached, since every view of a game asks again."""
    return _telling(record, seat).entries


@frozen(eq=False)
class _Telling:
    """What a seat was shown of a record, and which of several texts come next."""

    shown: list[LogEntry | None]  # by happening, None of what it was not told
    times: dict[str, int]  # how often each list of several texts had been told from, by its texts
    entries: tuple[LogEntry, ...]  # without those that are None
    log: tuple[LogEntry, ...]  # these, after those of the records before it


def _telling(record: Record, seat: str) -> _Telling:
    """Return what a seat was shown of a record."""
    if seat not in record.told:
        _tell_up_to(record, seat)
    telling: _Telling = record.told[seat]
    return telling


def _tell_up_to(record: Record, seat: str) -> None:
    """Note what a seat was shown of a record and of those before it, which decide which texts come next."""
    untold: list[Record] = []
    last: Record | None = record
    while last is not None and seat not in last.told:
        untold.append(last)
        last = last.earlier
    times: dict[str, int] = last.told[seat].times if last is not None else {}
    log: tuple[LogEntry, ...] = last.told[seat].log if last is not None else ()
    for each in reversed(untold):
        times = times.copy()
        shown = _shown_to(each, seat, times)
        entries = tuple([entry for entry in shown if entry is not None])
        log += entries
        each.told[seat] = _Telling(shown, times, entries, log)


def _shown_to(record: Record, seat: str, times: dict[str, int]) -> list[LogEntry | None]:
    """Return an entry for each happening, None where a seat was shown nothing; `times` counts the texts told."""
    sight, shown = sight_of(record.summit.compiled, seat), list[LogEntry | None]()
    for each in record.steps:
        showing = sight.showings[each.rule, each.outcome]
        changes = tuple([_moved(one.track, one.before, one.after) for one in each.changes if one.track in sight.tracks])
        if not (changes or showing.always):
            shown.append(None)
            continue
        count = times.get(showing.key, 0)
        text = told(showing.texts, record.seed, showing.key, count)
        if len(showing.texts) > 1:
            times[showing.key] = count + 1
        shown.append(_entry(showing, each, text, changes))
    return shown


def unseen_by(game: InProgress, seat: str) -> list[LogEntry]:
    """Return what this seat was not shown, or was shown as something else; for the referee to tell once a game is over.

    A happening that only changed hidden tracks is not listed: their final values say as much.
    """
    found = []
    for record in (game.setup, *game.records):
        for full, shown in zip(_telling(record, REFEREE).shown, _telling(record, seat).shown, strict=True):
            if full is not None and (shown is None or (shown.title, shown.outcome) != (full.title, full.outcome)):
                found.append(full)
    return found


def _entry(showing: Showing, step: Step, text: str, changes: tuple[Moved, ...]) -> LogEntry:
    return LogEntry(
        ply=step.ply,
        phase=step.phase,
        round=step.round,
        kind=showing.kind,
        side=showing.side,
        id=showing.id,
        title=showing.title,
        text=text,
        outcome=showing.outcome,
        odds=step.odds.by_title if step.odds and showing.odds else (),
        changes=changes,
        tabled=step.tabled,
    )


_moved = lru_cache(maxsize=1 << 14)(Moved)  # the same few thousand in all games
