"""Information-set Monte Carlo tree search, whole simulations inside one call that releases the GIL.

A simulation starts from a particle of the seat's belief, selects its way down the trees of both seats (each maximizing
its own score), expands one node, rolls the game out to its end, and backpropagates the scores along its path. A call
does a number of simulations and returns: the trees lie in arrays that the caller keeps, so a search can
be stopped between two calls, and cut anywhere without changing what it finds. (Cowling, Powley & Whitehouse, 2012, for
trees of information sets; the prior and the rollouts are a policy's, see `kernel.policy`.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from wargame.kernel.choose import draw_move
from wargame.kernel.dice import keyed, mix, roll
from wargame.kernel.jit import entry, hold, merged, view
from wargame.kernel.legal import legal_set, plan_of
from wargame.kernel.movesets import MOST_MOVES, is_empty
from wargame.kernel.observe import sight
from wargame.kernel.playout import score
from wargame.kernel.policy import incline
from wargame.kernel.records import layout
from wargame.kernel.state import DECIDE, FAULT, NO_FAULT, NO_MOVE, PLY, SEATS, STAGE, STATE, TOO_LONG, TURN
from wargame.kernel.step import fail, finish, settle
from wargame.kernel.tables import SIZES, open_tables
from wargame.kernel.tree import (
    EDGES,
    HORIZON,
    MODELED,
    NODES,
    OBSERVED,
    SCORES,
    SCORES_FROM,
    SQUARES,
    USED,
    WILD,
    deviation,
    edge_move,
    find_node,
    most_visited,
    node_key,
    open_node,
    select,
)

MOST_PLIES = 501  # of a game: the largest ply limit, and one

_WILD = np.uint64(0x2545F4914F6CDD1D)  # stands where a rule's key stands in a roll: is this decision a random one?
_CHOSEN = np.uint64(0x9FB21C651E98DF25)  # the same: which one
_S40 = np.uint64(40)


class Visit(NamedTuple):
    """A step of a simulation's path down the tree."""

    node: int
    edge: int  # -1: the tree ended there
    seat: int


VISITS = layout(Visit)


class Search(NamedTuple):
    """A search under way: its tree and its options, as pointers, and room for one simulation."""

    table: Any  # of tree.Entry
    nodes: Any  # of tree.Node
    edges: Any  # of tree.Edge
    used: Any  # one tree.Used
    options: Any  # see tree.OPTIONS
    policy: Any  # see kernel.policy
    weights: Any  # of the moves or outcomes at hand
    path: Any  # of Visit, by depth
    seen: Any  # what a seat has seen; by seat
    spread: Any  # standard deviation of the scores so far; by seat


@merged
def _descend(tables, state, search, plan, opened, seat, greedy):
    """Select: return the node of a decision and the edge to follow; node -1 if the tree is full, edge -1 at a leaf."""
    nodes, edges, used = search.nodes, search.edges, search.used
    found = find_node(search.table, nodes, used, node_key(search.seen[seat], opened, plan), not greedy)
    node = found if found >= 0 else -1 - found
    if node >= used[USED.most_nodes]:
        return -1, -1
    if nodes[NODES.width * node + NODES.first_edge] < 0 and (
        greedy
        or (found < 0 and node > 0)
        or not open_node(
            tables, search.policy, state, plan, opened, search.weights, search.options, nodes, edges, used, node
        )
    ):
        return node, -1
    if greedy:
        return node, most_visited(nodes, edges, node)
    return node, select(nodes, edges, search.options, search.spread[seat], node)


@merged
def _observe(tables, state, search, move):
    """Fold what each seat was shown of a ply into what it has seen."""
    seen, mover = search.seen, int(tables.mover[move])
    seen[mover] = mix(seen[mover] + tables.keys[move])
    seen[1 - mover] = mix(seen[1 - mover] + tables.keys[tables.shown[move]])
    if search.options[OBSERVED] > 0.0:
        for seat in range(SEATS):
            seen[seat] = mix(seen[seat] ^ sight(tables, state, seat))


@merged
def _set_out(tables, state, search, particle):
    """Put a simulation at the root, in the state of a particle."""
    for slot in range(tables.sizes[SIZES.first_derived]):
        state[slot] = particle[slot]
    root = int(state[TURN])
    search.seen[root] = np.uint64(0)
    search.seen[1 - root] = sight(tables, state, 1 - root)


@merged
def _policy_move(tables, state, search, plan, opened, wild, chance):
    """Return a move of the policy or, with probability `wild`, a random one."""
    is_wild = wild >= 1.0 or roll(chance, np.uint64(state[PLY]), _WILD) >> _S40 < np.uint64(wild * (1 << 24))
    whole = np.int64(0) if is_wild else incline(tables, search.policy, state, plan, opened, search.weights)
    return int(draw_move(tables, state, plan, opened, search.weights, whole, chance ^ _CHOSEN))


@merged
def _simulate(tables, state, search, chance, greedy):
    """Play one simulation to its end; returns how many nodes it met. Modifies `state` and the tree's path."""
    depth, in_tree, last = 0, True, tables.sizes[SIZES.ply_limit]
    root, modeled = int(state[TURN]), search.options[MODELED] > 0.0
    horizon = int(search.options[HORIZON])
    if horizon > 0:
        horizon += state[PLY]
    while state[STAGE] == DECIDE:
        plan, seat = plan_of(tables, state), int(state[TURN])
        opened = legal_set(tables, state, plan)
        if horizon > 0 and state[PLY] >= horizon:
            finish(tables, state)
        elif is_empty(opened) or state[PLY] >= last:
            fail(state, NO_MOVE if is_empty(opened) else TOO_LONG)
        else:
            edge, answers = -1, modeled and seat != root
            if in_tree and not answers:
                node, edge = _descend(tables, state, search, plan, opened, seat, greedy)
                in_tree = edge >= 0
                if node >= 0:
                    at, depth = VISITS.width * depth, depth + 1
                    search.path[at + VISITS.node] = node
                    search.path[at + VISITS.edge] = edge
                    search.path[at + VISITS.seat] = seat
            if greedy and not in_tree:
                break
            if edge >= 0:
                move = edge_move(search.edges, edge)
            else:
                wild = 0.0 if answers else search.options[WILD]
                move = _policy_move(tables, state, search, plan, opened, wild, chance)
            settle(tables, state, move, search.weights, chance)
            if in_tree:
                _observe(tables, state, search, move)
    return depth


@merged
def _backpropagate(tables, state, search, depth, squares):
    """Backpropagate: add the scores to every node and edge of the path, and their squares to those of the root."""
    results = np.zeros(SEATS, np.int64)
    if state[FAULT] == NO_FAULT:
        for seat in range(SEATS):
            results[seat] = score(tables, state, seat)
    nodes, edges, path = search.nodes, search.edges, search.path
    for at in range(depth):
        visit = VISITS.width * at
        edge, seat = path[visit + VISITS.edge], path[visit + VISITS.seat]
        node = NODES.width * path[visit + VISITS.node]
        nodes[node + NODES.visits] += 1
        nodes[node + NODES.scores] += results[seat]
        if edge >= 0:
            here = EDGES.width * edge
            edges[here + EDGES.visits] += 1
            edges[here + EDGES.scores] += results[seat]
            edges[here + EDGES.other_scores] += results[1 - seat]
    root, own = SQUARES.width * path[VISITS.edge], path[VISITS.seat]
    squares[root + SQUARES.own] += results[own] * results[own]
    squares[root + SQUARES.other] += results[1 - own] * results[1 - own]
    for seat in range(SEATS):
        at = SCORES_FROM + SCORES.width * seat
        squares[at + SCORES.scores] += results[seat]
        squares[at + SCORES.squares] += results[seat] * results[seat]
        search.spread[seat] = _spread(nodes, squares, seat)


@merged
def _spread(nodes, squares, seat):
    """Return the standard deviation of a seat's scores so far."""
    at = SCORES_FROM + SCORES.width * seat
    return deviation(int(nodes[NODES.visits]), squares[at + SCORES.scores], squares[at + SCORES.squares])


@merged
def _write_line(search, depth, line):
    """Write the moves of the path into `line`; returns how many there are."""
    count = 0
    for at in range(min(depth, line.size)):
        edge = search.path[VISITS.width * at + VISITS.edge]
        if edge < 0:
            break
        line[count] = edge_move(search.edges, edge)
        count += 1
    return count


@entry
def simulate(ints, words, policy, particles, key, first, count, options, table, nodes, edges, used, squares, line):
    """Do `count` simulations, those from number `first` on; modifies the tree.

    Args:
        ints: the tables of integers.
        words: the tables of 64-bit words.
        policy: (int32) a learned policy, see `kernel.policy`.
        particles: (n × slots, int16) equally likely states at a decision of the searching seat.
        key: of all random numbers.
        first: number of the first simulation; it seeds that one's chance.
        count: how many simulations to do.
        options: (float64) see `tree.OPTIONS`.
        table: (uint64) the hash table: a power of 2 of `tree.Entry`, all 0 at first.
        nodes: (int32) of `tree.Node`; the root is node 0.
        edges: (int32) of `tree.Edge`, with room for one node at least; the root's come first.
        used: (int64) a `tree.Used`.
        squares: (tree.SUMS, int64) sums up a `Squares` for each of the root's edges, then a `Scores` for each seat.
        line: (int64) if it has room, nothing is simulated: the principal variation (the most visited moves) is written
            there, and its length is returned.
    """
    tables = open_tables(ints, words)
    own_state, weights = np.zeros(tables.sizes[SIZES.slots], STATE), np.empty(MOST_MOVES, np.int64)
    path, seen = np.zeros(VISITS.width * MOST_PLIES, np.int64), np.zeros(SEATS, np.uint64)
    spread = np.zeros(SEATS, np.float64)
    for seat in range(SEATS):
        spread[seat] = _spread(nodes, squares, seat)
    state = view(own_state, 0, own_state.size)
    search = Search(
        view(table, 0, table.size),
        view(nodes, 0, nodes.size),
        view(edges, 0, edges.size),
        view(used, 0, used.size),
        view(options, 0, options.size),
        view(policy, 0, policy.size),
        view(weights, 0, weights.size),
        view(path, 0, path.size),
        view(seen, 0, seen.size),
        view(spread, 0, spread.size),
    )
    greedy, depth = line.size > 0, np.int64(0)
    for number in range(first, first + count):
        _set_out(tables, state, search, particles[number % particles.shape[0]])
        depth = _simulate(tables, state, search, keyed(key, np.uint64(number)), greedy)
        if not greedy:
            _backpropagate(tables, state, search, depth, squares)
    length = _write_line(search, depth, line)
    hold(own_state)
    hold(weights)
    hold(path)
    hold(seen)
    hold(spread)
    return length
