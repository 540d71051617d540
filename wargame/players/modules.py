"""Player modules: a file with a class that has `decide(view)`.

The file is its author's own code and is trusted like any program he runs, but it is handed views and nothing else: it
plays in a process of its own (`apart`), from which nothing leads back to the game.
"""

from __future__ import annotations

import contextlib
import importlib.util
import inspect
import sys
import traceback
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, cast

from wargame.confined import is_confined
from wargame.errors import PlayerError
from wargame.legible import legible
from wargame.players.carried import place_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.summit import Summit
    from wargame.players.player import Player

LONGEST = 200  # characters of a path, and of what a player raised or returned, that are repeated


def is_module(text: str) -> bool:
    """Say whether a player, as it is written, is loaded from a file of code."""
    return text.partition(":")[0] == "module"


def module_path(text: str) -> str:
    """Return the path of the file that a player is loaded from; "" for a built-in player."""
    return text.partition(":")[2] if is_module(text) else ""


def check_module(path: str) -> None:
    """Check that a file exists and may be run here; its content shows when it is loaded.

    Raises:
        PlayerError: there is none, or none may be run here.
    """
    if is_confined():
        message = "a player module is a program, and `wargame serve` runs none for a page; play it in the terminal"
        raise PlayerError(message)
    if not path.endswith(".py"):
        message = f"a player of one's own is written module:FILE.py; found {f'module:{path}'[:LONGEST]!r}"
        raise PlayerError(message)
    if not place_of(path).is_file():
        message = f"no file {path[:LONGEST]!r} for the player module"
        raise PlayerError(message)


def one_way(key: int) -> int:
    """Return a one-way hash (64 bits) of a key, for code outside this program.

    The keys of the kernel's streams are one to one with the seed, so none of them is ever handed out.
    """
    return int.from_bytes(blake2b(key.to_bytes(8, "big"), digest_size=8, person=b"wargame player").digest(), "big")


# -- in the process in which it plays


def load_module(path: str, summit: Summit, key: int) -> Player:
    """Run a file and make its player; `key` is one-way.

    Raises:
        PlayerError: the file cannot be run, or its class cannot be made; the message says why.
    """
    folder = str(Path(path).resolve().parent)
    if folder not in sys.path:
        sys.path.append(folder)  # last: what lies beside a player stands for nothing that others mean
    kind = _class_in(path)
    wanted: set[str] = set()
    with contextlib.suppress(TypeError, ValueError):
        wanted = set(inspect.signature(kind).parameters)
    given = {name: thing for name, thing in (("summit", summit), ("key", key)) if name in wanted}
    try:
        return kind(**given)
    except BaseException as error:
        message = f"{getattr(kind, '__name__', 'Player')}({', '.join(given)}) raised {told(error, path)}"
        raise PlayerError(message) from error


def _class_in(path: str) -> Callable[..., Player]:
    """Return the class of a file that has `decide`: the one called Player if there are several.

    Raises:
        PlayerError: the file cannot be run, or has no such class, or several.
    """
    spec = importlib.util.spec_from_file_location(f"wargame_player_{Path(path).stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        message = f"cannot be loaded: {told(error, path)}"
        raise PlayerError(message) from error
    classes = [
        each
        for each in vars(module).values()
        if inspect.isclass(each) and each.__module__ == module.__name__ and callable(getattr(each, "decide", None))
    ]
    named = [each for each in classes if each.__name__ == "Player"] or classes
    if len(named) != 1:
        found = f"it has {', '.join(each.__name__ for each in named)}" if named else "it has none"
        message = f"it must have one class with decide(view), or one that is called Player; {found}"
        raise PlayerError(message)
    return cast("Callable[..., Player]", named[0])


def told(error: BaseException, path: str) -> str:
    """Describe an error in one line, with the last line of the player's own file in its traceback."""
    line = shown(f"{type(error).__name__}: {error}" if str(error) else type(error).__name__)
    file = Path(path).name
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).name == file]
    return f"{line} ({file}, line {lines[-1]})" if lines else line


def shown(value: object) -> str:
    """Return the repr of a value as one short printable line."""
    try:
        text = value if isinstance(value, str) else repr(value)
    except Exception:  # noqa: BLE001  the player's own
        text = f"a {type(value).__name__}"
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return legible(short, instead=" ")
