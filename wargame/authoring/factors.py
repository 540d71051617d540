"""Factors, as the design of experiments calls what a sweep varies: numbers of a scenario, each with its values.

`PATH=LOW..HIGH` is every whole number from one to the other, `PATH=A,B,C` these values (numbers, or whatever may stand
there), `PATH` alone what an author varies first: a quarter less, as it is, a quarter more. A path ends in `#2` where
the second number of a text is meant, as in `"20 - 4*usa.face"`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.authoring.numbers import LITERAL, is_read_at, named, shown
from wargame.authoring.paths import refuse_hidden, value_at
from wargame.errors import ScenarioError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wargame.authoring.numbers import Number
    from wargame.authoring.paths import Document

MOST_VALUES = 10_000  # of one number
_NUMBER = re.compile(r"-?\d{1,9}")
_SPAN = re.compile(r"\s*(-?\d{1,9})\s*\.\.\s*(-?\d{1,9})\s*")
_PART = re.compile(r"(.*?)\s*#([1-9]\d{0,3})")
_NEAREST = 5  # numbers below a table that are named


@frozen(kw_only=True)
class Factor:
    """A number of the scenario, or another value, and what it is set to."""

    path: str
    part: int = 0  # which number of the text there, from 1; 0: the whole value
    text: str  # the whole value there, as it is
    now: int | None  # the number as it is; None where it is none
    values: tuple[int, ...]  # in order; where they are no numbers, their positions
    words: tuple[str, ...]  # the same as a change has them
    is_asked: bool = True  # whether somebody named these values

    @property
    def name(self) -> str:
        """Return what it is called: its path, and which of several numbers there."""
        return f"{self.path}#{self.part}" if self.part else self.path

    def nearest_to(self, share: float) -> int:
        """Return the index of the value that lies this share (0 to below 1) of the way through all of them."""
        return min(len(self.values) - 1, int(share * len(self.values)))

    def spread(self, most: int) -> tuple[int, ...]:
        """Return the indices of at most so many values, evenly among them, both ends included."""
        last = len(self.values) - 1
        if last < most:
            return tuple(range(last + 1))
        return tuple(dict.fromkeys(round(last * at / (most - 1)) for at in range(most)))


def factors_of(document: Document, texts: Iterable[str]) -> list[Factor]:
    """Return what these texts say is varied.

    Raises:
        ScenarioError: a path leads nowhere, nothing there can be varied so, or a range is malformed.
    """
    found: dict[str, Factor] = {}
    for text in texts:
        refuse_hidden(text)
        path, sign, values = (part.strip() for part in text.partition("="))
        for each in [_ranged(document, path, values)] if sign else map(_factor_of, named(document, [path])):
            if each.name in found:
                message = f"{each.name}: is varied twice; name it once"
                raise ScenarioError(message)
            found[each.name] = each
    return list(found.values())


def changes_of(factors: Sequence[Factor], picked: Sequence[int | None]) -> tuple[str, ...]:
    """Return the changes, each `path=value`, that set each factor to the value with its index; None: as it is."""
    found: dict[str, str] = {}
    parts: dict[str, list[tuple[int, str]]] = {}
    for factor, at in zip(factors, picked, strict=True):
        if at is None:
            continue
        if factor.part:
            parts.setdefault(factor.path, []).append((factor.part, factor.words[at]))
        else:
            found[factor.path] = factor.words[at]
    texts = {factor.path: factor.text for factor in factors}
    for path, several in parts.items():
        found[path] = shown(_replaced(texts[path], dict(several)))
    return tuple(f"{path}={value}" for path, value in found.items())


def _factor_of(number: Number) -> Factor:
    """Return a number with its lower and its higher end as a factor."""
    part, now, words = 0, number.now, [each for each in (number.low, number.now, number.high) if each]
    if number.is_in_text and not _NUMBER.fullmatch(now):
        part = number.part or 1
        now, *words = (LITERAL.findall(each)[part - 1] for each in (now, *words))
    return Factor(
        path=number.path,
        part=part,
        text=number.now,
        now=int(now),
        values=tuple(map(int, words)),
        words=tuple(words),
        is_asked=False,
    )


def _ranged(document: Document, path: str, text: str) -> Factor:
    """Return the factor of `PATH=RANGE`.

    Raises:
        ScenarioError: see `factors_of`.
    """
    match = _PART.fullmatch(path)
    place, part = (match[1], int(match[2])) if match else (path, 0)
    there = value_at(document, place)
    words = _words(path, text)
    numbers = [int(each) for each in words if _NUMBER.fullmatch(each)]
    if len(numbers) < len(words) and not part:
        whole = there if isinstance(there, str) else shown(there)
        return Factor(path=place, text=whole, now=None, values=tuple(range(len(words))), words=words)
    if len(numbers) < len(words) or len(set(numbers)) < len(numbers):
        message = f"{path}: {text!r} is no list of different whole numbers, such as {path}=1,2,5 or {path}=1..5"
        raise ScenarioError(message)
    values = tuple(sorted(numbers))
    part, now = _number_at(document, place, there, part)
    return Factor(path=place, part=part, text=str(there), now=now, values=values, words=tuple(map(str, values)))


def _words(path: str, text: str) -> tuple[str, ...]:
    """Return the values of a range.

    Raises:
        ScenarioError: it is none, or has too many.
    """
    if ".." in text and (match := _SPAN.fullmatch(text)):
        low, high = int(match[1]), int(match[2])
        if low >= high or high - low >= MOST_VALUES:
            message = (
                f"{path}={text}: a range goes from a lower to a higher number, with {MOST_VALUES:,} values at most"
            )
            raise ScenarioError(message)
        return tuple(map(str, range(low, high + 1)))
    words = tuple(each.strip() for each in text.split(","))
    if not all(words) or (len(words) == 1 and not _NUMBER.fullmatch(words[0])):
        message = f"write {path}=LOW..HIGH or {path}=A,B,C; found {text!r}"
        raise ScenarioError(message)
    return words


def _number_at(document: Document, path: str, there: object, part: int) -> tuple[int, int]:
    """Return which number of a text is meant (0: the value is that number), and what it is.

    Raises:
        ScenarioError: there is no number, or there are several.
    """
    if isinstance(there, int) and not isinstance(there, bool) and part <= 1:
        return 0, there
    if isinstance(there, str) and _NUMBER.fullmatch(there.strip()) and part <= 1:
        return 0, int(there)
    found = LITERAL.findall(there) if isinstance(there, str) and is_read_at(path) else []
    if len(found) == 1 and part <= 1:
        return 1, int(found[0])
    if 0 < part <= len(found):
        return part, int(found[part - 1])
    if found:
        message = f"{path}: there are {len(found)} numbers in {there!r}; say which, {path}#1 to {path}#{len(found)}"
        raise ScenarioError(message)
    raise ScenarioError(_no_number(document, path, there))


def _no_number(document: Document, path: str, there: object) -> str:
    below = []
    if isinstance(there, dict | list):
        try:
            below = [each.name for each in named(document, [path])][:_NEAREST]
        except ScenarioError:
            below = []
    if below:
        return f"{path}: it has several numbers; name one, such as {', '.join(below)}"
    return f"{path}: there is no number, but {shown(there)[:60]}"


def _replaced(text: str, numbers: dict[int, str]) -> str:
    """Return a text with some of its numbers, counted from 1, replaced."""
    found = list(LITERAL.finditer(text))
    for part in sorted(numbers, reverse=True):
        match = found[part - 1]
        text = f"{text[: match.start()]}{numbers[part]}{text[match.end() :]}"
    return text
