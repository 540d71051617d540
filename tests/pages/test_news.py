"""What is new to a seat: banners that follow from the rules, and few words."""

from __future__ import annotations

import pytest

from wargame.game.game import Game
from wargame.game.summit import load
from wargame.game.view import entries_of
from wargame.pages.news import banners_of, show_news
from wargame.pages.telling import is_quiet, tell_entries
from wargame.scenario.measures import measured
from wargame.tui.ink import Blocks


@pytest.mark.parametrize(
    ("scenario", "flag"), [("trump-kim-2018", "signed"), ("reykjavik-1986", "signed"), ("two-villages", "deal")]
)
def test_a_signature_is_a_banner_to_both_whatever_the_rules_call_it(scenario: str, flag: str) -> None:
    summit = load(scenario)
    counted, signed = measured(summit.rules), 0
    for seed in range(12):
        game = Game(summit, seed)
        while not game.is_over:
            legal, before = game.legal_moves, game.values()[flag]
            game.play("accept" if "accept" in legal else legal[(seed * 5 + game.ply * 7) % len(legal)])
            is_signed = game.values()[flag] > before
            signed += is_signed
            for seat in summit.rules.side_ids:
                told = [each.words for each in banners_of(game, counted, seat, since=len(game.records))]
                assert any(words.startswith("SIGNED · ") for words in told) == is_signed
    assert signed


def test_what_is_quiet_is_quiet_in_the_news_and_in_the_log_and_counters_are_left_to_the_board() -> None:
    game, quiet = Game(load("trump-kim-2018"), 5), 0
    rules = game.summit.rules
    while not game.is_over:
        game.play(game.legal_moves[(game.ply * 11 + 3) % len(game.legal_moves)])
        entries, since = entries_of(game.records[-1], "usa"), len(game.records)
        news, log = Blocks(), Blocks()
        show_news(news, game, "usa", since=since)
        tell_entries(log, rules, entries, "usa")
        told, whole = ("\n".join(each.text for each in sheet.blocks) for sheet in (news, log))
        for entry in entries:
            if is_quiet(rules, entry, "usa"):
                quiet += 1
                assert f"{entry.title}:" not in told
        assert "pencil marks" not in told
        assert len(told.split()) <= len(whole.split()) + 3
    assert quiet > 20
