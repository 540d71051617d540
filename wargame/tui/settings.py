"""What a person has set, kept in his own configuration folder; an unreadable file is the same as none."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import cattrs
import orjson
from attrs import define, fields
from cattrs.preconf.orjson import make_converter
from platformdirs import user_config_path

__all__ = ["THEMES", "Settings", "settings_file"]

THEMES = {
    "wargame-dark": "dark",
    "wargame-light": "light",
    "wargame-contrast": "high contrast",
    "ansi-dark": "the terminal's own colors",
}
PACES = (0.0, 0.5, 1.0, 2.0, 4.0)  # seconds between moves that are watched


@define
class Settings:
    """Everything that can be set."""

    theme: str = "wargame-dark"
    sound: bool = False  # the terminal's bell when it is your turn
    hints: bool = True  # may be asked for
    privacy: bool = True  # a blank screen between two people's turns
    pace: float = 1.0  # seconds between moves that are watched

    @classmethod
    def load(cls) -> Settings:
        """Return what was saved, or what is usual."""
        with suppress(OSError, ValueError, cattrs.BaseValidationError, TypeError):
            found = _CONVERTER.loads(settings_file().read_bytes(), cls)
            usual = cls()
            if found.theme not in THEMES:
                found.theme = usual.theme
            if found.pace not in PACES:
                found.pace = usual.pace
            return found
        return cls()

    def save(self) -> str:
        """Save; returns why that was not possible, "" if it was."""
        file = settings_file()
        temporary = file.with_name(f".{file.name}.{os.getpid()}")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(orjson.dumps(_CONVERTER.unstructure(self), option=orjson.OPT_INDENT_2))
            temporary.replace(file)
        except OSError as error:
            return f"settings not saved: {file}: {error.strerror or error}"
        return ""


def settings_file() -> Path:
    """Return where settings live: in the folder WARGAME_CONFIG names, else in the user's own."""
    named = os.environ.get("WARGAME_CONFIG")
    return (Path(named) if named else user_config_path("wargame", appauthor=False)) / "settings.json"


_CONVERTER = make_converter(forbid_extra_keys=False)


def _of_type(value: object, kind: type[Any]) -> Any:  # noqa: ANN401
    if type(value) is not kind and not (kind is float and type(value) is int):
        message = f"expected {kind.__name__}"
        raise TypeError(message)
    return kind(value)


for _kind in {type(getattr(Settings(), each.name)) for each in fields(Settings)}:
    _CONVERTER.register_structure_hook(_kind, _of_type)
