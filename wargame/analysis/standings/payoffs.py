"""Payoffs: scores by seat, with and without luck; agreements, efficiency, and gains a pair.

A forfeited game counts everywhere, as the worst result for the player that forfeits it: were it left out, a player that
gives up whenever it is behind would gain by it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.analysis.bargaining.deals import rooms
from wargame.analysis.replays import frozen_value, replay
from wargame.estimates import Estimate, mean_of, share
from wargame.kernel.playout import MOST_SCORE
from wargame.kernel.replay import MANDATES
from wargame.kernel.state import SEATS
from wargame.scenario.meanings import SIGNED_CLASSES
from wargame.tournament.result import GameResult

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wargame.analysis.replays import Replay
    from wargame.arrays import Array
    from wargame.game.summit import Summit

LEAST_SCORE = 0  # of who forfeits; MOST_SCORE is the other's
WIDEST_GAIN = MOST_SCORE - LEAST_SCORE  # points a game


@frozen(eq=False)
class PlayedGame:
    """A game of a tournament with its mandates and luck: what payoffs and ratings are computed from."""

    result: GameResult
    mandates: tuple[int, int]
    luck: tuple[float, float]  # points, by seat
    sides: tuple[str, ...]

    @property
    def paid(self) -> bool:
        """Say whether it came to scores."""
        return self.result.scores is not None

    @property
    def counts(self) -> bool:
        """Say whether it came to scores or was forfeited, and was not stopped by a fault of the rules."""
        return counted_scores(self.result, self.sides) is not None

    @property
    def scores(self) -> tuple[int, int]:
        """Return the scores of a game that counts, by seat."""
        found = counted_scores(self.result, self.sides)
        assert found is not None
        return found

    def score(self, seat: int, *, corrected: bool = False) -> float:
        """Return a seat's score in a game that counts, with its luck taken out if asked."""
        return self.scores[seat] - (self.luck[seat] if corrected else 0.0)

    def seat_of_winner(self) -> int | None:
        """Return the seat that scored more in a game that counts; None if neither."""
        one, two = self.scores
        return None if one == two else int(two > one)

    def loser(self) -> int:
        """Return the seat that forfeited."""
        assert self.result.forfeit is not None
        return self.sides.index(self.result.forfeit.side)


def counted_scores(result: GameResult, sides: tuple[str, ...]) -> tuple[int, int] | None:
    """Return what a game counts as, by seat: a forfeited one as the worst; None if a fault of the rules stopped it."""
    if result.forfeit is None:
        return result.scores
    return (LEAST_SCORE, MOST_SCORE) if result.forfeit.side == sides[0] else (MOST_SCORE, LEAST_SCORE)


def games_of(summit: Summit, results: Iterable[GameResult]) -> list[PlayedGame]:
    """Replay each game for its mandates and its luck."""
    value, slots = frozen_value(summit), frozen_value(summit).mandates
    found = []
    for result in results:
        again = replay(summit, result, value)
        own, other = again.luck.sum(axis=0).tolist()
        found.append(PlayedGame(result, mandates_of(again, slots), (own, other), summit.rules.side_ids))
    return found


def mandates_of(again: Replay, slots: Array) -> tuple[int, int]:
    """Return both mandates (indices) of a replayed game."""
    own, other = (int(again.states[0, slot]) for slot in slots[MANDATES.slots : MANDATES.slots + SEATS])
    return own, other


# -- one seating


@frozen(kw_only=True)
class Payoff:
    """The payoffs of the games of one seating; means are of all that count, forfeited ones among them."""

    first: str  # player of the first seat
    second: str
    games: int
    paid: int
    forfeits: tuple[int, int]  # by seat
    faults: int
    scores: tuple[Estimate, Estimate]
    corrected: tuple[Estimate, Estimate]  # with the luck taken out
    welfare: Estimate  # both scores together
    agreement: Estimate | None  # None where the scenario's endings do not say
    pareto: Estimate | None  # None where there is nothing to compare with
    bargaining: Estimate | None  # (own score − no deal) × (the other's − no deal)


def payoff_of(summit: Summit, games: Sequence[PlayedGame]) -> Payoff:
    """Return the payoffs of games of one seating, of which there is at least one."""
    counted = [game for game in games if game.counts]
    first, second = games[0].result.players
    bounds = {"low": float(LEAST_SCORE), "high": float(MOST_SCORE)}
    scores = [mean_of([game.score(seat) for game in counted], **bounds) for seat in range(2)]
    corrected = [mean_of([game.score(seat, corrected=True) for game in counted]) for seat in range(2)]
    losers = [game.loser() for game in games if game.result.forfeit is not None]
    pareto, bargaining = _against_texts(summit, counted)
    return Payoff(
        first=first,
        second=second,
        games=len(games),
        paid=sum(game.paid for game in games),
        forfeits=(losers.count(0), losers.count(1)),
        faults=sum(bool(game.result.fault) for game in games),
        scores=(scores[0], scores[1]),
        corrected=(corrected[0], corrected[1]),
        welfare=mean_of([sum(game.scores) for game in counted], low=2.0 * LEAST_SCORE, high=2.0 * MOST_SCORE),
        agreement=_agreement(summit, counted),
        pareto=pareto,
        bargaining=bargaining,
    )


def _agreement(summit: Summit, counted: Sequence[PlayedGame]) -> Estimate | None:
    if not summit.rules.class_roles & set(SIGNED_CLASSES):
        return None
    agreed = {each.id for each in summit.rules.endings if each.class_role in SIGNED_CLASSES}
    return share(sum(game.result.ending in agreed for game in counted), len(counted))


def _against_texts(summit: Summit, counted: Sequence[PlayedGame]) -> tuple[Estimate | None, Estimate | None]:
    """Return the Pareto efficiency and the Nash product of games; a forfeited one counts as none of either."""
    room = rooms(summit)
    if room is None:
        return None, None
    efficient = sum(game.paid and not room[game.mandates].is_dominated(game.scores) for game in counted)
    products = [room[game.mandates].product(game.scores) if game.paid else 0.0 for game in counted]
    return share(efficient, len(counted)), mean_of(products)


# -- one pairing


@frozen(kw_only=True)
class PairGain:
    """The first player's score less the second's over a pair of games, in points a game."""

    plain: float
    corrected: float


@frozen(eq=False, kw_only=True)
class Meeting:
    """Two players, and the pairs of games they played with changed seats."""

    first: str
    second: str
    pairs: tuple[tuple[PlayedGame, PlayedGame], ...]  # the first player has the first seat in the first of them

    @property
    def gains(self) -> list[PairGain]:
        """Return the first player's gain in each pair that counts; none where every game was forfeited."""
        if not any(game.paid for pair in self.pairs for game in pair):
            return []
        return [
            PairGain(plain=gain_of(pair, corrected=False), corrected=gain_of(pair, corrected=True))
            for pair in self.pairs
            if pair[0].counts and pair[1].counts
        ]

    @property
    def points(self) -> float:
        """Return how many pairs the first player won, a draw counting half."""
        return sum(_point(pair) for pair in self.pairs)


def gain_of(pair: tuple[PlayedGame, PlayedGame], *, corrected: bool) -> float:
    """Return the gain a game, over a pair that counts, of the player in the first seat of its first game."""
    one, two = pair
    own = one.score(0, corrected=corrected) + two.score(1, corrected=corrected)
    return (own - one.score(1, corrected=corrected) - two.score(0, corrected=corrected)) / 2


def _point(pair: tuple[PlayedGame, PlayedGame]) -> float:
    """Return 1 if the first player scored more in a pair, ½ if as much; a player that forfeits more often loses it."""
    given = [0, 0]
    for swapped, game in enumerate(pair):
        if game.result.forfeit is not None:
            given[game.loser() ^ swapped] += 1
    if any(given) or not all(game.counts for game in pair):
        return 0.5 + (given[1] > given[0]) / 2 - (given[0] > given[1]) / 2
    gain = gain_of(pair, corrected=False)
    return 0.5 + (gain > 0) / 2 - (gain < 0) / 2


def meetings_of(games: Iterable[PlayedGame]) -> list[Meeting]:
    """Group games into pairs, and pairs into meetings of two players; a game without its other half is left out."""
    halves: dict[tuple[int, int], PlayedGame] = {}
    found: dict[int, list[tuple[PlayedGame, PlayedGame]]] = {}
    for game in games:
        fixture = game.result.fixture
        one = halves.pop((fixture.pairing, fixture.pair), None)
        if one is None:
            halves[fixture.pairing, fixture.pair] = game
        else:
            found.setdefault(fixture.pairing, []).append((one, game))
    return [
        Meeting(first=pairs[0][0].result.players[0], second=pairs[0][0].result.players[1], pairs=tuple(pairs))
        for _, pairs in sorted(found.items())
    ]


# -- against others


def field_gains(games: Iterable[PlayedGame], first: str, second: str) -> list[float]:
    """Return how much more the first player scores than the second against third players, by pair, luck taken out.

    Only games of one seed, one seat and one opponent are compared, each pair of games giving one mean. In a game that
    two can win this says more than a meeting of the two: to give the other side a good deal is not to lose by it.
    """
    own: dict[tuple[str, int, int], dict[str, float]] = {}
    for game in games:
        for seat, player in enumerate(game.result.players):
            opponent = game.result.players[1 - seat]
            if game.counts and player in {first, second} and opponent not in {first, second}:
                key = opponent, seat, game.result.fixture.pair
                own.setdefault(key, {})[player] = game.score(seat, corrected=True)
    by_pair: dict[int, list[float]] = {}
    for (_, _, pair), scores in own.items():
        if len(scores) > 1:
            by_pair.setdefault(pair, []).append(scores[first] - scores[second])
    return [sum(gains) / len(gains) for _, gains in sorted(by_pair.items())]
