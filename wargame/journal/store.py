"""Where saved games live, what they are called, and where their rules are found again."""

from __future__ import annotations

import hashlib
import os
import re
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from wargame.errors import JournalError, ScenarioError
from wargame.game.summit import Summit, compile_text
from wargame.journal.disk import Disk
from wargame.scenario.catalog import bundled
from wargame.scenario.reading import read_text

if TYPE_CHECKING:
    from wargame.journal.entries import Header, ScenarioId

__all__ = ["find_save", "keep_rules", "rules_of", "saves_folder", "saves_in", "stem_of"]

_RULES = "scenarios"  # the folder beside the saves that keeps the rules they were played by


def saves_folder(chosen: Path | None = None) -> Path:
    """Return where saved games live: as chosen, else WARGAME_SAVES, else ./saves if it exists, else the user's data."""
    if chosen is not None:
        return chosen
    if named := os.environ.get("WARGAME_SAVES"):
        return Path(named)
    here = Path("saves")
    return here if here.is_dir() else user_data_path("wargame", appauthor=False) / "saves"


def stem_of(header: Header) -> str:
    """Return a file name for a game, without its ending: safe everywhere, and sorted by time."""
    when = re.sub(r"[^0-9TZ]", "", header.created)[:16]
    return f"{when}-{re.sub(r'[^a-z0-9-]', '-', header.scenario.id)[:40]}-{header.seed[:20]}"


def saves_in(folder: Path) -> list[Path]:
    """Return the saved games of a folder, the newest last."""
    return sorted(path for path in folder.glob("*.jsonl") if not path.name.startswith("."))


def find_save(name: str, folder: Path) -> Path:
    """Return the file of a saved game named by a path, or by its name in the folder, with or without its ending.

    Raises:
        JournalError: there is none, or more than one.
    """
    given = Path(name)
    for path in (given, folder / name, folder / f"{name}.jsonl"):
        if path.is_file():
            return path
    found = [path for path in saves_in(folder) if name and name in path.name]
    if len(found) == 1:
        return found[0]
    reason = f"{len(found)} saved games in {folder} have that in their name" if found else "no such saved game"
    message = f"{name}: {reason}; `wargame save list` names them"
    raise JournalError(message)


def keep_rules(folder: Path, summit: Summit, disk: Disk | None = None) -> None:
    """Keep a scenario's text beside the saves, once, under its hash.

    Raises:
        JournalError: it cannot be written.
    """
    disk = disk or Disk()
    place = folder / _RULES
    path = place / f"{summit.sha256}.toml"
    temporary = place / f".{summit.sha256}.{os.getpid()}.new"
    try:
        disk.make_folder(place)
        if not disk.exists(path):
            disk.write_file(temporary, summit.text.encode())
            with suppress(FileExistsError):  # another process has just kept the same text
                disk.publish(temporary, path)
        disk.sync_folder(place)
    except OSError as error:
        message = f"{place}: the scenario cannot be kept there: {error.strerror or error}"
        raise JournalError(message) from None
    finally:
        with suppress(OSError):
            disk.unlink(temporary)


def rules_of(scenario: ScenarioId, folder: Path) -> Summit:
    """Return the rules that a saved game was played by, found by the hash of their text.

    Raises:
        JournalError: they are nowhere to be found.
    """
    kept = folder / _RULES / f"{scenario.sha256}.toml"
    candidates = []
    for path in (kept, bundled().get(scenario.id)):
        with suppress(ScenarioError):  # not there, or not bundled (any more)
            candidates += [read_text(path)] if path else []
    for text in chain.from_iterable(map(_with_each_line_end, candidates)):
        if hashlib.sha256(text.encode()).hexdigest() == scenario.sha256:
            return compile_text(text, f"{scenario.id}.toml", scenario.sha256)
    message = (
        f"the rules of {scenario.id!r} (SHA-256 {scenario.sha256[:12]}…) are not at hand:"
        f" no bundled text has that hash, and {kept} does not hold it"
    )
    raise JournalError(message)


def _with_each_line_end(text: str) -> tuple[str, ...]:
    """Return a text as it is, and as it was before a checkout or an editor turned its line ends."""
    plain = text.replace("\r\n", "\n")
    return text, plain, plain.replace("\n", "\r\n")
