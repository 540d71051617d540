"""A package is worded whole, beside the draft: never beside one that no longer lies on the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from summits import ALL, positions

from wargame.game.communique import tabled_by
from wargame.pages.menu import certain
from wargame.pages.words import moved_words, range_words
from wargame.scenario.rules import Role
from wargame.scenario.wording import title

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.game import Game
    from wargame.scenario.ruleset import Rules

WITH_PACKAGES = [path for path in ALL if "[[packages]]" in path.read_text(encoding="utf-8")]
ALONE = [path for path in WITH_PACKAGES if "[[actors]]" not in path.read_text(encoding="utf-8")]  # nobody else writes


def text_of(game: Game, values: dict[str, int]) -> list[str]:
    """Return every clause that a package says, each beside the draft."""
    found = []
    for issue in game.summit.rules.issues:
        level, draft = values[f"bid.{issue.id}"], values[f"offer.{issue.id}"]
        beside = "as in the draft" if level == draft else f"the draft: {issue.labels[draft]}"
        if level or draft:
            found.append(f"{paper_of(game.summit.rules, issue.id)}: {issue.labels[level]} ({beside})")
    return found


def paper_of(rules: Rules, issue: str) -> str:
    """Return what a clause of the text on the table is called."""
    return title(rules, rules.track_id(Role.BID, issue))


def package_clauses(words: str) -> list[str]:
    """Return what a line of changes says of a package, or of a text that is drafted."""
    parts = [part[:1].upper() + part[1:] for part in words.split("; ")]
    return [part for part in parts if " in the package" in part or " on paper" in part]


@pytest.mark.parametrize("path", ALONE, ids=lambda path: path.stem)
def test_tabling_shows_the_whole_text_beside_the_draft_before_and_after(path: Path) -> None:
    dead = 0
    for game in positions(path, 60, 3, likes=frozenset({"announce-pause", "close-site"})):
        if game.is_over:
            continue
        rules, values, side = game.summit.rules, game.values(), game.turn
        lies = tabled_by(rules, values) is not None
        for move in (rules.move_by_id[side, each] for each in game.legal_moves):
            if move.package:
                dead += not lies and any(values[f"bid.{issue.id}"] for issue in rules.issues)
                foretold = range_words(rules, certain(game.preview(move.id).branches), values, side)
                record = game.play(move.id)
                told = text_of(game, game.summit.values(record.states[0]))
                assert package_clauses(foretold) == told
                entry = next(each for each in game.view(rules.other(side)).log if each.ply == game.ply)
                assert package_clauses(moved_words(rules, entry.changes, "", entry.tabled)) == told
                game.undo()
    assert dead > 5 or path.stem != "trump-kim-2018"


@pytest.mark.parametrize("path", WITH_PACKAGES, ids=lambda path: path.stem)
def test_a_package_that_is_changed_says_what_it_said_and_what_the_draft_says(path: Path) -> None:
    likes, changed = frozenset({"table", "sweeten", "ask-more", "give-less", "ask", "give", "trim", "drop"}), 0
    for game in positions(path, 25, 8, likes=likes):
        if game.is_over or not game.records:
            continue
        rules, record = game.summit.rules, game.records[-1]
        then, now = game.summit.values(record.before), game.summit.values(record.states[0])
        entry = next(each for each in game.view("").log if each.ply == game.ply)
        words = package_clauses(moved_words(rules, entry.changes, "", entry.tabled))
        if tabled_by(rules, now) is None:
            assert not words
        elif tabled_by(rules, then) is not None and not entry.id.startswith("table-"):
            for issue, before, after in (
                (each, then[f"bid.{each.id}"], now[f"bid.{each.id}"]) for each in rules.issues
            ):
                said = [part for part in words if part.startswith(paper_of(rules, issue.id))]
                assert len(said) == (before != after)
                assert all(f": {issue.labels[before]} → {issue.labels[after]} (" in part for part in said)
                changed += len(said)
    assert changed > 5 or path.stem not in {"drafted", "trump-kim-2018"}
