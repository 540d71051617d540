"""Games as arrays say what the rows of the same games say, on any number of threads and in parts."""

from __future__ import annotations

import numpy as np
import pytest
from examples import ROOT, small_with
from summits import summit_of

from wargame import Run, arrays_of, compile_text
from wargame.runs.columns import columns_of, rows_of

VILLAGES = ROOT / "scenarios" / "two-villages.toml"
RANDOM = {"hill": "random", "vale": "doctrine"}


def run_of(seed: int = 3) -> Run:
    return Run(summit=summit_of(VILLAGES), seats=RANDOM, seed=seed)


def test_they_are_the_columns_of_the_rows() -> None:
    run = run_of()
    found = arrays_of(run, 40)
    rows = rows_of(columns_of(run), run.play(0, 40, states=True))
    assert list(found) == list(rows[0])
    for name, values in found.items():
        told = [str(each) for each in values.tolist()] if name == "seed" else values.tolist()
        assert told == [row[name] for row in rows], name


def test_parts_and_threads_change_nothing() -> None:
    whole = arrays_of(run_of(), 60, threads=1)
    parts = [arrays_of(run_of(), span, threads=3) for span in (range(25), range(25, 60))]
    for name, values in whole.items():
        assert values.tolist() == [each for part in parts for each in part[name].tolist()], name


def test_a_game_that_the_rules_cannot_end_has_no_ending_and_no_scores() -> None:
    summit = compile_text(small_with("ply_limit = 20", "ply_limit = 3"))
    found = arrays_of(Run(summit=summit, seats={"north": "random", "south": "random"}, seed=1), 50)
    ended = np.array([each is not None for each in found["ending"]])
    assert not ended.all()
    assert (np.isnan(found["north.score"]) == ~ended).all()


@pytest.mark.parametrize("games", [0, -5, range(0), range(3, 9, 2), range(-2, 2)])
def test_games_that_are_none_are_refused(games: int | range) -> None:
    with pytest.raises(ValueError, match="name games that follow one another"):
        arrays_of(run_of(), games)
