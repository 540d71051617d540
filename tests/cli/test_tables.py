"""Tables have rules on a terminal; through a pipe, or with --plain, they are columns of text and nothing else."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from typer.testing import CliRunner

from wargame.cli.app import app_with
from wargame.cli.tables import console_for, table_of

APP = app_with()
COMMANDS = [
    "run two-villages --games 20",
    "tournament two-villages --players random,doctrine --games 4 --workers 1",
]


def assert_plain(text: str) -> None:
    """Fail if there is a sign that draws, a style, or a space at the end of a line."""
    assert not [sign for sign in text if unicodedata.name(sign, "").startswith(("BOX DRAWINGS", "BLOCK"))]
    assert "\x1b" not in text
    assert not [line for line in text.splitlines() if line != line.rstrip()]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_gets_plain_tables(command: str) -> None:
    done = CliRunner().invoke(APP, command.split())
    assert done.exit_code == 0, done.output
    assert "95 % interval" in done.stdout
    assert_plain(done.stdout)


def test_what_train_and_analyze_print_goes_the_same_way(capsys: pytest.CaptureFixture[str]) -> None:
    table = table_of([("measure", "left"), ("share", "right")])
    table.add_row("skill", "7 %")
    table.add_row("luck by far", "93 %")
    console_for().print(table)
    assert capsys.readouterr().out == "measure      share\nskill          7 %\nluck by far   93 %\n\n"


@pytest.mark.parametrize("plain", [True, False])
def test_on_a_terminal_plain_is_what_is_asked_for(
    plain: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    table = table_of([("measure", "left")])
    table.add_row("skill")
    console_for(plain=plain).print(table)
    text = capsys.readouterr().out
    assert ("─" in text) is not plain
    if plain:
        assert_plain(text)


@pytest.mark.parametrize("command", ["run", "tournament", "merge", "train", "analyze balance"])
def test_every_command_that_prints_tables_takes_plain(command: str) -> None:
    done = CliRunner().invoke(APP, [*command.split(), "--help"])
    assert "--plain" in done.output
