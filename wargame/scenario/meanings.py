"""Roles of projections and endings, which the analysis asks for: which projection is the deal, which ending a war.

A file says it by keys; without them, the ids that the first scenarios used are recognized.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wargame.scenario.model import Ending, Scenario

KEPT, SIGNED, NO_DEAL = "kept", "signed", "no_deal"  # of a what-if: signed and kept by all, signed by itself, no text
WHAT_IFS = (KEPT, SIGNED, NO_DEAL)
AGREEMENT, BROKEN, CATASTROPHE, NOTHING = "agreement", "broken", "catastrophe", "none"  # of a class of endings
CLASSES = (AGREEMENT, BROKEN, NO_DEAL, CATASTROPHE, NOTHING)
SIGNED_CLASSES = (AGREEMENT, BROKEN)  # those with a deal in them
WAR = "war"  # of an ending
TENSION = "tension"  # the track that is taken for it where `[measures]` names none
_BY_NAME = {"held": AGREEMENT, "broken": BROKEN, "no_deal": NO_DEAL, "catastrophe": CATASTROPHE}

# What `analyze worth` can be asked the value of.
MECHANISMS = {
    "vagueness": "Vague wording",
    "audience-costs": "Audience costs",
    "seeing": "Seeing the other's mandate",
    "first-move": "Moving first",
    "preparation": "Preparation",
}

# What `analyze balance` measures, under the headings of its report: what an aim of a scenario may be about.
HEADINGS = {
    "How games end": ("completion", "balance", "ending mix", "shared fate", "spread of scores"),
    "Mandates": ("mandates",),
    "Deals": ("deals", "room for a bargain", "surplus"),
    "Mechanisms": ("mechanisms",),
    "War": ("war", "heat"),
    "Phases": ("phases",),
    "Play": ("skill", "luck", "live moves", "decisions", "drama", "tension of outcome"),
}
MEASURES = tuple(measure for measures in HEADINGS.values() for measure in measures)
POOLS = ("strong", "in character", "mixed")


def role_of_class(scenario: Scenario, class_: str) -> str:
    """Return the role of a class of endings: one of `CLASSES`."""
    return scenario.class_roles.get(class_, _BY_NAME.get(class_, NOTHING))


def role_of_ending(scenario: Scenario, ending: Ending) -> str:
    """Return the role of an ending, which may be that it is a war; if no ending has that role, the one so named has."""
    if any(each.role for each in scenario.endings):
        return ending.role
    return WAR if ending.id == WAR else ""
