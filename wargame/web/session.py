"""A session: one page, and the process of the program whose terminal it is.

They use the protocol of `textual.drivers.web_driver`: packets of a letter, a length in four bytes, and a payload. Of a
page's messages only keys, sizes and focus get through; of the program's only painting and the game that it is at: no
file is delivered and no address opened. The program ends when its input does, whatever ended that: the page, its
idleness, or the server, even a killed one.
"""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from contextlib import suppress
from typing import TYPE_CHECKING

import orjson
from aiohttp import WSMsgType
from attrs import define, field

from wargame import system
from wargame.confined import CONFINED, WAS_AT
from wargame.processes import environment_of_others, program

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter
    from asyncio.subprocess import Process

    from aiohttp import web

PROGRAM = program()
DRIVER = "wargame.web.driver:PageDriver"
PRELUDE = b"__GANGLION__\n"  # the driver's first line
KEYS, PAINT, WORD = b"D", b"D", b"M"
COLUMNS, ROWS = (20, 500), (5, 200)  # the least and the most of each
LEAVING = 1.0  # seconds until a program whose input has ended is killed


@define(eq=False)
class Place:
    """Where a page is, so that it comes back there when it is loaded again. What it says comes from the program."""

    game: str = ""  # the saved game at its table
    taken: asyncio.Lock = field(factory=asyncio.Lock)  # by the session that plays there


class Session:
    """A program to be run for a page."""

    def __init__(self, websocket: web.WebSocketResponse, place: Place, columns: int, rows: int, idle: float) -> None:
        """Prepare a screen of a size; `idle` is the seconds without key or mouse after which it ends."""
        self._websocket, self._place = websocket, place
        self._size = _bounded(columns, rows)
        self._idle = idle

    async def run(self) -> str:
        """Run the program until it or the page has ended, and return why, for the person at the page."""
        process = await asyncio.create_subprocess_exec(
            *PROGRAM,
            stdin=PIPE,
            stdout=PIPE,
            env=self._environment(),
            **system.in_own_session(),  # a Ctrl-C in the server's terminal is the server's
        )
        assert process.stdin
        assert process.stdout
        ways = [
            asyncio.create_task(self._paint(process.stdout)),
            asyncio.create_task(self._listen(process.stdin)),
        ]
        try:
            done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            return done.pop().result()
        finally:
            for way in ways:
                way.cancel()
            try:
                await asyncio.gather(*ways, return_exceptions=True)
            finally:
                await _end(process)

    def _environment(self) -> dict[str, str]:
        columns, rows = self._size
        return {
            **environment_of_others(),
            CONFINED: "1",
            WAS_AT: self._place.game,
            "TEXTUAL_DRIVER": DRIVER,
            "TEXTUAL_COLOR_SYSTEM": "truecolor",
            "COLUMNS": str(columns),
            "ROWS": str(rows),
        }

    async def _paint(self, output: StreamReader) -> str:
        """Send the page what the program paints, until that ends."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await output.readuntil(PRELUDE)
            while True:
                kind, size = await output.readexactly(1), int.from_bytes(await output.readexactly(4), "big")
                payload = await output.readexactly(size)
                if kind == PAINT:
                    await self._websocket.send_bytes(payload)
                elif kind == WORD and not self._heed(json.loads(payload)):
                    break
        self._place.game = ""
        return "The game was left; every move is saved."

    def _heed(self, said: dict[str, object]) -> bool:
        """Take note of a word of the program's; says whether it goes on."""
        if said["type"] == "game":
            self._place.game = str(said["path"])
        return said["type"] != "exit"

    async def _listen(self, program: StreamWriter) -> str:
        """Forward the page's messages to the program, until they end, one is invalid, or none comes for too long."""
        with suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(self._idle) as limit:
                async for message in self._websocket:
                    packet = await self._understood(message.data) if message.type is WSMsgType.TEXT else None
                    if packet is None:
                        return "The page sent what is not understood."
                    program.write(packet)
                    await program.drain()
                    if packet.startswith(KEYS):
                        limit.reschedule(asyncio.get_running_loop().time() + self._idle)
            return ""  # the page has gone
        return f"Neither key nor mouse for {self._idle / 60:g} minutes; every move is saved."

    async def _understood(self, text: str) -> bytes | None:
        """Translate a page's message into the program's packet (b"" if it is dropped), None if it is invalid."""
        try:
            said = orjson.loads(text)
        except orjson.JSONDecodeError:
            return None
        match said:
            case ["stdin", str(keys)]:
                return _packet(KEYS, keys.encode())
            case ["resize", {"width": int(columns), "height": int(rows)}]:
                width, height = _bounded(columns, rows)
                return _word(type="resize", width=width, height=height)
            case [("focus" | "blur") as word]:
                return _word(type=word)
            case ["ping", str(when)]:
                await self._websocket.send_json(["pong", when])
                return b""
        return None


def _bounded(columns: int, rows: int) -> tuple[int, int]:
    return max(COLUMNS[0], min(columns, COLUMNS[1])), max(ROWS[0], min(rows, ROWS[1]))


def _packet(kind: bytes, payload: bytes) -> bytes:
    return kind + len(payload).to_bytes(4, "big") + payload


def _word(**said: str | int) -> bytes:
    return _packet(WORD, json.dumps(said).encode())


async def _end(process: Process) -> None:
    """Close a program's input, so that it ends; kill one that does not, also if the wait for it is cut off."""
    assert process.stdin
    process.stdin.close()
    try:
        with suppress(TimeoutError):  # its last frames are nobody's, and must not hold it up
            await asyncio.wait_for(process.communicate(), LEAVING)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
