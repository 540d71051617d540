"""The games of a tournament as a table, one row a game."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.analysis.standings.payoffs import games_of
from wargame.analysis.tidy import Row, Table
from wargame.runs.fields import INTEGER, NUMBER, TEXT, Field, seed_field

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.analysis.standings.payoffs import PlayedGame
    from wargame.game.summit import Summit
    from wargame.tournament.result import GameResult

_NO_SCORE = "the game was forfeited, or the rules could not end it"


def games_table(summit: Summit) -> Table:
    """Return the table with a row for each game."""
    return Table(of="a tournament", fields=tuple(_fields(summit)))


def rows_of(summit: Summit, results: Sequence[GameResult]) -> Iterator[Row]:
    """Yield the rows of that table."""
    return (_row(summit, game) for game in games_of(summit, results))


def _fields(summit: Summit) -> Iterator[Field]:
    rules = summit.rules
    ids = tuple(ending.id for ending in rules.endings)
    yield Field(name="game", type=INTEGER, meaning="The game's number in its tournament, from 0", least=0)
    yield Field(name="pairing", type=INTEGER, meaning="The number of the two players who met, from 0", least=0)
    yield Field(
        name="pair", type=INTEGER, meaning="With the pairing: the two games that differ in the seats alone", least=0
    )
    yield seed_field("The seed of the game; the games of a pair share it")
    for side in rules.sides:
        yield Field(name=f"{side.id}.player", type=TEXT, meaning=f"Who played {side.name}")
    for side in rules.sides:
        mandates = tuple(each.id for each in side.mandates)
        titles = ", ".join(f"{each.id} ({each.title})" for each in side.mandates)
        meaning = f"{side.name}'s secret mandate: {titles}"
        yield Field(name=f"{side.id}.mandate", type=TEXT, meaning=meaning, values=mandates)
    for side in rules.sides:
        meaning = f"{side.name}'s score; a success from {rules.scenario.success} on"
        yield Field(
            name=f"{side.id}.score",
            type=INTEGER,
            meaning=meaning,
            unit="points",
            least=0,
            most=100,
            empty=_NO_SCORE,
        )
    for side in rules.sides:
        meaning = f"What the rolls of the game were worth to {side.name}, by the frozen value function"
        yield Field(name=f"{side.id}.luck", type=NUMBER, meaning=meaning, unit="points")
    yield Field(name="ending", type=TEXT, meaning="How the game ended", values=ids, empty=_NO_SCORE)
    yield Field(name="plies", type=INTEGER, meaning="Decisions taken by both sides", unit="decisions", least=0)
    yield Field(name="fault", type=TEXT, meaning="What kept the rules from going on", empty="nothing did")
    yield Field(
        name="forfeit", type=TEXT, meaning="The side that forfeited", values=rules.side_ids, empty="nobody forfeited"
    )
    yield Field(name="offense", type=TEXT, meaning="What its player did", empty="nobody forfeited")


def _row(summit: Summit, game: PlayedGame) -> Row:
    result, fixture, forfeit = game.result, game.result.fixture, game.result.forfeit
    mandates = zip(summit.rules.sides, game.mandates, strict=True)
    return (
        fixture.index,
        fixture.pairing,
        fixture.pair,
        str(fixture.seed),
        *result.players,
        *(side.mandates[at].id for side, at in mandates),
        *(result.scores or (None, None)),
        *map(float, game.luck),
        result.ending,
        len(result.moves),
        result.fault.value,
        forfeit.side if forfeit else None,
        forfeit.offense.value if forfeit else None,
    )
