from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from wargame.files import read_regular


def test_a_file_is_read_whole_and_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a\r\n\x1a\0b")
    (tmp_path / "link").symlink_to("file")
    assert read_regular(tmp_path / "file", 6) == read_regular(tmp_path / "link", 6) == b"a\r\n\x1a\0b"


def test_a_file_that_is_too_large_is_refused_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(10**12)  # a hole
    with pytest.raises(OSError, match="too large: 1,000,000,000,000 bytes, and at most 1,000 are read"):
        read_regular(path, 1000)


@pytest.mark.skipif(not Path("/proc/self/maps").is_file(), reason="no such file")
def test_a_file_that_tells_no_size_is_bounded_too() -> None:
    with pytest.raises(OSError, match="too large: 101 bytes"):
        read_regular(Path("/proc/self/maps"), 100)


def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(os.path.relpath(tmp_path / "socket"))
        kinds = {"pipe": "a pipe", "link": "a pipe", ".": "a folder", "socket": "a socket", "/dev/zero": "a device"}
        for name, kind in kinds.items():
            with pytest.raises(OSError, match=f"{kind}, and no regular file"):
                read_regular(tmp_path / name, 1000)


def test_what_takes_the_place_of_a_file_meanwhile_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    as_before = (tmp_path / "file").stat()
    monkeypatch.setattr(Path, "stat", lambda _: as_before)
    with pytest.raises(OSError, match="a pipe, and no regular file"):
        read_regular(tmp_path / "pipe", 1000)


@pytest.mark.parametrize(("name", "reason"), [("none", "No such file"), ("a\0b", "null"), ("x" * 999, "too long")])
def test_a_name_that_no_file_has_is_an_os_error(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(OSError, match=reason) as caught:
        read_regular(tmp_path / name, 1000)
    assert caught.value.strerror
