"""What an operating system may lack stands in `wargame/system.py` alone, and the program does without it."""

from __future__ import annotations

import ast
import errno
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from examples import ROOT

from wargame import system

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = ("fcntl", "termios", "tty", "pty", "resource", "pwd", "grp", "syslog", "posix", "msvcrt", "winreg")
OF_OS = (
    *("fork", "forkpty", "getuid", "geteuid", "getgid", "getegid", "getpgid", "getpgrp", "getsid", "setsid", "killpg"),
    *("fchmod", "fchown", "chown", "pread", "pwrite", "mkfifo", "sched_getaffinity", "fdatasync", "uname", "WNOHANG"),
    *("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_NOCTTY", "O_DIRECTORY", "O_BINARY", "kill", "wait", "statvfs"),
    *("register_at_fork", "set_blocking", "openpty", "getloadavg", "getgroups", "nice", "waitpid", "ttyname"),
)
OF_SIGNAL = (
    *("SIGHUP", "SIGTSTP", "SIGCONT", "SIGCHLD", "SIGKILL", "SIGQUIT", "SIGWINCH", "SIGPIPE", "SIGALRM", "SIGUSR1"),
    *("pthread_sigmask", "pthread_kill", "setitimer", "alarm", "sigwait", "siginterrupt", "pause", "set_wakeup_fd"),
)
OF_SOCKET = ("AF_UNIX", "send_fds", "recv_fds")
OF_OTHERS = ("pass_fds", "start_new_session", "preexec_fn", "add_signal_handler")
OURS = [path for path in (ROOT / "wargame").rglob("*.py") if path.name != "system.py"]


def posix_only(source: str) -> Iterator[str]:
    """Yield what a text asks of a system that not every one has, with its line."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name in MODULES]
        elif isinstance(node, ast.ImportFrom):
            known = {"os": OF_OS, "signal": OF_SIGNAL, "socket": OF_SOCKET}.get(node.module or "", ())
            names = [alias.name for alias in node.names if node.module in MODULES or alias.name in known]
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            known = {"os": OF_OS, "signal": OF_SIGNAL, "socket": OF_SOCKET}.get(node.value.id, ())
            names = [node.attr] if node.attr in known else []
        elif isinstance(node, ast.Call):
            names = [each.arg for each in node.keywords if each.arg in OF_OTHERS]
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            names += [called] if called in OF_OTHERS else []
            of_os = isinstance(node.func, ast.Name) and node.func.id in {"getattr", "hasattr"}
            if of_os and isinstance(node.args[0], ast.Name) and node.args[0].id in {"os", "signal", "socket"}:
                names += [ast.unparse(node.args[1])]
        yield from (f"{name} in line {getattr(node, 'lineno', 0)}" for name in names)


def test_only_one_module_asks_for_what_some_systems_lack() -> None:
    assert len(OURS) > 200
    assert {path: found for path in OURS if (found := [*posix_only(path.read_text(encoding="utf-8"))])} == {}


@pytest.mark.parametrize(
    "text",
    [
        "import fcntl",
        "from termios import tcgetattr",
        "import os\nos.fork()",
        "from os import getuid",
        "import signal\nsignal.signal(signal.SIGHUP, None)",
        "Popen([], pass_fds=[3])",
        "import os\ngetattr(os, 'O_NOFOLLOW', 0)",
        "loop.add_signal_handler(1, print)",
    ],
)
def test_such_a_call_would_be_found(text: str) -> None:
    assert list(posix_only(text))


def of_no_encoding(source: str) -> Iterator[int]:
    """Yield the lines of a text that read or write text and do not say in which encoding."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        function = node.func.id if isinstance(node.func, ast.Name) else ""
        words = {each.value for each in node.args[:2] if isinstance(each, ast.Constant) and isinstance(each.value, str)}
        named = "encoding" in {each.arg for each in node.keywords} or "utf-8" in words
        text = method in {"read_text", "write_text", "fdopen"} or function == "open"
        if text and not named and not any("b" in word for word in words):
            yield node.lineno


def test_text_is_read_and_written_in_one_encoding_everywhere() -> None:
    assert {path: found for path in OURS if (found := [*of_no_encoding(path.read_text(encoding="utf-8"))])} == {}
    assert [*of_no_encoding("open('a')\nopen('a', 'rb')\npath.read_text()\npath.read_text('utf-8')")] == [1, 3]


@pytest.mark.parametrize(
    ("words", "stem"),
    [
        ("trump-kim-2018", "trump-kim-2018"),
        ("My Game_2", "My Game_2"),
        ("12:30", "12-30"),
        ("a/b\\c?", "a-b-c-"),
        ("con", "-con"),
        ("Nul.policy", "-Nul.policy"),
        ("com1", "-com1"),
        ("conference", "conference"),
        ("ends. . ", "ends"),
        ("...", "-"),
        ("line\nend", "line-end"),
        ("x" * 400, "x" * 160),
    ],
)
def test_a_name_made_of_words_is_one_that_every_file_system_takes(words: str, stem: str) -> None:
    assert system.file_stem(words) == stem


class Msvcrt:
    """The locks of Windows: bytes of a file from where it stands, by how they are asked for."""

    LK_NBLCK = 3

    def __init__(self, refusal: int = 0) -> None:
        """Note what is locked, or refuse."""
        self.refusal = refusal
        self.locked: list[tuple[int, int, int]] = []

    def locking(self, descriptor: int, how: int, count: int) -> None:
        self.locked.append((os.lseek(descriptor, 0, os.SEEK_CUR), how, count))
        if self.refusal:
            raise OSError(self.refusal, os.strerror(self.refusal))


@pytest.mark.parametrize(
    ("refusal", "kind"),
    [(0, None), (errno.EACCES, BlockingIOError), (errno.EDEADLK, BlockingIOError), (errno.EIO, OSError)],
)
def test_a_lock_of_windows_is_one_byte_that_nobody_reads(
    refusal: int, kind: type[OSError] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locks = Msvcrt(refusal)
    monkeypatch.setattr(system, "fcntl", None)
    monkeypatch.setattr(system, "msvcrt", locks)
    with (tmp_path / "file").open("wb+") as file:
        file.write(b"a saved game")
        file.seek(5)
        caught: OSError | None = None
        try:
            system.lock(file.fileno())
        except OSError as error:
            caught = error
        assert type(caught) is (kind or type(None))
        assert os.lseek(file.fileno(), 0, os.SEEK_CUR) == 5
    assert locks.locked == [(system._FAR, Msvcrt.LK_NBLCK, 1)]


@pytest.mark.parametrize(("platform", "unit"), [("linux", 2**10), ("darwin", 1)])
def test_memory_is_told_in_mib_whatever_a_system_counts_it_in(
    platform: str, unit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = SimpleNamespace(ru_maxrss=300 * 2**20 // unit)
    monkeypatch.setattr(system, "resource", SimpleNamespace(RUSAGE_SELF=0, getrusage=lambda _: held))
    monkeypatch.setattr("wargame.system.sys.platform", platform)
    assert system.peak_memory() == 300.0


# -- and without them

TAKEN_AWAY = """
import asyncio, multiprocessing.resource_tracker, multiprocessing.util, os, pathlib, shutil, signal, socket, subprocess
import concurrent.futures.process, multiprocessing.popen_spawn_posix, ssl, sys, tempfile, threading, types, uuid
import filelock, numba, platformdirs.unix, platformdirs._runtime  # as made for this system
if os.environ.get("SERVING"):
    import aiohttp.web
theirs = types.SimpleNamespace(**vars(os))
for name, module in list(sys.modules.items()):  # libraries that have another form of themselves for other systems
    if name.partition(".")[0] in {{"filelock", "platformdirs"}} and hasattr(module, "os"):
        module.os = theirs
multiprocessing.resource_tracker._HAVE_SIGMASK = False  # else Python itself asks for what is gone
for name in {modules}:
    sys.modules[name] = None
keep = {keep}
for module, names in ((os, {of_os}), (signal, {of_signal}), (socket, {of_socket})):
    for name in names:
        if hasattr(module, name) and name not in keep:
            delattr(module, name)
def socketpair(*args):  # as Python makes one on Windows
    with socket.create_server(("127.0.0.1", 0)) as server:
        ours = socket.create_connection(server.getsockname())
        return ours, server.accept()[0]
socket.socketpair = socketpair
def popen(*args, init=subprocess.Popen.__init__, **kwargs):
    assert not kwargs.get("pass_fds"), "not on Windows"
    return init(*args, **kwargs)
subprocess.Popen.__init__ = popen
def no_handler(*args):
    raise NotImplementedError
asyncio.SelectorEventLoop.add_signal_handler = no_handler
sys.platform_was_taken_from = True
"""
# What the Python of this system cannot itself do without, whatever we do; ours does not ask for it (see above).
KEPT = (
    *("waitpid", "WNOHANG", "kill", "set_blocking", "register_at_fork", "uname"),
    *("SIGKILL", "SIGPIPE", "SIGCHLD", "set_wakeup_fd", "siginterrupt"),
)


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a program on a system that has nothing of POSIX."""
    modules = tuple(name for name in MODULES if name not in {"posix", "winreg"})
    text = TAKEN_AWAY.format(modules=modules, keep=KEPT, of_os=OF_OS, of_signal=OF_SIGNAL, of_socket=OF_SOCKET)
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "sitecustomize.py").write_text(text, encoding="utf-8")
    return {
        **os.environ,
        "PYTHONPATH": str(tmp_path / "without"),
        "WARGAME_SAVES": str(tmp_path / "saves"),
        "NO_COLOR": "1",
    }


def told(environment: dict[str, str], *arguments: str, typed: str = "", code: int = 0) -> str:
    command = [sys.executable, "-m", "wargame", *arguments]
    done = subprocess.run(
        command, env=environment, input=typed, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


def module(folder: Path, decision: str) -> str:
    """Write a player that decides so, and return its name."""
    path = folder / "mine.py"
    path.write_text(f"class Mine:\n    def decide(self, view):\n        {decision}\n", encoding="utf-8")
    return f"module:{path}"


def test_the_calls_are_gone_indeed(elsewhere: dict[str, str]) -> None:
    code = "from wargame import system as s; print(s.CAN_FORK, s.HAS_TERMINALS, s.user(), s.peak_memory(), s.fcntl)"
    shown = subprocess.run([sys.executable, "-c", code], env=elsewhere, capture_output=True, text=True, check=True)
    assert shown.stdout.split() == ["False", "False", "None", "None"]


def test_a_game_is_played_saved_resumed_and_verified_without_them(elsewhere: dict[str, str]) -> None:
    said = told(elsewhere, "play", "two-villages", "--plain", "--seed", "5", typed="1\n")
    assert "Saved" in said
    (save,) = Path(elsewhere["WARGAME_SAVES"]).glob("*.jsonl")
    assert "Going on after" in told(elsewhere, "play", "--plain", "--resume", str(save), typed="1\n")
    told(elsewhere, "save", "verify", str(save))
    told(elsewhere, "replay", str(save))


def test_games_and_players_run_without_them_as_with_them(elsewhere: dict[str, str], tmp_path: Path) -> None:
    seats = ["--seat", "hill=" + module(tmp_path, "return view.legal[0]"), "--seat", "vale=greedy"]
    rows: list[bytes] = []
    for environment in (elsewhere, dict(os.environ)):
        out = tmp_path / f"rows{len(rows)}.csv"
        told(environment, "run", "two-villages", "--games", "2", *seats, "--move-limit", "60", "--out", str(out))
        rows.append(out.read_bytes())
    assert rows[0] == rows[1]


def test_a_tournament_is_played_and_gone_on_with_without_them(elsewhere: dict[str, str], tmp_path: Path) -> None:
    out, mine = tmp_path / "games.jsonl", module(tmp_path, "print('x')")
    what = ["tournament", "two-villages", "--players", f"greedy,{mine}", "--games", "2", "--out", str(out)]
    assert "malformed" in told(elsewhere, *what, "--workers", "2")
    whole = out.read_bytes()
    out.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    told(elsewhere, *what, "--workers", "1")
    assert out.read_bytes() == whole


def test_who_is_late_is_ended_without_them(elsewhere: dict[str, str], tmp_path: Path) -> None:
    slow = module(tmp_path, "while True: pass")
    flags = ["--games", "1", "--seat", f"hill={slow}", "--move-limit", "0.3"]
    assert "no answer within 0.3 seconds" in told(elsewhere, "run", "two-villages", *flags, code=1)


def test_pages_are_served_without_them(elsewhere: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "wargame", "serve", "--port", str(port)]
    environment = {**elsewhere, "SERVING": "1", "PYTHONUNBUFFERED": "1"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as server:
        assert server.stdout is not None
        line = next((each for each in server.stdout if "http" in each), "")
        address = next(word for word in line.split() if word.startswith("http"))
        with urllib.request.urlopen(address, timeout=30) as page:  # noqa: S310  our own
            assert page.status == 200
        time.sleep(0.2)
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=30)
    assert "Traceback" not in errors
