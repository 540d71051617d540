"""The user's own folders: where saved games, learned policies, settings and crashes are if nobody says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from platformdirs import user_config_path, user_data_path, user_log_path

from wargame.errors import WargameError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def data_folder(variable: str) -> Path:
    """Return the folder of the user's data; `variable` is the environment variable that messages advise to set.

    Raises:
        WargameError: no home folder is known.
    """
    return _folder(user_data_path, variable)


def config_folder(variable: str) -> Path:
    """Return the folder of the user's settings; `variable` is the environment variable that messages advise to set.

    Raises:
        WargameError: no home folder is known.
    """
    return _folder(user_config_path, variable)


def log_folder() -> Path:
    """Return the folder of the program's logs.

    Raises:
        WargameError: no home folder is known.
    """
    return _folder(user_log_path, "XDG_STATE_HOME")


def _folder(find: Callable[..., Path], variable: str) -> Path:
    try:
        folder = find("wargame", appauthor=False)
    except RuntimeError:
        folder = None
    if folder is None or not folder.is_absolute():  # older releases of platformdirs return `~` as it is
        message = f"no home folder is known; set HOME, or name a folder in {variable}"
        raise WargameError(message)
    return folder
