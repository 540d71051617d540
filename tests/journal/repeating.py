"""Games between players, written, replayed and verified; prints a hash of each file. Run as a program, in any weather.

python repeating.py GAMES SEED FOLDER
"""

from __future__ import annotations

import hashlib
import json
import sys
from functools import cache
from pathlib import Path

from summits_of_journals import small

from wargame.game.game import Game
from wargame.game.summit import Summit, load
from wargame.journal.disk import Disk
from wargame.journal.keeping import begin
from wargame.journal.reading import read_journal
from wargame.journal.replay import replayed, verified
from wargame.runs.turns import turns


class _Hasty(Disk):
    """Does not wait until anything is safe: power cuts are another trial's."""

    def sync(self, descriptor: int) -> None:
        """Do nothing."""

    def sync_folder(self, folder: Path) -> None:
        """Do nothing."""


@cache
def _bundled() -> Summit:
    return load("trump-kim-2018")


def repeat(games: int, seed: int, folder: Path) -> list[str]:
    """Write games down; returns the hash of each file."""
    hashes = []
    for number in range(games):
        summit = _bundled() if number % 10 == 0 else small()
        one, other = summit.rules.side_ids
        players = [("random", "random"), ("doctrine", "doctrine"), ("random", "doctrine")][number % 3]
        seats = {one: players[0], other: players[1]}
        game = Game(summit, seed + number)
        keeper = begin(
            Game(summit, game.seed), seats, folder=folder / str(number), created="2026-11-23T22:40:00Z", disk=_Hasty()
        )
        for record in turns(game, seats):
            assert record.move
            keeper.play(record.move)
        keeper.close()
        journal = read_journal(keeper.writer.path)
        assert not journal.problem
        assert verified(summit, journal) is None
        assert replayed(summit, journal).scores == game.scores
        hashes.append(hashlib.sha256(keeper.writer.path.read_bytes()).hexdigest())
    return hashes


if __name__ == "__main__":
    sys.stdout.write(json.dumps(repeat(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
