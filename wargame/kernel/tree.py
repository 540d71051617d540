"""The search tree: one node for each information set that was met, one edge for each move open there.

Both seats' trees share the arrays. A node is found by the hash of what its seat has seen, so that a seat cannot tell
apart in the tree what it cannot tell apart in the game. A node gets its edges at its second visit: most nodes see
only one. All sums are integers; what is compared is float64 made by + − × ÷ and a square root, which every machine
rounds alike, so the same key gives the same tree everywhere.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from wargame.kernel.dice import mix
from wargame.kernel.jit import called, inline, lowest_bit, merged
from wargame.kernel.legal import moves_of
from wargame.kernel.movesets import MOST_MOVES, WORD_MOVES, size, word_of
from wargame.kernel.policy import incline
from wargame.kernel.records import layout
from wargame.kernel.state import SEATS


class Node(NamedTuple):
    """A decision as its seat sees it."""

    first_edge: int  # -1: none yet
    edges: int
    visits: int
    scores: int  # sum of its seat's


class Edge(NamedTuple):
    """A move open there."""

    visits: int
    scores: int  # sum of those of the seat that moves
    other_scores: int  # sum of those of the other seat
    move_and_prior: int  # move · 2^PRIOR_BITS + prior


class Entry(NamedTuple):
    """An entry of the hash table of nodes."""

    key: int  # 0: the place is free
    node: int


class Used(NamedTuple):
    """How much of a tree is in use, and its capacity."""

    nodes: int
    edges: int
    most_nodes: int
    most_edges: int
    mask: int  # places of the hash table - 1


class Squares(NamedTuple):
    """Sums of squared scores over the simulations through an edge of the root."""

    own: int
    other: int


class Scores(NamedTuple):
    """Sums of a seat's scores, and of their squares, over all simulations."""

    scores: int
    squares: int


NODES = layout(Node)
EDGES = layout(Edge)
ENTRIES = layout(Entry)
USED = layout(Used)
SQUARES = layout(Squares)
SCORES = layout(Scores)

SCORES_FROM = SQUARES.width * MOST_MOVES  # the sums of both seats lie behind the squares of all edges
SUMS = SCORES_FROM + SCORES.width * SEATS

# Options of a search, in the order in which they lie in a float64 array.
OPTIONS = (
    "explore",  # PUCT's constant, in standard deviations of the scores that the search has seen
    "caution",  # points below the mean of its node at which an unvisited move is held to stand
    "spread",  # share of the prior that is spread evenly over all moves
    "wild",  # share of a rollout's decisions taken at random, the rest by the policy
    "observed",  # 1: nodes know all that their seat has seen, 0: only the moves it was shown, and which are open
    "kindness",  # what a point of the other's score counts beside one's own
    "horizon",  # decisions after which a game is scored as it stands; 0: it is played to its end
    "modeled",  # 1: the other seat plays by the policy and is not searched for, so that a best response is found
)
EXPLORE, CAUTION, SPREAD, WILD, OBSERVED, KINDNESS, HORIZON, MODELED = range(len(OPTIONS))

FIRST_SPREAD = 12.0  # points: the standard deviation of scores before there are any
_FIRST_SAMPLES = 8.0  # how many scores that counts for

_ONE = np.uint64(1)
PRIOR_BITS = 16
_MOST_PRIOR = (1 << PRIOR_BITS) - 1


@inline
def node_key(seen, opened, plan):
    """Return the hash key of a node, never 0, from what its seat has `seen` (a hash) and its open moves."""
    return mix(seen ^ mix(word_of(opened, plan))) | _ONE


@merged
def find_node(table, nodes, used, key, grows):
    """Return the node with a key; its number, or -1 - number if it is new.

    It is made if there is none, the tree `grows` and there is room. Where none is made, the number is that of the first
    node that does not fit.
    """
    mask = used[USED.mask]
    at = np.int64(key & np.uint64(mask))
    while table[ENTRIES.width * at + ENTRIES.key] != np.uint64(0):
        if table[ENTRIES.width * at + ENTRIES.key] == key:
            return np.int64(table[ENTRIES.width * at + ENTRIES.node])
        at = (at + 1) & mask
    node = used[USED.nodes]
    if node >= used[USED.most_nodes] or not grows:
        return -1 - used[USED.most_nodes]
    used[USED.nodes] = node + 1
    table[ENTRIES.width * at + ENTRIES.key] = key
    table[ENTRIES.width * at + ENTRIES.node] = np.uint64(node)
    new = NODES.width * node
    nodes[new + NODES.first_edge] = -1
    nodes[new + NODES.edges] = 0
    nodes[new + NODES.visits] = 0
    nodes[new + NODES.scores] = 0
    return -1 - node


@merged
def open_node(tables, policy, state, plan, opened, weights, options, nodes, edges, used, node):
    """Expand a node: give it an edge for each open move, with its prior; returns whether there was room."""
    count, first = size(opened), used[USED.edges]
    if first + count > used[USED.most_edges]:
        return False
    used[USED.edges] = first + count
    nodes[NODES.width * node + NODES.first_edge] = first
    nodes[NODES.width * node + NODES.edges] = count
    whole = 0
    if options[SPREAD] < 1.0:
        whole = incline(tables, policy, state, plan, opened, weights)
    even = options[SPREAD] if whole > 0 else 1.0
    moves, each = moves_of(tables, plan), 0
    for word in opened:
        bits = word
        while bits:
            prior = even / count
            if whole > 0:
                prior += (1.0 - even) * weights[each] / whole
            edge = EDGES.width * (first + each)
            move = int(tables.plan_moves[moves + lowest_bit(bits)])
            edges[edge + EDGES.visits] = 0
            edges[edge + EDGES.scores] = 0
            edges[edge + EDGES.other_scores] = 0
            edges[edge + EDGES.move_and_prior] = (move << PRIOR_BITS) + int(prior * _MOST_PRIOR)
            each += 1
            bits &= bits - _ONE
        moves += WORD_MOVES
    return True


@inline
def edge_move(edges, edge):
    """Return the move of an edge."""
    return int(edges[EDGES.width * edge + EDGES.move_and_prior]) >> PRIOR_BITS


@merged
def select(nodes, edges, options, spread, node):
    """Return the edge to follow, where scores spread by `spread` points.

    PUCT (Rosin, 2011; Silver et al., 2017), after Kocsis & Szepesvári (2006).
    """
    here = NODES.width * node
    first, visits = int(nodes[here + NODES.first_edge]), int(nodes[here + NODES.visits])
    last = first + int(nodes[here + NODES.edges])
    unvisited = int(nodes[here + NODES.scores]) / max(visits, 1) - options[CAUTION]
    reach = options[EXPLORE] * spread * math.sqrt(np.float64(visits)) / _MOST_PRIOR
    kindness = options[KINDNESS]
    best, most = first, -1e300
    for edge in range(first, last):
        at = EDGES.width * edge
        tried = int(edges[at + EDGES.visits])
        value = unvisited
        if tried > 0:
            value = (int(edges[at + EDGES.scores]) + kindness * int(edges[at + EDGES.other_scores])) / tried
        value += reach * (int(edges[at + EDGES.move_and_prior]) & _MOST_PRIOR) / (1 + tried)
        if value > most:
            best, most = edge, value
    return best


@called
def deviation(visits, total, squares):
    """Return the standard deviation of scores, from their number, their sum and the sum of their squares.

    The prior counts as _FIRST_SAMPLES scores with a standard deviation of FIRST_SPREAD.
    """
    mean = total / max(visits, 1)
    known = squares - mean * total + _FIRST_SAMPLES * FIRST_SPREAD * FIRST_SPREAD
    return math.sqrt(max(known, 0.0) / (visits + _FIRST_SAMPLES))


@merged
def most_visited(nodes, edges, node):
    """Return the most visited edge of a node; of several, that with the greatest sum, then the first."""
    first = int(nodes[NODES.width * node + NODES.first_edge])
    best = first
    for edge in range(first + 1, first + int(nodes[NODES.width * node + NODES.edges])):
        at, than = EDGES.width * edge, EDGES.width * best
        ahead = edges[at + EDGES.visits] - edges[than + EDGES.visits]
        if ahead > 0 or (ahead == 0 and edges[at + EDGES.scores] > edges[than + EDGES.scores]):
            best = edge
    return best
