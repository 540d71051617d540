"""Injuries to scenario files and command lines: by byte, by token, by line, by structure."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import tomli

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

# fmt: off
SCRAPS = [
    '"', "'", "[", "]", "{", "}", "=", "-", ".", "#", "\\", "{own}", "{issue}", "{x}", " and ", " or ", "*", "é",
    "\u202e", "\x00", "99999", "-1", "0", "1.5", "\n", "[[moves]]", "\t", "tension", "north.", "(", ")", "0x1", "'''",
    '"""', "\ud800",
]
VALUES = [
    "0", "-1", "1", "13", "9999", "true", '""', '"x"', "[]", "{}", "[[]]", '["a"]', "{ a = 1 }", "1.5", "nan",
    "1979-05-27", '"tension"', '"tension +"', '"north"', '"{own}"', '"{issue}"', '"issues"', '"sides"',
    '"issues claimed by {own}"', '"end_game = 1"', '{ for = "issues", add = "gap.{issue}" }',
    '[{ by = "tension", add = ["1"] }]', '"drawn"', '"first"', '"' + "a" * 200 + '"',
]
NUMBERS = [
    "0", "1", "2", "3", "7", "-1", "-7", "12", "63", "64", "65", "100", "255", "999", "1000", "9999", "10000", "10001",
    "32767", "32768", "-32769", "2147483648", "9223372036854775808", "1e3", "0.5", "٣", "007", "1_000",
]
OPERATORS = ["<", "<=", "==", "!=", ">=", ">", "=", "+=", "-=", ">>=", "<<=", "+", "-", "*", "/", "**", "%", "not"]
# fmt: on


def mutated(text: str, dice: random.Random) -> str:
    """Return a text with one to three small injuries."""
    lines = text.split("\n")
    for _ in range(dice.randint(1, 3)):
        at, other, kind = dice.randrange(len(lines)), dice.randrange(len(lines)), dice.randrange(9)
        line = lines[at]
        place = dice.randint(0, len(line))
        if kind == 0:
            lines[at] = ""
        elif kind == 1:
            lines.insert(other, line)
        elif kind == 2:
            lines[at], lines[other] = lines[other], line
        elif kind == 3:
            lines[at] = line[:place] + line[place + dice.randint(1, 4) :]
        elif kind == 4:
            lines[at] = line[:place] + dice.choice(SCRAPS) + line[place:]
        elif kind == 5:
            lines[at] = line.replace(dice.choice("0123456789"), dice.choice(SCRAPS))
        elif kind == 6 and "=" in line:
            lines[at] = line.partition("=")[0] + "= " + dice.choice(VALUES)
        elif kind == 7:
            words = [word for word in line.replace('"', " ").split() if word.isidentifier()]
            swap = dice.choice(lines[other].split() or ["x"])
            lines[at] = line.replace(dice.choice(words), swap) if words else swap
        else:
            lines[at] = line + " " + dice.choice(SCRAPS)
    return "\n".join(lines)


# -- any scenario file, as bytes


def injured(text: str, others: Sequence[str], dice: random.Random) -> bytes:
    """Return a scenario file with a few injuries of one kind; pieces may come from `others`."""
    kind = dice.randrange(8)
    if kind == 0:
        return injured_bytes(text.encode(), dice)
    if kind == 1:
        return mutated(text, dice).encode("utf-8", "surrogatepass")
    if kind == 2:
        return _lines(text, dice.choice(others), dice).encode()
    if kind in {3, 4}:
        return _tokens(text, dice).encode()
    return _structure(text, dice.choice(others), dice).encode()


def injured_bytes(raw: bytes, dice: random.Random) -> bytes:
    """Return bytes with one to forty injuries."""
    changed = bytearray(raw)
    for _ in range(dice.choice([1, 1, 2, 5, 40])):
        at, kind = dice.randrange(len(changed)), dice.randrange(6)
        if kind == 0:
            changed[at] ^= 1 << dice.randrange(8)
        elif kind == 1:
            changed[at] = dice.randrange(256)
        elif kind == 2:
            del changed[at : at + dice.randint(1, 30)]
        elif kind == 3:
            changed[at:at] = dice.randbytes(dice.randint(1, 4))
        elif kind == 4:
            start = dice.randrange(len(changed))
            changed[at:at] = changed[start : start + dice.randint(1, 200)]
        else:
            del changed[max(1, len(changed) - dice.randint(1, 400)) :]
    return bytes(changed)


def _lines(text: str, other: str, dice: random.Random) -> str:
    lines, others = text.split("\n"), other.split("\n")
    for _ in range(dice.randint(1, 4)):
        at, start, kind = dice.randrange(len(lines)), dice.randrange(len(others)), dice.randrange(6)
        if kind == 0:
            del lines[at : at + dice.randint(1, 12)]
            lines = lines or [""]
        elif kind == 1:
            lines[at:at] = others[start : start + dice.randint(1, 12)]
        elif kind == 2:
            lines[at] += "\r" if dice.random() < 0.2 else lines[dice.randrange(len(lines))]
        elif kind == 3:
            lines[at:at] = [lines[at]] * dice.choice([2, 3, 70, 1100])
        elif kind == 4:
            block = text.split("\n\n")
            lines += ["", *dice.choice(block).split("\n")]
        else:
            low, high = sorted((at, dice.randrange(len(lines))))
            lines[low:high] = dice.sample(lines[low:high], high - low) if high - low < 20 else lines[low:high]
    return "\n".join(lines)


_TOKEN = re.compile(r"-?\d+|[a-z][a-z0-9_.{}-]*|[<>=!+*-]+")


def _tokens(text: str, dice: random.Random) -> str:
    """Swap numbers for numbers, names for names, operators for operators: much of it stays valid."""
    tokens = list(_TOKEN.finditer(text))
    names = [token[0] for token in tokens if token[0][0].isalpha()]
    for token in sorted(dice.sample(tokens, dice.randint(1, 5)), key=lambda each: -each.start()):
        if token[0][0].isalpha():
            swap = dice.choice(names)
        elif token[0].lstrip("-").isdigit():
            swap = dice.choice([*NUMBERS, str(int(token[0]) + dice.choice([-1, 1])), str(-int(token[0]))])
        else:
            swap = dice.choice(OPERATORS)
        text = text[: token.start()] + swap + text[token.end() :]
    return text


# -- structure: the file as a tree


def _structure(text: str, other: str, dice: random.Random) -> str:
    tree = tomli.loads(text)
    for _ in range(dice.randint(1, 3)):
        spots = list(_spots(tree))
        if not spots:
            break
        holder, key = dice.choice(spots)
        kind = dice.randrange(8)
        if kind == 0:
            del holder[key]
        elif kind == 1:
            there, name = dice.choice(spots)
            holder[key], there[name] = deepcopy(there[name]), deepcopy(holder[key])
        elif kind == 2:
            holder[key] = tomli.loads(f"x = {dice.choice(VALUES)}")["x"]
        elif kind == 3:
            there, name = dice.choice(list(_spots(tomli.loads(other))))
            holder[key] = there[name]
        elif kind == 4 and isinstance(holder, list):
            holder[key:key] = [deepcopy(holder[key]) for _ in range(dice.choice([1, 1, 2, 70]))]
        elif kind == 4:
            holder[dice.choice(spots)[1] if dice.random() < 0.5 else f"{key}x"] = deepcopy(holder[key])
        else:
            holder[key] = _reshaped(holder[key], kind, dice)
    return _written(tree)


def _reshaped(value: Any, kind: int, dice: random.Random) -> Any:
    if kind == 5:
        pair = [value, deepcopy(value)]
        return dice.choice([[value], {"x": value}, [], {}, pair, str(value), [[[[value]]]]])
    if kind == 6 and isinstance(value, list):
        dice.shuffle(value)
        return value
    if kind == 7 and isinstance(value, list):
        return value[: dice.randint(0, len(value))]
    return _another(value, dice)


def _another(value: Any, dice: random.Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return dice.choice([-value, value + 1, value - 1, value * 2, 0, 64, 10_000])
    if isinstance(value, str) and value:
        return _tokens(value, dice) if len(_TOKEN.findall(value)) > 5 else value * dice.choice([2, 2, 300])
    return value


def _spots(tree: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each place in a tree: its holder, and the key or index there."""
    pairs = list(tree.items() if isinstance(tree, dict) else enumerate(tree))
    for key, value in pairs:
        yield tree, key
        if isinstance(value, dict | list):
            yield from _spots(value)


def _written(tree: dict[Any, Any], path: str = "") -> str:
    """Write a tree as TOML."""
    tables = {key: value for key, value in tree.items() if _is_table(value)}
    lines = [f"{_key(key)} = {_inline(value)}" for key, value in tree.items() if key not in tables]
    for key, value in tables.items():
        full = f"{path}.{_key(key)}" if path else _key(key)
        parts = value if isinstance(value, list) else [value]
        lines += [("[[{}]]\n{}" if parts is value else "[{}]\n{}").format(full, _written(each, full)) for each in parts]
    return "\n".join(lines)


def _is_table(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, dict) for each in value)
    return isinstance(value, dict)


def _key(key: object) -> str:
    return json.dumps(str(key), ensure_ascii=False)


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_inline(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ",\n ".join(map(_inline, value)) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower() if isinstance(value, bool) else str(value)


# -- a JSON file

# fmt: off
JSON_VALUES: list[Any] = [
    None, True, 0, -1, 2**24 + 1, -(2**63), 10**400, 0.5, float("nan"), "", "\x1b[2J", "\ud800", "x" * 300, [], {},
    [[]], [0] * 2000, {"\x1b": 1}, {str(each): each for each in range(2000)},
]
# fmt: on


def injured_json(text: str, other: str, dice: random.Random) -> bytes:
    """Return a JSON file with a few injuries of one kind: to its bytes, its tokens, or its tree."""
    kind = dice.randrange(5)
    if kind == 0:
        return injured_bytes(text.encode(), dice)
    if kind == 1:
        return _tokens(text, dice).encode()
    if kind == 2:
        at, deep = dice.randrange(len(text)), dice.choice([5, 500, 50_000])
        return (text[:at] + dice.choice(["[", '{"a":', "9", "[]", ","]) * deep + text[at:]).encode()
    tree = json.loads(text)
    for _ in range(dice.randint(1, 3)):
        holder, key = dice.choice(list(_spots(tree)))
        there, name = dice.choice(list(_spots(json.loads(other))))
        holder[key] = deepcopy(dice.choice([there[name], *JSON_VALUES]))
        if dice.random() < 0.2:
            del holder[key]
        if not tree:
            break
    return json.dumps(dice.choice([tree] * 20 + [[tree], *JSON_VALUES])).encode()


# -- command lines


# fmt: off
WORDS = [
    "", "-", "--", "-h", "--help", "0", "-1", "1", "2", "18446744073709551615", "18446744073709551616", "9" * 20,
    "1.5", "1e3", "0x10", "nan", "inf", "٣", "1_0", "é", "\x07", "\u202e", "x" * 300, "=", "usa=random", "usa=",
    "=random", "hill=doctrine", "vale=human", "hill=nobody", "a=b=c", "nothing", "missing.toml", "two-villages",
    "mutant.toml", "game.jsonl", "game.jsonl@3", "game.jsonl@x", "story.md", "hill", "referee", "binary.toml",
    "folder", "folder.toml", ".", "out.csv", "out.jsonl", "out.parquet", "out.txt", "out.CSV", "folder.csv", "*",
    "%s", "{0}", "$HOME", "'", '"', "\\", "accept", "wait", "hill:wait", "play", "run", "scenario", "show", "check",
    "list", "bench",
]
# fmt: on


def injured_line(line: Sequence[str], flags: Sequence[str], dice: random.Random) -> list[str]:
    """Return a command line with a few injuries or none; `flags` are names that some command knows."""
    words = list(line)
    for _ in range(dice.choice([0, 0, 0, 1, 1, 2, 4])):
        at, kind = dice.randint(0, len(words)), dice.randrange(7)
        here = words[at] if at < len(words) else ""
        if kind == 0:
            words.insert(at, dice.choice(WORDS))
        elif kind == 1:
            words.insert(at, dice.choice(flags))
        elif kind == 2:
            words[at : at + 1] = []
        elif kind == 3:
            words[at : at + 1] = [dice.choice(WORDS)]
        elif kind == 4:
            words.insert(at, dice.choice(words or ["x"]))
        elif kind == 5 and here:
            place = dice.randrange(len(here))
            words[at] = here[:place] + dice.choice(["", "-", "=", "x", " ", "é", "0"]) + here[place + 1 :]
        else:
            words[at : at + 1] = [f"{dice.choice(flags)}={here or dice.choice(WORDS)}"]
    return [word.replace("/", "").replace("\0", "") for word in words]  # nothing outside the folder it runs in
