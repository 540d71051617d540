"""The words of a scenario: who sees a track is said of those that somebody does not see, and of no other."""

from __future__ import annotations

from examples import SMALL, rules_of

from wargame.scenario.glossary import glossary


def test_a_track_says_from_whom_it_is_hidden() -> None:
    terms = {term.title: term.lines for term in glossary(rules_of(SMALL.read_text(encoding="utf-8")))}
    assert "Hidden from South." in terms["North's plan"]
    assert not [line for line in terms["Tension"] if line.startswith("Hidden")]
