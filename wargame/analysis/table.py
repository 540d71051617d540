"""The games of a tournament as a table: CSV, one row a game."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from wargame.analysis.payoffs import games_of
from wargame.journal.whole import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from wargame.analysis.payoffs import Game
    from wargame.game.summit import Summit
    from wargame.match.outcome import GameResult

__all__ = ["write_csv"]


def write_csv(path: Path, summit: Summit, results: Sequence[GameResult]) -> None:
    """Write a row for each game; a file that was there is replaced.

    Raises:
        RunError: it cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows(_rows(summit, games_of(summit, results)))
    write_whole(path, text.getvalue())


def _rows(summit: Summit, games: Sequence[Game]) -> Iterator[list[object]]:
    sides = summit.rules.sides
    names = ("player", "mandate", "score", "luck")
    yield [
        "game", "pairing", "pair", "seed", *(f"{side.id}.{name}" for name in names for side in sides),
        "ending", "plies", "fault", "forfeit", "offense",
    ]  # fmt: skip
    for game in games:
        result, fixture, forfeit = game.result, game.result.fixture, game.result.forfeit
        yield [
            fixture.index,
            fixture.pairing,
            fixture.pair,
            fixture.seed,
            *result.players,
            *(side.mandates[at].id for side, at in zip(sides, game.mandates, strict=True)),
            *(result.scores or ("", "")),
            *(f"{luck:.4f}" for luck in game.luck),
            result.ending,
            len(result.moves),
            result.fault,
            forfeit.side if forfeit else "",
            forfeit.offense if forfeit else "",
        ]
