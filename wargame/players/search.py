"""The search player: information-set Monte Carlo tree search over its seat's belief state.

The search itself is `kernel.search`; this file gives it particles and memory, cuts it into slices, runs several trees
in parallel where asked (root parallelism), and reports the results in names.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from attrs import asdict, field, frozen

from wargame.game.move import Move
from wargame.game.summit import Summit
from wargame.game.view import View
from wargame.kernel.dice import stream_key
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.policy import UNLEARNED
from wargame.kernel.records import flat, layout
from wargame.kernel.search import simulate
from wargame.kernel.tree import EDGES, ENTRIES, NODES, OPTIONS, PRIOR_BITS, SQUARES, SUMS, Used
from wargame.players.beliefs import Beliefs, Believed
from wargame.players.learned import found
from wargame.players.thought import Candidate, Expected, Thought

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.arrays import Array


SLICE = 0.02  # seconds that a slice should take
FIRST_SLICE = 250  # simulations, as long as nobody knows how fast they are
MOST_NODES = 1 << 19  # of a tree; beyond it, simulations go on but the tree grows no more
EDGES_PER_NODE = 12  # room for them: most nodes never need theirs
MOST_PARTICLES = 512
LINE = 8  # moves of a line of play that are worth showing
LINES = 6  # of the moves tried most, those that have one


@frozen(kw_only=True)
class Settings:
    """How the search is done; see `kernel.tree.OPTIONS` for all but the last two."""

    explore: float = 3.0
    caution: float = 0.0
    spread: float = 0.25
    wild: float = 0.5
    observed: float = 0.0
    kindness: float = 0.0
    horizon: float = 0.0
    modeled: float = 0.0
    informed: bool = True  # beliefs weighted by how plausible the other's moves were
    closeness: float = 1.0  # of the moves visited so often (as a share of the most visited) one is drawn by its visits

    def options(self) -> Array:
        """Return the options of the search as the kernel reads them (float64, see `kernel.tree.OPTIONS`)."""
        values = asdict(self)
        return np.array([values[name] for name in OPTIONS], np.float64)


STRONGEST = Settings()
UNIFORM = Settings(explore=2.0, caution=0.0, spread=1.0, wild=1.0, informed=False)  # the plain search, to compare with


@frozen
class Budget:
    """The budget of a search: simulations, or seconds by the clock; and on how many threads."""

    simulations: int = 0
    seconds: float = 0.0
    threads: int = 1


class Tried(NamedTuple):
    """The statistics of an open move at the root, as a row of int64."""

    move: int
    visits: int
    own: int  # sum of the scores of the seat
    other: int
    own_squares: int  # sum of the squares of these
    other_squares: int


TRIED = layout(Tried)


class Tree:
    """One tree of a search and its memory."""

    def __init__(  # noqa: PLR0913  what a search depends on
        self,
        summit: Summit,
        believed: Believed,
        key: int,
        settings: Settings,
        nodes: int,
        *,
        policy: Array | None = None,
    ) -> None:
        """Allocate a tree of `nodes`; nothing is simulated yet."""
        size = 1 << max(nodes * 2 - 1, 1).bit_length()
        edges = nodes * EDGES_PER_NODE + MOST_MOVES
        self._compiled = summit.compiled
        self._particles = believed.states
        self._key = np.uint64(key)
        self._options = settings.options()
        self._policy = found(summit).table if policy is None else policy
        self._table = np.zeros(ENTRIES.width * size, np.uint64)
        self._nodes = np.zeros(nodes * NODES.width, np.int32)
        self._edges = np.zeros(edges * EDGES.width, np.int32)
        self._used = np.array(flat(Used(0, 0, most_nodes=nodes, most_edges=edges, mask=size - 1)), np.int64)
        self._squares = np.zeros(SUMS, np.int64)
        self.done = 0

    @property
    def memory(self) -> int:
        """Return the bytes of its arrays."""
        arrays = (self._table, self._nodes, self._edges, self._particles)
        return sum(array.nbytes for array in arrays)

    def grow(self, simulations: int) -> None:
        """Do more simulations; releases the GIL."""
        self._simulate(simulations, np.zeros(0, np.int64))
        self.done += simulations

    def line(self, move: int | None = None) -> list[int]:
        """Return the principal variation: the most visited moves (indices), one after the other.

        With a `move` at the root, the one that begins with it; empty where that was never tried.
        """
        if move is None:
            return self._walked()
        edges = self._edges[: int(self._nodes[NODES.edges]) * EDGES.width].reshape(-1, EDGES.width)
        visits = edges[:, EDGES.visits]
        (at,) = np.flatnonzero(edges[:, EDGES.move_and_prior] >> PRIOR_BITS == move)
        kept = visits[at]
        if not kept:
            return []
        visits[at] = visits.max() + 1  # the walk follows the most visited
        found = self._walked()
        visits[at] = kept
        return found

    def _walked(self) -> list[int]:
        moves = np.zeros(LINE, np.int64)
        return [int(move) for move in moves[: self._simulate(1, moves)]]

    def confine(self, move: int) -> None:
        """Let every simulation begin with this one of the open moves; called before any that counts."""
        self.grow(1)  # which opens the root
        edges = self._edges[: int(self._nodes[NODES.edges]) * EDGES.width].reshape(-1, EDGES.width)
        edges[0] = 0
        edges[0, EDGES.move_and_prior] = (move << PRIOR_BITS) + (1 << PRIOR_BITS) - 1
        self._nodes[NODES.edges] = 1
        self._nodes[[NODES.visits, NODES.scores]] = 0
        self._squares[:] = 0
        self.done = 0

    def root(self) -> Array:
        """Return a `Tried` for each open move (moves, TRIED.width)."""
        count = int(self._nodes[NODES.edges])
        edges = self._edges[: count * EDGES.width].reshape(count, EDGES.width)
        squares = self._squares[: count * SQUARES.width].reshape(count, SQUARES.width)
        found = np.zeros((count, TRIED.width), np.int64)
        found[:, TRIED.move] = edges[:, EDGES.move_and_prior] >> PRIOR_BITS
        found[:, TRIED.visits] = edges[:, EDGES.visits]
        found[:, TRIED.own] = edges[:, EDGES.scores]
        found[:, TRIED.other] = edges[:, EDGES.other_scores]
        found[:, TRIED.own_squares] = squares[:, SQUARES.own]
        found[:, TRIED.other_squares] = squares[:, SQUARES.other]
        return found

    def _simulate(self, count: int, line: Array) -> int:
        compiled = self._compiled
        return int(
            simulate(
                compiled.ints,
                compiled.words,
                self._policy,
                self._particles,
                self._key,
                self.done,
                count,
                self._options,
                self._table,
                self._nodes,
                self._edges,
                self._used,
                self._squares,
                line,
            )
        )


class SearchPlayer:
    """A player that searches; `decide` spends its whole budget at once, `think` in slices."""

    def __init__(
        self, summit: Summit, budget: Budget, key: int, settings: Settings = STRONGEST, policy: Array | None = None
    ) -> None:
        """Make a player.

        Args:
            summit: the game's.
            budget: of each decision.
            key: seeds its random numbers (64 bits).
            settings: of the search.
            policy: (int32) for priors and rollouts, see `kernel.policy`; None: the one that is found for the scenario,
                the doctrine if there is none.

        Raises:
            PlayerError: the scenario's learned policy cannot be read.
        """
        self._summit = summit
        self._budget = budget
        self._key = key
        self._policy = found(summit).table if policy is None else policy
        self._settings = settings
        self._beliefs: dict[str, Beliefs] = {}

    def decide(self, view: View) -> Move:
        """Search, and return the move to be played."""
        search = self._begin(view)
        for _ in search.slices():
            pass
        return Move(view.seat, self._summit.move_ids[search.best()])

    def think(self, view: View) -> Iterator[Thought]:
        """Yield what it thinks after each slice."""
        search = self._begin(view)
        for _ in search.slices():
            yield search.thought()

    def _begin(self, view: View) -> _Search:
        if view.seat not in self._beliefs:
            simulations = self._budget.simulations or MOST_PARTICLES * 4
            particles = min(MOST_PARTICLES, max(32, simulations // 4))
            self._beliefs[view.seat] = Beliefs(
                self._summit,
                view.seat,
                self._key,
                particles=particles,
                informed=self._settings.informed,
                policy=self._policy if self._settings.modeled else UNLEARNED,
            )
        believed = self._beliefs[view.seat].of(view)
        budget = self._budget
        nodes = min(MOST_NODES, (budget.simulations or MOST_NODES) // budget.threads + 2)
        key = int(stream_key(np.uint64(self._key), 1000 + view.ply))
        keys = [int(stream_key(np.uint64(key), number)) for number in range(budget.threads)]
        trees = [Tree(self._summit, believed, each, self._settings, nodes, policy=self._policy) for each in keys]
        return _Search(self._summit, view, believed, trees, budget, self._settings.closeness, key)


@frozen(eq=False)
class _Search:
    """One search, of a tree for each thread."""

    summit: Summit
    view: View
    believed: Believed
    trees: list[Tree]
    budget: Budget
    closeness: float
    key: int
    _started: float = field(factory=time.perf_counter)

    @property
    def done(self) -> int:
        """Return how many simulations were done."""
        return sum(tree.done for tree in self.trees)

    def slices(self) -> Iterator[int]:
        """Grow the trees in slices; yields after each how many simulations have been done."""
        with ThreadPoolExecutor(len(self.trees), "search") as pool:
            each = FIRST_SLICE
            while not self.is_done():
                begun, before = time.perf_counter(), self.done
                jobs = [pool.submit(tree.grow, min(each, self._left(tree))) for tree in self.trees[1:]]
                self.trees[0].grow(min(each, self._left(self.trees[0])))
                for job in jobs:
                    job.result()
                rate = (self.done - before) / len(self.trees) / max(time.perf_counter() - begun, 1e-6)
                each = max(FIRST_SLICE, min(int(rate * SLICE), 4 * each))
                yield self.done

    def is_done(self) -> bool:
        """Say whether the budget is used up."""
        if self.budget.simulations:
            return self.done >= self.budget.simulations
        return self.done > 0 and time.perf_counter() - self._started >= self.budget.seconds

    def _left(self, tree: Tree) -> int:
        """Return how many simulations a tree still has to do; the first trees do the remainder of the division."""
        if not self.budget.simulations:
            return MOST_NODES
        whole, rest = divmod(self.budget.simulations, len(self.trees))
        return whole + (self.trees.index(tree) < rest) - tree.done

    def rows(self) -> Array:
        """Return the sum of the roots of all trees, the most visited move first."""
        roots = [tree.root() for tree in self.trees if tree.done]
        rows = sum(roots[1:], roots[0].copy())
        rows[:, TRIED.move] = roots[0][:, TRIED.move]
        return rows[np.lexsort((rows[:, TRIED.move], -rows[:, TRIED.own], -rows[:, TRIED.visits]))]

    def best(self) -> int:
        """Return the index of the move to be played: the most visited, or one drawn from those close to it."""
        rows = self.rows()
        visits = rows[:, TRIED.visits]
        close = visits[visits >= self.closeness * visits[0]]  # the first of the rows
        left = int(stream_key(np.uint64(self.key), 3)) % int(close.sum())
        return int(rows[int(np.searchsorted(np.cumsum(close), left, side="right")), TRIED.move])

    def thought(self) -> Thought:
        """Return the results so far."""
        rows, done, ids, best = self.rows(), self.done, self.summit.move_ids, self.best()
        candidates = tuple(
            Candidate(
                move=ids[each.move],
                visits=each.visits,
                share=each.visits / done,
                own=expected_of(each.visits, each.own, each.own_squares),
                other=expected_of(each.visits, each.other, each.other_squares),
                line=self._line(each.move) if number < LINES else (),
            )
            for number, each in enumerate(map(Tried._make, rows.tolist()))
        )
        return Thought(
            seat=self.view.seat,
            simulations=done,
            budget=self.budget.simulations,
            seconds=self.budget.seconds,
            done=self.is_done(),
            move=ids[best],
            candidates=candidates,
            line=self._line(best),
            beliefs=dict(self.believed.mandates),
            reproducible=self.budget.simulations > 0,
        )

    def _line(self, move: int) -> tuple[Move, ...]:
        """Return the longest line that one of the trees has after a move."""
        rules = self.summit.rules.moves
        found = max((tree.line(move) for tree in self.trees if tree.done), key=len)
        return tuple(Move(rules[each].side, rules[each].id) for each in found)


def expected_of(visits: int, total: int, squares: int) -> Expected:
    """Return the mean of `visits` scores and its standard error, from their sum and the sum of their squares."""
    if visits < 2:  # noqa: PLR2004  no spread of one
        return Expected(float(total), 0.0) if visits else Expected(0.0, 0.0)
    mean = total / visits
    variance = max(squares / visits - mean * mean, 0.0) * visits / (visits - 1)
    return Expected(mean, sqrt(variance / visits))
