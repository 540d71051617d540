from __future__ import annotations

import csv
import json
import os
import re
import sys
from collections import deque
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
from cut_short import cut_short
from examples import BUNDLED, ROOT

from wargame.destination import Destination
from wargame.errors import ExtraError, RunError
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.kernel.jit import INTERPRETED
from wargame.runs.batch import Run
from wargame.runs.columns import about, columns_of, rows_of
from wargame.runs.counting import count_games
from wargame.runs.formats import FORMATS, KINDS
from wargame.runs.rows import PARTIAL, RowFile, RowFiles

GAMES = 40 if INTERPRETED else 500
FULL = Path("/dev/full")
SMALL = ROOT / "scenarios" / "two-villages.toml"


def run_of(scenario: Path, player: str = "random") -> Run:
    """Return a run with the same player on both sides."""
    summit = load(str(scenario))
    return Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, player), seed=7)


def begun(run: Run, path: Path) -> RowFile:
    """Begin a file of a run."""
    return RowFile(Destination(path=path, kind=KINDS[path.suffix]), FORMATS[path.suffix](columns_of(run), about(run)))


def partial_of(path: Path) -> Path:
    """Return where an unfinished file stands."""
    return path.with_name(path.name + PARTIAL)


def written(run: Run, path: Path, games: int = GAMES) -> None:
    """Write a run into a file."""
    file = begun(run, path)
    deque(count_games(run, range(games), 2, RowFiles([file])), maxlen=0)
    file.finish()


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read rows as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_text(row: dict[str, Any]) -> dict[str, str]:
    """Write a row as CSV would."""
    return {name: f"s{cell}" if name == "seed" else "" if cell is None else str(cell) for name, cell in row.items()}


@pytest.mark.parametrize("name", ["two-villages", "trump-kim-2018"])
def test_all_formats_hold_the_same_rows(name: str, tmp_path: Path) -> None:
    run = run_of(ROOT / "scenarios" / f"{name}.toml")
    paths = {ending: tmp_path / f"games{ending}" for ending in FORMATS}
    for path in paths.values():
        written(run, path)
        assert not partial_of(path).exists()
    rows = rows_of(columns_of(run), run.play(0, GAMES, states=True))
    lines = paths[".jsonl"].read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == rows
    assert pyarrow.parquet.read_table(paths[".parquet"]).to_pylist() == rows
    assert read_csv(paths[".csv"]) == [as_text(row) for row in rows]


def test_however_many_games_a_chunk_has_its_text_is_the_same() -> None:
    run = run_of(SMALL)
    columns = columns_of(run)
    made = FORMATS[".csv"](columns, about(run)).make
    assert made(run.play(0, 1500, states=True)) == b"".join(
        made(run.play(first, 300, states=True)) for first in range(0, 1500, 300)
    )


def test_a_row_names_its_game_its_mandates_its_end_and_every_track() -> None:
    run = run_of(SMALL)
    rules = run.summit.rules
    row = rows_of(columns_of(run), run.play(3, 1, states=True))[0]
    assert list(row)[:12] == [
        *("game", "seed", "first", "hill.player", "vale.player", "hill.mandate", "vale.mandate", "ending"),
        *("hill.score", "vale.score", "plies", "chance_nodes"),
    ]
    assert list(row)[12:] == [track.id for track in rules.tracks if not track.id.endswith(".mandate")]
    assert (row["game"], row["seed"]) == (3, str(run.seed_of(3)))
    assert row["first"] in rules.side_ids
    assert row["hill.mandate"] in {"pious", "roof"}
    assert row["ending"] in {ending.id for ending in rules.endings}


def test_a_track_named_like_another_column_is_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "clash.toml"
    path.write_text(re.sub(r"\bpond\b", "seed", SMALL.read_text(encoding="utf-8")), encoding="utf-8")
    run = run_of(path)
    names = [column.name for column in columns_of(run)]
    assert "final:seed" in names
    assert len(set(names)) == len(names)
    written(run, tmp_path / "games.csv", 10)
    assert len(read_csv(tmp_path / "games.csv")) == 10


def test_parquet_says_which_program_and_policy_played(tmp_path: Path) -> None:
    run = run_of(SMALL)
    written(run, tmp_path / "games.parquet", 5)
    found = pyarrow.parquet.read_schema(tmp_path / "games.parquet").metadata
    assert {name.encode(): value.encode() for name, value in about(run).items()}.items() <= found.items()
    assert found[b"wargame.policy"] == b"none"


@pytest.mark.parametrize("ending", FORMATS)
def test_a_game_at_fault_has_neither_ending_nor_scores(tmp_path: Path, ending: str) -> None:
    run = run_of(cut_short(tmp_path))
    written(run, tmp_path / f"games{ending}")
    rows = rows_of(columns_of(run), run.play(0, GAMES, states=True))
    assert {row["ending"] is None for row in rows} == {True, False}
    assert all((row["ending"] is None) == (row["hill.score"] is None) == (row["vale.score"] is None) for row in rows)
    if ending == ".parquet":
        assert pyarrow.parquet.read_table(tmp_path / "games.parquet").to_pylist() == rows
    elif ending == ".csv":
        assert read_csv(tmp_path / "games.csv") == [as_text(row) for row in rows]
    else:
        lines = (tmp_path / "games.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line) for line in lines] == rows


def test_an_older_file_stands_until_the_new_one_is_whole(tmp_path: Path) -> None:
    run, path = run_of(SMALL), tmp_path / "games.csv"
    path.write_text("game,seed,first,old\n", encoding="utf-8")
    file = begun(run, path)
    deque(count_games(run, range(10), 1, RowFiles([file])), maxlen=0)
    assert path.read_text(encoding="utf-8") == "game,seed,first,old\n"
    file.finish()
    assert len(read_csv(path)) == 10


@pytest.mark.parametrize("ending", FORMATS)
def test_a_file_that_was_left_can_be_read_as_far_as_it_goes(tmp_path: Path, ending: str) -> None:
    run, path = run_of(SMALL), tmp_path / f"games{ending}"
    file = begun(run, path)
    deque(count_games(run, range(10), 1, RowFiles([file])), maxlen=0)
    file.leave()
    assert not path.exists()
    left = partial_of(path)
    if ending == ".parquet":
        assert pyarrow.parquet.read_table(left).num_rows == 10
    else:
        assert len(left.read_text(encoding="utf-8").splitlines()) == 10 + (ending == ".csv")


def test_a_longer_partial_of_before_leaves_no_trace(tmp_path: Path) -> None:
    run, path = run_of(SMALL), tmp_path / "games.csv"
    partial_of(path).write_text("game,seed,first,x\n" * 100_000, encoding="utf-8")
    written(run, path, 10)
    assert len(read_csv(path)) == 10


def test_two_runs_cannot_write_one_file(tmp_path: Path) -> None:
    run, path = run_of(SMALL), tmp_path / "games.csv"
    first = begun(run, path)
    with pytest.raises(RunError, match=r"another run is writing it"):
        begun(run, path)
    first.finish()
    written(run, path, 10)


@pytest.mark.parametrize("ending", FORMATS)
def test_a_full_disk_leaves_nothing_that_looks_whole(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"games{ending}"
    file = begun(run_of(SMALL), path)
    with FULL.open("wb") as full:
        os.dup2(full.fileno(), file._file.fileno())
    with pytest.raises(RunError, match=r"No space left on device; .*partial is left, and is not whole"):
        file.finish() if ending == ".parquet" else file.write(b"x" * 10**6)
    assert not path.exists()


@pytest.mark.parametrize("ending", FORMATS)
def test_a_partial_that_is_a_link_or_of_another_kind_is_left_alone(tmp_path: Path, ending: str) -> None:
    path, victim = tmp_path / f"games{ending}", tmp_path / "thesis.txt"
    victim.write_text("years of work", encoding="utf-8")
    partial_of(path).symlink_to(victim)
    with pytest.raises(RunError, match="is a link"):
        begun(run_of(SMALL), path)
    partial_of(path).unlink()
    victim.rename(partial_of(path))
    with pytest.raises(RunError, match="what is there is not the"):
        begun(run_of(SMALL), path)
    assert partial_of(path).read_text(encoding="utf-8") == "years of work"


@pytest.mark.parametrize("ending", FORMATS)
def test_what_a_killed_run_left_is_begun_anew(tmp_path: Path, ending: str) -> None:
    run, path = run_of(SMALL), tmp_path / f"games{ending}"
    written(run, path, 30)
    whole = path.read_bytes()
    partial_of(path).write_bytes(whole[: len(whole) // 2])
    written(run, path, 30)
    assert path.read_bytes() == whole


@pytest.mark.parametrize("scenario", BUNDLED, ids=lambda path: path.stem)
def test_what_is_drawn_before_the_first_move_is_what_the_game_says(scenario: Path) -> None:
    run = run_of(scenario)
    rules = run.summit.rules
    games = 10 if INTERPRETED else 30
    for row in rows_of(columns_of(run), run.play(5, games, states=True)):
        setup = Game(run.summit, int(str(row["seed"]))).setup
        assert row["first"] in rules.side_ids
        for rule in rules.setup[3:]:
            drawn = [each.roll.drawn for each in setup.happenings if each.roll and each.rule == rule.key]
            assert drawn == [row[rule.key]]


@pytest.mark.parametrize("scenario", BUNDLED, ids=lambda path: path.stem)
def test_every_column_is_described_and_the_description_holds(scenario: Path, tmp_path: Path) -> None:
    run = run_of(scenario)
    fields = [column.field for column in columns_of(run)]
    written(run, tmp_path / "games.parquet", 50)
    schema = pyarrow.parquet.read_schema(tmp_path / "games.parquet")
    assert schema.names == [field.name for field in fields]
    assert schema.metadata[b"wargame.scenario_sha256"].decode() == run.summit.sha256
    for field in fields:
        kept = schema.field(field.name)
        assert kept.metadata[b"meaning"].decode() == field.meaning != ""
        assert (field.type == "text") == (str(kept.type) != "int16" and str(kept.type) != "int64")
    for row in rows_of(columns_of(run), run.play(0, 50, states=True)):
        for field in fields:
            cell = row[field.name]
            assert cell is not None or field.empty
            assert isinstance(cell, str) == (field.type == "text") or cell is None
            assert not field.values or cell in {*field.values, None}
            assert field.most is None or field.least is None or field.least <= int(cell or 0) <= field.most


def test_a_folder_and_a_place_that_does_not_exist_are_refused_at_once(tmp_path: Path) -> None:
    run = run_of(SMALL)
    (tmp_path / "games.csv").mkdir()
    with pytest.raises(RunError, match="is a folder"):
        begun(run, tmp_path / "games.csv")
    with pytest.raises(RunError, match="No such file or directory"):
        begun(run, tmp_path / "nowhere" / "games.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is writable to root")
def test_a_folder_without_leave_to_write_is_refused_at_once(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(RunError, match="Permission denied"):
        begun(run_of(SMALL), tmp_path / "games.csv")


def test_without_pyarrow_parquet_is_refused_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExtraError, match=r"pip install 'wargame\[parquet\]'"):
        begun(run_of(SMALL), tmp_path / "games.parquet")
    assert list(tmp_path.iterdir()) == []
