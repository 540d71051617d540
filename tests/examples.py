"""Scenarios to test with: the bundled ones, a small one, and generated ones."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from wargame.authoring import loading
from wargame.authoring.expansion import expand
from wargame.authoring.reading import parse_scenario, read_text
from wargame.errors import ScenarioError
from wargame.scenario.places import Origin

if TYPE_CHECKING:
    from wargame.compiler.program import Compiled
    from wargame.scenario.ruleset import Rules

ROOT = Path(__file__).parent.parent
SMALL = Path(__file__).parent / "small.toml"
DRAFTED = Path(__file__).parent / "drafted.toml"  # with texts changed clause by clause, and `or`
THIRD = Path(__file__).parent / "third.toml"  # with an actor, and clauses that it or both sides concede
# The first edition of the game of 2018, as the samples keep it: numbers that nobody tunes any more.
FIRST_EDITION = (
    ROOT / "saves" / "samples" / "scenarios" / "a788435f510be96138991391454a466ae25b6f7d0ba773c4bc8dbe8f80f6c3f6.toml"
)
WIDE = Path(__file__).parent / "wide.toml"  # with more moves of a side in a phase than a word of the kernel has bits
BUNDLED = sorted((ROOT / "scenarios").glob("*.toml"))


def rules_of(text: str) -> Rules:
    """Return the rules that a scenario's text writes out to."""
    return expand(parse_scenario(text, "test.toml"), Origin("test.toml", text))


@cache
def compiled(path: Path) -> Compiled:
    """Return a scenario file compiled, once for all tests."""
    from wargame.compiler.lowering import lower  # noqa: PLC0415  the kernel takes a second to load

    text = read_text(path)
    return lower(rules_of(text), sha256(text.encode()).hexdigest())


def faults_of(text: str) -> tuple[str, ...]:
    """Return what is said about a scenario that has to be refused: the summary, then each fault."""
    with pytest.raises(ScenarioError) as caught:
        loading.rules_of(text, "test.toml", strict=True)
    return tuple(line.strip() for line in str(caught.value).split("\n"))


def small_with(old: str, new: str) -> str:
    """Return the small scenario with one piece of text, which must occur in it once, replaced."""
    text = SMALL.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times"
    return text.replace(old, new)


def drafted() -> str:
    """Return the text of `DRAFTED`."""
    return DRAFTED.read_text(encoding="utf-8")
