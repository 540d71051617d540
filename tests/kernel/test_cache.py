"""Compiled code is read only where nobody else can have put it, and only if it is whole."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wargame.kernel.cache import KEPT_DAYS, MOST_KEPT, Shelf
from wargame.kernel.jit import INTERPRETED

if TYPE_CHECKING:
    from collections.abc import Callable

# One small function of the kernel, compiled or read; prints its result and how often it was found.
ONE = """
from wargame.kernel.dice import stream_key
import numpy as np
print(stream_key(np.uint64(1), 2), *stream_key.stats.cache_hits.values())
"""


@pytest.fixture
def shelf_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name a folder for compiled code."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return tmp_path / "cache" / "wargame"


def compiled(**variables: str) -> subprocess.CompletedProcess[str]:
    """Run one function of the kernel in a process of its own."""
    return subprocess.run(
        [sys.executable, "-P", "-c", ONE], env={**os.environ, **variables}, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(INTERPRETED, reason="nothing is compiled")
def test_a_damaged_file_is_thrown_away_and_made_anew(shelf_in: Path) -> None:
    first = compiled()
    assert first.returncode == 0, first.stderr
    files = list(shelf_in.glob("kernel-*/*"))
    assert files
    held = {path: path.read_bytes() for path in files}
    for path in files:
        path.write_bytes(held[path][:1000])
    again = compiled()
    assert (again.returncode, again.stderr) == (0, "")
    assert again.stdout.split()[0] == first.stdout.split()[0]
    assert {path: len(path.read_bytes()) for path in files} == {path: len(each) for path, each in held.items()}
    found = compiled()
    assert found.stdout.split()[1:] == ["1"]  # read, and not compiled


@pytest.mark.parametrize(
    "damage",
    [lambda _: b"", lambda held: held[:-1], lambda held: bytes(len(held)), lambda held: held[:-1] + b"\1"],
    ids=["emptied", "cut", "zeroed", "one byte"],
)
def test_what_is_kept_is_found_and_what_is_damaged_is_not(shelf_in: Path, damage: Callable[[bytes], bytes]) -> None:
    shelf = Shelf("now")
    shelf.write("f", b"code")
    assert Shelf("now").read("f") == b"code"
    assert Shelf("then").read("f") is None
    (path,) = shelf_in.glob("kernel-now/*")
    assert path.stat().st_mode & 0o077 == path.parent.stat().st_mode & 0o077 == 0
    path.write_bytes(damage(path.read_bytes()))
    assert shelf.read("f") is None
    assert not path.exists()


@pytest.mark.parametrize("how", ["link", "writable", "file", "root is a link"])
def test_a_folder_that_somebody_else_may_have_filled_is_not_read(shelf_in: Path, tmp_path: Path, how: str) -> None:
    Shelf("now").write("f", b"planted")
    folder, planted = shelf_in / "kernel-now", tmp_path / "planted"
    if how == "link":
        folder.rename(planted)
        folder.symlink_to(planted)
    elif how == "writable":
        folder.chmod(0o770)
    elif how == "file":
        folder.rename(planted)
        folder.write_bytes(b"")
    else:
        shelf_in.rename(planted)
        shelf_in.symlink_to(planted)
    shelf = Shelf("now")
    assert shelf.read("f") is None
    shelf.write("f", b"mine")
    assert Shelf("now").read("f") == b"mine"  # in the temporary folder
    assert list((tmp_path / "temporary").glob("wargame-*/kernel-now/f"))


def test_a_folder_of_another_user_is_not_read(
    shelf_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Shelf("now").write("f", b"planted")
    (tmp_path / "temporary" / f"wargame-{os.getuid()}").mkdir()
    monkeypatch.setattr("os.geteuid", lambda: os.getuid() + 1)
    shelf = Shelf("now")
    assert shelf.read("f") is None
    shelf.write("f", b"mine")
    assert shelf.read("f") is None
    assert capsys.readouterr().err.count("cannot be kept anywhere") == 1
    assert shelf_in.is_dir()


def test_where_a_disk_is_full_the_next_folder_is_taken_and_at_last_none(
    shelf_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    full = [str(shelf_in)]

    def replace(path: Path, target: Path) -> Path:
        if any(str(target).startswith(each) for each in full):
            raise OSError(28, "No space left on device")
        os.rename(path, target)  # noqa: PTH104  what is replaced
        return target

    monkeypatch.setattr(Path, "replace", replace)
    shelf = Shelf("now")
    shelf.write("f", b"code")
    assert shelf.read("f") == b"code"
    assert not list(shelf_in.glob("kernel-now/*"))
    full.append(str(tmp_path / "temporary"))
    shelf.write("g", b"code")
    shelf.write("h", b"code")
    assert capsys.readouterr().err.count("cannot be kept anywhere") == 1
    assert not list(tmp_path.glob("**/.*"))  # nothing half written


def test_kernels_out_of_use_are_removed_when_a_new_one_is_made(shelf_in: Path) -> None:
    day = 86400
    for days in (1, 2, 3, 4, 5, KEPT_DAYS + 1):
        Shelf(f"{days}").write("f", b"code")
    for days in (1, 2, 3, 4, 5, KEPT_DAYS + 1):
        used = time.time() - days * day
        (shelf_in / f"kernel-{days}").mkdir(exist_ok=True)
        os.utime(shelf_in / f"kernel-{days}", (used, used))
    Shelf("now")
    kept = {path.name for path in shelf_in.iterdir()}
    assert kept == {"kernel-now", *(f"kernel-{days}" for days in range(1, MOST_KEPT + 1))}


@pytest.mark.skipif(INTERPRETED, reason="nothing is compiled")
def test_instructions_that_numba_may_not_use_are_not_used(shelf_in: Path) -> None:
    program = "import numpy as np\nfrom wargame.kernel.jit import nth_bit\nfrom numba import njit\n"
    program += "print(njit(lambda word: nth_bit(word, 1))(np.uint64(12)))"
    for features in ("", "-bmi2", "+sse4.2"):
        done = subprocess.run(
            [sys.executable, "-P", "-c", program],
            env={**os.environ, "NUMBA_CPU_FEATURES": features},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout) == (0, "3\n"), done.stderr
    assert list(shelf_in.glob("kernel-*/*"))
