"""What docs/players.md shows works as shown, and its tables name everybody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from examples import ROOT
from summits import summit_of

from wargame.game.game import Game
from wargame.players.offered import LEVELS, ROSTER
from wargame.runs.turns import turns

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (ROOT / "docs" / "players.md").read_text(encoding="utf-8")
LARGE = ROOT / "scenarios" / "trump-kim-2018.toml"


def test_the_example_of_a_module_plays(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)[0], encoding="utf-8")
    game = Game(summit_of(LARGE), 3)
    for _ in turns(game, {"usa": f"module:{path}", "dprk": f"module:{path}"}):
        pass
    assert game.is_over


def test_the_tables_name_every_player_and_what_every_level_is() -> None:
    for name in ROSTER:
        assert re.search(rf"^\|.*`{name}(:.*)?`", TEXT, re.MULTILINE), name
    for level, (meant, words, _) in LEVELS.items():
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{level}`"))
        assert f"`{meant}`" in row or words in row
