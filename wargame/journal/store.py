"""The store of saved games: their folder, their names, and the rules kept beside them.

Whoever only asks where saves are waits neither for the reader of scenarios nor for the compiler: these are imported
where rules are read.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from base64 import b32encode
from contextlib import suppress
from pathlib import Path
from threading import get_ident
from typing import TYPE_CHECKING

from wargame.errors import JournalError
from wargame.files import read_regular
from wargame.folders import data_folder
from wargame.journal.disk import Disk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.game.summit import Summit
    from wargame.journal.entries import Header, ScenarioId
    from wargame.scenario.model import Scenario

HERE = Path("saves")  # where the program was started: a folder of this name is taken before that of the user
USERS = "WARGAME_SAVES", "saves"  # the folder of the user: what names it, and what it is called otherwise
SAMPLES = "samples"  # a folder of games worth looking at, beside one's own
_NAME_BYTES = 5  # of chance in a file's name: eight letters and digits
MOST_GLANCES = 30  # files
_MOST_GLANCED = 2**20  # bytes of one
_END = b'\n{"kind":"end",'
_RULES = "scenarios"  # the folder beside the saves that keeps the rules they were played by


def saves_folder(chosen: Path | None = None) -> Path:
    """Return the folder of saves: as chosen, else WARGAME_SAVES, else ./saves if it exists, else in the user's data.

    Raises:
        WargameError: there is none of these, and no home folder is known.
    """
    if chosen is not None:
        return chosen
    if not os.environ.get("WARGAME_SAVES") and HERE.is_dir():
        return HERE
    return data_folder(*USERS)


def stem_of(header: Header) -> str:
    """Return a file name for a new game, without extension: safe everywhere, sorted by time, without its secrets."""
    when = re.sub(r"[^0-9TZ]", "", header.created)[:16]
    unlike_any = b32encode(secrets.token_bytes(_NAME_BYTES)).decode().lower()
    return f"{when}-{re.sub(r'[^a-z0-9-]', '-', header.scenario.id)[:40]}-{unlike_any}"


# -- the games


def saves_in(folder: Path) -> list[Path]:
    """Return the files of a folder that are named like saved games, readable or not, the newest last.

    Raises:
        JournalError: the folder cannot be read. One that does not exist counts as empty.
    """
    try:
        return sorted(path for path in folder.iterdir() if path.suffix == ".jsonl" and not path.name.startswith("."))
    except FileNotFoundError:
        return []
    except OSError as error:
        message = f"{folder}: cannot be read: {error.strerror or error}"
        raise JournalError(message) from None


def is_sample(path: Path) -> bool:
    """Say whether a saved game is a sample: to be looked at, never written to."""
    return path.absolute().parent.name == SAMPLES


def newest_first(paths: Iterable[Path]) -> list[Path]:
    """Return files by the time of their last write, the newest first; of a dangling link, of its own."""
    return sorted(paths, key=_written_at, reverse=True)


def _written_at(path: Path) -> int:
    for look in (path.stat, path.lstat):
        with suppress(OSError):
            return look().st_mtime_ns
    return 0  # it has gone meanwhile


def newest_open(folder: Path) -> Path | None:
    """Return the game played last whose end is not written down, at a glance, without reading what its lines say.

    It may be damaged. Only the newest files are looked at; None where they are all over, or the folder cannot be read.
    """
    with suppress(JournalError):
        for path in newest_first(saves_in(folder))[:MOST_GLANCES]:
            with suppress(OSError):
                if _END not in read_regular(path, _MOST_GLANCED):
                    return path
    return None


def find_save(name: str, folder: Path) -> Path:
    """Return the file of a saved game named by a path, or by its name in the folder, with or without its ending.

    Raises:
        JournalError: there is none, or more than one.
    """
    given = Path(name)
    for path in (given, folder / name, folder / f"{name}.jsonl"):
        if os.path.lexists(path) and not os.path.isdir(path):  # noqa: PTH112  says no where pathlib raises
            return path
    found = [path for path in saves_in(folder) if name and name in path.name]
    if len(found) == 1:
        return found[0]
    reason = f"{len(found)} saved games in {folder} have that in their name" if found else "no such saved game"
    message = f"{name}: {reason}; `wargame save list` names them"
    raise JournalError(message)


# -- their rules


def keep_rules(folder: Path, summit: Summit, disk: Disk | None = None) -> None:
    """Write a scenario's text beside the saves, once, under its hash; a damaged file of that name is replaced.

    Raises:
        JournalError: it cannot be written.
    """
    disk = disk or Disk()
    path = _place_of(summit.sha256, folder)
    temporary = path.with_name(f".{summit.sha256}.{os.getpid()}.{get_ident()}.new")  # each thread its own
    try:
        disk.make_folder(path.parent)
        if not rules_are_kept(folder, summit, disk):
            disk.write_file(temporary, summit.text.encode())
            try:
                disk.publish(temporary, path)
            except FileExistsError:
                if not rules_are_kept(folder, summit, disk):  # else another process has just kept them
                    disk.replace(temporary, path)
        disk.settle_folder(path.parent)
    except OSError as error:
        message = f"{path.parent}: the scenario cannot be kept there: {error.strerror or error}"
        raise JournalError(message) from None
    finally:
        with suppress(OSError):
            disk.unlink(temporary)


def rules_are_kept(folder: Path, summit: Summit, disk: Disk | None = None) -> bool:
    """Say whether a scenario's text is kept beside the saves, by its hash."""
    return _text_of(_place_of(summit.sha256, folder), summit.sha256, disk or Disk()) is not None


def rules_of(scenario: ScenarioId, folder: Path) -> Summit:
    """Return the rules that a saved game was played by, found by the hash of their text.

    Raises:
        JournalError: they are nowhere to be found.
        ScenarioError: this program cannot play by them.
    """
    from wargame.game.summit import compile_text  # noqa: PLC0415  see above

    return compile_text(_text_at_hand(scenario, folder), f"{scenario.id}.toml", scenario.sha256)


def scenario_of(scenario: ScenarioId, folder: Path) -> Scenario:
    """Return what the author of a saved game's rules wrote, which takes less than the rules themselves.

    Raises:
        JournalError: it is nowhere to be found.
        ScenarioError: this program cannot read it.
    """
    from wargame.authoring.reading import parse_scenario  # noqa: PLC0415  see above

    return parse_scenario(_text_at_hand(scenario, folder), f"{scenario.id}.toml")


def _text_at_hand(scenario: ScenarioId, folder: Path) -> str:
    """Return the text of a scenario: kept beside the saves, or known by its name.

    Raises:
        JournalError: it is nowhere to be found.
    """
    from wargame.authoring.catalog import known  # noqa: PLC0415  see above

    kept = _place_of(scenario.sha256, folder)
    for path in (kept, known().get(scenario.id)):
        text = _text_of(path, scenario.sha256, Disk()) if path else None
        if text is not None:
            return text
    state = "damaged; a game begun by the same scenario file mends it" if os.path.lexists(kept) else "not there"
    message = (
        f"the rules of {scenario.id!r} (SHA-256 {scenario.sha256[:12]}…) are not at hand:"
        f" no bundled text has that hash, and {kept} is {state}"
    )
    raise JournalError(message)


def _with_each_line_end(text: str) -> tuple[str, ...]:
    """Return a text as it is, and with each line end that it may have had before a checkout or an editor changed it."""
    plain = text.replace("\r\n", "\n")
    return text, plain, plain.replace("\n", "\r\n")


def _place_of(sha256: str, folder: Path) -> Path:
    return folder / _RULES / f"{sha256}.toml"


def _text_of(path: Path, sha256: str, disk: Disk) -> str | None:
    """Return the text of a file if it has this hash with any line ends, else None."""
    from wargame.authoring.reading import MOST_BYTES  # noqa: PLC0415  see above

    try:
        text = disk.read(path, MOST_BYTES).decode()
    except (OSError, UnicodeDecodeError):
        return None
    return next(
        (each for each in _with_each_line_end(text) if hashlib.sha256(each.encode()).hexdigest() == sha256), None
    )
