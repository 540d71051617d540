"""Real processes: killed at any instant, and two on one save. Run as a program, so that it forks with one thread.

python killing.py kills COUNT SEED FOLDER
python killing.py pairs COUNT SEED FOLDER
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from summits_of_journals import SEATS, small

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal.keeping import Keeper, begin, resume
from wargame.journal.reading import read_journal
from wargame.journal.replay import verified

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

CREATED = "2026-11-23T22:40:00Z"


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException as error:  # noqa: BLE001  nothing may come back from here
        os.write(2, f"{error!r}\n".encode())
        os._exit(1)


def _play_for_ever(folder: Path, seed: int, told: int) -> NoReturn:
    """Play game after game, telling of every entry that was acknowledged."""
    dice = random.Random(seed)  # noqa: S311  a test has to be repeatable
    while True:
        keeper = begin(Game(small(), dice.getrandbits(64)), SEATS, folder=folder, created=CREATED)
        entries = 1
        while not keeper.game.is_over:
            if keeper.game.ply and dice.random() < 0.15:
                keeper.undo()
            elif dice.random() < 0.1:
                keeper.note(keeper.game.ply, "hm")
            else:
                keeper.play(dice.choice(keeper.game.legal_moves))
            entries += 1
            assert keeper.is_saved
            os.write(told, f"{keeper.writer.path.name} {entries}\n".encode())
        keeper.close()


def kills(count: int, seed: int, folder: Path) -> dict[str, int]:
    """Kill a playing process at random instants; look at every file it left."""
    dice = random.Random(seed)  # noqa: S311
    acknowledged = unacknowledged = torn = 0
    for number in range(count):
        place = folder / str(number)
        told, tell = os.pipe()
        child = _forked(partial(_play_for_ever, place, seed + number, tell))
        os.close(tell)
        if dice.random() < 0.9:
            select.select([told], [], [], 10)  # its first word
        time.sleep(dice.random() * 0.03)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        with os.fdopen(told, "rb") as file:
            said = [line.split() for line in file.read().decode().splitlines()]
        sure = {name: int(entries) for name, entries in said}
        found = {path.name for path in place.glob("*.jsonl")}
        assert found >= sure.keys(), f"{sure.keys() - found} are gone"
        for name in sorted(found):
            journal = read_journal(place / name)
            assert not journal.problem or journal.is_torn, journal.problem
            assert verified(small(), journal) is None
            assert len(journal.entries) >= sure.get(name, 1), f"{name}: acknowledged entries are lost"
            acknowledged += sure.get(name, 1)
            unacknowledged += len(journal.entries) - sure.get(name, 1)
            torn += journal.is_torn
            _goes_on(place / name)
    return {"kills": count, "acknowledged": acknowledged, "unacknowledged": unacknowledged, "torn": torn}


def _goes_on(path: Path) -> None:
    journal = read_journal(path)
    try:
        keeper = resume(small(), journal)
    except JournalError as error:
        if "this game is over" in str(error):
            return
        raise
    keeper.play(keeper.game.legal_moves[0])
    assert keeper.is_saved
    keeper.close()
    after = read_journal(path)
    assert not after.problem
    assert after.chains[: len(journal.chains)] == journal.chains
    assert len(after.chains) > len(journal.chains)


def pairs(count: int, seed: int, folder: Path) -> dict[str, int]:
    """Let two processes go on with one save at the same time, one of them under another name every third time."""
    dice = random.Random(seed)  # noqa: S311
    refused: dict[str, int] = {}
    for number in range(count):
        keeper = begin(Game(small(), dice.getrandbits(64)), SEATS, folder=folder / str(number), created=CREATED)
        keeper.play(keeper.game.legal_moves[0])
        keeper.close()
        path = keeper.writer.path
        alias = path.with_name("alias.jsonl")
        if number % 3 == 0:
            alias.symlink_to(path.name)
        before = path.read_bytes()
        ends = []
        for name in (path, alias if number % 3 == 0 else path):
            (told, tell), (go, start) = os.pipe(), os.pipe()
            wait = dice.random() / 500
            child = _forked(partial(_rival, name, go, tell, wait))
            os.close(tell)
            os.close(go)
            ends.append((child, told, start))
        for _, _, start in ends:  # both may try
            os.write(start, b"g")
        said = [os.read(told, 1000).decode() for _, told, _ in ends]
        for _, _, start in ends:  # whoever won may go on
            os.write(start, b"g")
        for child, told, start in ends:
            assert os.waitpid(child, 0)[1] == 0
            os.close(told)
            os.close(start)
        assert said.count("won") == 1, said
        message = next(text for text in said if text != "won")
        assert "another program plays it" in message, message
        refused["refused"] = refused.get("refused", 0) + 1
        journal = read_journal(path)
        assert not journal.problem
        assert path.read_bytes().startswith(before)
        assert len(journal.entries) == 3
        assert verified(small(), journal) is None
    return {"pairs": count, **refused}


def _rival(path: Path, go: int, tell: int, wait: float) -> None:
    os.read(go, 1)
    time.sleep(wait)
    keeper: Keeper | None = None
    try:
        keeper = resume(small(), read_journal(path))
        os.write(tell, b"won")
    except JournalError as error:
        os.write(tell, str(error).encode())
    os.read(go, 1)
    if keeper:
        keeper.play(keeper.game.legal_moves[-1])
        assert keeper.is_saved
        keeper.close()


def main() -> None:
    """Run one trial and print its figures."""
    what, count, seed, folder = sys.argv[1:]
    small()
    Game(small(), 1).play(Game(small(), 1).legal_moves[0])  # compile what is compiled at the first use
    trial = {"kills": kills, "pairs": pairs}[what]
    sys.stdout.write(json.dumps(trial(int(count), int(seed), Path(folder))) + "\n")


if __name__ == "__main__":
    main()
