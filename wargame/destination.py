"""Destinations of commands' files: checked before the work begins, and written atomically when it is done.

A file that the command has read, or that is of another kind than what it writes, is replaced only with --force; a
folder, a device or a pipe never. What is written has a temporary name beside the file until it is whole and on the
disk.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from attrs import evolve, field, frozen

from wargame import system
from wargame.errors import RunError

_HEAD, _TAIL = 2**16, 2**20  # bytes that a kind is known by
_BESIDE = system.NO_LINK | system.CLOSED_IN_CHILDREN | system.BINARY
_UNSUPPORTED = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


@frozen
class Kind:
    """A kind of file that this program writes."""

    name: str  # with its article: "a learned policy"
    known: Callable[[bytes, bytes], bool]  # by the first and the last bytes of a file
    is_private: bool = False  # nobody but its owner may read it


@frozen(kw_only=True)
class Destination:
    """A file that is to be written."""

    path: Path
    kind: Kind
    read: tuple[Path, ...] = ()  # what the command reads, or writes elsewhere
    force: bool = False  # whether a person insists
    advice: str = "choose another name, or replace it with --force"
    _real: Path = field(init=False)  # what a link leads to: that is replaced, not the link

    @_real.default
    def _followed(self) -> Path:
        return _real(self.path)

    def beside(self, ending: str) -> Destination:
        """Return the destination beside this one whose name has an extension more."""
        return evolve(self, path=self._real.with_name(self._real.name + ending))

    def check(self) -> None:
        """Check, before hours of work, that the file may be written, and can be.

        Raises:
            RunError: it may not, or cannot.
        """
        self.check_replaceable()
        try:
            temporary, descriptor = self._created()
            os.close(descriptor)
            temporary.unlink()
        except (OSError, ValueError) as error:
            raise self.failure(error) from error

    def check_replaceable(self) -> os.stat_result | None:
        """Check that the file may be written or replaced; returns the status of one that exists.

        Raises:
            RunError: it may not.
        """
        try:
            found = self._found()
        except FileNotFoundError:
            found = None
        except (OSError, ValueError) as error:
            raise self.failure(error) from error
        if self.force:
            return found
        if any(self._is(path) for path in self.read):
            reason = "the same command reads it, or writes it for something else"
            raise self._refusal(reason)
        if found is not None and not self._is_ours(found):
            reason = f"what is there is not {self.kind.name}"
            raise self._refusal(reason)
        return found

    def _found(self) -> os.stat_result:
        found = self._real.stat()
        if stat.S_ISDIR(found.st_mode):
            message = f"cannot write {self.path}: it is a folder"
            raise RunError(message)
        if not stat.S_ISREG(found.st_mode):
            message = f"cannot write {self.path}: it is a device, a pipe or a socket, not a plain file"
            raise RunError(message)
        if not os.access(self._real, os.W_OK):
            message = f"cannot write {self.path}: it is read-only"
            raise RunError(message)
        return found

    def _is(self, other: Path) -> bool:
        """Say whether another path leads to the same file, existing or not."""
        try:
            return self._real.samefile(other)
        except (OSError, ValueError):
            return self._real == _real(other)

    def _is_ours(self, found: os.stat_result) -> bool:
        if found.st_size == 0:
            return True
        try:
            with os.fdopen(os.open(self._real, os.O_RDONLY | system.NO_WAIT | system.BINARY), "rb") as file:
                head = file.read(_HEAD)
                file.seek(max(0, found.st_size - _TAIL))
                return self.kind.known(head, file.read(_TAIL))
        except OSError as error:
            raise self.failure(error) from error

    def _refusal(self, reason: str) -> RunError:
        advice = f"; {self.advice}" if self.advice else ""
        return RunError(f"cannot write {self.path}: {reason}, so it is left as it is{advice}")

    def failure(self, error: Exception) -> RunError:
        """Return the error to be raised for one of the file system."""
        return RunError(f"cannot write {self.path}: {getattr(error, 'strerror', None) or error}")

    def write(self, content: str | bytes) -> bool:
        """Write the file atomically and durably; returns whether it has replaced one.

        Raises:
            RunError: it may not be written, or cannot.
        """
        before = self.check_replaceable()
        try:
            data = content.encode() if isinstance(content, str) else content
            temporary, descriptor = self._created()
            try:
                with os.fdopen(descriptor, "wb") as file:
                    if before is not None and not self.kind.is_private:
                        system.set_mode(descriptor, stat.S_IMODE(before.st_mode))
                    file.write(data)
                    file.flush()
                    sync_file(descriptor)
                temporary.replace(self._real)
            finally:
                temporary.unlink(missing_ok=True)
        except (OSError, ValueError) as error:
            raise self.failure(error) from error
        sync_folder(self._real.parent)
        return before is not None

    def take(self, finished: Path) -> None:
        """Move a finished file from beside it to its place.

        Raises:
            RunError: a file that may not be replaced has come there meanwhile.
            OSError: it cannot be moved there.
        """
        self.check_replaceable()
        finished.replace(self._real)
        sync_folder(self._real.parent)

    def _created(self) -> tuple[Path, int]:
        """Create a temporary file beside it; returns its path and descriptor."""
        temporary = self._real.with_name(f".wargame-{os.getpid()}-{secrets.token_hex(4)}.partial")
        rights = 0o600 if self.kind.is_private else 0o666
        return temporary, os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BESIDE, rights)


def _real(path: Path) -> Path:
    try:
        return Path(os.path.realpath(path))
    except ValueError:  # a null character: no file can have that name, which is told where it is used
        return path


def sync_file(descriptor: int) -> None:
    """Wait until what was written will survive a power cut, where a file system can promise that."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder will survive a power cut, where a file system can promise that."""
    with suppress(OSError):
        system.sync_folder(folder)
