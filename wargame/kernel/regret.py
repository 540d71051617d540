"""Counterfactual regret minimization over a whole tree that lies in arrays, and best responses to what comes of it.

A tree lies in the order of its depth, the children of a node next to each other: so a pass forward meets every node
after the one that leads to it, and a pass backward before it. Sources: Zinkevich et al. (2007); Tammelin (2014), CFR+;
Brown and Sandholm (2019), discounted CFR; Farina, Kroer and Sandholm (2021), predictive CFR+.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from wargame.kernel.jit import called, entry
from wargame.kernel.records import layout
from wargame.kernel.state import SEATS

CHANCE_NODE, END_NODE = SEATS, SEATS + 1  # in the place of a seat
PLUS, DISCOUNTED, PREDICTIVE = range(3)
METHODS = {"cfr+": PLUS, "dcfr": DISCOUNTED, "pcfr+": PREDICTIVE}
UNCHOSEN = -1
_GAIN, _LOSS = 1.5, 0.5  # discounted CFR: the exponent of what was gained, and the factor of what was lost


class TreeNode(NamedTuple):
    """A node of a tree."""

    actor: int  # a seat, CHANCE_NODE or END_NODE
    first: int  # of its children
    children: int  # how many
    information_set: int  # of a decision, else -1


TREE_NODES = layout(TreeNode)


@called
def _match(starts, regrets, hints, shares):
    """Fill `shares` by regret matching: each action by what it would have gained, `hints` foretelling what is next."""
    for each in range(starts.size - 1):
        whole = 0.0
        for at in range(starts[each], starts[each + 1]):
            shares[at] = max(regrets[at] + hints[at], 0.0)
            whole += shares[at]
        count = starts[each + 1] - starts[each]
        for at in range(starts[each], starts[each + 1]):
            shares[at] = shares[at] / whole if whole > 0.0 else 1.0 / count


@called
def _reach(nodes, odds, starts, shares, reach):
    """Fill `reach` (nodes × 3) with how likely each seat and chance lead to each node, by their own choices alone."""
    reach[0] = 1.0
    for node in range(nodes.shape[0]):
        actor, first = nodes[node, TREE_NODES.actor], nodes[node, TREE_NODES.first]
        for number in range(nodes[node, TREE_NODES.children]):
            child = first + number
            for each in range(SEATS + 1):
                reach[child, each] = reach[node, each]
            if actor == CHANCE_NODE:
                reach[child, SEATS] *= odds[child]
            else:
                reach[child, actor] *= shares[starts[nodes[node, TREE_NODES.information_set]] + number]


@called
def _evaluate(nodes, odds, starts, shares, values):
    """Fill `values` (nodes × 2), those of ends given, with the expected scores of both seats."""
    for node in range(nodes.shape[0] - 1, -1, -1):
        actor, first = nodes[node, TREE_NODES.actor], nodes[node, TREE_NODES.first]
        if actor == END_NODE:
            continue
        values[node, 0] = 0.0
        values[node, 1] = 0.0
        for number in range(nodes[node, TREE_NODES.children]):
            child = first + number
            share = odds[child]
            if actor != CHANCE_NODE:
                share = shares[starts[nodes[node, TREE_NODES.information_set]] + number]
            for seat in range(SEATS):
                values[node, seat] += share * values[child, seat]


@called
def _learn(nodes, starts, shares, reach, values, seat, weight, found, sums):
    """Add the regrets of a seat to `found`, and what it plays to `sums`, by how likely it leads there itself."""
    for node in range(nodes.shape[0]):
        if nodes[node, TREE_NODES.actor] != seat:
            continue
        against = reach[node, 1 - seat] * reach[node, SEATS]
        start, first = starts[nodes[node, TREE_NODES.information_set]], nodes[node, TREE_NODES.first]
        for number in range(nodes[node, TREE_NODES.children]):
            found[start + number] += against * (values[first + number, seat] - values[node, seat])
            sums[start + number] += weight * reach[node, seat] * shares[start + number]


@called
def _take(method, seats, starts, seat, iteration, found, regrets, hints):
    """Take the regrets that one seat has found into what is kept."""
    grown = float(iteration) ** _GAIN
    for each in range(starts.size - 1):
        if seats[each] != seat:
            continue
        for at in range(starts[each], starts[each + 1]):
            kept = regrets[at] + found[at]
            if method == DISCOUNTED:
                regrets[at] = kept * (grown / (grown + 1.0) if kept > 0.0 else _LOSS)
            else:
                regrets[at] = max(kept, 0.0)
            if method == PREDICTIVE:
                hints[at] = found[at]


@entry
def minimize_regret(nodes, odds, values, seats, starts, method, first, iterations, regrets, hints, sums):
    """Run iterations of regret minimization, the seats learning in turn.

    Args:
        nodes: (nodes × TREE_NODES.width, int32) the tree.
        odds: (nodes, float64) how likely each is drawn, where chance leads to it.
        values: (nodes × 2, float64) the scores of ends; the rest is overwritten.
        seats: (information sets, int8) whose each is.
        starts: (information sets + 1, int32) where the actions of each begin.
        method: PLUS, DISCOUNTED or PREDICTIVE.
        first: number of the first iteration, from 1.
        iterations: how many.
        regrets: (actions, float64) what is kept of the regrets; changed.
        hints: (actions, float64) the regrets that are foretold; changed by the predictive method alone.
        sums: (actions, float64) the average strategy, not normalized; changed.
    """
    shares, found = np.empty(regrets.size), np.empty(regrets.size)
    reach = np.empty((nodes.shape[0], SEATS + 1))
    for iteration in range(first, first + iterations):
        weight = float(iteration) if method == PLUS else float(iteration) ** 2
        for seat in range(SEATS):
            _match(starts, regrets, hints, shares)
            _reach(nodes, odds, starts, shares, reach)
            _evaluate(nodes, odds, starts, shares, values)
            found[:] = 0.0
            _learn(nodes, starts, shares, reach, values, seat, weight, found, sums)
            _take(method, seats, starts, seat, iteration, found, regrets, hints)


@entry
def evaluate(nodes, odds, values, starts, shares):
    """Fill `values` (nodes × 2, float64; those of ends given) with the expected scores under `shares` (actions)."""
    _evaluate(nodes, odds, starts, shares, values)


@entry
def respond(nodes, odds, values, seats, starts, levels, shares, seat, chosen):
    """Find a best response of a seat to what the other plays by `shares`.

    Args:
        nodes: as `minimize_regret` has them.
        odds: the same.
        values: the same; on return the root's are those of the response.
        seats: whose each information set is.
        starts: where its actions begin.
        levels: (information sets, int32) how many decisions its seat has taken before it.
        shares: (actions, float64) what both play; changed to the response where the seat decides.
        seat: who responds.
        chosen: (information sets, int32) is filled with the action of each set of the seat.
    """
    reach, gains = np.empty((nodes.shape[0], SEATS + 1)), np.zeros(shares.size)
    _reach(nodes, odds, starts, shares, reach)
    for level in range(levels.max(), -1, -1):  # what is chosen later is known when what comes before it is chosen
        _evaluate(nodes, odds, starts, shares, values)
        gains[:] = 0.0
        for node in range(nodes.shape[0]):
            each = nodes[node, TREE_NODES.information_set]
            if nodes[node, TREE_NODES.actor] == seat and levels[each] == level:
                against, first = reach[node, 1 - seat] * reach[node, SEATS], nodes[node, TREE_NODES.first]
                for number in range(nodes[node, TREE_NODES.children]):
                    gains[starts[each] + number] += against * values[first + number, seat]
        for each in range(seats.size):
            if seats[each] == seat and levels[each] == level:
                best = starts[each]
                for at in range(starts[each], starts[each + 1]):
                    shares[at] = 0.0
                    if gains[at] > gains[best]:
                        best = at
                shares[best] = 1.0
                chosen[each] = best - starts[each]
    _evaluate(nodes, odds, starts, shares, values)
