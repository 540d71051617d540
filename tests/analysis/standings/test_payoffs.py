from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import ROOT
from summits import summit_of

from wargame.analysis.standings.payoffs import PlayedGame, field_gains, gain_of, games_of, meetings_of, payoff_of
from wargame.analysis.standings.standings import settles, standings
from wargame.errors import Offense
from wargame.estimates import mean_of, share
from wargame.tournament.result import Forfeiture, GameResult
from wargame.tournament.schedule import Fixture, Schedule
from wargame.tournament.tournament import Tournament, play_tournament

if TYPE_CHECKING:
    from collections.abc import Sequence

COIN = ROOT / "tests" / "analysis" / "coin.toml"
SIDES = ("north", "south")


def game(
    players: tuple[str, str],
    scores: tuple[int, int] | None,
    *,
    pair: int = 0,
    pairing: int = 0,
    luck: tuple[float, float] = (0.0, 0.0),
    mandates: tuple[int, int] = (1, 0),
    ending: str = "kept",
    loser: int | None = None,
) -> PlayedGame:
    """Return a game that came to these scores."""
    forfeit = None if loser is None else Forfeiture(SIDES[loser], players[loser], Offense.RAISED, "")
    result = GameResult(
        fixture=Fixture(0, pairing, pair, players, 1), moves=(), ending=ending, scores=scores, forfeit=forfeit
    )
    return PlayedGame(result, mandates, luck, SIDES)


def test_payoffs_are_means_by_seat_against_what_could_have_been_signed() -> None:
    games = [
        game(("a", "b"), (95, 50), luck=(5.0, -5.0)),
        game(("a", "b"), (100, 50)),
        game(("a", "b"), (90, 40), ending="nothing"),
        game(("a", "b"), None, ending="", loser=1),
    ]
    payoff = payoff_of(summit_of(COIN), games)
    assert (payoff.first, payoff.second, payoff.games, payoff.paid, payoff.forfeits) == ("a", "b", 4, 3, (0, 1))
    assert [each.value for each in payoff.scores] == pytest.approx([385 / 4, 140 / 4])
    assert [each.value for each in payoff.corrected] == pytest.approx([380 / 4, 145 / 4])
    assert payoff.welfare.value == pytest.approx(525 / 4)
    assert payoff.agreement == share(2, 4)
    assert payoff.pareto == share(3, 4)  # play signs one text, worth (80, 60) to the mandate "proud"; a forfeit is none
    assert payoff.bargaining is not None
    assert payoff.bargaining.value == pytest.approx((5 * 10 + 10 * 10 + 0 + 0) / 4)


def test_what_a_seat_is_worth_cancels_in_a_pair() -> None:
    one, two = game(("a", "b"), (70, 20)), game(("b", "a"), (60, 30))
    assert gain_of((one, two), corrected=False) == ((70 + 30) - (20 + 60)) / 2
    lucky = game(("a", "b"), (70, 20), luck=(8.0, -2.0))
    assert gain_of((lucky, two), corrected=True) == 10 - 5


def test_a_meeting_counts_pairs_and_a_forfeit_loses_one() -> None:
    games = [
        *(game(("a", "b"), (70, 20), pair=0, luck=(8.0, -2.0)), game(("b", "a"), (60, 30), pair=0)),
        *(game(("a", "b"), (50, 50), pair=1), game(("b", "a"), (50, 50), pair=1)),
        *(game(("a", "b"), None, pair=2, loser=0), game(("b", "a"), (10, 90), pair=2)),
        *(game(("a", "b"), None, pair=3, loser=0), game(("b", "a"), None, pair=3, loser=0)),
        game(("a", "b"), (99, 0), pair=4),
    ]
    (meeting,) = meetings_of(games)
    assert (meeting.first, meeting.second, len(meeting.pairs)) == ("a", "b", 4)
    assert meeting.points == 1 + 0.5 + 0 + 0.5
    assert [gain.plain for gain in meeting.gains] == [10, 0, ((0 - 100) + (90 - 10)) / 2, 0]
    assert meeting.gains[0].corrected == 10 - (8 + 2) / 2


@pytest.mark.parametrize("behind", [(20, 60), (0, 100), (49, 50)])
def test_giving_up_never_pays(behind: tuple[int, int]) -> None:
    other = game(("b", "a"), (50, 50))
    (played,) = meetings_of([game(("a", "b"), behind), other])
    (quitting,) = meetings_of([game(("a", "b"), None, loser=0), other])
    assert quitting.gains[0].plain <= played.gains[0].plain
    assert quitting.points <= played.points


def test_gains_against_others_compare_like_with_like() -> None:
    games = [
        game(("a", "c"), (60, 1), pair=0),
        game(("b", "c"), (50, 1), pair=0),
        game(("c", "a"), (1, 30), pair=0),
        game(("c", "b"), (1, 40), pair=0),
        game(("a", "c"), (80, 1), pair=1),
        game(("b", "c"), (70, 1), pair=1, luck=(4.0, 0.0)),
        game(("a", "c"), (99, 1), pair=2),
        game(("a", "b"), (0, 99), pair=3),
    ]
    assert field_gains(games, "a", "b") == [0.0, 14.0]
    assert field_gains(games, "b", "a") == [0.0, -14.0]


def results_of(plan: Tournament) -> Sequence[GameResult]:
    """Play a tournament."""
    return play_tournament(plan, 1)


def test_standings_say_who_is_better_in_either_seat_and_are_plain_data() -> None:
    schedule = Schedule(players=("random", "doctrine"), pairs=100, seed=3, selves=True)
    plan = Tournament(summit=summit_of(COIN), schedule=schedule)
    report = standings(plan, results_of(plan))
    better, worse = (report["ratings"][player] for player in ("doctrine", "random"))
    assert better is not None
    assert worse is not None
    assert better["value"] > 0 > worse["value"]
    assert report["seat_effect"]["seat"] == "north"
    assert (report["seat_effect"]["low"] or 0) > 0  # North scores more than South whoever plays
    (pairing,) = report["pairings"]
    gain = pairing["gain_corrected"]
    assert gain is not None
    assert (gain["low"] or 0) < -4 < (gain["high"] or 0)
    assert len(report["payoffs"]) == 4
    assert [(each["player"], each["games"], each["forfeits"]) for each in report["players"]] == [
        ("random", 400, 0),
        ("doctrine", 400, 0),
    ]
    for each in report["players"]:
        north, south = each["mean_score_by_seat"]
        assert (north or 0) > (south or 100)
    assert (report["reproducible"], report["complete"], report["offenses"]) == (True, True, [])


def test_a_pairing_settles_once_its_pairs_say_so() -> None:
    summit = summit_of(COIN)
    plan = Tournament(summit=summit, schedule=Schedule(players=("random", "doctrine"), pairs=400, seed=3))
    all_of_them, some = results_of(plan), play_tournament(plan, 1, settled=settles(summit, 3.0))
    assert 60 <= len(some) < len(all_of_them)
    assert some == list(all_of_them[: len(some)])
    report = standings(plan, some, stop_at=3.0)
    assert report["pairings"][0]["verdict"] == {"better": "second", "pairs": len(some) // 2, "points": 3.0}


def test_luck_is_looked_up_by_seat() -> None:
    summit = summit_of(COIN)
    plan = Tournament(summit=summit, schedule=Schedule(players=("doctrine",), pairs=150, seed=5, selves=True))
    games = games_of(summit, results_of(plan))
    for seat in range(2):
        plain = mean_of([each.score(seat) for each in games])
        clean = mean_of([each.score(seat, corrected=True) for each in games])
        assert clean.high - clean.low < plain.high - plain.low
        assert clean.low - 3 < plain.value < clean.high + 3
