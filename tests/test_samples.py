"""The sample games are whole, play again to the last roll, and end as their page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from commands import wargame
from examples import ROOT

from wargame.game.game import Game
from wargame.journal.reading import read_journal
from wargame.journal.replay import notes_of, replayed, standing, verified
from wargame.journal.store import rules_of
from wargame.runs.turns import turns

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "saves" / "samples"
SAMPLES = sorted(path.stem for path in FOLDER.glob("*.jsonl"))
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| \[(\S+)\]\((\S+)\) \| (\d+) \| `(\w+)` \| (\w+) (\d+), (\w+) (\d+) \|$", re.MULTILINE)
TOLD = {row[0]: row[1:] for row in ROW.findall(PAGE)}


def test_the_page_lists_every_sample_and_no_other() -> None:
    assert sorted(TOLD) == SAMPLES
    assert len(SAMPLES) >= 3


def test_commands_on_the_page_name_samples_and_plies_that_are_there() -> None:
    named = re.findall(r"saves/samples/([\w-]+)\.jsonl(?:@(\d+))?", PAGE)
    assert named
    for name, ply in named:
        assert name in SAMPLES
        assert int(ply or 0) < int(TOLD[name][1])


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_verifies_with_the_rules_kept_beside_it_and_ends_as_its_page_says(name: str) -> None:
    journal = read_journal(FOLDER / f"{name}.jsonl")
    assert not journal.problem
    assert (FOLDER / "scenarios" / f"{journal.header.scenario.sha256}.toml").is_file()
    summit = rules_of(journal.header.scenario, FOLDER)
    assert not verified(summit, journal)

    game = replayed(summit, journal)
    file, plies, ending, first, first_score, second, second_score = TOLD[name]
    assert game.ending is not None
    assert (file, game.ply, game.ending.id) == (f"{name}.jsonl", int(plies), ending)
    assert game.scores == {first: int(first_score), second: int(second_score)}


def test_samples_verify_in_a_checkout_whose_line_ends_were_turned(tmp_path: Path) -> None:
    for path in FOLDER.rglob("*.*"):
        copy = tmp_path / path.relative_to(FOLDER)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    done = wargame("save", "verify", *sorted(tmp_path.glob("*.jsonl")))
    assert (done.code, done.err) == (0, "")
    assert done.out.count(": ") >= len(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_notes_stand_on_plies_in_order(name: str) -> None:
    journal = read_journal(FOLDER / f"{name}.jsonl")
    notes = [note.ply for note in notes_of(journal)]
    assert notes[0] == 0
    assert notes[-1] == len(standing(journal))
    assert len(notes) >= 4


@pytest.mark.parametrize("name", SAMPLES)
def test_whom_the_header_names_has_played(name: str) -> None:
    journal = read_journal(FOLDER / f"{name}.jsonl")
    seats = journal.header.seats
    if "human" in seats.values():
        return  # a person's moves stand in the file alone, and a search of today may answer them otherwise
    game = Game(rules_of(journal.header.scenario, FOLDER), int(journal.header.seed))
    played = [record.move.id for record in turns(game, seats) if record.move is not None]
    assert played == [decision.move for decision in standing(journal)]
