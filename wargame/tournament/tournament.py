"""A tournament on all cores: every game of the schedule, with results in its order.

Players in Python hold the GIL, so their games are played in processes; those of the kernel release it, and play on
threads. Results are taken in the order of the schedule, so that neither the number of workers nor an interruption can
change a byte of what is written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from wargame import __version__
from wargame.game.game import Game
from wargame.game.summit import Summit, compile_text
from wargame.players.learned import PolicyUse
from wargame.players.roster import Maker, is_kernel, is_model, make_player, policy_of, warm_up
from wargame.tournament.ledger import FORMAT, Header, reason_of
from wargame.tournament.playing import Playing, play_in_kernel
from wargame.tournament.result import GameResult, line_of, read_result
from wargame.tournament.schedule import Schedule
from wargame.tournament.workers import WorkerDied, worker_pool

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from wargame.tournament.ledger import Ledger
    from wargame.tournament.schedule import Fixture

_FEW, _MANY = 2, 256  # games handed to a worker at a time: of players in Python, of those in the kernel
_ONE = 1  # of language models, whose games may be cut off by a budget


Submit = Callable[[list["Fixture"]], Any]  # plays a few games; returns a future of their results


@frozen(kw_only=True)
class Tournament:
    """A tournament: the scenario, the schedule, and the terms of play."""

    summit: Summit
    schedule: Schedule
    move_limit: float | None = None  # seconds
    stopping: str = ""  # how pairings are ended early, in words
    policy: PolicyUse = field()  # that search players use; by default the one that is found
    modules: tuple[str, ...] = ()  # SHA-256 of what players were loaded from
    asked: Mapping[str, object] | None = None  # how language models are asked, if one plays
    maker: Maker = make_player  # a function that a worker process can be sent

    @policy.default
    def _found(self) -> PolicyUse:
        return policy_of(self.summit, self.schedule.players)

    @property
    def header(self) -> Header:
        """Return the identity of the tournament: everything that a result may depend on."""
        header: Header = {
            "format": FORMAT,
            "version": __version__,
            "scenario": self.summit.name,
            "scenario_sha256": self.summit.sha256,
            "policy": self.policy.digest,
            "players": list(self.schedule.players),
            "pairs": self.schedule.pairs,
            "seed": str(self.schedule.seed),
            "selves": self.schedule.selves,
            "move_limit": self.move_limit,
            "stopping": self.stopping,
            "player_modules": list(self.modules),
        }
        if self.asked is not None:
            header["language_models"] = dict(self.asked)
        return header

    @property
    def playing(self) -> Playing:
        """Return what plays its games."""
        return Playing(summit=self.summit, move_limit=self.move_limit, policy=self.policy, maker=self.maker)

    @property
    def waits(self) -> bool:
        """Say whether language models play: they wait for a network, and share one budget, so they play on threads."""
        return any(map(is_model, self.schedule.players))

    @property
    def in_kernel(self) -> bool:
        """Say whether the kernel can play all of it."""
        return all(map(is_kernel, self.schedule.players))


def play_tournament(  # noqa: PLR0913  who plays, how, and who is told
    tournament: Tournament,
    workers: int,
    *,
    ledger: Ledger | None = None,
    settled: Callable[[GameResult], bool] | None = None,
    go_on: Callable[[int], bool] = lambda _: True,
    submit: Submit | None = None,
    results: list[GameResult] | None = None,
) -> list[GameResult]:
    """Play a tournament to its end, from where its ledger stops; returns the results in order.

    Args:
        tournament: what is played.
        workers: how many threads or processes.
        ledger: the file that is read, then appended to.
        settled: is called with each result, those of the ledger included; returns whether the pairing needs no more.
        go_on: is called with the number of games done, again and again; returns whether to play more.
        submit: what `open_workers` yields, to play several tournaments with the same workers.
        results: is filled as games end, for a caller that wants them even if an error follows.

    Raises:
        RunError: a worker died, or the file holds other games or cannot be written.
    """
    done: set[int] = set()
    results = [] if results is None else results
    if ledger:
        results += _read(tournament, ledger, settled, done)
    start = 1 + results[-1].fixture.index if results else 0
    if not go_on(start):
        return results
    with nullcontext(submit) if submit else open_workers(tournament, workers) as hand_out:
        for result in _play(tournament, start, workers, done, hand_out):
            if result.fixture.pairing in done:
                continue
            if result.forfeit and not go_on(result.fixture.index):  # who stopped us may have ended a player as well
                break
            if ledger:
                ledger.append(line_of(result, tournament.summit.rules.side_ids))
            results.append(result)
            if settled and settled(result):
                done.add(result.fixture.pairing)
            if not go_on(1 + result.fixture.index):
                break
    return results


def _read(
    tournament: Tournament, ledger: Ledger, settled: Callable[[GameResult], bool] | None, done: set[int]
) -> list[GameResult]:
    """Read the results of the ledger; adds to `done` the pairings that need no more games."""
    results: list[GameResult] = []
    schedule, at = tournament.schedule, 0
    for number, line in ledger.games():
        while at < schedule.games and schedule.fixture(at).pairing in done:
            at += 1
        try:
            if at >= schedule.games:
                message = "it is one more than there are"
                raise ValueError(message)  # noqa: TRY301  told like the others
            result = read_result(line, schedule.fixture(at), tournament.summit.rules.side_ids)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ledger.damage(number, reason_of(error)) from error
        results.append(result)
        if settled and settled(result):
            done.add(result.fixture.pairing)
        at += 1
    return results


def _play(
    tournament: Tournament, start: int, workers: int, done: set[int], submit: Submit
) -> Generator[GameResult, None, None]:
    """Play from the game with index `start` on; yields results in order, a few of settled pairings among them."""
    schedule = tournament.schedule
    size = _MANY if tournament.in_kernel else _ONE if tournament.waits else _FEW
    begun: deque[Any] = deque()
    try:
        for first in range(start, schedule.games, size):
            fixtures = schedule.fixtures(range(first, min(first + size, schedule.games)))
            wanted = [fixture for fixture in fixtures if fixture.pairing not in done]
            if wanted:
                begun.append(submit(wanted))
            while len(begun) > 2 * (workers - 1):
                yield from begun.popleft().result()
        while begun:
            yield from begun.popleft().result()
    except BrokenProcessPool:
        message = "a worker process has died; what was played until then is kept, and the same command goes on from it"
        raise WorkerDied(message) from None


@contextmanager
def open_workers(tournament: Tournament, workers: int) -> Iterator[Submit]:
    """Start the workers; yields a function that submits a few games and returns a future of their results."""
    summit = tournament.summit
    if tournament.in_kernel:
        pool = ThreadPoolExecutor(workers, "games")
        yield from _until_closed(pool, lambda fixtures: pool.submit(play_in_kernel, summit, fixtures))
    elif workers == 1:
        _compile_once(tournament)
        playing = tournament.playing
        yield lambda fixtures: _Played(playing.play(fixtures))
    elif tournament.waits:
        _compile_once(tournament)
        pool, playing = ThreadPoolExecutor(workers, "games"), tournament.playing
        yield from _until_closed(pool, lambda fixtures: pool.submit(playing.play, fixtures))
    else:
        _compile_once(tournament)
        rules = (summit.text, summit.id, summit.sha256)
        how = (tournament.move_limit, tournament.policy, tournament.maker)
        processes = worker_pool(workers, _prepare, rules, *how)
        yield from _until_closed(processes, lambda fixtures: processes.submit(_play_here, fixtures))


def _compile_once(tournament: Tournament) -> None:
    """Compile every kernel function into the cache before several processes need them at once."""
    game = Game(tournament.summit, 0)
    game.play(game.legal_moves[0])
    warm_up(tournament.summit, {player: player for player in tournament.schedule.players})


def _until_closed(pool: ThreadPoolExecutor | ProcessPoolExecutor, submit: Submit) -> Iterator[Submit]:
    try:
        yield submit
    finally:
        pool.shutdown(cancel_futures=True)


@frozen
class _Played:
    """A future whose results are there already."""

    results: list[GameResult]

    def result(self) -> list[GameResult]:
        """Return them."""
        return self.results


# -- inside a worker process

_HERE: dict[str, Playing] = {}


def _prepare(rules: tuple[str, str, str], limit: float | None, policy: PolicyUse, maker: Maker) -> None:
    _HERE["playing"] = Playing(summit=compile_text(*rules), move_limit=limit, policy=policy, maker=maker)


def _play_here(fixtures: Sequence[Fixture]) -> list[GameResult]:
    return _HERE["playing"].play(fixtures)
