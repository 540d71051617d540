"""The whole tree of a tiny game, how a player plays in it, and an exact best response to that.

A player whose chances are known (random, doctrine, and mixtures of these) is taken exactly. Any other is asked for its
move in every information set, with several keys: how often it chooses what is taken for its policy. A best response is
then computed by walking the whole tree, chance included. With few keys a policy looks a little more predictable, and
the gain a little larger, than it is.
"""

from __future__ import annotations

from collections import defaultdict
from math import prod
from typing import TYPE_CHECKING

import numpy as np
from attrs import define, field

from wargame.arrays import Array
from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.kernel import trace
from wargame.kernel.dice import stream_key
from wargame.kernel.movesets import MOST_MOVES
from wargame.kernel.state import CHANCE, EVENTS, RULE, STAGE
from wargame.players.player import chances_of
from wargame.players.roster import make_player
from wargame.players.thought import Thinker

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.record import Record
    from wargame.game.summit import Summit
    from wargame.game.view import View
    from wargame.players.learned import PolicyUse
    from wargame.players.player import Player

MOST_DECISIONS = 10  # of a game whose tree is tried at all
MOST_NODES = 20_000
_MOST_SEEDS = 10_000
_ASKING = 7  # the stream of the keys with which players are asked
_ALL = 1 - 1e-9

Policy = dict[int, Array]  # share of each open move, by information set


class TooLargeError(Exception):
    """A tree is not tiny: too deep, too wide, or chance comes between decisions."""


@define(eq=False)
class Node:
    """A decision, or an end with the expected scores of both seats."""

    seat: int = -1
    seen: int = 0  # key of the information set
    depth: int = 0
    values: tuple[float, float] = (0.0, 0.0)
    children: list[Node] = field(factory=list)
    reach: float = 0.0  # scratch: the probability that all but one seat lead here


class Walk:
    """The whole tree, and one view for each information set."""

    def __init__(self, summit: Summit) -> None:
        """Walk every set-up.

        Raises:
            TooLargeError: the tree is not tiny.
        """
        if 2 * sum(phase.rounds for phase in summit.rules.phases) > MOST_DECISIONS:
            raise TooLargeError
        self.summit = summit
        self.views: tuple[dict[int, View], dict[int, View]] = ({}, {})
        self.roots: list[tuple[float, Node]] = []  # with the probability of each
        self._count = 0
        met, whole = set(), 0.0
        for seed in range(_MOST_SEEDS):
            game = Game(summit, seed)
            drawn = tuple((each.rule, each.outcome) for each in game.setup.happenings)
            if drawn not in met:
                met.add(drawn)
                share = _probability(game.setup)
                self.roots.append((share, self._walk(game)))
                whole += share
            if whole >= _ALL:
                break
        else:
            raise TooLargeError
        self.nodes = [node for _, root in self.roots for node in _below(root)]

    def _walk(self, game: Game) -> Node:
        """Return the tree below a decision."""
        self._count += 1
        if self._count > MOST_NODES:
            raise TooLargeError
        side = game.turn
        seat = self.summit.seat(side)
        node = Node(seat, game.observation(side), game.ply)
        self.views[seat].setdefault(node.seen, view_of(game, side))
        for move in game.legal_moves:
            state = game.state.copy()
            record = game.play(move)
            if game.is_over:
                node.children.append(Node(values=self._expected(state, move, side)))
            elif any(each.roll and len(each.roll.outcomes) > 1 for each in record.happenings):
                raise TooLargeError
            else:
                node.children.append(self._walk(game))
            game.undo()
        return node

    def _expected(self, state: Array, move: str, side: str) -> tuple[float, float]:
        """Return both seats' expected scores after a last move."""
        compiled = self.summit.compiled
        trace.run_move(compiled.ints, compiled.words, state, compiled.move_index[side, move])
        return self._after(state)

    def _after(self, state: Array) -> tuple[float, float]:
        """Return both seats' expected scores from a state in which nobody is to decide any more."""
        compiled = self.summit.compiled
        while state[STAGE] == EVENTS:
            trace.run_next_event(compiled.ints, compiled.words, state)
        if state[STAGE] != CHANCE:
            scores = np.zeros(2, np.int64)
            trace.write_scores(compiled.ints, compiled.words, state, scores)
            return float(scores[0]), float(scores[1])
        weights = np.zeros(MOST_MOVES, np.int64)
        whole = trace.weigh_outcomes(compiled.ints, compiled.words, state, weights)
        first = compiled.first_outcome[int(state[RULE])]
        total = [0.0, 0.0]
        for outcome in np.flatnonzero(weights).tolist():
            copy = state.copy()
            trace.resolve_outcome(compiled.ints, compiled.words, copy, first + outcome)
            for seat, value in enumerate(self._after(copy)):
                total[seat] += value * int(weights[outcome]) / int(whole)
        return total[0], total[1]

    def policy_of(
        self,
        text: str,
        keys: int,
        policy: PolicyUse | None = None,
        go_on: Callable[[int], bool] = lambda _: True,
    ) -> list[Policy] | None:
        """Ask a player for its move in every information set, with several keys; None if that was stopped.

        `go_on` is told how many information sets were asked for; it says whether to ask on.
        """
        policies: list[Policy] = [{}, {}]
        for seat, views in enumerate(self.views):
            for seen, view in views.items():
                known = chances_of(make_player(self.summit, text, 0, policy=policy), view)
                asked = spread_over(view, known) if known else self._asked(text, view, keys, policy)
                policies[seat][seen] = asked
                if not go_on(len(policies[0]) + len(policies[1])):
                    return None
        return policies

    def knows(self, text: str) -> bool:
        """Say whether a player tells its chances by itself, wherever it is asked."""
        views = (view for views in self.views for view in views.values())
        return all(chances_of(make_player(self.summit, text, 0), view) is not None for view in views)

    def _asked(self, text: str, view: View, keys: int, policy: PolicyUse | None) -> Array:
        """Return the shares of what a player with so many different keys would play."""
        shares = np.zeros(len(view.legal))
        for number in range(keys):
            player = make_player(self.summit, text, int(stream_key(np.uint64(number), _ASKING)), policy=policy)
            shares += spread_over(view, _chances(player, view, drawn=text.startswith("sampled:"))) / keys
        return shares

    def value(self, policies: list[Policy]) -> tuple[float, float]:
        """Return both seats' expected scores when both play their policies."""
        found = [(share, _value(root, policies)) for share, root in self.roots]
        return sum(share * each[0] for share, each in found), sum(share * each[1] for share, each in found)

    def best_response(self, seat: int, policies: list[Policy]) -> tuple[float, dict[int, int]]:
        """Return what a seat can expect that knows the other's policy, but no more of the game than it may, and how.

        How is the open move, by number, in each of its information sets.
        """
        for share, root in self.roots:
            _spread(root, seat, policies, share)
        own: dict[int, list[Node]] = defaultdict(list)
        for node in self.nodes:
            if node.seat == seat:
                own[node.seen].append(node)
        chosen: dict[int, int] = {}
        for seen, nodes in sorted(own.items(), key=lambda item: -item[1][0].depth):
            worth = [
                sum(node.reach * _against(node.children[at], seat, policies, chosen) for node in nodes)
                for at in range(len(nodes[0].children))
            ]
            chosen[seen] = int(np.argmax(worth))
        return sum(share * _against(root, seat, policies, chosen) for share, root in self.roots), chosen


def spread_over(view: View, chances: dict[str, float]) -> Array:
    """Return chances of moves in the order in which they are open."""
    return np.array([chances.get(move, 0.0) for move in view.legal])


def _probability(setup: Record) -> float:
    rolls = [(each.roll, each.outcome) for each in setup.happenings if each.roll is not None]
    return float(prod(dict(roll.outcomes)[outcome] for roll, outcome in rolls))


def _chances(player: Player, view: View, *, drawn: bool) -> dict[str, float]:
    """Return how likely a player with this key plays each move; one that draws its move says how it would."""
    if not drawn:
        return {player.decide(view).id: 1.0}
    assert isinstance(player, Thinker)
    *_, thought = player.think(view)
    return {each.move: each.share for each in thought.candidates}


def _below(node: Node) -> list[Node]:
    """Return a decision and all decisions below it."""
    return [node, *(each for child in node.children if child.seat >= 0 for each in _below(child))]


def _value(node: Node, policies: list[Policy]) -> tuple[float, float]:
    """Return both seats' expected scores below a node."""
    if node.seat < 0:
        return node.values
    total = [0.0, 0.0]
    for share, child in zip(policies[node.seat][node.seen].tolist(), node.children, strict=True):
        if share:
            for seat, value in enumerate(_value(child, policies)):
                total[seat] += share * value
    return total[0], total[1]


def _spread(node: Node, seat: int, policies: list[Policy], reach: float) -> None:
    """Write how likely the other seat and chance lead to each decision."""
    node.reach = reach
    for at, child in enumerate(node.children):
        if child.seat >= 0:
            share = 1.0 if node.seat == seat else float(policies[node.seat][node.seen][at])
            _spread(child, seat, policies, reach * share)


def _against(node: Node, seat: int, policies: list[Policy], chosen: dict[int, int]) -> float:
    """Return the seat's expected score below a node once its own choices are made."""
    if node.seat < 0:
        return node.values[seat]
    if node.seat == seat:
        return _against(node.children[chosen[node.seen]], seat, policies, chosen)
    total = 0.0
    for share, child in zip(policies[node.seat][node.seen].tolist(), node.children, strict=True):
        total += share * _against(child, seat, policies, chosen) if share else 0.0
    return total
