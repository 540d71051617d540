"""The columns of a run's rows: where each comes from, and what it means."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from attrs import frozen

from wargame import __version__
from wargame.kernel.playout import RESULT
from wargame.kernel.state import NO_FAULT
from wargame.kernel.trace import trace_setups
from wargame.players.learned import NONE
from wargame.runs.fields import INTEGER, TEXT, Field, seed_field
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.arrays import Array
    from wargame.runs.batch import Chunk, Run
    from wargame.scenario.rules import Setup, Track

Cell = int | str | None

NOTHING = -1  # stands for "nothing" among endings, scores and draws
_NO_ENDING = "the rules could not bring the game to an end"
_SCORES = range(101)


@frozen
class Column:
    """A column: its values as small integers, and the cell that each is decoded to."""

    field: Field
    values: Callable[[Any], Any]  # (rows), made from a chunk, or from whatever its rows are of
    cells: tuple[Cell, ...] = ()  # from the value `least` up, None only as the first; none: the values are the cells
    least: int = 0

    @property
    def name(self) -> str:
        """Return its name."""
        return self.field.name

    @property
    def is_text(self) -> bool:
        """Say whether its cells are text."""
        return self.field.type == TEXT

    @property
    def is_long(self) -> bool:
        """Say whether its cells are large numbers as text, too many to list (seeds)."""
        return self.field.is_long


def columns_of(run: Run) -> tuple[Column, ...]:
    """Return the columns of a run's rows."""
    rules = run.summit.rules
    slots = run.summit.compiled.slots.of_name
    found = [*_first(run), *_players(run), *_mandates(run), *_draws(run), *results_of(run), *_length(run)]
    taken = {column.name for column in found}
    for track in rules.tracks:
        if track.role is not Role.MANDATE:  # it has a column of words
            name = f"final:{track.id}" if track.id in taken else track.id
            found.append(_of_track(track, name, slots[track.id]))
    return tuple(found)


def about(run: Run) -> dict[str, str]:
    """Return metadata of a run, for a format that has a place for it."""
    players = {f"player.{side}": player for side, player in run.seats.items()}
    facts = {
        "version": __version__,
        "scenario": run.summit.name,
        "scenario_sha256": run.summit.sha256,
        "policy": run.policy.name,
        "policy_sha256": run.policy.digest,
        **players,
        "run_seed": str(run.seed),
    }
    return {f"wargame.{name}": value for name, value in facts.items()}


def rows_of(columns: Sequence[Column], chunk: Chunk) -> list[dict[str, Cell]]:
    """Return the rows of a chunk as dictionaries, by the names of the columns."""
    cells = [_cells(column, chunk) for column in columns]
    return [{column.name: cell for column, cell in zip(columns, row, strict=True)} for row in zip(*cells, strict=True)]


def _cells(column: Column, chunk: Chunk) -> list[Cell]:
    values = column.values(chunk).tolist()
    if column.cells:
        return [column.cells[value - column.least] for value in values]
    return [str(value) for value in values] if column.is_long else values


# -- what was given, and drawn before the first move


def _first(run: Run) -> Iterator[Column]:
    def numbers(chunk: Chunk) -> Array:
        return chunk.first + np.arange(len(chunk.results), dtype=np.int64)

    def seeds(chunk: Chunk) -> Array:
        return run.seeds_of(chunk.first, len(chunk.results))

    sides = run.summit.rules.side_ids
    yield Column(Field(name="game", type=INTEGER, meaning="The game's number in its run, from 0", least=0), numbers)
    yield Column(seed_field("The game's own seed, made of the run's and its number"), seeds)
    meaning = "The side that moved first"
    yield Column(Field(name="first", type=TEXT, meaning=meaning, values=sides), _result(RESULT.first), sides)


def _players(run: Run) -> Iterator[Column]:
    for side in run.summit.rules.sides:
        player = run.seats[side.id]
        field = Field(name=f"{side.id}.player", type=TEXT, meaning=f"Who played {side.name}", values=(player,))
        yield Column(field, _always, (player,))
    if run.policy.is_used:  # so that rows of two files can be told apart
        digest = run.policy.digest or NONE
        meaning = f"SHA-256 of the learned policy that search players leaned on, or {NONE}"
        yield Column(Field(name="policy_sha256", type=TEXT, meaning=meaning, values=(digest,)), _always, (digest,))


def _mandates(run: Run) -> Iterator[Column]:
    rules, slots = run.summit.rules, run.summit.compiled.slots.of_name
    for side in rules.sides:
        name, ids = rules.track_id(Role.MANDATE, side.id), tuple(each.id for each in side.mandates)
        titles = ", ".join(f"{each.id} ({each.title})" for each in side.mandates)
        field = Field(name=name, type=TEXT, meaning=f"{side.name}'s secret mandate: {titles}", values=ids)
        yield Column(field, _track(slots[name]), ids)


def _draws(run: Run) -> Iterator[Column]:
    """Yield a column for each of the scenario's own set-up rules; first mover and mandates have columns already."""
    rules, compiled = run.summit.rules, run.summit.compiled
    first_rule = len(rules.moves) + len(rules.events)

    def drawn(at: int, first_outcome: int) -> Callable[[Chunk], Array]:
        def values(chunk: Chunk) -> Array:
            found = np.empty((len(chunk.results), len(rules.setup)), np.int16)
            trace_setups(compiled.ints, compiled.words, np.uint64(run.seed), chunk.first, first_rule, found)
            return np.where(found[:, at] < 0, NOTHING, found[:, at] - first_outcome)

        return values

    for at, rule in enumerate(rules.setup):
        if at > len(rules.sides) and rule.outcomes:
            ids = tuple(each.id for each in rule.outcomes)
            yield Column(_draw_field(rule), drawn(at, compiled.first_outcome[first_rule + at]), (None, *ids), NOTHING)


def _draw_field(rule: Setup) -> Field:
    titles = ", ".join(f"{each.id} ({each.title})" for each in rule.outcomes)
    return Field(
        name=rule.key,
        type=TEXT,
        meaning=f"{rule.title}, drawn before the first move: {titles}",
        values=tuple(each.id for each in rule.outcomes),
        empty="nothing was drawn",
    )


# -- what came of it


def results_of(run: Run) -> Iterator[Column]:
    """Yield the columns of what a game came to: its ending, and both scores."""
    rules = run.summit.rules
    ids = tuple(ending.id for ending in rules.endings)
    field = Field(name="ending", type=TEXT, meaning="How the game ended", values=ids, empty=_NO_ENDING)
    yield Column(field, _result(RESULT.ending, nothing=True), (None, *ids), NOTHING)
    for seat, side in enumerate(rules.sides):
        field = Field(
            name=f"{side.id}.score",
            type=INTEGER,
            meaning=f"{side.name}'s score; a success from {rules.scenario.success} on",
            unit="points",
            least=_SCORES[0],
            most=_SCORES[-1],
            empty=_NO_ENDING,
        )
        yield Column(field, _result(RESULT.scores + seat, nothing=True), (None, *_SCORES), NOTHING)


def _length(run: Run) -> Iterator[Column]:
    most = run.summit.rules.scenario.ply_limit
    plies = Field(
        name="plies", type=INTEGER, meaning="Decisions taken by both sides", unit="decisions", least=0, most=most
    )
    nodes = "Rolls that could have fallen otherwise"
    yield Column(plies, _result(RESULT.plies))
    yield Column(
        Field(name="chance_nodes", type=INTEGER, meaning=nodes, unit="rolls", least=0), _result(RESULT.chance_nodes)
    )


def _of_track(track: Track, name: str, slot: int) -> Column:
    bands = ", ".join(f"{word} from {value} on" for value, word in track.bands)
    words = (f"{track.title}, at the end.", track.meaning, f"In words: {bands}." if bands else "")
    field = Field(
        name=name,
        type=INTEGER,
        meaning=" ".join(each for each in words if each),
        unit="steps",
        least=track.min,
        most=track.max,
    )
    return Column(field, _track(slot), tuple(range(track.min, track.max + 1)), track.min)


def _always(chunk: Chunk) -> Array:
    """Return the one value of a column that is the same in every game."""
    return np.zeros(len(chunk.results), np.int16)


def _result(at: int, *, nothing: bool = False) -> Callable[[Chunk], Array]:
    def values(chunk: Chunk) -> Array:
        column = chunk.results[:, at]
        return np.where(chunk.results[:, RESULT.fault] == NO_FAULT, column, NOTHING) if nothing else column

    return values


def _track(slot: int) -> Callable[[Chunk], Array]:
    return lambda chunk: chunk.states[:, slot]
