"""The pictures of the README and of docs/interface.md, painted by the program itself: `make screenshots`."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from textual.app import App
    from textual.pilot import Pilot

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "pictures"
SAMPLE = ROOT / "saves" / "samples" / "two-triumphs-one-text.jsonl"
SMALL, WIDE = (80, 24), (150, 45)


def main() -> None:
    """Paint every picture anew."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"WARGAME_SAVES": folder, "WARGAME_CONFIG": folder}
        from wargame.tui import openers  # noqa: PLC0415  after the folders are set

        two = {"usa": "human", "dprk": "doctrine"}
        table = openers.begin("trump-kim-2018", two, 2, None)
        people = openers.begin("trump-kim-2018", dict.fromkeys(two, "human"), 2, None)
        watched = openers.begin("trump-kim-2018", dict.fromkeys(two, "doctrine"), 3, None)
        paint("menu", SMALL, None, [])
        paint("table", WIDE, table, ["enter", *["down"] * 5, "enter", *_first_moves()])
        paint("table-small", SMALL, table, ["enter", "down", "down", "down"])
        paint("privacy", SMALL, people, [])
        paint("replay", WIDE, openers.view(SAMPLE), ["right"] * 17)
        paint("end", (100, 30), watched, ["until:FinaleScreen"])
        paint("tutorial", SMALL, openers.ENTRIES["tutorial"](None), ["enter"])
        paint("light", SMALL, table, ["enter", "down", "down"], theme="wargame-light")
        paint("contrast", SMALL, table, ["enter", "down", "down"], theme="wargame-contrast")


def _first_moves() -> list[str]:
    return ["c", "enter", "enter", "enter", *["down"] * 6, "right", "down", "down"]


def paint(
    name: str,
    size: tuple[int, int],
    opener: Callable[[], Any] | None,
    keys: list[str],
    theme: str = "wargame-dark",
) -> None:
    """Open the program, press keys, and keep what it shows as an SVG."""
    asyncio.run(_paint(name, size, opener, keys, theme))
    print(f"{PICTURES.relative_to(ROOT)}/{name}.svg")  # noqa: T201


async def _paint(
    name: str, size: tuple[int, int], opener: Callable[[], Any] | None, keys: list[str], theme: str
) -> None:
    from wargame.tui.app import WargameApp  # noqa: PLC0415  the same

    app = WargameApp(opener)
    app.settings.theme, app.settings.pace = theme, 0.0
    async with app.run_test(size=size) as pilot:
        app.apply_theme()
        await _until(pilot, lambda: app.engine.is_ready)
        if opener is not None:
            await _until(pilot, lambda: type(app.screen).__name__ not in {"MenuScreen", "LoadingScreen"})
        for key in keys:
            if key.startswith("until:"):
                await _until(pilot, partial(_shows, app, key.removeprefix("until:")))
            else:
                await pilot.press(key)
                await pilot.pause(0.2)
        await pilot.pause(0.5)
        PICTURES.mkdir(exist_ok=True)
        (PICTURES / f"{name}.svg").write_text(_settled(app.export_screenshot()), encoding="utf-8")


def _shows(app: App[Any], screen: str) -> bool:
    return type(app.screen).__name__ == screen


async def _until(pilot: Pilot[Any], done: Callable[[], bool]) -> None:
    for _ in range(2400):
        if done():
            return
        await pilot.pause(0.05)
    message = "it does not come to that"
    raise TimeoutError(message)


def _settled(svg: str) -> str:
    """Take out what differs from run to run, and the font that would be fetched."""
    svg = re.sub(r"@font-face\s*{[^}]*}", "", svg)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono")
    return re.sub(r"terminal-\d+", "terminal", svg)


if __name__ == "__main__":
    main()
