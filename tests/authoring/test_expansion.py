"""Templates are written out, issues and packages become tracks and moves, and every name is known or a fault."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from examples import BUNDLED, SMALL, faults_of, rules_of, small_with

from wargame.authoring import loading
from wargame.authoring.parsing import parse_assignment, parse_guard, parse_linear
from wargame.scenario.language import Linear

if TYPE_CHECKING:
    from wargame.scenario.rules import MoveRule
    from wargame.scenario.ruleset import Rules

BROKEN = sorted((Path(__file__).parent / "broken").glob("*.toml"))


@pytest.fixture(scope="module")
def small() -> Rules:
    return rules_of(SMALL.read_text(encoding="utf-8"))


def move_of(rules: Rules, side: str, id_: str) -> MoveRule:
    return next(move for move in rules.moves if (move.side, move.id) == (side, id_))


def effects_of(move: MoveRule) -> list[tuple[str, str, Linear]]:
    return [(each.target, each.op, each.form) for step in move.effects for each in step.do]


# -- what becomes of templates


@pytest.mark.parametrize("path", [SMALL, *BUNDLED], ids=lambda path: path.stem)
def test_a_good_scenario_has_no_fault(path: Path) -> None:
    rules = loading.rules_of(path.read_text(encoding="utf-8"), path.name, strict=True)
    assert rules.scenario.id == path.stem


def test_an_entry_for_sides_stands_for_one_each(small: Rules) -> None:
    faces = [track for track in small.tracks if track.id.endswith(".face")]
    assert [track.id for track in faces] == ["north.face", "south.face"]
    assert [track.title for track in faces] == ["North: face", "South: face"]
    assert [track.meaning for track in faces] == ["How North looks beside South.", "How South looks beside North."]
    assert [track.owner for track in faces] == ["north", "south"]


def test_placeholders_become_ids_in_rules_and_names_in_texts(small: Rules) -> None:
    blush = [event for event in small.events if event.id.endswith("_blush")]
    assert [(event.id, event.title) for event in blush] == [
        ("north_blush", "North blushes"),
        ("south_blush", "South blushes"),
    ]
    assert blush[1].when == parse_guard("south.unmet >= 1", {})
    assert move_of(small, "south", "wait").title == "Wait for North"
    assert move_of(small, "south", "offer-wood").title == "Offer: Wood"


def test_moves_for_issues_conceded_belong_to_the_side_that_concedes(small: Rules) -> None:
    offers = [(move.side, move.id, move.verb, move.issue) for move in small.moves if move.verb == "offer"]
    assert offers == [("north", "offer-stone", "offer", "stone"), ("south", "offer-wood", "offer", "wood")]


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("issues conceded", {("north", "attempt-stone"), ("south", "attempt-wood")}),
        ("issues claimed", {("south", "attempt-stone"), ("north", "attempt-wood")}),
        (
            "issues",
            {
                ("north", "attempt-stone"),
                ("north", "attempt-wood"),
                ("south", "attempt-stone"),
                ("south", "attempt-wood"),
            },
        ),
        ("sides", {("north", "attempt"), ("south", "attempt")}),
    ],
)
def test_a_move_is_written_out_for_whom_it_selects(selector: str, expected: set[tuple[str, str]]) -> None:
    rules = rules_of(small_with('id = "leave"\nside = "south"', f'id = "attempt"\nfor = "{selector}"'))
    assert {(move.side, move.id) for move in rules.moves if move.verb == "attempt"} == expected


def test_issues_become_tracks_and_derived_tracks(small: Rules) -> None:
    by_id = small.track_by_id
    bounds = {name: (by_id[name].min, by_id[name].max) for name in by_id if by_id[name].issue == "stone"}
    levels = dict.fromkeys(("offer.stone", "claim.stone", "done.stone", "bid.stone", "raw.stone", "gap.stone"), (0, 2))
    assert bounds == levels | {"vague.stone": (0, 1)}
    start = {track.id: track.start for track in small.tracks if track.issue == "wood"}
    assert start == {"offer.wood": 0, "claim.wood": 1, "vague.wood": 1, "done.wood": 0, "bid.wood": 0}


def test_without_packages_there_are_no_bids() -> None:
    text = SMALL.read_text(encoding="utf-8")
    before, _, rest = text.partition("[[packages]]")
    text = before + "[[events]]" + rest.partition("[[events]]")[2]
    rules = rules_of(text.replace("bid.stone + bid.wood >= 1 and ", "").replace(">>= bid.{issue}", ">>= claim.{issue}"))
    assert not [track.id for track in rules.tracks if track.id.startswith(("bid.", "used."))]


def test_a_gap_is_a_claim_above_the_draft_in_plain_words(small: Rules) -> None:
    gap, raw = (next(each for each in small.derived if each.id == f"{kind}.stone") for kind in ("gap", "raw"))
    for offer, claim, vague in ((0, 2, 0), (0, 2, 1), (2, 1, 0)):
        now = {"offer.stone": offer, "claim.stone": claim, "vague.stone": vague}
        assert raw.form.value(now) == claim - offer
        assert gap.form.value(now) == (0 if vague else claim - offer)


def test_a_package_sets_its_bids_then_does_what_tabling_does_then_its_own() -> None:
    rules = rules_of(
        small_with(
            "levels = { stone = 1, wood = 1 }",
            'levels = { stone = 2 }\nwhen = "round >= 2"\neffects = ["tension += 3"]',
        )
    )
    move = move_of(rules, "north", "table-half-half")
    assert (move.verb, move.package, move.title) == ("table", "half-half", "Table: Half of each")
    assert move.when == parse_guard("not used.half_half and tension <= 7 and round >= 2", {})
    assert effects_of(move) == [
        ("used.half_half", "=", Linear(1)),
        ("bid.stone", "=", Linear(2)),
        ("bid.wood", "=", Linear(0)),
        ("tension", "-=", Linear(1)),
        ("tension", "+=", Linear(3)),
    ]


def test_mandates_and_who_moves_first_are_drawn_before_everything_else(small: Rules) -> None:
    assert [draw.key for draw in small.setup] == [
        "setup:first",
        "setup:north_mandate",
        "setup:south_mandate",
        "setup:weather",
    ]
    weights = [(outcome.id, outcome.weight.value({})) for outcome in small.setup[1].outcomes]
    assert weights == [("thrift", 2), ("trade", 1)]
    assert small.setup[1].seen_by == ("north",)
    assert small.constants["north.trade"] == 1


def test_a_side_may_be_named_to_move_first() -> None:
    rules = rules_of(small_with('first = "drawn"', 'first = "south"'))
    (outcome,) = rules.setup[0].outcomes
    assert (outcome.id, outcome.effects[0].do[0]) == ("south", parse_assignment("first = 1", {}))


def test_a_red_line_counts_as_crossed_in_plain_words_and_as_masked_in_vague_ones(small: Rules) -> None:
    crossed, masked = (
        next(each for each in small.derived if each.id == f"north.{kind}") for kind in ("crossed", "masked")
    )
    now = {"offer.stone": 2, "vague.stone": 0, "north.mandate": 0, "signed": 0}
    assert (crossed.form.value(now), masked.form.value(now)) == (1, 0)
    assert (crossed.form.value(now | {"vague.stone": 1}), masked.form.value(now | {"vague.stone": 1})) == (0, 1)
    for other in ({"offer.stone": 1}, {"north.mandate": 1}, {"signed": 1}):
        assert crossed.form.value(now | other) == masked.form.value(now | other) == 0
    assert crossed.seen_by == ("north",)
    assert not [each.id for each in small.derived if each.id.startswith("south.") and each.id != "south.unmet"]


def test_what_an_issue_is_worth_depends_on_the_mandate(small: Rules) -> None:
    north, south = (
        next(t for t in small.scores if t.side == side and t.label == "What was built") for side in ("north", "south")
    )
    now = {"done.stone": 2, "done.wood": 1, "north.plan": 0, "ending_class": 1, "south.mandate": 0}
    assert north.form.value(now | {"north.mandate": 0}) == -12 + 7
    assert north.form.value(now | {"north.mandate": 1}) == 2 * -2 + 11
    assert south.form.value(now) == 2 * 9


def test_by_takes_the_form_at_the_value_of_its_track() -> None:
    rules = rules_of(
        small_with('{ by = "north.plan", add = ["0", "2", "5"] }', '{ by = "north.face", add = ["7", "tension", "5"] }')
    )
    term = next(term for term in rules.scores if term.side == "north" and term.label == "What was built")
    now = {"done.stone": 0, "done.wood": 0, "north.mandate": 0, "tension": 9}
    values = [term.form.value(now | {"north.face": face}) for face in range(-3, 7)]
    assert values == [7, 9, 5, 0, 0, 0, 0, 0, 0, 0]  # north.face begins at -3


def test_terms_under_one_guard_are_added_up() -> None:
    rules = rules_of(
        small_with(
            'form = "30 + 4*{own}.face"', 'form = ["30", "tension", { if = "signed", add = "1" }, "-10 - tension"]'
        )
    )
    form = rules.scores[0].form
    assert [(each.linear, each.guard) for each in form.summands] == [
        (Linear(20), parse_guard("", {})),
        (Linear(1), parse_guard("signed", {})),
    ]


def test_an_effect_for_issues_is_written_out_in_file_order(small: Rules) -> None:
    assert effects_of(move_of(small, "north", "accept"))[:2] == [
        ("offer.stone", ">>=", parse_linear("bid.stone", {})),
        ("offer.wood", ">>=", parse_linear("bid.wood", {})),
    ]


def test_a_derived_track_is_seen_by_those_who_see_all_it_reads() -> None:
    rules = rules_of(small_with('add = "gap.{issue}" }]', 'add = "gap.{issue}" }, "0*tension + north.plan"]'))
    assert rules.track_by_id["south.unmet"].seen_by == ("north",)
    assert rules.track_by_id["gap.stone"].seen_by == ("north", "south")


def test_the_most_particular_appeal_of_a_doctrine_wins() -> None:
    appeal = 'offer = "2 - offer.{issue} - tension"'
    rules = rules_of(small_with(appeal, appeal + '\noffer-stone = "77"\ntable = "5"'))
    north = rules.doctrines["north"].appeal
    assert north["offer-stone"].value({}) == 77
    assert north["table-half-half"].value({}) == 5
    assert north["wait"].value({}) == 2
    assert rules.doctrines["south"].appeal["offer-wood"].value({"north.face": 4}) == 3


def test_a_projection_runs_its_effects_then_those_of_its_events() -> None:
    rules = rules_of(small_with('events = ["build"]', 'events = ["build"]\nthen = ["tension = 0"]'))
    targets = [each.target for step in rules.projections[0].effects for each in step.do]
    assert targets == ["signed", "done.stone", "done.wood", "tension"]


def test_a_rule_shown_as_another_is_seen_only_by_its_side() -> None:
    outcomes = 'shown_as = "wait"\noutcomes = [{ id = "a", title = "A", weight = "1" }]'
    move = move_of(rules_of(small_with('shown_as = "wait"', outcomes)), "north", "scheme")
    assert move.outcomes[0].seen_by == ("north",)


# -- what is refused: one fault at a time in a good scenario, and what is said about it

FAULTS = {
    "version": ("format = 1", "format = 2", ["format: version 2 of the language; this program reads version 1"]),
    "scenario id": (
        'id = "small"',
        'id = "Small One"',
        ["id: 'Small One' is no id; expected small letters, digits and -"],
    ),
    "a third side": (
        '[[phases]]\nid = "talks"',
        '[[sides]]\nid = "east"\nname = "E"\nleader = "l"\nbrief = "b"\nmandates = []\n[[phases]]\nid = "talks"',
        ["sides: 3 found; a summit has exactly two", "sides[2] (east).mandates: 0 is out of bounds; expected 1 to 30"],
    ),
    "success out of bounds": ("success = 50", "success = 101", ["success: 101 is out of bounds; expected 0 to 100"]),
    "no rounds": ("rounds = 3", "rounds = 0", ["phases[0] (talks).rounds: 0 is out of bounds; expected 1 to 60"]),
    "unknown next phase": (
        'next = "work"',
        'next = "wrok"',
        ["phases[0] (talks).next: no phase 'wrok'; did you mean 'work'?"],
    ),
    "unknown first": (
        'first = "drawn"',
        'first = "nroth"',
        ["first: expected 'drawn' or a side, found 'nroth'; did you mean 'north'?"],
    ),
    "mandates that cannot be drawn": (
        'brief = "Anything."',
        'brief = "Anything."\nweight = 0',
        ["sides[1] (south).mandates: all weights are 0; one must be drawn"],
    ),
    "reserved word": (
        'id = "signed"\ntitle = "Signed"\nmeaning',
        'id = "class"\ntitle = "Signed"\nmeaning',
        ["'class' is a reserved word"],
    ),
    "start outside": ("max = 9\nstart = 4", "max = 9\nstart = 14", ["tracks[0] (tension).start: 14 is outside 0 to 9"]),
    "min above max": ("min = -3\nmax = 6", "min = 7\nmax = 6", ["tracks[1] ({own}.face): min 7 is above max 6"]),
    "clash with an engine track": (
        'id = "north.plan"',
        'id = "round"',
        ["tracks[3] (round): the name 'round' is used for two things"],
    ),
    "clash with the draw of the first mover": (
        'id = "north.plan"',
        'id = "first"',
        ["the name 'first' is used for two things"],
    ),
    "clash with a phase": ('id = "north.plan"', 'id = "work"', ["the name 'work' is used for two things; rename one"]),
    "clash of an ending class with a phase": (
        '"no_deal", "catastrophe"]',
        '"no_deal", "talks"]',
        ["ending_classes[2]: the name 'talks' is used for two things; rename one"],
    ),
    "clash with an issue's track": (
        'id = "north.plan"',
        'id = "gap.wood"',
        ["the name 'gap.wood' is used for two things"],
    ),
    "clash of draws": ('id = "weather"', 'id = "first"', ["setup: the id 'first' is used 2 times"]),
    "unknown viewer": (
        'seen_by = "north"',
        'seen_by = "nrth"',
        ["seen_by: expected 'everyone', 'nobody' or a side, found 'nrth'", "'north'?"],
    ),
    "unknown conceder": (
        'conceded_by = "north"',
        'conceded_by = "west"',
        ["issues[0] (stone).conceded_by: no side 'west'"],
    ),
    "labels short": (
        'labels = ["none", "some", "all"]',
        'labels = ["none"]',
        ["issues[0] (stone).labels: 1 found; expected one for each of 3 levels"],
    ),
    "totals short": (
        "thrift = [0, -4, -12]",
        "thrift = [0, -4]",
        ["issues[0] (stone).values.north.thrift: 2 totals found; expected one for each of 3"],
    ),
    "worth to no mandate": (
        "trade = -2",
        "trad = -2",
        ["values.north.trad: north has no mandate 'trad'; did you mean 'trade'?"],
    ),
    "start above the top": (
        "start = { claim = 1 }\n[issues.values.north]\nthrift = [0, -4",
        "start = { claim = 3 }\n[issues.values.north]\nthrift = [0, -4",
        ["issues[0] (stone).start.claim: 3 is out of bounds; expected 0 to 2"],
    ),
    "red line both ways": (
        "at_most = 1",
        "at_most = 1\nat_least = 1",
        ["red_lines[0]: give either at_least or at_most"],
    ),
    "red line of no mandate": (
        'mandate = "thrift"',
        'mandate = "thrfit"',
        ["red_lines[0].mandate: north has no mandate 'thrfit'; did you mean 'thrift'?"],
    ),
    "unknown name in a guard": (
        'when = "tension <= 8"',
        'when = "tesnion <= 8"',
        ["moves[2] (shout).when, column 1: 'tesnion' is not known; did you mean 'tension'?"],
    ),
    "name for one of two sides": (
        'when = "{own}.unmet >= 1"',
        'when = "{own}.plan >= 1"',
        ["events[1] ({own}_blush).when, column 1: '{own}.plan' is not known; did you mean", "(for south)"],
    ),
    "product": (
        'weight = "tension"',
        'weight = "tension*tension"',
        ["moves[2] (shout).outcomes[0] (heard).weight, column 1: a product needs a number", "'tension*tension'"],
    ),
    "too many alternatives": (
        'when = "south.face >= 1"',
        f'when = "signed or {" and ".join(f"(signed or round == {at})" for at in range(4))}"',
        ["outcomes[0] (heard).when, column 1: written out, it has more than 16 alternatives"],
    ),
    "number too large": (
        'weight = "6"',
        'weight = "60000"',
        ["events[0] (quarrel).outcomes[1] (words).weight, column 1: 60000 is beyond ±10,000"],
    ),
    "assigning a derived track": (
        'effects = ["tension += 2"]\n[[moves.outcomes]]',
        'effects = ["north.unmet = 0"]\n[[moves.outcomes]]',
        ["moves[2] (shout).effects[0], column 1: 'north.unmet' is computed and cannot be assigned"],
    ),
    "assigning an engine track": (
        '"end_phase = 1", "south.face += 1"',
        '"clock = 1", "south.face += 1"',
        ["moves[4] (leave).effects[0], column 1: 'clock' is computed and cannot be assigned"],
    ),
    "assigning nothing known": (
        '"end_phase = 1", "south.face += 1"',
        '"end_phas = 1"',
        ["moves[4] (leave).effects[0], column 1: 'end_phas' is no track; did you mean 'end_phase'?"],
    ),
    "adding to a control": (
        '"end_phase = 1", "south.face += 1"',
        '"end_phase += 1"',
        ["moves[4] (leave).effects[0]: the control 'end_phase' is only set with ="],
    ),
    "reading a control": (
        'when = "round >= 2"',
        'when = "not end_phase"',
        ["moves[4] (leave).when, column 5: 'end_phase' is a control, which rules only assign"],
    ),
    "ending class outside scores": (
        'when = "round >= 2"',
        'when = "ending_class == held"',
        ["moves[4] (leave).when, column 1: 'ending_class' is not known"],
    ),
    "unknown placeholder": (
        'title = "Wait for {other}"',
        'title = "Wait for {issue}"',
        ["moves[0] (wait).title: no placeholder {issue} here; usable: {own}, {other}"],
    ),
    "placeholder without a scope": (
        'when = "round >= 2"',
        'when = "{issue} >= 2"',
        ["moves[4] (leave).when: no placeholder {issue} here; usable: {own}, {other}"],
    ),
    "selector": (
        '[{ for = "issues", do = ["offer',
        '[{ for = "issue", do = ["offer',
        ["moves[5] (accept).effects[0].for: 'issue' selects nothing; expected 'issues'"],
    ),
    "selector of no side": (
        'for = "issues claimed by {own}"',
        'for = "issues claimed by west"',
        ["derived[0] ({own}.unmet).form.for: no side 'west'"],
    ),
    "term of two kinds": (
        '{ if = "tension <= 3", add = "4" }',
        '{ if = "tension <= 3", by = "tension", add = "4" }',
        ["doctrines.north.appeal.shout[1]: a term is one of: add (text); by + add (a list); value_of + side"],
    ),
    "move of nobody": (
        'id = "leave"\nside = "south"\n',
        'id = "leave"\n',
        ["moves[4] (leave): a move has either a `side` or a `for`"],
    ),
    "move in no phase": (
        'id = "leave"\nside = "south"\nphases = ["talks"]',
        'id = "leave"\nside = "south"\nphases = []',
        ["moves[4] (leave).phases: empty; name the phases in which this move is open"],
    ),
    "move in an unknown phase": (
        'id = "leave"\nside = "south"\nphases = ["talks"]',
        'id = "leave"\nside = "south"\nphases = ["talk"]',
        ["moves[4] (leave).phases: no phase 'talk'; did you mean 'talks'?"],
    ),
    "two moves of one id": (
        'id = "scheme"',
        'id = "shout"',
        ["moves[3] (shout): one of 2 moves with the id 'shout', of which the first is moves[2] (shout); rename it"],
    ),
    "shown as nothing": (
        'shown_as = "wait"',
        'shown_as = "wiat"',
        ["moves[3] (scheme).shown_as: north has no open move 'wiat'; did you mean 'wait'?"],
    ),
    "package with an unknown issue": (
        "levels = { stone = 1, wood = 1 }",
        "levels = { stne = 1 }",
        ["packages[0] (half-half).levels: no issue 'stne'; did you mean 'stone'?"],
    ),
    "package above the top": (
        "levels = { stone = 1, wood = 1 }",
        "levels = { wood = 2 }",
        ["packages[0] (half-half).levels.wood: 2 is no level of wood; expected 0 to 1"],
    ),
    "moment": (
        'at = "ply"',
        'at = "turn"',
        ["events[0] (quarrel).at: expected one of ply, round, phase, final; found 'turn'"],
    ),
    "two outcomes of one id": (
        'id = "echo"',
        'id = "heard"',
        ["moves[2] (shout).outcomes: the id 'heard' is used 2 times"],
    ),
    "class": (
        'class = "no_deal"',
        'class = "nodeal"',
        ["endings[2] (river).class: no class 'nodeal'; did you mean 'no_deal'?"],
    ),
    "one fixed score": (
        "scores = { north = 5, south = 4 }",
        "scores = { north = 5 }",
        ["endings[0] (brawl).scores: name both sides, or neither"],
    ),
    "guarded last ending": (
        'text = "It flows."',
        'text = "It flows."\nwhen = "signed"',
        ["endings[2] (river).when: the last ending must have no `when`"],
    ),
    "no doctrine": (
        (
            '[doctrines.south]\nname = "The hasty"\ntemperament = "Does not."\n'
            'otherwise = "north.face - 1"\n[doctrines.south.appeal]\n'
        ),
        (
            '[doctrines.suoth]\nname = "The hasty"\ntemperament = "Does not."\n'
            'otherwise = "north.face - 1"\n[doctrines.suoth.appeal]\n'
        ),
        ["doctrines.suoth: no side 'suoth'; did you mean 'south'?", "doctrines: none for south; each leader needs one"],
    ),
    "appeal of no move": (
        'accept = "20"',
        'acept = "20"',
        ["doctrines.south.appeal.acept: south has no move or template 'acept'; did you mean 'accept'?"],
    ),
    "projection through chance": (
        'events = ["build"]',
        'events = ["quarrel"]',
        ["projections[0] (built).events: 'quarrel' has chance in it"],
    ),
    "guard that cannot hold": (
        'when = "tension <= 8"',
        'when = "tension >= 10"',
        ["moves[2] (shout).when: it can never hold"],
    ),
    "weights that can all be nothing": (
        'add = "tension - 4" }, "1"]',
        'add = "tension - 4" }]',
        ["moves[2] (shout).outcomes: the weights of its outcomes can all be 0"],
    ),
    "legality that tells a secret": (
        'when = "round >= 2"',
        'when = "north.plan >= 1"',
        ["moves[4] (leave).when: it reads 'north.plan', which south does not see"],
    ),
    "secret move that shows": (
        '"tension -= 1", "north.plan += 1"]',
        '"tension -= 2", "north.plan += 1"]',
        ["moves[3] (scheme).shown_as: it changes what the other side sees otherwise than 'wait' does"],
    ),
    "ending never reached": (
        'when = "tension == 9"',
        'when = "tension >= 0"',
        ["endings[1] (bridge): it is never reached: 'brawl' comes first and holds whenever this one does"],
    ),
    "side without moves": (
        'id = "wait"\nfor = "sides"\nphases = ["talks", "work"]',
        'id = "wait"\nfor = "sides"\nphases = ["talks"]',
        ["phases[1] (work): south has no move in it"],
    ),
}


@pytest.mark.parametrize(("old", "new", "fragments"), FAULTS.values(), ids=FAULTS.keys())
def test_a_broken_scenario_is_refused_in_the_authors_terms(old: str, new: str, fragments: list[str]) -> None:
    said = faults_of(small_with(old, new))
    assert said[0].startswith("test.toml: ")
    for fragment in fragments:
        assert any(fragment in line for line in said[1:]), "\n".join(said)


def test_every_fault_of_the_rules_is_told_at_once() -> None:
    text = small_with('when = "tension <= 8"', 'when = "tesnion <= 8"')
    for old, new in (
        ('at = "ply"', 'at = "turn"'),
        ('accept = "20"', 'acept = "20"'),
        ('shown_as = "wait"', 'shown_as = "x"'),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    said = faults_of(text)
    assert said[0] == "test.toml: 4 faults in the rules"
    assert len(said) == 5


def test_a_fault_of_a_template_is_told_once_in_its_own_words() -> None:
    said = faults_of(small_with('when = "{own}.unmet >= 1"', 'when = " signed and {own}.umnet >= 1"'))
    wrong = "events[1] ({own}_blush).when, column 13: '{own}.umnet' is not known; did you mean '{own}.unmet'?"
    assert said == ("test.toml: 1 fault in the rules", f"test.toml:234: {wrong}")


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_file_is_refused_with_the_faults_named_at_its_head(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = [line.removeprefix("# says: ") for line in text.splitlines() if line.startswith("# says: ")]
    said = faults_of(text)
    assert expected
    for fragment in expected:
        assert any(fragment in line for line in said), "\n".join(said)


def test_too_many_tracks_and_moves_are_refused() -> None:
    track = '\n[[tracks]]\nid = "t{}"\ntitle = "t"\nmeaning = "m"\nmin = 0\nmax = 1\nstart = 0\n'
    said = faults_of(SMALL.read_text(encoding="utf-8") + "".join(track.format(at) for at in range(400)))
    assert any("at most 400 are allowed" in line for line in said)
    move = '\n[[moves]]\nid = "m{}"\nside = "north"\nphases = ["work"]\ngroup = "g"\ntitle = "t"\n'
    said = faults_of(SMALL.read_text(encoding="utf-8") + "".join(move.format(at) for at in range(127)))
    assert any("phases[1] (work): north has 129 moves in it; at most 128 are allowed" in line for line in said)


FIRST_ENDING = '[[endings]]\nid = "brawl"\n'
IMAGINED = """
[[projections]]
id = "imagined"
title = "You wait"
for = "sides"
move = "wait"

[[endings]]
id = "brawl"
"""


def test_a_what_if_of_a_move_begins_with_what_the_move_does_to_tracks() -> None:
    made = rules_of(small_with(FIRST_ENDING, IMAGINED))
    imagined = [each for each in made.projections if each.id == "imagined"]
    assert [each.seen_by for each in imagined] == [("north",), ("south",)]
    assert all(each.effects == move_of(made, each.seen_by[0], "wait").effects for each in imagined)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('move = "wait"', 'move = "wiat"', "'wiat' is no move of north; did you mean 'wait'?"),
        ('for = "sides"\n', "", 'write `for = "sides"`'),
    ],
)
def test_a_what_if_names_a_move_of_its_side(old: str, new: str, said: str) -> None:
    assert any(said in fault for fault in faults_of(small_with(FIRST_ENDING, IMAGINED.replace(old, new))))
