"""Text of a TOML file → `Scenario`: limits and types, every fault at once.

tomli parses, cattrs structures. The hooks here coerce nothing (no `"5"` for 5, no `true` for 1), and say what was
expected in the author's terms.
"""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin

import attrs
import tomli
from cattrs import Converter
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn, override

from wargame.authoring.slips import slip_in_toml
from wargame.errors import ScenarioError
from wargame.files import read_regular
from wargame.legible import hidden_character, legible
from wargame.scenario import model
from wargame.scenario.faults import Fault, Faults, TooManyFaults, nearest
from wargame.scenario.language import BOUND
from wargame.scenario.places import Origin, indexed, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BASE = "base"  # the key of a file that says of another scenario what is different
MOST_BYTES = 256 * 1024
_MOST_LINE = 4096  # characters
MOST_ITEMS = 1000  # of one list or table
MOST_TEXT = 8000  # characters of one string
_MOMENTS = {dt.date: "the date", dt.time: "the time", dt.datetime: "the date and time"}
_TWICE = ("Cannot overwrite", "Cannot mutate", "Cannot declare")  # how tomli begins to say it
_MOST_SHOWN = 40  # characters of what was found, in a message


class _Expected(ValueError):
    """Something else was expected here."""

    def __init__(self, expected: str, found: object) -> None:
        super().__init__(f"expected {expected}, found {_shown(found)}")


def _shown(value: object) -> str:
    if type(value) in _MOMENTS:
        return f"{_MOMENTS[type(value)]} {value.isoformat()}"  # type: ignore[attr-defined]
    names = {str: "the text", dict: "a table", list: "a list", bool: "the truth value", float: "the fraction"}
    name = names.get(type(value), "the number" if isinstance(value, int) else f"a {type(value).__name__}")
    if isinstance(value, dict | list):
        return name
    if isinstance(value, int) and abs(value) >= 10**18:  # more than 4,300 digits cannot be written
        return "a number of so many digits"
    short = repr(value) if hidden_character(str(value)) is None else ascii(value)
    return f"{name} {short if len(short) <= _MOST_SHOWN else short[:_MOST_SHOWN] + '…'}"


def read_text(path: Path) -> str:
    """Return the text of a scenario file.

    Raises:
        ScenarioError: the file cannot be read, is too large, or is not UTF-8.
    """
    try:
        raw = read_regular(path, MOST_BYTES)
    except OSError as error:
        message = f"{legible(path)}: cannot be read: {error.strerror or error}"
        raise ScenarioError(message) from None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{legible(path)}: not UTF-8 text (byte {error.start})"
        raise ScenarioError(message) from None


def parse_scenario(text: str, name: str, origin: Origin | None = None) -> model.Scenario:
    """Return the scenario that a text holds; `name` stands for the file in messages, `origin` has its lines.

    Raises:
        ScenarioError: with every fault found.
    """
    raw = parse_document(text, name)
    if BASE in raw:
        message = f"{name}: {BASE}: a variant is read from its file, which says by its place what it varies"
        raise ScenarioError(message)
    try:
        return _converter().structure(raw, model.Scenario)
    except ClassValidationError as error:
        faults = Faults()
        with suppress(TooManyFaults):
            for fault in _faults(error, raw, "", model.Scenario):
                faults.add(fault.path, fault.message)
        raise faults.error(origin or Origin(name, text.replace("\r\n", "\n")), "the form of the file") from None
    except RecursionError:
        message = f"{name}: nested too deeply"
        raise ScenarioError(message) from None


def parse_document(text: str, name: str) -> dict[str, Any]:
    """Return the parsed TOML of a scenario's text, not yet structured; `name` stands for the file in messages.

    Raises:
        ScenarioError: it cannot be shown safely, or is not TOML.
    """
    _check_text(text, name)
    text = text.replace("\r\n", "\n")
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        at, message = slip_in_toml(text, error.pos) or (error.pos, f"not valid TOML: {_of_toml(error.msg)}")
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        message = f"{name}:{line}: column {column}: {message}"
        raise ScenarioError(message) from None
    except (RecursionError, ValueError) as error:
        message = f"{name}: not valid TOML: nested too deeply or a number too long ({type(error).__name__})"
        raise ScenarioError(message) from None


def _of_toml(message: str) -> str:
    """Return what a parser of TOML says, where it is not plain with what to do."""
    return "the key or table is there already; leave one out" if message.startswith(_TWICE) else message


# -- text ------------------------------------------------------------------------------------------------------------


def _check_text(text: str, name: str) -> None:
    faults = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if len(line) > _MOST_LINE:
            faults.append(f"{name}:{number}: {len(line):,} characters; at most {_MOST_LINE:,} are allowed in a line")
        if (found := hidden_character(line)) is not None:
            at, reason = found
            faults.append(f"{name}:{number}: column {at + 1}: {reason}; write the text without it")
    if faults:
        message = f"{name}: text that cannot be shown safely"
        raise ScenarioError(message, faults[:20])


# -- structuring -----------------------------------------------------------------------------------------------------


@cache
def _converter() -> Converter:
    converter = Converter(detailed_validation=True, forbid_extra_keys=True)
    converter.register_structure_hook(int, _integer)
    converter.register_structure_hook(float, _fraction)
    converter.register_structure_hook(str, _string)
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _tuple_hook(converter, kind))
    converter.register_structure_hook_factory(_is_dict, lambda kind: _dict_hook(converter, kind))
    converter.register_structure_hook_factory(_is_union, lambda kind: _union_hook(converter, kind))
    converter.register_structure_hook_func(
        lambda kind: kind == tuple[model.Band, ...],
        lambda value, _: tuple(sorted(_table(converter, value, int, str).items())),
    )
    converter.register_structure_hook_func(
        lambda kind: kind == model.Form,
        lambda value, _: _form(converter, value),
    )
    for cls in vars(model).values():
        if isinstance(cls, type) and attrs.has(cls):
            converter.register_structure_hook(cls, _class_hook(converter, cls))
    return converter


def _class_hook(converter: Converter, cls: type) -> Callable[[Any, Any], Any]:
    renames = {
        attribute.name: override(rename=attribute.name.removesuffix("_"))
        for attribute in attrs.fields(cls)
        if attribute.name.endswith("_")
    }
    build: Callable[[Any, Any], Any] = make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **renames)  # type: ignore[arg-type]

    def structure(value: Any, kind: Any) -> Any:
        if not isinstance(value, dict):
            expected = "a table"
            raise _Expected(expected, value)
        return build(value, kind)

    return structure


def _integer(value: Any, _: Any) -> int:
    if type(value) is not int:
        expected = "a whole number"
        raise _Expected(expected, value)
    if abs(value) > BOUND:
        expected = f"a number within ±{BOUND:,}"
        raise _Expected(expected, value)
    return value


def _fraction(value: Any, _: Any) -> float:
    if type(value) is not float or not abs(value) <= BOUND:  # which no NaN is
        expected = f"a number within ±{BOUND:,}"
        raise _Expected(expected, value)
    return value


def _string(value: Any, _: Any) -> str:
    if type(value) is not str:
        expected = "text in quotes"
        raise _Expected(expected, value)
    if len(value) > MOST_TEXT:
        expected = f"at most {MOST_TEXT:,} characters of text"
        raise _Expected(expected, value)
    if (found := hidden_character(value.replace("\n", " "))) is not None:
        message = f"holds {found[1]}; write the text without it"
        raise ValueError(message)
    return value


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _is_dict(kind: Any) -> bool:
    return get_origin(kind) is Mapping


def _is_union(kind: Any) -> bool:
    return get_origin(kind) in {Union, types.UnionType}


def _gather(pairs: Iterator[tuple[Any, Callable[[], Any]]]) -> list[Any]:
    """Call each and return the results, or raise all errors as a group, each with its index or key."""
    results, errors = [], []
    for index, call in pairs:
        try:
            results.append(call())
        except Exception as error:  # noqa: BLE001  cattrs raises many kinds; each is told in its place
            note = IterableValidationNote(f"at {index!r}", index, Any)
            error.__notes__ = [*getattr(error, "__notes__", []), note]
            errors.append(error)
    if errors:
        message = "items"
        raise IterableValidationError(message, errors, tuple)
    return results


def _tuple_hook(converter: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    inner = get_args(kind)[0]

    def structure(value: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            expected = "a list"
            raise _Expected(expected, value)
        if len(value) > MOST_ITEMS:
            expected = f"at most {MOST_ITEMS:,} items"
            raise _Expected(expected, value)
        return tuple(_gather((at, lambda v=item: converter.structure(v, inner)) for at, item in enumerate(value)))  # type: ignore[misc]

    return structure


def _dict_hook(converter: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    key, inner = get_args(kind)
    return lambda value, _: _table(converter, value, key, inner)


def _table(converter: Converter, value: Any, key: type, inner: Any) -> Mapping[Any, Any]:
    if not isinstance(value, dict):
        expected = "a table"
        raise _Expected(expected, value)
    if len(value) > MOST_ITEMS:
        expected = f"at most {MOST_ITEMS:,} keys"
        raise _Expected(expected, value)

    def pair(name: str, item: Any) -> tuple[Any, Any]:
        _string(name, str)
        if key is int and not re.fullmatch(r"-?\d{1,5}", name):
            expected = "a whole number as key"
            raise _Expected(expected, name)
        return (int(name) if key is int else name), converter.structure(item, inner)

    found = _gather((name, lambda n=name, v=item: pair(n, v)) for name, item in value.items())  # type: ignore[misc]
    return types.MappingProxyType(dict(found))


def _union_hook(converter: Converter, kind: Any) -> Callable[[Any, Any], Any]:
    """Return a hook that picks the alternative of a union by the type of the value."""
    shapes: dict[type, Any] = {}
    for option in get_args(kind):
        origin = get_origin(option) or option
        shapes[list if origin is tuple else dict if attrs.has(origin) else origin] = option
    words = {str: "text", int: "a whole number", float: "a fraction", list: "a list", dict: "a table"}
    expected = " or ".join(words[shape] for shape in shapes if shape in words)

    def structure(value: Any, _: Any) -> Any:
        option = shapes.get(type(value))
        if option is None:
            raise _Expected(expected, value)
        return converter.structure(value, option)

    return structure


def _form(converter: Converter, value: Any) -> model.Form:
    items = value if isinstance(value, list) else [value]

    def term(item: Any) -> model.Term:
        if isinstance(item, str):
            return model.Term(add=_string(item, str))
        if isinstance(item, dict):
            return converter.structure(item, model.Term)
        expected = "a form (text, or a list of terms)"
        raise _Expected(expected, item)

    if isinstance(value, list):
        return tuple(_gather((at, lambda v=item: term(v)) for at, item in enumerate(items)))  # type: ignore[misc]
    return (term(value),)


# -- faults ----------------------------------------------------------------------------------------------------------


def _faults(error: BaseException, raw: Any, path: str, cls: Any) -> Iterator[Fault]:
    """Walk a tree of cattrs errors down to its leaves, in the order of the file."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        kind = error.cl if isinstance(error, ClassValidationError) else cls
        for inner in error.exceptions:
            yield from _faults(inner, *_place(inner, raw, path), kind)
    elif isinstance(error, ForbiddenExtraKeysError):
        valid = [attribute.name.removesuffix("_") for attribute in attrs.fields(error.cl)]
        for key in sorted(error.extra_fields):
            shown = repr(key[:60]) if hidden_character(key) is None else ascii(key[:60])
            hint = nearest(key, valid) or f"; valid keys: {', '.join(valid)}"
            yield Fault(joined(path, key), f"unknown key {shown}{hint}")
    elif isinstance(error, KeyError):
        yield Fault(path, "missing; this key is needed")
    else:
        yield Fault(path, str(error))


def _place(error: BaseException, raw: Any, path: str) -> tuple[Any, str]:
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            key = note.name.removesuffix("_")
            return (raw.get(key) if isinstance(raw, dict) else None), joined(path, key)
        if isinstance(note, IterableValidationNote):
            if isinstance(note.index, int) and isinstance(raw, list):
                return raw[note.index], indexed(path, note.index, raw[note.index])
            return (raw.get(note.index) if isinstance(raw, dict) else None), joined(path, str(note.index))
    return raw, path
