"""Reading files from outside (scenarios, saves, policies, settings): whole, or refused without waiting.

A name may stand for a pipe that nobody writes to, a device without end, or a file of any size; so all code that reads a
file that somebody else chose uses this.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING, BinaryIO

from wargame import system

if TYPE_CHECKING:
    from pathlib import Path

_FLAGS = os.O_RDONLY | system.BINARY | system.NO_WAIT | system.NO_TERMINAL | system.CLOSED_IN_CHILDREN
_KINDS = {  # by the type that `stat` tells
    stat.S_IFDIR: "a folder",
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
}


def read_regular(path: Path, most: int) -> bytes:
    """Return the content of a regular file of at most `most` bytes; a link is followed.

    Never waits for a writer, opens no device, and holds no more than `most` + 1 bytes.

    Raises:
        OSError: it is no regular file, is larger, or cannot be read; `strerror` says why, in words to be shown.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        data = b"" if size > most else file.read(most + 1)
    size = max(size, len(data))  # a file of the system's own may tell 0
    if size > most:
        raise OSError(errno.EFBIG, f"too large: {size:,} bytes, and at most {most:,} are read", str(path))
    return data


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file to be read; a link is followed. Never waits for a writer, and opens no device.

    Raises:
        OSError: it is no regular file, or cannot be opened; `strerror` says why, in words to be shown.
    """
    try:
        _check_kind(path, path.stat().st_mode)  # before it is opened: that alone can set a device going
        file = open(path, "rb", opener=lambda name, _: os.open(name, _FLAGS))  # noqa: SIM115  the caller's
    except ValueError as error:
        raise OSError(errno.EINVAL, f"no file can have that name ({error})", str(path)) from None
    try:
        _check_kind(path, os.fstat(file.fileno()).st_mode)  # it may be another one by now
    except OSError:
        file.close()
        raise
    return file


def _check_kind(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "something else")
        raise OSError(errno.EINVAL, f"{kind}, and no regular file", str(path))
