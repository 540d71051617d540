"""What is learned from lessons is what was in them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from examples import ROOT
from summits import summit_of

from wargame.analysis.learning.kept_lessons import WHAT, KeptLessons
from wargame.analysis.learning.lessons import Lesson, School
from wargame.analysis.learning.training import LEAST_LESSONS, PULL, TRACKS, Training, _fitted, _Table, learn, train
from wargame.errors import RunError
from wargame.players.policy import Made, known_names, laid_out, misfit, policy_text
from wargame.players.search import Budget
from wargame.tournament.ledger import Ledger

if TYPE_CHECKING:
    from pathlib import Path

MADE = Made(player="search:1", games=300, decisions=1, seed="4")
TINY = ROOT / "scenarios" / "two-villages.toml"


def taught(games: int = 300) -> list[Lesson]:
    """Return lessons of a teacher who goes by one track and by the mandate."""
    summit, chance, found = summit_of(TINY), np.random.default_rng(1), []
    for game in range(games):
        for number, phase in enumerate(summit.rules.phases, 1):
            for side in summit.rules.side_ids:
                names = known_names(summit, side)
                known = chance.integers(0, 4, len(names)).astype(np.int16)
                mandate = int(chance.integers(2))
                first, second = [m.id for m in summit.rules.moves if m.side == side and number in m.phases][:2]
                likes = (0.05, 0.4, 0.95)[int(known[names.index("round")] >= 2) + mandate]
                found.append(Lesson(game, side, phase.id, mandate, known, {first: likes, second: 1 - likes}))
    return found


def test_a_preference_is_learned_and_judged_on_games_it_was_not_fitted_to() -> None:
    summit = summit_of(TINY)
    policy, qualities = learn(summit, taught(), MADE)
    assert (policy.sha256, policy.made) == (summit.sha256, MADE)
    for quality, habit in zip(qualities, policy.habits, strict=True):
        assert quality.even == pytest.approx(np.log(2))
        assert quality.least <= quality.fitted < (quality.even + quality.least) / 2
        first, second = list(habit.moves.values())[:2]
        at = habit.tracks.index("round")
        assert first.by_track[at] - second.by_track[at] > 100
        assert first.by_mandate[1] - second.by_mandate[1] > first.by_mandate[0] - second.by_mandate[0]
        assert len(habit.tracks) <= TRACKS
    assert learn(summit, taught(), MADE) == (policy, qualities)


def test_a_fit_comes_to_rest_where_the_slope_is_nothing() -> None:
    chance, rows = np.random.default_rng(3), np.arange(2000)
    aims = np.where(chance.random((len(rows), 1)) < 0.7, [[0.9, 0.1]], [[0.1, 0.9]])
    known, open_ = chance.normal(size=(len(rows), 1)), np.ones(aims.shape, np.bool_)
    table = _Table(known, np.zeros(len(rows), np.int64), open_, aims, np.zeros(len(rows), np.bool_))
    fit = _fitted(table, 1)
    missed = fit.policy(table, rows) - aims
    assert np.abs(missed.mean(axis=0) + 0.1 * PULL * fit.by_mandate[0]).max() < 0.001  # 0.0025 with steps that grow
    assert np.abs(known.T @ missed / len(rows) + PULL * fit.by_track).max() < 0.0005


@pytest.mark.parametrize("games", [0, LEAST_LESSONS - 1])
def test_a_phase_that_is_hardly_entered_is_left_to_the_doctrine(games: int) -> None:
    summit = summit_of(TINY)
    lessons = [lesson for lesson in taught(30) if lesson.phase != "bargaining" or lesson.game < games]
    policy, qualities = learn(summit, lessons, MADE)
    assert {quality.phase for quality in qualities} == {"boasting"}
    assert [habit.phase for habit in policy.habits if not habit.moves] == ["bargaining", "bargaining"]
    assert misfit(policy, summit) == ""
    whole, _ = learn(summit, taught(30), MADE)
    assert policy.habits[:2] == whole.habits[:2]


def test_next_to_no_lessons_at_all_are_an_error() -> None:
    with pytest.raises(ValueError, match="no side had to decide 10 times in any phase"):
        learn(summit_of(TINY), taught(5), MADE)


def test_the_same_games_teach_the_same_lessons_on_any_number_of_workers() -> None:
    school = School(summit=summit_of(TINY), budget=Budget(simulations=10), seed=5)
    alone, together = (
        [
            [
                (lesson.game, lesson.side, lesson.phase, lesson.mandate, lesson.known.tolist(), lesson.shares)
                for lesson in game
            ]
            for game in school.lessons(range(6), workers)
        ]
        for workers in (1, 2)
    )
    assert alone == together
    assert [lesson[0] for game in alone for lesson in game] == sorted(lesson[0] for game in alone for lesson in game)
    for lesson in (lesson for game in alone for lesson in game):
        assert sum(lesson[5].values()) == pytest.approx(1.0)
    leader_plays = {lesson[1] for lesson in alone[2]}
    assert len(leader_plays) == 1  # in the third game only one side is a searcher


def test_each_round_leans_on_the_last_and_the_same_training_gives_the_same_policy() -> None:
    summit = summit_of(TINY)
    once, twice = (Training(player="search:20", rounds=rounds, games=30, seed=3) for rounds in (1, 2))
    first, second = train(summit, once, 1), train(summit, twice, 1)
    assert first is not None
    assert second is not None
    assert (first[0].made.rounds, second[0].made.rounds) == (1, 2)
    school = School(
        summit=summit, budget=Budget(simulations=20), seed=3, policy=laid_out(first[0], summit)
    )  # what the second round should have done
    lessons = [lesson for game in school.lessons(range(30, 60), 1) for lesson in game]
    assert learn(summit, lessons, second[0].made) == second
    assert train(summit, twice, 2) == second


def test_a_training_that_is_told_to_stop_learns_nothing() -> None:
    told: list[int] = []

    def go_on(done: int) -> bool:
        told.append(done)
        return done < 33

    assert train(summit_of(TINY), Training(player="search:2", rounds=2, games=30, seed=3), 1, go_on) is None
    assert told == list(range(1, 34))


def test_a_training_in_which_nobody_decides_says_how_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(School, "lessons_of", lambda *_: [])
    with pytest.raises(RunError, match="no side had to decide 10 times in any phase in 30 games; play more of them"):
        train(summit_of(TINY), Training(player="search:2", rounds=1, games=30, seed=3), 1)


# -- stopped, and gone on with

LONG = Training(player="search:4", rounds=2, games=30, seed=3)


def trained(path: Path, most: int = 100, workers: int = 1) -> str | None:
    """Train with a file until so many games are done; returns the policy as its file would say it."""
    summit = summit_of(TINY)
    ledger = Ledger(path, LONG.header(summit), WHAT)
    try:
        learned = train(summit, LONG, workers, lambda done: done < most, KeptLessons(summit, ledger))
    finally:
        ledger.close()
    return None if learned is None else policy_text(learned[0])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, str]:
    """Return the file of a training that nobody stopped, and its policy."""
    path = tmp_path_factory.mktemp("training") / "lessons"
    policy = trained(path)
    assert policy is not None
    untold = train(summit_of(TINY), LONG, 1)
    assert untold is not None
    assert policy == policy_text(untold[0])
    return path.read_bytes(), policy


@pytest.mark.parametrize(("workers", "stops"), [(1, (1, 13, 30, 31, 45)), (2, (13, 30))])
def test_a_training_that_was_stopped_again_and_again_comes_to_the_same_policy(
    workers: int, stops: tuple[int, ...], whole: tuple[bytes, str], tmp_path: Path
) -> None:
    path = tmp_path / "lessons"
    for most in stops:  # at the first game, within rounds, between them
        assert trained(path, most, workers) is None
        assert path.read_bytes().count(b"\n") == 1 + most
        assert whole[0].startswith(path.read_bytes())
    path.write_bytes(path.read_bytes()[:-20])  # cut off while a line was written
    assert trained(path, workers=workers) == whole[1]
    assert path.read_bytes() == whole[0]


def test_no_game_that_is_kept_is_played_again(
    whole: tuple[bytes, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played: list[int] = []
    lessons_of = School.lessons_of

    def noted(self: School, number: int) -> list[Lesson]:
        played.append(number)
        return lessons_of(self, number)

    monkeypatch.setattr(School, "lessons_of", noted)
    path = tmp_path / "lessons"
    path.write_bytes(b"".join(whole[0].splitlines(keepends=True)[: 1 + 37]))
    assert trained(path) == whole[1]
    assert played == list(range(37, 60))
    played.clear()
    assert trained(path) == whole[1]
    assert played == []


@pytest.mark.parametrize(
    ("keys", "value", "words"),
    [
        (("game",), 5, "its game has to be 1; found 5"),
        (("game",), True, "its game has to be 1; found True"),
        (("leans_on",), "0" * 64, "its leans_on has to be ''"),
        (("lessons",), {}, "a list of at most 6 decisions"),
        (("lessons",), [{}] * 7, "a list of at most 6 decisions"),
        (("lessons", 0), 3, "a decision has to be a table; found 3"),
        (("lessons", 0), {}, "it lacks 'side'"),
        (("lessons", 0, "side"), "gast", "no side decides so"),
        (("lessons", 0, "side"), [], "no side decides so"),
        (("lessons", 0, "phase"), "signing", "no side decides so"),
        (("lessons", 0, "mandate"), 2, "there is no such mandate; found 2"),
        (("lessons", 0, "mandate"), False, "there is no such mandate; found False"),
        (("lessons", 0, "known"), [1], "knows the values of"),
        (("lessons", 0, "known", 0), 2**15, "knows the values of"),
        (("lessons", 0, "known", 0), 1.0, "knows the values of"),
        (("lessons", 0, "shares"), {}, "not all 0.0"),
        (("lessons", 0, "shares"), {"__import__('os')": 1.0}, "no such moves"),
        (("lessons", 0, "shares"), "all", "no such moves"),
    ],
)
def test_a_line_that_cannot_be_of_this_training_is_named_and_left_alone(
    keys: tuple[str | int, ...], value: object, words: str, whole: tuple[bytes, str], tmp_path: Path
) -> None:
    lines, path = whole[0].splitlines(keepends=True), tmp_path / "lessons"
    line = json.loads(lines[2])
    inner = line
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    damaged = b"".join([*lines[:2], json.dumps(line).encode() + b"\n", *lines[3:]])
    path.write_bytes(damaged)
    with pytest.raises(RunError) as caught:
        trained(path)
    assert str(caught.value).startswith(f"{path} is damaged in line 3: ")
    assert words in str(caught.value)
    assert str(caught.value).endswith("it is left as it is: delete it to begin anew, or choose another --out")
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("share", [-0.5, 1.5, 0, "1", None])
def test_a_share_that_is_none_is_refused(share: object, whole: tuple[bytes, str], tmp_path: Path) -> None:
    lines, path = whole[0].splitlines(keepends=True), tmp_path / "lessons"
    line = json.loads(lines[1])
    line["lessons"][0]["shares"] = dict.fromkeys(line["lessons"][0]["shares"], share)
    path.write_bytes(lines[0] + json.dumps(line).encode() + b"\n")
    with pytest.raises(RunError, match="line 2: shares have to be from 0"):
        trained(path)


def test_a_game_too_many_and_the_file_of_another_training_are_refused(whole: tuple[bytes, str], tmp_path: Path) -> None:
    path = tmp_path / "lessons"
    path.write_bytes(whole[0] + whole[0].splitlines(keepends=True)[-1])
    with pytest.raises(RunError, match="line 62: it is one game more than there are"):
        trained(path)
    path.write_bytes(whole[0].replace(b'"seed":"3"', b'"seed":"4"'))
    with pytest.raises(RunError, match='is the file of another training: seed was "4" there, and is "3" now; delete'):
        trained(path)
    path.write_bytes(b"my notes\n")
    with pytest.raises(RunError, match="is not the file of a training; it is left as it is: choose another --out"):
        trained(path)
