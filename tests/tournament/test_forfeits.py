"""Players that misbehave forfeit their games, and the tournament goes on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest
from examples import ROOT
from rascals import rascal
from summits import summit_of

from wargame.errors import Offense
from wargame.tournament.result import line_of, read_result
from wargame.tournament.schedule import Schedule
from wargame.tournament.tournament import Tournament, play_tournament

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.tournament.result import GameResult

VILLAGES = ROOT / "scenarios" / "two-villages.toml"


@pytest.fixture
def played(tmp_path: Path) -> Callable[..., list[GameResult]]:
    """Return a function that returns what comes of one pair of games between a player and an honest one."""

    def results(kind: str, limit: float | None = None) -> list[GameResult]:
        schedule = Schedule(players=(rascal("honest", tmp_path), rascal(kind, tmp_path)), pairs=1, seed=3)
        return play_tournament(Tournament(summit=summit_of(VILLAGES), schedule=schedule, move_limit=limit), 1)

    return results


@pytest.mark.parametrize(
    ("kind", "offense", "detail"),
    [
        ("raises", "raised", "ValueError: a stone instead of"),
        ("leaves", "raised", "SystemExit: 3"),
        ("invents", "illegal", "no-such-move"),
        ("babbles", "malformed", "42"),
        ("prints", "printed", "look at me"),
        ("prints_below", "printed", "look at me, below Python"),
        ("dies", "died", "ended"),
    ],
)
def test_what_a_player_does_wrong_is_a_forfeit_with_its_name(
    played: Callable[..., list[GameResult]], kind: str, offense: str, detail: str, capfd: pytest.CaptureFixture[str]
) -> None:
    results = played(kind)
    sides = summit_of(VILLAGES).rules.side_ids
    assert len(results) == 2
    for result in results:
        forfeit = result.forfeit
        assert forfeit is not None
        assert (Path(forfeit.player).name, forfeit.offense) == (f"{kind}.py", offense)
        assert forfeit.side == sides[result.players.index(forfeit.player)]
        assert detail in forfeit.detail
        assert forfeit.detail.isprintable()
        assert result.scores is None
        assert len(result.moves) in {2, 3}
    assert capfd.readouterr() == ("", "")


def test_a_player_that_never_answers_is_stopped_and_the_tournament_goes_on(
    played: Callable[..., list[GameResult]],
) -> None:
    results = played("hangs", limit=0.3)
    assert [result.forfeit.offense if result.forfeit else "" for result in results] == ["late", "late"]
    assert all("0.3" in result.forfeit.detail for result in results if result.forfeit)


def test_honest_players_finish_their_games(tmp_path: Path) -> None:
    schedule = Schedule(players=(rascal("honest", tmp_path),), pairs=2, seed=3, selves=True)
    results = play_tournament(Tournament(summit=summit_of(VILLAGES), schedule=schedule), 1)
    assert len(results) == 4
    assert all(result.forfeit is None and result.scores is not None and result.ending for result in results)


def test_one_that_cannot_be_made_forfeits_before_its_first_move(tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    path.write_text("1 / 0", encoding="utf-8")
    schedule = Schedule(players=("random", f"module:{path}"), pairs=1, seed=3)
    for result in play_tournament(Tournament(summit=summit_of(VILLAGES), schedule=schedule), 1):
        assert result.forfeit is not None
        assert (result.forfeit.player, result.forfeit.offense, result.moves) == (f"module:{path}", "raised", ())
        assert "ZeroDivisionError" in result.forfeit.detail


@pytest.mark.parametrize("offense", ["raised", "illegal", "printed", "late", "died", "malformed"])
def test_forfeits_in_files_of_before_are_read(offense: str) -> None:
    schedule = Schedule(players=("random", "rude"), pairs=1, seed=3)
    line = {
        "game": 0,
        "pairing": 0,
        "pair": 0,
        "seed": str(schedule.fixture(0).seed),
        "players": {"hill": "random", "vale": "rude"},
        "ending": "",
        "scores": None,
        "plies": 0,
        "fault": "",
        "forfeit": {"side": "vale", "player": "rude", "offense": offense, "detail": "so"},
        "moves": [],
    }
    result = read_result(line, schedule.fixture(0), ("hill", "vale"))
    assert result.forfeit is not None
    assert result.forfeit.offense is Offense(offense)
    assert orjson.dumps(line_of(result, ("hill", "vale"))) == orjson.dumps(line)
