"""Rules in words: each form of a condition, a sum and an effect, and all that is written of the small scenario."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

import pytest
from examples import SMALL, rules_of, small_with
from transcripts import assert_as_kept

from wargame.authoring.parsing import parse_guard
from wargame.scenario.cards import card_of
from wargame.scenario.language import Condition
from wargame.scenario.lookup import citing
from wargame.scenario.overview import overview
from wargame.scenario.wording import (
    change_words,
    clause_words,
    condition_words,
    effects_words,
    guard_words,
    sum_words,
    value_words,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.scenario.cards import Section
    from wargame.scenario.rules import Ending, Event, MoveRule
    from wargame.scenario.ruleset import Rules

RULES = rules_of(SMALL.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("tension >= 6", "Tension at least 6 (loud)"),
        ("tension <= 5", "Tension at most 5 (quiet)"),
        ("tension == 4", "Tension is 4 (quiet)"),
        ("tension != 4", "Tension is not 4 (quiet)"),
        ("tension != 0", "Tension above 0"),
        ("north.face != 0", "North's face is not 0"),
        ("2*tension >= 7", "Tension at least 4 (quiet)"),
        ("2*tension <= 7", "Tension at most 3 (quiet)"),
        ("2*tension == 5", "2 × Tension exactly 5"),
        ("2*tension == 8", "Tension is 4 (quiet)"),
        ("-1*tension >= -5", "Tension at most 5 (quiet)"),
        ("signed", "“Signed” stands"),
        ("signed == 1", "“Signed” stands"),
        ("signed != 1", "“Signed” does not stand"),
        ("signed <= 0", "“Signed” does not stand"),
        ("vague.stone", "Stone is worded vaguely"),
        ("not vague.stone", "Stone is worded plainly"),
        ("used.half_half", "it has been tabled before"),
        ("not used.half_half", "it has not been tabled before"),
        ("offer.stone >= 1", "Stone offered at least 1 (some)"),
        ("offer.stone < claim.stone", "Stone claimed at least 1 above Stone offered"),
        ("offer.stone <= claim.stone", "Stone claimed at least Stone offered"),
        ("tension >= north.face + 2", "Tension at least 2 above North's face"),
        ("tension > 2*north.face", "Tension above 2 × North's face"),
        ("tension >= 2*north.face + 2", "Tension at least 2 × North's face + 2"),
        ("tension > north.face + south.face", "Tension above North's face + South's face"),
        ("tension + north.face <= 5", "Tension + North's face at most 5"),
        ("north.face + south.face == tension", "North's face + South's face exactly Tension"),
        ("north.face + south.face != 3", "North's face + South's face other than 3"),
        ("2*tension - 3*north.face >= 4", "2 × Tension at least 3 × North's face + 4"),
        ("phase == 1", "Phase is Talks"),
        ("ending_class == 1", "The class of the ending is held"),
        ("north.mandate == 1", "North's mandate is Trade"),
        ("round >= 2 and clock <= 3", "Round at least 2 and Rounds left in this phase at most 3"),
        ("", "always"),
    ],
)
def test_a_condition_says_what_must_be_so(condition: str, words: str) -> None:
    guard = parse_guard(condition, {})
    assert guard_words(RULES, guard) == words
    assert (" and ".join(clause_words(RULES, each) for each in guard.conditions) or "always") == words


def test_a_condition_names_its_issue() -> None:
    (condition,) = parse_guard("offer.stone >= 1", {}).conditions
    assert isinstance(condition, Condition)
    assert condition_words(RULES, condition) == "Stone offered at least 1 (some)"


@pytest.mark.parametrize(
    ("guard", "words"),
    [
        ("tension >= 6 or signed", "Tension at least 6 (loud), or “Signed” stands"),
        (
            "signed and (tension >= 6 or clock == 1 and round >= 2)",
            "“Signed” stands and (Tension at least 6 (loud), or Rounds left in this phase is 1 and Round at least 2)",
        ),
        ("not (signed and tension >= 6)", "“Signed” does not stand, or Tension at most 5 (quiet)"),
    ],
)
def test_alternatives_are_told_one_after_the_other(guard: str, words: str) -> None:
    assert guard_words(RULES, parse_guard(guard, {})) == words


def test_of_an_issue_unnamed_only_the_kind_of_track_is_said() -> None:
    guard = parse_guard("vague.stone and offer.stone < claim.stone and bid.stone >= 1", {})
    words = "the clause is worded vaguely and the claim at least 1 above the offer and the package's level at least 1"
    assert guard_words(RULES, guard, nameless=True) == words


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ('"2"', "2"),
        ('"-2"', "−2"),
        ('"2*tension - 3"', "2 × Tension − 3"),
        ('"3 - tension + signed"', "3 − Tension + “Signed”"),
        ('"0 - tension"', "−Tension"),
        ('["tension", { if = "signed", add = "-2" }]', "Tension − 2 (if “Signed” stands)"),
        (
            '[{ for = "issues", if = "vague.{issue}", add = "2*gap.{issue}" }]',
            "2 × the claim beyond the plain draft (if the clause is worded vaguely) (on every issue)",
        ),
        ('[{ for = "issues conceded by north", add = "offer.{issue}" }]', "Stone offered"),
    ],
)
def test_a_sum_is_written_out(form: str, words: str) -> None:
    appeal = 'offer = "2 - offer.{issue} - tension"'
    rules = rules_of(small_with(appeal, f"offer = {form}"))
    assert sum_words(rules, rules.doctrines["north"].appeal["offer-stone"]) == words


@pytest.mark.parametrize(
    ("effect", "words"),
    [
        ('"tension += 2"', "Tension +2"),
        ('"tension -= 2"', "Tension −2"),
        ('"tension = 6"', "Tension becomes 6 (loud)"),
        ('"tension >>= 6"', "Tension rises to at least 6 (loud)"),
        ('"tension <<= 3"', "Tension falls to at most 3 (quiet)"),
        ('"tension += north.face"', "Tension + North's face"),
        ('"tension -= north.face + 1"', "Tension − (North's face + 1)"),
        ('"tension += 0 - north.face"', "Tension + (−North's face)"),
        ('"tension = north.face"', "Tension becomes North's face"),
        ('"signed = 1"', "“Signed” now stands"),
        ('"signed = 0"', "“Signed” no longer stands"),
        ('"vague.stone = 1"', "Stone becomes vague"),
        ('"vague.stone = 0"', "Stone becomes plain"),
        ('"end_round = 1"', "the round ends"),
        ('{ if = "signed", do = ["tension += 1", "end_round = 1"] }', "if “Signed” stands: Tension +1; the round ends"),
        ('{ for = "issues", do = ["offer.{issue} += 1"] }', "on every issue: the offer +1"),
        ('{ for = "issues conceded by south", do = ["vague.{issue} = 1"] }', "Wood becomes vague"),
    ],
)
def test_an_effect_says_what_it_does(effect: str, words: str) -> None:
    rules = rules_of(small_with('when = "tension <= 8"\neffects = ["tension += 2"]', f"effects = [{effect}]"))
    (line,) = effects_words(rules, rules.move_by_id["north", "shout"].effects)
    assert line == words


@pytest.mark.parametrize(
    ("name", "step", "words"),
    [
        ("tension", (4, 6), "Tension +2 (now 6, loud)"),
        ("north.face", (0, -2), "your face −2 (now −2)"),
        ("south.face", (0, 1), "South's face +1 (now 1)"),
        ("offer.stone", (0, 1), "Stone offered: none → some"),
        ("signed", (0, 1), "“Signed” now stands"),
        ("vague.wood", (1, 0), "Wood becomes plain"),
        ("north.mandate", (0, 1), "your mandate: Trade"),
    ],
)
def test_a_change_is_told_to_a_seat(name: str, step: tuple[int, int], words: str) -> None:
    assert change_words(RULES, name, step, seat="north", value=True) == words


def test_a_value_beyond_its_words_is_a_number() -> None:
    assert [value_words(RULES, "offer.stone", value) for value in (-1, 0, 2, 3)] == ["−1", "0 (none)", "2 (all)", "3"]
    assert [value_words(RULES, "phase", value) for value in range(4)] == ["0", "Talks", "Work", "3"]
    assert [value_words(RULES, "ending_class", value) for value in (0, 2, 4)] == ["0", "no deal", "4"]
    assert [value_words(RULES, "signed", value) for value in range(2)] == ["no", "yes"]


def test_the_small_scenario_reads_as_it_did(request: pytest.FixtureRequest) -> None:
    assert_as_kept(request.path.parent / "small.txt", "\n".join(written(RULES)) + "\n")


def written(rules: Rules) -> Iterator[str]:
    """Yield all that is written of a scenario: its overview, a card for each rule, what cites its paragraph."""
    yield from sections(overview(rules))
    every: tuple[MoveRule | Event | Ending, ...] = (*rules.moves, *rules.events, *rules.endings)
    for rule in every:
        card = card_of(rules, rule)
        yield from ("", f"{card.title.upper()} — {card.about}", *filter(None, [card.flavor]))
        yield from sections(card.sections)
    yield from ("", "¶1", *(f"  {each.kind} {each.id}: {each.title}" for each in citing(rules, 1)))


def sections(found: Iterator[Section] | tuple[Section, ...]) -> Iterator[str]:
    """Yield headings and lines."""
    return chain.from_iterable((each.heading, *(f"  {line}" for line in each.lines)) for each in found)
