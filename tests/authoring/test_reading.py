"""Reading a file coerces nothing, refuses hostile text, and tells every fault at once with its place."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest
from examples import SMALL, rules_of, small_with
from mutants import mutated

from wargame.authoring.reading import MOST_BYTES, parse_scenario, read_text
from wargame.errors import ScenarioError
from wargame.legible import hidden_character


def refusal(text: str) -> str:
    """Return what is said about a text that has to be refused in its form."""
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "test.toml")
    return str(caught.value)


# -- good files


def test_what_is_left_out_has_its_default() -> None:
    scenario = parse_scenario(SMALL.read_text(encoding="utf-8"), "test.toml")
    assert scenario.tracks[0].seen_by == "everyone"
    assert scenario.sides[0].mandates[1].weight == 1
    assert scenario.phases[1].next == ""
    assert scenario.issues[0].start.offer == 0


def test_a_bare_text_is_a_form_of_one_term() -> None:
    scenario = parse_scenario(SMALL.read_text(encoding="utf-8"), "test.toml")
    (heard, echo) = next(move for move in scenario.moves if move.id == "shout").outcomes
    assert [term.add for term in heard.weight] == ["tension"]
    assert [(term.if_, term.add) for term in echo.weight] == [("tension >= 5", "tension - 4"), ("", "1")]


def test_bands_are_sorted_by_their_values() -> None:
    scenario = parse_scenario(small_with('{ 0 = "quiet", 6 = "loud" }', '{ 6 = "loud", 0 = "quiet" }'), "test.toml")
    assert scenario.tracks[0].bands == ((0, "quiet"), (6, "loud"))


def test_windows_line_ends_are_read_alike() -> None:
    text = SMALL.read_text(encoding="utf-8")
    assert parse_scenario(text.replace("\n", "\r\n"), "test.toml") == parse_scenario(text, "test.toml")


def test_accents_umlauts_and_other_scripts_are_text_like_any_other() -> None:
    for name in ("Größe", "Pjöngjang – „Frieden“", "평양", "Ханой", "ไทย", "नमस्ते"):
        assert parse_scenario(small_with('name = "North"', f'name = "{name}"'), "test.toml").sides[0].name == name


# -- types


@pytest.mark.parametrize(
    ("old", "new", "fragments"),
    [
        ("success = 50", 'success = "50"', ["success", "expected a whole number", "'50'"]),
        ("success = 50", "success = true", ["success", "expected a whole number", "the truth value True"]),
        ("success = 50", "success = 50.0", ["success", "expected a whole number", "the fraction 50.0"]),
        ("success = 50", "success = nan", ["success", "expected a whole number", "nan"]),
        ("success = 50", "success = [50]", ["success", "expected a whole number", "found a list"]),
        ("success = 50", "success = 2018-06-12", ["success", "expected a whole number, found the date 2018-06-12"]),
        ("success = 50", "success = 07:32:00", ["expected a whole number, found the time 07:32:00"]),
        ("success = 50", "success = 2018-06-12T09:00:00Z", ["found the date and time 2018-06-12T09:00:00+00:00"]),
        ("success = 50", "success = 10001", ["success", "within ±10,000", "10001"]),
        ("success = 50", "success = 999999999999999999999999999", ["success", "within ±10,000"]),
        ('title = "Small"', "title = 5", ["title", "expected text in quotes", "the number 5"]),
        ('title = "Small"', "title = false", ["title", "expected text in quotes", "the truth value False"]),
        ('title = "Small"', 'title = ["Small"]', ["title", "expected text in quotes", "found a list"]),
        ('title = "Small"', "title = { en = 1 }", ["title", "expected text in quotes", "found a table"]),
        ('"no_deal", "catastrophe"]', "3]", ["ending_classes[1]", "expected text in quotes", "the number 3"]),
        (
            'phases = ["talks"]\ngroup = "Pressure"',
            'phases = "talks"\ngroup = "Pressure"',
            ["moves[4] (leave).phases", "a list"],
        ),
        ('next = "work"', "next = 2", ["phases[0] (talks).next", "expected text in quotes", "the number 2"]),
        ("start = { claim = 1 }", "start = 1", ["issues[0] (stone).start", "expected a table", "the number 1"]),
        ("trade = -2", 'trade = "-2"', ["issues[0] (stone).values.north.trade", "a whole number or a list", "'-2'"]),
        ("trade = -2", "trade = true", ["issues[0] (stone).values.north.trade", "a whole number or a list", "True"]),
        ("thrift = [0, -4, -12]", "thrift = [0, -4, -12.0]", ["values.north.thrift[2]", "a whole number", "-12.0"]),
        (
            'weight = "tension"',
            "weight = 3",
            ["outcomes[0] (heard).weight", "a form (text, or a list of terms)", "the number 3"],
        ),
        ('add = ["0", "2", "5"]', "add = [0, 2, 5]", ["scores[1].form[1].add[0]", "text in quotes", "the number 0"]),
        ('"signed = 1", "end_round = 1"]', "1]", ["moves[5] (accept).effects[1]", "text or a table", "the number 1"]),
        (
            '{ 0 = "quiet", 6 = "loud" }',
            '{ low = "quiet" }',
            ["tracks[0] (tension).bands.low", "a whole number as key", "'low'"],
        ),
        ('{ 0 = "quiet", 6 = "loud" }', '["quiet"]', ["tracks[0] (tension).bands", "expected a table", "found a list"]),
        (
            "levels = { stone = 1, wood = 1 }",
            "levels = { stone = 1.5 }",
            ["packages[0] (half-half).levels.stone", "the fraction 1.5"],
        ),
        ("scores = { north = 5, south = 4 }", "scores = [5, 4]", ["endings[0] (brawl).scores", "expected a table"]),
        ("sources = []", "sources = 1", ["tracks[0] (tension).sources", "expected a list", "the number 1"]),
        ("[tabling]", "[[tabling]]", ["tabling", "found a list"]),
    ],
)
def test_nothing_is_coerced(old: str, new: str, fragments: list[str]) -> None:
    said = refusal(small_with(old, new))
    for fragment in fragments:
        assert fragment in said


# -- keys


@pytest.mark.parametrize(
    ("old", "new", "fragments"),
    [
        (
            "success = 50",
            "sucess = 50",
            ["unknown key 'sucess'; did you mean 'success'?", "success: missing; this key is needed"],
        ),
        ("min = -3", "mini = 2\nmin = -3", ["tracks[1] ({own}.face).mini: unknown key 'mini'; did you mean 'min'?"]),
        (
            "min = -3",
            "zzz = 2\nmin = -3",
            ["tracks[1] ({own}.face).zzz: unknown key 'zzz'; valid keys: id, title, meaning, min"],
        ),
        (
            'class = "catastrophe"',
            'class_ = "catastrophe"',
            ["endings[0] (brawl).class_: unknown key", "endings[0] (brawl).class: missing"],
        ),
        (
            '{ if = "tension >= 6", do',
            '{ iff = "tension >= 6", do',
            ["moves[1] (offer).effects[1].iff", "did you mean 'if'?"],
        ),
        ("[tabling]", "[extra]\n[tabling]", ["extra: unknown key 'extra'"]),
        ('leader = "the Miller"\n', "", ["sides[0] (north).leader: missing; this key is needed"]),
    ],
)
def test_an_unknown_or_missing_key_is_named_with_the_nearest_valid_one(
    old: str, new: str, fragments: list[str]
) -> None:
    said = refusal(small_with(old, new))
    for fragment in fragments:
        assert fragment in said


def test_every_fault_of_form_is_told_at_once() -> None:
    text = (
        small_with("success = 50", 'success = "fifty"')
        .replace('next = "work"', "next = 7")
        .replace("max = 9", "max = true")
    )
    said = refusal(text.replace('label = "The leader\'s face"', "lable = 1"))
    assert said.splitlines()[0] == "test.toml: 5 faults in the form of the file"
    places = ["success:", "phases[0] (talks).next:", "tracks[0] (tension).max:", "scores[0].label:", "scores[0].lable:"]
    assert all(place in said for place in places)


def test_an_empty_file_misses_every_key() -> None:
    said = refusal("")
    assert all(f"{key}: missing" in said for key in ("format", "id", "sides", "moves", "endings"))


# -- text


HOSTILE = {
    "escape": "\x1b[2J",
    "bell": "\x07",
    "delete": "\x7f",
    "C1 control": "\x9b31m",
    "right-to-left override": "\u202e",
    "isolate": "\u2066",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "soft line": "\u2028",
    "byte order mark": "\ufeff",
    "word joiner": "\u2060",
    "private use": "\ue000",
    "pile of accents": "e\u0301\u0301\u0301",
}


@pytest.mark.parametrize("sign", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_sign_that_a_terminal_obeys_or_hides_is_refused_with_its_line_escaped_or_not(sign: str) -> None:
    said = refusal(small_with("Two villages", f"Two {sign}villages"))
    assert "test.toml:6: column" in said
    assert hidden_character(said.replace("\n", " ")) is None
    said = refusal(small_with("Two villages", f"Two {escaped(sign)}villages"))
    assert said.splitlines()[1].startswith("  test.toml:6: summary: holds ")
    assert hidden_character(said.replace("\n", " ")) is None


def escaped(sign: str) -> str:
    """Return signs as TOML writes them without showing them."""
    return "".join(f"\\u{ord(each):04X}" for each in sign)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("success = 50", 'success = 50\n"KEY" = 1'),
        ("min = -3", 'min = -3\n"KEY" = 1'),
        ("trade = -2", '"KEY" = -2'),
        ("levels = { stone = 1, wood = 1 }", 'levels = { "KEY" = 1 }'),
        ("levels = { stone = 1, wood = 1 }", 'levels = { "KEY" = "x" }'),
        ("scores = { north = 5, south = 4 }", 'scores = { "KEY" = 5 }'),
        ("[doctrines.south]", '[doctrines."KEY"]'),
        ('accept = "20"', '"KEY" = "20"'),
        ("[issues.values.south]", '[issues.values."KEY"]'),
        ('{ 0 = "quiet", 6 = "loud" }', '{ "KEY" = "quiet" }'),
        ('id = "leave"', 'id = "KEY"'),
    ],
)
def test_a_hostile_key_never_reaches_the_terminal(old: str, new: str) -> None:
    for sign in HOSTILE.values():
        with pytest.raises(ScenarioError) as caught:
            rules_of(small_with(old, new.replace("KEY", escaped(sign))))
        assert hidden_character(str(caught.value).replace("\n", " ")) is None


def test_a_line_that_is_too_long_is_refused() -> None:
    said = refusal(SMALL.read_text(encoding="utf-8") + "\n# " + "x" * 4095)
    assert "4,097 characters; at most 4,096 are allowed" in said
    parse_scenario(SMALL.read_text(encoding="utf-8") + "\n# " + "x" * 4094, "test.toml")


def test_a_text_that_is_too_long_is_refused() -> None:
    said = refusal(small_with('"Agree, or do not."', '"""' + "Agree, or do not.\n" * 500 + '"""'))
    assert "introduction: expected at most 8,000 characters of text" in said


def test_a_list_that_is_too_long_is_refused() -> None:
    said = refusal(small_with("sources = []", f"sources = [{','.join(['1'] * 1001)}]"))
    assert "sources: expected at most 1,000 items" in said


def test_a_file_over_256_kib_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.toml"
    path.write_bytes(b"#\n" * (MOST_BYTES // 2))
    assert len(read_text(path)) == MOST_BYTES
    path.write_bytes(b"#\n" * (257 * 1024 // 2))
    with pytest.raises(ScenarioError, match="too large: 263,168 bytes, and at most 262,144 are read"):
        read_text(path)


def test_a_file_that_is_not_there_or_is_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="cannot be read: No such file"):
        read_text(tmp_path / "missing.toml")
    with pytest.raises(ScenarioError, match="cannot be read: a folder, and no regular file"):
        read_text(tmp_path)
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(ScenarioError, match="cannot be read: a pipe, and no regular file"):
        read_text(tmp_path / "pipe.toml")
    with pytest.raises(ScenarioError, match="cannot be read: a device, and no regular file"):
        read_text(Path("/dev/zero"))
    path = tmp_path / "bytes.toml"
    path.write_bytes(b'title = "\xff"')
    with pytest.raises(ScenarioError, match=r"not UTF-8 text \(byte 9\)"):
        read_text(path)


@pytest.mark.parametrize(
    "text",
    [
        "title",
        "title = ",
        "[[sides",
        'title = "a" "b"',
        "a = 1\na = 2",
        'title = "\\q"',
        "a = 1__0",
        "[a]\n[a]",
        "a = [1,",
        "=",
        "a.b = 1\na = 2",
    ],
)
def test_what_is_not_toml_is_refused_with_its_place(text: str) -> None:
    said = refusal(text)
    assert re.match(r"test\.toml:[12]: column \d+: (not valid|`==` compares)", said), said


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 1500,
        "a = " + "[" * 1500 + "]" * 1500,
        "a = " + "{a=" * 1000 + "1" + "}" * 1000,
        ".".join(["a"] * 2000) + " = 1",
        "[" + ".".join(["a"] * 2000) + "]",
        "success = " + "9" * 4000,
        "success = 1" + "_0" * 2000,
        "success = " + "9" * 4080,
        "success = 0x" + "f" * 4000,
        "success = 0b" + "1" * 4000,
        "success = 1e999999",
    ],
    ids=range(11),
)
def test_deep_nesting_and_huge_numbers_are_refused_in_a_few_words(text: str) -> None:
    said = refusal(text)
    assert "Traceback" not in said
    assert "set_int_max_str_digits" not in said
    assert max(len(line) for line in said.splitlines()) < 400


def test_deep_nesting_inside_a_good_file_is_refused() -> None:
    refusal(small_with("sources = []", "sources = " + "[" * 900 + "]" * 900))


# -- any text


def test_whatever_the_text_it_is_read_or_refused_and_nothing_else() -> None:
    dice = random.Random(2018)  # noqa: S311  repeatable injuries, not secrets
    good, read = SMALL.read_text(encoding="utf-8"), 0
    for _ in range(300):
        text = mutated(good, dice)
        try:
            rules_of(text)
            read += 1
        except ScenarioError as error:
            assert hidden_character(str(error).replace("\n", " ")) is None  # noqa: PT017
    assert 30 < read < 270  # both happen
