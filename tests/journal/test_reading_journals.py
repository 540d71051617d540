"""What is read: whole, cut, damaged, forged."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from damaging import bits_turned, cuts, journal_of, mutants, written
from summits_of_journals import HERE, SEATS, SHA256, small

import wargame
from wargame.errors import JournalError
from wargame.game.game import Game
from wargame.journal import lines
from wargame.journal.entries import Decision, Header, Note, PolicyId, ScenarioId, TakeBack, header_of, plain
from wargame.journal.keeping import Keeper, begin, header_for, resume
from wargame.journal.reading import MOST_BYTES, _parsed, read_journal
from wargame.journal.replay import replayed, standing, verified
from wargame.journal.store import rules_of
from wargame.journal.writing import Writer

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = Path("game.jsonl")
GOLDEN = HERE / "golden-1.jsonl"


def test_a_turned_bit_is_found() -> None:
    assert bits_turned(journal_of(small(), 1), 1, 5) > 500


def test_a_cut_is_found_within_a_line_and_a_game_that_goes_on_between_two() -> None:
    assert cuts(journal_of(small(), 2)) > 2000


def test_a_forged_journal_is_refused_or_verified(tmp_path: Path) -> None:
    ended = mutants(1000, 7, tmp_path)
    assert ended["accepted"]
    assert ended["differs"]
    assert ended["refused"]


def test_a_save_of_format_1_opens_for_ever() -> None:
    journal = read_journal(GOLDEN)
    assert journal.problem == ""
    summit = rules_of(journal.header.scenario, HERE)
    assert verified(summit, journal) is None
    game = replayed(summit, journal)
    assert game.is_over
    assert {type(entry) for entry in journal.entries} >= {Decision, Note, TakeBack}
    assert len(standing(journal)) == game.ply


def _forged(change: Callable[[list[dict[str, Any]]], object], data: bytes | None = None) -> bytes:
    items = [orjson.loads(line) for line in (data or GOLDEN.read_bytes()).splitlines()]
    for item in items:
        del item["chain"]
    change(items)
    return written(items)


def test_a_save_of_a_later_format_names_both_versions() -> None:
    data = _forged(lambda items: items[0].update(format=2, program="9.8.7"))
    with pytest.raises(JournalError) as caught:
        _parsed(PATH, data)
    for part in ("format 2", "9.8.7", wargame.__version__, "up to format 1"):
        assert part in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"seed": "9" * 5000},
        {"seed": "٣"},
        {"seed": "007"},
        {"seed": str(2**64)},
        {"format": 0},
        {"format": True},
        {"scenario": {"id": "small", "title": "t", "sha256": "../../../../etc/passwd"}},
        {"scenario": {"id": "small", "title": "\x1b[2J", "sha256": SHA256}},
        {"scenario": {"id": "small", "title": "t", "sha256": SHA256, "\x1b[2J": 1}},
        {"seats": {"north": "human\u202e", "south": "doctrine"}},
        {"seats": {"north": "a\nb", "south": "doctrine"}},
        {"origin": {"file": "x", "ply": 1, "chain": "z" * 32}},
        {"created": "x" * 3000},
    ],
)
def test_a_forged_header_is_refused_in_printable_words(change: dict[str, Any]) -> None:
    with pytest.raises(JournalError) as caught:
        _parsed(PATH, _forged(lambda items: items[0].update(change)))
    assert str(caught.value).isprintable()
    assert "line 1: " in str(caught.value)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": []},
        {"text": "\x1b]0;x\x07"},
        {"text": "a\nb"},
        {"text": "x" * 3000},
        {"mark": "!!!"},
        {"ply": "1"},
        {"a\nb": 1},
    ],
)
def test_a_forged_note_stops_the_reading_before_it(change: dict[str, Any]) -> None:
    at = next(number for number, entry in enumerate(read_journal(GOLDEN).entries) if isinstance(entry, Note))
    journal = _parsed(PATH, _forged(lambda items: items[at + 1].update(change)))
    assert len(journal.entries) == at
    assert journal.problem.startswith(f"line {at + 2}: ")
    assert journal.problem.isprintable()
    assert not journal.is_torn


def test_a_key_given_twice_is_refused() -> None:
    body = b'{"kind":"note","ply":0,"ply":1,"text":"x"'
    chain = lines._chained("", body)
    with pytest.raises(JournalError, match="not written as a saved game is"):
        lines.decode(body + lines._TAIL + chain.encode() + b'"}', "")


def test_rules_are_found_by_their_hash_and_nothing_else(tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text("x", encoding="utf-8")
    with pytest.raises(JournalError, match="not at hand"):
        rules_of(ScenarioId(str(secret), "t", "0" * 64), tmp_path)


def test_the_rules_of_another_game_are_noticed() -> None:
    journal = _parsed(PATH, _forged(lambda items: items[0]["scenario"].update(sha256="0" * 64)))
    with pytest.raises(JournalError, match="another text of 'small'"):
        replayed(small(), journal)


# -- going on


def _begun(folder: Path, plies: int = 3) -> Keeper:
    keeper = begin(Game(small(), 1), SEATS, folder=folder, created="2026-11-23T22:40:00Z")
    for _ in range(plies):
        keeper.play(keeper.game.legal_moves[0])
    return keeper


def test_what_another_program_added_to_a_torn_file_is_not_cut_off(tmp_path: Path) -> None:
    keeper = _begun(tmp_path)
    keeper.close()
    path = keeper.writer.path
    with path.open("ab") as file:
        file.write(b'{"kind":"deci')
    seen = read_journal(path)
    other = resume(small(), read_journal(path))
    other.play(other.game.legal_moves[0])
    other.close()
    with pytest.raises(JournalError, match="it has changed since it was read"):
        Writer.going_on(seen)
    assert len(read_journal(path).entries) == len(seen.entries) + 1


def test_a_save_that_is_gone_is_not_made_anew(tmp_path: Path) -> None:
    keeper = _begun(tmp_path)
    keeper.close()
    journal = read_journal(keeper.writer.path)
    keeper.writer.path.unlink()
    with pytest.raises(JournalError, match="cannot be written"):
        resume(small(), journal)
    assert not keeper.writer.path.exists()


def test_a_line_with_holes_at_the_end_was_never_acknowledged(tmp_path: Path) -> None:
    keeper = _begun(tmp_path)
    keeper.close()
    data = keeper.writer.path.read_bytes()
    keeper.writer.path.write_bytes(data[:-60] + bytes(40) + data[-20:])
    journal = read_journal(keeper.writer.path)
    assert journal.is_torn
    again = resume(small(), journal)
    assert again.game.ply == 2
    again.close()
    assert read_journal(keeper.writer.path).problem == ""


def test_the_end_that_is_missing_after_the_last_decision_is_written(tmp_path: Path) -> None:
    keeper = _begun(tmp_path, 0)
    while not keeper.game.is_over:
        keeper.play(keeper.game.legal_moves[0])
    keeper.close()
    whole = keeper.writer.path.read_bytes()
    keeper.writer.path.write_bytes(whole[:-30])
    with pytest.raises(JournalError, match="this game is over"):
        resume(small(), read_journal(keeper.writer.path))
    assert keeper.writer.path.read_bytes() == whole


@pytest.mark.parametrize(
    ("ply", "text", "mark"),
    [
        (0, "\x1b[31m", ""),
        (0, "a\nb", ""),
        (0, "\ud800", ""),
        (0, "\u202e", ""),
        (0, "x" * 3000, ""),
        (9, "x", ""),
        (-1, "x", ""),
        (0, "x", "?!?"),
    ],
)
def test_a_note_that_could_not_be_read_again_is_refused(ply: int, text: str, mark: str, tmp_path: Path) -> None:
    keeper = _begun(tmp_path)
    with pytest.raises(JournalError):
        keeper.note(ply, text, mark)
    assert keeper.is_saved
    keeper.close()
    assert read_journal(keeper.writer.path).problem == ""


def test_no_file_grows_beyond_what_can_be_read(tmp_path: Path) -> None:
    keeper = _begun(tmp_path)
    keeper.writer.size, size = MOST_BYTES - 10, keeper.writer.size
    keeper.play(keeper.game.legal_moves[0])
    assert "larger than 4 MiB" in keeper.trouble
    keeper.writer.size = size
    keeper.close()
    assert keeper.is_saved
    header = Header(format=1, program="x" * 300_000, scenario=ScenarioId("", "", ""), seats={}, seed="1", created="")
    with pytest.raises(JournalError, match="longer than 256 KiB"):
        lines.encode({"program": header.program}, "")


def test_a_journal_whose_line_ends_were_turned_is_read_and_gone_on_with(tmp_path: Path) -> None:
    keeper = _begun(tmp_path)
    keeper.close()
    path = keeper.writer.path
    before = read_journal(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    turned = read_journal(path)
    assert (turned.header, turned.entries, turned.chains) == (before.header, before.entries, before.chains)
    assert not turned.problem
    again = resume(small(), turned)
    again.play(again.game.legal_moves[0])
    again.close()
    assert not read_journal(path).problem
    assert len(read_journal(path).entries) == len(before.entries) + 1


@pytest.mark.parametrize("turned", [("\n", "\r\n"), ("\r\n", "\n")], ids=["plain", "with returns"])
def test_rules_are_found_whose_line_ends_were_turned_since(turned: tuple[str, str], tmp_path: Path) -> None:
    """Also those of a save that is older than the day on which every text came to be read with plain line ends."""
    before, after = turned
    text = small().text.replace("\n", before)
    digest = hashlib.sha256(text.encode()).hexdigest()
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / f"{digest}.toml").write_bytes(text.replace(before, after).encode())
    found = rules_of(ScenarioId("small", "", digest), tmp_path)
    assert (found.sha256, found.text) == (digest, text)


def test_a_header_names_a_policy_only_where_somebody_leans_on_one() -> None:
    game = Game(small(), 1)
    assert "policy" not in plain(header_for(game, {}, "2026-11-23T22:40:00Z"))
    named = plain(header_for(game, {}, "2026-11-23T22:40:00Z", policy=PolicyId("small", "0" * 64)))
    assert header_of(named).policy == PolicyId("small", "0" * 64)
    with pytest.raises(JournalError, match="a hash in it is none"):
        header_of(named | {"policy": {"name": "small", "sha256": "../" * 10}})
