"""The command as a whole: its help, and standard streams that are full, closed, or know ASCII only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from commands import wargame
from examples import ROOT
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from wargame.cli.app import app_with, main
from wargame.cli.commands import COMMANDS as ALL
from wargame.cli.commands import asked
from wargame.cli.streams import open_streams
from wargame.cli.waiting import PREPARING

if TYPE_CHECKING:
    from collections.abc import Iterator


def commands(group: Any, name: str = "") -> Iterator[str]:
    """Yield every command, and every group of them, as it is typed."""
    yield name.strip()
    for word, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, f"{name} {word}")
        else:
            yield f"{name} {word}".strip()


APP = app_with()
COMMANDS = list(commands(get_command(APP)))
WARGAME = f"{sys.executable} -m wargame"
FULL = Path("/dev/full")
TOLD = "run two-villages --game 1 --verbose"


def shell(line: str, *, typed: str = "", as_: str = "utf-8", **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a line as a shell would, `wargame` in it being this program, that writes in an encoding."""
    command = ["bash", "-o", "pipefail", "-c", line.replace("wargame", WARGAME, 1)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **variables},
        input=typed,
        capture_output=True,
        encoding=as_,
        check=False,
        timeout=120,
    )


# -- help


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], ()),
        (["--plain"], ()),
        (["run", "two-villages"], ("run",)),
        (["--plain", "play"], ("play",)),
        (["save", "play"], ("save",)),
        (["-h"], tuple(ALL)),
        (["runn", "play"], tuple(ALL)),
    ],
)
def test_the_command_that_is_asked_for_is_loaded_alone(words: list[str], found: tuple[str, ...]) -> None:
    assert asked(words) == found


def test_every_help_fits_80_columns_and_each_command_shows_an_example() -> None:
    for command in COMMANDS:
        done = CliRunner().invoke(APP, [*command.split(), "--help"], env={"COLUMNS": "80"})
        assert done.exit_code == 0
        assert max(map(len, done.output.splitlines())) <= 80, command
        assert "..." not in done.output.partition("Options:")[2], command  # nothing is cut short
        assert command in {"scenario", "save", "analyze"} or f"\n    wargame {command}".rstrip() in done.output


def test_its_help_names_every_command() -> None:
    done = CliRunner().invoke(APP, ["--help"])
    assert "Usage: " in done.output
    named = ["play", "replay", "review", "run", "merge", "mcp", "serve", "tournament", "train"]
    named += ["classroom", "debrief", "solve", "export", "bench", "analyze", "scenario", "save"]
    assert [name for name in COMMANDS if name and " " not in name] == named
    assert all(f"\n  {name} " in done.output for name in named)


@pytest.mark.parametrize("command", ["wargame", "wargame --plain"])
def test_without_a_word_and_without_a_terminal_the_menu_is_told_line_by_line(command: str) -> None:
    done = shell(f"{command} < /dev/null")
    assert done.returncode == 0
    assert done.stderr in {"", f"{PREPARING}\n"}  # on a slow machine
    assert " tutorial: " in done.stdout
    assert done.stdout.endswith("Menu> \n")
    assert "\x1b" not in done.stdout


def test_plain_before_a_command_says_where_it_goes() -> None:
    done = CliRunner().invoke(APP, ["--plain", "play"])
    assert done.exit_code == 2
    assert "wargame play --plain" in done.output


# -- standard streams


@pytest.mark.skipif(not FULL.exists(), reason="no device that is always full")
@pytest.mark.parametrize("arguments", ["scenario show trump-kim-2018", "scenario list"])  # by far, and at the end
def test_a_full_disk_below_standard_output_is_one_message_and_exit_code_1(arguments: str) -> None:
    done = shell(f"wargame {arguments} > {FULL}")
    assert (done.returncode, done.stderr) == (1, "wargame: No space left on device\n")


@pytest.mark.parametrize("arguments", ["scenario show trump-kim-2018", "scenario list"])
def test_a_reader_who_leaves_early_is_no_failure(arguments: str) -> None:
    done = shell(f"wargame {arguments} | head -n 1")
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)


def test_closed_streams_are_as_good_as_empty_ones() -> None:
    done = shell("wargame play two-villages --seed 5 <&-")
    assert (done.returncode, "Left after 0 decisions" in done.stdout or "Left after 1" in done.stdout) == (0, True)
    assert "Traceback" not in done.stderr
    done = shell("wargame scenario list >&-")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert shell("wargame run nothing 2>&-").returncode == 1


@pytest.mark.parametrize(("arguments", "little"), [("scenario show trump-kim-2018", "latin-1"), ("run −", "ascii")])
def test_what_an_encoding_lacks_has_a_plain_sign_instead(arguments: str, little: str) -> None:
    whole = wargame(*arguments.split())
    plain = shell(f"wargame {arguments}", as_=little, PYTHONUTF8="0", PYTHONIOENCODING=little)
    assert plain.returncode == whole.code
    assert plain.stdout.count("?") == whole.out.count("?")  # as many questions as there were, and none from us
    assert plain.stderr.count("?") == whole.err.count("?")
    assert not (whole.out + whole.err).isascii()


TYPED = "".join(f"{line}\n" for line in ("help", "situation", "brief", "score", "risks", "closed", "card 1", "1", "1"))


@pytest.mark.parametrize(
    "arguments",
    ["run two-villages --games 3", "replay saves/samples/one-point-short.jsonl", "play two-villages --seed 5"],
)
def test_whatever_is_printed_has_a_plain_sign_in_ascii(arguments: str) -> None:
    done = wargame(*(str(ROOT / each) if "/" in each else each for each in arguments.split()), typed=TYPED)
    assert (done.code, done.err) == (0, "")
    assert done.out.encode("ascii", "wargame").count(b"?") == done.out.count("?")


def test_a_terminal_without_a_locale_is_told_in_ascii() -> None:
    done = shell(f"wargame {TOLD}", LC_ALL="C", PYTHONCOERCECLOCALE="0", PYTHONUTF8="0", PYTHONIOENCODING="")
    assert (done.returncode, done.stdout.isascii()) == (0, True)


def test_every_sign_of_ours_has_a_stand_in() -> None:
    lesson = ROOT / "wargame" / "session" / "lesson.toml"
    texts = [*(ROOT / "wargame").rglob("*.py"), *(ROOT / "scenarios").glob("*.toml"), lesson]
    signs = {sign for path in texts for sign in path.read_text(encoding="utf-8") if not sign.isascii()}
    assert len(signs) > 20
    open_streams()
    for sign in signs:
        assert (sign.encode("ascii", "wargame"), sign) != (b"?", sign)
    assert "−1 ≥ “x” …".encode("ascii", "wargame") == b'-1 >= "x" ...'
    assert "−1 ≥ “x” … ╭─│ é 漢".encode("ascii", "wargame-cells") == b'-1 > "x" . +-| e ? '  # each where it was
    assert "Élan vital, 漢".encode("latin-1", "wargame") == "Élan vital, ?".encode("latin-1")


def test_what_keeps_numba_from_starting_is_one_line() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "wargame", "run", "two-villages", "--games", "1"],
        env={**os.environ, "NUMBA_NUM_THREADS": "-3"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "NUMBA_" in done.stderr


def test_ctrl_c_anywhere_is_one_word_and_the_code_of_a_shell(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    def interrupted_within_typer() -> None:
        within = RuntimeError()
        within.__cause__ = KeyboardInterrupt()
        try:
            raise within
        except RuntimeError:
            sys.exit(1)

    for name in ("open_streams", "tell_of_preparing"):
        monkeypatch.setattr(f"wargame.cli.app.{name}", lambda: None)
    for stop in (interrupted, interrupted_within_typer):
        monkeypatch.setattr("wargame.cli.app.command_line", lambda _, stop=stop: stop)
        with pytest.raises(SystemExit) as ended:
            main()
        assert ended.value.code == 130
        assert capsys.readouterr().err.endswith("interrupted\n")
