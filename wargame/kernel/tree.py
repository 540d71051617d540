"""The search tree: one node for each information set that was met, one edge for each move open there.

Both seats' trees share the arrays. A node is found by the 64 bits of what its seat has seen, so that a seat cannot tell
apart in the tree what it cannot tell apart in the game. A node gets its edges at its second visit: most nodes see
only one. All sums are integers; what is compared is float64 made by + − × ÷ and a square root, which every machine
rounds alike, so the same key gives the same tree everywhere.
"""

from __future__ import annotations

import math

import numpy as np

from wargame.kernel.dice import mix
from wargame.kernel.jit import bits_in, called, inline, lowest_bit, merged
from wargame.kernel.policy import incline

NODE = 4  # integers of a node: first edge (-1: none yet), how many, visits, sum of its seat's scores
EDGE = 4  # integers of an edge: visits, sums of the scores of its seat and of the other, move · 2^16 + prior

# Options of a search, in the order in which they lie in a float64 array.
OPTIONS = (
    "explore",  # PUCT's constant, in standard deviations of the scores that the search has seen
    "caution",  # points below the mean of its node at which an unvisited move is held to stand
    "spread",  # share of the prior that is spread evenly over all moves
    "wild",  # share of a rollout's decisions taken at random, the rest by the policy
    "observed",  # 1: nodes know all that their seat has seen, 0: only the moves it was shown, and which are open
    "kindness",  # what a point of the other's score counts beside one's own
    "horizon",  # decisions after which a game is scored as it stands; 0: it is played to its end
)
EXPLORE, CAUTION, SPREAD, WILD, OBSERVED, KINDNESS, HORIZON = range(len(OPTIONS))

FIRST_SPREAD = 12.0  # points

_ONE = np.uint64(1)
_PRIOR_BITS = 16
_MOST_PRIOR = (1 << _PRIOR_BITS) - 1


@inline
def node_key(seen, bits, plan):
    """Return the key of the node of a seat that has seen `seen` and may play `bits`; never 0."""
    return mix(seen ^ mix(bits + np.uint64(plan))) | _ONE


@merged
def find_node(table, mask, nodes, used, key, grows):
    """Return the node with a key; its number, or -1 - number if it is new.

    It is made if there is none, the tree `grows` and there is room. `table` holds pairs (key, node) at places up to
    `mask`; `used[0]` counts nodes, `used[2]` says how many fit. Where none is made, the number is that of the first
    that does not fit.
    """
    at = np.int64(key & np.uint64(mask))
    while table[2 * at] != np.uint64(0):
        if table[2 * at] == key:
            return np.int64(table[2 * at + 1])
        at = (at + 1) & mask
    node = used[0]
    if node >= used[2] or not grows:
        return -1 - used[2]
    used[0] = node + 1
    table[2 * at] = key
    table[2 * at + 1] = np.uint64(node)
    nodes[NODE * node] = -1
    nodes[NODE * node + 1] = 0
    nodes[NODE * node + 2] = 0
    nodes[NODE * node + 3] = 0
    return -1 - node


@merged
def open_node(tables, policy, state, plan, bits, weights, options, nodes, edges, used, node):
    """Give a node its edges, one for each open move with its prior; says whether there was room."""
    count, first = bits_in(bits), used[1]
    if first + count > used[3]:
        return False
    used[1] = first + count
    nodes[NODE * node] = first
    nodes[NODE * node + 1] = count
    whole = 0
    if options[SPREAD] < 1.0:
        whole = incline(tables, policy, state, plan, bits, weights)
    even = options[SPREAD] if whole > 0 else 1.0
    place = tables.plans[3 * plan + 2]
    for each in range(count):
        prior = even / count
        if whole > 0:
            prior += (1.0 - even) * weights[each] / whole
        edge = EDGE * (first + each)
        move = int(tables.plan_moves[place + lowest_bit(bits)])
        edges[edge] = 0
        edges[edge + 1] = 0
        edges[edge + 2] = 0
        edges[edge + 3] = (move << _PRIOR_BITS) + int(prior * _MOST_PRIOR)
        bits &= bits - _ONE
    return True


@inline
def edge_move(edges, edge):
    """Return the move of an edge."""
    return int(edges[EDGE * edge + 3]) >> _PRIOR_BITS


@merged
def select(nodes, edges, options, spread, node):
    """Return the edge to follow, where scores spread by `spread` points.

    PUCT (Rosin, 2011; Silver et al., 2017), after Kocsis & Szepesvári (2006).
    """
    first, visits = int(nodes[NODE * node]), int(nodes[NODE * node + 2])
    last = first + int(nodes[NODE * node + 1])
    unvisited = int(nodes[NODE * node + 3]) / max(visits, 1) - options[CAUTION]
    reach = options[EXPLORE] * spread * math.sqrt(np.float64(visits)) / _MOST_PRIOR
    kindness = options[KINDNESS]
    best, most = first, -1e300
    for edge in range(first, last):
        at = EDGE * edge
        tried = int(edges[at])
        value = unvisited
        if tried > 0:
            value = (int(edges[at + 1]) + kindness * int(edges[at + 2])) / tried
        value += reach * (int(edges[at + 3]) & _MOST_PRIOR) / (1 + tried)
        if value > most:
            best, most = edge, value
    return best


@called
def deviation(visits, total, squares):
    """Return the standard deviation of scores, held to be FIRST_SPREAD eight times before the first is known."""
    mean = total / max(visits, 1)
    return math.sqrt(max(squares - mean * total + 8.0 * FIRST_SPREAD * FIRST_SPREAD, 0.0) / (visits + 8.0))


@merged
def most_visited(nodes, edges, node):
    """Return the most visited edge of a node; of several, that with the greatest sum, then the first."""
    first = int(nodes[NODE * node])
    best = first
    for edge in range(first + 1, first + int(nodes[NODE * node + 1])):
        ahead = edges[EDGE * edge] - edges[EDGE * best]
        if ahead > 0 or (ahead == 0 and edges[EDGE * edge + 1] > edges[EDGE * best + 1]):
            best = edge
    return best
