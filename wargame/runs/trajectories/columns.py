"""The columns of trajectories: where each comes from, and what it means.

A row is a node of the game tree that a game went through: a decision, or a roll that could have fallen otherwise. So a
game has as many as its `plies` and `chance_nodes` together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.bounds import MOST_ROUNDS
from wargame.kernel.state import STATE
from wargame.kernel.trajectory import NODE, list_open
from wargame.runs.columns import NOTHING, Column, about, results_of
from wargame.runs.fields import INTEGER, INTEGERS, NUMBER, TEXT, Field
from wargame.runs.trajectories.nodes import starts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wargame.arrays import Array
    from wargame.game.observation import Layout
    from wargame.game.summit import Summit
    from wargame.runs.batch import Run
    from wargame.runs.trajectories.nodes import Nodes

FORMAT = 1  # of these files; an older program refuses a newer one
TABLE = "trajectories"
KINDS = ("decision", "chance")
SEEN = "seen:"  # before the name of an entry of an observation
_AT_CHANCE, _AT_DECISION = "chance decided", "a side decided"


def columns_of(run: Run, *, observations: bool) -> tuple[Column, ...]:
    """Return the columns, with what the sides saw if asked."""
    found = [*_places(run.summit), *_choices(run.summit)]
    found += [_of_game(column) for column in results_of(run)]
    return (*found, *(_observations(run.summit) if observations else ()))


def layouts_of(summit: Summit) -> tuple[Layout, ...]:
    """Return the layout of each seat's observations."""
    return tuple(map(summit.layout, summit.rules.side_ids))


def about_file(run: Run, *, observations: bool) -> dict[str, str]:
    """Return what a file says of itself, the rules included: all that is needed to play its games again."""
    facts = {"table": TABLE, "format": str(FORMAT), "observations": "yes" if observations else "no"}
    return {**about(run), "wargame.scenario_text": run.summit.text} | {
        f"wargame.{name}": value for name, value in facts.items()
    }


def _node(at: int) -> Callable[[Nodes], Array]:
    return lambda nodes: nodes.rows[:, at]


def _of_game(column: Column) -> Column:
    """Return a column of the result of a game as one that is the same in all its rows."""
    return Column(column.field, lambda nodes: column.values(nodes)[nodes.game_of], column.cells, column.least)


# -- where a game stands


def _places(summit: Summit) -> Iterator[Column]:
    rules = summit.rules
    phases = tuple(each.id for each in rules.phases)
    titles = ", ".join(f"{each.id} ({each.title})" for each in rules.phases)
    game = Field(name="game", type=INTEGER, meaning="The game's number in its run, from 0", least=0)
    step = "The row's number in its game, from 0: a decision or a roll that could have fallen otherwise"
    plies = rules.scenario.ply_limit
    yield Column(game, lambda nodes: nodes.games[nodes.game_of])
    yield Column(Field(name="step", type=INTEGER, meaning=step, least=0, most=2**31 - 1), lambda nodes: nodes.steps)
    ply = Field(name="ply", type=INTEGER, meaning="Decisions taken before it", unit="decisions", least=0, most=plies)
    yield Column(ply, _node(NODE.ply))
    round_ = Field(name="round", type=INTEGER, meaning="The round of the game", least=1, most=MOST_ROUNDS)
    yield Column(round_, _node(NODE.round))
    phase = Field(name="phase", type=TEXT, meaning=f"The phase: {titles}", values=phases)
    yield Column(phase, lambda nodes: nodes.rows[:, NODE.phase] - 1, phases)


# -- what was chosen, and among how much


def _choices(summit: Summit) -> Iterator[Column]:
    rules, compiled = summit.rules, summit.compiled
    sides, moves = rules.side_ids, tuple(dict.fromkeys(summit.move_ids))
    drawn = {at: rule for at, rule in enumerate(compiled.every_rule) if rule.outcomes}
    keys = tuple(rule.key for rule in drawn.values())
    outcomes = tuple(dict.fromkeys(each.id for rule in drawn.values() for each in rule.outcomes))
    yield Column(
        Field(name="kind", type=TEXT, meaning="Whether a side decided, or chance", values=KINDS),
        lambda nodes: nodes.is_chance.astype(np.int16),
        KINDS,
    )
    yield Column(
        Field(name="side", type=TEXT, meaning="The side that decided", values=sides, empty=_AT_CHANCE),
        lambda nodes: nodes.seats,
        (None, *sides),
        NOTHING,
    )
    action = "The number of the move, as `Summit.action` counts; of a roll, of the outcome among its rule's, from 0"
    most = max(len(rules.moves), *(len(rule.outcomes) for rule in drawn.values()), 1) - 1
    yield Column(Field(name="action", type=INTEGER, meaning=action, least=0, most=most), _action)
    yield _text_column("move", "The move that was played", moves, _AT_CHANCE, _move_places(summit, moves))
    meaning = "The rule whose outcome was drawn, as in a saved game"
    yield _text_column("rule", meaning, keys, _AT_DECISION, _rule_places(list(drawn), len(compiled.every_rule)))
    yield _text_column(
        "outcome", "The outcome that was drawn", outcomes, _AT_DECISION, _outcome_places(summit, outcomes)
    )
    meaning = "How likely that outcome was"
    yield Column(
        Field(name="probability", type=NUMBER, meaning=meaning, least=0, most=1, empty=_AT_DECISION), _probability
    )
    meaning = "How many moves were open, or how many outcomes possible"
    yield Column(Field(name="choices", type=INTEGER, meaning=meaning, least=1, most=most + 1), _node(NODE.choices))


def _text_column(
    name: str, meaning: str, texts: tuple[str, ...], empty: str, values: Callable[[Nodes], Array]
) -> Column:
    return Column(
        Field(name=name, type=TEXT, meaning=meaning, values=texts, empty=empty), values, (None, *texts), NOTHING
    )


def _action(nodes: Nodes) -> Array:
    return np.where(nodes.is_chance, nodes.rows[:, NODE.outcome], nodes.rows[:, NODE.rule])


def _probability(nodes: Nodes) -> Array:
    weight, whole = nodes.rows[:, NODE.weight], nodes.rows[:, NODE.whole]
    found: Array = np.divide(weight, whole, out=np.full(len(weight), np.nan), where=whole > 0)
    return found


def _move_places(summit: Summit, moves: Sequence[str]) -> Callable[[Nodes], Array]:
    place = np.full(len(summit.compiled.every_rule), NOTHING)
    place[: len(summit.move_ids)] = [moves.index(each) for each in summit.move_ids]
    return lambda nodes: np.where(nodes.is_chance, NOTHING, place[nodes.rows[:, NODE.rule]])


def _rule_places(drawn: Sequence[int], rules: int) -> Callable[[Nodes], Array]:
    place = np.full(rules, NOTHING)
    place[drawn] = np.arange(len(drawn))
    return lambda nodes: np.where(nodes.is_chance, place[nodes.rows[:, NODE.rule]], NOTHING)


def _outcome_places(summit: Summit, outcomes: Sequence[str]) -> Callable[[Nodes], Array]:
    compiled = summit.compiled
    place = np.array([outcomes.index(each.id) for _, each in compiled.outcomes] or [NOTHING])
    first = np.zeros(len(compiled.every_rule), np.int64)
    first[list(compiled.first_outcome)] = list(compiled.first_outcome.values())

    def values(nodes: Nodes) -> Array:
        at = np.where(nodes.is_chance, first[nodes.rows[:, NODE.rule]] + nodes.rows[:, NODE.outcome], 0)
        return np.where(nodes.is_chance, place[at], NOTHING)

    return values


# -- what was seen


def _observations(summit: Summit) -> Iterator[Column]:
    """Yield a column for each entry of either side's observation, and one of the open moves."""
    layouts = layouts_of(summit)
    entries = {slot: (name, low, high) for layout in layouts for name, low, high, slot in _entries(layout)}
    titles = {track.id: track.title for track in summit.rules.tracks}
    for at, (slot, (name, low, high)) in enumerate(sorted(entries.items())):
        blind = tuple(seat for seat, layout in enumerate(layouts) if slot not in layout.slots)
        empty = " or ".join([_AT_CHANCE, *(f"{summit.rules.side_ids[seat]} decided" for seat in blind)])
        meaning = f"What the side that decided saw of: {titles.get(name, name)} (see `Layout`)"
        field = Field(name=f"{SEEN}{name}", type=INTEGER, meaning=meaning, least=low, most=high, empty=empty)
        yield Column(field, _seen(at, blind, low), (None, *range(low, high + 1)), low - 1)
    legal = "The numbers of the open moves, in ascending order; none where chance decided"
    yield Column(Field(name="legal", type=INTEGERS, meaning=legal), _legal)


def _entries(layout: Layout) -> Iterator[tuple[str, int, int, int]]:
    return zip(layout.names, layout.low.tolist(), layout.high.tolist(), layout.slots.tolist(), strict=True)


def _seen(at: int, blind: Sequence[int], low: int) -> Callable[[Nodes], Array]:
    def values(nodes: Nodes) -> Array:
        unseen = nodes.is_chance
        for seat in blind:
            unseen = unseen | (nodes.seats == seat)
        return np.where(unseen, STATE(low - 1), nodes.seen[:, at])

    return values


def _legal(nodes: Nodes) -> tuple[Array, Array]:
    """Return where the open moves of each node begin among the numbers of all, and these."""
    offsets = starts_of(np.where(nodes.is_chance, 0, nodes.rows[:, NODE.choices]))
    numbers = np.empty(offsets[-1], np.int16)
    list_open(nodes.opened, offsets, numbers)
    return offsets.astype(np.int32), numbers
