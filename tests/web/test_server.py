"""The server of pages, in this process and with small programs in place of the game: who is answered, and how much."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from aiohttp import ClientSession, CookieJar, WSMsgType, WSServerHandshakeError, web
from examples import ROOT

from wargame.web import session as session_module
from wargame.web.assets import ASSETS
from wargame.web.gate import LOCAL, Gate
from wargame.web.server import MOST_BYTES, Limits, Server

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import ClientWebSocketResponse

PATIENCE = 60.0  # seconds
GONE = 1.5  # seconds in which a program has to end without its server
PROMPT = 3.0  # seconds in which a server with open pages has to end; two on a quiet machine
ECHO = """
import sys
out, read = sys.stdout.buffer, sys.stdin.buffer.read
out.write(b"__GANGLION__\\n")
out.flush()
while head := read(5):
    payload = read(int.from_bytes(head[1:], "big"))
    out.write(b"D" + (len(payload) + 1).to_bytes(4, "big") + head[:1] + payload)
    out.flush()
"""  # paints what it is sent, and ends when its input does
ASKING = """
import json, sys
out = sys.stdout.buffer
out.write(b"__GANGLION__\\n")
for said in ({"type": "open_url", "url": "file:///etc/passwd", "new_tab": True},
             {"type": "deliver_file_start", "key": "k", "path": "/etc/passwd"}, {"type": "exit"}):
    payload = json.dumps(said).encode()
    out.write(b"M" + len(payload).to_bytes(4, "big") + payload)
out.flush()
sys.stdin.buffer.read()
"""  # asks for what a page must not be asked for
AT_A_GAME = """
import json, os, sys
out = sys.stdout.buffer
def send(kind, payload):
    out.write(kind + len(payload).to_bytes(4, "big") + payload)
    out.flush()
out.write(b"__GANGLION__\\n")
send(b"M", json.dumps({"type": "game", "path": f"/saves/{os.getpid()}.jsonl"}).encode())
send(b"D", f"{os.getpid()} was at {os.environ['WARGAME_WAS_AT']}".encode())
if sys.stdin.buffer.read(5):
    send(b"M", json.dumps({"type": "exit"}).encode())
    sys.stdin.buffer.read()
"""  # says which game it is at, and which it was told that its page had been at; left by any key
DEAF = "import time; print('__GANGLION__', flush=True); time.sleep(600)"


class Served:
    """A server in this process, and a browser that was given its address."""

    def __init__(self, port: int, limits: Limits) -> None:
        """Prepare to listen on a port."""
        self.gate = Gate(port)
        self.origin = f"http://{LOCAL}:{port}"
        self.runner = web.AppRunner(Server(self.gate, limits).app(), access_log=None, shutdown_timeout=0.5)
        self.browser: ClientSession

    async def get(self, path: str, *, method: str = "GET", **headers: str) -> tuple[int, str]:
        """Return the status and the text of an answer."""
        async with self.browser.request(method, self.origin + path, headers=headers) as response:
            return response.status, await response.text(errors="replace")

    async def open(self, name: str = "", **headers: str) -> ClientWebSocketResponse:
        """Open a websocket as a page of the server does, one that calls itself so."""
        headers = {"Origin": self.origin, **headers}
        place = f"{self.origin}/ws/{name or secrets.token_hex(16)}"
        return await self.browser.ws_connect(place, headers=headers, max_msg_size=0)


@asynccontextmanager
async def served(
    program: str = ECHO, *, sessions: int = 4, idle: float = 600, visited: bool = True
) -> AsyncIterator[Served]:
    """Serve a program in place of the game's."""
    with closing(socket.create_server((LOCAL, 0))) as listening:
        here = Served(listening.getsockname()[1], Limits(sessions, idle))
        await here.runner.setup()
        await web.SockSite(here.runner, listening).start()
        command = (sys.executable, "-c", program)
        async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as here.browser:
            with patch.object(session_module, "PROGRAM", command):
                if visited:
                    assert (await here.get(here.gate.address.removeprefix(here.origin)))[0] == 200
                try:
                    yield here
                finally:
                    await here.runner.cleanup()


async def end_of(page: ClientWebSocketResponse) -> tuple[int | None, str]:
    """Return the code and the reason with which a page is closed."""
    while True:
        message = await page.receive(timeout=PATIENCE)
        if message.type in {WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED}:
            return page.close_code, str(message.extra or "")


def test_nothing_is_served_without_the_token() -> None:
    async def asked() -> None:
        async with served(visited=False) as here:
            for path in (
                "/",
                "/?token=",
                "/?token=%ff",
                "/?token=wrong",
                "/static/textual.js",
                "/download/x",
                "/nothing",
            ):
                for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
                    status, text = await here.get(path, method=method)
                    assert (status, "holds a token" in text) == (403, True), (method, path)
            with pytest.raises(WSServerHandshakeError, match="403"):
                await here.open()

    asyncio.run(asked())


def test_a_page_opened_with_the_token_works_without_it_from_then_on_in_a_cookie_no_script_reads() -> None:
    async def asked() -> None:
        async with served() as here:
            (cookie,) = here.browser.cookie_jar
            assert cookie.key == f"wargame-{here.origin.rpartition(':')[2]}"
            assert (cookie["httponly"], cookie["samesite"]) == (True, "Strict")
            for path in ("/", *(f"/static/{name}" for name in ASSETS)):
                assert (await here.get(path))[0] == 200, path

    asyncio.run(asked())


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{}", "127.0.0.1", "127.0.0.1:{}.", "127.0.0.1:1", ""])
def test_a_site_that_calls_itself_by_this_machine_s_address_is_not_answered(host: str) -> None:
    async def asked() -> None:
        async with served() as here:
            name = host.format(here.origin.rpartition(":")[2])
            assert await here.get("/", Host=name) == (403, "This server is not called that.\n")
            with pytest.raises(WSServerHandshakeError, match="403"):
                await here.open(Host=name, Origin=f"http://{name}")

    asyncio.run(asked())


def test_localhost_is_a_name_of_it() -> None:
    async def asked() -> None:
        async with served() as here:
            name = here.origin.replace(LOCAL, "localhost")
            token = here.gate.address.removeprefix(here.origin)
            assert (await here.get(token, Host=name.removeprefix("http://")))[0] == 200

    asyncio.run(asked())


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "", "http://127.0.0.1:1", "https://127.0.0.1:{}", "http://localhost:{}"]
)
def test_another_origin_is_not_answered(origin: str) -> None:
    async def asked() -> None:
        async with served() as here:
            foreign = origin.format(here.origin.rpartition(":")[2])
            assert await here.get("/", Origin=foreign) == (403, "Another site may not ask here.\n")
            with pytest.raises(WSServerHandshakeError, match="403"):
                await here.open(Origin=foreign)

    asyncio.run(asked())


def test_a_websocket_without_an_origin_is_refused() -> None:
    async def asked() -> None:
        async with served() as here:
            with pytest.raises(WSServerHandshakeError, match="403"):
                await here.browser.ws_connect(f"{here.origin}/ws/{'0' * 32}")

    asyncio.run(asked())


@pytest.mark.parametrize(
    "name",
    ["", "..%2fpage.html", "%2e%2e/server.py", "..%5cserver.py", "server.py", "%2fetc%2fpasswd", "page.js%00", "x"],
)
def test_no_file_but_those_of_the_page_can_be_had(name: str) -> None:
    async def asked() -> None:
        from yarl import URL  # noqa: PLC0415  comes with aiohttp

        async with served() as here, here.browser.get(URL(f"{here.origin}/static/{name}", encoded=True)) as response:
            assert response.status == 404

    asyncio.run(asked())


def test_every_answer_forbids_the_browser_to_ask_elsewhere_and_others_to_frame_it() -> None:
    async def asked() -> None:
        async with served() as here:
            for path in ("/", "/static/textual.js", "/nothing"):
                async with here.browser.get(here.origin + path) as response:
                    policy = response.headers["Content-Security-Policy"]
                    assert "default-src 'none'" in policy
                    assert "frame-ancestors 'none'" in policy
                    assert not re.search(r"https?:|\*|unsafe-eval|script-src[^;]*unsafe", policy)
                    assert response.headers["Referrer-Policy"] == "no-referrer"
                    assert response.headers["X-Content-Type-Options"] == "nosniff"

    asyncio.run(asked())


def test_the_page_names_no_other_host() -> None:
    ours = [path for path in ASSETS.values() if path.is_relative_to(ROOT / "wargame")]
    for path in (*ours, ROOT / "wargame" / "web" / "page.html"):
        assert not re.search(r"(https?:)?//\w", path.read_text("utf-8").replace("ws://$", "")), path


def test_keys_sizes_and_focus_reach_the_program_and_sizes_are_bounded() -> None:
    async def asked() -> list[str]:
        async with served() as here:
            page = await here.open()
            said: tuple[list[Any], ...] = (
                ["stdin", "é\r"], ["resize", {"width": 10**9, "height": -5}], ["focus"], ["blur"],
            )  # fmt: skip
            for each in said:
                await page.send_json(each)
            return [(await page.receive(timeout=PATIENCE)).data.decode() for _ in said]

    keys, size, focus, blur = asyncio.run(asked())
    assert keys == "Dé\r"
    assert json.loads(size[1:]) == {"type": "resize", "width": 500, "height": 5}
    assert [json.loads(each[1:]) for each in (focus, blur)] == [{"type": "focus"}, {"type": "blur"}]


@pytest.mark.parametrize(
    "sent",
    [
        "{",
        "[]",
        "[" * 60_000,
        '["exec", "id"]',
        '["stdin", 1]',
        '["stdin", "\\ud800"]',
        '["resize", {"width": "9"}]',
        b"D",
    ],
    ids=lambda sent: repr(sent)[:30],
)
def test_a_message_that_is_none_ends_the_page(sent: str | bytes) -> None:
    async def asked() -> tuple[int | None, str]:
        async with served() as here:
            page = await here.open()
            await (page.send_bytes(sent) if isinstance(sent, bytes) else page.send_str(sent))
            return await end_of(page)

    assert asyncio.run(asked()) == (1000, "The page sent what is not understood.")


def test_a_message_too_long_ends_the_page() -> None:
    async def asked() -> int | None:
        async with served() as here:
            page = await here.open()
            await page.send_json(["stdin", "x" * MOST_BYTES])
            return (await end_of(page))[0]

    assert asyncio.run(asked()) == 1009


def test_a_program_can_have_no_address_opened_and_no_file_delivered() -> None:
    async def asked() -> tuple[WSMsgType, str]:
        async with served(ASKING) as here:
            message = await (await here.open()).receive(timeout=PATIENCE)
            return message.type, str(message.extra)

    assert asyncio.run(asked()) == (WSMsgType.CLOSE, "The game was left; every move is saved.")


def test_one_page_more_than_there_may_be_is_told_so_and_a_page_loaded_again_is_not() -> None:
    async def asked() -> tuple[tuple[int | None, str], str]:
        async with served(sessions=2) as here:
            first, _ = await here.open(), await here.open()
            refused = await end_of(await here.open())
            again = asyncio.create_task(here.open())
            await first.close()
            page = await again
            await page.send_json(["stdin", "here"])
            return refused, (await page.receive(timeout=PATIENCE)).data.decode()

    refused, painted = asyncio.run(asked())
    assert refused == (1013, "2 pages are open already; close one, or --sessions N")
    assert painted == "Dhere"


def test_a_page_without_a_key_is_ended_whatever_else_it_sends() -> None:
    async def asked() -> tuple[int | None, str]:
        async with served(idle=0.9) as here:
            page = await here.open()

            async def fidget() -> None:
                for word in ("focus", "blur") * 50:
                    await page.send_json([word])
                    await asyncio.sleep(0.1)

            fidgeting = asyncio.create_task(fidget())
            try:
                return await end_of(page)
            finally:
                fidgeting.cancel()

    assert asyncio.run(asked()) == (1000, "Neither key nor mouse for 0.015 minutes; every move is saved.")


def test_a_server_that_is_ended_ends_its_pages_also_deaf_ones() -> None:
    async def asked() -> tuple[float, list[tuple[int | None, str]]]:
        async with served(DEAF) as here:
            pages = [await here.open() for _ in range(3)]
            ends = [asyncio.create_task(end_of(page)) for page in pages]
            await asyncio.sleep(0.5)
            began = time.monotonic()
            await here.runner.cleanup()
            return time.monotonic() - began, await asyncio.gather(*ends)

    seconds, ends = asyncio.run(asked())
    assert ends == [(1001, "The server was ended; every move is saved.")] * 3
    assert seconds < PROMPT


def test_a_program_is_ended_even_if_the_wait_for_it_is_cut_off() -> None:
    async def cut_off() -> int | None:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", DEAF, stdin=PIPE, stdout=PIPE)
        ending = asyncio.create_task(session_module._end(process))
        await asyncio.sleep(0.1)
        ending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await ending
        return process.returncode

    assert asyncio.run(cut_off()) == -signal.SIGKILL


def test_a_page_that_is_loaded_again_comes_back_to_its_game_and_no_other_page_does() -> None:
    async def was_at(here: Served, name: str, *, leaves: bool = False) -> tuple[str, str]:
        page = await here.open(name)
        number, _, game = (await page.receive(timeout=PATIENCE)).data.decode().partition(" was at ")
        if leaves:
            await page.send_str('["stdin", "q"]')
            await end_of(page)
        await page.close()
        return number, game

    async def asked() -> None:
        async with served(AT_A_GAME) as here:
            first, game = await was_at(here, "a" * 32)
            assert game == ""
            assert (await was_at(here, "b" * 32))[1] == ""
            second, game = await was_at(here, "a" * 32)
            assert game == f"/saves/{first}.jsonl"
            assert (await was_at(here, "a" * 32, leaves=True))[1] == f"/saves/{second}.jsonl"
            assert (await was_at(here, "a" * 32))[1] == ""  # whoever has left begins at the menu
            with pytest.raises(WSServerHandshakeError, match="404"):
                await here.open("../../etc/passwd")

    asyncio.run(asked())
