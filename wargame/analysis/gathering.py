"""Games that were played before, gathered from files: saved games and the files of tournaments, of one scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from wargame.analysis.behavior import Played
from wargame.errors import IllegalMove, MalformedMove, RunError, SeatError
from wargame.files import read_regular
from wargame.game.summit import load
from wargame.journal.reading import read_journal
from wargame.journal.replay import replayed
from wargame.journal.store import rules_of
from wargame.tournament.ledger import FORMAT, reason_of
from wargame.tournament.result import read_result
from wargame.tournament.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from wargame.game.summit import Summit

_MOST_FILE = 256 * 2**20  # bytes
_UNREAD = (KeyError, TypeError, ValueError, AttributeError, IllegalMove, MalformedMove, SeatError)


def gathered(paths: Iterable[Path]) -> tuple[Summit, list[Played], int]:
    """Return the rules, the games that came to their end, and how many files hold a game that did not.

    A folder stands for the files in it that end in `.jsonl`.

    Raises:
        JournalError: a saved game is damaged.
        RunError: a file is neither kind, is damaged, or of another scenario than the first; or there is no game.
    """
    summit: Summit | None = None
    found: list[Played] = []
    unfinished = 0
    for path in _files(paths):
        rules, games = _from_file(path)
        if summit is not None and rules.sha256 != summit.sha256:
            message = (
                f"{path} is of {rules.name}, and the files before it of {summit.name}: compare games of one scenario"
            )
            raise RunError(message)
        summit = summit or rules
        ended = [each for each in games if each.game.ending is not None]
        unfinished += len(games) - len(ended)
        found += ended
    if summit is None or not found:
        message = "no game that is over: name saved games, folders of them, or the files of tournaments"
        raise RunError(message)
    return summit, found, unfinished


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob("*.jsonl")) if path.is_dir() else (path,)


def _from_file(path: Path) -> tuple[Summit, list[Played]]:
    """Return the games of a file, and their rules."""
    try:
        lines = read_regular(path, _MOST_FILE).splitlines()
    except OSError as error:
        message = f"{path}: {error.strerror or error}"
        raise RunError(message) from None
    header = _line(path, 1, lines[0] if lines else b"")
    if header.get("format") == FORMAT:
        return _from_ledger(path, header, lines[1:])
    journal = read_journal(path)
    summit = rules_of(journal.header.scenario, path.parent)
    return summit, [Played(replayed(summit, journal), journal.header.seats)]


def _from_ledger(path: Path, header: dict[str, Any], lines: list[bytes]) -> tuple[Summit, list[Played]]:
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
    summit = load(name)
    if summit.sha256 != sha256:
        message = f"{path} was played by other rules than {name} has now ({str(sha256)[:12]}…)"
        raise RunError(message)
    games = []
    for number, line in enumerate(lines, 2):
        found = _line(path, number, line)
        try:
            result = read_result(found, schedule.fixture(int(found["game"])), summit.rules.side_ids)
            games.append(Played.of(summit, result))
        except _UNREAD as error:
            message = f"{path}, line {number}: {reason_of(error)}"
            raise RunError(message) from None
    return summit, games


def _line(path: Path, number: int, line: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        message = f"{path}, line {number}: neither a saved game nor the file of a tournament"
        raise RunError(message)
    return found
