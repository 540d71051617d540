"""What the analysis counts: by what rules do, by what a file names, and as a second reading of the games tells it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from examples import BUNDLED, ROOT, faults_of, rules_of, small_with
from summits import summit_of

from wargame.analysis.balance.balance import DOCTRINE, BalanceReport, Sizes, Study, balance_report
from wargame.analysis.balance.haggling import haggling_of, haggling_rows
from wargame.analysis.balance.mechanisms import mechanism_rows, rare_outcomes
from wargame.analysis.balance.pools import CHARACTER, Pool, pool_of
from wargame.game.game import Game
from wargame.game.summit import compile_text
from wargame.game.view import view_of
from wargame.kernel.jit import INTERPRETED
from wargame.players.exploits import COUNTER_ONCE, FIRST_PAPER, make_exploiter
from wargame.players.roster import make_player
from wargame.scenario.measures import measured
from wargame.tournament.playing import play_in_kernel
from wargame.tournament.schedule import Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.analysis.balance.aims import Row
    from wargame.game.record import Happening
    from wargame.game.summit import Summit

COIN = ROOT / "tests" / "analysis" / "coin.toml"
RIVER = next(path for path in BUNDLED if path.stem == "river-treaty")
VILLAGES = next(path for path in BUNDLED if path.stem == "two-villages")
GAMES = 30 if INTERPRETED else 300


# -- a coin, whose figures can be worked out on paper


@cache
def coin_report() -> BalanceReport:
    sizes = Sizes(games=GAMES, skill_pairs=2, judged_games=1, judged_decisions=1, outlook_games=1, move_games=1)
    report, _ = balance_report(Study(summit=summit_of(COIN), strong=DOCTRINE, seed=3, sizes=sizes), lambda _: True)
    return report


@pytest.mark.parametrize(
    ("measure", "what", "expected"),
    [
        ("spread of scores", "scores within 10 points of the success line", (0.9 / 8 + 0.9 / 4 + 1 / 4) / 2),
        ("mandates", "success of north, calm", 0.5),
        ("mandates", "success of north, proud", 0.75),
        ("mandates", "success of south, plain", 0.25),
        ("mandates", "success of south, proud against plain", 0.25),
        ("mandates", "signed, calm against plain", 0.5),
        ("mandates", "success without a text of north, calm", 0.0),
        ("mandates", "success without a text of north, proud", 0.5),
        ("mechanisms", "endings that occur", 4.0),
        ("heat", "wars within 2 rounds of a provocation", 1 - 0.9**2),
    ],
)
def test_a_figure_is_what_paper_says(measure: str, what: str, expected: float) -> None:
    (row,) = (
        row for row in coin_report()["rows"] if (row["measure"], row["what"], row["pool"]) == (measure, what, CHARACTER)
    )
    assert row["value"] is not None
    assert (row["low"] or 0) - 0.03 <= expected <= (row["high"] or 0) + 0.03


def test_what_a_term_contributes_to_a_mandate_is_what_paper_says() -> None:
    """South: 40, 60, 20 and 10 points for the four sides of the coin, and 10 less in one game of ten."""
    terms = {(each["mandate"], each["term"]): each["pools"][CHARACTER] for each in coin_report()["terms"]}
    assert len(terms) == 3 * 3  # mandates, terms
    for label, expected in (("The stakes", -1.0), ("What came of it", 130 / 4), ("The text", 0.0)):
        found = terms["plain", label]
        assert (found["low"] or 0) - 0.5 <= expected <= (found["high"] or 0) + 0.5
    proud, calm = terms["proud", "What came of it"]["mean"], terms["calm", "What came of it"]["mean"]
    assert proud is not None
    assert calm is not None
    assert proud - calm == pytest.approx(50 / 4, abs=6)


# -- games of a treaty, read a second time by name


@cache
def river() -> Pool:
    """Return games in character: they sign, undermine, inspect and break."""
    summit = summit_of(RIVER)
    schedule = Schedule(players=(DOCTRINE,), pairs=GAMES // 2, seed=5, selves=True)
    return pool_of(CHARACTER, "", summit, play_in_kernel(summit, schedule.fixtures(range(schedule.games))))


@cache
def told() -> list[list[Happening]]:
    """Return all that happened in each of these games."""
    games = []
    for played in river().games:
        game = Game(river().summit, played.result.fixture.seed)
        for move in played.result.moves:
            game.play(move.partition(":")[2])
        games.append([each for record in game.records for each in record.happenings])
    return games


def places(happenings: Iterable[Happening], *names: str) -> list[int]:
    """Return the plies (from 1) at which one of these rules, or rule/outcome, was at work."""
    return [each.ply for each in happenings if (f"{each.id}/{each.outcome}" if each.outcome else each.id) in names]


def value_of(rows: Iterable[Row], what: str) -> float | None:
    (found,) = (row.figure for row in rows if row.what == what)
    return found.value if found else None


def test_a_signature_is_where_somebody_accepts() -> None:
    for happenings, found in zip(told(), river().signatures, strict=True):
        accepted = [each for each in happenings if each.id == "accept"]
        assert [found.ply + 1] == [each.ply for each in accepted] if found else not accepted
        if found:
            assert river().summit.rules.side_ids[found.seat] == accepted[0].side


def test_a_paper_is_untouched_if_nobody_changed_it_after_it_was_tabled() -> None:
    packages = {move.id for move in river().summit.rules.moves if move.package}
    untouched, signed, before = 0, 0, []
    for happenings in told():
        for end in places(happenings, "accept"):
            tabled = places(happenings, *packages)
            edits = [each.ply for each in happenings if each.id.startswith("sweeten-") and not each.outcome]
            signed += 1
            untouched += not [ply for ply in edits if ply > max(tabled)]
            before.append(len(tabled) + len(edits))
            assert max(*tabled, *edits, 0) < end
    rows = list(haggling_rows(river()))
    assert value_of(rows, "accepted untouched, as last tabled") == pytest.approx(untouched / signed)
    assert 0 < untouched < signed
    assert value_of(rows, "proposals, counters and edits before a signature, median") in before


def test_what_is_found_of_secret_work_is_what_the_log_tells() -> None:
    deals = [game for game in told() if places(game, "accept")]
    worked = [game for game in deals if places(game, "night-gate")]
    exposed = [game for game in worked if places(game, "boatman/awake", "inspect/wet_wheel")]
    looks = [ply for game in told() for ply in places(game, "inspect")]
    rows = list(mechanism_rows(river()))
    done = value_of(rows, "deals that forbid secret work in which it is done")
    assert done == pytest.approx(len(worked) / len(deals))
    assert value_of(rows, "of these, found or leaked") == pytest.approx(len(exposed) / len(worked))
    hits = sum(len(places(game, "inspect/wet_wheel")) for game in told())
    assert value_of(rows, "inspections that find something") == pytest.approx(hits / len(looks))
    assert 0 < hits < len(looks)


def test_a_breach_can_be_answered_if_the_other_side_has_a_choice_afterwards() -> None:
    answered, breaches = 0, 0
    for game, happenings in zip(river().games, told(), strict=True):
        sides = [move.partition(":")[0] for move in game.result.moves]
        for each in happenings:
            for change in each.changes:
                owner, _, name = change.track.partition(".")
                if name == "broke" and change.after > change.before:
                    breaches += 1
                    answered += any(side != owner for side in sides[each.ply :])
    found = value_of(mechanism_rows(river()), "breaches that could be answered")
    assert found == pytest.approx(answered / breaches)
    assert 0 < answered < breaches


def test_an_outcome_is_rare_by_the_games_in_which_it_came_up() -> None:
    (row,) = rare_outcomes([river()])
    drawn = {f"{each.side}:{each.id}/{each.outcome}".lstrip(":") for game in told() for each in game if each.outcome}
    rules = river().summit.rules
    every = {f"{move.side}:{move.id}/{each.id}" for move in rules.moves for each in move.outcomes}
    every |= {f"{event.id}/{each.id}" for event in rules.events for each in event.outcomes}
    assert set(filter(None, row.note.split(", "))) == every - drawn


def test_where_nothing_signs_a_text_no_row_tells_of_one() -> None:
    coin = summit_of(COIN)
    schedule = Schedule(players=(DOCTRINE,), pairs=5, seed=5, selves=True)
    pool = pool_of(CHARACTER, "", coin, play_in_kernel(coin, schedule.fixtures(range(schedule.games))))
    assert not list(haggling_rows(pool))
    assert [row.what for row in mechanism_rows(pool)] == ["endings that occur"]


# -- what counts as what


def test_what_counts_is_known_by_what_rules_do() -> None:
    found = measured(summit_of(RIVER).rules)
    ids = {each.key: each.id for each in summit_of(RIVER).rules.moves}
    assert {ids[key] for key in found.accepts.rules} == {"accept"}
    assert {ids[key] for key in found.edits.rules} == {"sweeten-filling", "sweeten-payment", "sweeten-release"}
    assert {ids[key] for key in found.exits.rules} == {"walk-out"}
    assert {ids[key] for key in found.secret.rules} == {"night-gate"}
    assert {ids[key] for key in found.inspections.rules} == {"inspect"}
    assert {outcome for _, outcome in found.exposures.outcomes} == {"awake", "wet_wheel"}
    assert {outcome for _, outcome in found.collisions.outcomes} == {"collision"}
    assert found.breaches.tracks == {"karst.broke", "mere.broke"}
    assert found.tension == "tension"


def test_what_all_see_and_secret_work_alone_brings_about_exposes_it() -> None:
    event = '[[events]]\nid = "{name}"\ntitle = "t"\nat = "round"\nwhen = "{when}"\neffects = ["tension += 1"]\n\n'
    told = event.replace("{name}", "found").replace("{when}", "north.plan >= 1")
    other = event.replace("{name}", "noise").replace("{when}", "tension >= 8")
    assert measured(rules_of(small_with("[[projections]]", f"{told}{other}[[projections]]"))).exposures.rules == {
        "event:found"
    }


def river_with(measures: str) -> Summit:
    return compile_text(f"{RIVER.read_text(encoding='utf-8')}\n[measures]\n{measures}\n")


def test_what_a_file_names_counts_instead() -> None:
    rules = river_with('exits = ["walk-out", "{own}.broke"]\nsecret = ["sweeten"]\nexposures = ["boatman/awake"]').rules
    found = measured(rules)
    assert found.exits.tracks == {"karst.broke", "mere.broke"}
    assert len(found.exits.rules) == 2
    assert found.secret.rules == found.edits.rules
    assert found.exposures.outcomes == {("event:boatman", "awake")}
    assert not found.inspections  # no move exposes anything now
    assert found.tension == "tension"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (
            'accepts = ["acept"]',
            "measures.accepts[0]: no move, event, rule/outcome or track 'acept'; did you mean 'accept'?",
        ),
        (
            'exposures = ["boatman", "boatman/woke"]',
            "measures.exposures[1]: no move, event, rule/outcome or track 'boatman/woke'",
        ),
        ('answers = ["boatman"]', "measures.answers[0]: 'boatman' is no move; a breach is answered by one"),
        ('tension = "tensoin"', "measures.tension: no track 'tensoin'; did you mean 'tension'?"),
        ('forbids = ["offer"]', "measures.forbids: expected text in quotes"),
        ('exit = ["walk-out"]', "measures.exit: unknown key 'exit'; did you mean 'exits'?"),
    ],
)
def test_a_name_that_stands_for_nothing_is_a_fault(line: str, fault: str) -> None:
    found = faults_of(f"{RIVER.read_text(encoding='utf-8')}\n[measures]\n{line}\n")
    assert any(fault in each for each in found), found


# -- players with a habit


def decisions_of(text: str, seed: int) -> Iterator[tuple[Game, str]]:
    """Yield each decision of a game between a player and itself: the game before it, and the move."""
    summit = summit_of(RIVER)
    haggling = haggling_of(summit)
    assert haggling is not None
    game = Game(summit, seed)
    players = {
        side: make_exploiter(summit, text, game.player_key(side), haggling=haggling) for side in summit.rules.side_ids
    }
    while not game.is_over:
        move = players[game.turn].decide(view_of(game, game.turn))
        yield game, move.id
        game.play(move)


def test_who_counters_once_accepts_nothing_before() -> None:
    countered = 0
    for seed in range(20):
        done: set[str] = set()
        for game, move in decisions_of(f"{COUNTER_ONCE}:{DOCTRINE}", seed):
            if move == "accept" and game.turn not in done:
                assert not any(each.startswith("sweeten-") for each in game.legal_moves)
            if move.startswith("sweeten-"):
                done.add(game.turn)
                countered += 1
    assert countered


def test_who_takes_the_first_paper_passes_none_that_is_better_than_no_deal() -> None:
    taken = passed = 0
    for seed in range(60):
        for game, move in decisions_of(f"{FIRST_PAPER}:{DOCTRINE}", seed):
            if "accept" in game.legal_moves:
                worth = {each.id: each.score for each in game.projections(game.turn)}
                if worth["accepted_and_kept"].low > worth["no_treaty"].high:
                    assert move == "accept"
                    taken += 1
                elif worth["accepted_and_kept"].high <= worth["no_treaty"].low and move != "accept":
                    passed += 1
    assert taken
    assert passed


def test_without_a_move_that_changes_a_paper_there_are_no_habits() -> None:
    assert haggling_of(summit_of(VILLAGES)) is None


def test_habits_are_offered_to_nobody() -> None:
    with pytest.raises(Exception, match="no player"):
        make_player(summit_of(RIVER), f"{FIRST_PAPER}:{DOCTRINE}", 0)


def test_what_habits_gain_is_a_row() -> None:
    sizes = Sizes(
        games=4, skill_pairs=2, habit_pairs=2, judged_games=1, judged_decisions=1, outlook_games=1, move_games=1
    )
    report, _ = balance_report(Study(summit=summit_of(RIVER), strong=DOCTRINE, seed=1, sizes=sizes), lambda _: True)
    rows: list[dict[str, Any]] = [dict(row) for row in report["rows"] if row["what"].startswith("gain on doctrine")]
    assert [row["note"] for row in rows] == ["2 pairs", "2 pairs"]
    assert all(row["aim"] == "< 0" for row in rows)
