"""Where in a scenario file something stands: key paths as messages write them, and the line of each.

tomli gives no positions, and the libraries that do stopped at TOML 1.0, so a scan of our own finds the lines. It runs
only on text that tomli has accepted: it has to skip whatever is valid, not to validate.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

import tomli
from attrs import define, field, frozen

from wargame.legible import hidden_character

if TYPE_CHECKING:
    from collections.abc import Iterator

Keys = tuple[str | int, ...]  # keys of tables and indices of lists, from the root

_NAMING = ("id", "label", "side", "mandate", "issue")  # keys by which an entry of a variant is that of its base
_MOST_KEY = 60  # characters of a key or an id that are shown
_STRING = r'"(?:[^"\\\n]|\\.)*"|' + r"'[^'\n]*'"
_LONG = r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}|' + r"'''(?:[^']|'{1,2}(?!'))*'{3,5}"
_PART = rf"(?:[A-Za-z0-9_-]+|{_STRING})"
_KEY = re.compile(rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*")
_SCALAR = re.compile(rf"{_LONG}|{_STRING}|[^,\]}}#\n]+", re.DOTALL)
_FILLER = re.compile(r"(?:[\s,]+|#[^\n]*)*")
_EQUALS = re.compile(r"\s*=\s*")
_HEADER = re.compile(rf"\[\[?[ \t]*({_KEY.pattern})[ \t]*\]\]?")
_INDEX = re.compile(r"\[(\d+)\]")


def joined(path: str, key: str) -> str:
    """Return `path.key`."""
    return f"{path}.{_shown(key)}" if path else _shown(key)


def indexed(path: str, at: int, item: object) -> str:
    """Return `path[at]`, with the entry's id where it has one."""
    name = item.get("id") if isinstance(item, dict) else getattr(item, "id", None)
    shown = f" ({name[:_MOST_KEY]})" if isinstance(name, str) and hidden_character(name) is None else ""
    return f"{path}[{at}]{shown}"


def _shown(key: str) -> str:
    return key[:_MOST_KEY] if hidden_character(key) is None else ascii(key[:_MOST_KEY])


@frozen
class Origin:
    """The file a scenario was read from: its name in messages, and its text, to find lines in.

    Paths are those of the whole scenario. That of a variant is written out of its file and of those behind it, and a
    path is looked up in whichever says most of what it names, the variant's own before its bases.
    """

    name: str
    text: str = field(default="", repr=False)
    whole: str = field(default="", repr=False)  # what was written out; left out: the text itself
    bases: tuple[Origin, ...] = ()  # the nearest first

    def at(self, path: str) -> str:
        """Return `NAME:LINE` of what a path names, or of the nearest entry around it."""
        if not self.text:
            return self.name
        rank, line = self.place(path)
        return f"{(self, *self.bases)[rank].name}:{line}"

    def place(self, path: str) -> tuple[int, int]:
        """Return in which file that is, 0 for this one and then its bases, and the line there, from 1."""
        whole = tomli.loads(self.whole) if self.whole else None
        found = [each.found(path, whole) for each in (self, *self.bases)]
        rank = max(range(len(found)), key=lambda at: (found[at][0], -at))
        return rank, found[rank][1]

    def found(self, path: str, whole: Any) -> tuple[int, int]:  # noqa: ANN401  whatever TOML may hold
        """Return how many keys of a path this text has, and the line of the last."""
        raw, lines = self._positions
        keys = tuple(_keys_of(path, raw, whole))
        return len(keys), next((lines[keys[:depth]] for depth in range(len(keys), 0, -1) if keys[:depth] in lines), 1)

    @cached_property
    def _positions(self) -> tuple[dict[str, Any], dict[Keys, int]]:
        return tomli.loads(self.text), lines_of(self.text)


def _keys_of(path: str, node: Any, whole: Any) -> Iterator[str | int]:  # noqa: ANN401  whatever TOML may hold
    """Yield the keys that a path names, as far as they exist in the parsed document.

    `whole` is the document that the path is of, where the node is only a part of it: entries are found again by what
    they are.
    """
    while path:
        if isinstance(node, list) and (index := _INDEX.match(path)):
            key: Any
            item = _child(whole, int(index[1]))
            if (entry := _entry(path, node, item)) is None:
                return
            key, path = entry
            whole = item
        elif isinstance(node, list) and len(node) == 1:  # a form of one term is written as that term
            key = 0
        elif isinstance(node, dict):
            rest = path.removeprefix(".")
            named = [each for each in node if re.match(re.escape(_shown(each)) + r"(?=[.\[ ]|$)", rest)]
            if not named:
                return
            key = max(named, key=len)
            path = rest[len(_shown(key)) :]
            whole = _child(whole, key)
        else:
            return
        yield key
        node = node[key]


def _child(node: Any, key: str | int) -> Any:  # noqa: ANN401  whatever TOML may hold
    try:
        return node[key]
    except (KeyError, IndexError, TypeError):
        return None


def _entry(path: str, items: list[Any], whole: Any) -> tuple[int, str] | None:  # noqa: ANN401
    """Return which item a path begins with, and the rest of the path.

    It is found by its id where it has one, else by what is known of the whole entry: in the file of a variant there are
    fewer.
    """
    found = _INDEX.match(path)
    assert found is not None
    number, rest = int(found[1]), path[found.end() :]
    if whole is not None and not rest.startswith(" ("):
        return next(((at, rest) for at in _nearest_first(number, items) if _is_part(items[at], whole)), None)
    if not rest.startswith(" ("):
        return (number, rest) if number < len(items) else None
    for at in _nearest_first(number, items):
        shown = indexed("", number, items[at])
        if len(shown) > found.end() and path.startswith(shown):
            return at, path[len(shown) :]
    return None


def _nearest_first(number: int, items: list[Any]) -> list[int]:
    return sorted(range(len(items)), key=lambda at: abs(at - number))


def _is_part(entry: Any, whole: Any) -> bool:  # noqa: ANN401  whatever TOML may hold
    """Say whether an entry is this one of the whole, or what a variant says of it."""
    if entry == whole or not (isinstance(entry, dict) and isinstance(whole, dict)):
        return bool(entry == whole)
    names = [key for key in _NAMING if key in entry]
    return any(key != "side" for key in names) and all(entry[key] == whole.get(key) for key in names)


def lines_of(text: str) -> dict[Keys, int]:
    """Return the line of every key and item of a valid TOML text, from 1."""
    return _Scan(text).lines()


@define
class _Scan:
    """One walk over a text; a table's place is where it is first named."""

    text: str
    at: int = 0
    starts: dict[Keys, int] = field(factory=dict)  # offsets
    counts: dict[Keys, int] = field(factory=dict)  # of the tables in each array of tables

    def lines(self) -> dict[Keys, int]:
        ends = [found.start() for found in re.finditer("\n", self.text)]
        table: Keys = ()
        while self._skip():
            start = self.at
            if found := _HEADER.match(self.text, start):
                self.at = found.end()
                table = self._opened(_parts(found[1]), start, repeated=found[0].startswith("[["))
            else:
                self._value(self._key(table))
        return {keys: bisect_right(ends, start - 1) + 1 for keys, start in self.starts.items()}

    def _skip(self) -> bool:
        """Skip blanks, commas and comments, and say whether anything follows."""
        self.at = _match(_FILLER, self.text, self.at).end()
        return self.at < len(self.text)

    def _opened(self, parts: list[str], start: int, *, repeated: bool) -> Keys:
        """Return the key path of a header's table, with the index of the last table in each array of tables."""
        keys: Keys = ()
        for number, part in enumerate(parts, start=1):
            keys = (*keys, part)
            self.starts.setdefault(keys, start)
            if repeated and number == len(parts):
                self.counts[keys] = self.counts.get(keys, 0) + 1
            if keys in self.counts:
                keys = (*keys, self.counts[keys] - 1)
                self.starts.setdefault(keys, start)
        return keys

    def _key(self, table: Keys) -> Keys:
        """Skip `key =`, dotted perhaps, and return its key path."""
        found = _match(_KEY, self.text, self.at)
        keys = table
        for part in _parts(found[0]):
            keys = (*keys, part)
            self.starts.setdefault(keys, found.start())
        self.at = _match(_EQUALS, self.text, found.end()).end()
        return keys

    def _value(self, keys: Keys) -> None:
        """Skip a value and all that is in it; without recursion, as lists may be nested deeply."""
        opened: list[tuple[Keys, Iterator[int] | None]] = []  # lists with the indices to come, and tables
        while True:
            self.starts.setdefault(keys, self.at)
            if self.text[self.at] in "[{":
                opened.append((keys, count() if self.text[self.at] == "[" else None))
                self.at += 1
            else:
                self.at = _match(_SCALAR, self.text, self.at).end()
            while opened and self._skip() and self.text[self.at] in "]}":
                opened.pop()
                self.at += 1
            if not opened:
                return
            holder, indices = opened[-1]
            keys = self._key(holder) if indices is None else (*holder, next(indices))


def _parts(key: str) -> list[str]:
    """Return the parts of a dotted key; what is quoted is read by tomli."""
    if '"' not in key and "'" not in key:
        return [part.strip() for part in key.split(".")]
    parts, node = [], tomli.loads(f"{key} = 0")
    while isinstance(node, dict):
        ((part, node),) = node.items()
        parts.append(part)
    return parts


def _match(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str]:
    found = pattern.match(text, at)
    assert found is not None, f"not valid TOML at {at}"
    return found
