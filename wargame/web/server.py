"""The server behind `wargame serve`: one page, its assets, and a websocket for each page that is open.

It listens on the loopback interface only, answers no request that its gate refuses, tells the browser to fetch nothing
from anywhere else (a content security policy), and limits pages: their number, their idle time, the size of a message.
"""

from __future__ import annotations

import asyncio
import errno
import signal
from contextlib import suppress
from typing import TYPE_CHECKING

from aiohttp import WSCloseCode, web
from attrs import frozen

from wargame import system
from wargame.errors import RunError
from wargame.web.assets import ASSETS, KINDS, PAGE
from wargame.web.gate import Gate
from wargame.web.session import Place, Session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiohttp.typedefs import Handler

MOST_BYTES = 64 * 1024  # of a message: a long text pasted
HEARTBEAT = 15.0  # seconds after which a page that does not answer has gone
CLOSING = 0.5  # seconds a page has to agree to its end
RELOADING = 2.0  # seconds that a page waits for another one to make room, as it does when it is loaded again
MOST_PLACES = 64  # pages whose game is remembered
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; img-src data:;"
        " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),  # unsafe-inline: xterm.js writes its colors and sizes into style elements
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


@frozen
class Limits:
    """The limits on pages."""

    sessions: int  # open at once; each is a process of about 200 MiB
    idle: float  # seconds without key or mouse


class Server:
    """The handlers of requests that the gate admits."""

    def __init__(self, gate: Gate, limits: Limits) -> None:
        """Prepare; nothing listens yet."""
        self._gate, self._limits = gate, limits
        self._free = asyncio.Semaphore(limits.sessions)
        self._open: set[asyncio.Task[object]] = set()
        self._places: dict[str, Place] = {}  # of pages, by what each calls itself

    def app(self) -> web.Application:
        """Return the routes behind the gate."""
        app = web.Application(middlewares=[self._let_in])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/static/{name}", self._asset),
                web.get("/ws/{page:[0-9a-f]{32}}", self._terminal),
            ]
        )
        app.on_response_prepare.append(_set_headers)
        app.on_shutdown.append(self._end_all)
        return app

    @web.middleware
    async def _let_in(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        reason = self._gate.why_not(request)
        return web.Response(status=403, text=f"{reason}\n") if reason else await handler(request)

    async def _page(self, _: web.Request) -> web.StreamResponse:
        response = _file(PAGE)
        self._gate.remember(response)
        return response

    async def _asset(self, request: web.Request) -> web.StreamResponse:
        path = ASSETS.get(request.match_info["name"])
        if path is None:
            raise web.HTTPNotFound
        return _file(path)

    async def _terminal(self, request: web.Request) -> web.StreamResponse:
        websocket = web.WebSocketResponse(timeout=CLOSING, heartbeat=HEARTBEAT, max_msg_size=MOST_BYTES, compress=False)
        await websocket.prepare(request)
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        code = WSCloseCode.OK
        try:
            reason = await self._run(websocket, request)
        except TimeoutError:
            most = self._limits.sessions
            code, reason = WSCloseCode.TRY_AGAIN_LATER, f"{most} pages are open already; close one, or --sessions N"
        except asyncio.CancelledError:
            code, reason = WSCloseCode.GOING_AWAY, "The server was ended; every move is saved."
        finally:
            self._open.discard(task)
        await websocket.close(code=code, message=reason.encode())
        return websocket

    async def _run(self, websocket: web.WebSocketResponse, request: web.Request) -> str:
        """Run a session and return why it ended.

        Raises:
            TimeoutError: there are as many sessions as there may be.
        """
        async with asyncio.timeout(RELOADING):
            await self._free.acquire()
        place = await self._place_of(request.match_info["page"])
        try:
            columns, rows = (_number(request.query.get(name, "")) for name in ("width", "height"))
            return await Session(websocket, place, columns or 80, rows or 24, self._limits.idle).run()
        finally:
            place.taken.release()
            self._free.release()

    async def _place_of(self, page: str) -> Place:
        """Return where a page was, for itself; somewhere new if a copy of it is still there."""
        place = self._places.pop(page, None) or Place()
        self._places[page] = place  # the last one to be forgotten
        for old in list(self._places)[:-MOST_PLACES]:
            del self._places[old]
        try:
            async with asyncio.timeout(RELOADING):
                await place.taken.acquire()
        except TimeoutError:
            place = Place()
            await place.taken.acquire()
        return place

    async def _end_all(self, _: web.Application) -> None:
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)


async def serve_until_told(place: tuple[str, int], limits: Limits, announce: Callable[[str], None]) -> None:
    """Listen on an address and a port until a signal ends it; `announce` is given the address to open.

    Whatever it listens on, only who asks for this machine by its own name is answered (see `gate`).

    Raises:
        RunError: the address or the port cannot be had.
    """
    host, port = place
    gate = Gate(port)
    runner = web.AppRunner(Server(gate, limits).app(), access_log=None, shutdown_timeout=CLOSING)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise RunError(_why_not(host, port, error)) from None
        announce(gate.address)
        await _told_to_end()
    finally:
        await runner.cleanup()


async def _told_to_end() -> None:
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in system.ENDING:
        if signal.getsignal(number) is not signal.SIG_IGN:  # as it is under nohup
            system.on_signal(loop, number, told.set)
    await told.wait()


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRNOTAVAIL:
        return f"this machine has no address {host}; leave --listen out, or name one that it has"
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken, perhaps by another `wargame serve`; choose one with --port N"
    if error.errno in {errno.EACCES, errno.EPERM}:
        return f"port {port}: this system keeps it for its administrator; choose one from 1024 on with --port N"
    return f"port {port}: {error.strerror or error}"


async def _set_headers(_: web.Request, response: web.StreamResponse) -> None:
    response.headers.update(HEADERS)


def _file(path: Path) -> web.FileResponse:
    return web.FileResponse(path, headers={"Content-Type": KINDS[path.suffix]})


def _number(text: str) -> int:
    """Return a number of few digits, 0 for any other text."""
    with suppress(ValueError):
        return int(text[:6])
    return 0
