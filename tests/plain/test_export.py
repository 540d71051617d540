"""A game's story as a file of Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from examples import ROOT

from wargame.destination import Destination
from wargame.errors import RunError
from wargame.game.view import REFEREE
from wargame.journal.reading import read_journal
from wargame.journal.replay import replayed
from wargame.journal.store import rules_of
from wargame.plain.export import STORY, export

if TYPE_CHECKING:
    from pathlib import Path

SAVE = ROOT / "saves" / "samples" / "the-last-page.jsonl"


def test_a_story_is_written_whole_replaced_whole_or_left_alone(tmp_path: Path) -> None:
    journal = read_journal(SAVE)
    game = replayed(rules_of(journal.header.scenario, SAVE.parent), journal)
    out = tmp_path / "story.md"
    assert not export(Destination(path=out, kind=STORY), game, journal, REFEREE)
    whole = out.read_text(encoding="utf-8")
    assert whole.startswith(f"# {game.summit.rules.scenario.title}\n")
    assert export(Destination(path=out, kind=STORY), game, journal, REFEREE, first=game.ply - 1)
    last = out.read_text(encoding="utf-8")
    assert f"\n**{game.ply - 1}.** " in last
    assert "\n**1.** " in whole
    assert "\n**1.** " not in last
    with pytest.raises(RunError, match="story"):
        export(Destination(path=tmp_path / "none" / "story.md", kind=STORY), game, journal, REFEREE)
    assert [each.name for each in tmp_path.iterdir()] == ["story.md"]
