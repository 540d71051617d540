"""Text of a scenario → `Rules`, all the way: read, written out, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.checking import check
from wargame.scenario.expansion import expand
from wargame.scenario.places import Origin
from wargame.scenario.reading import parse_scenario

if TYPE_CHECKING:
    from wargame.scenario.ruleset import Rules


def rules_of(text: str, name: str, *, strict: bool, origin: Origin | None = None) -> Rules:
    """Return the rules that a text writes out to; `name` stands for the file in messages.

    `strict` holds it to what an author can have meant, besides what play needs: a file is, and the rules that a saved
    game carries are not. `origin` is what its author wrote, where that is not the text: of a variant.

    Raises:
        ScenarioError: with every fault found, each with its line.
    """
    origin = origin or Origin(name, text.replace("\r\n", "\n"))
    rules = expand(parse_scenario(text, name, origin), origin, strict=strict)
    check(rules, origin, strict=strict)
    return rules
