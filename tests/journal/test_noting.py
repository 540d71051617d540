"""Notes on saved games, and files that are written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import wargame

from wargame.errors import JournalError, RunError
from wargame.journal.noting import MOST_NOTE, fault_of, note_on
from wargame.journal.reading import read_journal
from wargame.journal.replay import notes_of
from wargame.journal.whole import write_whole

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("text", "mark", "fault"),
    [
        ("fine", "", ""), ("", "!?", ""), ("", "", "nothing in it"), ("  ", "", "nothing in it"),
        ("a", "!!!", "a mark is"),
        ("x" * (MOST_NOTE + 1), "", "the most is"), ("a\x1b[2J", "", "column 2"), ("\u202ea", "", "column 1"),
        ("a\nb", "", "column 2"), ("a\tb", "", "cannot be shown"), ("a\u00a0b", "", ""), ("[b]“é”[/]", "", ""),
    ],
)  # fmt: skip
def test_a_note_is_kept_or_refused_with_its_reason(text: str, mark: str, fault: str) -> None:
    said = fault_of(text, mark)
    assert bool(said) == bool(fault)
    assert fault in said


def test_a_note_is_written_on_a_moment_that_there_is(tmp_path: Path) -> None:
    assert wargame("run", "two-villages", "--games", "1", "--save", tmp_path).code == 0
    (path,) = tmp_path.glob("*.jsonl")
    note_on(read_journal(path), 1, "why?", "?")
    (note,) = notes_of(read_journal(path))
    assert (note.ply, note.text, note.mark) == (1, "why?", "?")
    before = path.read_bytes()
    for ply, text in ((99, "late"), (-1, "early"), (1, "")):
        with pytest.raises(JournalError):
            note_on(read_journal(path), ply, text)
    assert path.read_bytes() == before


def test_a_file_is_written_whole_or_left_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "out.md"
    assert write_whole(out, "one") is False
    assert write_whole(out, "two") is True
    assert out.read_text(encoding="utf-8") == "two"
    with pytest.raises(RunError, match="not a plain file"):
        write_whole(tmp_path, "three")
    with pytest.raises(RunError, match="cannot be written"):
        write_whole(tmp_path / "none" / "out.md", "three")
    with pytest.raises(RunError, match="cannot be written"):
        write_whole(out, "\ud800")
    assert [path.name for path in tmp_path.iterdir()] == ["out.md"]
    assert out.read_text(encoding="utf-8") == "two"
