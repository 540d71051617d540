"""Front pages: the same day in two capitals, printed by guards over what their readers know, and side by side."""

from __future__ import annotations

import io
from functools import cache

import pytest
from examples import BUNDLED, SMALL, THIRD, faults_of
from summits import summit_of

from wargame.errors import ScenarioError
from wargame.game.game import Game
from wargame.game.press import FrontPage, early_pages, last_pages
from wargame.game.summit import Summit, compile_text
from wargame.game.view import REFEREE
from wargame.journal.account import end_account
from wargame.pages.finale import show_finale
from wargame.pages.press import show_front_pages
from wargame.pages.telling import tell_game
from wargame.plain.markdown import MarkdownPaper
from wargame.plain.paper import Paper
from wargame.scenario.overview import overview
from wargame.tui.ink import ABREAST, Blocks, laid_out

PAGES = """
[[front_pages]]
for = "sides"
when = "tension <= 3"
paper = "The {own} Echo"
headlines = ["It is quiet in {own}"]

[[front_pages]]
side = "north"
paper = "The North Star"
headlines = [{ if = "ending_class == held", text = "A bridge" }, ["No bridge", "Still no bridge", "What bridge?"]]
lines = [
    [{ if = "north.plan >= 1", text = "We had a plan." }],
    [{ if = "claim.wood >= 1", text = "Wood was promised by {other}." }, "Nothing was promised."],
]

[[front_pages]]
side = "south"
paper = "The South Wind"
headlines = [{ if = "offer.stone >= 1", text = "Stone" }, "No stone"]
"""
TEXT = SMALL.read_text(encoding="utf-8")


@cache
def printing(pages: str = PAGES) -> Summit:
    return compile_text(TEXT + pages)


def played(summit: Summit, seed: int, move: str = "wait") -> Game:
    game = Game(summit, seed)
    while not game.is_over:
        game.play(move if move in game.legal_moves else "wait")
    return game


def test_of_each_list_the_first_piece_is_printed_whose_guard_holds() -> None:
    quiet, planned = (last_pages(played(printing(), 1, move)) for move in ("wait", "scheme"))
    assert [page.paper for page in quiet] == ["The North Star", "The South Wind"]
    assert quiet[0].lines == ("Wood was promised by South.",)
    assert planned[0].lines == ("We had a plan.", "Wood was promised by South.")
    assert (quiet[1].headline, quiet[1].lines) == ("No stone", ())


def test_several_texts_hang_on_the_seed() -> None:
    found = {last_pages(played(printing(), seed))[0].headline for seed in range(20)}
    assert found == {"No bridge", "Still no bridge", "What bridge?"}


def test_nothing_is_printed_at_the_end_before_it() -> None:
    assert last_pages(Game(printing(), 1)) == ()


def test_a_page_with_a_when_is_printed_once_after_the_first_decision_at_which_it_holds() -> None:
    game = played(printing(), 1)
    ((number, pages),) = early_pages(game).items()
    values = [game.summit.values(each.state) for each in (game.at(number - 1), game.at(number))]
    assert [each["tension"] <= 3 for each in values] == [False, True]
    assert [page.headline for page in pages] == ["It is quiet in North", "It is quiet in South"]
    assert early_pages(game.at(number - 1)) == {}
    assert early_pages(game.at(number)) == {number: pages}


def test_both_sides_read_the_pages_of_the_way_where_they_belong() -> None:
    game = played(printing(), 1)
    for seat in ("north", "south", REFEREE):
        text = io.StringIO()
        tell_game(Paper(text), game, seat)
        assert text.getvalue().count("The North Echo\n  It is quiet in North") == 1


def test_no_front_page_changes_a_table_of_the_rules() -> None:
    plain = summit_of(SMALL).compiled
    assert (plain.ints == printing().compiled.ints).all()
    assert (plain.words == printing().compiled.words).all()


def test_the_end_shows_them_on_paper_in_markdown_and_as_data() -> None:
    game = played(printing(), 1)
    paper, markdown = io.StringIO(), io.StringIO()
    show_finale(Paper(paper), game, ())
    show_finale(MarkdownPaper(markdown), game, ())
    assert "IN THE NEWSPAPERS\n\n  The North Star\n" in paper.getvalue()
    assert "## In the newspapers\n\n- The North Star\n" in markdown.getvalue()
    assert [page["paper"] for page in end_account(game)["front_pages"]] == ["The North Star", "The South Wind"]
    assert "front_pages" not in end_account(played(summit_of(SMALL), 1))


@pytest.mark.parametrize(("width", "abreast"), [(ABREAST, True), (ABREAST - 1, False)])
def test_on_a_screen_two_stand_side_by_side_where_there_is_room(width: int, *, abreast: bool) -> None:
    pages = [FrontPage("north", "The North Star", "One", ("First.",)), FrontPage("south", "The South Wind", "Two", ())]
    blocks = Blocks()
    show_front_pages(blocks, pages)
    lines = [line.plain for line in laid_out(blocks.blocks, width)]
    assert any("The North Star" in line and "The South Wind" in line for line in lines) == abreast
    assert all(len(line) <= width for line in lines)


def test_three_papers_are_two_and_one() -> None:
    blocks = Blocks()
    show_front_pages(blocks, [FrontPage("north", f"Paper {at}", "H", ()) for at in range(3)])
    lines = [line.plain for line in laid_out(blocks.blocks, 100)]
    assert [sum(f"Paper {at}" in line for at in range(3)) for line in lines if "Paper" in line] == [2, 1]


def test_an_actor_has_a_paper_too_and_may_tell_what_only_it_knew() -> None:
    page = '\n[[front_pages]]\nactor = "priest"\npaper = "The Parish Letter"\nheadlines = ["{own} speaks"]\n'
    line = 'lines = [[{ if = "{own}.mood >= 0", text = "He was in a mood." }]]\n'
    found = last_pages(played(compile_text(THIRD.read_text(encoding="utf-8") + page + line), 1))
    assert found == (FrontPage("priest", "The Parish Letter", "The priest speaks", ("He was in a mood.",)),)


def test_the_overview_lists_every_piece() -> None:
    (section,) = [each for each in overview(printing().rules) if each.heading == "Front pages"]
    assert "The North Echo (North), once Tension at most 3 (quiet)." in section.lines
    assert "  Headline: No bridge / Still no bridge / What bridge?" in section.lines


@pytest.mark.parametrize("path", [each for each in BUNDLED if each.stem != "two-villages"], ids=lambda path: path.stem)
def test_both_capitals_of_a_bundled_game_have_a_page_with_lines_at_every_end(path: object) -> None:
    summit = next(summit_of(each) for each in BUNDLED if each == path)
    for seed in range(12):
        game = Game(summit, seed)
        while not game.is_over:
            game.play(game.legal_moves[(seed * 7 + game.ply) % len(game.legal_moves)])
        of_sides = [page for page in last_pages(game) if page.party in summit.rules.side_ids]
        assert {page.party for page in of_sides} == set(summit.rules.side_ids)
        assert all(page.headline and len(page.lines) == 3 for page in of_sides)


PAGE = '[[front_pages]]\nside = "north"\npaper = "P"\n'
FAULTS = [
    ('[[front_pages]]\npaper = "P"\nheadlines = ["H"]', "front_pages[0]: a front page has either a `side`, an `actor`"),
    ('[[front_pages]]\nside = "nord"\npaper = "P"\nheadlines = ["H"]', "front_pages[0].side: no side 'nord'"),
    ('[[front_pages]]\nactor = "pope"\npaper = "P"\nheadlines = ["H"]', "front_pages[0].actor: no actor 'pope'"),
    (f"{PAGE}headlines = []", "front_pages[0].headlines: empty; a front page has a headline"),
    (f'{PAGE}headlines = [{{ if = "signed", text = "H" }}]', "the last headline must have no `if`"),
    (f"{PAGE}headlines = {['A'] * 41}".replace("'", '"'), "front_pages[0].headlines: 41 pieces found; at most 40"),
    (f'{PAGE}headlines = ["A", "B"]', "front_pages[0].headlines[1]: it is never printed: one before it asks no more"),
    (
        f'{PAGE}headlines = [{{ if = "tension >= 20", text = "H" }}, "A"]',
        "headlines[0]: it is never printed: its `if`",
    ),
    (f'{PAGE}headlines = [{{ if = "tensoin >= 2", text = "H" }}, "A"]', "headlines[0].if, column 1: 'tensoin' is not"),
    (f'{PAGE}headlines = ["H"]\nwhen = "tension >= 20"', "front_pages[0].when: it can never hold"),
    (
        f'{PAGE}headlines = ["H"]\nwhen = "north.plan >= 1"',
        "the page of north reads 'north.plan', which its",
    ),
    (f'{PAGE}headlines = ["H"]\nwhen = "ending_class == held"', "'ending_class' is not known"),
    (f'{PAGE}headlines = ["H"]\nlines = [["{{issue}}"]]', "lines[0][0].text: no placeholder {issue} here"),
    (f'{PAGE}headlines = ["H"]\nlines = {[["L"]] * 9}'.replace("'", '"'), "front_pages[0].lines: 9 found; at most 8"),
    (
        '[[front_pages]]\nside = "south"\npaper = "P"\nheadlines = [{ if = "north.plan", text = "H" }, "A"]',
        "front_pages[0]: the page of south reads 'north.plan', which its readers do not see",
    ),
]


@pytest.mark.parametrize(("pages", "fault"), FAULTS)
def test_a_page_that_cannot_be_printed_or_would_tell_a_secret_is_a_fault(pages: str, fault: str) -> None:
    found = faults_of(f"{TEXT}\n{pages}\n")
    assert any(fault in line for line in found), found


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (PAGES, ""),  # the last page of a side tells what that side knew
        (PAGES.replace('side = "north"', 'side = "south"'), "front_pages[1]: the page of south reads 'north.plan'"),
        (PAGES.replace("tension <= 3", "north.plan >= 1"), "the page of north reads 'north.plan'"),
    ],
)
def test_a_page_tells_nothing_that_its_readers_do_not_see(page: str, told: str) -> None:
    if told:
        with pytest.raises(ScenarioError) as refused:
            compile_text(TEXT + page)
        assert told in str(refused.value)
        assert "which its readers do not see" in str(refused.value)
    else:
        compile_text(TEXT + page)
