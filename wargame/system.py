"""Portability: every call that some operating system lacks, each with its fallback.

Nothing else in the program makes such a call (`tests/test_system.py` checks that). The program is written and tried on
Linux; what stands here for Windows was tried by taking the calls of Linux away, and never on Windows itself.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import socket
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]
try:
    import msvcrt
except ImportError:
    msvcrt = None  # type: ignore[assignment]
try:
    import resource
except ImportError:
    resource = None  # type: ignore[assignment]
try:
    import termios
except ImportError:
    termios = None  # type: ignore[assignment]

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterator
    from pathlib import Path


# Flags of `os.open`; 0 where they mean nothing.
BINARY: int = getattr(os, "O_BINARY", 0)  # else Windows turns line ends
NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)  # for a pipe
NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
NO_TERMINAL: int = getattr(os, "O_NOCTTY", 0)  # does not become ours
CLOSED_IN_CHILDREN: int = getattr(os, "O_CLOEXEC", 0)

_HANGUP = 1  # the number of SIGHUP wherever there is one
HUNG_UP = 128 + _HANGUP  # the exit code of who is ended by it
KEEPS_TRACK = os.name == "posix"  # `multiprocessing` keeps a process that tidies up after others
CAN_FORK = hasattr(os, "fork") and hasattr(socket, "send_fds")
HAS_TERMINALS = termios is not None  # with modes that can be read and set
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\.|$)", re.IGNORECASE)
_LONGEST_STEM = 160  # characters: with a seed, an ending and a lock's name, it fits where 255 do
_NEW_GROUP = 0x200  # subprocess.CREATE_NEW_PROCESS_GROUP
_FAR = 2**40  # bytes into a file, where none of ours has any
_GIVEN_UP = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


# -- whose a file is


def user() -> str:
    """Return the id of this user on this machine; "" where users have no numbers."""
    return str(os.getuid()) if hasattr(os, "getuid") else ""


def is_own(found: os.stat_result) -> bool:
    """Say whether a file belongs to this user; assumed where users have no numbers, as files lie in a profile there."""
    return not hasattr(os, "geteuid") or found.st_uid == os.geteuid()


def is_open_to_others(found: os.stat_result) -> bool:
    """Say whether other users may write a file; where the mode does not tell, it is assumed that they may not."""
    return hasattr(os, "geteuid") and bool(found.st_mode & 0o022)


def set_mode(descriptor: int, mode: int) -> None:
    """Set the permissions of an open file, where a system has `fchmod`."""
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, mode)


# -- files


def file_stem(words: str) -> str:
    """Return words as a file name, without extension, that every file system accepts.

    Windows refuses some characters, dots and spaces at the end, and the names of devices, whatever their extension. To
    it `A` and `a` are the same name, so whoever creates a file has to check whether it exists already.
    """
    stem = _REFUSED.sub("-", words)[:_LONGEST_STEM].rstrip(". ") or "-"
    return f"-{stem}" if _DEVICE.match(stem) else stem


def lock(descriptor: int) -> None:
    """Lock an open file until it is closed; does nothing where the system has no locks.

    Raises:
        BlockingIOError: another program has it.
        OSError: its file system has no locks.
    """
    if fcntl is not None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    elif msvcrt is not None:
        _lock_far_byte(descriptor, msvcrt)


def _lock_far_byte(descriptor: int, locks: Any) -> None:  # noqa: ANN401  msvcrt, which has no types here
    """Lock a byte that nobody reads: on Windows a lock bars reading, too."""
    at = os.lseek(descriptor, 0, os.SEEK_CUR)
    os.lseek(descriptor, _FAR, os.SEEK_SET)
    try:
        locks.locking(descriptor, locks.LK_NBLCK, 1)
    except OSError as error:
        if error.errno in _GIVEN_UP:
            raise BlockingIOError(error.errno, error.strerror) from error
        raise
    finally:
        os.lseek(descriptor, at, os.SEEK_SET)


def sync_file(descriptor: int) -> None:
    """Wait until what was written will survive a power cut; the file's times may be lost."""
    getattr(os, "fdatasync", os.fsync)(descriptor)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder will survive a power cut.

    Raises:
        OSError: the folder cannot be synced; Windows opens no folder.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# -- signals


def _signals(*names: str) -> tuple[signal.Signals, ...]:
    return tuple(getattr(signal, name) for name in names if hasattr(signal, name))


ENDING = _signals("SIGINT", "SIGTERM", "SIGHUP")  # what a program is told to end by
FROM_TERMINAL = _signals("SIGINT", "SIGHUP")


@contextmanager
def hangups_held() -> Iterator[None]:
    """Block SIGHUP, the signal of a closed terminal, in processes that are started within the block."""
    held = _signals("SIGHUP") if hasattr(signal, "pthread_sigmask") else ()
    if not held:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, held)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def on_signal(loop: asyncio.AbstractEventLoop, number: int, act: Callable[[], object]) -> None:
    """Call `act` in an event loop when a signal comes."""
    try:
        loop.add_signal_handler(number, act)
    except NotImplementedError:  # as on Windows
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(act))


# -- processes


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def peak_memory() -> float | None:
    """Return the peak memory of this process, in MiB; None where the system does not count it."""
    if resource is None:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def in_own_session() -> dict[str, Any]:
    """Return the options of `subprocess` for a program that a Ctrl-C in this terminal does not reach."""
    if hasattr(os, "setsid"):
        return {"start_new_session": True}
    return {"creationflags": _NEW_GROUP if sys.platform == "win32" else 0}


def handing_on(line: socket.socket) -> dict[str, Any]:
    """Return the options of `subprocess` for a program that inherits this socket, under the same number."""
    if hasattr(os, "fork"):
        return {"pass_fds": [line.fileno()]}
    line.set_inheritable(True)  # nothing else of ours is
    return {"close_fds": False}


def fork() -> int:
    """Fork: return 0 in the copy, and the copy's process id here; only where `CAN_FORK`."""
    return os.fork()


def send_with_file(line: socket.socket, word: bytes, descriptor: int) -> None:
    """Send one byte and an open file to another process; only where `CAN_FORK`."""
    socket.send_fds(line, [word], [descriptor])


def receive_with_files(line: socket.socket) -> tuple[bytes, list[int]]:
    """Return the byte that was sent, b"" if the other end is closed, and the descriptors that came with it."""
    word, files, _, _ = socket.recv_fds(line, 1, 1)
    return word, files


def end_copy(copy: int) -> None:
    """Kill a copy of this process, whatever it is doing."""
    os.kill(copy, signal.SIGKILL)
    os.waitpid(copy, 0)


# -- terminals


def can_suspend() -> bool:
    """Say whether there is a shell that could resume this program once it is stopped."""
    return hasattr(os, "getsid") and os.getpgid(os.getsid(0)) != os.getpgrp()


def suspend() -> None:
    """Stop the process group, so that the shell notices; only where that `can_suspend`."""
    os.killpg(os.getpgrp(), signal.SIGTSTP)


def set_terminal(descriptor: int, attributes: list[Any]) -> None:
    """Set a terminal to a mode that was read from it; errors are ignored."""
    if termios is not None:
        with suppress(OSError, termios.error):
            termios.tcsetattr(descriptor, termios.TCSANOW, attributes)
