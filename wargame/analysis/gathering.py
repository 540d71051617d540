"""Games that were played before, gathered from files: saved games and the files of tournaments, of one scenario.

What a file holds is read at once, and each game is played again when it is asked for, since there may be many.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
from attrs import frozen

from wargame.analysis.played import Played
from wargame.errors import IllegalMove, MalformedMove, RunError, SeatError
from wargame.files import read_regular
from wargame.game.game import Game
from wargame.game.summit import Summit, load
from wargame.journal.reading import read_journal
from wargame.journal.replay import replayed
from wargame.journal.store import rules_of, saves_in
from wargame.tournament.ledger import FORMAT, reason_of
from wargame.tournament.result import read_result
from wargame.tournament.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MOST_FILE = 256 * 2**20  # bytes
_CHANGES = re.compile(r", (?=[^,= ]+=)")  # between the changes of a variant, as its name has them
_UNREAD = (KeyError, TypeError, ValueError, AttributeError, IllegalMove, MalformedMove, SeatError)


@frozen(eq=False)
class Past:
    """A game as a file holds it."""

    players: Mapping[str, str]  # by side
    again: Callable[[], Game]  # plays it again

    def played(self) -> Played:
        """Return the game, played again.

        Raises:
            JournalError: its file has other moves than its rules allow.
            RunError: so has that of a tournament.
        """
        return Played(self.again(), self.players)


@frozen(eq=False)
class Gathered:
    """The games of some files, all by the same rules."""

    summit: Summit
    games: tuple[Past, ...]
    files: tuple[Path, ...]
    problems: tuple[str, ...]  # what is wrong behind what is whole, each with its file

    @classmethod
    def of(cls, paths: Iterable[Path]) -> Gathered:
        """Read files, and folders, which stand for the files in them that are named like saved games.

        Raises:
            JournalError: a saved game is damaged from its beginning, or a folder has none or cannot be read.
            RunError: a file is neither kind, is damaged, or of another scenario than the first; or there is none.
        """
        found: list[Gathered] = []
        for path in _files(paths):
            found.append(_from_file(path))
            if found[-1].summit.sha256 != found[0].summit.sha256:
                other, first = (f"{each.summit.name} ({each.summit.sha256[:12]}…)" for each in (found[-1], found[0]))
                message = f"{path} is by the rules {other}, and the files before it by {first}: name games by the same"
                raise RunError(message)
        if not found:
            message = "no games: name saved games, folders of them, or the files of tournaments"
            raise RunError(message)
        games, files, problems = (
            tuple(each for one in found for each in getattr(one, name)) for name in ("games", "files", "problems")
        )
        return cls(found[0].summit, games, files, problems)

    def finished(self) -> list[Played]:
        """Return the games that came to an ending, played again.

        Raises:
            RunError: there is none.
        """
        played = [each for past in self.games if (each := past.played()).game.ending is not None]
        if not played:
            message = f"no game that is over in {', '.join(map(str, self.files[:3]))}"
            raise RunError(message)
        return played


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        inside = saves_in(path)
        if not inside:
            message = f"{path}: no saved games in this folder"
            raise RunError(message)
        yield from inside


def _from_file(path: Path) -> Gathered:
    """Return the games of a file, and their rules."""
    try:
        data = read_regular(path, _MOST_FILE)
    except OSError as error:
        message = f"{path}: {error.strerror or error}"
        raise RunError(message) from None
    lines = data.splitlines()
    header = _line(path, 1, lines[0] if lines else b"")
    if header.get("format") == FORMAT:
        return _from_ledger(path, header, lines[1:], is_torn=not data.endswith(b"\n"))
    journal = read_journal(path)
    summit = rules_of(journal.header.scenario, path.parent)
    problems = (f"{path}, {journal.problem}",) if journal.problem and journal.entries else ()
    return Gathered(summit, (Past(journal.header.seats, lambda: replayed(summit, journal)),), (path,), problems)


# -- the file of a tournament


def _from_ledger(path: Path, header: Mapping[str, Any], lines: Sequence[bytes], *, is_torn: bool) -> Gathered:
    try:
        name, sha256 = str(header["scenario"]), header["scenario_sha256"]
        schedule = Schedule(
            players=tuple(map(str, header["players"])),
            pairs=int(header["pairs"]),
            seed=int(header["seed"]),
            selves=bool(header["selves"]),
        )
    except _UNREAD as error:
        message = f"{path}, line 1: {reason_of(error)}"
        raise RunError(message) from None
    summit = _rules_called(name)
    if summit.sha256 != sha256:
        message = f"{path} was played by other rules than {name} has now ({str(sha256)[:12]}…)"
        raise RunError(message)
    problems = (f"{path}, the last line, {len(lines) + 1}, is cut short",) if is_torn and lines else ()
    whole = lines[: len(lines) - len(problems)]
    games = tuple(_from_line(path, number, line, summit, schedule) for number, line in enumerate(whole, 2))
    return Gathered(summit, games, (path,), problems)


def _rules_called(name: str) -> Summit:
    """Return the rules that a tournament names: a scenario, and what was changed in it.

    Raises:
        ScenarioError: there is no such scenario, or it cannot be changed so.
    """
    base, _, changes = name.partition(" with ")
    return load(base, _CHANGES.split(changes) if changes else ())


def _from_line(path: Path, number: int, line: bytes, summit: Summit, schedule: Schedule) -> Past:
    found = _line(path, number, line)
    try:
        result = read_result(found, schedule.fixture(int(found["game"])), summit.rules.side_ids)
    except _UNREAD as error:
        message = f"{path}, line {number}: {reason_of(error)}"
        raise RunError(message) from None

    def again() -> Game:
        try:
            return Played.of(summit, result).game
        except _UNREAD as error:
            message = f"{path}, line {number}: {reason_of(error)}"
            raise RunError(message) from None

    return Past(dict(zip(summit.rules.side_ids, result.players, strict=True)), again)


def _line(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        message = f"{path}, line {number}: neither a saved game nor the file of a tournament"
        raise RunError(message)
    return found
