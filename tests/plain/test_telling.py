"""A whole game told to its end."""

from __future__ import annotations

import io
import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from examples import ROOT
from summits import ALL, positions, summit_of

from wargame.game.view import REFEREE, entries_of, log_of
from wargame.pages.finale import show_finale
from wargame.pages.telling import tell_game
from wargame.plain.paper import Paper

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.game.game import Game

WIDE = 10_000  # nothing is wrapped


@cache
def ended(path: Path) -> tuple[Game, ...]:
    """Return three games between random players, once they are over."""
    return tuple(game for game in positions(path, 3, 11) if game.is_over)


def told(game: Game, seat: str = REFEREE, *, since: int = 0) -> str:
    """Return a game as it is told."""
    stream = io.StringIO()
    tell_game(Paper(stream, WIDE), game, seat, since=since)
    return stream.getvalue()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_game_is_told_move_by_move_with_odds_and_changes(path: Path) -> None:
    for game in ended(path):
        text, rules = told(game), game.summit.rules
        for number, record in enumerate(game.records, 1):
            assert record.move is not None
            mover = rules.side(record.move.side).name
            assert f"\n{number}. {mover}: {game.summit.rule_of(record.move).title}." in text
        for entry in log_of(game, REFEREE):
            assert entry.title in text
            assert entry.outcome in text
        assert "%; else " in text
        assert " → " in text or " in the package: " in text


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_each_round_has_one_heading_in_order(path: Path) -> None:
    for game in ended(path):
        rounds = [int(number) for number in re.findall(r"^ROUND (\d+), ", told(game), re.MULTILINE)]
        assert rounds == list(range(1, len(rounds) + 1))
        assert told(game).startswith("BEFORE THE FIRST MOVE\n")


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_game_told_in_two_parts_is_the_game_told_in_one(path: Path) -> None:
    game = ended(path)[0]
    for side in (REFEREE, *game.summit.rules.side_ids):
        parts = io.StringIO()
        whole, paper = told(game, side), Paper(parts, WIDE)
        records = game.records
        for since, upto in ((0, 3), (4, len(records))):
            game.records = records[:upto]
            tell_game(paper, game, side, since=since)
        game.records = records
        assert parts.getvalue() == whole


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_events_in_a_row_that_changed_nothing_are_one_paragraph(path: Path) -> None:
    for game in ended(path):
        text = told(game)
        for record in game.records:
            for first, then in pairwise(entries_of(record, REFEREE)):
                if all(each.kind == "event" and each.outcome and not each.changes for each in (first, then)):
                    both = rf"{re.escape(f'{first.title}: {first.outcome}')}( \(\d+%\))?; {re.escape(then.title)}: "
                    assert re.search(both, text)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_no_sentence_comes_again_before_its_whole_list_was_told(path: Path) -> None:
    """Moves of both sides and of each issue share their list: who of them says it does not matter to a reader."""
    for game in ended(path):
        log = [entry.text for entry in log_of(game, REFEREE)]
        lists = {move.flavor for move in game.summit.rules.moves if len(move.flavor) > 1}
        for texts in (each for each in lists if not any(other != each and {*other} & {*each} for other in lists)):
            said = [text for text in log if text in texts]
            for start in range(0, len(said), len(texts)):
                once = said[start : start + len(texts)]
                assert len(set(once)) == len(once)


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_no_event_says_its_title_again(path: Path) -> None:
    for event in summit_of(path).rules.events:
        titles = {event.title, *(each.title for each in event.outcomes)}
        texts = {text.rstrip(".?!") for told in (event.text, *(each.text for each in event.outcomes)) for text in told}
        assert not titles & texts


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_the_terms_of_a_score_add_up_to_it(path: Path) -> None:
    for game in ended(path):
        stream = io.StringIO()
        show_finale(Paper(stream, WIDE), game, humans=())
        for side, score in game.scores.items():
            name = game.summit.rules.side(side).name.upper()
            part = stream.getvalue().partition(f"\n{name}: {score} POINTS")[2].partition("\n\n")[0]
            terms = [int(term.replace("−", "-")) for term in re.findall(r" ([+−]\d+)$", part, re.MULTILINE)]
            if "fixes the score" not in part:
                assert min(100, max(0, sum(terms))) == score


def test_text_of_a_scenario_cannot_be_markup(tmp_path: Path) -> None:
    path = tmp_path / "markup.toml"
    text = (ROOT / "scenarios" / "two-villages.toml").read_text(encoding="utf-8")
    path.write_text(text.replace('title = "Boasting"', 'title = "[red]Boasting[/red]"'), encoding="utf-8")
    assert summit_of(path).rules.phases[0].title == "[red]Boasting[/red]"
    assert "ROUND 1, [RED]BOASTING[/RED]" in told(ended(path)[0])
