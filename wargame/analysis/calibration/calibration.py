"""Calibration: whether what the program says beforehand is what then happens: odds of rolls, expected scores.

Of games that are played for it, or of saved ones. See `rolls` and `forecasts` for what is compared with what.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import asdict, define, field

from wargame.analysis.calibration.forecasts import Forecasts
from wargame.analysis.calibration.outlooks import Rollouts
from wargame.analysis.calibration.rolls import Dice, least_chance, rolls_recorded, rolls_traced
from wargame.analysis.replays import moves_of, no_value, replay
from wargame.game.summit import Summit
from wargame.runs.provenance import Provenance, provenance
from wargame.tournament.playing import play_in_kernel
from wargame.tournament.schedule import Fixture

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.game import Game
    from wargame.players.learned import PolicyUse
    from wargame.runs.batch import Run

_CHUNK = 100  # games between two looks at whether to stop
_APART = 1838  # of the judge's seed from that of the games


class CalibrationReport(Provenance):
    """Stated odds beside rolls, and expected scores beside those reached."""

    seed: str
    games: int
    unfinished: int  # games that came to no ending: their rolls count, their scores do not
    complete: bool
    rolls: int
    odds: list[dict[str, object]]  # see `rolls.OddsBin`
    rules: list[dict[str, object]]  # see `rolls.RuleOdds`
    least_chance: float | None  # see `rolls.least_chance`
    judge: str
    scores: list[dict[str, object]]  # see `forecasts.Reliability`


@define(eq=False)
class Calibration:
    """What is counted of games, one after the other."""

    summit: Summit
    seed: int
    judge_games: int
    games: int = 0
    unfinished: int = 0
    dice: Dice = field(init=False)
    forecasts: Forecasts = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Begin to count."""
        judge = Rollouts(summit=self.summit, games=self.judge_games, seed=self.seed + _APART)
        decisions = 2 * sum(phase.rounds for phase in self.summit.rules.phases)
        self.dice, self.forecasts = Dice(self.summit), Forecasts(judge, self.seed, decisions)

    def add_run(self, run: Run, games: int, go_on: Callable[[int], bool]) -> bool:
        """Play games of a run and count them; returns whether all were played. `go_on` is told how many.

        Raises:
            Forfeit: a player in a process of its own did not make a move.
        """
        add = self._add_kernel_games if run.in_kernel else self._add_games
        for first in range(0, games, _CHUNK):
            if not go_on(self.games):
                return False
            add(run, range(first, min(games, first + _CHUNK)))
        return go_on(self.games)

    def _add_kernel_games(self, run: Run, numbers: range) -> None:
        none, players = no_value(self.summit), tuple(run.seats[side] for side in self.summit.rules.side_ids)
        fixtures = [Fixture(at, 0, at, (players[0], players[1]), run.seed_of(at)) for at in numbers]
        for result in play_in_kernel(self.summit, fixtures):
            moves = moves_of(self.summit, result).tolist()
            self.dice.count(rolls_traced(self.summit, result.fixture.seed, moves))
            states = replay(self.summit, result, none).states[:-1]
            self._note(states, result.scores)

    def _add_games(self, run: Run, numbers: range) -> None:
        for at in numbers:
            self.add_game(run.play_one(at).game)

    def add_game(self, game: Game) -> None:
        """Count a game, finished or not."""
        self.dice.count(rolls_recorded(self.summit, (game.setup, *game.records)))
        states = [record.before for record in game.records]
        scores = tuple(game.scores.values()) if game.ending is not None else None
        self._note(np.array(states), None if scores is None else (scores[0], scores[1]))

    def _note(self, states: np.ndarray, scores: tuple[float, float] | None) -> None:
        if scores is None:
            self.unfinished += 1
        else:
            self.forecasts.judge_one(self.games, states, scores)
        self.games += 1


def calibration_report(found: Calibration, policy: PolicyUse, *, complete: bool) -> CalibrationReport:
    """Return the report of what was counted."""
    rules = found.dice.rules()
    return {
        **provenance(found.summit, policy),
        "seed": str(found.seed),
        "games": found.games,
        "unfinished": found.unfinished,
        "complete": complete,
        "rolls": found.dice.rolls,
        "odds": [asdict(each) for each in found.dice.bins()],
        "rules": [asdict(each) for each in rules],
        "least_chance": least_chance(rules),
        "judge": found.forecasts.judge.name,
        "scores": [asdict(each) for each in found.forecasts.reliability(found.summit.rules.side_ids)],
    }
