"""Variants: the document of another scenario with some of it changed, serialized as a scenario of its own.

All of it works on parsed TOML before it is structured. So a change reaches whatever a file may say, and the result is
checked like any file, with the same messages. The serialized text is the rules: it is hashed, kept beside saved games
and sent to other processes, and needs no base any more.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeGuard

import tomli
import tomli_w

from wargame.authoring.paths import Document, Entry, entry_named, located, names_of, refuse_hidden
from wargame.authoring.reading import MOST_ITEMS
from wargame.errors import ScenarioError
from wargame.scenario.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPENING = ("[", "{", '"', "'")  # what begins so is meant as TOML
_WIDTH = 1000  # characters from which on a line of text is broken


# -- the changes of a command line


def changed(document: Document, changes: Sequence[str]) -> Document:
    """Return a document with values set by path, in order, each as `path=value`; they are listed in its `changes`.

    Raises:
        ScenarioError: a path leads nowhere, or a value is not TOML.
    """
    made = deepcopy(document)
    for change in changes:
        path, value = parted(change)
        container, key = located(made, path)
        there = container[key] if isinstance(container, list) else container.get(key)
        container[key] = _value(change, value, there)
    before = made.get("changes", [])
    if not isinstance(before, list):
        message = "changes: expected a list; the program writes it"
        raise ScenarioError(message)
    return made | {"changes": [*before, *changes]}


def parted(change: str) -> tuple[str, str]:
    """Split a change into its path and its value.

    Raises:
        ScenarioError: it has not both, or holds a hidden character.
    """
    refuse_hidden(change)
    path, sign, value = (part.strip() for part in change.partition("="))
    if not (path and sign and value):
        message = f"write path=value, such as tracks.tension.start=3; found {change!r}"
        raise ScenarioError(message)
    return path, value


def _value(change: str, text: str, there: object) -> Any:  # noqa: ANN401  whatever TOML holds
    """Parse a value as TOML; a bare word is a string, and so is anything if `there`, the old value, is one."""
    try:
        found = tomli.loads(f"value = {text}")
    except (ValueError, RecursionError) as error:
        if text.startswith(_OPENING):
            message = f"{change}: the value is not valid TOML: {error}"
            raise ScenarioError(message) from None
        return text
    value = found["value"]
    return text if isinstance(there, str) and not isinstance(value, str | list | dict) else value


# -- a file with a base


def merged(base: Document, own: Document) -> Document:
    """Return a base without what `own` drops, and with what it says merged in.

    Tables are merged by key, lists of entries by name; everything else is replaced.

    Raises:
        ScenarioError: something to be dropped is not there, or it is not clear which entry is meant.
    """
    made = deepcopy(base)
    dropped = own.get("drop", [])
    if not (isinstance(dropped, list) and all(isinstance(path, str) for path in dropped)):
        message = 'drop: expected a list of paths, such as ["moves.lash-out"]'
        raise ScenarioError(message)
    for path in dropped:
        try:
            container, key = located(made, path)
        except ScenarioError as error:
            message = f"drop: {error}"
            raise ScenarioError(message) from None
        if isinstance(container, dict) and key not in container:
            message = f"drop: {path}: there is nothing to drop{nearest(str(key), container)}"
            raise ScenarioError(message)
        del container[key]
    return _merged_tables(made, {key: value for key, value in own.items() if key != "drop"}, "")


def _merged_tables(base: Entry, own: Entry, path: str) -> Entry:
    made = dict(base)
    for key, value in own.items():
        there, place = base.get(key), f"{path}.{key}" if path else key
        if isinstance(there, dict) and isinstance(value, dict):
            made[key] = _merged_tables(there, value, place)
        elif _has_entries(value) and (there is None or _has_entries(there)):
            made[key] = _merged_entries(there or [], value, place)
        else:
            made[key] = value
    return made


def _has_entries(value: object) -> TypeGuard[list[Entry]]:
    if not (isinstance(value, list) and 0 < len(value) <= MOST_ITEMS):
        return False
    return all(isinstance(each, dict) and names_of(each) for each in value)


def _merged_entries(base: list[Entry], own: list[Entry], path: str) -> list[Entry]:
    made, names = list(base), [names_of(each)[0] for each in base]
    for entry in own:
        name, before = names_of(entry)[0], entry.get("before")
        same = [at for at, each in enumerate(names) if each == name and _is_of_side(made[at], entry)]
        said = {key: value for key, value in entry.items() if key != "before"}
        if len(same) > 1:
            message = f"{path}: {name!r} names {len(same)} entries of the base; give its `side`, or drop them first"
            raise ScenarioError(message)
        if same:
            said = _merged_tables(made.pop(same[0]), said, f"{path}.{name}")
            del names[same[0]]
        at = same[0] if same else len(made)
        if before is not None:
            _, at = entry_named(made, (str(before),), f"{path}.{name}.before")
        made.insert(at, said)
        names.insert(at, name)
    return made


def _is_of_side(base: Entry, own: Entry) -> bool:
    return "side" not in own or base.get("side") == own["side"]


# -- written out


def written(document: Document) -> str:
    """Serialize a document as TOML, deterministically, in lines short enough to read."""
    text = tomli_w.dumps(document, multiline_strings=True, indent=2)
    return "\n".join(_broken(line) for line in text.split("\n"))


def _broken(line: str) -> str:
    """Break a long text at its spaces, as TOML lets a text of several lines be broken."""
    match = re.fullmatch(r'([\w-]+ = )"(?!"")(.*)"', line)
    if len(line) <= _WIDTH or match is None:
        return line
    text = re.sub(rf"(.{{1,{_WIDTH}}} )(?=\S)", r"\1\\" + "\n", match[2])
    return f'{match[1]}"""\\\n{text}"""'
