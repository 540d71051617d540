"""`wargame serve` as a command, with the game: that it starts as it ought to, and that nothing of it is left."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from aiohttp import ClientSession, CookieJar
from commands import wargame
from examples import ROOT

from wargame.authoring.catalog import bundled, find
from wargame.confined import CONFINED
from wargame.errors import PlayerError, ScenarioError
from wargame.players.roster import check_player
from wargame.web.gate import LOCAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 60.0  # seconds
GONE = 1.5  # seconds in which a program has to end without its server
PROMPT = 3.0  # seconds in which a server with an open page has to end; two on a quiet machine


@contextmanager
def serving(folder: Path, *flags: str, python: str = sys.executable) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `wargame serve` in a folder; yields it and the address it has printed."""
    with socket.create_server((LOCAL, 0)) as taken:
        port = taken.getsockname()[1]
    variables = {**os.environ, "WARGAME_SAVES": str(folder / "saves"), "WARGAME_CONFIG": str(folder / "config")}
    command = [python, "-P", "-m", "wargame", "serve", "--port", str(port), *flags]
    with subprocess.Popen(command, cwd=folder, env=variables, text=True, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield process, process.stdout.readline().split()[2]
        finally:
            process.kill()


def told_of(*wanted: str) -> str:
    """Return what anybody on the machine can see of processes."""
    ps = shutil.which("ps")
    assert ps
    return subprocess.run([ps, "-ww", *wanted], capture_output=True, text=True, check=False).stdout.strip()


def programs_of(process: subprocess.Popen[str]) -> list[int]:
    """Return the processes that a server has started."""
    return [int(each) for each in told_of("-o", "pid=", "--ppid", str(process.pid)).split()]


def is_running(pid: int) -> bool:
    """Say whether a process still runs; one that nobody has asked about since it ended does not."""
    return told_of("-o", "stat=", "-p", str(pid))[:1] not in {"", "Z"}


async def painted(address: str, then: Callable[[], Any]) -> Any:
    """Open a page, wait until the menu is painted, and return what `then` does while it is open."""
    origin, _, token = address.partition("/?token=")
    cookies = {f"wargame-{origin.rpartition(':')[2]}": token}
    async with ClientSession(cookies=cookies, cookie_jar=CookieJar(unsafe=True)) as browser:
        async with browser.get(address) as response:
            assert response.status == 200
        page = await browser.ws_connect(
            f"{origin}/ws/{'0' * 32}?width=100&height=30", headers={"Origin": origin}, max_msg_size=0
        )
        seen = b""
        while b"Tutorial" not in seen:
            seen += (await page.receive(timeout=PATIENCE)).data
        return await asyncio.to_thread(then)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_no_program_outlives_its_server(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as (process, address):

        def end() -> tuple[list[int], float]:
            programs = programs_of(process)
            began = time.monotonic()
            process.send_signal(number)
            process.wait(PATIENCE)
            return programs, time.monotonic() - began

        programs, seconds = asyncio.run(painted(address, end))
        assert len(programs) == 1
        assert process.returncode == (-9 if number is signal.SIGKILL else 0)
        assert seconds < PROMPT
        deadline = time.monotonic() + GONE
        while is_running(programs[0]) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not is_running(programs[0])


def test_no_secret_is_among_the_arguments_and_no_file_beside_is_imported(tmp_path: Path) -> None:
    for name in ("typer", "socket", "textual", "wargame"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('imported from the folder')\n")
    with serving(tmp_path) as (process, address):
        (argv,) = asyncio.run(
            painted(address, lambda: [told_of("-o", "args=", "-p", str(pid)) for pid in programs_of(process)])
        )
    assert argv.split() == [sys.executable, "-P", "-m", "wargame"]


def test_a_python_with_a_space_in_its_path_serves(tmp_path: Path) -> None:
    (folder := tmp_path / "a folder").mkdir()
    python = folder / "python"
    python.symlink_to(sys.executable)
    (folder / "pyvenv.cfg").write_text(f"home = {os.path.dirname(os.path.realpath(sys.executable))}\n")  # noqa: PTH120
    packages = os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))
    with (
        patch.dict(os.environ, PYTHONPATH=os.pathsep.join((packages, str(ROOT)))),
        serving(tmp_path, python=str(python)) as (_, address),
    ):
        asyncio.run(painted(address, lambda: None))


def test_a_port_that_is_taken_is_one_error() -> None:
    with socket.create_server((LOCAL, 0)) as taken:
        port = taken.getsockname()[1]
        done = wargame("serve", "--port", str(port))
    assert (done.code, done.out) == (1, "")
    assert done.error == f"wargame: port {port} is taken, perhaps by another `wargame serve`; choose one with --port N"


def test_a_port_kept_for_the_administrator_is_one_error() -> None:
    with patch("aiohttp.web.TCPSite.start", side_effect=PermissionError(13, "Permission denied")):
        done = wargame("serve", "--port", "80")
    assert done.code == 1
    assert done.error == (
        "wargame: port 80: this system keeps it for its administrator; choose one from 1024 on with --port N"
    )


@pytest.mark.parametrize("missing", ["aiohttp", "textual_serve"])
def test_without_what_it_needs_it_says_how_to_have_it(missing: str) -> None:
    hidden = f"""
import importlib.abc, sys
class Hidden(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {missing!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name={missing!r})
sys.meta_path.insert(0, Hidden())
sys.argv = ["wargame", "serve"]
from wargame.cli.app import main
main()
"""
    done = subprocess.run([sys.executable, "-c", hidden], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == f"wargame: wargame serve needs {missing}, which is not installed: pip install 'wargame[serve]' brings it\n"
    )


def test_a_page_can_name_no_file_and_run_no_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module, scenario = tmp_path / "mine.py", tmp_path / "mine.toml"
    module.write_text("raise SystemExit\n")
    scenario.write_bytes(bundled()["two-villages"].read_bytes())
    assert check_player(f"module:{module}")
    assert find(str(scenario)).path == scenario
    monkeypatch.setenv(CONFINED, "1")
    with pytest.raises(PlayerError, match="runs none for a page"):
        check_player(f"module:{module}")
    for named in (scenario, tmp_path / "no.toml", "/etc/passwd", "../two-villages"):
        with pytest.raises(ScenarioError, match="no scenario") as told:
            find(str(named))
        assert "path" not in str(told.value)
    assert find("two-villages").path == bundled()["two-villages"]


def test_whatever_it_listens_on_only_this_machine_s_own_name_is_answered(tmp_path: Path) -> None:
    async def statuses(address: str) -> list[int]:
        found = []
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as asking:
            for host in (None, "192.0.2.1:80"):
                async with asking.get(address, headers={"Host": host} if host else {}) as answer:
                    found.append(answer.status)
        return found

    with serving(tmp_path, "--listen", "0.0.0.0") as (_, address):  # noqa: S104  what a container needs
        assert asyncio.run(statuses(address)) == [200, 403]


@pytest.mark.parametrize(
    ("address", "told"),
    [("all", "all is no address of a network interface"), ("192.0.2.1", "this machine has no address 192.0.2.1")],
)
def test_an_address_that_cannot_be_had_is_one_error(address: str, told: str) -> None:
    ended = wargame("serve", "--listen", address)
    assert ended.code in {1, 2}
    assert told in ended.error.replace("│ ", "")
