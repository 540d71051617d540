"""What a seat is shown of each rule of a scenario, whatever the position.

The log of a view is written by it, and read by it where bounds of what is hidden are inferred (`game.reach`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.scenario.rules import Event, MoveRule, Outcome, Setup, Texts

if TYPE_CHECKING:
    from wargame.compiler.program import Compiled
    from wargame.scenario.ruleset import Rules

Label = tuple[str, str, str, str]  # of an entry of the log: kind, side, id, title of the outcome


@frozen(eq=False)
class Showing:
    """How a seat is shown a rule, or one of its outcomes."""

    kind: str  # setup, move, event
    side: str  # of a move
    id: str
    title: str
    outcome: str = ""  # its title
    texts: Texts = ()
    key: str = ""  # of the list of texts: rules that have the same one (a move of both sides) go round it together
    odds: bool = False  # the seat can work out the chances
    always: bool = False  # also when nothing moves in its sight

    @cached_property
    def label(self) -> Label:
        """Return by what an entry of the log is known to have come of it."""
        return self.kind, self.side, self.id, self.outcome


UNSEEN = Showing("event", "", "", "Something out of your sight")


@frozen(eq=False)
class Sight:
    """What a seat can see of a scenario."""

    tracks: frozenset[str]  # those it sees move, derived tracks among them
    showings: Mapping[tuple[int, int], Showing]  # by index of the rule, and of the outcome + 1 (0: its own effects)


@lru_cache(maxsize=64)
def sight_of(compiled: Compiled, seat: str) -> Sight:
    """Return what a seat can see of a scenario; "" is the referee."""
    tracks = compiled.rules.track_by_id
    sees = frozenset(name for name, track in tracks.items() if seat in {"", *track.seen_by})
    showings = {}
    for index, rule in enumerate(compiled.every_rule):
        reads = {name for each in rule.outcomes for name in (*each.when.names(), *each.weight.names())}
        odds = sees >= reads & tracks.keys()
        showings[index, 0] = _showing(compiled.rules, seat, rule, None, odds=odds)
        for drawn, outcome in enumerate(rule.outcomes, compiled.first_outcome.get(index, 0) + 1):
            showings[index, drawn] = _showing(compiled.rules, seat, rule, outcome, odds=odds)
    return Sight(sees, MappingProxyType(showings))


def _showing(
    rules: Rules, seat: str, rule: MoveRule | Event | Setup, outcome: Outcome | None, *, odds: bool
) -> Showing:
    """Return how an outcome of a rule (None: its own effects) is shown."""
    sees, shown = isinstance(rule, MoveRule) or seat in {"", *rule.seen_by}, rule
    if isinstance(rule, MoveRule) and rule.shown_as and seat not in {"", rule.side}:
        sees, shown = outcome is None, rules.move_by_id[rule.side, rule.shown_as]
    if not sees or (outcome is not None and seat not in {"", *outcome.seen_by}):
        return UNSEEN
    texts = outcome.text if outcome else shown.flavor if isinstance(shown, MoveRule) else shown.text
    return Showing(
        kind="move" if isinstance(rule, MoveRule) else "setup" if isinstance(rule, Setup) else "event",
        side=shown.side if isinstance(shown, MoveRule) else "",
        id=shown.id,
        title=shown.title,
        outcome=outcome.title if outcome else "",
        texts=texts,
        key="\n".join(texts),
        odds=odds,
        always=outcome is not None or isinstance(rule, MoveRule) or not rule.outcomes,  # a roll is told by its outcome
    )
