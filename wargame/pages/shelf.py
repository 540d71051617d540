"""Saved games as a list shows them: who played what, how far it came, how it ended, when.

A journal names sides, phases and endings by their ids; a person knows them by the names that their scenario gives
them, which is parsed for that and not compiled.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import frozen

from wargame.errors import JournalError, WargameError
from wargame.folders import data_folder
from wargame.journal.account import State, ending_of, is_unfinished, summary
from wargame.journal.branches import seen_ahead_in
from wargame.journal.entries import End
from wargame.journal.reading import Journal, read_journal
from wargame.journal.replay import standing
from wargame.journal.store import HERE, SAMPLES, USERS, is_sample, newest_first, saves_in, scenario_of
from wargame.legible import legible
from wargame.pages.words import local_time
from wargame.players.offered import HUMAN, player_name
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from wargame.journal.account import Summary
    from wargame.journal.entries import ScenarioId
    from wargame.scenario.model import Scenario

LONGEST_TIME = len("2026-11-23 23:40")  # its zone goes without saying
MOST = 500  # games listed, the newest


@frozen
class Kept:
    """A saved game in the list."""

    path: Path
    title: str
    players: str  # by the names of their sides
    told: str  # how far it came, or how it ended
    when: str
    state: State
    score: int | None = None  # of a game that is over: the one person's, or the better of two
    side: str = ""  # whom the one person plays, by name

    @property
    def can_go_on(self) -> bool:
        """Say whether it can be played on."""
        return self.state is State.UNFINISHED and not self.is_sample

    @property
    def is_sample(self) -> bool:
        """Say whether it came with the program, to be looked at."""
        return is_sample(self.path)

    @property
    def brief(self) -> str:
        """Return which game it is, in as few words as will do."""
        return f"{self.side or self.title}: {self.told}"

    @property
    def words(self) -> str:
        """Return all that is said of it."""
        return f"{self.title} {self.players} {self.told} {self.when}"


ORDERS: dict[str, Callable[[Kept], Any]] = {
    "the newest first": lambda kept: kept.is_sample,
    "the unfinished first": lambda kept: (kept.is_sample, not kept.can_go_on),
    "the best score first": lambda kept: -1 if kept.score is None else -kept.score - 1000,
    "by title": lambda kept: kept.title,
}


def arranged(games: Sequence[Kept], order: str, wanted: str) -> list[Kept]:
    """Return games that hold every word of `wanted`, in one of ORDERS; `games` has the newest first."""
    words = wanted.casefold().split()
    found = [each for each in games if all(word in each.words.casefold() for word in words)]
    return sorted(found, key=ORDERS[order])  # stable: the newest first among equals


def place_words(folder: Path) -> str:
    """Say where games are kept, and why there if it is only because of where the program was started."""
    words = f"Games are kept in {legible(folder.absolute())}"
    if folder != HERE:
        return f"{words}."
    with suppress(WargameError):  # no home folder is known
        words += f": you are where there is a folder “{HERE}”; elsewhere they are in {legible(data_folder(*USERS))}"
    return f"{words}."


def kept_in(folder: Path, most: int = MOST) -> list[Kept]:
    """Return the games of a folder, the newest first, and the samples after them.

    Raises:
        JournalError: the folder cannot be read.
    """
    paths = newest_first(saves_in(folder))[:most]
    if (folder / SAMPLES).is_dir():
        paths += saves_in(folder / SAMPLES)
    read = [_read(path) for path in paths]
    branches = [each for each in read if isinstance(each, Journal) and each.header.origin]
    names = _Names()
    return [_kept(path, each, branches, names) for path, each in zip(paths, read, strict=True)]


def last_unfinished(folder: Path) -> Kept | None:
    """Return the unfinished game that was played last, None if there is none.

    Raises:
        JournalError: the folder cannot be read.
    """
    for path in newest_first(saves_in(folder))[:MOST]:
        journal = _read(path)
        try:
            if isinstance(journal, Journal) and is_unfinished(journal):
                return _kept(path, journal, (), _Names())
        except JournalError:
            continue
    return None


def _read(path: Path) -> Journal | JournalError:
    try:
        return read_journal(path)
    except JournalError as error:
        return error


class _Names:
    """What scenarios call their sides, phases and endings; each is parsed once."""

    def __init__(self) -> None:
        self._known: dict[str, Scenario | None] = {}

    def of(self, scenario: ScenarioId, folder: Path) -> Scenario | None:
        """Return a scenario by its hash, None if it is not at hand."""
        if scenario.sha256 not in self._known:
            try:
                self._known[scenario.sha256] = scenario_of(scenario, folder)
            except WargameError:
                self._known[scenario.sha256] = None
        return self._known[scenario.sha256]


def _kept(path: Path, journal: Journal | JournalError, branches: Sequence[Journal], names: _Names) -> Kept:
    if isinstance(journal, JournalError):
        return Kept(path, legible(path.stem), "", legible(f"unreadable: {journal}"), "", State.UNREADABLE)
    told, scenario = summary(journal), names.of(journal.header.scenario, path.parent)
    title = legible(path.stem).replace("-", " ") if is_sample(path) else journal.header.scenario.title
    variant = journal.header.scenario.variant
    so_far = _told(journal, told, scenario)
    so_far += " · a branch" if told["origin"] else ""
    so_far += " · its chance was seen ahead in a branch" if seen_ahead_in(journal, branches) else ""
    sides = _side_names(told, scenario)
    people = [sides[side] for side, player in told["seats"].items() if player == HUMAN]
    return Kept(
        path,
        f"{title} ({variant})" if variant else title,
        _players(told, sides),
        so_far,
        local_time(told["created"])[:LONGEST_TIME],
        told["state"],
        _score(journal, told),
        people[0] if len(people) == 1 else "",
    )


def _players(told: Summary, sides: Mapping[str, str]) -> str:
    people = [side for side, player in told["seats"].items() if player == HUMAN]
    one = people[0] if len(people) == 1 else ""
    return " against ".join(
        f"You as {sides[side]}" if side == one else f"{sides[side]} ({player_name(player)})"
        for side, player in sorted(told["seats"].items(), key=lambda seat: seat[0] != one)
    )


def _side_names(told: Summary, scenario: Scenario | None) -> dict[str, str]:
    known = {side.id: side.name for side in scenario.sides} if scenario else {}
    return {side: known.get(side, side) for side in told["seats"]}


def _told(journal: Journal, told: Summary, scenario: Scenario | None) -> str:
    moves = plural(told["plies"] or 0, "move")
    if told["state"] is State.DAMAGED:
        return legible(f"damaged: {told['problem']}")
    if told["state"] is State.UNFINISHED:
        return ", ".join([*_place(journal, scenario), f"after {moves}"])
    sides, scores = _side_names(told, scenario), _scores(journal)
    points = ", ".join(f"{sides.get(side, side)} {score}" for side, score in scores.items())
    return " · ".join(each for each in (_ending(journal, scenario), points, moves) if each)


def _place(journal: Journal, scenario: Scenario | None) -> list[str]:
    """Return phase and round, as far as they are known."""
    known = [each.position for each in standing(journal) if each.position] or [
        each.position for each in journal.entries[:1] if hasattr(each, "position") and each.position
    ]
    if not known or scenario is None:
        return []
    engine = known[-1].engine
    phase = engine.get("phase", 0)
    title = [scenario.phases[phase - 1].title] if 0 < phase <= len(scenario.phases) else []
    return [*title, f"round {engine.get('round', 0)}"]


def _ending(journal: Journal, scenario: Scenario | None) -> str:
    ending = ending_of(journal)
    titles = {each.id: each.title for each in scenario.endings} if scenario else {}
    return titles.get(ending, ending.replace("_", " ")) or "over"


def _scores(journal: Journal) -> dict[str, int]:
    return next((each.scores for each in journal.entries if isinstance(each, End)), {})


def _score(journal: Journal, told: Summary) -> int | None:
    scores = _scores(journal)
    people = [scores[side] for side, player in told["seats"].items() if player == HUMAN and side in scores]
    return max(people or scores.values(), default=None)
