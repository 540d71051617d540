"""The user's settings, in a file of his configuration folder; an unreadable file counts as none."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson
from attrs import asdict, define, fields

from wargame.errors import WargameError
from wargame.files import read_regular
from wargame.folders import config_folder

if TYPE_CHECKING:
    from pathlib import Path

THEMES = {
    "wargame-dark": "dark",
    "wargame-light": "light",
    "wargame-contrast": "high contrast",
    "ansi-dark": "the terminal's own colors",
}
DEFAULT_THEME = "wargame-dark"
PACES = (0.0, 0.5, 1.0, 2.0, 4.0)  # seconds between moves that are watched
MOST_BYTES = 64 * 1024  # of the file
CHOICES: dict[str, tuple[Any, ...]] = {"theme": tuple(THEMES), "pace": PACES}


@define
class Settings:
    """Everything that can be set."""

    theme: str = DEFAULT_THEME
    sound: bool = False  # the terminal's bell when it is your turn
    hints: bool = True  # may be asked for
    privacy: bool = True  # a blank screen between two people's turns
    motion: bool = True  # dice that roll and signatures that are written
    pace: float = 1.0  # seconds between moves that are watched

    @classmethod
    def load(cls) -> Settings:
        """Return the saved settings as far as they are valid, with defaults for the rest."""
        found: object = None
        with suppress(OSError, ValueError, WargameError):
            found = orjson.loads(read_regular(settings_file(), MOST_BYTES))
        settings = cls()
        for field in fields(cls):
            value = found.get(field.name) if isinstance(found, dict) else None
            if type(value) is type(getattr(settings, field.name)) and value in CHOICES.get(field.name, (value,)):
                setattr(settings, field.name, value)
        return settings

    def save(self) -> str:
        """Save; returns an error message, "" if it was possible."""
        try:
            file = settings_file()
        except WargameError as error:
            return f"settings not saved: {error}"
        temporary = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2))
            temporary.replace(file)
        except OSError as error:
            return f"settings not saved: {file}: {error.strerror or error}"
        return ""


def settings_file() -> Path:
    """Return the file of settings: in the folder that WARGAME_CONFIG names, else in the user's own.

    Raises:
        WargameError: no home folder is known.
    """
    return config_folder("WARGAME_CONFIG") / "settings.json"
