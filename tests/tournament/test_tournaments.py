from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from cut_short import cut_short
from examples import ROOT
from summits import summit_of

from wargame.errors import RunError
from wargame.game.situation import Fault
from wargame.game.summit import load
from wargame.kernel.jit import INTERPRETED
from wargame.tournament.ledger import Ledger
from wargame.tournament.playing import play_in_kernel
from wargame.tournament.result import GameResult, line_of
from wargame.tournament.schedule import Schedule
from wargame.tournament.tournament import Tournament, play_tournament

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

VILLAGES = ROOT / "scenarios" / "two-villages.toml"
PAIRS = 2 if INTERPRETED else 6


def plan_of(*players: str, pairs: int = PAIRS, seed: int = 7, selves: bool = False) -> Tournament:
    """Return a tournament in the small scenario."""
    schedule = Schedule(players=players, pairs=pairs, seed=seed, selves=selves)
    return Tournament(summit=summit_of(VILLAGES), schedule=schedule)


def file_of(
    plan: Tournament, path: Path, workers: int = 1, settled: Callable[[GameResult], bool] | None = None
) -> tuple[bytes, list[GameResult]]:
    """Play a tournament, or go on with it; returns its file and its results."""
    ledger = Ledger(path, plan.header)
    try:
        results = play_tournament(plan, workers, ledger=ledger, settled=settled)
    finally:
        ledger.close()
    return path.read_bytes(), results


# -- who meets whom


def test_everybody_meets_everybody_in_both_seats_under_the_same_seed() -> None:
    schedule = Schedule(players=("a", "b", "c"), pairs=3, seed=5)
    fixtures = schedule.fixtures(range(schedule.games))
    assert len(fixtures) == 3 * 3 * 2
    seatings = [fixture.players for fixture in fixtures]
    assert all(seatings.count(seating) == 3 for seating in set(seatings))
    assert len(set(seatings)) == 6
    for one, two in zip(fixtures[::2], fixtures[1::2], strict=True):
        assert one.players == two.players[::-1]
        assert (one.seed, one.pair, one.pairing) == (two.seed, two.pair, two.pairing)
    assert len({fixture.seed for fixture in fixtures}) == 3


def test_a_player_against_itself_never_plays_the_same_game_twice() -> None:
    schedule = Schedule(players=("a",), pairs=10, seed=5, selves=True)
    assert len({fixture.seed for fixture in schedule.fixtures(range(schedule.games))}) == schedule.games == 20


# -- how it is played


@pytest.mark.parametrize("name", ["two-villages", "trump-kim-2018"])
def test_games_noted_by_the_kernel_are_those_played_view_by_view(name: str) -> None:
    summit = summit_of(ROOT / "scenarios" / f"{name}.toml")
    schedule = Schedule(players=("random", "doctrine"), pairs=1 if INTERPRETED else 5, seed=2)
    fixtures = schedule.fixtures(range(schedule.games))
    playing = Tournament(summit=summit, schedule=schedule).playing
    assert play_in_kernel(summit, fixtures) == [playing._played(fixture) for fixture in fixtures]


def test_a_game_whose_rules_fail_is_a_result_like_another(tmp_path: Path) -> None:
    plan = Tournament(
        summit=load(str(cut_short(tmp_path))), schedule=Schedule(players=("random", "doctrine"), pairs=10, seed=1)
    )
    results = play_tournament(plan, 1)
    assert {result.fault for result in results} == {Fault.NONE, Fault.TOO_LONG}
    assert all((result.scores is None) == bool(result.fault) for result in results)


@pytest.mark.parametrize("players", [("random", "doctrine"), ("greedy", "doctrine")], ids="-".join)
def test_one_worker_and_two_write_the_same_file(players: tuple[str, ...], tmp_path: Path) -> None:
    one, _ = file_of(plan_of(*players), tmp_path / "one", workers=1)
    two, _ = file_of(plan_of(*players), tmp_path / "two", workers=2)
    assert one == two
    assert one.count(b"\n") == 1 + 2 * PAIRS


# -- going on


def test_a_tournament_cut_anywhere_goes_on_to_the_same_file(tmp_path: Path) -> None:
    plan = plan_of("random", "doctrine", "wander")
    whole, results = file_of(plan, tmp_path / "whole")
    lines = whole.splitlines(keepends=True)
    ends = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
    torn = [end - back for end in ends[1:] for back in (1, 20) if end == ends[1] or end % 3 == 0]
    for cut in (*ends, *torn):
        path = tmp_path / "cut"
        path.write_bytes(whole[:cut])
        assert file_of(plan, path) == (whole, results), f"cut at {cut}"


def test_what_is_played_when_somebody_stops_is_kept(tmp_path: Path) -> None:
    plan = plan_of("greedy", "random")
    ledger = Ledger(tmp_path / "file", plan.header)
    results = play_tournament(plan, 1, ledger=ledger, go_on=lambda done: done < 3)
    ledger.close()
    assert len(results) == 3
    assert len((tmp_path / "file").read_bytes().splitlines()) == 4
    whole, _ = file_of(plan, tmp_path / "whole")
    assert file_of(plan, tmp_path / "file")[0] == whole


def test_a_pairing_that_is_settled_is_played_no_further_however_it_is_interrupted(tmp_path: Path) -> None:
    plan = plan_of("random", "doctrine", "greedy")
    settled: Callable[[GameResult], bool] = lambda result: result.fixture.pairing == 0 and result.fixture.index >= 7  # noqa: E731
    whole, results = file_of(plan, tmp_path / "whole", settled=settled)
    assert sum(result.fixture.pairing == 0 for result in results) == 4
    assert sum(result.fixture.pairing == 1 for result in results) == 2 * PAIRS
    lines = whole.splitlines(keepends=True)
    for kept in (1, 5, len(lines) - 1, len(lines)):
        path = tmp_path / "cut"
        path.write_bytes(b"".join(lines[:kept]))
        assert file_of(plan, path, settled=settled) == (whole, results)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seed": 8}, 'seed was "7" there, and is "8" now'),
        ({"pairs": PAIRS + 1}, f"pairs was {PAIRS} there, and is {PAIRS + 1} now"),
        ({"players": ("doctrine", "random")}, "players was"),
        ({"selves": True}, "selves was false there, and is true now"),
    ],
)
def test_the_file_of_another_tournament_is_left_alone(change: dict[str, object], words: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    before, _ = file_of(plan_of("random", "doctrine"), path)
    settings = {"players": ("random", "doctrine"), "pairs": PAIRS, "seed": 7, "selves": False, **change}
    other = Tournament(summit=summit_of(VILLAGES), schedule=Schedule(**settings))  # type: ignore[arg-type]
    with pytest.raises(RunError, match=words):
        Ledger(path, other.header)
    assert path.read_bytes() == before


def test_a_file_that_is_no_tournament_or_damaged_is_named_with_its_line(tmp_path: Path) -> None:
    plan, path = plan_of("random", "doctrine"), tmp_path / "file"
    for text in (b"my shopping list", b"milk\nbread\n", b'{"format": "something-else"}\n'):
        path.write_bytes(text)
        with pytest.raises(RunError, match="is not the file of a tournament; it is left as it is"):
            Ledger(path, plan.header)
        assert path.read_bytes() == text
    path.unlink()
    whole, _ = file_of(plan, path)
    lines = whole.splitlines(keepends=True)
    changes = [
        b"{]\n",
        lines[1],
        b"{}\n",
        lines[2].replace(b'"game":1', b'"game":9'),
        lines[2].replace(b'"moves":[', b'"moves":[1,'),
    ]
    for damaged in changes:
        path.write_bytes(b"".join([*lines[:2], damaged, *lines[3:]]))
        with pytest.raises(RunError, match="is damaged in line 3"):
            file_of(plan, path)
    path.write_bytes(whole + lines[-1])
    with pytest.raises(RunError, match="one more than there are"):
        file_of(plan, path)


def test_a_file_of_any_size_is_read_and_left_alone_until_all_of_it_is_known(tmp_path: Path) -> None:
    plan, path = plan_of("random", "doctrine"), tmp_path / "file"
    whole, _ = file_of(plan, path)
    size = 2**30 + 2**20  # a hole: it takes no space
    with path.open("r+b") as file:
        file.truncate(size)
    with pytest.raises(RunError, match=f"is damaged in line {2 * PAIRS + 2}; it is left as it is"):
        file_of(plan, path)
    assert path.stat().st_size == size
    with path.open("rb") as file:
        assert file.read(len(whole)) == whole


def test_a_torn_line_is_cut_off_only_if_it_is_the_beginning_of_a_game(tmp_path: Path) -> None:
    plan, path = plan_of("random", "doctrine"), tmp_path / "file"
    whole, _ = file_of(plan, path)
    for tail in (b"my notes", b'{"gain":1', b"\0"):
        path.write_bytes(whole + tail)
        with pytest.raises(RunError, match="is damaged in line"):
            file_of(plan, path)
        assert path.read_bytes() == whole + tail
    lines = whole.splitlines(keepends=True)
    wrong = b"".join([lines[0], lines[2], lines[1][:9]])  # torn, and of another tournament before that
    path.write_bytes(wrong)
    with pytest.raises(RunError, match="is damaged in line 2"):
        file_of(plan, path)
    assert path.read_bytes() == wrong


def test_one_file_has_one_writer(tmp_path: Path) -> None:
    plan = plan_of("random", "doctrine")
    ledger = Ledger(tmp_path / "file", plan.header)
    with pytest.raises(RunError, match="another tournament is writing it"):
        Ledger(tmp_path / "file", plan.header)
    ledger.close()


def test_a_line_says_all_of_a_game() -> None:
    plan = plan_of("random", "doctrine", pairs=1)
    result = play_tournament(plan, 1)[0]
    line = line_of(result, plan.summit.rules.side_ids)
    assert json.loads(json.dumps(line)) == line
    assert line["plies"] == len(line["moves"])
    assert line["players"] == {"hill": "random", "vale": "doctrine"}
    assert {move.partition(":")[0] for move in line["moves"]} <= {"hill", "vale"}
