"""Files that commands write: whatever is there, nothing is lost, and nothing is found out only after hours."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import wargame
from examples import ROOT

import wargame as package
from wargame.destination import Destination
from wargame.errors import RunError
from wargame.kernel.jit import INTERPRETED

SCENARIO = ROOT / "scenarios" / "two-villages.toml"
SAVE = ROOT / "saves" / "samples" / "the-last-page.jsonl"
WRITING = {  # commands that write OUT, and read SCENARIO or SAVE
    name: tuple(line.split())
    for name, line in {
        "run csv": "run SCENARIO --games 5 --out OUT.csv",
        "run jsonl": "run SCENARIO --games 5 --out OUT.jsonl",
        "run parquet": "run SCENARIO --games 5 --out OUT.parquet",
        "run trajectories": "run SCENARIO --games 5 --trajectories OUT.parquet",
        "tournament out": "tournament SCENARIO --players random,doctrine --games 4 --out OUT.jsonl",
        "tournament csv": "tournament SCENARIO --players random,doctrine --games 4 --csv OUT.csv",
        "tournament parquet": "tournament SCENARIO --players random,doctrine --games 4 --table OUT.parquet",
        "tournament nfg": "tournament SCENARIO --players random,doctrine --games 4 --selves --nfg OUT.nfg",
        "train": "train SCENARIO --games 30 --rounds 1 --player search:4 --workers 1 --out OUT.json",
        "balance": "analyze balance SCENARIO --strong doctrine --ladder= --games 4 --skill-games 4 --judged 2"
        " --workers 1 --markdown OUT.md",
        "story": "replay SAVE --markdown OUT.md",
        "export": "save export SAVE --as usa --out OUT.jsonl",
    }.items()
}
NEVER_FORCED = {"tournament out"}  # it is added to, or left as it is


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Return a scenario and a saved game in a folder where they may be lost."""
    found = {"SCENARIO": tmp_path / "mine.toml", "SAVE": tmp_path / "game.jsonl"}
    for name, source in (("SCENARIO", SCENARIO), ("SAVE", SAVE)):
        shutil.copy(source, found[name])
    shutil.copytree(SAVE.parent / "scenarios", tmp_path / "scenarios")
    return found


def command(name: str, files: dict[str, Path], out: Path | None = None) -> tuple[list[str], Path]:
    """Return a command, and the file it writes."""
    arguments, path = [], SCENARIO
    for each in WRITING[name]:
        if each.startswith("OUT"):
            path = out or files["SAVE"].with_name(each)
            arguments.append(str(path))
        else:
            arguments.append(str(files.get(each, each)))
    return arguments, path


@pytest.mark.parametrize("name", WRITING)
def test_no_command_writes_over_a_file_of_another_kind(name: str, files: dict[str, Path]) -> None:
    arguments, out = command(name, files)
    for content in (SCENARIO.read_bytes(), SAVE.read_bytes(), b"\x89PNG\r\n", b"a,b\n1,2\n", b"# Thesis\n", b"{}"):
        out.write_bytes(content)
        done = wargame(*arguments)
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
        assert f"{out}" in done.err
        assert "left as it is" in done.err
        assert out.read_bytes() == content


@pytest.mark.parametrize("name", WRITING)
def test_what_it_has_written_a_command_may_write_again_and_replace_by_force(name: str, files: dict[str, Path]) -> None:
    arguments, out = command(name, files)
    assert wargame(*arguments).code == 0
    before = out.read_bytes()
    assert before
    assert wargame(*arguments).code == 0
    if name not in NEVER_FORCED:
        out.write_bytes(b"something else")
        assert wargame(*arguments, "--force").code == 0
    if name != "balance":  # it names its own command
        assert out.read_bytes() == before
    out.write_bytes(b"")
    assert wargame(*arguments).code == 0
    assert out.stat().st_size > 100


@pytest.mark.parametrize("name", WRITING)
def test_no_command_writes_over_what_it_reads(name: str, files: dict[str, Path], tmp_path: Path) -> None:
    read = files["SAVE" if "SAVE" in WRITING[name] else "SCENARIO"]
    before = read.read_bytes()
    ending = next(each for each in WRITING[name] if each.startswith("OUT"))[3:]
    soft, hard = tmp_path / f"soft{ending}", tmp_path / f"hard{ending}"
    soft.symlink_to(read)
    os.link(read, hard)
    for out in (soft, hard):
        done = wargame(*command(name, files, out)[0])
        assert (done.code, done.out) == (1, "")
        assert "left as it is" in done.err
    assert read.read_bytes() == soft.read_bytes() == hard.read_bytes() == before


@pytest.mark.parametrize("name", WRITING)
def test_a_place_that_cannot_be_written_is_found_out_before_anything_is_played(
    name: str, files: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def played(*_: object, **__: object) -> None:
        raise AssertionError

    for place in (
        "runs.counting.count_games",
        "tournament.tournament.play_tournament",
        "analysis.learning.training.train",
    ):
        monkeypatch.setattr(f"wargame.{place}", played)
    ending = next(each for each in WRITING[name] if each.startswith("OUT"))[3:]
    (tmp_path / "file").write_text("", encoding="utf-8")
    folder, pipe, device = tmp_path / f"folder{ending}", tmp_path / f"pipe{ending}", tmp_path / f"null{ending}"
    folder.mkdir()
    os.mkfifo(pipe)
    device.symlink_to("/dev/null")
    for out in (tmp_path / "file" / f"x{ending}", folder, pipe, device, tmp_path / (300 * "x" + ending)):
        done = wargame(*command(name, files, out)[0])
        assert (done.code, done.out, done.err.count("\n")) == (1, "", 1), out
        assert str(out) in done.err


def test_one_file_is_not_two_outputs(files: dict[str, Path]) -> None:
    arguments, out = command("tournament csv", files)
    for others in (("--out", out), ("--selves", "--nfg", out)):
        done = wargame(*arguments, *others)
        assert (done.code, done.out) == (1, "")
        assert "writes it for something else" in done.err
        assert not out.exists()


@pytest.mark.parametrize("name", ["tournament csv", "tournament nfg", "train"])
def test_what_was_played_is_told_even_if_the_disk_is_full_in_the_end(
    name: str, files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    write, (arguments, out) = Destination.write, command(name, files)

    def full(self: Destination, content: str | bytes) -> bool:
        if self.path == out:
            raise self.failure(OSError(28, "No space left on device"))
        return write(self, content)

    monkeypatch.setattr(Destination, "write", full)
    done = wargame(*arguments)
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert f"cannot write {out}: No space left on device" in done.err
    assert ("surprise" if name == "train" else "rating") in done.out
    if name == "train":
        kept = Path(done.err.rpartition("kept in ")[2].strip())
        assert json.loads(kept.read_text(encoding="utf-8"))["scenario"] == "two-villages"
        shutil.rmtree(kept.parent)


def test_a_tournament_whose_file_cannot_be_added_to_tells_what_was_played(
    files: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from wargame.tournament.ledger import Ledger  # noqa: PLC0415

    append = Ledger.append

    def full(self: Ledger, line: dict[str, object]) -> None:
        if line["game"] == 2:
            message = "cannot write it: No space left on device"
            raise RunError(message)
        append(self, line)

    monkeypatch.setattr(Ledger, "append", full)
    arguments, out = command("tournament out", files)
    done = wargame(*arguments)
    assert done.code == 1
    assert "2 games from seed 0" in done.out
    assert "No space left on device" in done.err
    monkeypatch.undo()
    assert wargame(*arguments).code == 0
    assert len(out.read_bytes().splitlines()) == 5


def test_a_folder_of_saves_that_cannot_be_made_is_found_out_before_the_games(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = wargame("run", "two-villages", "--games", "5", "--save", tmp_path / "file" / "saves")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "a game cannot be saved there" in done.err


# -- stopped


def children(process: int) -> str:
    """Return the processes that a process has started."""
    return Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")


@pytest.mark.skipif(INTERPRETED, reason="takes minutes without the compiler")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("train two-villages --games 20000 --player search:50 --workers 2 --out OUT", r"goes on from \S+"),
        ("analyze balance two-villages --games 20000 --judged 2 --workers 2 --markdown OUT", "until then is shown"),
    ],
)
def test_long_work_that_a_system_ends_says_so(arguments: str, words: str, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "wargame", *(str(out) if each == "OUT" else each for each in arguments.split())]
    process = subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    while not children(process.pid):  # until then nothing is played
        time.sleep(0.05)
    time.sleep(3)
    process.send_signal(signal.SIGTERM)
    printed, said = process.communicate(timeout=120)
    assert process.returncode == 128 + signal.SIGTERM, said
    assert re.search(rf"stopped after [\d,]+ of [\d,]+ games; .*{words}\n$", said)
    assert "Traceback" not in said
    assert out.exists() == ("balance" in arguments) == bool(printed)


# -- what other programs read


def test_the_version_is_told() -> None:
    assert wargame("--version").out == f"wargame {package.__version__}\n"


@pytest.mark.parametrize("arguments", [("run", "two-villages"), ("tournament", "two-villages")])
def test_a_schema_says_what_each_column_is(arguments: tuple[str, ...], tmp_path: Path) -> None:
    columns = json.loads(wargame(*arguments, "--schema", "--json").out)["columns"]
    told = " ".join(wargame(*arguments, "--schema").out.split())
    assert all(f"{column['name']} ({column['type']}" in told for column in columns)
    assert all(column["meaning"] and column["type"] in {"integer", "number", "text"} for column in columns)
    more = ("--players", "random,doctrine", "--csv") if arguments[0] == "tournament" else ("--out",)
    assert wargame(*arguments, "--games", "2", *more, tmp_path / "games.csv").code == 0
    head, row = (tmp_path / "games.csv").read_text(encoding="utf-8").splitlines()[:2]
    assert head.split(",") == [column["name"] for column in columns]
    assert row.split(",")[head.split(",").index("seed")].startswith("s")


def test_a_schema_plays_nothing(tmp_path: Path) -> None:
    done = wargame("run", "two-villages", "--schema", "--out", tmp_path / "games.csv")
    assert (done.code, list(tmp_path.iterdir())) == (2, [])
    assert "plays nothing" in done.error.replace("│", "")


def test_every_json_can_be_read_by_every_reader(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"odd-\xff.jsonl")).write_text("{}", encoding="utf-8")
    (found,) = json.loads(wargame("save", "list", "--saves", tmp_path, "--json").out)
    json.dumps(found, ensure_ascii=False).encode("utf-8")
    assert found["file"] == "odd-?.jsonl"


@pytest.mark.parametrize("name", [b"odd-\xff.py", b"odd\n.py", b"odd\x1b[2J.py"])
def test_a_player_whose_name_cannot_be_written_down_is_refused(name: bytes, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_text("class Player:\n    def decide(self, view):\n        return ''\n", encoding="utf-8")
    for command in (
        ("run", "two-villages", "--seat", f"hill=module:{path}", "--json"),
        ("tournament", "two-villages", "--games", "2", "--players", f"random,module:{path}"),
    ):
        done = wargame(*command)
        assert (done.code, done.out) == (2, "")
        assert "in its name" in done.error.replace("│", "")
        assert "\x1b" not in done.err


def test_a_player_with_a_comma_in_its_name_keeps_its_column(tmp_path: Path) -> None:
    path = tmp_path / 'a,"b.py'
    path.write_text("class Player:\n    def decide(self, view):\n        return view.legal[0]\n", encoding="utf-8")
    out = tmp_path / "games.csv"
    assert wargame("run", "two-villages", "--seat", f"hill=module:{path}", "--games", "2", "--out", out).code == 0
    with out.open(encoding="utf-8", newline="") as file:
        assert {row["hill.player"] for row in csv.DictReader(file)} == {f"module:{path}"}


# -- a run in parts


def test_parts_of_a_run_add_up_to_it(tmp_path: Path) -> None:
    run = ("run", "two-villages", "--seed", "4", "--json")
    reports = {name: json.loads(wargame(*run, *span).out) for name, span in {
        "whole": ("--games", "100"), "one": ("--games", "50"), "two": ("--first", "50", "--games", "50"),
    }.items()}  # fmt: skip
    for name, report in reports.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(report), encoding="utf-8")
    done = wargame("merge", tmp_path / "two.json", tmp_path / "one.json", "--json")
    assert (done.code, done.err) == (0, "")
    merged = json.loads(done.out)
    assert merged.pop("timing")["seconds"] > 0
    del reports["whole"]["timing"]
    assert json.dumps(merged) == json.dumps(reports["whole"])
    assert "100 games from seed 4" in wargame("merge", tmp_path / "whole.json").out
    assert "50 games from seed 4, games 50 to 99" in wargame("merge", tmp_path / "two.json").out
    twice = wargame("merge", tmp_path / "two.json", tmp_path / "whole.json")
    assert (twice.code, twice.out) == (1, "")
    assert "both hold game 50" in twice.err


def test_games_of_a_part_are_those_of_the_run(tmp_path: Path) -> None:
    run = ("run", "two-villages", "--seed", "4", "--seat", "hill=random")
    whole, part = tmp_path / "whole.jsonl", tmp_path / "part.jsonl"
    assert wargame(*run, "--games", "30", "--out", whole).code == 0
    assert wargame(*run, "--first", "10", "--games", "20", "--out", part).code == 0
    assert whole.read_text(encoding="utf-8").splitlines()[10:] == part.read_text(encoding="utf-8").splitlines()
    saved = wargame(*run, "--first", "10", "--games", "20", "--save", tmp_path / "saves", "--keep", "first:2")
    assert saved.code == 0
    names = sorted(path.name.rpartition("-")[2] for path in (tmp_path / "saves").glob("*.jsonl"))
    assert names == ["10.jsonl", "11.jsonl"]
    for wrong in ("9", "30"):
        assert wargame(*run, "--first", "10", "--games", "20", "--game", wrong).code == 2
