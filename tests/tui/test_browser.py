"""The interface in a browser: served on this machine, moves played in a headless Chromium, its page loaded again."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from commands import only_save
from examples import ROOT

from wargame.game.summit import load
from wargame.journal.reading import read_journal
from wargame.journal.replay import standing, verified
from wargame.journal.store import saves_in

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update")  # fmt: skip
PATIENCE = 90.0  # seconds
WATCH = "var refused = []; addEventListener('securitypolicyviolation', event => refused.push(event.blockedURI))"

pytestmark = [
    pytest.mark.skipif(not BROWSER, reason="no chromium"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Page:
    """A page in the browser, over its own protocol."""

    def __init__(self, socket_: Any) -> None:
        """Talk over a websocket."""
        self._socket, self._number = socket_, 0

    async def ask(self, method: str, **params: Any) -> Any:
        """Ask for something and wait for the answer."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        while True:
            answer = json.loads((await self._socket.receive()).data)
            if answer.get("id") == self._number:
                return answer["result"]

    async def press(self, key: str, code: int, text: str = "") -> None:
        """Press a key."""
        for kind in ("keyDown", "keyUp"):
            typed = {"text": text} if text and kind == "keyDown" else {}
            await self.ask(
                "Input.dispatchKeyEvent",
                type=kind,
                key=key,
                code=key,
                windowsVirtualKeyCode=code,
                nativeVirtualKeyCode=code,
                **typed,
            )


async def until(condition: Any, what: str) -> Any:
    """Wait until something holds, and return it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        await asyncio.sleep(0.2)
    raise AssertionError(what)


def is_over(saves: Path) -> bool:
    """Say whether the one game has ended: threats may end it before there is anything to go on with."""
    return '"kind":"end"' in only_save(saves).read_text(encoding="utf-8")


async def play_moves(address: str, devtools: int, saves: Path) -> None:
    """Open the page, begin the usual game, play two moves of a person, load the page again, and play a third."""
    import aiohttp  # noqa: PLC0415  comes with textual-serve

    async with aiohttp.ClientSession() as session:

        async def answers(url: str) -> Any:
            try:
                async with session.get(url) as response:
                    return await response.json() if "json" in url else response.status == 200
            except aiohttp.ClientError:
                return None

        tabs = await until(lambda: answers(f"http://127.0.0.1:{devtools}/json"), "the browser does not answer")
        target = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
        async with session.ws_connect(target, max_msg_size=0) as socket_:
            page = Page(socket_)
            await page.ask("Page.enable")
            await page.ask("Page.addScriptToEvaluateOnNewDocument", source=WATCH)
            await page.ask("Page.navigate", url=address)

            async def said(expression: str) -> Any:
                return (await page.ask("Runtime.evaluate", expression=expression))["result"].get("value")

            await until(lambda: said("document.body?.classList.contains('-first-byte')"), "nothing is painted")
            await asyncio.sleep(2)
            assert await said("document.activeElement.tagName") == "TEXTAREA", "keys need a click"
            assert "token" not in await said("location.href")

            async def begun() -> bool:
                await page.press("Enter", 13, "\r")  # the first entry of the menu; then what there is to go on from
                for _ in range(50):  # as a person would, who waits for an answer
                    if saves_in(saves):
                        return True
                    await asyncio.sleep(0.2)
                return False

            def played() -> int:
                journal = read_journal(only_save(saves))
                return sum(each.side == "usa" for each in standing(journal))

            await until(begun, "no game is begun")

            async def moved(count: int = 2) -> bool:
                for key in (("Enter", 13, "\r"), ("ArrowDown", 40, ""), ("Enter", 13, "\r"), ("c", 67, "c")):
                    await page.press(*key)
                    await asyncio.sleep(0.3)
                return played() >= count or is_over(saves)

            await until(moved, "no two moves are played")
            await page.ask("Page.reload")
            await until(lambda: said("document.body?.classList.contains('-first-byte')"), "nothing is painted again")
            await until(lambda: moved(3), "it does not come back to its game")
            await page.ask(
                "Emulation.setDeviceMetricsOverride", width=390, height=844, deviceScaleFactor=0, mobile=True
            )
            await page.ask("Emulation.setTouchEmulationEnabled", enabled=True)
            await page.ask("Emulation.setEmitTouchEventsForMouse", enabled=True, configuration="mobile")
            await page.ask("Page.reload")
            await until(lambda: said("document.body?.classList.contains('-first-byte')"), "nothing on a phone")
            assert await said("document.getElementById('keys').offsetHeight") >= 44, "there are no keys to touch"
            assert await said("document.querySelector('.xterm-screen').clientWidth") <= 390
            assert 9 <= float(await said("document.getElementById('terminal').dataset.fontSize")) <= 390 / 60 / 0.6
            assert await said("refused.join()") == "", "the page asks for what its policy forbids"
            hosts = "performance.getEntriesByType('resource').map(each => new URL(each.name).host)"
            assert await said(f"[...new Set({hosts})].join()") == urlsplit(address).netloc, "another host is asked"


def test_moves_are_played_in_a_browser_and_a_page_loaded_again_goes_on(tmp_path: Path) -> None:
    devtools, saves = free_port(), tmp_path / "saves"
    variables = {**os.environ, "WARGAME_SAVES": str(saves), "WARGAME_CONFIG": str(tmp_path / "config")}
    quiet = subprocess.DEVNULL
    served = subprocess.Popen(
        [sys.executable, "-m", "wargame", "serve", "--port", str(free_port())], cwd=ROOT, env=variables,
        stdout=subprocess.PIPE, stderr=quiet, start_new_session=True, text=True,
    )  # fmt: skip
    shown = subprocess.Popen(
        [BROWSER, *FLAGS, f"--remote-debugging-port={devtools}", f"--user-data-dir={tmp_path / 'profile'}",
         "--window-size=1400,900", "about:blank"], stdout=quiet, stderr=quiet, start_new_session=True,
    )  # fmt: skip
    try:
        assert served.stdout
        asyncio.run(play_moves(served.stdout.readline().split()[2], devtools, saves))
    finally:
        for each in (shown, served):
            each.terminate()
        for each in (shown, served):
            try:
                each.wait(10)
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()
    journal = read_journal(only_save(saves))
    assert not journal.problem
    assert not verified(load("trump-kim-2018"), journal)
