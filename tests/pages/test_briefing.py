"""The briefing: who one is, what counts, and where to begin, in the words of the scenario."""

from __future__ import annotations

import io

from examples import ROOT
from summits import summit_of

from wargame.game.game import Game
from wargame.pages.briefing import show_briefing
from wargame.plain.paper import Paper

TWO_DICTIONARIES = ROOT / "scenarios" / "trump-kim-2018.toml"


def test_a_briefing_names_the_goal_the_course_and_what_to_ask_for_and_give() -> None:
    game, paper = Game(summit_of(TWO_DICTIONARIES), 2), Paper(io.StringIO(), 1000)
    show_briefing(paper, game, "usa")
    paper.flush()
    text = paper.stream.getvalue()  # type: ignore[attr-defined]
    assert "You are Washington." in text
    assert "50 points of 100 are success." in text
    assert "Run-up (4 rounds), Summit (6 rounds)" in text
    assert "Ask for what pays you most: Arsenal (+17 for the first step), Long-range missiles (+12 for" in text
    assert "Give what costs you least: Sanctions (−3 for the first step)" in text
