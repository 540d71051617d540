"""The cache of compiled kernels on disk, and what of it is trusted.

A cached file is machine code that runs with the user's rights: so only a folder that belongs to the user, and that
nobody else can write to, is read, and of a file in it only what has its checksum, since LLVM ends the process on code
that is cut or zeroed. A file that fails is deleted and compiled anew. (Numba's own cache checks neither, and does not
guard two writers from each other.)
Each version of the kernel has a folder of its own; those that nobody has used for long are removed.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import stat
import sys
import tempfile
import time
from contextlib import suppress
from multiprocessing import parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numba.core.caching import NullCache
from numba.core.compiler import CompileResult

from wargame import system

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

KEPT_DAYS = 30  # that a kernel of another version is kept after its last use
MOST_KEPT = 4  # kernels of other versions
_CHECKSUM = 32  # bytes
_NAME = "kernel-"


def version(*about: object) -> str:
    """Return a name for this version of the kernel: a hash of all its files, since functions inline one another."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(repr((sys.implementation.cache_tag, numba.__version__, np.__version__, *about)).encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


class Shelf:
    """The folder in which the compiled functions of one version lie: the first that can be had and written to."""

    def __init__(self, version: str) -> None:
        """Touch no disk yet: the folder is looked for at the first read or write."""
        self._name = f"{_NAME}{version}"
        self._roots = _roots()
        self._folder: Path | None = None
        self._next()

    def read(self, name: str) -> bytes | None:
        """Return what was stored under a name, None if there is nothing or it is damaged."""
        if self._folder is None:
            return None
        path = self._folder / name
        try:
            held = path.read_bytes()
        except OSError:
            return None
        data = held[_CHECKSUM:]
        if held[:_CHECKSUM] == _checksum(data):
            return data
        self.drop(name)
        return None

    def write(self, name: str, data: bytes) -> None:
        """Store data under a name; where that fails, in the next folder, and at last nowhere."""
        while self._folder is not None:
            try:
                self._folder.mkdir(mode=0o700, exist_ok=True)  # another version may have removed it as too old
                _put(self._folder / name, _checksum(data) + data)
            except OSError:
                self._next()
            else:
                return

    def drop(self, name: str) -> None:
        """Delete what is stored under a name."""
        if self._folder is not None:
            with suppress(OSError):
                (self._folder / name).unlink()

    def _next(self) -> None:
        """Go on to the next folder that is ours; if there is none, say so once."""
        for root in self._roots:
            self._folder = _ours(root, self._name)
            if self._folder is not None:
                return
        self._folder = None
        if parent_process() is None:
            told = "wargame: the compiled kernel cannot be kept anywhere, so every start compiles it; name a folder"
            print(f"{told} that can be written to in XDG_CACHE_HOME", file=sys.stderr)  # noqa: T201  nobody above can


class KernelCache(NullCache):  # type: ignore[misc]  # Numba's own have no types
    """The cache of one function's compiled overloads, with the interface that Numba expects."""

    def __init__(self, function: Callable[..., Any], shelf: Shelf) -> None:
        """Keep them on a shelf."""
        self._shelf = shelf
        code = function.__code__
        self._name = f"{Path(code.co_filename).stem}.{function.__qualname__}-{code.co_firstlineno}"
        self._name = self._name.replace("<", "").replace(">", "")

    def load_overload(self, signature: Any, target: Any) -> Any:
        """Return the compiled overload of a signature, None if it has to be compiled."""
        target.refresh()
        name = self._file(signature, target.codegen())
        data = self._shelf.read(name)
        if data is None:
            return None
        try:
            return CompileResult._rebuild(target, *pickle.loads(data))  # noqa: S301, SLF001  ours, and whole
        except Exception:  # noqa: BLE001  whatever it is, compiling anew mends it
            self._shelf.drop(name)
            return None

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Store the compiled overload of a signature."""
        match compiled:
            case CompileResult(library=code) if code.has_dynamic_globals:  # it holds addresses of this process
                return
        data = numba.core.serialize.dumps(compiled._reduce())  # noqa: SLF001  as Numba's own cache does
        self._shelf.write(self._file(signature, compiled.codegen), data)

    def _file(self, signature: Any, codegen: Any) -> str:
        about = hashlib.blake2b(repr((str(signature), codegen.magic_tuple())).encode(), digest_size=8)
        return f"{self._name}.{about.hexdigest()}"


# -- folders


def _roots() -> Iterator[Path]:
    """Yield the folders that may hold the cache: the one that the environment names, or the user's; a temporary one."""
    if named := os.environ.get("NUMBA_CACHE_DIR"):
        yield Path(named) / "wargame"
    elif base := os.environ.get("XDG_CACHE_HOME"):
        yield Path(base) / "wargame"
    else:
        with suppress(RuntimeError):  # no HOME, and a user without a name
            yield Path.home() / ".cache" / "wargame"
    with suppress(OSError):  # nowhere to write at all
        yield Path(tempfile.gettempdir()) / f"wargame-{system.user()}"


def _ours(root: Path, name: str) -> Path | None:
    """Return the folder of that name, made if need be; None if it is not the user's alone, or cannot be written to."""
    folder = root / name
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(root):
            return None
        if system.is_open_to_others(root.stat()):  # as older versions made it, under a lax umask
            root.chmod(0o700)
        made = not folder.exists()
        folder.mkdir(mode=0o700, exist_ok=True)
        if not _is_ours(folder) or system.is_open_to_others(folder.stat()) or not os.access(folder, os.W_OK):
            return None
        os.utime(folder)  # used today
    except OSError:
        return None
    if made:
        _remove_old(root, name)
    return folder


def _is_ours(folder: Path) -> bool:
    """Say whether a folder is one, no link to another, and belongs to this user."""
    held = folder.lstat()
    return stat.S_ISDIR(held.st_mode) and system.is_own(held)


def _remove_old(root: Path, name: str) -> None:
    """Delete the caches of versions long out of use; a program that still runs one compiles what it lacks."""
    found: list[tuple[float, Path]] = []
    with suppress(OSError):
        found = [(each.stat().st_mtime, each) for each in root.glob(f"{_NAME}*") if each.name != name]
    found.sort(reverse=True)
    oldest = time.time() - KEPT_DAYS * 86400
    for at, (used, folder) in enumerate(found):
        if at >= MOST_KEPT or used < oldest:
            shutil.rmtree(folder, ignore_errors=True)


# -- files


def _checksum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_CHECKSUM).digest()


def _put(path: Path, data: bytes) -> None:
    """Write a file atomically: whoever reads it meanwhile finds all of it or none."""
    handle, temporary = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        with suppress(OSError):
            Path(temporary).unlink()
        raise
