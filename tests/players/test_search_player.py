"""The player that looks ahead: the same key gives the same move, and nothing it cannot know counts."""

from __future__ import annotations

import gc
import random
import threading
import time
from typing import TYPE_CHECKING

import pytest
from examples import BUNDLED, SMALL
from summits import differing, positions, summit_of
from transcripts import assert_as_kept

from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.kernel.jit import INTERPRETED
from wargame.players.roster import make_player
from wargame.players.search import Budget, SearchPlayer, expected_of
from wargame.players.thought import Expected, Thinker, Thought

if TYPE_CHECKING:
    from pathlib import Path

TINY = next(path for path in BUNDLED if path.stem == "two-villages")
LARGE = next(path for path in BUNDLED if path.stem == "trump-kim-2018")
PLAYERS = ["search:40", "greedy"] if INTERPRETED else ["search:300", "search:300@2", "sampled:300", "greedy", "mixed"]
PAIRS = 5 if INTERPRETED else 30  # of each scenario
LIKES = frozenset({"accept", "table", "secret-program", "scheme", "night-gate", "sign"})

by_size = pytest.mark.parametrize("path", [TINY, LARGE], ids=lambda path: path.stem)
by_file = pytest.mark.parametrize("path", BUNDLED, ids=lambda path: path.stem)


@pytest.mark.parametrize("text", PLAYERS)
@by_size
def test_the_same_key_makes_the_same_moves(path: Path, text: str) -> None:
    for seed in range(1 if INTERPRETED else 2):
        games = []
        for _ in range(2):
            game = Game(summit_of(path), seed)
            players = {
                side: make_player(game.summit, text, game.player_key(side)) for side in game.summit.rules.side_ids
            }
            while not game.is_over:
                game.play(players[game.turn].decide(view_of(game, game.turn)))
            games.append([record.move for record in game.records])
        assert games[0] == games[1]


@by_size
def test_a_player_made_anew_for_each_move_makes_the_same_moves(path: Path) -> None:
    """So a game that is resumed, branched off or taken back goes on as it would have."""
    text = "search:30" if INTERPRETED else "search:200"
    sides = summit_of(path).rules.side_ids
    kept = {side: make_player(summit_of(path), text, 77) for side in sides}
    for game in positions(path, games=2, seed=9, likes=LIKES):
        if game.is_over:
            continue
        view = view_of(game, game.turn)
        assert kept[game.turn].decide(view) == make_player(game.summit, text, 77).decide(view)


@by_file
def test_positions_that_differ_only_in_what_a_seat_cannot_see_get_the_same_move(path: Path) -> None:
    rnd = random.Random(8)  # noqa: S311  a test has to be repeatable
    compared = 0
    for game in positions(path, games=PAIRS, seed=21, likes=LIKES):
        if game.is_over:
            continue
        other = differing(game, game.turn, rnd)
        if other is None:
            continue
        views = [view_of(each, each.turn) for each in (game, other)]
        for text in ("search:40", "greedy"):
            moves = [make_player(game.summit, text, 6).decide(view) for view in views]
            assert moves[0] == moves[1]
        compared += 1
        if compared == PAIRS:
            return
    pytest.fail(f"only {compared} pairs")


def test_thinking_in_slices_ends_with_the_move_of_deciding() -> None:
    simulations = 100 if INTERPRETED else 6000
    game = Game(summit_of(LARGE), 3)
    view = view_of(game, game.turn)
    player = SearchPlayer(game.summit, Budget(simulations), 5)
    assert isinstance(player, Thinker)
    thoughts = list(player.think(view))
    last = thoughts[-1]
    assert last.done
    assert not any(thought.done for thought in thoughts[:-1])
    assert last.move == SearchPlayer(game.summit, Budget(simulations), 5).decide(view).id
    assert last.simulations == last.budget == simulations
    assert [thought.simulations for thought in thoughts] == sorted({thought.simulations for thought in thoughts})
    assert sum(candidate.visits for candidate in last.candidates) == simulations
    assert {candidate.move for candidate in last.candidates} == set(view.legal)
    assert last.candidates[0].move == last.line[0].id == last.move
    assert last.line[0].side == view.seat
    assert all(0 <= each.own.mean <= 100 and each.own.error >= 0 for each in last.candidates)
    assert set(last.beliefs) == {
        mandate.id for mandate in game.summit.rules.side(game.summit.rules.other(view.seat)).mandates
    }
    assert sum(last.beliefs.values()) == pytest.approx(1)


def test_a_move_is_expected_to_score_the_mean_of_its_simulations_give_or_take_their_standard_error() -> None:
    scores = (40, 50, 60, 70)  # a sum of squares of 500 about the mean: 500 / 3 / 4 is the error's square
    found = expected_of(4, sum(scores), sum(score * score for score in scores))
    assert found.mean == 55.0
    assert found.error == pytest.approx((500 / 3 / 4) ** 0.5)
    assert expected_of(2, 30, 500).error == pytest.approx(5.0)
    assert expected_of(1, 30, 900) == Expected(30.0, 0.0)
    assert expected_of(0, 0, 0) == Expected(0.0, 0.0)


def test_a_searched_game_goes_as_it_went(request: pytest.FixtureRequest) -> None:
    """Hold the promise that a seed gives the same game in every version, but where a change of play is meant."""
    lines = []
    for path in (SMALL, TINY):
        game = Game(summit_of(path), 5)
        players = {
            side: SearchPlayer(game.summit, Budget(60), game.player_key(side)) for side in game.summit.rules.side_ids
        }
        while not game.is_over:
            *_, thought = players[game.turn].think(view_of(game, game.turn))
            tried = ", ".join(f"{each.move} {each.visits} {each.own.mean:.4g}" for each in thought.candidates[:4])
            held = ", ".join(f"{mandate} {share:.4f}" for mandate, share in thought.beliefs.items())
            lines.append(f"{game.ply + 1} {game.turn}: {thought.move} ({tried}) believes {held}")
            game.play(thought.move)
    assert_as_kept(request.path.parent / "search.txt", "\n".join(lines) + "\n")


def test_one_that_draws_its_move_plays_each_as_often_as_it_was_tried() -> None:
    game = Game(summit_of(LARGE), 3)
    view, keys = view_of(game, game.turn), 20 if INTERPRETED else 200
    expected, drawn = 0.0, 0
    for key in range(keys):
        sure, sampled = (make_player(game.summit, f"{name}:60", key) for name in ("search", "sampled"))
        assert isinstance(sure, Thinker)
        assert isinstance(sampled, Thinker)
        *_, thought = sure.think(view)
        *_, other = sampled.think(view)
        assert other.candidates == thought.candidates
        assert next(each.visits for each in other.candidates if each.move == other.move) > 0
        assert sampled.decide(view).id == other.move
        expected += thought.candidates[0].share
        drawn += other.move == thought.move
    assert abs(drawn - expected) < 4 * (keys / 4) ** 0.5
    assert drawn < keys


def test_who_stops_early_has_a_move() -> None:
    game = Game(summit_of(LARGE), 3)
    view = view_of(game, game.turn)
    for thought in SearchPlayer(game.summit, Budget(10_000_000), 5).think(view):
        assert isinstance(thought, Thought)
        assert thought.move in view.legal
        break
    else:
        pytest.fail("it thought nothing")


def test_several_threads_share_the_budget_and_merge_their_trees() -> None:
    simulations = 61 if INTERPRETED else 2001
    game = Game(summit_of(LARGE), 3)
    view = view_of(game, game.turn)
    *_, last = SearchPlayer(game.summit, Budget(simulations, 0.0, 3), 5).think(view)
    assert sum(candidate.visits for candidate in last.candidates) == simulations
    again = list(SearchPlayer(game.summit, Budget(simulations, 0.0, 3), 5).think(view))[-1]
    assert (again.candidates, again.line) == (last.candidates, last.line)


def test_a_search_by_the_clock_ends_and_says_that_it_cannot_be_repeated() -> None:
    game = Game(summit_of(LARGE), 3)
    view = view_of(game, game.turn)
    begun = time.monotonic()
    *_, last = make_player(game.summit, "search:0.2s", 5).think(view)  # type: ignore[attr-defined]
    assert time.monotonic() - begun >= 0.2
    assert last.done
    assert not last.reproducible
    assert last.seconds == 0.2
    assert last.move in view.legal


def test_a_player_can_be_stopped_from_another_thread() -> None:
    game = Game(summit_of(TINY), 3)
    view = view_of(game, game.turn)
    stopped, found = threading.Event(), []

    def think() -> None:
        for thought in SearchPlayer(game.summit, Budget(10_000_000), 5).think(view):
            found.append(thought)
            if stopped.is_set():
                break

    thread = threading.Thread(target=think)
    thread.start()
    while not found:
        time.sleep(0.001)
    stopped.set()
    thread.join(60)
    assert not thread.is_alive()
    assert found[-1].move in view.legal


def test_a_view_holds_no_way_back_to_its_game() -> None:
    game = next(game for game in positions(LARGE, games=5, seed=2) if game.ply == 3 and not game.is_over)
    view = view_of(game, game.turn)
    reached: set[int] = set()
    waiting: list[object] = [view]
    while waiting:
        each = waiting.pop()
        if id(each) in reached or isinstance(each, type):
            continue
        reached.add(id(each))
        assert not isinstance(each, Game)
        assert each is not game.state
        waiting += gc.get_referents(each)
