"""A client of the official SDK plays a whole game by tools, and is told what it asks wrongly."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from typing import TYPE_CHECKING

import pytest
from commands import only_save, wargame
from mcp import Client, StdioServerParameters

from wargame.errors import WargameError
from wargame.journal.reading import read_journal
from wargame.mcp.server import server_of
from wargame.mcp.tables import MOST_TABLES, PAGES, Tables

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from mcp.types import CallToolResult

TOOLS = ["list_scenarios", "open_game", "look", "why", "preview", "play", "hint", "log", "finish"]


def told(result: CallToolResult) -> str:
    """Return the text of a tool's answer."""
    (content,) = result.content
    assert content.type == "text"
    return content.text


async def _play(call: Callable[..., Awaitable[CallToolResult]]) -> str:
    """Play a whole game by the first open move each time, and return its end."""
    opened = told(await call("open_game", {"scenario": "two-villages", "seat": "hill", "seed": 5}))
    assert "FOR" in opened
    assert "YOUR MOVES" in opened
    name = re.findall("Game (g[0-9]+)", opened)[0]
    for page in PAGES:
        assert told(await call("look", {"game": name, "page": page}))
    assert "is open" in told(await call("why", {"game": name, "move": "1"}))
    assert told(await call("preview", {"game": name, "move": "1"}))
    assert "It would play" in told(await call("hint", {"game": name}))
    for _ in range(20):
        answer = await call("play", {"game": name, "move": "1"})
        text = told(answer)
        if answer.is_error:  # several moves share the first line
            text = told(await call("play", {"game": name, "move": "1.1"}))
        if "The game is over" in text:
            break
    return told(await call("finish", {"game": name}))


def test_a_client_plays_a_whole_game_over_standard_input_and_output(tmp_path: Path) -> None:
    async def talk() -> tuple[list[str], str]:
        arguments = ["-P", "-m", "wargame", "mcp", "--saves", str(tmp_path)]
        server = StdioServerParameters(command=sys.executable, args=arguments, env=dict(os.environ))
        async with Client(server) as client:
            tools = [tool.name for tool in (await client.list_tools()).tools]
            return tools, await _play(client.call_tool)

    tools, end = asyncio.run(talk())
    assert tools == TOOLS
    assert end.startswith("THE END")
    assert len(re.findall(r": [0-9]+ points", end)) >= 2
    journal = read_journal(only_save(tmp_path))
    assert journal.header.seats == {"hill": "human", "vale": "doctrine"}
    assert wargame("save", "verify", only_save(tmp_path)).code == 0


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("open_game", {"scenario": "/etc/passwd", "seat": "hill"}, "no scenario '/etc/passwd'"),
        ("open_game", {"scenario": "two-villages", "seat": "usa"}, "no seat 'usa'"),
        ("open_game", {"scenario": "two-villages", "seat": "hill", "opponent": "module:x.py"}, "no opponent"),
        ("open_game", {"scenario": "two-villages", "seat": "hill", "seed": -1}, "a seed is a whole number"),
        ("open_game", {"scenario": "two-villages", "seat": "hill", "seed": "many"}, "seed"),
        ("look", {"game": "g9"}, "no open game 'g9'"),
        ("look", {"game": "g1", "page": "secrets"}, "no page 'secrets'"),
        ("play", {"game": "g1", "move": "999"}, "There is no number 999"),
        ("play", {"game": "g1", "move": "vale:accept"}, "it is the other side's"),
        ("play", {"game": "g1", "move": "\x1b[2J" * 1000}, "No move"),
        ("play", {"game": "g1"}, "Error executing tool play: move: Field required"),
        ("play", {"game": "g1", "move": 1}, "Error executing tool play: move: Input should be a valid string"),
        ("play", {"game": 1, "move": [1]}, "game: Input should be a valid string; move: Input should be"),
        ("play", {"game": "g1", "move": "9" * 100_000}, "is no number of this menu"),
        ("look", {"game": "g1", "page": "__class__"}, "no page '__class__'"),
    ],
)
def test_what_is_asked_wrongly_is_told_and_nothing_is_lost(
    tmp_path: Path, tool: str, arguments: dict[str, object], words: str
) -> None:
    async def talk() -> CallToolResult:
        tables = Tables(tmp_path)
        async with Client(server_of(tables)) as client:
            await client.call_tool("open_game", {"scenario": "two-villages", "seat": "hill", "seed": 5})
            found = await client.call_tool(tool, arguments)
            assert not (await client.call_tool("look", {"game": "g1"})).is_error
        tables.close()
        return found

    result = asyncio.run(talk())
    assert result.is_error
    assert words in told(result)
    assert "\x1b" not in told(result)
    assert "Traceback" not in told(result)
    assert len(told(result).splitlines()) == 1
    assert len(told(result)) < 400


def test_tables_are_few_and_left_games_can_be_gone_on_with(tmp_path: Path) -> None:
    tables = Tables(tmp_path)
    for seed in range(MOST_TABLES):
        tables.open("two-villages", "hill", "random", seed)
    with pytest.raises(WargameError, match="finish one first"):
        tables.open("two-villages", "hill", "random", 1)
    assert "play --resume" in " ".join(tables.finish("g1").split())
    assert "g17" in tables.open("two-villages", "vale", "random", 1)
    tables.close()


def test_games_are_played_at_once_and_one_that_is_over_is_only_told(tmp_path: Path) -> None:
    async def talk() -> tuple[list[str], list[str]]:
        tables = Tables(tmp_path)
        async with Client(server_of(tables)) as client:
            for seed in (1, 2):
                await client.call_tool("open_game", {"scenario": "two-villages", "seat": "hill", "seed": seed})
            moves = [client.call_tool("play", {"game": f"g{1 + at % 2}", "move": "wait"}) for at in range(20)]
            moves += [client.call_tool("play", {"game": f"g{1 + at % 2}", "move": "say-nothing"}) for at in range(20)]
            wrong = [told(each) for each in await asyncio.gather(*moves) if each.is_error]
            for move in ("wait", "wait", "wait"):
                for game in ("g1", "g2"):
                    await client.call_tool("play", {"game": game, "move": move})
            over = [
                told(await client.call_tool(tool, {"game": "g1", **more}))
                for tool, more in (("play", {"move": "1"}), ("why", {"move": "1"}), ("hint", {}), ("look", {}))
            ]
            ends = [told(await client.call_tool("finish", {"game": game})) for game in ("g1", "g2")]
            over += [told(await client.call_tool("finish", {"game": "g1"}))]
        assert all(end.startswith("THE END") for end in ends)
        return wrong, over

    wrong, over = asyncio.run(talk())
    assert wrong
    assert all("is closed" in each or "the game is over" in each for each in wrong)
    assert all("the game is over: finish tells how it ended" in each for each in over[:-1])
    assert "no open game 'g1'; there is none" in over[-1]
    for path in tmp_path.glob("*.jsonl"):
        assert wargame("save", "verify", path).code == 0


def test_the_other_mandate_stays_hidden_until_the_end(tmp_path: Path) -> None:
    pages = set()
    for seed in range(6):  # among them other mandates of the other side, and the same of one's own
        tables = Tables(tmp_path)
        opened = tables.open("two-villages", "hill", "doctrine", seed)
        mandate = re.findall(r"Your secret mandate: ([^.]+)\.", " ".join(opened.split()))[0]
        first = tables._open["g1"].game.records[:1]
        if not first:
            pages.add((mandate, tables.look("g1", "situation"), tables.look("g1", "brief")))
        tables.close()
    assert len(pages) == len({mandate for mandate, _, _ in pages})


def test_the_extra_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "wargame.mcp.server", raising=False)
    monkeypatch.setitem(sys.modules, "mcp", None)
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    done = wargame("mcp")
    assert done.code == 1
    assert "pip install 'wargame[mcp]'" in done.error
