"""Variants: the document of another scenario with some of it changed, serialized as a scenario of its own.

All of it works on parsed TOML before it is structured. So a change reaches whatever a file may say, and the result is
checked like any file, with the same messages. The serialized text is the rules: it is hashed, kept beside saved games
and sent to other processes, and needs no base any more.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any, TypeGuard

import attrs
import tomli
import tomli_w

from wargame.authoring.reading import MOST_ITEMS
from wargame.errors import ScenarioError
from wargame.legible import hidden_character, legible
from wargame.scenario import model
from wargame.scenario.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Document = dict[str, Any]
Entry = dict[str, Any]  # of a list of tables

_SEGMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^."']+))\s*(?:\.|$)""")
_PLAIN = re.compile(r"[\w:{}.-]*[^\W\d][\w:{}.-]*")  # a name that a path can have as it is, and no number
_OPENING = ("[", "{", '"', "'")  # what begins so is meant as TOML
_LANGUAGE = {  # every key that a file may have
    each.name.removesuffix("_") for kind in vars(model).values() if attrs.has(kind) for each in attrs.fields(kind)
}
_MOST_SEGMENTS = 20
_MOST_NAMED = 12  # of what stands at a place, in a message
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
        container, key = _place(made, path)
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
    if (found := hidden_character(change)) is not None:
        message = f"{legible(change)}: holds {found[1]}; write it without"
        raise ScenarioError(message)
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


# -- what a path leads to


def value_at(document: Document, path: str) -> Any:  # noqa: ANN401  whatever TOML holds
    """Return what stands at a path.

    Raises:
        ScenarioError: the path leads nowhere, or nothing stands there.
    """
    container, key = _place(deepcopy(document), path)
    if isinstance(container, dict) and key not in container:
        message = f"{path}: there is nothing there{nearest(str(key), container) or _named(container)}"
        raise ScenarioError(message)
    return container[key]


def name_of(entries: list[Any], at: int) -> str:
    """Return what leads to an entry of a list in a path: the first of its names that no other has, or its number."""
    names = [_names(each) if isinstance(each, dict) else () for each in entries]
    others = {name for other, each in enumerate(names) if other != at for name in each}
    return next((each for each in names[at] if _PLAIN.fullmatch(each) and each not in others), str(at))


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
            container, key = _place(made, path)
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
    return all(isinstance(each, dict) and _names(each) for each in value)


def _merged_entries(base: list[Entry], own: list[Entry], path: str) -> list[Entry]:
    made, names = list(base), [_names(each)[0] for each in base]
    for entry in own:
        name, before = _names(entry)[0], entry.get("before")
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
            _, at = _entry(made, (str(before),), f"{path}.{name}.before")
        made.insert(at, said)
        names.insert(at, name)
    return made


def _is_of_side(base: Entry, own: Entry) -> bool:
    return "side" not in own or base.get("side") == own["side"]


# -- paths


def _place(document: Document, path: str) -> tuple[Any, Any]:
    """Return the table or list that holds what a path leads to, and its key or index there.

    Only the last key may be missing, and tables of the language on the way there, such as an issue's `start`.

    Raises:
        ScenarioError: the path leads nowhere.
    """
    node: Any = document
    key: Any
    segments, done = _segments(path), 0
    while True:
        so_far = ".".join(segments[:done])
        if isinstance(node, dict):
            key, used = segments[done], 1
        elif isinstance(node, list):
            used, key = _entry(node, segments[done:], f"{path}: {so_far}")
        else:
            message = f"{path}: {so_far} has no parts"
            raise ScenarioError(message)
        done += used
        if done == len(segments):
            return node, key
        if isinstance(node, dict) and key not in node:
            if key not in _LANGUAGE:
                message = f"{path}: {so_far or 'the scenario'} has no {key!r}{nearest(str(key), node)}"
                raise ScenarioError(message)
            node[key] = {}
        node = node[key]


def _segments(path: str) -> tuple[str, ...]:
    """Return the parts of a path; one in quotes may hold dots."""
    found, at = [], 0
    while at < len(path):
        match = _SEGMENT.match(path, at)
        if match is None:
            message = f"{path}: a path is names with dots between them, such as tracks.tension.start"
            raise ScenarioError(message)
        found.append(next(part for part in match.groups() if part is not None).strip())
        at = match.end()
    if not all(found) or not found or path.rstrip().endswith("."):
        message = f"{path}: a name is missing between its dots"
        raise ScenarioError(message)
    if len(found) > _MOST_SEGMENTS:
        message = f"{path:.60}…: {len(found)} names; no path has more than {_MOST_SEGMENTS}"
        raise ScenarioError(message)
    return tuple(found)


def _entry(entries: list[Any], segments: tuple[str, ...], place: str) -> tuple[int, int]:
    """Return how many segments name an entry of a list, and where it stands; a number counts from 0.

    Raises:
        ScenarioError: none has that name, or more than one.
    """
    names = [_names(each) if isinstance(each, dict) else () for each in entries]
    for used in range(len(segments), 0, -1):  # an id may have a dot
        name = ".".join(segments[:used])
        found = [at for at, each in enumerate(names) if name in each]
        if len(found) == 1:
            return used, found[0]
        if found:
            which = ", ".join(f"{names[at][-1]} ({at})" for at in found)
            message = f"{place}: {name!r} names {len(found)} entries: {which}; say which, by its number if need be"
            raise ScenarioError(message)
    if re.fullmatch("[0-9]{1,6}", segments[0]) and int(segments[0]) < len(entries):
        return 1, int(segments[0])
    known = [name for each in names for name in each]
    there = "" if segments[0].isdecimal() else _named(known)
    message = f"{place}: no entry {segments[0]!r}{_hint(segments, known) or there or _numbered(entries)}"
    raise ScenarioError(message)


def _hint(segments: tuple[str, ...], known: list[str]) -> str:
    """Return a hint at what may have been meant: the template that an expanded name comes from, or a near name."""
    wholes = [".".join(segments[:used]) for used in range(len(segments), 0, -1)]
    for name in known:
        pattern = re.sub(r"\\{[a-z]+\\}", "[a-z][a-z0-9_]*", re.escape(name))
        if "{" in name and any(re.fullmatch(pattern, whole) for whole in wholes):
            return f"; it is one of those that {name!r} stands for"
    return next((hint for whole in wholes if (hint := nearest(whole, known))), "")


def _named(known: Iterable[str]) -> str:
    """Return which names there are, the first of them."""
    names = list(known)
    more = ", …" if len(names) > _MOST_NAMED else ""
    return f"; there are {', '.join(names[:_MOST_NAMED])}{more}" if names else ""


def _numbered(entries: list[Any]) -> str:
    return f"; its entries are 0 to {len(entries) - 1}" if entries else "; it is empty"


def _names(entry: Entry) -> tuple[str, ...]:
    """Return the names by which a path may refer to an entry, the shortest first; a term or an effect has none."""
    id_, label, side = entry.get("id"), entry.get("label"), entry.get("side")
    if isinstance(id_, str):
        names = [id_]
    elif isinstance(label, str):
        names = [label, re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-") or label]
    elif "mandate" in entry and "issue" in entry:
        names = [f"{entry['mandate']}:{entry['issue']}"]
    else:
        return ()
    return (*names, *(f"{side}:{name}" for name in names if isinstance(side, str)))


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
