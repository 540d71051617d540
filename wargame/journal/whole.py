"""A file that is written whole or not at all."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from wargame.errors import RunError
from wargame.journal.disk import Disk

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["write_whole"]


def write_whole(out: Path, text: str) -> bool:
    """Write a file so that it is there whole or not at all; returns whether it has replaced one.

    Raises:
        RunError: it cannot be written.
    """
    temporary = out.with_name(f".{out.name}.{os.getpid()}.partial")
    try:
        replaces = out.exists()
        if replaces and not out.is_file():
            message = f"{out}: not a plain file, so it is left alone"
            raise RunError(message)
        try:
            with temporary.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                Disk().settle(file.fileno())
            temporary.replace(out)
        finally:
            temporary.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        message = f"{out}: cannot be written: {getattr(error, 'strerror', None) or error}"
        raise RunError(message) from None
    return replaces
