"""Text of a scenario → `Rules`: read, expanded, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.authoring.checking import check
from wargame.authoring.expansion import expand
from wargame.authoring.reading import parse_scenario
from wargame.scenario.places import Origin

if TYPE_CHECKING:
    from wargame.scenario.ruleset import Rules


def rules_of(text: str, name: str, *, strict: bool, origin: Origin | None = None) -> Rules:
    """Return the rules of a scenario's text.

    Args:
        text: TOML.
        name: stands for the file in messages.
        strict: whether to refuse what can be played and no author can have meant: files are checked so, the rules that
            a saved game carries are not.
        origin: what the author wrote, to find the lines of faults in; if not given, the text. (A variant's differs.)

    Raises:
        ScenarioError: with every fault found, each with its line.
    """
    origin = origin or Origin(name, text.replace("\r\n", "\n"))
    rules = expand(parse_scenario(text, name, origin), origin, strict=strict)
    check(rules, origin, strict=strict)
    return rules
