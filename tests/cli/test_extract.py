"""Trajectories by the command line: written beside other files, verified, and made saved games of."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pyarrow.parquet
import pytest
from commands import wargame
from examples import ROOT

if TYPE_CHECKING:
    from pathlib import Path

SMALL = ("run", "two-villages", "--seed", "3")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of games 5 to 24 of a run, that nobody changes."""
    path = tmp_path_factory.mktemp("kept") / "games.parquet"
    assert wargame(*SMALL, "--first", "5", "--games", "20", "--trajectories", path, "--observations").code == 0
    return path


def test_a_game_of_a_file_becomes_the_saved_game_that_the_run_would_have_saved(kept: Path, tmp_path: Path) -> None:
    done = wargame("save", "extract", kept, "--game", "7", "--game", "24", "--saves", tmp_path / "read")
    names = [f"two-villages-doctrine-doctrine-seed-3-game-{number}.jsonl" for number in (7, 24)]
    assert (done.code, done.out) == (0, "".join(f"Saved {tmp_path / 'read' / name}\n" for name in names))
    wargame(*SMALL, "--game", "7", "--save", tmp_path / "played")
    assert (tmp_path / "read" / names[0]).read_bytes() == (tmp_path / "played" / names[0]).read_bytes()
    assert wargame("save", "verify", tmp_path / "read").code == 0
    wargame("save", "extract", kept, "--game", "7", "--saves", tmp_path / "read")
    assert len([*(tmp_path / "read").glob("*.jsonl")]) == 2  # what is there already is left


def test_a_file_is_verified_and_says_what_was(kept: Path) -> None:
    done = wargame("save", "verify", kept)
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "verified: 20 games of two-villages, hill=doctrine, vale=doctrine: every move, every roll and its odds, every"
        " result, and what was seen\n"
    )


def test_a_file_that_is_damaged_or_has_no_such_game_is_one_message(kept: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.parquet"
    short.write_bytes(kept.read_bytes()[:-100])
    for command, words in (
        (("save", "verify", short), "damaged, or cut off"),
        (("save", "extract", short, "--game", "7"), "damaged, or cut off"),
        (("save", "extract", kept, "--game", "4"), "game 4 is not in it"),
        (("save", "extract", tmp_path / "none.parquet", "--game", "4"), "No such file"),
        (("save", "verify", tmp_path / "none.parquet"), "No such file"),
    ):
        done = wargame(*command)
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
        assert words in done.err
        assert str(command[2]) in done.err


def test_one_file_is_not_both_outputs(tmp_path: Path) -> None:
    done = wargame(*SMALL, "--games", "5", "--out", tmp_path / "a.parquet", "--trajectories", tmp_path / "a.parquet")
    assert (done.code, done.out) == (1, "")
    assert "writes it for something else" in done.err
    assert not [*tmp_path.iterdir()]


def test_rows_and_trajectories_are_of_the_same_games_and_a_variant_is_kept_as_one(tmp_path: Path) -> None:
    scenario = tmp_path / "mine.toml"
    shutil.copy(ROOT / "scenarios" / "two-villages.toml", scenario)
    rows, nodes = tmp_path / "rows.parquet", tmp_path / "nodes.parquet"
    run = ("run", scenario, "--set", "tracks.pond.start=1", "--games", "9", "--out", rows, "--trajectories", nodes)
    assert wargame(*run).code == 0
    scenario.unlink()  # the file brings its rules
    assert "9 games of two-villages with tracks.pond.start=1" in wargame("save", "verify", nodes).out
    told = {row["game"]: row for row in pyarrow.parquet.read_table(rows).to_pylist()}
    for row in pyarrow.parquet.read_table(nodes).to_pylist():
        assert {name: row[name] for name in ("ending", "hill.score")} == {
            name: told[row["game"]][name] for name in ("ending", "hill.score")
        }


def test_the_schema_tells_of_both_tables(kept: Path) -> None:
    told = json.loads(wargame("run", "two-villages", "--schema", "--json").out)
    assert [each["name"] for each in told["trajectories"]] == pyarrow.parquet.read_schema(kept).names
    assert all(each["meaning"] for each in told["trajectories"])
    assert "Whether a side decided, or chance" in wargame("run", "two-villages", "--schema").out
