"""The review of a game: an account that adds up, marks from what a seat could know, and the same figures every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from wargame.analysis.review.course import course_of
from wargame.analysis.review.ledger import ledger_of, plies_of
from wargame.analysis.review.marks import FULL, accuracy_of, mark_of
from wargame.analysis.review.reviewed import Review, reviewing
from wargame.analysis.review.truth import Truth
from wargame.game.game import Game
from wargame.game.summit import load
from wargame.game.view import view_of
from wargame.kernel.jit import INTERPRETED
from wargame.kernel.policy import UNLEARNED
from wargame.players.appraiser import Appraiser
from wargame.players.learned import PolicyUse
from wargame.players.roster import make_player

if TYPE_CHECKING:
    from wargame.analysis.review.ledger import Ledger
    from wargame.game.summit import Summit

SUMMIT = load("river-treaty")
MANY = 10 if INTERPRETED else 120


def played(summit: Summit, seed: int, *, decisions: int = 1000, player: str = "random") -> Game:
    """Return a game between two players of one kind, to its end or so many decisions."""
    game = Game(summit, seed)
    players = {side: make_player(summit, player, game.player_key(side)) for side in summit.rules.side_ids}
    while not game.is_over and game.ply < decisions:
        game.play(players[game.turn].decide(view_of(game, game.turn)))
    return game


def account(game: Game, games: int = 4) -> Ledger:
    truth = Truth.of(game, UNLEARNED)
    return ledger_of(game, list(plies_of(game, truth, games, games)))


def review(game: Game, budget: int = 40) -> Review:
    *shares, found = reviewing(game, PolicyUse(), budget)
    assert shares == sorted(shares)
    assert isinstance(found, Review)
    return found


@pytest.fixture(scope="module")
def reviewed() -> Review:
    return review(played(SUMMIT, 3))


def test_a_score_is_what_was_expected_and_luck_and_the_choices_of_both_to_the_last_digit() -> None:
    for seed in range(12):
        game = played(SUMMIT, seed, decisions=5 if seed % 3 == 0 else 1000)
        found = account(game)
        for seat, side in enumerate(SUMMIT.rules.side_ids):
            whole = found.expected[seat] + found.luck[seat] + found.own[seat] + found.other[seat]
            assert whole == found.came_to[seat]
            assert not game.is_over or whole == game.scores[side]
            assert found.luck[seat] == sum(each.worth[seat] for each in found.rolls)
            own = [each.worth[seat] for each in found.choices if each.side == side]
            assert found.own[seat] == sum(own)


def test_every_roll_that_could_have_come_out_otherwise_is_in_the_ledger_with_its_odds() -> None:
    game = played(SUMMIT, 5)
    rolls = [each for record in (game.setup, *game.records) for each in record.happenings if each.roll]
    open_rolls = [each for each in rolls if each.roll is not None and len(each.roll.outcomes) > 1]
    found = account(game).rolls
    assert [(each.rule, each.outcome) for each in open_rolls] == [(each.rule, each.outcome) for each in found]
    for happening, each in zip(open_rolls, found, strict=True):
        assert happening.roll is not None
        assert each.chance == pytest.approx(float(dict(happening.roll.outcomes)[each.outcome]))


def test_the_luck_of_many_games_is_nobodys() -> None:
    luck = np.array([account(played(SUMMIT, seed), 2).luck for seed in range(MANY)])
    error = luck.std(axis=0, ddof=1) / np.sqrt(MANY)
    assert (error > 0).all()
    assert (abs(luck.mean(axis=0)) < 2 * error).all()


def test_a_review_is_the_same_twice_and_its_figures_hang_together(reviewed: Review) -> None:
    game = played(SUMMIT, 3)
    assert review(game).account() == reviewed.account()
    assert reviewed.plies == game.ply == len(reviewed.decisions) == len(reviewed.ledger.choices)
    for each, record in zip(reviewed.decisions, game.records, strict=True):
        assert record.move is not None
        assert (each.side, each.move) == (record.move.side, record.move.id)
        if each.options:
            seat = SUMMIT.seat(each.side)
            assert each.best.worth[seat] == max(option.worth[seat] for option in each.options)
            assert each.lost == pytest.approx(each.best.worth[seat] - each.played.worth[seat])
            assert all(option.line[0].move == option.move for option in each.options)
        else:
            assert (each.lost, each.mark, each.seen) == (0.0, "", None)


def test_what_a_seat_could_not_know_changes_no_mark_of_its_decisions() -> None:
    """Two games that a seat cannot tell apart at its decision: the same judgement."""
    found: dict[tuple[object, ...], tuple[int, object]] = {}
    for seed in range(200):
        game = Game(SUMMIT, seed)
        side, move = game.turn, game.legal_moves[0]
        view = view_of(game, side)
        hidden = game.state.tobytes()
        other = found.setdefault((view.tracks.items().__repr__(), view.legal, repr(view.log)), (seed, hidden))
        if other[1] != hidden:
            twin = view_of(Game(SUMMIT, other[0]), side)
            one, two = (Appraiser(SUMMIT, side, 7, UNLEARNED).appraise(each, (move,), 40, 2) for each in (view, twin))
            assert one == two
            return
    pytest.fail("no two games were alike")


def test_a_game_that_goes_on_is_reviewed_as_far_as_it_has_come() -> None:
    found = review(played(SUMMIT, 4, decisions=6), budget=20)
    assert (found.plies, found.ending, found.scores) == (6, "", {})
    assert review(Game(SUMMIT, 4), budget=20).decisions == ()


def test_a_played_move_is_searched_as_long_as_the_best() -> None:
    game = Game(SUMMIT, 1)
    worst = game.legal_moves[-1]
    found = Appraiser(SUMMIT, game.turn, 1, UNLEARNED).appraise(view_of(game, game.turn), (worst,), 60, 2)
    assert worst in {each.move for each in found}
    assert 2 <= len(found) <= 3
    assert [each.own.mean for each in found] == sorted((each.own.mean for each in found), reverse=True)
    assert all(each.own.error > 0 for each in found)


@pytest.mark.parametrize(
    ("lost", "ahead", "error", "mark"),
    [
        (0, 0, 0.1, ""),
        (1.9, 0, 0.1, ""),
        (2, 0, 0.1, "?!"),
        (4, 0, 0.1, "?"),
        (8, 0, 0.1, "??"),
        (0, 3, 0.1, "!"),
        (8, 0, 4.1, ""),
        (0, 3, 1.6, ""),
    ],
)
def test_marks_come_from_points_and_none_from_noise(lost: float, ahead: float, error: float, mark: str) -> None:
    assert mark_of(lost, ahead, error) == mark


def test_accuracy_is_100_where_nothing_was_lost_and_falls_with_what_was() -> None:
    assert accuracy_of([]) is None
    best, good, bad = (accuracy_of(losses) for losses in ([0.0, 0.0], [1.0, 0.0], [10.0, 20.0]))
    assert best is not None
    assert good is not None
    assert bad is not None
    assert best.accuracy == FULL > good.accuracy > bad.accuracy > 0


def test_the_moment_of_the_signature_is_found() -> None:
    for seed in range(60):
        game = played(SUMMIT, seed, player="doctrine")
        course = course_of(game)
        if course.signed:
            assert course.talks == course.signed
            assert course.could_accept(course.signed - 1)
            return
    pytest.fail("nobody signed")
