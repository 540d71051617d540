"""Replays of a journal: to go on from any ply, and to verify that every entry follows from the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from wargame.errors import JournalError, WargameError
from wargame.game.game import Game
from wargame.game.move import Move
from wargame.game.position import position_of
from wargame.journal.entries import Decision, Drawn, End, Note, ScenarioId, SetUp, TakeBack
from wargame.journal.lines import state_hash

if TYPE_CHECKING:
    from wargame.game.record import Record
    from wargame.game.summit import Summit
    from wargame.journal.entries import Entry
    from wargame.journal.reading import Journal

_MOST_TITLE = 200  # characters


@frozen
class Difference:
    """The first line in which a journal differs from its replay."""

    line: int  # from 1, the header
    found: str  # in words

    def __str__(self) -> str:
        """Write it with its place."""
        return f"line {self.line}: {self.found}"


# -- what a game says of itself


def scenario_id_of(summit: Summit) -> ScenarioId:
    """Return a scenario's entry in the header."""
    title = " ".join(summit.rules.scenario.title.split())[:_MOST_TITLE]
    return ScenarioId(summit.id, title, summit.sha256, summit.rules.scenario.variant)


def hash_of(game: Game) -> str:
    """Return the hash of a game's position."""
    return state_hash(position_of(game.summit, game.state))


def drawn_of(record: Record) -> tuple[Drawn, ...]:
    """Return the outcomes drawn in a record."""
    return tuple(Drawn(each.rule, each.outcome) for each in record.happenings if each.outcome)


def setup_of(game: Game) -> SetUp:
    """Return the entry of a game that has just been set up."""
    position = position_of(game.summit, game.state)
    return SetUp(drawn=drawn_of(game.setup), state=state_hash(position), position=position)


def decision_of(game: Game) -> Decision:
    """Return the entry of the decision just played."""
    record = game.records[-1]
    assert record.move is not None
    position = position_of(game.summit, game.state)
    slot = game.summit.compiled.slots.of_name["round"]
    ends_round = game.is_over or record.before[slot] != game.state[slot]
    return Decision(
        ply=game.ply,
        side=record.move.side,
        move=record.move.id,
        drawn=drawn_of(record),
        state=state_hash(position),
        position=position if ends_round else None,
    )


def end_of(game: Game) -> End:
    """Return the entry of a game that is over."""
    assert game.ending is not None
    return End(ply=game.ply, ending=game.ending.id, scores=game.scores, state=hash_of(game))


def entries_of(game: Game) -> list[Entry]:
    """Return the entries of a game as it stands, what was taken back left out."""
    decisions = [decision_of(game.at(ply)) for ply in range(1, game.ply + 1)]
    return [setup_of(game.at(0)), *decisions, *([end_of(game)] if game.is_over else [])]


# -- what a journal says of a game


def standing(journal: Journal) -> list[Decision]:
    """Return the decisions that were not taken back.

    Raises:
        JournalError: the entries contradict each other.
    """
    stand: list[Decision] = []
    for number, entry in enumerate(journal.entries, start=2):
        if isinstance(entry, Decision):
            if entry.ply != len(stand) + 1:
                _fail(journal, number, f"decision {entry.ply} follows decision {len(stand)}")
            stand.append(entry)
        elif isinstance(entry, TakeBack):
            if not 0 <= entry.ply < len(stand):
                _fail(journal, number, f"it takes back to decision {entry.ply} of {len(stand)}")
            del stand[entry.ply :]
    return stand


def notes_of(journal: Journal) -> list[Note]:
    """Return the notes, in the order of plies."""
    notes = [entry for entry in journal.entries if isinstance(entry, Note)]
    return sorted(notes, key=lambda note: note.ply)


def replayed(summit: Summit, journal: Journal, upto: int | None = None) -> Game:
    """Replay a journal; return the game after `upto` of its standing decisions (None: all).

    Raises:
        JournalError: there are not so many, or an entry cannot be executed or differs from its replay.
    """
    game, difference = _executed(summit, journal)
    if wrong := difference or (not journal.entries and journal.problem):
        message = f"{journal.path}, {wrong}"
        raise JournalError(message)
    if upto is not None and not 0 <= upto <= game.ply:
        message = f"{journal.path.name} has no ply {upto}; its last is {game.ply}"
        raise JournalError(message)
    while upto is not None and game.ply > upto:
        game.undo()
    return game


def verified(summit: Summit, journal: Journal) -> Difference | None:
    """Verify a journal: execute every entry and compare it; returns the first difference, None if there is none.

    Of the header, the scenario (hash, id and title), the sides and the seed are compared. The players, the time, the
    version of the program, the origin of a branch and the notes cannot be verified.

    Raises:
        JournalError: it is a game by other rules, or between other seats.
    """
    game, difference = _executed(summit, journal)
    return _misnamed(game.summit, journal) or difference


def _misnamed(summit: Summit, journal: Journal) -> Difference | None:
    written, are = journal.header.scenario, scenario_id_of(summit)
    for name, one, other in (
        ("id", written.id, are.id),
        ("title", written.title, are.title),
        ("variant", written.variant, are.variant),
    ):
        if one != other:
            return Difference(1, f"the {name} of its scenario is written as {one!r}, and is {other!r}")
    return None


def _executed(summit: Summit, journal: Journal) -> tuple[Game, Difference | None]:
    game = new_game(summit, journal)
    for number, entry in enumerate(journal.entries, start=2):
        reason = _differs(game, entry, first=number == 2)  # noqa: PLR2004  line 1 is the header
        if reason:
            return game, Difference(number, reason)
    return game, None


def new_game(summit: Summit, journal: Journal) -> Game:
    """Return the game of a journal before its first decision.

    Raises:
        JournalError: it is a game by other rules, or between other seats.
    """
    header = journal.header
    if header.scenario.sha256 != summit.sha256:
        message = f"{journal.path}, line 1: played by another text of {header.scenario.id!r}"
        raise JournalError(message)
    if header.seats.keys() != set(summit.rules.side_ids):
        message = f"{journal.path}, line 1: its seats are not those of {summit.id}"
        raise JournalError(message)
    return Game(summit, int(header.seed), tuple((each.ply, int(each.seed)) for each in header.chance))


def _differs(game: Game, entry: Entry, *, first: bool) -> str:
    """Execute an entry; returns how it differs from the game, "" if it does not."""
    if first != isinstance(entry, SetUp):
        return "the set-up stands first, and only there"
    if isinstance(entry, SetUp):
        return _compared(entry, setup_of(game))
    if isinstance(entry, Note):
        return "" if 0 <= entry.ply <= game.ply else f"a note on ply {entry.ply} of {game.ply}"
    if isinstance(entry, End):
        return _compared(entry, end_of(game)) if game.is_over else "an end is noted of a game that goes on"
    if isinstance(entry, TakeBack):
        if not 0 <= entry.ply < game.ply:
            return f"it takes back to decision {entry.ply} of {game.ply}"
        while game.ply > entry.ply:
            game.undo()
        return _compared(entry, TakeBack(ply=game.ply, state=hash_of(game)))
    try:
        game.play(Move(entry.side, entry.move))
    except WargameError as error:
        return str(error)
    return _compared(entry, decision_of(game))


def _compared(written: Entry, executed: Entry) -> str:
    """Name the first field in which two entries differ."""
    for name in ("ply", "side", "move", "drawn", "ending", "scores", "position", "state"):
        is_value: Any = getattr(executed, name, None)
        is_written: Any = getattr(written, name, None)
        if is_value == is_written:
            continue
        if name == "drawn":
            return _drawn_otherwise(is_written, is_value)
        if name == "position":
            return "the position written down is another"
        return f"{name} is written as {is_written!r}, and comes to {is_value!r}"
    return ""


def _drawn_otherwise(written: tuple[Drawn, ...], executed: tuple[Drawn, ...]) -> str:
    for one, other in zip(written, executed, strict=False):
        if one != other:
            return f"chance is written as {one.rule} → {one.outcome}, and comes to {other.rule} → {other.outcome}"
    return f"{len(written)} results of chance are written, and there are {len(executed)}"


def _fail(journal: Journal, number: int, reason: str) -> None:
    message = f"{journal.path}, line {number}: {reason}"
    raise JournalError(message)
