"""Every wait for the rules engine is told of once, by whichever command; a quick one and a screen's is not."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from attrs import define, field
from numba import njit

from wargame.cli import waiting
from wargame.cli.waiting import PATIENCE, PREPARING, Preparing, tell_of_preparing
from wargame.kernel.compiling import COMPILED, COMPILING
from wargame.kernel.jit import INTERPRETED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@define
class Clock:
    """Time that passes when it is told to, and what is to be called then."""

    now: float = 0.0
    due: float | None = None
    call: Callable[[], None] = field(default=lambda: None)

    def later(self, seconds: float, call: Callable[[], None]) -> Any:
        """Note a call."""
        self.due, self.call = self.now + seconds, call
        return self

    def cancel(self) -> None:
        """Forget the call."""
        self.due = None

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
        if self.due is not None and self.now >= self.due:
            self.due = None
            self.call()


@define
class Kernel:
    """A kernel that is compiled for as long as it is told to."""

    clock: Clock
    handler: Preparing

    def compile(self, seconds: float) -> None:
        """Compile one function."""
        self.handler.emit(_record(COMPILING))
        self.clock.pass_by(seconds)
        self.handler.emit(_record(COMPILED))


def _record(message: str) -> logging.LogRecord:
    return logging.LogRecord("", logging.INFO, "", 0, message, None, None)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def kernel(said: list[str]) -> Kernel:
    clock = Clock()
    return Kernel(clock, Preparing(said.append, clock.later, lambda: clock.now))


def test_a_long_compile_is_told_of_while_it_lasts_and_once(kernel: Kernel, said: list[str]) -> None:
    kernel.handler.emit(_record(COMPILING))
    kernel.clock.pass_by(PATIENCE)
    assert said == [PREPARING]
    kernel.handler.emit(_record(COMPILED))
    kernel.compile(10 * PATIENCE)
    assert said == [PREPARING]


def test_many_short_compiles_are_one_wait(kernel: Kernel, said: list[str]) -> None:
    for _ in range(3):
        kernel.compile(0.3 * PATIENCE)
        kernel.clock.pass_by(100.0)  # what is done between them is no waiting for the engine
    assert said == []
    kernel.compile(0.3 * PATIENCE)
    assert said == [PREPARING]


def test_a_quick_compile_is_not_worth_a_word(kernel: Kernel, said: list[str]) -> None:
    kernel.compile(0.9 * PATIENCE)
    kernel.clock.pass_by(100.0)
    assert said == []


@pytest.fixture
def telling() -> Iterator[None]:
    yield
    tell_of_preparing(wanted=False)


@pytest.mark.skipif(INTERPRETED, reason="nothing is compiled")
@pytest.mark.usefixtures("telling")
@pytest.mark.parametrize("wanted", [True, False])
def test_whatever_numba_compiles_is_told_of_on_standard_error_unless_a_screen_is_open(
    wanted: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(waiting, "_later", None)
    monkeypatch.setattr(Preparing.__init__, "__defaults__", (_at_once, lambda: 0.0))
    tell_of_preparing()
    tell_of_preparing(wanted=wanted)  # said by one, however often it is asked for
    for number in range(2):
        assert njit(lambda value: value + 1)(number) == number + 1
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"{PREPARING}\n" if wanted else "")
    assert sys.stderr.isatty() is False


def _at_once(_: float, call: Callable[[], None]) -> Clock:
    call()
    return Clock()


LISTENING = """
import sys
from types import SimpleNamespace
from wargame.cli import app, waiting
from wargame.cli.commands import COMMANDS, Command
waiting.Preparing.__init__.__defaults__ = (lambda _, call: call() or waiting.threading.Timer(1, call), lambda: 0.0)

def ask() -> None:  # a command that needs one small function of the kernel, and no minute to compile it
    from wargame.kernel.dice import stream_key
    import numpy as np
    print(stream_key(np.uint64(1), 2))

sys.modules["wargame.cli.asking"] = SimpleNamespace(ask=ask)
COMMANDS["ask"] = Command("asking", "ask", ("ask",))
sys.argv = ["wargame", "ask"]
app.main()
"""


@pytest.mark.skipif(INTERPRETED, reason="nothing is compiled")
def test_the_program_says_it_once_on_a_cold_start_and_nothing_on_a_warm_one(tmp_path: Path) -> None:
    command = [sys.executable, "-P", "-c", LISTENING]
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    said = [
        subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stderr for _ in range(2)
    ]
    assert said == [f"{PREPARING}\n", ""]
