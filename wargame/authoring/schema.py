"""A JSON Schema of scenario files, for editors: made from `model`, so that there is one list of keys.

Types, defaults and docstrings are those of its classes, and the comment behind a key there describes it. Bounds of one
key are named below; what several keys may say together, only `wargame scenario check` knows.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from functools import cache
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from wargame.authoring import shape
from wargame.authoring.drafting import MOST_EDITS
from wargame.authoring.press import MOST_LINES
from wargame.authoring.reading import MOST_ITEMS, MOST_TEXT
from wargame.bounds import MOST_PHASE_ROUNDS, MOST_PLIES, MOST_SCORE
from wargame.scenario import meanings, model
from wargame.scenario.language import BOUND
from wargame.scenario.rules import MOMENTS

Schema = dict[str, Any]

_PATH = {"type": "array", "items": {"type": "string"}, "description": "paths of what is left out"}
_ID = {"pattern": r"^[a-z{][a-z0-9_.{}-]*$"}  # with placeholders, of a template
_WHOLE_KEY = r"^-?[0-9]{1,5}$"
_BOUNDS: dict[str, Schema] = {
    "Scenario.format": {"enum": [1]},
    "Scenario.success": {"minimum": 0, "maximum": MOST_SCORE},
    "Scenario.ply_limit": {"minimum": 1, "maximum": MOST_PLIES},
    "Scenario.ending_classes": {"minItems": 1, "maxItems": shape.MOST_CLASSES, "uniqueItems": True},
    "Scenario.sides": {"minItems": shape.SIDES, "maxItems": shape.SIDES},
    "Scenario.phases": {"minItems": 1, "maxItems": shape.MOST_PHASES},
    "Scenario.issues": {"minItems": 1, "maxItems": shape.MOST_ISSUES},
    "Scenario.endings": {"minItems": 1, "maxItems": shape.MOST_ENDINGS},
    "Scenario.language": {"pattern": f"^({shape.LANGUAGE.pattern})?$"},
    **{f"Scenario.{key}": {"maxLength": shape.MOST_IMPRINT} for key in ("author", "license", "version")},
    "Side.mandates": {"minItems": 1, "maxItems": shape.MOST_MANDATES},
    "Side.mandate_seen_by": {"enum": [shape.EVERYONE]},
    "Mandate.weight": {"minimum": 0, "maximum": shape.MOST_WEIGHT},
    "Phase.rounds": {"minimum": 1, "maximum": MOST_PHASE_ROUNDS},
    "Issue.levels": {"minItems": 2, "maxItems": shape.MOST_LEVELS},
    "Issue.labels": {"minItems": 2, "maxItems": shape.MOST_LEVELS},
    "Start.offer": {"minimum": 0, "maximum": shape.MOST_LEVELS - 1},
    "Start.claim": {"minimum": 0, "maximum": shape.MOST_LEVELS - 1},
    "Start.vague": {"minimum": 0, "maximum": 1},
    "Drafting.most": {"minimum": 1, "maximum": MOST_EDITS},
    "Event.at": {"enum": list(MOMENTS)},
    "Scenario.actors": {"maxItems": shape.MOST_ACTORS},
    "Scenario.class_roles": {"additionalProperties": {"enum": list(meanings.CLASSES)}},
    "Actor.moves": {"minItems": 1},
    "ActorMove.at": {"enum": list(MOMENTS)},
    "Projection.role": {"enum": list(meanings.WHAT_IFS)},
    "Ending.role": {"enum": [meanings.WAR]},
    "FrontPage.for_": {"enum": ["sides"]},
    "FrontPage.headlines": {"minItems": 1},
    "FrontPage.lines": {"maxItems": MOST_LINES},
    "History.lines": {"minItems": 1, "maxItems": MOST_LINES},
    "Aim.measure": {"enum": list(meanings.MEASURES)},
    "Aim.pool": {"enum": list(meanings.POOLS)},
}


def scenario_schema(*, variant: bool = False) -> Schema:
    """Return the schema of a scenario file, or of a variant's, which has a base and only the differences."""
    classes = [kind for kind in vars(model).values() if isinstance(kind, type) and attrs.has(kind)]
    made = {kind.__name__: _table(kind, variant=variant) for kind in classes}
    top = made.pop(model.Scenario.__name__)
    if variant:
        base = {"type": "string", "description": "the scenario that is varied: its name, or a file beside this one"}
        top["properties"] = {"base": base, "drop": _PATH, **top["properties"]}
        top["required"] = ["base", "id"]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A variant of a wargame scenario" if variant else "A wargame scenario",
        **top,
        "definitions": made,
    }


def _table(kind: type, *, variant: bool) -> Schema:
    hints, comments = get_type_hints(kind), _comments().get(kind.__name__, {})
    properties, needed = {}, []
    for each in attrs.fields(kind):
        key = each.name.removesuffix("_")
        described = {"description": comments[each.name]} if each.name in comments else {}
        bounds = _ID if key == "id" else _BOUNDS.get(f"{kind.__name__}.{each.name}", {})
        properties[key] = _with({**_type(hints[each.name]), **bounds}, described)
        if each.default is attrs.NOTHING and not variant:
            needed.append(key)
    if variant and ("id" in properties or "label" in properties):
        properties["before"] = {
            "type": "string",
            "description": "of a new entry: the entry of the base that follows it",
        }
    about = " ".join((kind.__doc__ or "").split("\n\n", maxsplit=1)[0].split())
    found: Schema = {"type": "object", "description": about, "properties": properties, "additionalProperties": False}
    return found | ({"required": needed} if needed else {})


def _with(schema: Schema, more: Schema) -> Schema:
    """Return a schema with more keywords; a reference is wrapped, since keywords beside one would be ignored."""
    return {"allOf": [schema], **more} if "$ref" in schema and more else {**schema, **more}


def _type(hint: Any) -> Schema:  # noqa: ANN401  whatever stands behind a key
    origin, parts = get_origin(hint), get_args(hint)
    if hint == model.Form:
        return {"anyOf": [_TEXT, _list({"anyOf": [_TEXT, _reference(model.Term)]})]}
    if hint == tuple[model.Band, ...]:
        return {"type": "object", "patternProperties": {_WHOLE_KEY: _TEXT}, "additionalProperties": False}
    if hint is int:
        return {"type": "integer", "minimum": -BOUND, "maximum": BOUND}
    if hint is float:
        return {"type": "number", "minimum": -BOUND, "maximum": BOUND}
    if hint is str:
        return _TEXT
    if attrs.has(hint):
        return _reference(hint)
    if origin is tuple:
        return _list(_type(parts[0]))
    if origin is Mapping:
        key, value = parts
        inside = {"patternProperties": {_WHOLE_KEY: _type(value)}} if key is int else {}
        return {"type": "object", "additionalProperties": False if inside else _type(value), **inside}
    options = [_type(part) for part in parts if part is not NoneType]
    return options[0] if len(options) == 1 else {"anyOf": options}


_TEXT: Schema = {"type": "string", "maxLength": MOST_TEXT}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items, "maxItems": MOST_ITEMS}


def _reference(kind: type) -> Schema:
    return {"$ref": f"#/definitions/{kind.__name__}"}


@cache
def _comments() -> dict[str, dict[str, str]]:
    """Return the comment behind each key of `model`, by class."""
    found: dict[str, dict[str, str]] = {}
    inside: dict[str, str] = {}
    for line in inspect.getsource(model).splitlines():
        if match := re.match(r"class (\w+)", line):
            inside = found.setdefault(match[1], {})
        elif match := re.match(r"    (\w+): .*?  # (.+)$", line):
            inside[match[1]] = match[2]
    return found
