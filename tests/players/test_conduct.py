from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import ROOT
from rascals import rascal
from summits import summit_of

from wargame.game import Game
from wargame.players.conduct import OFFENSES, Misconduct, in_a_line
from wargame.players.hosted import SittingApart
from wargame.tournament.schedule import Schedule
from wargame.tournament.tournament import Tournament, play_tournament

if TYPE_CHECKING:
    from wargame.tournament.result import GameResult

VILLAGES = ROOT / "scenarios" / "two-villages.toml"


def played(kind: str, limit: float | None = None) -> list[GameResult]:
    """Return what comes of one pair of games between a player and an honest one."""
    schedule = Schedule(players=("honest", kind), pairs=1, seed=3)
    plan = Tournament(summit=summit_of(VILLAGES), schedule=schedule, maker=rascal, move_limit=limit)
    return play_tournament(plan, 1)


@pytest.mark.parametrize(
    ("kind", "offense", "detail"),
    [
        ("raises", "raised", "ValueError: a stone instead of"),
        ("leaves", "raised", "SystemExit: 3"),
        ("invents", "illegal", "no-such-move"),
        ("babbles", "illegal", "int: 42"),
        ("prints", "printed", "look at me"),
    ],
)
def test_what_a_player_does_wrong_is_a_forfeit_with_its_name(kind: str, offense: str, detail: str) -> None:
    results = played(kind)
    sides = summit_of(VILLAGES).rules.side_ids
    assert len(results) == 2
    for result in results:
        forfeit = result.forfeit
        assert forfeit is not None
        assert (forfeit.player, forfeit.offense) == (kind, offense)
        assert forfeit.side == sides[result.players.index(kind)]
        assert detail in forfeit.detail
        assert forfeit.detail.isprintable()
        assert result.scores is None
        assert len(result.moves) in {2, 3}


def test_a_player_that_never_answers_is_stopped_and_the_tournament_goes_on() -> None:
    results = played("hangs", limit=0.3)
    assert [result.forfeit.offense if result.forfeit else "" for result in results] == ["late", "late"]
    assert all("0.3" in result.forfeit.detail for result in results if result.forfeit)


def test_a_player_apart_cannot_write_or_take_others_with_it(capfd: pytest.CaptureFixture[str]) -> None:
    game = Game(summit_of(VILLAGES), 3)
    seated = SittingApart(game.summit, "worsens", rascal, limit=60)
    seated.sit(1)
    try:
        for offense in ("", "", "printed", "raised", "died"):
            if offense:
                with pytest.raises(Misconduct) as caught:
                    seated.decide(game.view(game.turn))
                assert caught.value.offense == offense
            else:
                game.play(seated.decide(game.view(game.turn)))
    finally:
        seated.close()
    assert capfd.readouterr() == ("", "")


def test_honest_players_finish_their_games() -> None:
    plan = Tournament(
        summit=summit_of(VILLAGES), schedule=Schedule(players=("honest",), pairs=2, seed=3, selves=True), maker=rascal
    )
    results = play_tournament(plan, 1)
    assert len(results) == 4
    assert all(result.forfeit is None and result.scores is not None and result.ending for result in results)


def test_a_long_message_is_one_short_line() -> None:
    line = in_a_line("a\n" + "é\x07" * 500)
    assert len(line) == 200
    assert line.isprintable()
    assert set(OFFENSES) == {"raised", "illegal", "printed", "late", "died"}
