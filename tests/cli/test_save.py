"""`wargame save` and `wargame run --save`: files that are listed, shown, noted on, repaired and handed over."""

from __future__ import annotations

import errno
import json
import os
import re
import time
from typing import TYPE_CHECKING, Any

import pytest
from commands import only_save, wargame
from examples import SMALL

from wargame.game.game import Game
from wargame.game.summit import load
from wargame.journal.disk import Disk
from wargame.journal.entries import End
from wargame.journal.lines import START, encode
from wargame.journal.reading import read_journal
from wargame.journal.replay import notes_of, replayed, standing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def save(tmp_path: Path) -> Path:
    """Return a finished game of two minutes."""
    assert wargame("run", "two-villages", "--games", "1", "--seed", "4", "--save", tmp_path).code == 0
    return only_save(tmp_path)


# -- list and show


def test_the_list_names_every_file_with_what_it_is(save: Path) -> None:
    folder = save.parent
    seed = next(seed for seed in range(50) if Game(load("two-villages"), seed).turn == "hill")
    wargame("play", "two-villages", "--seed", str(seed), "--saves", folder, typed="1\n")
    damaged = save.read_bytes().splitlines(keepends=True)
    (folder / "damaged.jsonl").write_bytes(b"".join(damaged[:3] + damaged[4:]))
    (folder / "empty.jsonl").write_bytes(b"")
    (folder / "notes.txt").write_text("not a game", encoding="utf-8")
    listed = {each["file"]: each for each in json.loads(wargame("save", "list", "--saves", folder, "--json").out)}
    assert sorted(each["state"] for each in listed.values()) == ["damaged", "over", "unfinished", "unreadable"]
    assert listed[save.name]["ending"] == "handshake" or listed[save.name]["ending"]
    assert listed[save.name]["plies"] == len(standing(read_journal(save)))
    text = wargame("save", "list", "--saves", folder).out
    assert len(text.splitlines()) == 4
    assert f"{save.name}: two-villages, hill=doctrine, vale=doctrine, ply " in text
    assert ", unfinished, 2" in text


def test_an_empty_folder_has_an_empty_list(tmp_path: Path) -> None:
    done = wargame("save", "list", "--saves", tmp_path)
    assert (done.code, done.out, "No saved games in" in done.err) == (0, "", True)
    assert wargame("save", "list", "--saves", tmp_path, "--json").out == "[]\n"
    assert wargame("save", "list", "--saves", tmp_path / "nowhere").code == 1


def test_show_says_what_is_known_and_finds_a_game_by_a_part_of_its_name(save: Path) -> None:
    text = wargame("save", "show", "seed-4", "--saves", save.parent).out
    for words in (f"File:       {save}", "One Bell (two-villages)", "found (SHA-256 ", "hill: doctrine", "1970-01-01"):
        assert words in text
    assert text == wargame("save", "show", save).out


# -- entries that are no games

BAD = ("gone.jsonl", "loop.jsonl", "pipe.jsonl", "folder.jsonl", "locked.jsonl")


@pytest.fixture
def bad(save: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a finished game, and one of each thing that cannot be read, newer than it."""
    folder = save.parent
    (folder / "gone.jsonl").symlink_to("nowhere")
    (folder / "loop.jsonl").symlink_to("loop.jsonl")
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "folder.jsonl").mkdir()
    (folder / "locked.jsonl").write_bytes(save.read_bytes())
    real = Disk.read

    def read(disk: Disk, path: Path, most: int) -> bytes:
        if path.name == "locked.jsonl":  # whoever runs the tests may be allowed everything
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(disk, path, most)

    monkeypatch.setattr(Disk, "read", read)
    return folder


def test_a_bad_entry_is_listed_and_spoils_no_list(bad: Path) -> None:
    listed = {each["file"]: each for each in json.loads(wargame("save", "list", "--saves", bad, "--json").out)}
    assert {name for name, each in listed.items() if each["state"] == "unreadable"} == set(BAD)
    assert len(listed) == 6
    text = wargame("save", "list", "--saves", bad).out
    for reason in ("No such file", "Too many levels", "a pipe, and no regular file", "Permission denied"):
        assert reason in text
    assert wargame("save", "show", "seed-4", "--saves", bad).code == 0
    for name in ("gone", "loop", "pipe", "locked"):
        done = wargame("save", "show", name, "--saves", bad)
        assert (done.code, len(done.err.splitlines()), ": cannot be read: " in done.err) == (1, 1, True)


def test_resuming_passes_over_bad_entries_with_a_word(bad: Path) -> None:
    done = wargame("play", "--resume", "--saves", bad)
    assert (done.code, "no unfinished game in" in done.err, "Traceback" in done.err) == (1, True, False)
    seed = next(seed for seed in range(50) if Game(load("two-villages"), seed).turn == "hill")
    wargame("play", "two-villages", "--seed", str(seed), "--saves", bad, typed="1\n")
    for name in BAD[:2]:
        (bad / name).unlink()
        (bad / name).symlink_to(name if name == "loop.jsonl" else "nowhere")
        later = time.time() + 60  # a clock that ticks slowly would call it as old as the game
        os.utime(bad / name, (later, later), follow_symlinks=False)
    done = wargame("play", "--resume", "--saves", bad, typed="1\n" * 20)
    assert (done.code, "THE END: " in done.out) == (0, True)
    assert done.err.count("passed over: ") == 2


def test_a_file_that_vanishes_while_it_is_listed_spoils_nothing(save: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vanishing = save.with_name("vanishing.jsonl")
    monkeypatch.setattr("wargame.journal.store.saves_in", lambda folder: [vanishing, save] if folder else [])
    assert [each["state"] for each in json.loads(wargame("save", "list", "--saves", save.parent, "--json").out)] == [
        "unreadable",
        "over",
    ]
    assert "No such file" in wargame("play", "--resume", "--saves", save.parent).err


# -- verify


def test_every_file_is_verified_whatever_is_wrong_with_those_before(save: Path, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign" / "rules.jsonl"
    foreign.parent.mkdir()
    header, *entries = [json.loads(line) for line in save.read_bytes().splitlines()]
    forged(foreign, [header | {"scenario": header["scenario"] | {"sha256": "0" * 64}}, *entries])
    damaged = save.with_name("damaged.jsonl")
    damaged.write_bytes(save.read_bytes()[:-9])
    done = wargame("save", "verify", foreign, "nothing", damaged, save)
    assert done.code == 1
    assert [line.split(": ")[1] for line in done.err.splitlines()] == [
        str(foreign),
        "nothing",
        f"{damaged}, the last line, {len(entries) + 1}, is cut short",
    ]
    assert done.out.startswith(f"{save}: verified: ")
    assert len(done.out.splitlines()) == 1


def test_a_folder_is_verified_file_by_file(bad: Path, tmp_path: Path) -> None:
    done = wargame("save", "verify", bad)
    assert (done.code, len(done.err.splitlines()), len(done.out.splitlines())) == (1, 5, 1)
    assert all(name in done.err for name in BAD)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert wargame("save", "verify", empty).err == f"wargame: {empty}: no saved games in this folder\n"


def forged(path: Path, items: list[dict[str, Any]]) -> None:
    """Write lines with chains that fit."""
    chain, data = START, b""
    for item in items:
        line, chain = encode({name: value for name, value in item.items() if name != "chain"}, chain)
        data += line
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": "Another Bell"}, "the title of its scenario is written as 'Another Bell', and is 'One Bell'"),
        ({"id": "two-cities"}, "the id of its scenario is written as 'two-cities', and is 'two-villages'"),
    ],
)
def test_a_false_title_is_not_verified(change: dict[str, str], words: str, save: Path) -> None:
    header, *entries = [json.loads(line) for line in save.read_bytes().splitlines()]
    forged(save, [header | {"scenario": header["scenario"] | change}, *entries])
    done = wargame("save", "verify", save)
    assert (done.code, done.out, done.err) == (1, "", f"wargame: {save}, line 1: {words}\n")


def test_what_nothing_bears_out_is_not_called_verified(save: Path) -> None:
    trusted = "Taken on trust: who played, the date, the program"
    assert wargame("save", "verify", save).out.endswith(f"{trusted}.\n")
    header, *entries = [json.loads(line) for line in save.read_bytes().splitlines()]
    origin = {"file": "nowhere.jsonl", "ply": 1, "chain": "0" * 32}
    note = {"kind": "note", "ply": 0, "text": "false"}
    forged(save, [header | {"created": "1618-05-23T00:00:00Z", "origin": origin}, *entries, note])
    assert f"{trusted}, where it branched off, 1 note.\n" in wargame("save", "verify", save).out


# -- notes


def test_a_note_changes_nothing_in_the_game(save: Path) -> None:
    before = replayed(load("two-villages"), read_journal(save))
    done = wargame("save", "note", f"{save.stem}@3", "Überraschend!", "--mark", "!!", "--saves", save.parent)
    assert (done.code, done.out) == (0, f"Noted at 3 in {save}\n")
    journal = read_journal(save)
    assert [(note.ply, note.text, note.mark) for note in notes_of(journal)] == [(3, "Überraschend!", "!!")]
    assert replayed(load("two-villages"), journal).values() == before.values()
    assert wargame("save", "verify", save).code == 0
    assert "at 3: !! Überraschend!" in wargame("save", "show", save).out


@pytest.mark.parametrize(
    ("moment", "text", "mark", "code", "words"),
    [
        ("SAVE", "hm", "", 2, "is written FILE@PLY"),
        ("SAVE@x", "hm", "", 2, "is written FILE@PLY"),
        ("SAVE@99", "hm", "", 1, "has no ply 99"),
        ("nothing@1", "hm", "", 1, "no such saved game"),
        ("SAVE@1", "hm", "?!?", 2, "a mark is one of !! ! !? ?! ? ??"),
        ("SAVE@1", " ", "", 2, "there is nothing in it"),
        ("SAVE@1", "\x1b[2Jboo", "", 2, "U+001B"),
        ("SAVE@1", "one\ntwo", "", 2, "'TEXT'"),
        ("SAVE@1", "\u202eevil", "", 2, "U+202E"),
        ("SAVE@1", "x" * 501, "", 2, "it has 501 characters"),
    ],
)
def test_a_note_that_cannot_be_is_refused(moment: str, text: str, mark: str, code: int, words: str, save: Path) -> None:
    before = save.read_bytes()
    arguments = ("--mark", mark) if mark else ()
    done = wargame("save", "note", moment.replace("SAVE", str(save)), text, *arguments)
    assert (done.code, done.out, words in done.error) == (code, "", True), done.err
    assert save.read_bytes() == before


# -- repair


def test_repair_keeps_what_is_whole_in_a_new_file_that_can_be_played_on(save: Path) -> None:
    lines = save.read_bytes().splitlines(keepends=True)
    damaged = b"".join([*lines[:4], b"rubbish\n", *lines[5:]])
    save.write_bytes(damaged)
    done = wargame("save", "repair", save)
    repaired = save.with_name(f"{save.stem}-repaired.jsonl")
    assert done.code == 0
    assert "line 5: " in done.out
    assert f"Lost: {len(damaged) - len(b''.join(lines[:4]))} bytes in {len(lines) - 4} lines" in done.out
    assert f"Kept: 3 entries, in {repaired}" in done.out
    assert save.read_bytes() == damaged
    assert repaired.read_bytes() == b"".join(lines[:4])
    assert wargame("save", "verify", repaired).code == 0
    assert wargame("save", "verify", save, repaired).code == 1
    assert "THE END: " in wargame("play", "--resume", repaired).out


@pytest.mark.parametrize("rest", [b"", b'{"kind":'])
def test_where_not_even_the_set_up_is_left_nothing_is_kept_and_it_is_said_how_to_begin_again(
    save: Path, rest: bytes
) -> None:
    save.write_bytes(save.read_bytes().splitlines(keepends=True)[0] + rest)
    done = wargame("save", "repair", save)
    assert done.code == 1
    assert len(done.err.splitlines()) == 1
    assert "nothing can be kept: " in done.err
    assert "wargame play " in done.err
    assert only_save(save.parent) == save
    assert re.search(r"State: +damaged", wargame("save", "show", save).out)
    for command in (("play", "--resume"), ("replay",), ("save", "verify")):
        assert wargame(*command, save).code == 1


def test_there_is_nothing_to_repair_in_a_whole_file(save: Path) -> None:
    assert "nothing to repair" in wargame("save", "repair", save).out
    assert only_save(save.parent) == save


# -- export


@pytest.mark.parametrize("scenario", ["trump-kim-2018", str(SMALL)], ids=["trump-kim-2018", "small"])
def test_an_export_holds_nothing_that_leads_to_what_was_hidden(scenario: str, tmp_path: Path) -> None:
    summit = load(scenario)
    seats = [word for side in summit.rules.side_ids for word in ("--seat", f"{side}=random")]
    wargame("run", scenario, *seats, "--games", "6", "--seed", "2", "--save", tmp_path)
    secret_moves = 0
    for path in sorted(tmp_path.glob("*.jsonl")):
        journal = read_journal(path)
        wargame("save", "note", f"{path}@1", "CANARY")
        for side in summit.rules.side_ids:
            done = wargame("save", "export", "--as", side, path)
            assert (done.code, done.err) == (0, "")
            header, *lines = [json.loads(line) for line in done.out.splitlines()]
            assert (header["kind"], header["as"], lines[-1]["kind"]) == ("export", side, "end")
            for entry in journal.entries:
                assert getattr(entry, "state", "no state") not in done.out
            for text in (journal.header.seed, path.stem, "CANARY", "chain", "position", *journal.chains):
                assert text not in done.out
            seen = {track.id for track in summit.rules.tracks if side in track.seen_by}
            assert {change["track"] for line in lines for change in line.get("changes", ())} <= seen
            shown = [(line["ply"], line["id"]) for line in lines if line["kind"] == "move"]
            other = [each for each in standing(journal) if each.side != side]
            for each in other:
                rule = summit.rules.move_by_id[each.side, each.move]
                secret_moves += bool(rule.shown_as)
                assert not rule.shown_as or (each.ply, each.move) not in shown
    assert secret_moves >= 2 or scenario != str(SMALL)


def test_an_unfinished_export_has_no_end_and_goes_where_it_is_told(tmp_path: Path) -> None:
    seed = next(seed for seed in range(50) if Game(load("two-villages"), seed).turn == "hill")
    wargame("play", "two-villages", "--seed", str(seed), "--saves", tmp_path, typed="1\n")
    path, out = only_save(tmp_path), tmp_path / "mine.txt"
    assert wargame("save", "export", "--as", "hill", path, "--out", out).out == f"Wrote {out}\n"
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert "end" not in {line["kind"] for line in lines}
    assert out.read_text(encoding="utf-8") == wargame("save", "export", "--as", "hill", path).out
    assert wargame("save", "export", "--as", "referee", path).code == 2
    assert wargame("save", "export", path).code == 2


# -- games nobody watched


def test_saved_games_of_a_run_are_the_same_bytes_again(tmp_path: Path) -> None:
    folders = [tmp_path / "one", tmp_path / "two"]
    arguments = ("--games", "50", "--seed", "9", "--keep", "first:4")
    for folder, threads in zip(folders, ("1", "3"), strict=True):
        done = wargame("run", "two-villages", *arguments, "--threads", threads, "--save", folder)
        assert (done.code, done.err) == (0, f"Saved 4 games in {folder}\n")
    first, second = ({path.name: path.read_bytes() for path in folder.glob("*.jsonl")} for folder in folders)
    assert first == second
    assert sorted(first) == [f"two-villages-doctrine-doctrine-seed-9-game-{index}.jsonl" for index in range(4)]
    wargame("run", "two-villages", *arguments, "--save", folders[0])
    assert len(list(folders[0].glob("*.jsonl"))) == 4
    assert wargame("save", "verify", *folders[0].glob("*.jsonl")).code == 0


def test_a_bad_entry_in_the_place_of_a_game_of_a_run_is_left_alone(save: Path) -> None:
    save.write_bytes(b"mine")
    assert wargame("run", "two-villages", "--games", "1", "--seed", "4", "--save", save.parent).code == 0
    assert save.read_bytes() == b"mine"
    assert wargame("save", "verify", save.with_name(f"{save.stem}-2.jsonl")).code == 0


def test_the_first_game_of_each_ending_is_kept(tmp_path: Path) -> None:
    arguments = ("river-treaty", "--games", "300", "--seed", "1")
    wargame("run", *arguments, "--save", tmp_path, "--keep", "endings")
    counted = json.loads(wargame("run", *arguments, "--json").out)["endings"]
    kept = [each["ending"] for each in json.loads(wargame("save", "list", "--saves", tmp_path, "--json").out)]
    assert sorted(kept) == sorted(each["id"] for each in counted if each["count"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--keep", "all"), "goes with --save"),
        (("--save", "x", "--keep", "some"), "write all, endings, or first:N"),
        (("--save", "x", "--keep", "first:0"), "write all, endings, or first:N"),
        (("--save", "x", "--keep", "first:x"), "write all, endings, or first:N"),
        (("--save", "x", "--games", "1000000"), "1,000,000 files are too many"),
        (("--save", "x", "--keep", "all", "--game", "3"), "--game names one"),
    ],
)
def test_what_cannot_be_kept_is_refused_before_anything_is_played(
    arguments: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = wargame("run", "two-villages", *arguments)
    assert (done.code, done.out, words in done.error) == (2, "", True), done.err
    assert not list(tmp_path.iterdir())


def test_one_game_of_a_run_can_be_saved(tmp_path: Path) -> None:
    wargame("run", "two-villages", "--seed", "9", "--game", "17", "--save", tmp_path)
    assert only_save(tmp_path).name == "two-villages-doctrine-doctrine-seed-9-game-17.jsonl"


def test_a_game_of_a_player_that_never_plays_alike_is_saved_as_it_was_counted(tmp_path: Path) -> None:
    module, rows, folder = tmp_path / "fickle.py", tmp_path / "rows.jsonl", tmp_path / "saves"
    module.write_text(
        "import random\nclass Player:\n    def decide(self, view):\n"
        "        return random.SystemRandom().choice(view.legal)\n"
    )
    seats = ("--player-module", module, "--seat", "hill=fickle", "--seat", "vale=fickle")
    done = wargame("run", "two-villages", "--games", "4", *seats, "--out", rows, "--save", folder)
    assert done.code == 0, done.err
    counted = [json.loads(line) for line in rows.read_text().splitlines()]
    for row in (each for each in counted if "ending" in each):
        (path,) = folder.glob(f"*-game-{row['game']}.jsonl")
        (end,) = (each for each in read_journal(path).entries if isinstance(each, End))
        assert (end.ending, end.ply) == (row["ending"], row["plies"])
        assert end.scores == {side: row[f"{side}.score"] for side in ("hill", "vale")}
