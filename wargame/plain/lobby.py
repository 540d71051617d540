"""The menu line by line: what the full screen's menu offers, for a pipe, a screen reader, a printer."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define

from wargame.authoring.catalog import USUAL, known
from wargame.bounds import MOST_SEED
from wargame.errors import JournalError, WargameError
from wargame.game.summit import load
from wargame.game.view import REFEREE
from wargame.journal.reading import read_journal
from wargame.journal.replay import replayed
from wargame.journal.store import rules_of, saves_folder
from wargame.journal.writing import remove
from wargame.legible import legible
from wargame.pages.retelling import retell
from wargame.pages.shelf import arranged, kept_in, last_unfinished, place_words
from wargame.plain.keyboard import InputEnded, Keyboard
from wargame.plain.paper import Paper
from wargame.plain.whole_game import WholeGame
from wargame.players.offered import HUMAN, LEVELS, player_name
from wargame.session import opening
from wargame.session.lesson import lesson, sit_down

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wargame.pages.shelf import Kept
    from wargame.session.sitting import Sitting

Entries = dict[str, tuple[str, "Callable[[], None]"]]  # by name: what it is, and what it does
MOST_LISTED = 20  # saved games told at once
LEAVE, BACK = "quit", "back"


class _Back(Exception):
    """Whoever was asked does not want to go on with it."""


@define
class Lobby:
    """The menu, and the ways from it."""

    paper: Paper
    keyboard: Keyboard
    saves: Path | None = None  # the folder of saved games, None for the usual one

    def open(self) -> None:
        """Offer the menu until it is left."""
        self.paper.line("wargame. Two sides who each expect the other to surrender meet at a table.", hang=0)
        with suppress(WargameError):  # told where games are begun
            self.paper.verbatim(place_words(saves_folder(self.saves)))
        while True:
            try:
                entries = self._entries()
                chosen = self._chosen("Menu", {name: words for name, (words, _) in entries.items()}, LEAVE)
                entries[chosen][1]()
            except (_Back, InputEnded):
                return
            except (WargameError, OSError) as error:
                self.paper.verbatim(legible(error))

    def _entries(self) -> Entries:
        last = self._last()
        entries: Entries = {}
        if last is not None:
            entries["continue"] = (last.brief, partial(self._resume, last.path))
        return entries | {
            "play": ("the summit of 2018, Washington against an AI in character", self._play),
            "new": ("another game: which summit, who sits where, which seed", self._new),
            "saves": ("saved games: go on, read again, remove", self._saves),
            "tutorial": ("a first summit in six minutes, by doing", self._tutorial),
            "rules": ("what a summit is about", self._rules),
        }

    def _last(self) -> Kept | None:
        try:
            return last_unfinished(saves_folder(self.saves))
        except WargameError:  # told where games are begun
            return None

    # -- asking

    def _chosen(self, heading: str, offered: Mapping[str, str], leaving: str = BACK) -> str:
        """Return what is chosen by its number, its name, or the first letters of that.

        Raises:
            _Back: nothing is.
            InputEnded: nobody answers any more.
        """
        names = list(offered)
        self.paper.heading(heading)
        for number, (name, words) in enumerate(offered.items(), start=1):
            self.paper.line(f"{number:>2}. {name}{f': {words}' if words else ''}", hang=4)
        self.paper.line(f" 0. {leaving}")
        while True:
            typed = self.keyboard.ask(heading).lower()
            if typed in {"0", leaving, BACK, LEAVE}:
                raise _Back
            if typed.isascii() and typed.isdecimal() and 1 <= int(typed) <= len(names):
                return names[int(typed) - 1]
            found = [name for name in names if typed and name.lower().startswith(typed)]
            if typed and not found and leaving.startswith(typed):
                raise _Back
            if len(found) == 1 or typed in found:
                return typed if typed in found else found[0]
            if typed:
                self.paper.line(f"“{typed}” is none of them: type a number from 0 to {len(names)}, or a name.")

    # -- games

    def _host(self, sitting: Sitting) -> None:
        try:
            WholeGame(sitting, self.paper, self.keyboard).play()
        finally:
            sitting.saving.close()

    def _play(self) -> None:
        self._host(opening.begin(load(USUAL), None, self.saves))

    def _resume(self, path: Path) -> None:
        journal = read_journal(path)
        self._host(opening.resume(rules_of(journal.header.scenario, path.parent), journal))

    def _new(self) -> None:
        try:
            summit = load(self._summit())
            seats = {side.id: self._player(side.name) for side in summit.rules.sides}
            seed = self._seed()
        except _Back:
            return
        self._host(opening.begin(summit, seats, self.saves, seed=seed))

    def _summit(self) -> str:
        return self._chosen("Which summit", dict.fromkeys(sorted(known(), key=lambda name: name != USUAL), ""))

    def _player(self, side: str) -> str:
        people = {HUMAN: "at this keyboard"}
        levels = {player_name(name): f"{level.strength}." for name, level in LEVELS.items()}
        other = {"other": "such as search:5000, random, or module:FILE.py, which you type"}
        offered = people | levels | other
        chosen = self._chosen(f"Who plays {side}", offered)
        if chosen != "other":
            return chosen.lower()
        return self.keyboard.ask(f"The player of {side}")

    def _seed(self) -> int | None:
        while True:
            typed = self.keyboard.ask("A seed, or Enter to have one drawn")
            if not typed:
                return None
            if typed.isascii() and typed.isdecimal() and int(typed) <= MOST_SEED:
                return int(typed)
            self.paper.line(f"A seed is a whole number from 0 to {MOST_SEED}.")

    def _tutorial(self) -> None:
        plan = lesson()
        WholeGame(sit_down(plan), self.paper, self.keyboard, coach=plan).play()

    def _rules(self) -> None:
        try:
            name = self._summit()
        except _Back:
            return
        scenario = load(name).rules.scenario
        self.paper.heading(scenario.title)
        self.paper.text(scenario.introduction)
        self.paper.line(f"wargame scenario show {name} tells every rule of it.")

    # -- saved games

    def _saves(self) -> None:
        """Tell the saved games, and do with one what is asked."""
        kept, wanted = kept_in(saves_folder(self.saves)), ""
        while True:
            found = arranged(kept, "the newest first", wanted)
            self._tell(found, wanted, kept)
            typed = self.keyboard.ask("A number, remove N, find WORDS, or back")
            word, _, rest = typed.partition(" ")
            if word.lower() in {"0", BACK, LEAVE}:
                return
            if word.lower() == "find":
                wanted = rest
            elif word.lower() == "remove" and (game := _numbered(found, rest)):
                if self._removed(game):
                    kept.remove(game)
            elif game := _numbered(found, word):
                (self._resume if game.can_go_on else self._retell)(game.path)
                return
            elif typed:
                self.paper.line(f"“{typed}” names no game here.")

    def _tell(self, found: Sequence[Kept], wanted: str, kept: Sequence[Kept]) -> None:
        self.paper.heading("Saved games")
        if not found:
            where = f"with “{wanted}”; find alone tells all {len(kept)}" if kept else "yet"
            self.paper.line(f"There is no saved game {where}.")
        for number, each in enumerate(found[:MOST_LISTED], start=1):
            words = ", ".join(part for part in (each.title, each.players, each.told, each.when) if part)
            self.paper.line(f"{number:>2}. {words}.", hang=4)
        if len(found) > MOST_LISTED:
            self.paper.line(f"{len(found) - MOST_LISTED} more are older; find WORDS tells those with these words.")

    def _removed(self, kept: Kept) -> bool:
        """Remove a game if that is said once more; says whether it was."""
        if kept.is_sample:
            self.paper.line("The samples come with the program and stay.")
            return False
        if self.keyboard.ask(f"Remove {kept.title}, {kept.told}, for good? yes or no").lower() != "yes":
            self.paper.line("It stays.")
            return False
        try:
            remove(read_journal(kept.path))
        except JournalError as error:
            self.paper.verbatim(f"Not removed: {error}")
            return False
        self.paper.line("Removed.")
        return True

    def _retell(self, path: Path) -> None:
        journal = read_journal(path)
        game = replayed(rules_of(journal.header.scenario, path.parent), journal)
        retell(self.paper, game, journal, REFEREE)


def _numbered(found: Sequence[Kept], text: str) -> Kept | None:
    """Return the game that a number of the list stands for, None if it stands for none."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= min(len(found), MOST_LISTED)):
        return None
    return found[int(text) - 1]
