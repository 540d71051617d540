"""Notes on saved games."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import ROOT

from wargame.errors import JournalError
from wargame.journal.noting import MOST_NOTE, fault_of, note_on, own_copy
from wargame.journal.reading import read_journal
from wargame.journal.replay import notes_of, verified
from wargame.journal.store import rules_of

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


def test_a_sample_stays_as_it_is_and_its_copy_among_the_saves_is_noted_once_and_again(tmp_path: Path) -> None:
    samples = ROOT / "saves" / "samples"
    sample = samples / "a-river-in-twelve-moves.jsonl"
    before = sample.read_bytes()
    with pytest.raises(JournalError, match="is a sample"):
        note_on(read_journal(sample), 1, "why?")
    for text in ("why?", "why not?"):
        copy = own_copy(read_journal(sample), tmp_path)
        note_on(copy, 1, text, seat="mere")
    assert sample.read_bytes() == before
    (path,) = tmp_path.glob("*.jsonl")
    journal = read_journal(path)
    assert [note.text for note in notes_of(journal) if note.seat == "mere"] == ["why?", "why not?"]
    assert not verified(rules_of(journal.header.scenario, tmp_path), journal)
