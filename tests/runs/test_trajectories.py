from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from cut_short import cut_short
from examples import BUNDLED, ROOT
from pyarrow import parquet

from wargame.destination import Destination
from wargame.errors import ExtraError, RunError
from wargame.game.summit import load
from wargame.journal.replay import entries_of
from wargame.kernel.jit import INTERPRETED
from wargame.runs.batch import CHUNK, Run
from wargame.runs.columns import about, columns_of
from wargame.runs.counting import count_games
from wargame.runs.formats import FORMATS, KINDS
from wargame.runs.kept import keep_game, save_game
from wargame.runs.parquet import loaded_pyarrow
from wargame.runs.rows import RowFile, RowFiles
from wargame.runs.trajectories.columns import columns_of as trajectory_columns
from wargame.runs.trajectories.reading import Trajectories, read_trajectories
from wargame.runs.trajectories.writing import KIND, TrajectoryFormat, write_trajectories

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.game.record import Record

GAMES = 10 if INTERPRETED else 40
SMALL = ROOT / "scenarios" / "two-villages.toml"


def run_of(scenario: Path = SMALL, *players: str) -> Run:
    """Return a run; by default both sides play at random."""
    summit = load(str(scenario))
    seats = dict(zip(summit.rules.side_ids, players or ("random", "random"), strict=True))
    return Run(summit=summit, seats=seats, seed=7)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of small games, observations and all, that nobody changes."""
    path = tmp_path_factory.mktemp("kept") / "games.parquet"
    write_trajectories(run_of(), GAMES, path, observations=True)
    return path


def verify(path: Path) -> int:
    """Verify a file; returns the number of its games."""
    return max(read_trajectories(path).verify(), default=0)


def expected_rows(run: Run, number: int) -> list[dict[str, Any]]:
    """Return the rows of a game as its records tell them, without the kernel's own."""
    game = run.play_one(number).game
    rows = []
    for record in (game.setup, *game.records):
        if record.move is not None:
            rows.append(_decision(game, record))
        rows += [
            {"kind": "chance", "ply": each.ply, "rule": each.rule, "outcome": each.outcome}
            | {"probability": float(dict(each.roll.outcomes)[each.outcome]), "choices": len(each.roll.outcomes)}
            for each in record.happenings
            if each.roll is not None and len(each.roll.outcomes) > 1
        ]
    scores = game.scores if game.ending else dict.fromkeys(game.summit.rules.side_ids)
    result = {"ending": game.ending.id if game.ending else None} | {f"{side}.score": scores[side] for side in scores}
    return [{"game": number, "step": step, **row, **result} for step, row in enumerate(rows)]


def _decision(game: Game, record: Record) -> dict[str, Any]:
    assert record.move is not None
    slots = game.summit.compiled.slots.of_name
    ply = int(record.before[slots["ply"]])
    before, layout = game.at(ply), game.summit.layout(record.move.side)
    seen = dict(zip(layout.names, layout.observed(record.before).tolist(), strict=True))
    phase = game.summit.rules.phases[int(record.before[slots["phase"]]) - 1].id
    return {
        "kind": "decision",
        "ply": ply,
        "phase": phase,
        "round": int(record.before[slots["round"]]),
        "side": record.move.side,
        "move": record.move.id,
        "action": game.summit.action(record.move),
        "rule": None,
        "outcome": None,
        "probability": None,
        "choices": len(before.actions),
        **{f"seen:{name}": value for name, value in seen.items()},
        "legal": sorted(before.actions),
    }


@pytest.mark.parametrize("scenario", BUNDLED, ids=lambda path: path.stem)
def test_a_file_has_the_decisions_and_rolls_that_the_records_tell(scenario: Path, tmp_path: Path) -> None:
    run, path = run_of(scenario), tmp_path / "games.parquet"
    write_trajectories(run, range(3, 6), path, observations=True)
    rows = parquet.read_table(path).to_pylist()
    expected = [row for number in range(3, 6) for row in expected_rows(run, number)]
    assert len(rows) == len(expected)
    for row, due in zip(rows, expected, strict=True):
        assert {name: row[name] for name in due} == due
        unseen = {name for name in row if name.startswith("seen:")} - due.keys()
        assert {row[name] for name in unseen} <= {None}
        assert row["kind"] == "decision" or not row["legal"]


def test_a_game_is_read_back_as_it_was_played_and_saved_as_the_run_saves_it(kept: Path, tmp_path: Path) -> None:
    run, found = run_of(), read_trajectories(kept)
    assert (found.run.seats, found.run.seed, found.run.summit.sha256) == (run.seats, run.seed, run.summit.sha256)
    assert found.has_observations
    for number, game in found.games():
        assert entries_of(game) == entries_of(run.play_one(number).game)
    assert number == GAMES - 1
    saved = keep_game(found.run, found.one(5), tmp_path / "read")
    again = save_game(run, 5, tmp_path / "played")
    assert saved is not None
    assert again is not None
    assert (saved.name, saved.read_bytes()) == (again.name, again.read_bytes())
    with pytest.raises(RunError, match=rf"game {GAMES} is not in it"):
        found.game(GAMES)


def test_players_that_think_turn_by_turn_are_kept_alike(tmp_path: Path) -> None:
    run, path = run_of(SMALL, "greedy", "search:4"), tmp_path / "games.parquet"
    write_trajectories(run, 3, path)
    found = read_trajectories(path)
    assert [entries_of(game) for _, game in found.games()] == [entries_of(run.play_one(at).game) for at in range(3)]
    assert found.run.policy.identity == run.policy.identity
    assert parquet.ParquetFile(path).metadata.num_row_groups == 1


def test_neither_threads_nor_another_file_beside_it_change_a_byte(tmp_path: Path) -> None:
    run, games = run_of(), range(2, CHUNK + 30 if INTERPRETED else 5000)
    one, two, rows = tmp_path / "one.parquet", tmp_path / "two.parquet", tmp_path / "rows.parquet"
    write_trajectories(run, games, one, threads=1)
    files = [
        RowFile(Destination(path=rows, kind=KIND), FORMATS[".parquet"](columns_of(run), about(run))),
        RowFile(Destination(path=two, kind=KIND), TrajectoryFormat(run, observations=False)),
    ]
    for _ in count_games(run, games, 3, RowFiles(files)):
        pass
    RowFiles(files).finish()
    assert one.read_bytes() == two.read_bytes()
    told = parquet.read_table(rows, columns=["plies", "chance_nodes"]).to_pydict()
    assert parquet.read_metadata(one).num_rows == sum(told["plies"]) + sum(told["chance_nodes"])


def test_a_game_that_the_rules_do_not_end_is_kept_as_far_as_it_goes(tmp_path: Path) -> None:
    run, path = run_of(cut_short(tmp_path)), tmp_path / "games.parquet"
    write_trajectories(run, GAMES, path)
    found = read_trajectories(path)
    faults = [number for number, game in found.games() if game.fault]
    assert faults == [number for number in range(GAMES) if run.play_one(number).fault] != []
    assert keep_game(found.run, found.one(faults[0]), tmp_path / "saves") is None


# -- read with other people's tools


def test_text_that_repeats_is_a_category_to_pandas_and_polars(kept: Path) -> None:
    frame, other = pd.read_parquet(kept), pl.read_parquet(kept)
    schema = trajectory_columns(run_of(), observations=True)
    assert list(frame.columns) == other.columns == [column.name for column in schema]
    for column in schema:
        if column.is_text:
            assert tuple(frame[column.name].cat.categories) == column.cells[None in column.cells :]
            assert other.schema[column.name] == pl.Categorical
    layout = load(str(SMALL)).layout("hill")
    mine = frame[frame["side"] == "hill"]
    assert (mine[[f"seen:{name}" for name in layout.names]].to_numpy() <= layout.high).all()
    assert all(action in legal for action, legal in zip(mine["action"], mine["legal"], strict=True))
    assert np.isclose(frame["probability"].dropna(), 0.5).any()


# -- files from anybody


def changed(kept: Path, path: Path, column: str, row: int, value: Any) -> Path:
    """Write a file in which one cell is another."""
    table = parquet.read_table(kept)
    field = table.schema.field(column)
    cells = table[column].to_pylist()
    assert cells[row] != value
    cells[row] = value
    plain = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    array = pa.array(cells, plain).cast(field.type)
    table = table.set_column(table.schema.get_field_index(column), field, array)
    parquet.write_table(table.replace_schema_metadata(table.schema.metadata), path)
    return path


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("game", 5),
        ("game", -1),
        ("step", 2),
        ("ply", 3),
        ("round", None),
        ("phase", "bargaining"),
        ("kind", "chance"),
        ("kind", None),
        ("side", None),
        ("action", 0),
        ("action", 30_000),
        ("action", -1),
        ("action", None),
        ("move", "accept"),
        ("rule", "setup:first"),
        ("outcome", "hill"),
        ("probability", 0.25),
        ("choices", 99),
        ("ending", "handshake"),
        ("hill.score", 101),
        ("vale.score", None),
        ("seen:vague.fair", 7),
        ("legal", [1, 2]),
    ],
)
def test_a_cell_that_does_not_follow_from_the_game_is_told_with_its_place(
    kept: Path, tmp_path: Path, column: str, value: Any
) -> None:
    rows = parquet.read_table(kept).to_pylist()
    row = next(at for at, each in enumerate(rows) if each["game"] == 1 and each["kind"] == "decision")
    value = "silence" if (column, rows[row]["ending"]) == ("ending", "handshake") else value
    path = changed(kept, tmp_path / "games.parquet", column, row, value)
    place = r"its games are not in order" if column == "game" else r"game 1, step \d+"
    with pytest.raises(RunError, match=rf"games\.parquet[:,] {place}"):
        verify(path)
    assert read_trajectories(path).game(8).is_over or column == "game"


def test_rows_that_are_missing_or_too_many_are_told(kept: Path, tmp_path: Path) -> None:
    table, path = parquet.read_table(kept), tmp_path / "games.parquet"
    last, within, twice = table.slice(0, table.num_rows - 1), [table.slice(0, 30), table.slice(31)], [table, table]
    for rows in (table.slice(1), last, pa.concat_tables(within), pa.concat_tables(twice)):
        parquet.write_table(rows, path)
        with pytest.raises(RunError, match=r"game \d+"):
            verify(path)
    parquet.write_table(table.slice(0, 0), path)
    assert verify(path) == 0


def test_damage_of_any_byte_is_an_error_or_changes_nothing(kept: Path, tmp_path: Path) -> None:
    whole, path, random = kept.read_bytes(), tmp_path / "games.parquet", np.random.default_rng(5)
    for at in [*range(0, 12, 3), *random.integers(0, len(whole), 60), *range(len(whole) - 12, len(whole), 3)]:
        data = bytearray(whole)
        data[at] ^= int(random.integers(1, 256))
        found = told(path, bytes(data))
        assert not found or (found.startswith(str(path)) and found.isprintable())
    for length in (0, 3, 12, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(RunError, match=r"games\.parquet: damaged, or cut off"):
            read_trajectories(path)


def told(path: Path, data: bytes) -> str:
    """Return what is wrong with a file of this content, "" if all of its games are as they were."""
    path.write_bytes(data)
    try:
        assert verify(path) == GAMES
    except RunError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("format", "2", r"written in format '2' by wargame '0\.1\.0'; this program, wargame 0\.1\.0, reads format 1"),
        ("table", "rows", "holds no trajectories"),
        ("scenario_text", "x = 1", "its scenario is damaged"),
        ("run_seed", "-1", "is no whole number of 64 bits"),
        ("run_seed", str(2**64), "is no whole number of 64 bits"),
        ("run_seed", "8", r"game 0, step"),
        ("player.hill", "\x1b[31m", "hidden character"),
        ("observations", "no", "its columns are not those"),
        ("version", "9.9.9", r"^$"),
    ],
)
def test_what_a_file_says_of_itself_is_checked(kept: Path, tmp_path: Path, name: str, value: str, message: str) -> None:
    table, path = parquet.read_table(kept), tmp_path / "games.parquet"
    metadata = {**table.schema.metadata, f"wargame.{name}".encode(): value.encode()}
    parquet.write_table(table.replace_schema_metadata(metadata), path)
    if message == "^$":  # another version is no fault while the games are the same
        assert verify(path) == GAMES
        return
    with pytest.raises(RunError, match=message):
        verify(path)


def test_a_row_that_another_version_wrote_names_both(kept: Path, tmp_path: Path) -> None:
    path = changed(kept, tmp_path / "games.parquet", "hill.score", 0, 3)
    table = parquet.read_table(path)
    parquet.write_table(table.replace_schema_metadata({**table.schema.metadata, b"wargame.version": b"9.9"}), path)
    with pytest.raises(
        RunError, match=r"written as 3, and comes to \d+ \(wargame 9\.9 wrote it, and this is 0\.1\.0\)"
    ):
        verify(path)


def test_other_parquet_and_what_is_no_file_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "games.parquet"
    parquet.write_table(pa.table({"game": [1]}), path)
    with pytest.raises(RunError, match="holds no trajectories; `wargame run --trajectories`"):
        read_trajectories(path)
    for place, reason in ((tmp_path, "a folder"), (Path("/dev/zero"), "a device"), (tmp_path / "x", "No such file")):
        with pytest.raises(RunError, match=reason):
            read_trajectories(place)


def test_rows_of_a_run_and_trajectories_do_not_replace_each_other(kept: Path, tmp_path: Path) -> None:
    path = tmp_path / "games.parquet"
    shutil.copy(kept, path)
    run = run_of()
    with pytest.raises(RunError, match="not the Parquet file of a run"):
        RowFile(Destination(path=path, kind=KINDS[".parquet"]), FORMATS[".parquet"](columns_of(run), about(run)))
    write_trajectories(run, 2, path)
    assert verify(path) == 2
    assert isinstance(read_trajectories(path), Trajectories)


def test_without_pyarrow_the_extra_is_named(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for attempt in (loaded_pyarrow, lambda: read_trajectories(kept), lambda: write_trajectories(run_of(), 1, kept)):
        with pytest.raises(ExtraError, match=r"a Parquet file needs pyarrow, .*pip install 'wargame\[parquet\]'"):
            attempt()
