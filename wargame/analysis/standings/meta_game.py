"""The meta-game of a tournament: a game whose strategies are players and whose payoffs are the mean scores they got.

This is the payoff table of empirical game-theoretic analysis (Wellman, 2006): rows and columns are the players in the
first and the second seat, so that each cell is a seating. Gambit reads it as a normal-form game (NFG 1), every mean an
exact fraction; the name of each outcome says of how many games it is the mean, and how sure. Source of the format: the
documentation of Gambit.
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.analysis.solving.gambit import quoted
from wargame.analysis.standings.payoffs import counted_scores
from wargame.destination import Kind
from wargame.errors import RunError
from wargame.kernel.state import SEATS
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from wargame.destination import Destination
    from wargame.tournament.result import GameResult
    from wargame.tournament.tournament import Tournament

NFG = Kind("a normal-form game", lambda head, _: head.startswith(b"NFG 1 R "))
_FEWEST = 2  # games that have a standard error


@frozen
class Cell:
    """What a seating paid, by seat."""

    players: tuple[str, str]
    games: int  # that count, forfeited ones among them
    means: tuple[Fraction, Fraction]
    errors: tuple[float, float] | None  # standard errors of the means; None of a single game


def meta_game(tournament: Tournament, results: Sequence[GameResult]) -> list[Cell]:
    """Return every cell of the table, the player of the first seat changing fastest.

    Raises:
        RunError: a seating came to no scores, so that the table would have a hole.
    """
    sides, players = tournament.summit.rules.side_ids, tournament.schedule.players
    scores: dict[tuple[str, str], list[tuple[int, int]]] = {(one, two): [] for two in players for one in players}
    paid: set[tuple[str, str]] = set()
    for result in results:
        counted = counted_scores(result, sides)
        if counted is not None:
            scores[result.players].append(counted)
        if result.scores is not None:
            paid.add(result.players)
    holes = [seating for seating in scores if seating not in paid]
    if holes:
        (one, two), others = holes[0], len(holes) - 1
        more = f" (nor of {others} other seating{'s' if others > 1 else ''})" if others else ""
        which = f"{one} as {sides[0]} against {two} as {sides[1]}"
        message = f"its table has a hole: no game of {which}{more} came to scores; leave out who forfeits every game"
        raise RunError(message)
    return [_cell(seating, found) for seating, found in scores.items()]


def _cell(players: tuple[str, str], scores: Sequence[tuple[int, int]]) -> Cell:
    count = len(scores)
    one, two = (Fraction(sum(each[seat] for each in scores), count) for seat in range(SEATS))
    if count < _FEWEST:
        return Cell(players, count, (one, two), None)
    spread = [sum((each[seat] - mean) ** 2 for each in scores) for seat, mean in enumerate((one, two))]
    own, other = (sqrt(each / (count * (count - 1))) for each in spread)
    return Cell(players, count, (one, two), (own, other))


def write_nfg(destination: Destination, tournament: Tournament, results: Sequence[GameResult]) -> None:
    """Write the meta-game of a tournament.

    Raises:
        RunError: a seating came to no scores; or it may not be written there, or cannot.
    """
    try:
        text = nfg_text(tournament, results)
    except RunError as error:
        message = f"cannot write {destination.path}: {error}"
        raise RunError(message) from error
    destination.write(text)


def nfg_text(tournament: Tournament, results: Sequence[GameResult]) -> str:
    """Return the meta-game of a tournament as Gambit reads it; each player has to have met every one, itself as well.

    Raises:
        RunError: a seating came to no scores.
    """
    return "\n".join(_lines(tournament, meta_game(tournament, results))) + "\n"


def _lines(tournament: Tournament, cells: Sequence[Cell]) -> Iterator[str]:
    summit, schedule = tournament.summit, tournament.schedule
    sides = " ".join(map(quoted, summit.rules.side_ids))
    strategies = " ".join(map(quoted, schedule.players))
    yield f"NFG 1 R {quoted(f'{summit.name}, SHA-256 {summit.sha256}, seed {schedule.seed}')} {{ {sides} }}"
    yield ""
    yield f"{{ {{ {strategies} }}"
    yield f"{{ {strategies} }} }}"
    yield quoted("Mean scores of 0 to 100 of players seated as each side; standard errors in the same order.")
    yield ""
    yield "{"
    for cell in cells:
        games = plural(cell.games, "game")
        errors = "standard errors {:.4f} and {:.4f}".format(*cell.errors) if cell.errors else "no standard errors"
        name = quoted(f"{cell.players[0]} against {cell.players[1]}: {games}, {errors}")
        yield f"{{ {name} {cell.means[0]}, {cell.means[1]} }}"
    yield "}"
    yield " ".join(str(number) for number in range(1, len(cells) + 1))
