"""Is this scenario a game worth playing? Every measure of docs/evaluation.md, from games of three pools.

*Strong* is the strong player against itself, *in character* the leaders' doctrines against each other, *mixed* the one
against the other in both seats. All games of a study hang on its seed; so do the judge's.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, TypedDict

from attrs import field, frozen

from wargame.analysis.balance.aims import Aim, Row, Verdict, with_own_aims
from wargame.analysis.balance.haggling import HABITS, habit_row, haggling_of, haggling_rows
from wargame.analysis.balance.heat import heat_rows
from wargame.analysis.balance.mandates import mandate_rows
from wargame.analysis.balance.mechanisms import mechanism_rows, rare_outcomes
from wargame.analysis.balance.outcomes import outcome_rows, room_rows, rows_across_pools
from wargame.analysis.balance.pools import CHARACTER, MIXED, STRONG, pool_of
from wargame.analysis.balance.progress import course_rows, move_rows
from wargame.analysis.balance.terms import TermAccount, term_accounts
from wargame.analysis.calibration.outlooks import Rollouts
from wargame.analysis.standings.payoffs import field_gains, games_of, meetings_of
from wargame.estimates import mean_of, share
from wargame.game.summit import Summit
from wargame.players.exploits import Haggling, make_exploiter
from wargame.players.learned import PolicyUse
from wargame.players.modules import is_module
from wargame.players.roster import make_player, policy_of
from wargame.runs.provenance import Provenance, provenance
from wargame.system import cores
from wargame.tournament.schedule import Schedule
from wargame.tournament.tournament import Tournament, play_tournament
from wargame.workers.engine import Engine
from wargame.workers.here import Here, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wargame.analysis.balance.pools import Pool
    from wargame.tournament.result import GameResult

DOCTRINE, RANDOM = "doctrine", "random"
MOST_IN_CHARACTER = 10  # times as many as in the other pools: they cost nothing


@frozen(kw_only=True)
class Sizes:
    """How many games and positions are looked at."""

    games: int = 200  # of the strong pool and of the mixed one
    skill_pairs: int = 200  # of every two players of the ladder
    habit_pairs: int = 100  # of the strong player against itself with a habit
    judged_games: int = 120  # of each pool, by the judge
    judged_decisions: int = 120
    outlook_games: int = 200  # the judge plays on
    move_games: int = 600


QUICK = Sizes(
    games=60, skill_pairs=20, habit_pairs=10, judged_games=30, judged_decisions=40, outlook_games=60, move_games=200
)


@frozen(kw_only=True)
class Study:
    """What is to be measured, and how."""

    summit: Summit
    strong: str
    ladder: tuple[str, ...] = ()  # players from weak to strong
    seed: int = 0
    sizes: Sizes = field(factory=Sizes)
    workers: int | Engine = 1
    policy: PolicyUse = field()  # what search players lean on; if nobody says, what is found

    @policy.default
    def _found(self) -> PolicyUse:
        return policy_of(self.summit, (self.strong, *self.ladder))

    @property
    def tournaments(self) -> dict[str, Schedule]:
        """Return what has to be played, by name."""
        sizes = self.sizes
        half = sizes.games // 2
        plays = {
            STRONG: self._schedule(self.strong, pairs=half, selves=True),
            CHARACTER: self._schedule(DOCTRINE, pairs=half * MOST_IN_CHARACTER, selves=True),
            MIXED: self._schedule(self.strong, DOCTRINE if self.strong != DOCTRINE else RANDOM, pairs=half),
            "against random": self._schedule(self.strong, RANDOM, pairs=sizes.skill_pairs),
        }
        for weak, better in zip(self.ladder, self.ladder[1:], strict=False):
            plays[f"{weak} → {better}"] = self._schedule(better, weak, pairs=sizes.skill_pairs)
        for each in self.ladder:
            plays[f"{each} in character"] = self._schedule(each, DOCTRINE, pairs=sizes.skill_pairs)
        if self.haggling is not None:
            for habit in HABITS:
                plays[habit] = self._schedule(f"{habit}:{self.strong}", self.strong, pairs=sizes.habit_pairs)
        return plays

    @cached_property
    def haggling(self) -> Haggling | None:
        """Return what the strong player's habits hang on; None where it can have none."""
        return None if is_module(self.strong) else haggling_of(self.summit)

    @property
    def judges(self) -> int:
        """Return how many threads judge positions: on this machine, wherever games are played."""
        if isinstance(self.workers, int):
            return self.workers
        return self.workers.workers if isinstance(self.workers, Here) else cores()

    def tournament(self, schedule: Schedule) -> Tournament:
        """Return the tournament in which the games of a schedule are played."""
        maker = make_player if self.haggling is None else partial(make_exploiter, haggling=self.haggling)
        return Tournament(summit=self.summit, schedule=schedule, policy=self.policy, maker=maker)

    def _schedule(self, *players: str, pairs: int, selves: bool = False) -> Schedule:
        return Schedule(players=players, pairs=pairs, seed=self.seed, selves=selves)

    @property
    def judge(self) -> Rollouts:
        """Return who judges positions."""
        sizes = self.sizes
        return Rollouts(summit=self.summit, games=sizes.outlook_games, move_games=sizes.move_games, seed=self.seed)


class PoolAccount(TypedDict):
    """Who played the games of a pool."""

    players: str
    games: int


class RowAccount(TypedDict):
    """A figure with the ends of its 95 % interval; None where nothing is known. See `aims.Row`."""

    measure: str
    pool: str
    what: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    aim: str  # in words, "" if there is none
    verdict: Verdict
    note: str


EndingByPool = TypedDict(
    "EndingByPool", {"id": str, "title": str, "class": str, "shares": dict[str, float]}
)  # shares of games, by pool


class Usage(TypedDict):
    """At how many decisions a move was open, and at how many it was played."""

    legal: int
    played: int


class MoveAccount(TypedDict):
    """How often a move was open and played."""

    side: str
    id: str
    title: str
    pools: dict[str, Usage]


class BalanceReport(Provenance):
    """Whether a scenario is a game worth playing."""

    seed: str
    complete: bool
    pools: dict[str, PoolAccount]
    judge: str
    rows: list[RowAccount]
    endings: list[EndingByPool]
    moves: list[MoveAccount]
    terms: list[TermAccount]


def balance_report(study: Study, go_on: Callable[[int], bool]) -> tuple[BalanceReport, bool]:
    """Measure a scenario; returns the report, and whether it was stopped before all was played.

    `go_on` is told the number of games played so far; it says whether to play more.
    """
    played: dict[str, list[GameResult]] = {}
    before, stopped = 0, False
    with opened(study.workers) as engine:
        for name, schedule in study.tournaments.items():
            plan = study.tournament(schedule)
            played[name] = play_tournament(plan, engine, go_on=_counting(go_on, before))
            before += schedule.games
            if len(played[name]) < schedule.games:
                stopped = True
                break
    pools = _pools(study, played)
    rows = with_own_aims(list(_rows(study, pools, played)), study.summit.rules.scenario.aims, complete=not stopped)
    return {
        **provenance(study.summit, study.policy),
        "seed": str(study.seed),
        "complete": not stopped,
        "pools": {pool.name: {"players": pool.players, "games": len(pool.results)} for pool in pools},
        "judge": study.judge.name,
        "rows": [_row(row) for row in rows],
        "endings": _endings(study, pools),
        "moves": _moves(study, pools),
        "terms": list(term_accounts(pools)),
    }, stopped


def _counting(go_on: Callable[[int], bool], before: int) -> Callable[[int], bool]:
    return lambda games: go_on(before + games)


def _pools(study: Study, played: dict[str, list[GameResult]]) -> list[Pool]:
    mixed = " – ".join(study.tournaments[MIXED].players)
    words = {STRONG: f"{study.strong} – {study.strong}", CHARACTER: f"{DOCTRINE} – {DOCTRINE}", MIXED: mixed}
    return [pool_of(name, words[name], study.summit, played[name]) for name in words if played.get(name)]


def _rows(study: Study, pools: list[Pool], played: dict[str, list[GameResult]]) -> Iterator[Row]:
    sizes = study.sizes
    if not pools:
        return
    for pool in pools:
        yield from outcome_rows(pool)
        yield from mandate_rows(pool)
        yield from haggling_rows(pool)
        yield from mechanism_rows(pool)
        yield from heat_rows(pool)
    yield from rows_across_pools(pools)
    yield from rare_outcomes(pools)
    for habit in HABITS:
        if played.get(habit):
            yield habit_row(study.summit, habit, study.strong, played[habit])
    yield from _skill(study, played)
    for pool in pools:
        yield from move_rows(pool)
        yield from course_rows(pool, study.judge, sizes.judged_games, sizes.judged_decisions, study.judges)
    yield from room_rows(study.summit, pools)


def _skill(study: Study, played: dict[str, list[GameResult]]) -> Iterator[Row]:
    """Yield how much better a stronger player does."""
    least = {"against random": 0.9, MIXED: 0.8}
    own = [f"{each} in character" for each in study.ladder]
    for name, schedule in study.tournaments.items():
        if name in {STRONG, CHARACTER, *own, *HABITS} or not played.get(name):
            continue
        better, weak = schedule.players
        (meeting,) = meetings_of(games_of(study.summit, played[name]))
        gains = [each.corrected for each in meeting.gains]
        ladder = name not in least
        yield Row(
            measure="skill",
            pool="",
            what=f"{better} gains on {weak}, points a game, luck out",
            figure=mean_of(gains),
            unit="points",
            aim=Aim(low=0, words="> 0, interval too", open_low=True, surely=True) if ladder else None,
            note=f"{len(meeting.pairs)} pairs",
        )
        known = weak in {RANDOM, DOCTRINE} and better != DOCTRINE
        yield Row(
            measure="skill",
            pool="",
            what=f"{better} wins pairs against {weak}",
            figure=share(meeting.points, len(meeting.pairs)),
            aim=Aim(low=least[name], words=f"≥ {100 * least[name]:.0f} %") if name in least and known else None,
        )
    games = games_of(study.summit, [result for name in own for result in played.get(name, [])])
    for weak, better in zip(study.ladder, study.ladder[1:], strict=False):
        if gains := field_gains(games, better, weak):
            yield Row(
                measure="skill",
                pool="",
                what=f"{better} scores more against {DOCTRINE} than {weak} does, luck out",
                figure=mean_of(gains),
                unit="points",
                aim=Aim(low=0, words="> 0, interval too", open_low=True, surely=True),
                note=f"{len(gains)} pairs",
            )


# -- as plain data


def _row(row: Row) -> RowAccount:
    figure = row.figure
    ends = (figure.low, figure.high) if figure else (0.0, 0.0)
    finite = figure is not None and all(abs(end) < float("inf") for end in ends)
    return {
        "measure": row.measure,
        "pool": row.pool,
        "what": row.what,
        "value": figure.value if figure else None,
        "low": ends[0] if finite else None,
        "high": ends[1] if finite else None,
        "unit": row.unit,
        "aim": row.aim.words if row.aim else "",
        "verdict": row.verdict,
        "note": row.note,
    }


def _endings(study: Study, pools: list[Pool]) -> list[EndingByPool]:
    return [
        {
            "id": ending.id,
            "title": ending.title,
            "class": study.summit.rules.scenario.ending_classes[ending.class_ - 1],
            "shares": {pool.name: share(pool.endings[ending.id], len(pool.games)).value for pool in pools},
        }
        for ending in study.summit.rules.endings
    ]


def _moves(study: Study, pools: list[Pool]) -> list[MoveAccount]:
    """Return how often each move was open and played, in each pool."""
    found: list[MoveAccount] = []
    for index, move in enumerate(study.summit.rules.moves):
        usage: dict[str, Usage] = {}
        for pool in pools:
            legal = sum(count for (_, each), count in pool.usage.open.items() if each == index)
            played = sum(count for (_, each), count in pool.usage.played.items() if each == index)
            usage[pool.name] = {"legal": legal, "played": played}
        found.append({"side": move.side, "id": move.id, "title": move.title, "pools": usage})
    return found
