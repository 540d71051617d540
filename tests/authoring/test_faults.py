"""What is said of a broken file: the line, the place, what was found there and what to do about it."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from examples import SMALL, faults_of, rules_of, small_with

from wargame.authoring import loading
from wargame.authoring.naming import _MOST_EITHER
from wargame.errors import ScenarioError
from wargame.game.summit import load
from wargame.journal.entries import ScenarioId
from wargame.journal.store import rules_of as kept_rules_of

if TYPE_CHECKING:
    from pathlib import Path

TEXT = SMALL.read_text(encoding="utf-8")

# One thing at a time that can be played and that no author can have meant: what is written instead of what, and what is
# said, whole. LINE is where the first line that was changed stands.
MEANT = {
    "list too short": (
        'add = ["0", "2", "5"]',
        'add = ["0", "2"]',
        (
            "scores[1].form[1].add: 2 forms, for 0 to 1; expected 3, for 0 to 2, of 'north.plan';"
            " write one form for each value"
        ),
    ),
    "list too long": (
        'add = ["0", "2", "5"]',
        'add = ["0", "2", "5", "6"]',
        (
            "scores[1].form[1].add: 4 forms, for 0 to 3; expected 3, for 0 to 2, of 'north.plan';"
            " write one form for each value"
        ),
    ),
    "list by a sum": (
        'by = "north.plan", add',
        'by = "north.plan + signed", add',
        (
            "scores[1].form[1].add: 3 forms, for 0 to 2; expected 4, for 0 to 3, of 'north.plan + signed';"
            " write one form for each value"
        ),
    ),
    "list by the phase, which is never 0": (
        'by = "north.plan", add = ["0", "2", "5"]',
        'by = "phase", add = ["1", "2"]',
        "scores[1].form[1].add: 2 forms, for 0 to 1; expected 3, for 0 to 2, of 'phase'; write one form for each value",
    ),
    "list by one side's track of two": (
        'form = "30 + 4*{own}.face"',
        'form = [{ by = "{own}.mandate", add = ["1", "2"] }]',
        (
            "scores[0].form.add: 2 forms, for 0 to 1; expected 1, for 0 to 0, of '{own}.mandate';"
            " write one form for each value (for south)"
        ),
    ),
    "mandate without a value": (
        "trade = -2\n",
        "",
        (
            "issues[0] (stone).values.north: no value for 'trade', and others have one;"
            " write trade = 0 if it is worth nothing"
        ),
    ),
    "one side's mandate and the other's": (
        'when = "round >= 2"',
        'when = "round >= 2 and south.mandate != north.trade"',
        (
            "moves[4] (leave).when, column 16: compares a mandate of north with a mandate of south, which are"
            " numbered each for itself: compare like with like: 'round >= 2 and south.mandate != north.trade'"
        ),
    ),
    "both mandates in a template": (
        'when = "{own}.unmet >= 1"',
        'when = "{own}.mandate != {other}.mandate"',
        (
            "events[1] ({own}_blush).when, column 1: compares a mandate of north with a mandate of south, which are"
            " numbered each for itself: compare like with like: '{own}.mandate != {other}.mandate'"
        ),
    ),
    "phase and ending class": (
        '{ if = "ending_class != held", add = "-3" }]',
        '{ if = "ending_class != talks", add = "-3" }]',
        (
            "scores[2].form[1].if, column 1: compares a phase with an ending class, which are numbered each for itself:"
            " compare like with like: 'ending_class != talks'"
        ),
    ),
    "assigning a mandate": (
        '"tension -= 1", "north.plan += 1"]',
        '"tension -= 1", "north.plan += 1", "north.mandate = 1"]',
        (
            "moves[3] (scheme).effects[2], column 1: 'north.mandate' is drawn before the first move and never changes:"
            " keep what a rule changes in a track"
        ),
    ),
    "secret that is open while what it is shown as is closed": (
        'title = "Wait for {other}"',
        'title = "Wait for {other}"\nwhen = "tension >= 2"',
        (
            "moves[3] (scheme).when: it can be open while 'wait', which it is shown as, is closed, and so gives"
            " itself away; let it ask all that 'wait' asks"
        ),
    ),
    "ending behind a weaker one": (
        'when = "signed"\n\n[[endings]]',
        (
            'when = "done.wood + done.stone >= 1"\n\n[[endings]]\nid = "c"\ntitle = "C"\nclass = "held"\ntext = ""\n'
            'when = "2 <= done.stone + done.wood"\n\n[[endings]]'
        ),
        (
            "endings[2] (c): it is never reached: 'bridge' comes first and holds whenever this one does;"
            " put this one before it, or let 'bridge' ask more"
        ),
    ),
}
MEANT |= {
    f"blank {kind}": (old, new, f"{path}: it is blank, and players read it; write a word or two")
    for kind, old, new, path in (
        ("name", 'leader = "the Baker"', 'leader = " "', "sides[1] (south).leader"),
        ("label", 'labels = ["none", "all"]', 'labels = ["none", ""]', "issues[1] (wood).labels[1]"),
    )
}
MEANT |= {
    f"source of {kind}": (old, new, f"{path}: cites ¶7, which [source.paragraphs] does not have")
    for kind, old, new, path in (
        ("a side", 'leader = "the Baker"', 'sources = [7]\nleader = "the Baker"', "sides[1] (south).sources[0]"),
        (
            "a mandate",
            'title = "Plain"',
            'sources = [7]\ntitle = "Plain"',
            "sides[1] (south).mandates[0] (plain).sources[0]",
        ),
        ("a phase", 'title = "Work"', 'sources = [7]\ntitle = "Work"', "phases[1] (work).sources[0]"),
        ("a track", "sources = []", "sources = [7]", "tracks[0] (tension).sources[0]"),
        (
            "a derived track",
            'title = "{own}: unmet"',
            'sources = [7]\ntitle = "U"',
            "derived[0] ({own}.unmet).sources[0]",
        ),
        ("an issue", 'title = "Wood"', 'sources = [7]\ntitle = "Wood"', "issues[1] (wood).sources[0]"),
        ("a red line", "at_most = 1", "sources = [7]\nat_most = 1", "red_lines[0].sources[0]"),
        ("the set-up", 'title = "The weather"', 'sources = [7]\ntitle = "W"', "setup[0] (weather).sources[0]"),
        ("a move", 'title = "Shout"', 'sources = [7]\ntitle = "Shout"', "moves[2] (shout).sources[0]"),
        ("tabling", 'group = "Packages"', 'sources = [7]\ngroup = "Packages"', "tabling.sources[0]"),
        ("a package", 'title = "Half of each"', 'sources = [7]\ntitle = "H"', "packages[0] (half-half).sources[0]"),
        ("an event", 'title = "Quarrel"', 'sources = [7]\ntitle = "Quarrel"', "events[0] (quarrel).sources[0]"),
        ("an ending", 'title = "A river"', 'sources = [7]\ntitle = "A river"', "endings[2] (river).sources[0]"),
        ("a score", 'label = "The leader\'s face"', 'sources = [7]\nlabel = "F"', "scores[0].sources[0]"),
        ("a doctrine", 'name = "The hasty"', 'sources = [7]\nname = "The hasty"', "doctrines.south.sources[0]"),
    )
}


HEADS = {  # what stands on the line that is told, where that is not the last one written
    "mandate without a value": "[issues.values.north]",
    "secret that is open while what it is shown as is closed": 'when = "north.plan <= 1"',
    "ending behind a weaker one": '[[endings]]\nid = "c"',
}


@pytest.mark.parametrize("name", MEANT)
def test_what_no_author_can_have_meant_is_refused_with_its_line_and_what_to_do(name: str) -> None:
    old, new, words = MEANT[name]
    text = small_with(old, new)
    told = HEADS.get(name, "sources = [7]" if "sources = [7]" in new else new)
    line = text[: text.index(told)].count("\n") + 1
    assert faults_of(text)[1:] == (f"test.toml:{line}: {words}",)


def test_rules_that_a_saved_game_carries_are_not_held_to_it(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    for old, new, _ in MEANT.values():
        text = small_with(old, new)
        digest = sha256(text.encode()).hexdigest()
        kept = tmp_path / "scenarios" / f"{digest}.toml"
        kept.write_text(text, encoding="utf-8")
        assert kept_rules_of(ScenarioId("small", "Small", digest), tmp_path).sha256 == digest
        with pytest.raises(ScenarioError):
            load(str(kept))


# What people write from habit: the guard or effect, the column, and what is said.
SLIPS = [
    ("when", "round = 2", 7, "`=` sets a track: to compare, write =="),
    ("when", " round => 2", 8, "`=>` is no operator: write >="),
    ("when", "round =< 2", 7, "`=<` is no operator: write <="),
    ("when", "max(round, clock) >= 3", 1, "`max(…)` has no place in a guard: compare each, joined by and or or"),
    ("when", "round <> 2", 7, "`<>` is no operator: write !="),
    ("when", "round === 2", 7, "`===` is no operator: write =="),
    ("when", "round ≥ 2", 7, "`≥` is no operator: write >="),
    ("when", "round >= 2 && signed", 12, "`&&` is no operator: write and"),
    ("when", "round >= 2 || signed", 12, "`||` is no operator: write or"),
    ("when", "round >= 2 AND signed", 12, "`AND` is written in small letters"),
    ("when", "!signed", 1, "`!` is no operator: write not"),
    ("when", "“round” >= 2", 1, "“ is a typographic quote: leave it out"),
    ("when", "round >= 5 – 3", 12, "– is a typographic dash: write a plain -"),
    ("when", "round += 2", 7, "`+=` changes a track: that is written in `effects`"),
    ("when", "round >= 4/2", 11, "`/` is no operator: forms know +, - and *"),
    ("when", "signed == true and if", 20, "`if` has no place here: a condition is a key of its own"),
    ("effects", "tension++", 8, "`++` is no operator: write track += 1"),
    ("effects", "tension--", 8, "`--` is no operator: write track -= 1"),
    ("effects", "tension =+ 1", 9, "`=+` is no operator: write +="),
    ("effects", "tension == 1", 9, "`==` compares: to set a track, write ="),
    ("effects", "tension := 1", 9, "`:=` is no operator: write ="),
    ("effects", "tension *= 2", 9, "`*=` is no operator: effects are written with"),
    ("effects", "tension = 1, signed = 1", 12, "`,` joins effects, and each stands alone: write a list"),
    ("effects", "tension -= −1", 12, "− is a typographic dash: write a plain -"),
]


@pytest.mark.parametrize(("key", "text", "column", "words"), SLIPS)
def test_a_habit_of_other_languages_is_named_with_what_to_write(key: str, text: str, column: int, words: str) -> None:
    old = {"when": 'when = "round >= 2"', "effects": 'effects = ["end_phase = 1", "south.face += 1"]'}[key]
    said = faults_of(small_with(old, f'{key} = "{text}"' if key == "when" else f'{key} = ["{text}"]'))
    line, place = TEXT[: TEXT.index(old)].count("\n") + 1, key if key == "when" else "effects[0]"
    assert said[1].startswith(f"test.toml:{line}: moves[4] (leave).{place}, column {column}: {words}")
    assert said[1].endswith(f": {text!r}")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('title = "Shout"', "title = “Shout”", "9: “ is a typographic quote: text stands in plain quotes"),
        ('title = "Shout"', 'title = "Shout”', "15: ” is a typographic quote: text stands in plain quotes"),
        ("min = -3", "min = –3", "7: – is a typographic dash: write a plain -"),
        ("min = -3", "min == -3", "5: `==` compares: a key and its value are written key = value"),
        ("min = -3", "min => -3", "5: `=>` is no TOML: a key and its value are written key = value"),
        ("min = -3", "min: -3", "4: `:` is no TOML: a key and its value are written key = value"),
    ],
)
def test_a_habit_in_the_file_itself_is_named_too(old: str, new: str, words: str) -> None:
    line = TEXT[: TEXT.index(old)].count("\n") + 1
    assert faults_of(small_with(old, new))[0].startswith(f"test.toml:{line}: column {words}")


def test_an_id_with_a_typographic_dash_is_told_so() -> None:
    said = faults_of(small_with('id = "shout"', 'id = "shout–out"'))
    assert any(line.endswith("; – is a typographic dash: write a plain -") for line in said)


def test_a_list_by_a_sum_with_a_track_that_is_not_there_is_told_of_that_alone() -> None:
    said = faults_of(small_with('by = "north.plan", add', 'by = "north.plan + nowhere", add'))
    assert len(said) == 2
    assert "'nowhere'" in said[1]


def test_so_many_different_alternatives_are_refused() -> None:
    event = '[[events]]\nid = "e{0}"\ntitle = "t"\nat = "round"\nwhen = "tension >= {1} or clock == {2}"\n'
    text = "".join(event.format(each, each % 10, each // 10) for each in range(_MOST_EITHER + 1))
    said = faults_of(small_with("[[projections]]\nid", f"{text}\n[[projections]]\nid"))
    assert any(f"different `or`; at most {_MOST_EITHER} are allowed" in line for line in said)


AGAIN = "it sets the control 'again'; only a move, its outcomes and the events after a move (at ply) may"


def test_only_after_a_move_a_side_may_be_told_to_move_again() -> None:
    once = '{ if = "tension >= 8", do = ["again = 1"] }'
    rules_of(small_with('when = "tension >= 8"\neffects = [', f'when = "tension >= 8"\neffects = [{once}, '))
    said = faults_of(small_with('effects = ["{own}.face -= {own}.unmet"]', f"effects = [{once}]"))
    assert said[1].endswith(f"events[1] ({{own}}_blush).effects[0]: {AGAIN}")


# -- derived tracks


def derived(id_: str, form: str) -> str:
    """Return the text of a derived track."""
    return f'[[derived]]\nid = "{id_}"\ntitle = "t"\nmeaning = "m"\nmin = 0\nmax = 9\nform = "{form}"\n'


def test_derived_tracks_may_stand_in_any_order() -> None:
    before, after = derived("a", "b + 1") + derived("b", "tension"), derived("b", "tension") + derived("a", "b + 1")
    made, usual = (
        rules_of(small_with('[[issues]]\nid = "stone"', f'{each}[[issues]]\nid = "stone"')) for each in (before, after)
    )
    assert [each.id for each in made.derived[-2:]] == ["b", "a"]
    assert {each.id: (each.form, each.seen_by) for each in made.derived} == {
        each.id: (each.form, each.seen_by) for each in usual.derived
    }


def test_what_a_derived_track_hides_is_hidden_whatever_the_order() -> None:
    text = derived("a", "b + 1") + derived("b", "north.plan")
    made = rules_of(small_with('[[issues]]\nid = "stone"', f'{text}[[issues]]\nid = "stone"'))
    assert {each.seen_by for each in made.derived[-2:]} == {("north",)}


def test_a_circle_of_derived_tracks_is_named_as_one() -> None:
    text = derived("a", "b + 1") + derived("b", "tension - c") + derived("c", "2*a") + derived("d", "a")
    said = faults_of(small_with('[[issues]]\nid = "stone"', f'{text}[[issues]]\nid = "stone"'))
    assert len(said) == 2
    assert any(
        f"reads itself in a circle: {circle}; break it" in said[1]
        for circle in ("a -> b -> c -> a", "b -> c -> a -> b", "c -> a -> b -> c")
    )
    own = faults_of(small_with('[[issues]]\nid = "stone"', f'{derived("a", "a")}[[issues]]\nid = "stone"'))
    assert own[1].startswith("test.toml:104: derived[1] (a).form: reads itself in a circle: a -> a; ")


# -- once, whatever it stands for


def test_a_fault_that_only_some_have_says_which() -> None:
    said = faults_of(
        small_with('when = "offer.{issue} < claim.{issue} and {own}.face >= 0"', 'when = "{own}.plan >= 0"')
    )
    assert len(said) == 2
    assert said[1].endswith("(for south wood)")


def test_a_guard_that_never_holds_in_a_template_is_told_once() -> None:
    said = faults_of(
        small_with('when = "offer.{issue} < claim.{issue} and {own}.face >= 0"', 'when = "{own}.face > 6"')
    )
    assert said[1:] == (
        "test.toml:154: moves[1] (offer).when: it can never hold; loosen it, or leave out what stands under it",
    )


def test_an_effect_of_tabling_is_told_once_for_all_packages() -> None:
    more = (
        '[[packages]]\nid = "all"\nside = "south"\ntitle = "All"\nlevels = { stone = 2 }\n\n[[events]]\nid = "quarrel"'
    )
    text = small_with('[[events]]\nid = "quarrel"', more).replace(
        'effects = ["tension -= 1"]\n\n[[packages]]',
        'effects = [\n  { if = "signed", do = ["tension -= 1",\n  "{own}.x = 1"] },\n]\n\n[[packages]]',
    )
    with pytest.raises(ScenarioError) as caught:
        loading.rules_of(text, "s.toml", strict=True)
    assert caught.value.faults == (
        "s.toml:211: tabling.effects[0].do[1], column 1: '{own}.x' is no track; did you mean '{own}.plan'?",
    )


def test_a_fault_of_a_variant_is_told_by_the_line_of_its_own_file(tmp_path: Path) -> None:
    (tmp_path / "small.toml").write_text(TEXT, encoding="utf-8")
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'base = "small.toml"\nid = "mine"\n\n[[moves]]\nid = "leave"\nwhen = "rond >= 2"\n', encoding="utf-8"
    )
    with pytest.raises(ScenarioError) as caught:
        load(str(mine))
    said = "mine.toml:6: moves[4] (leave).when, column 1: 'rond' is not known; did you mean 'round'?"
    assert caught.value.faults == (said,)
