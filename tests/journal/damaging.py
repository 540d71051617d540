"""Journals with one bit turned, cut short, or changed with all the malice there is."""

from __future__ import annotations

import json
import random
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summits_of_journals import SEATS, small

from wargame.errors import JournalError, ScenarioError
from wargame.game.game import Game
from wargame.journal import lines
from wargame.journal.entries import MARKS, Entry, Note, TakeBack, plain
from wargame.journal.keeping import header_for
from wargame.journal.reading import Journal, _parsed
from wargame.journal.replay import (
    decision_of,
    end_of,
    hash_of,
    notes_of,
    replayed,
    scenario_id_of,
    setup_of,
    standing,
    verified,
)
from wargame.journal.store import rules_of, stem_of
from wargame.legible import hidden_character

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.game.summit import Summit

PATH = Path("game.jsonl")


def journal_of(summit: Summit, seed: int, *, plies: int = 1000) -> bytes:
    """Return the bytes of the journal of a game between random players, with a take-back and a note."""
    dice, game = random.Random(seed), Game(summit, seed)  # noqa: S311  a test has to be repeatable
    seats = dict(zip(summit.rules.side_ids, SEATS.values(), strict=True))
    entries: list[Entry] = [setup_of(game)]
    while not game.is_over and game.ply < plies:
        game.play(dice.choice(game.legal_moves))
        entries.append(decision_of(game))
        if dice.random() < 0.1:
            game.undo()
            entries.append(TakeBack(ply=game.ply, state=hash_of(game)))
        if dice.random() < 0.1:
            entries.append(Note(ply=game.ply, text="why not? “é”", mark=dice.choice(["", *MARKS])))
    if game.is_over:
        entries.append(end_of(game))
    return written([plain(each) for each in (header_for(game, seats, "2026-11-23T22:40:00Z"), *entries)])


def written(items: list[dict[str, Any]]) -> bytes:
    """Return the file that holds some lines, each with the hash that belongs to it."""
    chain, data = lines.START, b""
    for item in items:
        line, chain = lines.encode(item, chain)
        data += line
    return data


def _spelled(bodies: list[bytes]) -> bytes:
    """Return the file of some lines given in bytes without their hash, however they read."""
    chain, data = lines.START, b""
    for body in bodies:
        chain = lines._chained(chain, body)
        data += body + lines._TAIL + chain.encode() + b'"}\n'
    return data


def bits_turned(data: bytes, seed: int, step: int = 1) -> int:
    """Turn one bit of every byte, one after the other: each is found, and all before its line is kept."""
    whole = _parsed(PATH, data)
    changed = bytearray(data)
    tried = 0
    for at in range(seed % step, len(data), step):
        changed[at] ^= 1 << ((at + seed) % 8)
        before = data.count(b"\n", 0, at)  # whole lines
        try:
            journal = _parsed(PATH, bytes(changed))
        except JournalError:
            assert before == 0, f"byte {at}: refused, though {before} lines are whole"
        else:
            assert journal.problem, f"byte {at}: nobody noticed"
            assert journal.chains == whole.chains[:before], f"byte {at}: {len(journal.chains)} of {before} lines"
        changed[at] = data[at]
        tried += 1
    return tried


def cuts(data: bytes, seed: int = 0, step: int = 1) -> int:
    """Cut at every byte: within a line it is reported, between two lines it is a game that goes on."""
    whole = _parsed(PATH, data)
    tried = 0
    for at in range(seed % step, len(data), step):
        count = data.count(b"\n", 0, at)
        is_between = at > 0 and data[at - 1] == 10
        try:
            journal = _parsed(PATH, data[:at])
        except JournalError:
            assert count == 0
        else:
            assert journal.chains == whole.chains[:count]
            whole_lines = is_between and count > 1  # the first alone is no game yet
            assert journal.is_torn == (not is_between and count > 1)
            assert whole_lines == (journal.problem == "")
            if is_between and count > 1:
                ply = replayed(small(), journal).ply if journal.header.scenario.id == "small" else -1
                assert ply in {-1, len(standing(journal))}
        tried += 1
    return tried


# -- malice

# fmt: off
HOSTILE: list[Any] = [
    -1, 0, 1, 2, 3, 19, 255, 2**31, 2**63 - 1, 2**64 - 1, 1.5, True, False, None, [], {}, [[]], "", "0", "7", "-1", "٣",
    "9" * 5000, "x" * 1999, "x" * 100_000, "\x1b[31mred", "\x07", "\u202egnp", "../../../etc/passwd", "/etc/passwd",
    "a\nb", "\x00", "north", "south", "wait", "shout", "decision", "journal", "note", "set-up", "end", "take-back",
    [{"rule": "x", "outcome": "y"}], [{"rule": "\x1b]0;x\x07", "outcome": []}], {"north": 1}, {"\x1b[2J": 1},
    {"tension": 2**63}, "z\u0301\u0301\u0301\u0301\u0301", "é" * 3000, "0" * 64, "[bold]x[/bold]", ["a"] * 1000,
]
BYTES = [
    b"\x00", b"\n", b"\xff", b'"', b"\\", b"{", b"}", b"[", b",", b":", b"9" * 4500, b"1e999", b"-0", b"NaN",
    b"\\ud800", b"\\u001b[31m", b"\xe2\x80\xae", b"[" * 3000, b'{"a":' * 2000, b" ", b'"ply":1,', b'"kind":"note",',
    b"true", b"null", b"1.0", b"\xc0\xaf", b"\xed\xa0\x80",
]
# fmt: on


def _injured_bytes(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data) + 1)
    what = dice.randrange(5)
    if what == 0:
        return data[:at] + dice.choice(BYTES) + data[at:]
    if what == 1:
        return data[:at] + data[at + dice.choice([1, 1, 2, 10, 500]) :]
    if what == 2:
        return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]
    other = dice.randrange(len(data) + 1)
    if what == 3:
        return data[:at] + data[min(at, other) : max(at, other)] + data[at:]
    return data[: max(1, at)]


def _injured_lines(items: list[Any], dice: random.Random) -> list[Any]:
    at, other = dice.randrange(len(items)), dice.randrange(len(items))
    new = list(items)
    what = dice.randrange(4)
    if what == 0:
        new[at], new[other] = new[other], new[at]
    elif what == 1:
        new.insert(at, new[other])
    elif what == 2:
        del new[at]
    else:
        new[min(at, other) : max(at, other)] = reversed(new[min(at, other) : max(at, other)])
    return new


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inside:
        yield value, key
        yield from _places(each)


def _injured_values(items: list[dict[str, Any]], dice: random.Random) -> None:
    line = dice.choice(items)
    places = list(_places(line))
    if not places:
        return
    inside, key = dice.choice(places[:12] if dice.random() < 0.5 else places)
    what = dice.random()
    if what < 0.6:
        inside[key] = dice.choice(HOSTILE)
    elif what < 0.7 and isinstance(inside[key], int):
        inside[key] += dice.choice([-1, 1, 100, -(2**40)])
    elif what < 0.8:
        del inside[key]
    elif what < 0.9 and isinstance(inside, dict):
        name = dice.choice([each for each in HOSTILE if isinstance(each, str)])
        inside[name] = dice.choice(HOSTILE)
    else:
        other, place = dice.choice(list(_places(dice.choice(items))) or places)
        inside[key] = json.loads(json.dumps(other[place]))


def mutated(data: bytes, dice: random.Random) -> bytes:
    """Return a journal that nobody wrote; three of four times its hashes fit."""
    what = dice.random()
    if what < 0.2:
        for _ in range(dice.randint(1, 3)):
            data = _injured_bytes(data, dice)
        return data
    bodies = [line[: -len(lines._TAIL) - 34] for line in data.split(b"\n")[:-1]]
    if what < 0.25:
        return b"\n".join(_injured_lines(data.split(b"\n"), dice))
    if what < 0.4:
        return _spelled(_injured_lines(bodies, dice))
    if what < 0.6:
        at = dice.randrange(len(bodies))
        bodies[at] = _injured_bytes(bodies[at], dice)
        return _spelled(bodies)
    items = [json.loads(body + b"}") for body in bodies]
    for _ in range(dice.choice([1, 1, 2, 4])):
        _injured_values(items, dice)
    if dice.random() < 0.1:
        items = _injured_lines(items, dice)
    return _spelled([json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode()[:-1] for item in items])


def _read(summit: Summit, data: bytes, folder: Path, said: list[str]) -> str:
    """Do with a journal what the program does; says how far it came."""
    journal: Journal | None = None
    try:
        journal = _parsed(PATH, data)
        said += [journal.problem, *(note.text for note in notes_of(journal)), *journal.header.seats.values()]
        said += [journal.header.scenario.title, journal.header.program, stem_of(journal.header)]
        assert re.fullmatch("[A-Za-z0-9-]*", stem_of(journal.header))
        if journal.header.scenario.sha256 != summit.sha256 or journal.header.scenario.id != summit.id:
            rules_of(journal.header.scenario, folder)
        difference = verified(summit, journal)
        said.append(str(difference or ""))
        if difference or not journal.entries:
            try:
                replayed(summit, journal)
            except JournalError:
                return "differs"
            if journal.header.scenario == scenario_id_of(summit):
                message = "it differs, and is played all the same"
                raise AssertionError(message)
            return "misnamed"  # played, under the title that its rules have
        replayed(summit, journal, len(standing(journal)) // 2)
    except (JournalError, ScenarioError) as error:
        said.append(str(error))
        return "refused" if journal is None else "other rules"
    return "damaged" if journal.problem else "accepted"


def mutants(count: int, seed: int, folder: Path) -> dict[str, int]:
    """Read many journals that nobody wrote; returns how they ended, and the longest time in milliseconds."""
    dice = random.Random(seed)  # noqa: S311
    originals = [journal_of(small(), seed + number) for number in range(20)]
    ended: dict[str, int] = {}
    longest = 0.0
    for number in range(count):
        data = mutated(originals[number % len(originals)], dice)
        said: list[str] = []
        began = time.process_time()
        how = _read(small(), data, folder, said)
        longest = max(longest, time.process_time() - began)
        for text in said:
            assert hidden_character(text) is None, f"mutant {number} gets {text!r} shown"
            assert "\n" not in text.strip(), text
        ended[how] = ended.get(how, 0) + 1
    return {"mutants": count, **dict(sorted(ended.items())), "longest ms": round(longest * 1000)}
