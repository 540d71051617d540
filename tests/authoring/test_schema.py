"""The schema that editors read knows every key, type and bound of one key, and passes what the reader passes."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import attrs
import pytest
import tomli
from examples import BUNDLED, DRAFTED, SMALL, THIRD, rules_of
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from wargame.authoring.reading import parse_scenario
from wargame.authoring.schema import scenario_schema
from wargame.authoring.skeleton import skeleton
from wargame.authoring.variants import written
from wargame.errors import ScenarioError
from wargame.scenario import model

WHOLE, VARIANT = Draft7Validator(scenario_schema()), Draft7Validator(scenario_schema(variant=True))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in (SMALL, THIRD, DRAFTED, *BUNDLED)} | {
    "demo": skeleton("demo")
}


def faults(document: Any, schema: Draft7Validator = WHOLE) -> list[str]:
    return [f"{each.json_path}: {each.message}" for each in schema.iter_errors(document)]


def small_where(path: tuple[str | int, ...], value: object) -> dict[str, Any]:
    document: dict[str, Any] = tomli.loads(TEXTS["small"])
    node: Any = document
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return document


@pytest.mark.parametrize("schema", [WHOLE, VARIANT], ids=["whole", "variant"])
def test_it_is_a_schema(schema: Draft7Validator) -> None:
    Draft7Validator.check_schema(schema.schema)


@pytest.mark.parametrize("name", TEXTS)
def test_a_good_scenario_is_valid(name: str) -> None:
    assert faults(tomli.loads(TEXTS[name])) == []


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sucess",), 50),
        (("tracks", 0, "strat"), 5),
        (("issues", 0, "start", "ofer"), 1),
        (("moves", 0, "flavour"), "x"),
        (("doctrines", "north", "temperature"), "x"),
        (("success",), "50"),
        (("success",), 101),
        (("success",), True),
        (("title",), 5),
        (("format",), 2),
        (("ply_limit",), 501),
        (("language",), "Portuguese!"),
        (("author",), "x" * 201),
        (("sides",), []),
        (("phases", 0, "rounds"), 61),
        (("tracks", 0, "min"), 10001),
        (("tracks", 0, "id"), "Tension"),
        (("tracks", 0, "bands"), {"low": "x"}),
        (("events", 0, "at"), "turn"),
        (("issues", 0, "levels"), ["one"]),
        (("source", "paragraphs"), {"one": "x"}),
        (("scores", 0, "form"), 5),
        (("setup", 0, "outcomes", 0, "weight"), [{"add": 5}]),
    ],
)
def test_what_the_reader_refuses_in_one_key_the_schema_refuses(path: tuple[str | int, ...], value: object) -> None:
    document = small_where(path, value)
    assert faults(document)
    with pytest.raises(ScenarioError):
        rules_of(written(document))


def test_what_is_at_a_bound_is_valid() -> None:
    for path, value in ((("success",), 0), (("success",), 100), (("ply_limit",), 500)):
        document = small_where(path, value)
        assert faults(document) == []
        rules_of(written(document))


def test_a_key_that_is_needed_is_missed() -> None:
    for path in (("title",), ("tracks", 0, "meaning"), ("sides", 0, "mandates", 0, "brief")):
        document = small_where(path, "")
        node: Any = document
        for key in path[:-1]:
            node = node[key]
        del node[path[-1]]
        assert any("is a required property" in fault for fault in faults(document))


@settings(max_examples=60)
@given(st.data())
def test_whatever_loses_or_swaps_a_value_is_no_better_for_the_schema_than_for_the_reader(data: st.DataObject) -> None:
    document: Any = deepcopy(tomli.loads(TEXTS["small"]))
    node = document
    while True:
        key = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not (isinstance(node[key], dict | list) and node[key]) or data.draw(st.booleans()):
            break
        node = node[key]
    node[key] = data.draw(st.sampled_from(["text", 5, -3, True, 1.5, ["a"], [], {}, {"a": 1}, [{"if": "signed"}]]))
    if faults(document):
        return
    parse_scenario(written(document), "what the schema passes is of the right form")


def test_every_key_has_its_place_and_what_stands_behind_it_describes_it() -> None:
    made = scenario_schema()
    for kind in (each for each in vars(model).values() if isinstance(each, type) and attrs.has(each)):
        table = made if kind is model.Scenario else made["definitions"][kind.__name__]
        assert set(table["properties"]) == {each.name.removesuffix("_") for each in attrs.fields(kind)}
        assert table["description"]
    track = made["definitions"]["Track"]["properties"]
    assert track["seen_by"]["description"] == "everyone, a side, or nobody until the end"


VARIED = """
base = "small"
id = "mine"
drop = ["moves.shout"]
success = 60
[[tracks]]
id = "tension"
start = 4
[[endings]]
id = "new"
before = "apart"
title = "New"
"""


def test_a_variant_says_only_what_is_different() -> None:
    document = tomli.loads(VARIED)
    assert faults(document, VARIANT) == []
    assert faults(document)
    assert faults(document | {"sucess": 3}, VARIANT)
    assert faults({"base": "small"}, VARIANT) == ["$: 'id' is a required property"]
