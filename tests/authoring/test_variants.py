"""A variant is its base with some of it changed: by path, or by a file; and then a scenario like any other."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
import tomli
from examples import BUNDLED, SMALL, rules_of
from hypothesis import given, settings
from hypothesis import strategies as st

from wargame.authoring.catalog import find
from wargame.authoring.checking import check
from wargame.authoring.reading import parse_scenario
from wargame.authoring.variants import changed, merged, written
from wargame.errors import ScenarioError
from wargame.game.summit import load
from wargame.scenario.places import Origin

if TYPE_CHECKING:
    from pathlib import Path

    from wargame.authoring.catalog import Found

Document = dict[str, Any]


@pytest.fixture
def small() -> Document:
    return tomli.loads(SMALL.read_text(encoding="utf-8"))


def by_id(entries: list[Document], id_: str) -> Document:
    return next(each for each in entries if each.get("id") == id_)


def refusal(document: Document, change: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        changed(document, [change])
    return str(caught.value)


# -- by path


@pytest.mark.parametrize(
    ("change", "place", "expected"),
    [
        ("tracks.tension.start=4", ("tracks", 0, "start"), 4),
        (" tracks . tension . start = 4 ", ("tracks", 0, "start"), 4),
        ("tracks.0.start=4", ("tracks", 0, "start"), 4),
        ("tracks.{own}.face.start=4", ("tracks", 1, "start"), 4),
        ('tracks."{own}.face".start=4', ("tracks", 1, "start"), 4),
        ("title=Smaller", ("title",), "Smaller"),
        ("title=12", ("title",), "12"),
        ("title='12'", ("title",), "12"),
        ("summary=a = b", ("summary",), "a = b"),
        ("success=60", ("success",), 60),
        ("setup.weather.outcomes.foul.weight=3*tension", ("setup", 0, "outcomes", 1, "weight"), "3*tension"),
        ("setup.weather.outcomes.fair.weight=3", ("setup", 0, "outcomes", 0, "weight"), "3"),
        ("sides.north.mandates.trade.weight=3", ("sides", 0, "mandates", 1, "weight"), 3),
        ("issues.stone.start.vague=1", ("issues", 0, "start", "vague"), 1),
        ("issues.wood.labels.1=some", ("issues", 1, "labels", 1), "some"),
        ("ending_classes.0=x", ("ending_classes", 0), "x"),
        ("tracks.tension.bands={ 0 = 'calm' }", ("tracks", 0, "bands"), {"0": "calm"}),
        ("tracks.tension.when=never", ("tracks", 0, "when"), "never"),  # for the checker to refuse
    ],
)
def test_a_value_goes_where_its_path_leads(
    small: Document, change: str, place: tuple[str | int, ...], expected: object
) -> None:
    found: Any = changed(small, [change])
    for key in place:
        found = found[key]
    assert found == expected


def test_what_was_there_is_left_alone_and_the_last_value_of_a_place_counts(small: Document) -> None:
    before = written(small)
    made = changed(small, ["success=1", "tracks.tension.start=4", "success=2"])
    assert written(small) == before
    assert (made["success"], made["changes"]) == (2, ["success=1", "tracks.tension.start=4", "success=2"])
    assert changed(made, ["success=3"])["changes"][-2:] == ["success=2", "success=3"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("tracks.tenison.start=3", "tracks: no entry 'tenison'; did you mean 'tension'?"),
        ("tracks.north.face.start=3", "no entry 'north'; it is one of those that '{own}.face' stands for"),
        ("trakcs.tension.start=3", "the scenario has no 'trakcs'; did you mean 'tracks'?"),
        ("issues.stone.values.nort.thrift=3", "issues.stone.values has no 'nort'; did you mean 'north'?"),
        ("tracks.99.start=3", "no entry '99'; its entries are 0 to"),
        ("tracks.tension.start.more=3", "tracks.tension.start has no parts"),
        ("tracks.tension.start=[3", "the value is not valid TOML"),
        ("tracks.tension.start='3", "the value is not valid TOML"),
        ("tracks..start=3", "dots between them"),
        ("tracks.=3", "a name is missing"),
        ('tracks."".start=3', "a name is missing"),
        ("moves.wait.title.0=3", "has no parts"),
        ("tracks.tension.start", "write path=value"),
        ("=3", "write path=value"),
        ("tracks.tension.start=", "write path=value"),
        ("title=\x1b[31m", "U+001B"),
        ("title=a\nb=3", "U+000A"),
    ],
)
def test_a_path_that_leads_nowhere_or_a_value_that_is_none_is_told(small: Document, change: str, told: str) -> None:
    assert told in refusal(small, change)


def test_a_name_that_two_entries_have_is_told_with_what_tells_them_apart(small: Document) -> None:
    twin = by_id(small["moves"], "shout") | {"side": "south"}
    small["moves"].append(twin)
    assert "north:shout" in refusal(small, "moves.shout.title=Cry")
    assert changed(small, ["moves.south:shout.title=Cry"])["moves"][-1]["title"] == "Cry"


@settings(max_examples=50)
@given(st.text(max_size=60), st.text(max_size=20))
def test_whatever_is_asked_for_is_done_or_refused(path: str, value: str) -> None:
    document = tomli.loads(SMALL.read_text(encoding="utf-8"))
    try:
        made = changed(document, [f"{path}={value}"])
    except ScenarioError:
        return
    assert tomli.loads(written(made)) == made


# -- by a file


def variant(folder: Path, text: str, name: str = "mine.toml") -> Found:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return find(str(path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.toml").write_bytes(SMALL.read_bytes())
    return tmp_path


BASED = 'base = "small.toml"\nid = "mine"\n'


def test_a_file_says_only_what_is_different(folder: Path) -> None:
    found = variant(folder, BASED + 'success = 60\n[[tracks]]\nid = "tension"\nstart = 4\n')
    mine, base = parse_scenario(found.text, found.name), parse_scenario(SMALL.read_text(encoding="utf-8"), "")
    assert (mine.id, mine.variant_of, mine.success) == ("mine", "small", 60)
    assert (mine.tracks[0].start, mine.tracks[0].title) == (4, base.tracks[0].title)
    assert (mine.tracks[1:], mine.moves, mine.endings) == (base.tracks[1:], base.moves, base.endings)
    assert found.files == (folder / "mine.toml", folder / "small.toml")


def test_an_entry_can_be_added_before_another_and_dropped(small: Document) -> None:
    ending = {"id": "new", "before": small["endings"][0]["id"], "title": "New"}
    gone = small["moves"][0]["id"]
    made = merged(small, {"endings": [ending], "drop": [f"moves.{gone}", "sides.north.mandates.trade"]})
    assert made["endings"] == [{"id": "new", "title": "New"}, *small["endings"]]
    assert gone not in {each["id"] for each in made["moves"]}
    assert [each["id"] for each in made["sides"][0]["mandates"]] == ["thrift"]
    assert len(small["sides"][0]["mandates"]) == 2


def test_what_is_dropped_can_be_said_anew(small: Document) -> None:
    made = merged(small, {"drop": ["tracks.tension"], "tracks": [{"id": "tension", "start": 1}]})
    assert made["tracks"][-1] == {"id": "tension", "start": 1}


def test_terms_and_effects_are_replaced_as_a_whole(small: Document) -> None:
    made = merged(small, {"scores": [small["scores"][0] | {"form": [{"add": "1"}]}]})
    assert made["scores"][0]["form"] == [{"add": "1"}]
    assert len(made["scores"]) == len(small["scores"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('base = "small.toml"\n', "id: a variant needs an id of its own"),
        ('base = "small.toml"\nid = "small"\n', "id: a variant needs an id of its own"),
        ('base = "smal"\nid = "mine"\n', "base: expected a scenario's name, or that of a file beside it; found 'smal'"),
        ('base = "two-vilages"\nid = "mine"\n', "did you mean 'two-villages'?"),
        ('base = "../small.toml"\nid = "mine"\n', "expected a scenario's name"),
        ('base = "/etc/passwd.toml"\nid = "mine"\n', "expected a scenario's name"),
        ('base = "gone.toml"\nid = "mine"\n', "gone.toml: cannot be read"),
        ('base = 5\nid = "mine"\n', "expected a scenario's name"),
        ('base = "mine.toml"\nid = "mine"\n', "it is behind itself"),
        (BASED + 'drop = ["tracks.tenison"]', "did you mean 'tension'?"),
        (BASED + 'drop = ["sucess"]', "drop: sucess: there is nothing to drop; did you mean 'success'?"),
        (BASED + "drop = 5", "expected a list of paths"),
        (BASED + "drop = [5]", "expected a list of paths"),
        (BASED + 'drop = [""]', "a name is missing"),
        (BASED + '[[endings]]\nid = "new"\nbefore = "nowhere"', "endings.new.before: no entry 'nowhere'"),
        (
            'base = "twice.toml"\nid = "mine"\n[[moves]]\nid = "leave"\ntitle = "Away"\n',
            "moves: 'leave' names 2 entries of the base; give its `side`, or drop them first",
        ),
    ],
)
def test_a_file_that_does_not_go_with_its_base_is_refused(folder: Path, text: str, told: str) -> None:
    twice = '[[moves]]\nid = "leave"\nside = "north"\n[[moves]]\nid = "leave"\nside = "south"\n'
    (folder / "twice.toml").write_text(f'id = "twice"\n{twice}', encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        variant(folder, text)
    assert told in str(caught.value)


@pytest.mark.parametrize("dropped", ["", 'drop = ["scores.the-leader-s-face"]\n'])
def test_a_fault_of_the_base_is_told_at_its_own_file_and_line(folder: Path, dropped: str) -> None:
    text = SMALL.read_text(encoding="utf-8")
    broken = text.replace("tension <= 8", "tenson <= 8").replace("done.{issue}", "dun.{issue}")
    lines = [at for at, line in enumerate(broken.split("\n"), start=1) if "tenson" in line or "dun." in line]
    (folder / "small.toml").write_text(broken, encoding="utf-8")
    own = BASED + dropped + '[[scores]]\nside = "north"\nlabel = "A new one"\nform = "tensio"\n'
    mine = ("mine.toml", own.count("\n"))
    assert faults_of(folder, own) == [mine, *(("small.toml", line) for line in lines)]
    own += '[[tracks]]\nid = "tension"\nstart = "x"\n'
    assert faults_of(folder, own) == [
        ("mine.toml", own.count("\n"))
    ]  # what it says itself, though of an entry of the base


def faults_of(folder: Path, text: str) -> list[tuple[str, int]]:
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(str(folder / "mine.toml"))
    told = [line.split(":")[:2] for line in caught.value.faults]
    return [(name, int(line)) for name, line in told]


@pytest.mark.parametrize(
    "odd", ["5", '"x"', "[]", "[5]", "{}", "true", "[[]]", "[{}]", "[{ id = 5 }]", '[{ id = "a" }]']
)
def test_whatever_stands_for_a_key_in_a_base_or_a_variant_is_a_fault_and_no_crash(folder: Path, odd: str) -> None:
    base = SMALL.read_text(encoding="utf-8")
    for key in ("id", "tracks", "sides", "moves", "changes", "variant_of", "endings", "doctrines", "before"):
        rest = "" if key == "id" else 'id = "mine"\n'
        (folder / "odd.toml").write_text(f"{key} = {odd}\n", encoding="utf-8")
        for text in (f'base = "small.toml"\n{rest}{key} = {odd}\n', 'base = "odd.toml"\nid = "mine"\ntracks = []'):
            with suppress(ScenarioError):
                found = variant(folder, text)
                check(rules_of(found.text), Origin(found.name, found.text))
        path = folder / "small-odd.toml"
        path.write_text(f"{key} = {odd}\n" + base.replace(f"\n{key} =", f"\n# {key} =", 1), encoding="utf-8")
        for change in ("tracks.a.b=3", "tracks=3", "id=x", f"{key}={odd}", f"{key}.0.id=3", f"{key}.a.b.c=3"):
            with suppress(ScenarioError):
                found = find(str(path), [change])
                check(rules_of(found.text), Origin(found.name, found.text))


def test_two_long_lists_are_merged_in_no_time(small: Document) -> None:
    many = [{"label": f"Number {at}", "form": "1"} for at in range(1000)]
    begun = time.process_time()
    made = merged(small | {"scores": many}, {"scores": many, "sides": [{"id": f"x{at}"} for at in range(1000)]})
    assert len(made["scores"]) == 1000
    assert time.process_time() - begun < 5


def test_a_path_without_end_is_refused(small: Document) -> None:
    assert "no path has more than 20" in refusal(small, f"tracks{'.a' * 4000}=3")
    assert "no entry '0000009'" in refusal(small, "tracks.0000009.start=3")


def test_variants_stand_on_variants(folder: Path) -> None:
    variant(folder, BASED + "success = 60")
    found = variant(folder, 'base = "mine.toml"\nid = "yours"\nply_limit = 50', "yours.toml")
    yours = parse_scenario(found.text, found.name)
    assert (yours.success, yours.ply_limit, yours.variant_of) == (60, 50, "mine")
    assert [path.name for path in found.files] == ["yours.toml", "mine.toml", "small.toml"]


def test_a_text_without_a_place_has_no_base() -> None:
    with pytest.raises(ScenarioError, match="base: a variant is read from its file"):
        parse_scenario(BASED, "mine.toml")


# -- written out


@pytest.mark.parametrize("path", [SMALL, *BUNDLED], ids=lambda path: path.stem)
def test_what_is_written_out_means_the_same(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    again = written(tomli.loads(text))
    assert parse_scenario(again, "") == parse_scenario(text, "")
    assert written(tomli.loads(again)) == again


def test_a_text_in_one_long_line_is_written_in_several(small: Document) -> None:
    small["introduction"] = 'A \\ “word” and "another". ' * 280
    text = written(small)
    assert tomli.loads(text) == small
    assert max(map(len, text.split("\n"))) < 1200
    parse_scenario(text, "")


def test_rules_that_are_not_changed_keep_their_text_and_hash() -> None:
    for path in BUNDLED:
        found = find(path.stem)
        assert (found.text, found.files) == (path.read_text(encoding="utf-8"), (path,))
    assert find("two-villages", ["success=50"]).sha256 != find("two-villages").sha256
