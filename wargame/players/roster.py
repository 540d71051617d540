"""The roster of players, and how one is written: `name`, `name:argument`, threads after `@`, a book after `+book=`.

`make_player` makes one; `check_player` says whether a text can be seated, before anything is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from attrs import evolve

from wargame.errors import PlayerError
from wargame.game.game import Game
from wargame.game.view import view_of
from wargame.kernel.policy import UNLEARNED
from wargame.legible import hidden_character, legible
from wargame.players.apart import PlayerApart
from wargame.players.book import BookPlayer
from wargame.players.learned import PolicyUse, chosen
from wargame.players.modules import check_module, is_module, module_path
from wargame.players.offered import BOOK, HUMAN, LEVELS, ROSTER, written
from wargame.players.player import KernelPlayer, Player
from wargame.players.search import STRONGEST, Budget, SearchPlayer
from wargame.players.simple import GreedyPlayer, MixedPlayer
from wargame.players.solved import SolvedPlayer, check_strategy
from wargame.scenario.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wargame.game.summit import Summit

KERNEL = ("random", "doctrine")  # they play whole games inside the kernel
SEARCHES = {"search": STRONGEST, "sampled": evolve(STRONGEST, closeness=0.0)}

MOST_SIMULATIONS = 10_000_000
MOST_THREADS = 64
LEAST_SECONDS, MOST_SECONDS = 0.01, 3600.0
LONGEST = 40  # characters of a wrong text that an error repeats
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*", re.ASCII)
_modules: dict[str, str] = {}  # paths, by the names given with --player-module
_models: list[Models] = []  # whoever seats language models; nobody before `offer_models`
_SEARCH = re.compile(r"(?:([0-9]{1,12})|([0-9]{1,6}(?:\.[0-9]{1,6})?)s)(?:@([0-9]{1,6}))?", re.ASCII)


class Models(Protocol):
    """Whoever seats language models: they read pages, and so live in a room above this one."""

    def check(self, argument: str) -> str:
        """Return a player's text in full from what follows `llm:`.

        Raises:
            PlayerError: it names no model that may be seated.
        """

    def make(self, summit: Summit, argument: str, move_limit: float | None) -> Player:
        """Make a player.

        Raises:
            PlayerError: it cannot be made.
        """


def offer_models(models: Models) -> None:
    """Let language models be seated from now on, in place of those offered before."""
    _models[:] = [models]


def _seating_models() -> Models:
    """Return whoever seats language models.

    Raises:
        PlayerError: nobody does.
    """
    if not _models:
        message = "language models play in wargame play, run, tournament and analyze behavior, and nowhere else"
        raise PlayerError(message)
    return _models[0]


def check_player(text: str, *, human: bool = False) -> str:
    """Return the text of a player that can be seated; the name of an added module becomes the text with its path.

    Raises:
        PlayerError: there is no such player, or its argument is malformed or out of range.
    """
    if found := hidden_character(text):
        message = f"the player {_short(legible(text))!r} has {found[1]} in its name: rename its file"
        raise PlayerError(message)
    if text in _modules:
        return f"module:{_modules[text]}"
    name, colon, argument = text.partition(":")
    known = (*ROSTER, *_modules, *((HUMAN,) if human else ()))
    if name not in known:
        hint = nearest(name, known)
        players = ", ".join(written(each) for each in known)
        message = f"no player {_short(name)!r}{hint}; players: {players}"
        if name == HUMAN:
            message = f"{HUMAN!r} is for wargame play; other players: {players}"
        raise PlayerError(message)
    if name in SEARCHES:
        _check_search(name, argument)
    elif name == "module":
        check_module(argument)
    elif name == "solved":
        check_strategy(argument)
    elif name == "llm":
        return _seating_models().check(argument)
    elif colon:
        message = f"the player {name!r} takes no argument, found {_short(text)!r}"
        raise PlayerError(message)
    return text


def _check_search(name: str, argument: str) -> None:
    """Check the budget of a search, and its book if it opens one.

    Raises:
        PlayerError: one of them is not as it ought to be.
    """
    budget, booked, book = argument.partition(BOOK)
    budget_of(budget, name)
    if booked and name != "search":
        message = f"{name}:{budget} opens no book; write search:{budget}{BOOK}FILE"
        raise PlayerError(message)
    if booked:
        check_strategy(book)


def add_module(path: str) -> str:
    """Let a player module be named by its file's name without `.py`; returns that name.

    Raises:
        PlayerError: there is no such file, or the name stands for somebody else.
    """
    check_module(path)
    name = Path(path).stem
    if name in (*ROSTER, HUMAN) or _modules.get(name, path) != path or not _NAME.fullmatch(name):
        message = f"a player module needs a name of its own, of letters, digits, - and _; {_short(name)!r} is not"
        raise PlayerError(message)
    _modules[name] = path
    return name


def module_file(text: str) -> str:
    """Return the name of the file that a player is loaded from, without its folder; "" for a built-in player."""
    return Path(module_path(text)).name


def is_kernel(text: str) -> bool:
    """Say whether a player plays inside the kernel, and so whole games without leaving it."""
    return _meant(text) in KERNEL


def kernel_policy(text: str) -> str:
    """Return the name of the policy by which a kernel player plays."""
    return _meant(text)


def is_reproducible(text: str) -> bool:
    """Say whether the same seed gives the same moves: no clock decides, and nobody else's program."""
    name, _, argument = _meant(text).partition(":")
    return name not in {HUMAN, "module", "llm"} and not argument.partition(BOOK)[0].partition("@")[0].endswith("s")


def can_travel(text: str) -> bool:
    """Say whether a player's games may be played on another machine: no clock decides, and nobody else's answers.

    A module travels with its file; as here, whether it plays a game twice alike is up to its author.
    """
    return is_module(text) or is_reproducible(text)


def is_model(text: str) -> bool:
    """Say whether a player is a language model, which answers over a network and not always alike."""
    return text.partition(":")[0] == "llm"


def uses_policy(text: str) -> bool:
    """Say whether a player uses a learned policy, if there is one."""
    return _meant(text).partition(":")[0] in SEARCHES


def policy_of(summit: Summit, players: Iterable[str], choice: str | None = None) -> PolicyUse:
    """Return the policy that these players use; nothing is read if none of them uses one.

    `choice` is the path of a policy, or `none`; without it, the policy is looked for (see `learned`).

    Raises:
        PlayerError: the policy's file cannot be read, or does not fit the scenario.
    """
    if any(map(uses_policy, players)):
        return chosen(summit, choice)
    return PolicyUse(reason="no player leans on one", is_used=False)


def make_player(  # noqa: PLR0913
    summit: Summit,
    text: str,
    key: int,
    *,
    move_limit: float | None = None,
    may_print: bool = True,
    policy: PolicyUse | None = None,
) -> Player:
    """Make a player other than a person.

    A player module plays in a process of its own, and so does any other player with a `move_limit`, except those of the
    kernel, which take no time; `close()` ends its game. What it does wrong is raised by `decide` as `Forfeit`.

    Args:
        summit: the game's.
        text: the player, such as `doctrine`, `search:1000` or `module:mine.py`.
        key: seeds its random numbers (64 bits).
        move_limit: seconds that it may think about a move; None: no limit.
        may_print: whether printing is let pass; else it is a forfeit.
        policy: the learned policy that it uses; None: the one that is found.

    Raises:
        Forfeit: the process of the player died, or did not come up.
        PlayerError: there is no such player, or the policy that is found cannot be read.
    """
    text = check_player(text)
    if is_model(text):
        return _seating_models().make(summit, text.partition(":")[2], move_limit)
    if is_module(text) or (move_limit is not None and not is_kernel(text)):
        policy = policy or policy_of(summit, [text])  # found by the place of the scenario's file, which it cannot know
        return PlayerApart(summit, text, key, move_limit=move_limit, may_print=may_print, policy=policy)
    name, _, argument = _meant(text).partition(":")
    if name in SEARCHES:
        budget, _, book = argument.partition(BOOK)
        search = SearchPlayer(summit, budget_of(budget, name), key, SEARCHES[name], policy.table if policy else None)
        return BookPlayer(SolvedPlayer(summit, book, key), search) if book else search
    if name == "solved":
        return SolvedPlayer(summit, argument, key)
    if name == "greedy":
        return GreedyPlayer(summit, key)
    if name in {"mixed", "wander"}:
        first: Player = GreedyPlayer(summit, key) if name == "mixed" else KernelPlayer(summit, "random", key)
        return MixedPlayer((first, KernelPlayer(summit, "doctrine", key)), key)
    return KernelPlayer(summit, name, key)


Maker = Callable[..., Player]  # as `make_player` is called


def warm_up(summit: Summit, seats: Mapping[str, str]) -> None:
    """Compile every kernel function that these players need, so that no game waits for it."""
    if all(text == HUMAN or is_kernel(text) or is_module(text) or is_model(text) for text in seats.values()):
        return
    game = Game(summit, 0)
    SearchPlayer(summit, Budget(simulations=2), 0, policy=UNLEARNED).decide(view_of(game, game.turn))


def _meant(text: str) -> str:
    """Return the player that a level stands for."""
    return LEVELS[text].player if text in LEVELS else text


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def budget_of(argument: str, name: str = "search") -> Budget:
    """Parse the budget of the player `name`: N simulations or S seconds, on T threads (`N`, `N@T`, `Ss` or `Ss@T`).

    Raises:
        PlayerError: it is malformed or out of range.
    """
    found = _SEARCH.fullmatch(argument)
    if found is None:
        message = (
            f"write {name}:N (simulations a move, such as {name}:1000), {name}:N@T (on T threads) or {name}:2s"
            f" (seconds a move); found {_short(f'{name}:{argument}')!r}"
        )
        raise PlayerError(message)
    simulations, seconds = int(found[1] or 0), float(found[2] or 0)
    threads = int(found[3] or 1)
    if found[1] and not 1 <= simulations <= MOST_SIMULATIONS:
        message = f"a search takes 1 to {MOST_SIMULATIONS:,} simulations a move; found {simulations:,}"
        raise PlayerError(message)
    if found[2] and not LEAST_SECONDS <= seconds <= MOST_SECONDS:
        message = f"a search takes {LEAST_SECONDS:g} to {MOST_SECONDS:,.0f} seconds a move; found {seconds:g}"
        raise PlayerError(message)
    if not 1 <= threads <= MOST_THREADS or (simulations and threads > simulations):
        message = (
            f"a search runs on 1 to {MOST_THREADS} threads, and on no more than it has simulations; found {threads}"
        )
        raise PlayerError(message)
    return Budget(simulations, seconds, threads)
