"""Names and arguments that a terminal would obey: whatever echoes them, none of it reaches the terminal."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from examples import SMALL

from wargame.cli.app import main
from wargame.legible import hidden_character

if TYPE_CHECKING:
    from pathlib import Path

# Escape, a C1 control, an override of direction, a tag, a byte that is no UTF-8, a carriage return, a line feed.
HOSTILE = "x\x1b]0;owned\x07\x1b[2J\x9b31m\u202e\U000e0041\udcff\r\n\x1b[1mwargame: all is well"
ARGUMENTS = [
    ["HOSTILE"],
    ["--HOSTILE"],
    ["play", "HOSTILE"],
    ["play", "HOSTILE.toml"],
    ["play", "two-villages", "--seed", "HOSTILE"],
    ["play", "two-villages", "--seat", "HOSTILE"],
    ["play", "two-villages", "--seat", "hill=HOSTILE"],
    ["play", "two-villages", "--seat", "hill=module:HOSTILE.py"],
    ["play", "two-villages", "--seat", "HOSTILE=human"],
    ["play", "two-villages", "--player-module", "HOSTILE.py"],
    ["play", "two-villages", "--saves", "made/HOSTILE", "--seat", "hill=random", "--seat", "vale=random"],
    ["play", "--from", "HOSTILE"],
    ["play", "--from", "HOSTILE@3"],
    ["play", "--resume", "HOSTILE"],
    ["run", "HOSTILE"],
    ["run", "two-villages", "--games", "HOSTILE"],
    ["run", "two-villages", "--games", "2", "--out", "HOSTILE"],
    ["run", "two-villages", "--games", "2", "--out", "HOSTILE.csv", "--force"],
    ["run", "two-villages", "--games", "2", "--out", "nowhere/HOSTILE.csv"],
    ["run", "two-villages", "--seat", "hill=HOSTILE"],
    ["scenario", "HOSTILE"],
    ["scenario", "show", "HOSTILE"],
    ["scenario", "show", "two-villages", "--move", "HOSTILE"],
    ["scenario", "show", "two-villages", "--paragraph", "HOSTILE"],
    ["scenario", "check", "HOSTILE", "made/HOSTILE.toml", "made/broken-HOSTILE.toml", "--no-sample"],
    ["scenario", "check", "made/keys.toml"],
    ["replay", "HOSTILE"],
    ["replay", "made/HOSTILE.jsonl"],
    ["replay", "made/HOSTILE.jsonl", "--verify"],
    ["replay", "made"],
    ["save", "show", "HOSTILE"],
    ["save", "show", "made/HOSTILE.jsonl"],
    ["save", "list", "--saves", "HOSTILE"],
    ["save", "list", "--saves", "made"],
    ["save", "note", "made/HOSTILE.jsonl", "HOSTILE"],
    ["save", "repair", "made/HOSTILE.jsonl"],
    ["save", "verify", "made/HOSTILE.jsonl"],
    ["save", "export", "made/HOSTILE.jsonl", "--as", "HOSTILE"],
    ["tournament", "two-villages", "--players", "random,HOSTILE"],
    ["tournament", "two-villages", "--players", "random,doctrine", "--out", "nowhere/HOSTILE"],
    ["train", "HOSTILE.toml"],
    ["train", "two-villages", "--games", "30", "--rounds", "1", "--player", "search:2", "--out", "nowhere/HOSTILE"],
    ["analyze", "balance", "HOSTILE"],
    ["bench", "--seconds", "HOSTILE"],
    ["classroom", "HOSTILE", "--out", "pack"],
    ["classroom", "two-villages", "--out", "nowhere/HOSTILE"],
    ["debrief", "HOSTILE"],
    ["debrief", "made"],
    ["debrief", "made", "--player", "HOSTILE"],
    ["serve", "--port", "HOSTILE"],
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with files of hostile names, most of them at fault."""
    folder = tmp_path_factory.mktemp("hostile")
    made = folder / "made"
    made.mkdir()
    text = SMALL.read_text(encoding="utf-8")
    (made / f"{HOSTILE}.toml").write_text(text, encoding="utf-8")
    (made / f"broken-{HOSTILE}.toml").write_text(text.replace("tension", "tensoin", 1), encoding="utf-8")
    (made / "keys.toml").write_text('"a\\u001b[2Jb\\u202ec" = 1\n[sides."\\u009b1m"]\n' + text, encoding="utf-8")
    (made / f"{HOSTILE}.jsonl").write_bytes(b'{"a": "\x1b[2J"}\n\x1b[2J')
    return folder


def said_here(arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[object, str]:
    """Run a command line with hostile names in this process; return its exit code, and all it wrote."""
    written = io.BytesIO()
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(written, "utf-8", errors="surrogateescape", write_through=True))
    monkeypatch.setattr(sys, "stdin", io.StringIO("quit\n"))
    monkeypatch.setattr(sys, "argv", ["wargame", *(each.replace("HOSTILE", HOSTILE) for each in arguments)])
    code: object = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code or 0
    return code, written.getvalue().decode("utf-8", "surrogateescape")


def said(folder: Path, arguments: list[str], **variables: str) -> tuple[int, str]:
    """Run a command line with hostile names in a process of its own; return its exit code, and all it wrote."""
    line = [sys.executable, "-m", "wargame", *(each.replace("HOSTILE", HOSTILE) for each in arguments)]
    done = subprocess.run(
        [os.fsencode(each) for each in line],
        cwd=folder,
        env={**os.environ, **variables},
        input=b"quit\n",
        capture_output=True,
        check=False,
        timeout=300,
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "surrogateescape")


def assert_clean(text: str) -> None:
    for line in text.split("\n"):
        assert hidden_character(line) is None, ascii(line)
    assert "Traceback" not in text
    assert not text.startswith("b'")  # Click takes a stream for one of bytes if it may
    assert "\nwargame: all is well" not in text  # a name cannot begin a line of its own


@pytest.mark.parametrize("arguments", ARGUMENTS, ids=" ".join)
def test_no_command_passes_on_what_a_terminal_would_obey(
    folder: Path, arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    code, text = said_here(arguments, monkeypatch)
    assert code in {0, 1, 2}, text
    assert_clean(text)


@pytest.mark.parametrize("arguments", ARGUMENTS[:: len(ARGUMENTS) // 2], ids=" ".join)
def test_nor_does_a_process_of_its_own(folder: Path, arguments: list[str]) -> None:
    code, text = said(folder, arguments)
    assert code in {0, 1, 2}, text
    assert_clean(text)


def test_nor_does_the_environment_or_an_encoding_that_has_little(folder: Path) -> None:
    assert_clean(said(folder, ["save", "list"], WARGAME_SAVES=HOSTILE)[1])
    assert_clean(said(folder, ["play", "HOSTILE.toml"], PYTHONIOENCODING="ascii")[1])
    assert_clean(said(folder, ["HOSTILE"], COLUMNS="40", FORCE_COLOR="1")[1])
