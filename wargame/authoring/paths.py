"""Paths: how a place in a scenario's document is named, and what stands there.

A path is the keys of tables and the names of entries with dots between them, as `tracks.tension.start`. It is looked up
in parsed TOML before that is structured, so that it reaches whatever a file may say.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import attrs

from wargame.errors import ScenarioError
from wargame.legible import hidden_character, legible
from wargame.scenario import model
from wargame.scenario.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable

Document = dict[str, Any]
Entry = dict[str, Any]  # of a list of tables

_SEGMENT = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^."']+))\s*(?:\.|$)""")
_PLAIN = re.compile(r"[\w:{}.-]*[^\W\d][\w:{}.-]*")  # a name that a path can have as it is, and no number
_LANGUAGE = {  # every key that a file may have
    each.name.removesuffix("_") for kind in vars(model).values() if attrs.has(kind) for each in attrs.fields(kind)
}
_MOST_SEGMENTS = 20
_MOST_NAMED = 12  # of what stands at a place, in a message


def value_at(document: Document, path: str) -> Any:  # noqa: ANN401  whatever TOML holds
    """Return what stands at a path.

    Raises:
        ScenarioError: the path leads nowhere, or nothing stands there.
    """
    container, key = located(deepcopy(document), path)
    if isinstance(container, dict) and key not in container:
        message = f"{path}: there is nothing there{nearest(str(key), container) or _named(container)}"
        raise ScenarioError(message)
    return container[key]


def located(document: Document, path: str) -> tuple[Any, Any]:
    """Return the table or list that holds what a path leads to, and its key or index there.

    Only the last key may be missing, and tables of the language on the way there, such as an issue's `start`: these are
    added to the document.

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
            used, key = entry_named(node, segments[done:], f"{path}: {so_far}")
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


def name_of(entries: list[Any], at: int) -> str:
    """Return what leads to an entry of a list in a path: the first of its names that no other has, or its number."""
    names = [names_of(each) if isinstance(each, dict) else () for each in entries]
    others = {name for other, each in enumerate(names) if other != at for name in each}
    return next((each for each in names[at] if _PLAIN.fullmatch(each) and each not in others), str(at))


def names_of(entry: Entry) -> tuple[str, ...]:
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


def entry_named(entries: list[Any], segments: tuple[str, ...], place: str) -> tuple[int, int]:
    """Return how many segments name an entry of a list, and where it stands; a number counts from 0.

    Raises:
        ScenarioError: none has that name, or more than one.
    """
    names = [names_of(each) if isinstance(each, dict) else () for each in entries]
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


def segment(key: str) -> str:
    """Return a key as it stands in a path: in quotes if it is not only a name."""
    return key if re.fullmatch(r"[\w{}:-]+", key) else f'"{key}"'


def refuse_hidden(text: str) -> None:
    """Refuse a path, or what holds one, that cannot be shown as it is.

    Raises:
        ScenarioError: it has a hidden character.
    """
    if (found := hidden_character(text)) is not None:
        message = f"{legible(text)}: holds {found[1]}; write it without"
        raise ScenarioError(message)


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
