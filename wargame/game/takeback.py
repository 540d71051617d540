"""Take-backs: a move may be taken back if it rolled no dice and told its player nothing new."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.questions import reads_of_effects, reads_of_outcomes
from wargame.scenario.rules import MOMENTS

if TYPE_CHECKING:
    from wargame.game.record import Record


def is_free_to_take_back(record: Record) -> bool:
    """Say whether a move had only consequences that its player could foresee: no roll, nothing hidden read."""
    if record.move is None:
        return False
    happenings = record.happenings
    if any(each.roll is not None and len(each.roll.outcomes) > 1 for each in happenings):
        return False
    slots, rules = record.summit.compiled.slots.of_name, record.summit.rules
    round_before, phase = int(record.before[slots["round"]]), int(record.before[slots["phase"]])
    passed = MOMENTS[:1] if int(record.states[-1][slots["round"]]) == round_before else MOMENTS
    move = record.summit.rule_of(record.move)
    reads = {*reads_of_effects(move.effects), *reads_of_outcomes(move.outcomes)}
    for event in rules.events:
        if event.at in passed and phase in event.phases:
            reads |= {*event.when.names(), *reads_of_effects(event.effects), *reads_of_outcomes(event.outcomes)}
    return not rules.hidden_behind(reads, record.move.side)
