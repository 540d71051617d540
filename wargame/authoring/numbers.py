"""The numbers in a scenario, each with a path and a range: what an analysis may vary one at a time, or several at once.

A number is an integer of the file, or one in a text that the rules read (`"1 + 2*anger"` has two). To change it is a
variant as any other, `path=value`.
"""

from __future__ import annotations

import json
import re
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, Any

import tomli
from attrs import frozen

from wargame.authoring.paths import Document, name_of, refuse_hidden, segment, value_at
from wargame.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LITERAL = re.compile(r"(?<![\w.])\d+(?![\w.])")
_READ = {  # keys of texts that the rules read; all others are told
    "add", "appeal", "changed", "do", "effects", "form", "if", "on_table", "otherwise", "then", "weight", "when",
}  # fmt: skip
_UNPLAYED = {
    "aims", "bands", "changes", "format", "front_pages", "measures", "ply_limit", "projections", "source", "sources",
    "worth",
}  # fmt: skip
_KINDS = {  # what is varied where nobody names a place, by the shape of its path
    "rounds": re.compile(r"phases\.[^.]+\.rounds"),
    "starts": re.compile(r"(?:tracks|issues)\..+\.start(?:\.(?:offer|claim))?"),
    "scores": re.compile(r"scores\..+\.form(?:\..+)?"),
    "values": re.compile(r"issues\..+\.values\..+"),
    "weights": re.compile(r"(?:moves|events)\..+\.weight(?:\..+)?"),
}
_PART = 4  # a number is varied by a quarter of itself, and by 1 at least


@frozen(kw_only=True)
class Number:
    """A number and what it may be instead, each as a change: `path=value`."""

    path: str
    now: str  # the whole value there, as it is
    part: int = 0  # which number of a text it is, from 1; 0 where it is the whole value
    low: str = ""  # the value there with a lower number, "" if there is none
    high: str = ""
    is_in_text: bool = False  # a text that the rules read has it

    @property
    def name(self) -> str:
        """Return what it is called: its path, and which of several numbers there."""
        return f"{self.path} #{self.part}" if self.part else self.path

    @property
    def ends(self) -> tuple[str, ...]:
        """Return the change to its lower end and that to its upper one, as far as there are any."""
        return tuple(f"{self.path}={value}" for value in (self.low, self.high) if value)


def named(document: Document, texts: Iterable[str]) -> list[Number]:
    """Return the numbers that texts name: `PATH=LOW,HIGH` one with its ends, `PATH` all at that place and below it.

    Raises:
        ScenarioError: a path leads nowhere, there is no number, or the ends are not two values.
    """
    found: dict[str, Number] = {}
    for text in texts:
        refuse_hidden(text)
        path, sign, values = (part.strip() for part in text.partition("="))
        there = value_at(document, path)
        if sign:
            low, high = _ends(text, values)
            numbers = [Number(path=path, now=shown(there), low=low, high=high)]
        else:
            numbers = list(_numbers(there, path, is_read=is_read_at(path)))
        if not numbers:
            message = f"{path}: there is no number in it; give both ends, such as {path}=LOW,HIGH"
            raise ScenarioError(message)
        found |= {each.name: each for each in numbers}
    return list(found.values())


def usual(document: Document) -> list[Number]:
    """Return what an author varies first, of every kind in turn: rounds, starts, terms of scores, values, weights.

    Within a kind any first few are spread over the file. Switches and values of 0 are left out: they say what a rule is
    about rather than how much of it.
    """
    every = [each for key, value in document.items() for each in _numbers(value, key, is_read=False)]
    kinds = [[each for each in every if kind.fullmatch(each.path) and each.now != "0"] for kind in _KINDS.values()]
    return [each for each in chain.from_iterable(zip_longest(*map(_spread, kinds))) if each is not None]


def _spread(numbers: Sequence[Number]) -> list[Number]:
    """Return them in an order in which any first few lie evenly in the file: that of van der Corput (1935)."""
    digits = len(numbers).bit_length()
    return [numbers[at] for at in (int(f"{at:0{digits}b}"[::-1], 2) for at in range(2**digits)) if at < len(numbers)]


def is_read_at(path: str) -> bool:
    """Say whether the rules read a text at this path."""
    return not _READ.isdisjoint(re.split(r"[.\s]+", path))


def _ends(text: str, values: str) -> tuple[str, str]:
    """Return both values of `LOW,HIGH`: two of TOML, or texts without a comma.

    Raises:
        ScenarioError: they are not two.
    """
    commas = [found.start() for found in re.finditer(",", values)]
    split = [(values[:at].strip(), values[at + 1 :].strip()) for at in commas]
    whole = [ends for ends in split if all(map(_is_toml, ends))] or split
    if len(whole) != 1 or not all(whole[0]):
        message = f"write PATH=LOW,HIGH, such as tracks.tension.start=1,4; found {text!r}"
        raise ScenarioError(message)
    return whole[0]


def _is_toml(text: str) -> bool:
    try:
        return list(tomli.loads(f"value = {text}")) == ["value"]
    except (ValueError, RecursionError):
        return False


# -- looking for them


def _numbers(node: Any, path: str, *, is_read: bool) -> Iterator[Number]:  # noqa: ANN401  whatever TOML holds
    """Yield every number at a place and below it; `is_read` says whether the rules read its texts."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _UNPLAYED:
                below = _start_of_track(node, value, path) if key == "start" and isinstance(value, int) else None
                inner = _numbers(value, f"{path}.{segment(key)}", is_read=is_read or key in _READ)
                yield from inner if below is None else below
    elif isinstance(node, list):
        for at, value in enumerate(node):
            yield from _numbers(value, f"{path}.{name_of(node, at)}", is_read=is_read)
    elif isinstance(node, str) and is_read:
        yield from _in_text(node, path)
    elif isinstance(node, int) and not isinstance(node, bool):
        step = _step(node)
        yield Number(path=path, now=str(node), low=str(node - step), high=str(node + step))


def _start_of_track(track: Document, start: int, path: str) -> list[Number] | None:
    """Return a track's start, varied within its bounds; nothing of a switch, None where it is no track."""
    low, high = track.get("min"), track.get("max")
    if not (isinstance(low, int) and isinstance(high, int)):
        return None
    if high - low == 1:
        return []
    less, more = max(low, start - _step(start)), min(high, start + _step(start))
    ends = {"low": str(less) if less < start else "", "high": str(more) if more > start else ""}
    return [Number(path=f"{path}.start", now=str(start), low=ends["low"], high=ends["high"])]


def _in_text(text: str, path: str) -> Iterator[Number]:
    literals = list(LITERAL.finditer(text))
    for part, found in enumerate(literals, start=1):
        value, step = int(found[0]), _step(int(found[0]))
        low, high = (f"{text[: found.start()]}{each}{text[found.end() :]}" for each in (value - step, value + step))
        several = part if len(literals) > 1 else 0
        ends = {"low": shown(low) if value >= step else "", "high": shown(high)}
        yield Number(path=path, now=text, part=several, is_in_text=True, **ends)


def _step(value: int) -> int:
    return max(1, round(abs(value) / _PART))


def shown(value: object) -> str:
    """Return a value as a change may have it; what would be read as TOML otherwise stands in quotes."""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, default=str)
    return json.dumps(value, ensure_ascii=False) if value.startswith(("[", "{", '"', "'")) else value
