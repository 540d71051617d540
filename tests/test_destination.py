"""Where files are written: what may be replaced, and what is left as it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wargame.destination import Destination, Kind
from wargame.errors import RunError

KIND = Kind("a list", lambda head, tail: head.startswith(b"list") and tail.endswith(b"."))


def to(path: Path, *read: Path, force: bool = False) -> Destination:
    """Return a destination for a list."""
    return Destination(path=path, kind=KIND, read=read, force=force)


def test_a_file_is_written_whole_or_left_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert to(out).write("list one.") is False
    assert to(out).write("list two.") is True
    with pytest.raises(RunError, match=r"cannot write .*: .*surrogates not allowed"):
        to(out).write("list \ud800.")
    with pytest.raises(RunError, match="No such file or directory"):
        to(tmp_path / "none" / "out").check()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert out.read_text(encoding="utf-8") == "list two."


@pytest.mark.parametrize("content", [b"something else", b"\0" * 10, b"list without end"])
def test_a_file_of_another_kind_is_replaced_only_if_somebody_insists(tmp_path: Path, content: bytes) -> None:
    out = tmp_path / "out"
    out.write_bytes(content)
    for act in (to(out).check, lambda: to(out).write("list.")):
        with pytest.raises(RunError, match=r"what is there is not a list, so it is left as it is; .* --force"):
            act()
    assert out.read_bytes() == content
    assert to(out, force=True).write("list.") is True
    out.write_bytes(b"")
    assert to(out).write("list.") is True


def test_what_is_read_is_not_written_over_under_whatever_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read = tmp_path / "read"
    read.write_text("list.", encoding="utf-8")
    (tmp_path / "soft").symlink_to(read)
    os.link(read, tmp_path / "hard")
    (tmp_path / "folder").mkdir()
    for name in ("read", "soft", "hard", "./read", "folder/../read", str(read)):
        with pytest.raises(RunError, match="the same command reads it"):
            to(Path(name), Path("none"), read).check()
    with pytest.raises(RunError, match="the same command reads it"):  # neither is there yet
        to(Path("new"), tmp_path / "folder" / ".." / "new").check()
    assert read.read_text(encoding="utf-8") == "list."


@pytest.mark.parametrize("force", [False, True])
def test_only_a_plain_file_is_ever_replaced(tmp_path: Path, force: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "null").symlink_to("/dev/null")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name, words in (
        ("pipe", "a pipe"),
        ("folder", "is a folder"),
        ("null", "is a device"),
        ("loop", "symbolic links"),
    ):
        with pytest.raises(RunError, match=words):
            to(tmp_path / name, force=force).check()
    with pytest.raises(RunError, match="null byte"):
        to(tmp_path / "a\0b", force=force).check()


def test_a_link_stays_and_what_it_leads_to_is_replaced_with_its_rights(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("list.", encoding="utf-8")
    real.chmod(0o600)
    link.symlink_to(real)
    assert to(link).write("list new.") is True
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "list new."
    assert real.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is writable to root")
def test_a_file_or_a_folder_without_leave_to_write_is_refused_beforehand(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("list.", encoding="utf-8")
    out.chmod(0o400)
    with pytest.raises(RunError, match="read-only"):
        to(out).check()
    out.chmod(0o600)
    tmp_path.chmod(0o500)
    with pytest.raises(RunError, match="Permission denied"):
        to(out).check()
