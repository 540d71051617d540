"""Solving by sampling: strategies of games whose tree is too large to be held, from traversals of a part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from wargame.analysis.solving.solving import even_shares
from wargame.arrays import Array
from wargame.game.summit import Summit
from wargame.kernel.abstraction import EXACT
from wargame.kernel.dice import stream_key
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.records import flat
from wargame.kernel.sampling import FRAMES, OTHER_SEAT, PLACE, Place, sample
from wargame.kernel.state import SEATS, STATE
from wargame.kernel.stock import KEPT, STOCK, Stock
from wargame.players.abstraction import Abstraction
from wargame.players.policy import moves_of
from wargame.players.solved import Strategy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from wargame.analysis.solving.explicit_tree import ExplicitTree

EXTERNAL = "external"
SLICE = 50_000  # decisions between two looks at whether to go on
_SAMPLING = 21  # the stream of the seed that traversals draw from
_ACTIONS = 6  # of an information set, as memory is shared out
_BYTES_OF_AN_ACTION = 2 + 8 + 8
_BYTES_OF_A_SET = 8 + 4 * KEPT.width + 4 * 4  # 2 to 4 places of the hash table
MOST_WRITTEN = 64 << 20  # bytes of a file of strategies, about
_BYTES_OF_A_LINE, _BYTES_OF_A_SHARE = 56, 12  # of it
_LEAST_SHARE = 0.0005  # what is played more rarely is noise of the beginning


@define(eq=False)
class Sampler:
    """Sampled regret minimization, which can be gone on with."""

    summit: Summit
    memory: int  # bytes that information sets may take up, roughly
    seed: int = 0
    trying: float = 1.0  # share of a learner's decisions at which all moves are tried
    abstraction: Abstraction | None = None  # None: information sets are the game's
    _kept: dict[str, Array] = field(init=False)  # what `sample` keeps of information sets, in its order
    _walk: dict[str, Array] = field(init=False)  # and of the traversal under way

    def __attrs_post_init__(self) -> None:
        """Begin without regrets. The system gives memory as it fills."""
        actions = _ACTIONS if self.abstraction is None else _most_moves(self.summit)
        most_sets = max(self.memory // (_BYTES_OF_A_SET + actions * _BYTES_OF_AN_ACTION), MOST_MOVES)
        most_actions, places = actions * most_sets, 1 << (2 * most_sets - 1).bit_length()
        stock = Stock(0, 0, most_sets=most_sets, most_actions=most_actions, mask=places - 1, unkept=0)
        self._kept = {
            "places": np.zeros(places, np.int32),
            "keys": np.zeros(most_sets, np.uint64),
            "sets": np.zeros(most_sets * KEPT.width, np.int32),
            "moves": np.zeros(most_actions, np.int16),
            "regrets": np.zeros(most_actions),
            "sums": np.zeros(most_actions),
            "stock": np.array(flat(stock), np.int64),
        }
        rows = self.summit.rules.scenario.ply_limit + 2
        self._walk = {
            "place": np.array(flat(Place(iteration=1, learner=0, depth=0)), np.int64),
            "states": np.zeros(rows * self.summit.compiled.slots.count, STATE),
            "seen": np.zeros(rows * SEATS, np.uint64),
            "frames": np.zeros(rows * FRAMES.width, np.int64),
            "actions": np.zeros(rows * MOST_MOVES, np.int64),
            "moves": np.zeros(rows * MOST_MOVES, np.int16),
            "shares": np.zeros(rows * MOST_MOVES),
            "values": np.zeros(rows * MOST_MOVES),
        }

    def run(self, iterations: int, go_on: Callable[[int], bool] = lambda _: True) -> bool:
        """Run so many iterations; `go_on` is told how many are done, and says whether to run more: else False."""
        compiled, last = self.summit.compiled, self.iterations + iterations
        key = np.uint64(stream_key(np.uint64(self.seed), _SAMPLING))
        coarse = EXACT if self.abstraction is None else self.abstraction.laid_out(self.summit)
        arrays = (*self._kept.values(), *self._walk.values())
        while True:
            sample(compiled.ints, compiled.words, coarse, key, last, SLICE, self.trying, *arrays)
            if not go_on(self.iterations) or self.iterations >= last:
                return bool(self.iterations >= last)

    @property
    def iterations(self) -> int:
        """Return how many are done."""
        return int(self._walk["place"][PLACE.iteration]) - 1

    @property
    def unkept(self) -> int:
        """Return how many decisions were met for whose information set there was no room."""
        return int(self._kept["stock"][STOCK.unkept])

    @property
    def sets(self) -> tuple[int, int]:
        """Return how many information sets each seat was met in."""
        own, other = np.bincount(self._sets()[:, KEPT.seat], minlength=SEATS).tolist()
        return own, other

    @property
    def averaged(self) -> int:
        """Return how many information sets have an average strategy: those in which the other seat learned."""
        return int(np.count_nonzero(self._sets()[:, KEPT.visits]))

    @property
    def actions(self) -> int:
        """Return how many actions all information sets have together."""
        return int(self._kept["stock"][STOCK.actions])

    @property
    def taken(self) -> int:
        """Return the bytes that information sets take up."""
        sets = sum(self.sets)
        whole = self._kept["places"].nbytes + sets * (8 + 4 * KEPT.width) + self.actions * _BYTES_OF_AN_ACTION
        return int(whole)

    # -- what was found

    def shares(self, tree: ExplicitTree) -> Array:
        """Return the average strategy over a whole tree (actions); even where no traversal came by."""
        shares = even_shares(tree)
        index = {(seat, key): at for at, (seat, key) in enumerate(zip(tree.seats.tolist(), tree.keys, strict=True))}
        for seat, key, _, _, played in self._played():
            first = tree.starts[index[seat, key]]
            shares[first : first + len(played)] = played
        return shares

    def strategy(self, most_bytes: int = MOST_WRITTEN) -> Strategy:
        """Return the average strategies as a file holds them; if it would grow too large, those met most."""
        sides, ids, left = self.summit.rules.side_ids, self.summit.move_ids, most_bytes
        strategies: dict[str, dict[str, dict[str, float]]] = {side: {} for side in sides}
        visits: dict[str, dict[str, int]] = {side: {} for side in sides}
        for seat, key, times, moves, played in self._played():
            rounded = [round(share, 6) for share in played.tolist()]
            most = max(range(len(rounded)), key=rounded.__getitem__)
            rounded[most] = round(rounded[most] + 1.0 - sum(rounded), 6)
            some = {ids[move]: share for move, share in zip(moves.tolist(), rounded, strict=True) if share > 0}
            left -= _BYTES_OF_A_LINE + sum(len(move) + _BYTES_OF_A_SHARE for move in some)
            if left < 0:
                break
            strategies[sides[seat]][f"{key:016x}"] = some
            visits[sides[seat]][f"{key:016x}"] = times
        return Strategy(
            scenario=self.summit.id,
            sha256=self.summit.sha256,
            method=EXTERNAL,
            iterations=self.iterations,
            values={},
            gains={},
            exact=False,
            whole=False,
            visits=visits,
            abstraction=None if self.abstraction is None else self.abstraction.phases,
            strategies=strategies,
        )

    def _sets(self) -> Array:
        rows: Array = self._kept["sets"].reshape(-1, KEPT.width)[: int(self._kept["stock"][STOCK.sets])]
        return rows

    def _played(self) -> Iterator[tuple[int, int, int, Array, Array]]:
        """Yield seat, information key, visits, moves and shares of each information set with an average, by visits."""
        keys, moves, sums = (self._kept[name] for name in ("keys", "moves", "sums"))
        sets = self._sets()
        for number in np.argsort(-sets[:, KEPT.visits], kind="stable").tolist():
            first, actions, seat, visits = sets[number].tolist()
            if not visits:
                break
            own = sums[first : first + actions]
            shares = own / own.sum()
            shares[shares < _LEAST_SHARE] = 0.0
            key = int(keys[number]) ^ int(OTHER_SEAT) * seat
            yield seat, key, visits, moves[first : first + actions], shares / shares.sum()


def _most_moves(summit: Summit) -> int:
    """Return the most moves that a seat has in a phase, open or not."""
    rules = summit.rules
    return max(len(moves_of(summit, side, phase)) for side in rules.side_ids for phase in rules.phases)
