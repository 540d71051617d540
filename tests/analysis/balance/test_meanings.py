"""What the analysis knows of a scenario is said by keys: other names, the same figures; aims of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve
from examples import ROOT, faults_of

from wargame.analysis.balance.aims import Aim, Row, with_own_aims
from wargame.analysis.balance.balance import RowAccount, Sizes, Study, balance_report
from wargame.analysis.bargaining.deals import rooms
from wargame.estimates import Estimate
from wargame.game.summit import compile_text
from wargame.scenario import model
from wargame.scenario.meanings import MEASURES

if TYPE_CHECKING:
    from wargame.game.summit import Summit

COIN = (ROOT / "tests" / "analysis" / "coin.toml").read_text(encoding="utf-8")
SIZES = Sizes(games=12, skill_pairs=4, judged_games=10, judged_decisions=10, outlook_games=10, move_games=10)
CLASSES = 'ending_classes = ["held", "broken", "no_deal", "catastrophe"]'
NAMES = {"held": "settled", "broken": "undone", "no_deal": "parted", "catastrophe": "ruin"}
ROLES = """
[class_roles]
settled = "agreement"
undone = "broken"
parted = "no_deal"
ruin = "catastrophe"
"""


def renamed() -> str:
    """Return the coin with none of the names that the analysis knows by itself."""
    text = COIN.replace(CLASSES, f"ending_classes = {list(NAMES.values())}".replace("'", '"'))
    for old, new in NAMES.items():
        text = text.replace(f'class = "{old}"', f'class = "{new}"')
    return text.replace('id = "war"\ntitle = "War"\nclass', 'id = "storm"\nrole = "war"\ntitle = "War"\nclass') + ROLES


def rows_of(summit: Summit) -> list[RowAccount]:
    study = Study(summit=summit, strong="doctrine", ladder=("random", "doctrine"), seed=1, sizes=SIZES)
    report, _ = balance_report(study, lambda _: True)
    return report["rows"]


def test_what_endings_are_called_changes_no_figure() -> None:
    plain, other = rows_of(compile_text(COIN)), rows_of(compile_text(renamed()))
    figures = [[{**row, "note": row["note"].replace("storm", "war")} for row in rows] for rows in (plain, other)]
    assert figures[0] == figures[1]
    assert {row["measure"] for row in plain} == set(MEASURES)


def test_without_their_roles_classes_of_other_names_mean_nothing() -> None:
    rows = rows_of(compile_text(renamed().replace(ROLES, "")))
    assert not [row for row in rows if row["measure"] in {"deals", "surplus", "room for a bargain"}]


def test_the_role_of_a_what_if_counts_more_than_how_it_ends() -> None:
    """A what-if that comes first and ends as an agreement is no longer taken for the deal."""
    decoy = '[[projections]]\nid = "decoy"\ntitle = "D"\neffects = ["fate = 1", "north.stakes = 1"]\n\n'
    first = COIN.index("[[projections]]")
    misled = COIN[:first] + decoy + COIN[first:]
    told = misled.replace('title = "The treaty, kept"', 'title = "The treaty, kept"\nrole = "kept"')
    plain, wrong, right = (rooms(compile_text(text)) for text in (COIN, misled, told))
    assert plain is not None
    assert wrong is not None
    assert right is not None
    assert (plain[0, 0].values == right[0, 0].values).all()
    assert (plain[0, 0].values != wrong[0, 0].values).any()


def test_what_a_signature_alone_is_worth_is_told_where_a_what_if_says_so() -> None:
    broken = '[[projections]]\nid = "unkept"\nrole = "signed"\ntitle = "U"\neffects = ["fate = 2"]\n\n'
    first = COIN.index("[[projections]]")
    found = rooms(compile_text(COIN[:first] + broken + COIN[first:]))
    plain = rooms(compile_text(COIN))
    assert found is not None
    assert plain is not None
    assert found[0, 0].share_unkept == 0  # South gets 20 of a broken treaty, and 40 of none
    assert plain[0, 0].share_unkept is None


SIGNED = Row(
    measure="deals", pool="strong", what="signed", figure=Estimate(0.3, 0.25, 0.35), aim=Aim(low=0.35, words="a")
)
MOVES = Row(measure="live moves", pool="mixed", what="moves", figure=Estimate(2.0, 2.0, 2.0), unit="")


def test_a_scenario_has_aims_of_its_own() -> None:
    aims = (model.Aim(measure="deals", low=20, high=40), model.Aim(measure="live moves", pool="mixed", high=1.5))
    one, two = with_own_aims((SIGNED, MOVES), aims)
    assert (one.verdict, one.aim and one.aim.words) == ("met", "20–40 %")
    assert (two.verdict, two.aim and two.aim.words) == ("missed", "≤ 1.5")
    assert SIGNED.verdict == "missed, not certain"


def test_an_aim_is_about_its_row_and_strong_play_if_it_says_nothing_else() -> None:
    mixed, other = evolve(SIGNED, pool="mixed"), evolve(SIGNED, what="of these, broken later")
    aim = model.Aim(measure="deals", what="signed", low=1)
    found = with_own_aims((SIGNED, mixed, other), (aim,))
    assert [row.aim and row.aim.words for row in found] == ["≥ 1 %", "a", "a"]


def test_an_aim_that_no_row_fits_is_told() -> None:
    lost = with_own_aims((SIGNED,), (model.Aim(measure="deals", what="sealed", low=1),))[-1]
    assert (lost.what, lost.verdict, lost.note) == ("sealed", "unknown", "no row is called so")
    assert with_own_aims((), (model.Aim(measure="deals", low=1),), complete=False) == []


AIM = '[[aims]]\nmeasure = "deals"\n'
WHAT_IF = '[[projections]]\nid = "p"\ntitle = "P"\n'
ENDING = '[[endings]]\nid = "e"\ntitle = "E"\nclass = "held"\ntext = "E"\n'
FAULTS = [
    ('[class_roles]\nhold = "agreement"', "class_roles.hold: no class 'hold'; did you mean 'held'?"),
    (
        '[class_roles]\nheld = "agreed"',
        "class_roles.held: expected 'agreement', 'broken', 'no_deal', 'catastrophe', 'none'",
    ),
    (f"{AIM}low = 1".replace("deals", "deal"), "aims[0].measure: expected 'completion', "),
    (f'{AIM}pool = "weak"\nlow = 1', "aims[0].pool: expected 'strong', 'in character', 'mixed'"),
    (AIM, "aims[0]: give low or high, or both"),
    (f"{AIM}low = 4.5\nhigh = 4", "aims[0]: low 4.5 is above high 4"),
    (f"{AIM}low = nan", "aims[0].low: expected a number within ±10,000"),
    (f'{AIM}low = "4"', "aims[0].low: expected a whole number or a fraction, found the text '4'"),
    (f'{WHAT_IF}role = "keep"', "(p).role: expected 'kept', 'signed', 'no_deal'; found 'keep'"),
    (f'{WHAT_IF}role = "kept"\nfor = "sides"', "(p).role: a role belongs to what both sides are shown"),
    (2 * f'{WHAT_IF}role = "kept"\n', "(p).role: another what-if has the role 'kept'; only one can"),
    (f'{ENDING}role = "battle"', "(e).role: expected 'war'; found 'battle'"),
]


@pytest.mark.parametrize(("added", "fault"), FAULTS)
def test_a_role_or_an_aim_that_nobody_knows_is_a_fault(added: str, fault: str) -> None:
    found = faults_of(f"{COIN}\n{added}\n")
    assert any(fault in line for line in found), found
