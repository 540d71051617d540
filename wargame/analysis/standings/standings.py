"""The report of a tournament, as plain data that can be written as JSON: ratings, a cross table, payoffs, pairs."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, NotRequired, TypedDict

from wargame.analysis.standings.payoffs import (
    WIDEST_GAIN,
    PlayedGame,
    field_gains,
    gain_of,
    games_of,
    meetings_of,
    payoff_of,
)
from wargame.analysis.standings.rating import Won, rated
from wargame.analysis.standings.stopping import Sequential, settled_by
from wargame.estimates import mean_of, share
from wargame.players.roster import is_reproducible
from wargame.tournament.result import ForfeitAccount, forfeit_account

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wargame.analysis.standings.payoffs import Meeting, Payoff
    from wargame.estimates import Estimate
    from wargame.game.summit import Summit
    from wargame.tournament.result import GameResult
    from wargame.tournament.tournament import Tournament


class Figure(TypedDict):
    """A figure with the ends of its 95 % interval; an end that could be anywhere is None."""

    value: float
    low: float | None
    high: float | None


class Share(TypedDict):
    """A share with the ends of its 95 % interval, which are always known."""

    value: float
    low: float
    high: float


class SeatEffect(TypedDict):
    """The effect of the first seat, in rating points; None where nothing came to scores."""

    seat: str
    value: float | None
    low: float | None
    high: float | None


class PlayerAccount(TypedDict):
    """The results of a player."""

    player: str
    reproducible: bool
    games: int
    forfeits: int
    mean_score_by_seat: list[float | None]


class VerdictAccount(TypedDict):
    """The verdict of a pairing that may end early."""

    better: str  # first, second, neither; "" while it is open
    pairs: int
    points: float


class PairingAccount(TypedDict):
    """The results of two players against each other."""

    first: str
    second: str
    pairs: int
    pairs_won: Share
    gain: Figure | None
    gain_corrected: Figure | None
    gain_against_others: Figure | None
    verdict: NotRequired[VerdictAccount]


class PayoffAccount(TypedDict):
    """The payoffs of a seating; the keys of inner tables are sides."""

    seats: dict[str, str]
    games: int
    paid: int
    forfeits: dict[str, int]
    faults: int
    scores: dict[str, Figure | None]
    scores_corrected: dict[str, Figure | None]
    welfare: Figure | None
    agreement: Figure | None
    pareto: Figure | None
    bargaining: Figure | None


class OffenseAccount(ForfeitAccount):
    """A game that was forfeited."""

    game: int


class Standings(TypedDict):
    """The report of a tournament."""

    version: str
    scenario: str
    scenario_sha256: str
    policy: dict[str, str]  # see `PolicyUse.account`
    players: list[PlayerAccount]
    pairs: int
    seed: str
    selves: bool
    move_limit: float | None
    stopping: str
    player_modules: list[str]
    games: int
    complete: bool
    reproducible: bool
    ratings: dict[str, Figure | None]  # by player
    seat_effect: SeatEffect
    pairings: list[PairingAccount]
    payoffs: list[PayoffAccount]
    offenses: list[OffenseAccount]
    faults: int


def settles(summit: Summit, points: float) -> Callable[[GameResult], bool]:
    """Return a function that takes one result after the other, and says when a pairing needs no more games."""
    tests: dict[int, Sequential] = {}
    halves: dict[tuple[int, int], PlayedGame] = {}

    def settled(result: GameResult) -> bool:
        fixture = result.fixture
        (game,) = games_of(summit, [result])
        one = halves.pop((fixture.pairing, fixture.pair), None)
        if one is None:
            halves[fixture.pairing, fixture.pair] = game
            return False
        test = tests.setdefault(fixture.pairing, Sequential(points))
        return bool(one.counts and game.counts and test.add(gain_of((one, game), corrected=True)))

    return settled


def standings(tournament: Tournament, results: Sequence[GameResult], *, stop_at: float | None = None) -> Standings:
    """Return the report of a tournament; equal results give an equal report."""
    summit, players = tournament.summit, tournament.schedule.players
    games = games_of(summit, results)
    meetings = [each for each in meetings_of(games) if each.first != each.second]
    seatings: dict[tuple[str, str], list[PlayedGame]] = {}
    for game in games:
        seatings.setdefault(game.result.players, []).append(game)
    payoffs = [payoff_of(summit, each) for each in seatings.values()]
    header, (ratings, seat_effect) = tournament.header, _ratings(tournament, games)
    return {
        "version": header["version"],
        "scenario": header["scenario"],
        "scenario_sha256": header["scenario_sha256"],
        "policy": tournament.policy.account,
        "players": [_player(each, games) for each in players],
        "pairs": header["pairs"],
        "seed": header["seed"],
        "selves": header["selves"],
        "move_limit": header["move_limit"],
        "stopping": header["stopping"],
        "player_modules": header["player_modules"],
        "games": len(results),
        "complete": len(results) == tournament.schedule.games or stop_at is not None,
        "reproducible": tournament.move_limit is None and all(map(is_reproducible, players)),
        "ratings": ratings,
        "seat_effect": seat_effect,
        "pairings": [_meeting(each, field_gains(games, each.first, each.second), stop_at) for each in meetings],
        "payoffs": [_payoff(summit, each) for each in payoffs],
        "offenses": [_offense(game) for game in games if game.result.forfeit is not None],
        "faults": sum(bool(game.result.fault) for game in games),
    }


def _figure(estimate: Estimate) -> Figure:
    """Return a figure with its interval; an infinite end becomes None, since JSON has no infinity."""
    low, high = (end if abs(end) < inf else None for end in (estimate.low, estimate.high))
    return {"value": estimate.value, "low": low, "high": high}


def _share(estimate: Estimate) -> Share:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _known(estimate: Estimate | None) -> Figure | None:
    return None if estimate is None else _figure(estimate)


def _nothing(_: Estimate | None) -> Figure | None:
    """Return None, in place of `_figure`, for games none of which came to scores: forfeits alone say nothing."""
    return None


def _mean(values: Sequence[float], bound: float = inf) -> Figure | None:
    """Return a mean of values within ± `bound` with its interval, None where there are none."""
    return _figure(mean_of(values, low=-bound, high=bound)) if values else None


def _player(player: str, games: Sequence[PlayedGame]) -> PlayerAccount:
    forfeits = sum(game.result.forfeit is not None and game.result.players[game.loser()] == player for game in games)
    mine = sum(player in game.result.players for game in games)
    own = [[game for game in games if game.counts and game.result.players[seat] == player] for seat in range(2)]
    means = [
        sum(game.score(seat) for game in group) / len(group) if any(game.paid for game in group) else None
        for seat, group in enumerate(own)
    ]
    return {
        "player": player,
        "reproducible": is_reproducible(player),
        "games": mine,
        "forfeits": forfeits,
        "mean_score_by_seat": means,
    }


def _ratings(tournament: Tournament, games: Sequence[PlayedGame]) -> tuple[dict[str, Figure | None], SeatEffect]:
    players = tournament.schedule.players
    won = []
    for game in games:
        if game.counts:
            winner = game.seat_of_winner()
            first, second = map(players.index, game.result.players)
            won.append(Won(first, second, 0.5 if winner is None else 1.0 - winner, game.result.fixture.pair))
    ratings = rated(won if any(game.paid for game in games) else (), len(players))
    seat, worth = tournament.summit.rules.side_ids[0], _known(ratings.seat)
    unknown: SeatEffect = {"seat": seat, "value": None, "low": None, "high": None}
    by_player = dict(zip(players, map(_known, ratings.players), strict=True))
    return by_player, {"seat": seat, **worth} if worth else unknown


def _meeting(meeting: Meeting, field: Sequence[float], stop_at: float | None) -> PairingAccount:
    gains = meeting.gains
    found: PairingAccount = {
        "first": meeting.first,
        "second": meeting.second,
        "pairs": len(meeting.pairs),
        "pairs_won": _share(share(meeting.points, len(meeting.pairs))),
        "gain": _mean([each.plain for each in gains], WIDEST_GAIN),
        "gain_corrected": _mean([each.corrected for each in gains]),
        "gain_against_others": _mean(field),
    }
    if stop_at is not None:
        test = settled_by(stop_at, [each.corrected for each in gains])
        found["gain_corrected"] = _figure(test.mean) if gains else None
        found["verdict"] = {"better": test.verdict, "pairs": test.count, "points": stop_at}
    return found


def _payoff(summit: Summit, payoff: Payoff) -> PayoffAccount:
    sides = summit.rules.side_ids
    figure = _known if payoff.paid else _nothing
    return {
        "seats": dict(zip(sides, (payoff.first, payoff.second), strict=True)),
        "games": payoff.games,
        "paid": payoff.paid,
        "forfeits": dict(zip(sides, payoff.forfeits, strict=True)),
        "faults": payoff.faults,
        "scores": dict(zip(sides, map(figure, payoff.scores), strict=True)),
        "scores_corrected": dict(zip(sides, map(figure, payoff.corrected), strict=True)),
        "welfare": figure(payoff.welfare),
        "agreement": figure(payoff.agreement),
        "pareto": figure(payoff.pareto),
        "bargaining": figure(payoff.bargaining),
    }


def _offense(game: PlayedGame) -> OffenseAccount:
    forfeit = game.result.forfeit
    assert forfeit is not None
    return {"game": game.result.fixture.index, **forfeit_account(forfeit)}
