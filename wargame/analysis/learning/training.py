"""Training of a policy by expert iteration (Anthony, Tian & Barber, 2017): a small model fitted to what search finds.

Games are played in rounds: in the first the search is guided by the doctrine, then by the policy of the last round. For
each side and phase a softmax over linear forms (a weight for each move and own mandate, and one for each move and
track) is fitted to the visit shares of each open move, squared, so that the most visited count most: first over all
tracks that the side may know, then again over those that matter most.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field, frozen

from wargame import __version__
from wargame.analysis.learning.kept_lessons import FORMAT as LESSONS
from wargame.analysis.learning.kept_lessons import Header
from wargame.analysis.learning.lessons import School
from wargame.arrays import Array
from wargame.errors import RunError
from wargame.kernel.dice import stream_key
from wargame.kernel.policy import DOUBLING, UNLEARNED
from wargame.players.policy import FORMAT, Habit, Made, MoveHabit, Policy, known_names, laid_out, moves_of
from wargame.players.roster import budget_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from wargame.analysis.learning.kept_lessons import KeptLessons
    from wargame.analysis.learning.lessons import Lesson
    from wargame.game.summit import Summit
    from wargame.scenario.model import Phase
    from wargame.workers.engine import Engine

TRACKS = 24  # that a habit looks at
EPOCHS, BATCH, RATE = 50, 512, 0.02
PULL = 0.003  # towards 0, of numbers in standard deviations of their track
LEAST_LESSONS = 10  # that a habit is fitted to
HELD_OUT = 0.15  # share of the games that only judge


@frozen(kw_only=True)
class Training:
    """The settings of a training."""

    player: str  # a search player
    rounds: int
    games: int  # of each round
    seed: int  # 64 bits

    def header(self, summit: Summit) -> Header:
        """Return the identity of the training: everything that a lesson may depend on."""
        return {
            "format": LESSONS,
            "version": __version__,
            "scenario": summit.name,
            "scenario_sha256": summit.sha256,
            "player": self.player,
            "rounds": self.rounds,
            "games": self.games,
            "seed": str(self.seed),
        }


@frozen
class Quality:
    """How well a habit predicts the search on held-out games: cross-entropies, in nats."""

    side: str
    phase: str
    lessons: int
    fitted: float
    even: float  # of a policy to which all open moves are alike
    least: float  # of the search itself


def train(
    summit: Summit,
    training: Training,
    workers: int | Engine,
    go_on: Callable[[int], bool] = lambda _: True,
    kept: KeptLessons | None = None,
) -> tuple[Policy, list[Quality]] | None:
    """Play and learn in rounds; returns the last policy and the quality of its habits, None if it was stopped.

    The result depends on the training alone: not on the workers, nor on how often it was stopped on the way.

    Args:
        summit: what is played.
        training: how, and how much.
        workers: how many processes play, or an engine.
        go_on: is called with the number of games done; returns whether to play more.
        kept: games that were played already, to which the others are added as they end.

    Raises:
        Stopped: the engine was stopped while it waited.
        RunError: a worker died, a cluster fails, next to nothing was there to learn from, or what is kept is damaged.
    """
    table, leans_on, learned = UNLEARNED, "", None
    budget = budget_of(training.player.partition(":")[2])
    for first in range(0, training.rounds * training.games, training.games):
        school = School(summit=summit, budget=budget, seed=training.seed, policy=table)
        lessons = []
        with closing(_lessons(school, range(first, first + training.games), workers, kept, leans_on)) as games:
            for done, found in enumerate(games, first + 1):
                lessons += found
                if not go_on(done):
                    return None
        learned = _learned(summit, training, lessons)
        table, leans_on = laid_out(learned[0], summit), learned[0].digest
    if kept:
        kept.check_end()
    return learned


def _lessons(
    school: School, games: range, workers: int | Engine, kept: KeptLessons | None, leans_on: str
) -> Generator[list[Lesson], None, None]:
    """Yield the lessons of each game, in order: those that are kept, then those of games that are played, and kept."""
    for game in games:
        found = kept.take(game, leans_on) if kept else None
        if found is None:
            left = range(game, games.stop)
            break
        yield found
    else:
        return
    with closing(school.lessons(left, workers)) as played:
        for game, lessons in zip(left, played, strict=True):
            if kept:
                kept.keep(game, leans_on, lessons)
            yield lessons


def _learned(summit: Summit, training: Training, lessons: Sequence[Lesson]) -> tuple[Policy, list[Quality]]:
    """Fit a policy to a round's lessons.

    Raises:
        RunError: there was next to nothing to learn from.
    """
    made = Made(
        player=training.player,
        rounds=training.rounds,
        games=training.games,
        decisions=len(lessons),
        seed=str(training.seed),
    )
    try:
        return learn(summit, lessons, made)
    except ValueError as error:
        message = f"{error} in {training.games:,} games; play more of them"
        raise RunError(message) from None


def learn(summit: Summit, lessons: Sequence[Lesson], made: Made) -> tuple[Policy, list[Quality]]:
    """Fit a policy; returns it and the quality of each of its habits. The same lessons give the same policy.

    A side with hardly any lessons in a phase keeps its doctrine there: its habit has no moves.

    Raises:
        ValueError: there were hardly any lessons.
    """
    habits, qualities = [], []
    for phase in summit.rules.phases:
        for side in summit.rules.side_ids:
            own = [lesson for lesson in lessons if (lesson.side, lesson.phase) == (side, phase.id)]
            if len(own) < LEAST_LESSONS:
                habits.append(Habit(side=side, phase=phase.id, tracks=[], moves={}))
                continue
            habit, quality = _habit(summit, side, phase, own)
            habits.append(habit)
            qualities.append(quality)
    if not qualities:
        message = f"no side had to decide {LEAST_LESSONS} times in any phase"
        raise ValueError(message)
    return Policy(format=FORMAT, scenario=summit.name, sha256=summit.sha256, made=made, habits=habits), qualities


# -- one habit


@frozen(eq=False)
class _Table:
    """Lessons of one side in one phase, as arrays; a row for each, a column for each move."""

    tracks: Array  # (lessons, tracks, float64): in standard deviations from the mean
    mandates: Array  # (lessons,)
    open: Array  # (lessons, moves): may it be played?
    aims: Array  # (lessons, moves): what the policy ought to be
    judges: Array  # (lessons,): does it only judge?


@define
class _Fit:
    """The weights of a habit, and how they are fitted: Adam (Kingma & Ba, 2015) on the cross-entropy."""

    by_mandate: Array  # (mandates, moves)
    by_track: Array  # (tracks, moves)
    _means: list[Array] = field(init=False)
    _squares: list[Array] = field(init=False)
    _steps: int = 0

    def __attrs_post_init__(self) -> None:
        self._means = [np.zeros_like(each) for each in (self.by_mandate, self.by_track)]
        self._squares = [np.zeros_like(each) for each in (self.by_mandate, self.by_track)]

    def policy(self, table: _Table, rows: Array) -> Array:
        """Return the probability of each move (rows, moves)."""
        forms = table.tracks[rows] @ self.by_track + self.by_mandate[table.mandates[rows]]
        forms = np.where(table.open[rows], forms, -np.inf)
        raised = np.exp(forms - forms.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def step(self, table: _Table, rows: Array, rate: float) -> None:
        """Take one step of gradient descent, by Adam."""
        slope = (self.policy(table, rows) - table.aims[rows]) / len(rows)
        of_mandates = np.zeros_like(self.by_mandate)
        np.add.at(of_mandates, table.mandates[rows], slope)
        slopes = [of_mandates + 0.1 * PULL * self.by_mandate, table.tracks[rows].T @ slope + PULL * self.by_track]
        self._steps += 1
        for at, (numbers, each) in enumerate(zip((self.by_mandate, self.by_track), slopes, strict=True)):
            self._means[at] = 0.9 * self._means[at] + 0.1 * each
            self._squares[at] = 0.99 * self._squares[at] + 0.01 * each * each
            mean = self._means[at] / (1 - 0.9**self._steps)
            numbers[:] -= rate * mean / (np.sqrt(self._squares[at] / (1 - 0.99**self._steps)) + 1e-6)

    def loss(self, table: _Table, rows: Array) -> float:
        """Return the mean cross-entropy, in nats."""
        return _entropy(table.aims[rows], self.policy(table, rows))


def _habit(summit: Summit, side: str, phase: Phase, lessons: Sequence[Lesson]) -> tuple[Habit, Quality]:
    rules = summit.rules
    moves = [rules.moves[move].id for move in moves_of(summit, side, phase)]
    names = known_names(summit, side)
    known = np.array([lesson.known for lesson in lessons], np.float64)
    mean, spread = known.mean(axis=0), known.std(axis=0)
    moving = np.flatnonzero(spread > 0)
    table = _table(lessons, moves, (known[:, moving] - mean[moving]) / spread[moving])
    mandates = len(rules.side(side).mandates)
    first = _fitted(table, mandates)
    weighty = np.sort(np.argsort(-np.abs(first.by_track).mean(axis=1), kind="stable")[:TRACKS])
    table = _table(lessons, moves, table.tracks[:, weighty])
    fit, chosen = _fitted(table, mandates), moving[weighty]
    judges = np.flatnonzero(table.judges) if table.judges.any() else np.arange(len(lessons))
    quality = Quality(
        side,
        phase.id,
        len(lessons),
        fit.loss(table, judges),
        _entropy(table.aims[judges], table.open[judges] / table.open[judges].sum(axis=1, keepdims=True)),
        _entropy(table.aims[judges], table.aims[judges]),
    )
    steps = fit.by_track / spread[chosen][:, None]
    bases = fit.by_mandate - mean[chosen] @ steps
    tracks = [names[at] for at in chosen]
    told = {
        move: MoveHabit(by_mandate=_doublings(bases[:, at]), by_track=_doublings(steps[:, at]))
        for at, move in enumerate(moves)
    }
    return Habit(side=side, phase=phase.id, tracks=tracks, moves=told), quality


def _table(lessons: Sequence[Lesson], moves: Sequence[str], tracks: Array) -> _Table:
    aims = np.zeros((len(lessons), len(moves)))
    is_open = np.zeros(aims.shape, np.bool_)
    place = {move: at for at, move in enumerate(moves)}
    for row, lesson in enumerate(lessons):
        for move, share in lesson.shares.items():
            aims[row, place[move]] = share * share
            is_open[row, place[move]] = True
    aims /= aims.sum(axis=1, keepdims=True)
    mandates = np.array([lesson.mandate for lesson in lessons])
    judges = np.array([_judges(lesson.game) for lesson in lessons])
    return _Table(tracks, mandates, is_open, aims, judges)


def _judges(game: int) -> bool:
    """Say whether a game is held out for judging; its number decides, so that whole games are."""
    return int(stream_key(np.uint64(game), 9)) >> 32 < HELD_OUT * 2**32


def _fitted(table: _Table, mandates: int) -> _Fit:
    """Fit to the games that are not held out."""
    moves = table.aims.shape[1]
    fit = _Fit(np.zeros((mandates, moves)), np.zeros((table.tracks.shape[1], moves)))
    chance, rows = np.random.default_rng(0), np.flatnonzero(~table.judges)
    for epoch in range(EPOCHS):
        for batch in _batches(chance.permutation(rows)):
            fit.step(table, batch, RATE * (1 - epoch / EPOCHS))
    return fit


def _batches(rows: Array) -> Iterable[Array]:
    return (rows[first : first + BATCH] for first in range(0, len(rows), BATCH))


def _entropy(aims: Array, policy: Array) -> float:
    """Return the mean cross-entropy of the aimed-at probabilities under a policy, in nats."""
    logs = np.log(np.where(aims > 0, np.maximum(policy, 1e-12), 1.0))
    return float(-(aims * logs).sum(axis=1).mean())


def _doublings(numbers: Iterable[float]) -> list[int]:
    return [round(float(number) / np.log(2) * DOUBLING) for number in numbers]
