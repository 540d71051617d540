"""What one seat may know: pure data, with no way back to the game.

A view holds the tracks its seat sees, its open moves, and its log. The referee's view (seat "") holds everything, and
so does every view once the game is over: the end reveals what was hidden.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from wargame.game.communique import Clause, Tabled, communique
from wargame.game.texts import told
from wargame.scenario.rules import MoveRule

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.arrays import Array
    from wargame.compiler.program import Compiled
    from wargame.game.record import Happening, Record
    from wargame.game.summit import Summit
    from wargame.scenario.rules import Ending, Event, Outcome, Setup, Texts

    Tell = Callable[[MoveRule | Event | Setup, Outcome | None], str]  # one of the texts of a rule or its outcome

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


@frozen
class _Telling:
    """What a seat was shown of a record, and which of several texts come next."""

    shown: list[LogEntry | None]  # by happening, None of what it was not told
    times: Counter[str]  # how often each list of several texts had been told from, by its texts
    earlier: tuple[LogEntry, ...]  # of the records before it

    @cached_property
    def log(self) -> tuple[LogEntry, ...]:
        return self.earlier + self.entries

    @cached_property
    def entries(self) -> tuple[LogEntry, ...]:
        return tuple(entry for entry in self.shown if entry is not None)


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
    times: Counter[str] = last.told[seat].times if last is not None else Counter()
    log: tuple[LogEntry, ...] = last.told[seat].log if last is not None else ()
    for each in reversed(untold):
        times = times.copy()
        each.told[seat] = _Telling(_shown_to(each, seat, times), times, log)
        log = each.told[seat].log


def _shown_to(record: Record, seat: str, times: Counter[str]) -> list[LogEntry | None]:
    """Return an entry for each happening, None where a seat was shown nothing; `times` counts the texts told."""
    compiled = record.summit.compiled

    def tell(rule: MoveRule | Event | Setup, outcome: Outcome | None) -> str:
        texts = _texts(rule, outcome)
        key = "\n".join(texts)  # rules that share a list (a move of both sides, or of each issue) go round it together
        text = told(texts, record.seed, key, times[key])
        if len(texts) > 1:
            times[key] += 1
        return text

    of_key, rules = compiled.rule_index, compiled.every_rule
    return [_entry(compiled, rules[of_key[each.rule]], each, seat, tell) for each in record.happenings]


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


def _entry(
    compiled: Compiled, rule: MoveRule | Event | Setup, happening: Happening, seat: str, tell: Tell
) -> LogEntry | None:
    referee, rules, sight = seat == REFEREE, compiled.rules, _sight(compiled, seat)
    changes = tuple(
        Moved(each.track, each.before, each.after) for each in happening.changes if each.track in sight.moving
    )
    shown: MoveRule | Event | Setup = rule
    sees_rule = referee or isinstance(rule, MoveRule) or seat in rule.seen_by
    if isinstance(rule, MoveRule) and rule.shown_as and not referee and seat != rule.side:
        shown = rules.move_by_id[rule.side, rule.shown_as]
        sees_rule = not happening.outcome
    outcome = next((each for each in rule.outcomes if each.id == happening.outcome), None)
    if not sees_rule or (outcome is not None and not referee and seat not in outcome.seen_by):
        return _unseen(happening, changes) if changes else None
    if outcome is None and rule.outcomes and not changes and not isinstance(rule, MoveRule):
        return None  # an event that only rolls: its outcome tells it
    return LogEntry(
        ply=happening.ply,
        phase=happening.phase,
        round=happening.round,
        kind=happening.kind,
        side=happening.side,
        id=shown.id,
        title=shown.title,
        text=tell(shown, outcome),
        outcome=outcome.title if outcome else "",
        odds=_odds(rule, happening) if rule.key in sight.odds else (),
        changes=changes,
        tabled=happening.tabled,
    )


def _unseen(happening: Happening, changes: tuple[Moved, ...]) -> LogEntry:
    return LogEntry(
        ply=happening.ply,
        phase=happening.phase,
        round=happening.round,
        kind="event",
        side="",
        id="",
        title="Something out of your sight",
        text="",
        outcome="",
        odds=(),
        changes=changes,
        tabled=happening.tabled,
    )


def _texts(rule: MoveRule | Event | Setup, outcome: Outcome | None) -> Texts:
    if outcome is not None:
        return outcome.text
    return rule.flavor if isinstance(rule, MoveRule) else rule.text


def _odds(rule: MoveRule | Event | Setup, happening: Happening) -> tuple[tuple[str, Fraction], ...]:
    if happening.roll is None:
        return ()
    titles = {each.id: each.title for each in rule.outcomes}
    return tuple((titles[name], chance) for name, chance in happening.roll.outcomes)


@frozen(eq=False)
class _Sight:
    """What a seat can see of a scenario, whatever the position."""

    moving: frozenset[str]  # tracks and derived tracks
    odds: frozenset[str]  # keys of the rules whose chances it can work out


@lru_cache(maxsize=64)
def _sight(compiled: Compiled, seat: str) -> _Sight:
    rules = compiled.rules
    sees = {name for name, track in rules.track_by_id.items() if seat == REFEREE or seat in track.seen_by}
    odds = {
        rule.key
        for rule in compiled.every_rule
        for reads in [{name for each in rule.outcomes for name in (*each.when.names(), *each.weight.names())}]
        if sees >= reads & rules.track_by_id.keys()
    }
    return _Sight(frozenset(sees), frozenset(odds))
