"""The command line called from a test, in this process: what it printed, and what it exited with."""

from __future__ import annotations

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING
from unittest.mock import patch

from attrs import frozen

from wargame.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path


@frozen
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def error(self) -> str:
        """Return what went wrong in one line, however it was wrapped."""
        return " ".join(self.err.split())


def wargame(*arguments: str | Path, typed: str = "") -> Done:
    """Run `wargame` with these arguments and these lines on standard input."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    with (
        patch.object(sys, "argv", ["wargame", *map(str, arguments)]),
        patch.object(sys, "stdin", io.StringIO(typed)),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as stopped:
            code = int(stopped.code or 0)
    return Done(code, out.getvalue(), err.getvalue())


def only_save(folder: Path) -> Path:
    """Return the one saved game of a folder."""
    (path,) = folder.glob("*.jsonl")
    return path
