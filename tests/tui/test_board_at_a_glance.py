"""The board seen at a glance: the gap drawn whole, bars, few words, and a place for every panel at any size."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from examples import FIRST_EDITION
from piloted import NARROW, WIDE, Driver, piloted, summit_named, words_on
from textual.widgets import OptionList

from wargame.game.game import Game
from wargame.game.view import REFEREE, view_of
from wargame.pages.bars import Bar
from wargame.pages.lanes import Lane, lanes_of
from wargame.tui.arrangement import CHOICES, DETAIL, GAP, SITUATION, SLIM, TABS, arranged
from wargame.tui.screens import telling
from wargame.tui.screens.stages import CHOOSE, TOLD
from wargame.tui.widgets.banner import BannerLine
from wargame.tui.widgets.bars import Bars
from wargame.tui.widgets.gap import CLAIM, DONE, LINE, SHADE, TABLED, TEXT, VAGUE, GapBoard
from wargame.tui.widgets.moves import Moves

if TYPE_CHECKING:
    from pathlib import Path

VILLAGES = "two-villages"
SEATS, PEOPLE = ("human", "doctrine"), ("human", "human")
MOST_WORDS = 250  # of a decision at 160 × 50
NEEDS = {GAP: 9, "bars": 5, CHOICES: 20, DETAIL: 12, "clause": 6, SITUATION: 18, "brief": 6}


def board(scenario: str, seat: str | None = None) -> GapBoard:
    """Return the gap board of a game at its beginning."""
    summit = summit_named(scenario)
    found, game = GapBoard(), Game(summit, 1)
    view = view_of(game, summit.rules.side_ids[0] if seat is None else seat)
    found.show(summit.rules, lanes_of(summit.rules, view), ())
    return found


def drawn(lane: Lane, later: Lane | None = None) -> str:
    """Return one clause as the board draws it."""
    found = GapBoard()
    found.show(summit_named("trump-kim-2018").rules, [lane], ())
    found.point_at("", [later or lane])
    return found.lines(100)[-1].plain


@pytest.mark.parametrize("scenario", ["trump-kim-2018", "reykjavik-1986", "camp-david-1978", VILLAGES, "small"])
@pytest.mark.parametrize("width", [58, 76, 118])
def test_the_gap_board_is_whole_with_a_row_for_each_clause_whoever_concedes_it(scenario: str, width: int) -> None:
    for seat in (None, REFEREE):
        found = board(scenario, seat)
        header, *rows = (line.plain for line in found.lines(width))
        clauses = summit_named(scenario).rules.issues
        assert len(rows) == len(clauses)
        assert all(len(row) <= width and row.count(TEXT) == 1 and "…" not in row for row in rows), rows
        for clause in clauses:
            assert sum(clause.title in row for row in rows) == 1
        assert "0" in header


def test_text_claim_paper_and_red_line_stand_at_their_levels_and_the_gap_between_them() -> None:
    view = view_of(Game(summit_named("trump-kim-2018"), 2), "usa")
    lane = next(each for each in lanes_of(summit_named("trump-kim-2018").rules, view) if each.issue == "testing")
    clause = evolve(lane.clause, level=1, claim=3, vague=False, done=1)
    plain = drawn(evolve(lane, clause=clause, tabled=2, forbidden=frozenset({0, 1})))
    places = [plain.index(sign) for sign in (TEXT, DONE, LINE, TABLED, CLAIM)]
    assert places == sorted(places)
    assert "━" in plain
    assert VAGUE not in plain
    assert plain[plain.index(LINE) - 1] == SHADE  # the side that is forbidden
    vague = drawn(evolve(lane, clause=evolve(clause, vague=True), tabled=None))
    assert f"{VAGUE}{VAGUE}" in vague
    assert "━" not in vague
    assert TABLED not in vague
    later = evolve(lane, clause=evolve(clause, claim=2), tabled=3)
    assert f"[{CLAIM}]" in drawn(evolve(lane, clause=clause), later)
    assert f"[{TABLED}]" in drawn(evolve(lane, clause=clause), later)


def test_a_bar_has_success_where_it_lies_and_whiskers_over_all_that_may_come() -> None:
    bars = Bars()
    now = Bar(name="No text", title="", role="", now=(30, 30))
    bars.bars, bars.success = [now], 50
    still = bars.lines(100)[0].plain
    assert "┃" in still
    assert still.rstrip().endswith("30")
    assert "├" not in still
    bars.bars = [evolve(now, then=(20, 60), mean=(40.0, 40.0))]
    moved = bars.lines(100)[0].plain
    assert [moved.index(sign) for sign in "├◆┤"] == sorted(moved.index(sign) for sign in "├◆┤")
    assert "30 → 40 (20 to 60)" in moved
    bars.bars = [evolve(now, now=None, then=(41, 41), mean=(41.0, 41.0), always=False)]
    assert "not yet → 41 if so" in bars.lines(100)[0].plain
    bars.bars = [evolve(now, now=(30, 70))]
    assert "▒" in bars.lines(100)[0].plain  # unknown


def test_panels_overlap_nowhere_and_leave_the_board_whole_at_every_size() -> None:
    for width in (60, 69, 70, 80, 100, 120, 139, 140, 160, 200):
        for height in (15, 20, 30, 45, 60):
            for tab in TABS if width < SLIM else TABS[:1]:
                for is_told in (False, True):
                    found = arranged(width, height, lambda panel, _: NEEDS[panel], telling=is_told, tab=tab)
                    assert all(each.x >= 0 and each.right <= width for each in found.values())
                    assert all(each.height > 0 and each.bottom <= height for each in found.values())
                    for one, other in combinations(found.values(), 2):
                        assert not one.overlaps(other), (width, height, found)
                    assert (CHOICES in found) == (not is_told and tab == CHOICES)
                    if width >= SLIM:
                        assert found[GAP].height >= NEEDS[GAP]
                        assert found[DETAIL].height >= 5


@pytest.mark.parametrize(
    ("scenario", "seed"),
    [("trump-kim-2018", 2), (str(FIRST_EDITION), 2)],
    ids=["second", "first"],
)
def test_a_decision_has_few_words_on_a_wide_screen_with_news_and_with_a_move_looked_at(
    tmp_path: Path, scenario: str, seed: int
) -> None:
    counted = []

    async def steps(driver: Driver) -> None:
        for _ in range(6):
            if not await driver.to_choice():
                break
            counted.append(words_on(driver.text()))
            await driver.press("down", "down", "down")
            counted.append(words_on(driver.text()))
            game = driver.sitting.game
            await driver.choose_by_keys(game.legal_moves[(game.ply * 7 + 3) % len(game.legal_moves)])

    piloted(scenario, SEATS, seed, steps, tmp_path, size=WIDE)
    assert len(counted) >= 8
    assert max(counted) <= MOST_WORDS, counted


# -- the course of a turn


def test_a_key_held_down_plays_no_move_and_passes_no_privacy_screen(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.pilot.press(*["enter"] * 9, *["space"] * 9)
        assert driver.on == "PrivacyScreen"
        await driver.press("y")
        table = driver.table
        for held in ("enter", "space"):
            await driver.pilot.press(*[held] * 12)
            assert (table.stage, table.game.ply, table.drafted) == (CHOOSE, 0, "")
        await driver.point_at(table.game.legal_moves[0])
        await driver.press(*["enter"] * 12)
        assert (table.stage, table.game.ply) == (CHOOSE, 0)
        await driver.press(*["c"] * 12)
        assert (table.stage, table.game.ply) == (TOLD, 1)
        await driver.press(*["enter"] * 12, *["c"] * 12)
        assert (driver.on, table.game.ply) == ("PrivacyScreen", 1)

    piloted(VILLAGES, PEOPLE, 11, steps, tmp_path)


def test_a_move_takes_two_enters_and_after_the_news_the_cursor_stands_on_none(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.press("enter")  # the briefing
        for _ in range(3):
            table = driver.table
            assert table.stage == CHOOSE
            assert table.query_one(Moves).under_cursor is None
            await driver.point_at(table.game.legal_moves[0])
            await driver.press("enter", "c", "enter")
            if table.stage != CHOOSE:
                assert table.game.is_over
                return
            last = table.game.records[-1].move
            if last is not None and last.side != table.eyes:  # else he moves twice in a row
                assert table.detail.text.strip().startswith(tuple(each.name for each in table.rules.sides))

    seed = next(each for each in range(9) if Game(summit_named("trump-kim-2018"), each).turn == "usa")
    piloted("trump-kim-2018", SEATS, seed, steps, tmp_path)


def test_each_seat_is_briefed_before_its_first_decision_with_all_that_counts(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        for _ in range(2):
            await driver.press("y")
            assert driver.table.stage == TOLD
            rules, said = driver.sitting.rules, " ".join(driver.table.detail.text.split())
            own = [line.text for line in rules.red_lines if line.side == driver.table.eyes and line.text in said]
            assert own
            for words in ("Your secret mandate", f"{rules.scenario.success} points", rules.phases[0].title, "Where to"):
                assert words in said, words
            assert f"Goal {rules.scenario.success}" in driver.text()
            await driver.to_choice()
            await driver.choose_by_keys(driver.sitting.game.legal_moves[0])
            await driver.press("enter")

    piloted("river-treaty", PEOPLE, 3, steps, tmp_path)


def test_the_news_is_shown_again_by_escape(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        news = ""
        while not news.strip():  # nothing is new where one moves twice in a row
            await driver.choose_by_keys(driver.sitting.game.legal_moves[0])
            assert await driver.to_choice()
            news = driver.table.detail.text
        await driver.press("down", "down")
        assert driver.table.detail.text != news
        await driver.press("escape")
        assert driver.table.detail.text == news
        assert driver.table.query_one(Moves).under_cursor is None

    piloted("river-treaty", SEATS, 3, steps, tmp_path)


def test_dice_roll_before_what_came_is_told_and_hold_up_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling, "ROLL_SECONDS", 20.0)

    async def steps(driver: Driver) -> None:
        assert await driver.to_choice()
        table = driver.table
        await driver.choose_by_keys("send-envoy")
        assert str(table.detail.border_title) == "The dice"
        assert sum("▶" in line for line in table.detail.text.split("\n")) == 1
        assert "You: Send an envoy" not in table.detail.text
        await driver.press("enter")  # while they roll
        assert await driver.to_choice()
        assert table.game.ply > 1
        monkeypatch.setattr(telling, "ROLL_SECONDS", 0.1)
        await driver.choose_by_keys(
            next(each for each in ("send-envoy", "military-threat") if each in table.game.legal_moves)
        )
        await driver.until(lambda: str(table.detail.border_title) == "What came of it")
        assert "You: " in table.detail.text

    piloted("trump-kim-2018", SEATS, 7, steps, tmp_path, moves=True)


def test_a_signature_is_a_banner_for_both_and_goes_with_the_next_turn(tmp_path: Path) -> None:
    shown: list[str] = []

    async def steps(driver: Driver) -> None:
        while len([each for each in shown if each.startswith("accept")]) < 1 or "SIGNED" in shown[-1]:
            assert await driver.to_choice()
            game = driver.sitting.game
            tabled = [each for each in game.legal_moves if each.startswith("table-")]
            move = "accept" if "accept" in game.legal_moves else [*tabled, *game.legal_moves][0]
            await driver.choose_by_keys(move)
            if driver.on == "TableScreen":
                shown.append(f"{move}: {[each.words for each in driver.table.query_one(BannerLine).banners]}")

    piloted("trump-kim-2018", PEOPLE, 3, steps, tmp_path)
    assert any(each.startswith("accept") and "SIGNED" in each for each in shown), shown
    assert any("SIGNED" not in each for each in shown)


@pytest.mark.parametrize("size", [(60, 18), (64, 30)])
def test_a_narrow_terminal_has_one_column_with_tabs(tmp_path: Path, size: tuple[int, int]) -> None:
    async def steps(driver: Driver) -> None:
        await driver.to_choice()
        moves, gap = driver.table.query_one(OptionList), driver.table.query_one(GapBoard)
        assert (moves.region.area > 0, gap.region.area) == (True, 0)
        await driver.press("t")
        assert gap.region.height >= len(driver.sitting.rules.issues) + 2
        assert not driver.table.query_one(Moves).display
        await driver.press("t", "t")
        assert driver.table.query_one(Moves).display
        await driver.pilot.resize_terminal(*NARROW)
        await driver.settle()
        assert gap.region.area > 0

    piloted("trump-kim-2018", SEATS, 2, steps, tmp_path, size=size)


def test_the_line_of_keys_is_whole_at_eighty_columns_and_ends_with_help(tmp_path: Path) -> None:
    async def steps(driver: Driver) -> None:
        assert driver.keys_shown().endswith("q Menu ? Help")
        await driver.to_choice()
        assert driver.keys_shown().endswith("q Menu ? Help")

    piloted(VILLAGES, SEATS, 3, steps, tmp_path, size=NARROW)
