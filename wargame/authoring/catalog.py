"""The catalog of scenarios: found by name among the bundled ones and the user's own, or by the path of a file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from wargame.authoring.reading import BASE, MOST_BYTES, parse_document, read_text
from wargame.authoring.variants import changed, merged, written
from wargame.confined import is_confined
from wargame.errors import ScenarioError, WargameError
from wargame.folders import data_folder
from wargame.legible import hidden_character, legible
from wargame.scenario.faults import nearest
from wargame.scenario.places import Origin

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL = "trump-kim-2018"  # where none is named
_ENDING = ".toml"
_HAS_BASE = re.compile(rf"""^[ \t]*["']?{BASE}["']?[ \t]*=""", re.MULTILINE)  # it may: a text can hold such a line
_MOST_BASES = 8  # behind one another


@frozen
class Base:
    """A file that a variant was made from."""

    path: Path
    text: str = field(repr=False)


@frozen
class Found:
    """A scenario's text with plain line ends, where it came from, and the SHA-256 of that text.

    A variant's text is the whole scenario with its changes, which is what is played, kept and hashed.
    """

    path: Path
    text: str
    sha256: str
    changes: tuple[str, ...] = ()  # that were asked for
    bases: tuple[Base, ...] = ()  # files that it was made from, besides its own, the nearest first
    own_text: str = ""  # of its file, where what was written out is another

    @property
    def name(self) -> str:
        """Return the name of the file, made legible, and what was changed."""
        return legible(" with ".join([self.path.name, *([", ".join(self.changes)] if self.changes else [])]))

    def origin(self, name: str = "") -> Origin:
        """Return the texts that its author wrote, to find the lines of faults in; `name` stands for the file there."""
        name, text = legible(name) if name else self.name, self.own_text or self.text
        if not self.bases:
            return Origin(name, text)
        return Origin(name, text, self.text, tuple(Origin(legible(each.path.name), each.text) for each in self.bases))

    @property
    def files(self) -> tuple[Path, ...]:
        """Return every file that was read."""
        return (self.path, *(each.path for each in self.bases))


# -- folders


def bundled() -> dict[str, Path]:
    """Return the bundled scenarios by name."""
    inside = Path(__file__).parent.parent / "bundled"  # installed from a wheel; else in the checkout
    folder = inside if inside.is_dir() else Path(__file__).parent.parent.parent / "scenarios"
    return {path.stem: path for path in sorted(folder.glob(f"*{_ENDING}"))}


def own_folder() -> Path:
    """Return the folder of the user's own scenarios: WARGAME_SCENARIOS, or one in the user's data.

    Raises:
        WargameError: no home folder is known.
    """
    return data_folder("WARGAME_SCENARIOS", "scenarios")


def own() -> dict[str, Path]:
    """Return the user's own scenarios by name, readable or not; none in a process that may name no files.

    One that is called like a bundled one is left out: a name means the same everywhere.
    """
    if is_confined():
        return {}
    try:
        paths = sorted(own_folder().iterdir())
    except (WargameError, OSError, ValueError):
        return {}
    theirs = bundled()
    return {
        path.stem: path
        for path in paths
        if path.suffix == _ENDING
        and not path.name.startswith(".")
        and path.stem not in theirs
        and hidden_character(path.name) is None
    }


def known() -> dict[str, Path]:
    """Return every scenario that has a name: the bundled ones, then the user's own."""
    return bundled() | own()


# -- one of them


def place_of(name: str) -> Path:
    """Return the file of a scenario by its name, or by its path if it looks like one and may be named.

    Raises:
        ScenarioError: there is no such name.
    """
    names = known()
    if name in names:
        return names[name]
    if not is_confined() and (name.endswith(_ENDING) or "/" in name or "\\" in name):
        return Path(name)
    message = f"no scenario {name!r}{nearest(name, names)}; {_listed()}"
    raise ScenarioError(message)


def find(name: str, changes: Sequence[str] = ()) -> Found:
    """Find a scenario by name, or by path if it looks like one (ends in .toml or has a separator) and may be named.

    `changes` make a variant of it: each is `path=value`.

    Raises:
        ScenarioError: nothing is there, it cannot be read, or a change leads nowhere.
    """
    path = place_of(name)
    text = _plain(path)
    if not changes and not _HAS_BASE.search(text):
        return Found(path, text, _hash(text))
    try:
        document, bases = _whole(path, text)
        if not changes and not bases:
            return Found(path, text, _hash(text))
        own_text, text = text, written(changed(document, changes) if changes else document)
    except RecursionError:
        message = f"{legible(path.name)}: nested too deeply"
        raise ScenarioError(message) from None
    found = Found(path, text, _hash(text), tuple(changes), bases, own_text)
    if len(text.encode()) > MOST_BYTES:
        message = f"{found.name}: written out, it has {len(text.encode()):,} bytes; at most {MOST_BYTES:,} are allowed"
        raise ScenarioError(message)
    return found


def _listed() -> str:
    """Return the names of all scenarios, for a message."""
    yours = f"; yours: {', '.join(own())}" if own() else ""
    return f"bundled: {', '.join(bundled())}{yours}{'' if is_confined() else '; or give the path of a file'}"


def _plain(path: Path) -> str:
    return read_text(path).replace("\r\n", "\n")  # a checkout may have turned them: the rules are the same


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _whole(path: Path, text: str, before: tuple[Path, ...] = ()) -> tuple[dict[str, Any], tuple[Base, ...]]:
    """Return the document of a file merged into its bases, and these.

    Raises:
        ScenarioError: one cannot be read, or they cannot be merged.
    """
    name = legible(path.name)
    own = parse_document(text, name)
    if BASE not in own:
        return own, ()
    origin = Origin(name, text)
    if len(before) >= _MOST_BASES or path.resolve() in before:
        message = f"{BASE}: it is behind itself, or more than {_MOST_BASES} bases stand behind one another"
        raise _error(origin, message)
    at = _path_of_base(own.pop(BASE), path, origin)
    try:
        behind = Base(at, _plain(at))
    except ScenarioError as error:
        raise _error(origin, f"{BASE}: {error}") from None
    base, further = _whole(at, behind.text, (*before, path.resolve()))
    if own.get("id") in (None, base.get("id")):
        message = f"id: a variant needs an id of its own, other than that of its base, {base.get('id')!r}"
        raise _error(origin, message)
    try:
        whole = merged(base, own)
    except ScenarioError as error:
        raise _error(origin, str(error)) from None
    return whole | {"variant_of": base.get("id", "")}, (behind, *further)


def _error(origin: Origin, message: str) -> ScenarioError:
    """Return an error at the line of the path with which its message begins."""
    return ScenarioError(f"{origin.at(message.partition(':')[0])}: {message}")


def _path_of_base(base: object, path: Path, origin: Origin) -> Path:
    """Return the file of a base: a known scenario, or a file in the same folder, so that no file reaches out of it."""
    names = known()
    if isinstance(base, str) and base in names:
        return names[base]
    if isinstance(base, str) and base.endswith(_ENDING) and Path(base).name == base and "\\" not in base:
        return path.with_name(base)
    hint = nearest(base, names) if isinstance(base, str) else ""
    found = base if isinstance(base, str) and hidden_character(base) is None else ascii(base)
    raise _error(origin, f"{BASE}: expected a scenario's name, or that of a file beside it; found {found!r:.60}{hint}")
