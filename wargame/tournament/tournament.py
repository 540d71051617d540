"""A tournament: every game of the schedule, by whatever plays many games (`workers`), with results in its order.

Results are taken in the order of the schedule, so that neither the number of workers nor an interruption can
change a byte of what is written.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from attrs import field, frozen

from wargame import __version__
from wargame.game.game import Game
from wargame.game.summit import Summit
from wargame.players.learned import PolicyUse
from wargame.players.roster import Maker, make_player, policy_of, warm_up
from wargame.tournament.ledger import FORMAT, Header, reason_of
from wargame.tournament.playing import Playing
from wargame.tournament.result import GameResult, line_of, read_result
from wargame.tournament.schedule import Schedule
from wargame.workers.engine import Load, Stopped, cut
from wargame.workers.here import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from wargame.tournament.ledger import Ledger
    from wargame.workers.engine import Engine

_SIZES = {  # games that a worker gets at a time, on this machine and at most on another
    Load.KERNEL: (256, 4096),
    Load.PYTHON: (2, 16),
    Load.NETWORK: (1, 1),  # they may be cut off by a budget
}


@frozen(kw_only=True)
class Tournament:
    """A tournament: the scenario, the schedule, and the terms of play."""

    summit: Summit
    schedule: Schedule
    move_limit: float | None = None  # seconds
    stopping: str = ""  # how pairings are ended early, in words
    policy: PolicyUse = field()  # that search players use; by default the one that is found
    modules: tuple[str, ...] = ()  # SHA-256 of the files that players come from
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
        return Playing(
            summit=self.summit,
            schedule=self.schedule,
            move_limit=self.move_limit,
            policy=self.policy,
            maker=self.maker,
        )


def play_tournament(  # noqa: PLR0913  who plays, how, and who is told
    tournament: Tournament,
    workers: int | Engine,
    *,
    ledger: Ledger | None = None,
    settled: Callable[[GameResult], bool] | None = None,
    go_on: Callable[[int], bool] = lambda _: True,
    results: list[GameResult] | None = None,
) -> list[GameResult]:
    """Play a tournament to its end, from where its ledger stops; returns the results in order.

    Args:
        tournament: what is played.
        workers: how many threads or processes; or an engine, which several tournaments may use.
        ledger: the file that is read, then appended to.
        settled: is called with each result, those of the ledger included; returns whether the pairing needs no more.
        go_on: is called with the number of games done, again and again; returns whether to play more.
        results: is filled as games end, for a caller that wants them even if an error follows.

    Raises:
        RunError: a worker died, a cluster fails, or the file holds other games or cannot be written.
    """
    done: set[int] = set()
    results = [] if results is None else results
    if ledger:
        results += _read(tournament, ledger, settled, done)
    start = 1 + results[-1].fixture.index if results else 0
    if not go_on(start):
        return results
    with opened(workers) as engine, suppress(Stopped), closing(_play(tournament, start, engine, done)) as played:
        for result in played:
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


def _play(tournament: Tournament, start: int, engine: Engine, done: set[int]) -> Generator[GameResult, None, None]:
    """Play from the game with index `start` on; yields results in order, a few of settled pairings among them."""
    schedule, playing = tournament.schedule, tournament.playing
    here, afar = _SIZES[playing.load]
    size = engine.part_size(schedule.games - start, here=here, afar=afar)
    if playing.load is not Load.KERNEL:
        _compile_once(tournament)

    begun: deque[list[int]] = deque()

    def wanted() -> Iterator[list[int]]:
        for games in cut(range(start, schedule.games), size):
            if left := [each for each in games if schedule.pairing_of(each) not in done]:
                begun.append(left)
                yield left

    with closing(engine.in_order(playing, wanted())) as parts:
        for played in parts:
            yield from playing.told(begun.popleft(), played)


def _compile_once(tournament: Tournament) -> None:
    """Compile every kernel function into the cache before several processes need them at once."""
    game = Game(tournament.summit, 0)
    game.play(game.legal_moves[0])
    warm_up(tournament.summit, {player: player for player in tournament.schedule.players})
