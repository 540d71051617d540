"""Bargaining zones as files of other programs: negotiation domains of NegMAS and of GENIUS.

Both want a utility that is a sum over issues, and what a text is worth here is none (a red line reads several clauses).
So a domain has one issue, the whole text, whose values are the texts that can be signed, each with its worth: that is
exact. A text is named by its clauses, as `testing=1; sanctions=2`. What no deal is worth is the reservation value.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from wargame.destination import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wargame.analysis.bargaining.zones import Zone
    from wargame.scenario.ruleset import Rules

_ISSUE = "text"
DOMAIN = "domain"  # the file that is no side's

NEGMAS = Kind("a negotiation domain of NegMAS", lambda head, _: head.startswith(b'{"name": ') and b'"type": ' in head)
GENIUS = Kind(
    "a negotiation domain of GENIUS",
    lambda head, _: head.startswith((b"<negotiation_template>", b"<utility_space ")),
)


def folder_of(zone: Zone) -> str:
    """Return the name of the folder of a zone's domain: its mandates."""
    return "--".join(zone.room.mandates)


def _negmas_files(rules: Rules, zone: Zone) -> dict[str, str]:
    """Return the files of a domain for NegMAS's loader of YAML, by name: JSON is YAML."""
    names = _names(rules, zone)
    domain = {
        "name": f"{rules.scenario.id}, {folder_of(zone)}",
        "type": "DiscreteCartesianOutcomeSpace",
        "issues": [{"name": _ISSUE, "type": "CategoricalIssue", "values": names}],
    }
    found = {f"{DOMAIN}.yml": _json(domain)}
    for seat, side in enumerate(rules.side_ids):
        values = dict(zip(names, map(float, zone.room.values[:, seat]), strict=True))
        utility = {
            "name": side,
            "type": "LinearAdditiveUtilityFunction",
            "reserved_value": zone.room.no_deal[seat],
            "weights": [1.0],
            "values": [{"type": "TableFun", "mapping": values}],
        }
        found[f"{side}.yml"] = _json(utility)
    return found


def _genius_files(rules: Rules, zone: Zone) -> dict[str, str]:
    """Return the files of a domain and two utility profiles of GENIUS, by name."""
    names = list(map(quoteattr, _names(rules, zone)))
    items = [f'<item index="{at}" value={name}/>' for at, name in enumerate(names, start=1)]
    space = "\n".join(['<utility_space number_of_issues="1">', *_objective(items), "</utility_space>"])
    found = {f"{DOMAIN}.xml": f"<negotiation_template>\n{space}\n</negotiation_template>\n"}
    for seat, side in enumerate(rules.side_ids):
        values = map(float, zone.room.values[:, seat])
        items = [
            f'<item index="{at}" value={name} evaluation="{value!r}"/>'
            for at, (name, value) in enumerate(zip(names, values, strict=True), start=1)
        ]
        lines = [
            '<utility_space number_of_issues="1">',
            *_objective(items, '<weight index="1" value="1.0"/>'),
            '<discount_factor value="1.0"/>',
            f'<reservation value="{zone.room.no_deal[seat]!r}"/>',
            "</utility_space>\n",
        ]
        found[f"{side}.xml"] = "\n".join(lines)
    return found


FILES: dict[str, tuple[Kind, Callable[[Rules, Zone], dict[str, str]]]] = {
    "negmas": (NEGMAS, _negmas_files),
    "genius": (GENIUS, _genius_files),
}


def _objective(items: Sequence[str], *after: str) -> list[str]:
    kind = 'etype="discrete" type="discrete" vtype="discrete"'
    return [
        f'<objective index="0" etype="objective" type="objective" description="" name={quoteattr(_ISSUE)}>',
        f'<issue index="1" {kind} name="{_ISSUE}">',
        *items,
        "</issue>",
        *after,
        "</objective>",
    ]


def _names(rules: Rules, zone: Zone) -> list[str]:
    """Return the name of each text."""
    return [
        "; ".join(f"{issue.id}={level}" for issue, level in zip(rules.issues, text, strict=True))
        for text in zone.room.texts
    ]


def _json(value: object) -> str:
    return json.dumps(value, indent=None, separators=(", ", ": ")) + "\n"
