"""Games that are being saved on a simulated disk, beside a list of what has to be in each file."""

from __future__ import annotations

import random
from pathlib import Path

from simulated import PowerCutError, SimulatedDisk
from summits_of_journals import SEATS, small

from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal.entries import Entry, Note, TakeBack
from wargame.journal.keeping import Keeper, begin, branch_off, resume
from wargame.journal.reading import Journal, read_journal
from wargame.journal.replay import decision_of, end_of, hash_of, notes_of, setup_of, standing, verified

ROOT = Path("/simulated")
FOLDER = ROOT / "some" / "saves"


class Modelled:
    """One game at a time, on one disk. `attempted` is what was to be written, `sure` how much was acknowledged."""

    def __init__(self, seed: int) -> None:
        """Begin with an empty disk."""
        self.dice = random.Random(seed)  # noqa: S311  a test has to be repeatable
        self.disk = SimulatedDisk(ROOT, self.dice)
        self.seed = seed
        self.summit = small()
        self.keeper: Keeper | None = None
        self.path: Path | None = None
        self.attempted: dict[Path, list[Entry]] = {}
        self.sure: dict[Path, int] = {}
        self.begun = 0

    # -- actions

    def begin(self) -> None:
        """Start a game and its file, or be told why not."""
        self.let_go()
        self.begun += 1
        game = Game(self.summit, self.seed * 100 + self.begun)
        try:
            keeper = begin(game, SEATS, folder=FOLDER, created="2026-11-23T22:40:00Z", disk=self.disk)
        except JournalError:
            if self.disk.trouble_rate:
                return
            raise
        self._take(keeper, [setup_of(game)])

    def play(self, choice: int) -> None:
        """Play one of the open moves."""
        assert self.keeper
        game = self.keeper.game
        move = game.legal_moves[choice % len(game.legal_moves)]
        game.play(move)
        expected: list[Entry] = [decision_of(game), *([end_of(game)] if game.is_over else [])]
        game.undo()
        self._expect(*expected)
        self.keeper.play(move)
        self._see()

    def undo(self) -> None:
        """Take a move back."""
        assert self.keeper
        game = self.keeper.game
        record = game.undo()
        expected = TakeBack(ply=game.ply, state=hash_of(game))
        assert record.move
        game.play(record.move)
        self._expect(expected)
        self.keeper.undo()
        self._see()

    def note(self, ply: int, text: str, mark: str = "") -> None:
        """Note something."""
        assert self.keeper
        ply %= self.keeper.game.ply + 1
        self._expect(Note(ply=ply, text=text, mark=mark))
        self.keeper.note(ply, text, mark)
        self._see()

    def let_go(self) -> None:
        """Close the file, in the end with a disk that works."""
        if self.keeper is None or self.path is None:
            return
        rate, self.disk.trouble_rate = self.disk.trouble_rate, 0.0
        self.keeper.close()
        assert self.keeper.is_saved
        self._see()
        self.keeper, path = None, self.path
        self.disk.trouble_rate = rate
        self.check(path, whole=True)

    def reopen(self) -> None:
        """Close the file and go on with it."""
        if self.path is None:
            return
        self.let_go()
        self._resume(self.path)

    def branch(self, choice: int) -> None:
        """Go on from some ply of this game in a new file."""
        if self.path is None:
            return
        self.let_go()
        rate, self.disk.trouble_rate = self.disk.trouble_rate, 0.0
        journal = read_journal(self.path, self.disk)
        self.disk.trouble_rate = rate
        decisions = standing(journal)
        ply = choice % (len(decisions) + 1)
        expected = [journal.entries[0], *decisions[:ply], *(note for note in notes_of(journal) if note.ply <= ply)]
        try:
            keeper = branch_off(
                self.summit, journal, ply, SEATS, folder=FOLDER, created="2026-11-23T22:41:00Z", disk=self.disk
            )
        except JournalError as error:
            self.path = None
            if self.disk.trouble_rate or "the game is over there" in str(error):
                return
            raise
        self._take(keeper, expected)

    def power_cut(self) -> None:
        """Lose what can be lost, look at every file, and go on with the last one."""
        self.disk = self.disk.after_power_cut()
        self.keeper = None
        for path in self.attempted:
            assert path in self.disk.journals, f"{path} is gone"
        for path in self.disk.journals:
            self.check(path)
        if self.attempted:
            kept = FOLDER / "scenarios" / f"{self.summit.sha256}.toml"
            assert self.disk.read(kept, 10**6) == self.summit.text.encode(), "the rules are gone"
        if self.path is not None:
            self._resume(self.path)

    # -- what has to hold

    def check(self, path: Path, *, whole: bool = False) -> Journal:
        """Look whether a file holds what was acknowledged, and nothing but what was attempted."""
        rate, self.disk.trouble_rate = self.disk.trouble_rate, 0.0
        journal = read_journal(path, self.disk)
        self.disk.trouble_rate = rate
        assert not journal.problem or journal.is_torn, journal.problem
        assert verified(self.summit, journal) is None
        if path in self.attempted:
            entries, expected = list(journal.entries), self.attempted[path]
            assert entries == expected[: len(entries)], "something else was written"
            assert len(entries) >= self.sure[path], f"{self.sure[path] - len(entries)} acknowledged entries are lost"
            assert not whole or (len(entries) == len(expected) and not journal.problem)
        return journal

    def check_cheaply(self, path: Path) -> None:
        """Look whether a file can be read and has what was acknowledged, without playing it again."""
        rate, self.disk.trouble_rate = self.disk.trouble_rate, 0.0
        journal = read_journal(path, self.disk)
        self.disk.trouble_rate = rate
        assert not journal.problem or journal.is_torn
        assert len(journal.entries) >= self.sure[path]

    def _resume(self, path: Path) -> None:
        rate, self.disk.trouble_rate = self.disk.trouble_rate, 0.0
        journal = read_journal(path, self.disk)
        kept: list[Entry] = list(journal.entries)
        try:
            self.keeper = resume(self.summit, journal, self.disk)
        except JournalError as error:
            if "this game is over" not in str(error):
                raise
            journal = self.check(path) if path not in self.attempted else read_journal(path, self.disk)
            assert not journal.problem
            self.attempted[path], self.sure[path] = list(journal.entries), len(journal.entries)
            self.path = None
        else:
            self.attempted[path], self.sure[path] = kept, len(kept)
        self.disk.trouble_rate = rate

    def _take(self, keeper: Keeper, entries: list[Entry]) -> None:
        self.keeper, self.path = keeper, keeper.writer.path
        self.attempted[self.path] = list(entries)
        self.sure[self.path] = len(entries)

    def _expect(self, *entries: Entry) -> None:
        assert self.path
        self.attempted[self.path] += entries

    def _see(self) -> None:
        assert self.keeper
        assert self.path
        assert self.keeper.is_saved == (not self.keeper.trouble)
        if self.keeper.is_saved:
            self.sure[self.path] = len(self.attempted[self.path])
        else:
            assert self.disk.trouble_rate, self.keeper.trouble
            assert ": cannot be " in self.keeper.trouble or ": the scenario cannot be kept" in self.keeper.trouble


def act_at_random(model: Modelled) -> None:
    """Do one thing that can be done."""
    dice = model.dice
    if model.keeper is None:
        model.begin()
        return
    game, what = model.keeper.game, dice.random()
    if what < 0.05:
        model.reopen()
    elif what < 0.1:
        model.branch(dice.randrange(100))
    elif what < 0.2:
        model.note(dice.randrange(100), dice.choice(["hm", "why not?", "é → ü"]), dice.choice(["", "!?"]))
    elif what < 0.35 and game.ply:
        model.undo()
    elif not game.is_over:
        model.play(dice.randrange(100))
    elif what < 0.6:
        model.undo()
    else:
        model.begin()


def cut_at(seed: int, instant: int, actions: int, trouble: float, lives: int = 3) -> bool:
    """Play until the power is cut at an instant, then on from there, some lives long; says whether it came to a cut."""
    model = Modelled(seed)
    cut = False
    for life in range(lives):
        model.disk.cut_in = instant if not life else model.dice.randrange(60)
        model.disk.trouble_rate = trouble
        try:
            for _ in range(actions):
                act_at_random(model)
        except PowerCutError:
            cut = True
        else:
            break
        model.power_cut()
    return cut
