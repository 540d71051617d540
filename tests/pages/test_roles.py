"""What a track is, is its role: no name that an author gives a side, an issue or a track makes it another.

The same scenario is written twice, in usual names and in those of the engine's own tracks. Word for word, every page
of the one has to be that of the other.
"""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from engine_names import NAMES, renamed, text_of
from examples import rules_of
from summits import positions

from wargame.compiler.lowering import lower
from wargame.game.game import Game
from wargame.game.move import Move
from wargame.game.record import Record
from wargame.game.summit import Summit
from wargame.pages.brief import show_mandate
from wargame.pages.finale import show_finale
from wargame.pages.menu import open_menu, show_closed, show_menu, show_several
from wargame.pages.situation import flags_of, meters_of, show_situation, show_worked_out
from wargame.pages.stories import show_draft, show_stories
from wargame.pages.telling import tell_entries
from wargame.plain.paper import Paper
from wargame.runs.batch import Run
from wargame.runs.columns import columns_of
from wargame.scenario.cards import card_of
from wargame.scenario.lookup import citing
from wargame.scenario.overview import overview
from wargame.scenario.rules import Ending, Event, MoveRule, Role
from wargame.tui.screens.replay import sparks_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@cache
def summit_in(names: tuple[str, ...]) -> Summit:
    """Return the scenario in these names."""
    text = renamed(text_of(), names)
    return Summit(lower(rules_of(text), "0" * 64), text)


@pytest.fixture(params=NAMES, ids="-".join)
def names(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return tuple(request.param)


@pytest.fixture
def usual(tmp_path: Path) -> Path:
    path = tmp_path / "usual.toml"
    path.write_text(text_of(), encoding="utf-8")
    return path


def twin(game: Game, names: tuple[str, ...]) -> Game:
    """Return a game of the renamed scenario that stands where another does, and has come there the same way."""
    other = Game(summit_in(names), game.seed)
    other.state = game.state.copy()
    other.setup = copied(game.setup, other.summit, names)
    for record in game.records:
        earlier = other.records[-1] if other.records else other.setup
        other.records.append(evolve(copied(record, other.summit, names), earlier=earlier))
    return other


def copied(record: Record, summit: Summit, names: tuple[str, ...]) -> Record:
    """Return a record as one of the renamed scenario."""
    move = record.move and Move(renamed(record.move.side, names), renamed(record.move.id, names))
    return Record(summit, move, record.before, record.rows, record.states)


def shown(game: Game, before: Mapping[str, int]) -> str:
    """Return all pages about a moment."""
    out = io.StringIO()
    paper, rules, view = Paper(out, 1000), game.summit.rules, game.view(game.turn)
    show_situation(paper, rules, view, before)
    show_worked_out(paper, rules, view)
    show_draft(paper, rules, view)
    show_stories(paper, rules, view)
    show_mandate(paper, rules, view)
    menu = open_menu(game)
    show_menu(paper, game, menu)
    show_closed(paper, game, menu)
    for choice in menu.choices:
        show_several(paper, game, choice)
    tell_entries(paper, rules, view.log, view.seat)
    return out.getvalue()


def test_every_page_is_the_same_in_the_names_of_the_engine(names: tuple[str, ...], usual: Path) -> None:
    looked_at = 0
    for game in positions(usual, 4, 1):
        if not game.is_over:
            assert shown(twin(game, names), {}) == renamed(shown(game, {}), names)
            looked_at += 1
    assert looked_at > 20


def test_rules_are_worded_the_same_in_the_names_of_the_engine(names: tuple[str, ...], usual: Path) -> None:
    first, *_ = positions(usual, 1, 1)
    found = []
    for rules in (first.summit.rules, summit_in(names).rules):
        sections = [line for each in overview(rules) for line in (each.heading, *each.lines)]
        everything: tuple[MoveRule | Event | Ending, ...] = (*rules.moves, *rules.events, *rules.endings)
        cards = [str(card_of(rules, rule)) for rule in everything]
        cited = [str(citing(rules, paragraph)) for paragraph in rules.scenario.source.paragraphs]
        found.append("\n".join((*sections, *cards, *cited)))
    assert found[1] == renamed(found[0], names)


def test_a_run_has_the_same_columns_in_the_names_of_the_engine(names: tuple[str, ...], usual: Path) -> None:
    first, *_ = positions(usual, 1, 1)
    found = []
    for summit in (first.summit, summit_in(names)):
        run = Run(summit=summit, seats=dict.fromkeys(summit.rules.side_ids, "random"), seed=7)
        found.append([f"{each.name}: {each.field.meaning}" for each in columns_of(run)])
    assert found[1] == [renamed(each, names) for each in found[0]]


def test_the_end_tells_the_same_in_the_names_of_the_engine(names: tuple[str, ...]) -> None:
    summit = summit_in(names)
    game = Game(summit, 3)
    while not game.is_over:
        game.play(game.legal_moves[game.ply % len(game.legal_moves)])
    out = io.StringIO()
    show_finale(Paper(out, 1000), game, summit.rules.side_ids)
    told = out.getvalue()
    assert "A letter is lost: In the post" in told, "an author's draw is not taken for that of a mandate"
    assert "mandate: The" not in told, "who had which mandate is told once"


def test_a_meter_stands_with_its_owner_whatever_its_title(names: tuple[str, ...]) -> None:
    game = Game(summit_in(names), 1)
    view = game.view(game.turn)
    groups = {each.name: [meter.name for meter in each.meters] for each in meters_of(game.summit.rules, view, {})}
    assert groups["Overhill"] == ["Face of Overhill", "Nerve"]
    assert groups["Netherdale"] == ["Face of Netherdale", "Nerve"]
    assert groups["The world"] == ["Overhill: a cloud above it"]
    assert sparks_of(game, "")[0].name == "Overhill: a cloud above it"
    assert flags_of(game.summit.rules, view, {}) == []


def test_roles_are_those_of_what_the_engine_makes(names: tuple[str, ...]) -> None:
    rules = summit_in(names).rules
    first, second, hill, vale = names
    assert rules.track_ids(Role.OFFER) == (f"offer.{first}", f"offer.{second}")
    assert rules.track_ids(Role.MANDATE) == (f"{hill}.mandate", f"{vale}.mandate")
    assert rules.track_id(Role.GAP, second) == f"gap.{second}"
    assert rules.track_id(Role.MASKED, hill) == f"{hill}.masked"
    assert rules.track_id(Role.USED, "half-for-half") == "used.half_for_half"
    declared = [each.id for each in rules.every_track if each.role is Role.DECLARED]
    assert declared[:4] == [f"{hill}.face", f"{vale}.face", f"nerve_{hill}", f"nerve_{vale}"]
    assert f"short.{first}" in declared
    assert f"{hill}.claims" in declared
