"""Information-set Monte Carlo tree search, whole simulations inside one call that holds no lock.

A simulation starts from one of the states that its seat holds possible (a particle), walks down the trees of both
seats, each choosing for its own score, adds one node, plays the game to its end, and tells every edge it walked what
came of it. A call does so many simulations and returns: the trees lie in arrays that the caller keeps, so a search can
be stopped between two calls, and cut anywhere without changing what it finds. (Cowling, Powley & Whitehouse, 2012, for
trees of information sets; the prior and the rollouts are the doctrine's.)
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.choose import DOCTRINE, MOST_MOVES, RANDOM, choose
from wargame.kernel.dice import keyed, mix, roll
from wargame.kernel.jit import called, entry, view
from wargame.kernel.legal import legal_bits, plan_of
from wargame.kernel.observe import sight
from wargame.kernel.playout import score
from wargame.kernel.state import DECIDE, FAULT, NO_MOVE, PLY, STAGE, STATE, TOO_LONG, TURN
from wargame.kernel.step import fail, settle, start_move
from wargame.kernel.tables import open_tables
from wargame.kernel.tree import (
    EDGE,
    NODE,
    OBSERVED,
    WILD,
    edge_move,
    find_node,
    most_visited,
    node_key,
    open_node,
    select,
)

__all__ = ["MOST_PLIES", "simulate"]

MOST_PLIES = 501  # of a game: the largest ply limit, and one

_WILD = np.uint64(0x2545F4914F6CDD1D)  # stands where a rule's key stands in a roll: is this decision a random one?
_CHOSEN = np.uint64(0x9FB21C651E98DF25)  # the same: which one
_S40 = np.uint64(40)


@called
def _descend(tables, state, plan, bits, weights, options, table, nodes, edges, used, seen, greedy):
    """Return the node and the edge to follow from a decision; edge -1 where the tree ends."""
    found = find_node(table, used[4], nodes, used, node_key(seen, bits, plan))
    node = found if found >= 0 else -1 - found
    if found < 0 and node >= used[2]:
        return -1, -1
    if nodes[NODE * node] < 0 and (
        (found < 0 and node > 0) or not open_node(tables, state, plan, bits, weights, options, nodes, edges, used, node)
    ):
        return node, -1
    return node, most_visited(nodes, edges, node) if greedy else select(nodes, edges, options, node)


@called
def _watch(tables, state, move, options, seen):
    """Fold what each seat was shown of a ply into `seen` (2)."""
    mover = np.int64(tables.mover[move])
    shown = np.int64(tables.shown[move])
    seen[mover] = mix(seen[mover] + tables.keys[move])
    seen[1 - mover] = mix(seen[1 - mover] + tables.keys[shown])
    if options[OBSERVED] > 0.0:
        for seat in range(2):
            seen[seat] = mix(seen[seat] ^ sight(tables, state, seat))


@called
def _tell(nodes, edges, path, depth, results, squares):
    """Add the scores of a simulation to every node and edge of its path."""
    for at in range(depth):
        node, edge, seat = path[3 * at], path[3 * at + 1], path[3 * at + 2]
        nodes[NODE * node + 2] += 1
        nodes[NODE * node + 3] += results[seat]
        if edge >= 0:
            edges[EDGE * edge] += 1
            edges[EDGE * edge + 1] += results[seat]
            edges[EDGE * edge + 2] += results[1 - seat]
    if depth > 0 and path[1] >= 0 and path[0] == 0:
        seat = path[2]
        squares[2 * path[1]] += results[seat] * results[seat]
        squares[2 * path[1] + 1] += results[1 - seat] * results[1 - seat]


@entry
def simulate(ints, words, particles, key, first, count, options, own_table, own_nodes, own_edges, used, squares, line):
    """Do `count` simulations, those from number `first` on; modifies the tree.

    `particles` (n × slots, int16) are decisions of one seat, each as likely as the others. The tree is `own_table`
    (2 · size, uint64, all 0 at first), `own_nodes` (· NODE, int32), `own_edges` (· EDGE, int32) and `used` (5, int64):
    nodes, edges, how many of each fit, size − 1. The root is node 0. `squares` (2 · MOST_MOVES, int64) gathers the
    squared scores of the root's edges, of the seat and of the other. If `line` (int64) has room, nothing is simulated:
    the most visited moves are written there instead, and their number is returned.
    """
    tables = open_tables(ints, words)
    own_state, own_weights = np.zeros(tables.sizes[0], STATE), np.empty(MOST_MOVES, np.int64)
    own_path, own_seen = np.zeros(3 * MOST_PLIES, np.int64), np.zeros(2, np.uint64)
    state, weights = view(own_state, 0, own_state.size), view(own_weights, 0, own_weights.size)
    path, seen = view(own_path, 0, own_path.size), view(own_seen, 0, 2)
    table, nodes = view(own_table, 0, own_table.size), view(own_nodes, 0, own_nodes.size)
    edges = view(own_edges, 0, own_edges.size)
    results = np.zeros(2, np.int64)
    wild = np.uint64(options[WILD] * (1 << 24))
    greedy = line.size > 0
    for number in range(first, first + count):
        chance = keyed(key, np.uint64(number))
        particle = particles[number % particles.shape[0]]
        for slot in range(tables.sizes[1]):
            state[slot] = particle[slot]
        root = np.int64(state[TURN])
        seen[root] = np.uint64(0)
        seen[1 - root] = sight(tables, state, 1 - root)
        depth, in_tree = 0, True
        while state[STAGE] == DECIDE:
            plan, seat = plan_of(tables, state), np.int64(state[TURN])
            bits = legal_bits(tables, state, plan)
            if bits == 0:
                fail(state, NO_MOVE)
                break
            if state[PLY] >= tables.sizes[5]:
                fail(state, TOO_LONG)
                break
            move = np.int64(-1)
            if in_tree:
                node, edge = _descend(
                    tables, state, plan, bits, weights, options, table, nodes, edges, used, seen[seat], greedy
                )
                in_tree = edge >= 0
                if node >= 0:
                    path[3 * depth], path[3 * depth + 1], path[3 * depth + 2] = node, edge, seat
                    depth += 1
                if in_tree:
                    move = edge_move(edges, edge)
            if move < 0:
                if greedy:
                    break
                policy = RANDOM if roll(chance, state[PLY], _WILD) >> _S40 < wild else DOCTRINE
                move = np.int64(choose(tables, state, plan, bits, policy, weights, chance ^ _CHOSEN))
            start_move(tables, state, move)
            settle(tables, state, weights, chance)
            if in_tree:
                _watch(tables, state, move, options, seen)
        if greedy:
            return _write_line(edges, path, depth, line)
        for seat in range(2):
            results[seat] = 0 if state[FAULT] else score(tables, state, seat)
        _tell(nodes, edges, path, depth, results, squares)
    return 0


@called
def _write_line(edges, path, depth, line):
    """Write the moves of a path into `line`; returns how many there are."""
    count = 0
    for at in range(min(depth, line.size)):
        if path[3 * at + 1] < 0:
            break
        line[count] = edge_move(edges, path[3 * at + 1])
        count += 1
    return count
