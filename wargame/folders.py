"""The user's own folders: of saved games, scenarios, learned policies, settings and logs.

An environment variable names each but the last; without it they lie where the system keeps a user's data and settings.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_config_path, user_data_path, user_log_path

from wargame.errors import WargameError

if TYPE_CHECKING:
    from collections.abc import Callable


def data_folder(variable: str, name: str) -> Path:
    """Return the folder that an environment variable names, else the one of that name in the user's data.

    Raises:
        WargameError: no home folder is known.
    """
    return _named(variable) or _folder(user_data_path, variable) / name


def config_folder(variable: str) -> Path:
    """Return the folder that an environment variable names, else that of the user's settings.

    Raises:
        WargameError: no home folder is known.
    """
    return _named(variable) or _folder(user_config_path, variable)


def log_folder() -> Path:
    """Return the folder of the program's logs.

    Raises:
        WargameError: no home folder is known.
    """
    return _folder(user_log_path, "XDG_STATE_HOME")


def _named(variable: str) -> Path | None:
    named = os.environ.get(variable)
    return Path(named) if named else None


def _folder(find: Callable[..., Path], variable: str) -> Path:
    try:
        folder = find("wargame", appauthor=False)
    except RuntimeError:
        folder = None
    if folder is None or not folder.is_absolute():  # older releases of platformdirs return `~` as it is
        message = f"no home folder is known; set HOME, or name a folder in {variable}"
        raise WargameError(message)
    return folder
