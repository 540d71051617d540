"""What does solving the rest of the game at every decision come to? On `two-villages`, which can be walked whole.

A player that solves subgames takes up, at each of its decisions, what everybody has seen (who began, and all moves),
weighs each pair of mandates by a belief about how both seats have played so far, and plays what regret minimization
over the rest of the game comes to there; nothing binds it to what it solved before. What it would play in all
information sets together is held against best responses: NashConv, as in `exploitability.py`. Beliefs are

- `doctrine`, `policy`: both seats have played by the doctrine, or by the learned policy, a twentieth at random;
- `even`: every pair of mandates is as likely as the others;
- `own`: both have played as this player does;
- `told:doctrine`, `told:policy`: as above, but the other seat knows the player's mandate, as it does in the search.

With `--evaluations` the rest of the game is not solved whole, but by external sampling (Lanctot et al., 2009) until so
many of its ends were looked at; averages over `--keys` such strategies are reported. 0 solves it whole.

    python benchmarks/subgames.py --beliefs doctrine,policy --evaluations 0,100,400,1600,6400 --keys 8
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numba
import numpy as np

from wargame.analysis.solving.explicit_tree import ExplicitTree, explicit_tree
from wargame.analysis.solving.whole_tree import Policy, Walk
from wargame.game.summit import load
from wargame.kernel.policy import DOUBLING
from wargame.kernel.regret import CHANCE_NODE, DISCOUNTED, END_NODE, minimize_regret
from wargame.kernel.state import SEATS
from wargame.players.policy import Policy as Learned
from wargame.players.policy import read_policy

if TYPE_CHECKING:
    from wargame.game.view import View

Array = np.ndarray[Any, Any]

SCENARIO = "two-villages"
POLICY = Path(__file__).parents[1] / "scenarios" / f"{SCENARIO}.policy.json"
SURPRISE = 0.05  # share of all moves alike in what a seat is believed to have played
LEAST = 1e-6  # of a move that it never plays
ITERATIONS = 100  # of discounted CFR, where a subgame is solved whole


class Subgame(NamedTuple):
    """The rest of a game from a public state, as `kernel.regret` has trees; chance draws the state at its root."""

    nodes: Array
    odds: Array
    scores: Array
    sets: Array  # number in the whole tree of each information set
    seats: Array
    starts: Array


class Memory(NamedTuple):
    """What sampling keeps."""

    regrets: Array  # (actions), never below 0
    sums: Array  # (actions), of what was played
    looked: Array  # (1), at how many ends


def public_states(tree: ExplicitTree) -> list[list[int]]:
    """Return the decisions that look alike to who sees who began and all moves, but no mandate; the earliest first."""
    seen: list[tuple[str, ...]] = [()] * len(tree.nodes)
    alike: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for node, (actor, first, children, _) in enumerate(tree.nodes.tolist()):
        if actor < CHANCE_NODE:
            alike[seen[node]].append(node)
        for child in range(first, first + children):
            shown = actor < CHANCE_NODE or node == 0
            seen[child] = (*seen[node], tree.labels[child]) if shown else seen[node]
    return [alike[each] for each in sorted(alike, key=len)]


def subgame(tree: ExplicitTree, roots: list[int], weights: Array) -> Subgame:
    """Return the rest of the game from these decisions, as likely as they weigh."""
    order, rows, numbers = list(roots), [(CHANCE_NODE, 1, len(roots), -1)], dict[int, int]()
    free = 1 + len(roots)
    for node in order:  # it grows as it is read
        actor, first, children, known = tree.nodes[node].tolist()
        number = numbers.setdefault(known, len(numbers)) if actor < CHANCE_NODE else -1
        rows.append((actor, free, children, number))
        order += range(first, first + children)
        free += children
    sets = np.array(list(numbers))
    counts = np.diff(tree.starts)[sets]
    return Subgame(
        nodes=np.array(rows, np.int32),
        odds=np.concatenate([[1.0], weights / weights.sum(), tree.odds[order[len(roots) :]]]),
        scores=np.concatenate([np.zeros((1, 2)), tree.scores[order]]),
        sets=sets,
        seats=tree.seats[sets],
        starts=np.array([0, *np.cumsum(counts)], np.int32),
    )


def solved(game: Subgame) -> Array:
    """Return what discounted CFR comes to (actions, not normalized)."""
    regrets, hints, sums = (np.zeros(game.starts[-1]) for _ in range(3))
    values = game.scores.copy()
    minimize_regret(
        game.nodes, game.odds, values, game.seats, game.starts, DISCOUNTED, 1, ITERATIONS, regrets, hints, sums
    )
    return sums


def sampled(game: Subgame, evaluations: int, seed: int) -> Array:
    """Return what external sampling comes to that looks at so many ends, or a few more (actions, not normalized)."""
    memory = Memory(np.zeros(game.starts[-1]), np.zeros(game.starts[-1]), np.zeros(1, np.int64))
    _sample(game, memory, evaluations, seed)
    return memory.sums


@numba.njit
def _sample(game: Subgame, memory: Memory, evaluations: int, seed: int) -> None:
    np.random.seed(seed)  # noqa: NPY002  Numba's own
    iteration = 0
    while memory.looked[0] < evaluations:
        iteration += 1
        for learner in range(SEATS):
            _traverse(game, memory, 0, learner, iteration)


@numba.njit
def _drawn(shares: Array) -> int:
    left, number = np.random.random(), 0  # noqa: NPY002  Numba's own
    while number < shares.size - 1 and left >= shares[number]:
        left -= shares[number]
        number += 1
    return number


@numba.njit
def _traverse(game: Subgame, memory: Memory, node: int, learner: int, iteration: int) -> float:
    """Return what the learner is expected to score below a node; chance and the other seat are drawn."""
    actor, first, count, known = game.nodes[node]
    if actor == END_NODE:
        memory.looked[0] += 1
        return game.scores[node, learner]
    if actor == CHANCE_NODE:
        child = first + _drawn(game.odds[first : first + count])
        return _traverse(game, memory, child, learner, iteration)
    regrets = memory.regrets[game.starts[known] : game.starts[known + 1]]
    whole = regrets.sum()
    shares = regrets / whole if whole > 0.0 else np.full(count, 1.0 / count)
    if actor != learner:
        memory.sums[game.starts[known] : game.starts[known + 1]] += iteration * shares
        return _traverse(game, memory, first + _drawn(shares), learner, iteration)
    values = np.empty(count)
    for each in range(count):
        values[each] = _traverse(game, memory, first + each, learner, iteration)
    mean = np.dot(shares, values)
    regrets[:] = np.maximum(regrets + values - mean, 0.0)
    return mean


def learned_shares(learned: Learned, view: View) -> Array:
    """Return how likely the learned policy is to play each open move (see `kernel.policy`)."""
    (habit,) = (each for each in learned.habits if each.side == view.seat and each.moves.keys() >= {*view.legal})
    mandate, values = view.tracks[f"{view.seat}.mandate"], [view.tracks[track] for track in habit.tracks]
    rows = [habit.moves[move] for move in view.legal]
    logits = np.array([row.by_mandate[mandate] + np.dot(row.by_track, values) for row in rows])
    shares = 2.0 ** ((logits - logits.max()) / DOUBLING)
    return np.asarray(shares / shares.sum())


def believed_shares(walk: Walk, tree: ExplicitTree, belief: str) -> Array | None:
    """Return what both seats are believed to have played (actions); None: as this player does."""
    if belief == "own":
        return None
    counts = np.diff(tree.starts)
    even = np.repeat(1.0 / counts, counts)
    if belief == "even":
        return even
    if belief == "doctrine":
        played = walk.policy_of("doctrine", 0)
        assert played is not None  # nobody stops it
    else:
        learned = read_policy(POLICY)
        played = [{key: learned_shares(learned, view) for key, view in views.items()} for views in walk.views]
    shares = [played[seat][key] for seat, key in zip(tree.seats.tolist(), tree.keys, strict=True)]
    return np.asarray((1.0 - SURPRISE) * np.concatenate(shares) + SURPRISE * even)


def strategies(tree: ExplicitTree, belief: str, believed: Array | None, evaluations: int, seed: int) -> Array:
    """Return what a player of subgames plays in every information set (actions)."""
    told, even = belief.startswith("told:"), belief == "even"
    found, reach = np.zeros(tree.actions), np.ones((len(tree.nodes), SEATS))
    for roots in public_states(tree):
        sets = tree.nodes[roots, 3]
        for group in [[*np.array(roots)[sets == each]] for each in np.unique(sets)] if told else [roots]:
            seat = int(tree.nodes[group[0], 0])
            weights = reach[group, 1 - seat] if told else reach[group].prod(axis=1)
            game = subgame(tree, [int(each) for each in group], np.ones(len(group)) if even else weights)
            sums = sampled(game, evaluations, seed) if evaluations else solved(game)
            for known in {int(tree.nodes[each, 3]) for each in group}:
                own = int(np.flatnonzero(game.sets == known)[0])
                shares = sums[game.starts[own] : game.starts[own + 1]]
                whole = shares.sum()
                found[tree.starts[known] : tree.starts[known + 1]] = shares / whole if whole > 0 else 1 / len(shares)
        for node in roots:
            seat, first, children, known = tree.nodes[node].tolist()
            played = (found if believed is None else believed)[tree.starts[known] : tree.starts[known + 1]]
            reach[first : first + children] = reach[node]
            reach[first : first + children, seat] *= np.maximum(played, LEAST)
    return found


def by_information_set(tree: ExplicitTree, shares: Array) -> list[Policy]:
    """Return shares (actions) as `Walk` takes them."""
    policies: list[Policy] = [{}, {}]
    for at, key in enumerate(tree.keys):
        policies[int(tree.seats[at])][key] = shares[tree.starts[at] : tree.starts[at + 1]]
    return policies


def main() -> None:
    """Print a JSON line for each belief and number of evaluations."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beliefs", default="doctrine,policy,even,own,told:doctrine,told:policy")
    parser.add_argument("--evaluations", default="0")
    parser.add_argument("--keys", type=int, default=16)
    chosen = parser.parse_args()
    walk, tree = Walk(load(SCENARIO)), explicit_tree(load(SCENARIO))
    assert tree is not None  # nobody stops it
    for belief in chosen.beliefs.split(","):
        believed = believed_shares(walk, tree, belief.removeprefix("told:"))
        for evaluations in map(int, chosen.evaluations.split(",")):
            begun, keys = time.process_time(), chosen.keys if evaluations else 1
            each = [strategies(tree, belief, believed, evaluations, key) for key in range(keys)]
            policies = by_information_set(tree, np.mean(each, axis=0))
            values = walk.value(policies)
            gains = [walk.best_response(seat, policies)[0] - values[seat] for seat in range(SEATS)]
            report = {"beliefs": belief, "evaluations": evaluations or "all", "keys": keys, "scores": values}
            report |= {"nash_conv": sum(gains), "seconds": round(time.process_time() - begun, 1)}
            print(json.dumps(report), flush=True)


if __name__ == "__main__":
    sys.exit(main())
