"""Checks of a scenario's shape: its sides, phases, issues and constants, which everything else refers to.

Ids are well formed and unique, numbers are within bounds, references among these few exist. Without that nothing
further can be checked.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import attrs
from attrs import frozen

from wargame.authoring.naming import Names
from wargame.authoring.templates import Scope
from wargame.authoring.variants import parted
from wargame.bounds import MOST_PHASE_ROUNDS, MOST_PLIES, MOST_SCORE
from wargame.errors import ScenarioError
from wargame.scenario import meanings, model, rules
from wargame.scenario.faults import nearest
from wargame.scenario.parties import BOTH, NOBODY
from wargame.scenario.places import indexed

if TYPE_CHECKING:
    from collections.abc import Iterator


SIDES = 2
EVERYONE = "everyone"
MOST_LEVELS = 13
MOST_MANDATES, MOST_WEIGHT = 30, 1000
MOST_PHASES, MOST_ISSUES, MOST_ACTORS = 12, 20, 8
MOST_ENDINGS, MOST_CLASSES = 100, 30
MOST_IMPRINT = 200  # characters of author, license and version
LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # as BCP 47 writes them


def check_shape(scenario: model.Scenario, names: Names) -> None:
    """Check the header; faults and constants go to `names`."""
    _Shape(scenario, names).check()


@frozen
class _Shape:
    scenario: model.Scenario
    names: Names

    def fault(self, path: str, message: str) -> None:
        self.names.faults.add(path, message)

    def check(self) -> None:
        scenario = self.scenario
        if scenario.format != 1:
            self.fault("format", f"version {scenario.format} of the language; this program reads version 1")
        self.names.identifier(scenario.id, Scope(), "id", kind="move")
        if scenario.variant_of:
            self.names.identifier(scenario.variant_of, Scope(), "variant_of", kind="move")
        self._imprint()
        if len(scenario.sides) != SIDES:
            self.fault("sides", f"{len(scenario.sides)} found; a summit has exactly two")
        for path, ids in self._id_lists():
            for each, count in Counter(ids).items():
                self.names.identifier(each, Scope(), path)
                if count > 1:
                    self.fault(path, f"the id {each!r} is used {count} times")
        for path, low, value, high in self._numbers():
            if not low <= value <= high:
                self.fault(path, f"{value} is out of bounds; expected {low} to {high}")
        self._phases_and_sides()
        for at, issue in enumerate(scenario.issues):
            self._issue(issue, indexed("issues", at, issue))
        self._roles()
        self._aims()
        self._worth()
        self._constants()

    def _imprint(self) -> None:
        scenario = self.scenario
        for key in ("author", "license", "version", "language"):
            text = getattr(scenario, key)
            if "\n" in text or len(text) > MOST_IMPRINT:
                self.fault(key, f"expected one line of at most {MOST_IMPRINT} characters")
        if scenario.language and not LANGUAGE.fullmatch(scenario.language):
            self.fault("language", f"expected a language tag, such as en or pt-BR; found {scenario.language!r:.60}")

    def _id_lists(self) -> Iterator[tuple[str, list[str]]]:
        scenario = self.scenario
        yield "sides", [side.id for side in scenario.sides]
        yield "actors", [actor.id for actor in scenario.actors]
        yield "phases", [phase.id for phase in scenario.phases]
        yield "issues", [issue.id for issue in scenario.issues]
        yield "ending_classes", list(scenario.ending_classes)
        yield "endings", [ending.id for ending in scenario.endings]
        drawn = ["first", *(f"{side.id}_mandate" for side in scenario.sides)]
        yield "setup", [*drawn, *(setup.id for setup in scenario.setup)]
        for at, side in enumerate(scenario.sides):
            yield f"{indexed('sides', at, side)}.mandates", [mandate.id for mandate in side.mandates]

    def _numbers(self) -> Iterator[tuple[str, int, int, int]]:
        scenario = self.scenario
        yield "success", 0, scenario.success, MOST_SCORE
        yield "ply_limit", 1, scenario.ply_limit, MOST_PLIES
        for at, phase in enumerate(scenario.phases):
            yield f"{indexed('phases', at, phase)}.rounds", 1, phase.rounds, MOST_PHASE_ROUNDS
        for at, side in enumerate(scenario.sides):
            place = f"{indexed('sides', at, side)}.mandates"
            yield place, 1, len(side.mandates), MOST_MANDATES
            for number, mandate in enumerate(side.mandates):
                yield f"{indexed(place, number, mandate)}.weight", 0, mandate.weight, MOST_WEIGHT
        for path, count, most in (
            ("phases", len(scenario.phases), MOST_PHASES),
            ("issues", len(scenario.issues), MOST_ISSUES),
            ("endings", len(scenario.endings), MOST_ENDINGS),
            ("ending_classes", len(scenario.ending_classes), MOST_CLASSES),
        ):
            yield path, 1, count, most

    def _phases_and_sides(self) -> None:
        ids = [phase.id for phase in self.scenario.phases]
        for at, phase in enumerate(self.scenario.phases):
            if phase.next and phase.next not in ids:
                place = f"{indexed('phases', at, phase)}.next"
                self.fault(place, f"no phase {phase.next!r}{nearest(phase.next, ids)}")
        for at, actor in enumerate(self.scenario.actors):
            if actor.id in (*self.names.sides, EVERYONE, BOTH, NOBODY):
                place = f"{indexed('actors', at, actor)}.id"
                self.fault(place, f"the name {actor.id!r} is used for two things; rename one")
        if len(self.scenario.actors) > MOST_ACTORS:
            self.fault("actors", f"{len(self.scenario.actors)} found; at most {MOST_ACTORS} are allowed")
        first = self.scenario.first
        if first != "drawn" and first not in self.names.sides:
            self.fault("first", f"expected 'drawn' or a side, found {first!r}{nearest(first, self.names.sides)}")
        for at, side in enumerate(self.scenario.sides):
            if side.mandate_seen_by not in {"", EVERYONE}:
                place = f"{indexed('sides', at, side)}.mandate_seen_by"
                self.fault(place, f"expected {EVERYONE!r}, or nothing; found {side.mandate_seen_by!r}")
            if side.mandates and not any(mandate.weight for mandate in side.mandates):
                self.fault(f"{indexed('sides', at, side)}.mandates", "all weights are 0; one must be drawn")

    def _issue(self, issue: model.Issue, path: str) -> None:
        self._parties_to(issue, path)
        top = len(issue.levels) - 1
        if not 1 <= top < MOST_LEVELS:
            self.fault(f"{path}.levels", f"{top + 1} found; an issue has 2 to {MOST_LEVELS} levels")
        if len(issue.labels) != len(issue.levels):
            self.fault(f"{path}.labels", f"{len(issue.labels)} found; expected one for each of {top + 1} levels")
        for name, value, most in (
            ("offer", issue.start.offer, max(top, 1)),
            ("claim", issue.start.claim, max(top, 1)),
            ("vague", issue.start.vague, 1),
        ):
            if not 0 <= value <= most:
                self.fault(f"{path}.start.{name}", f"{value} is out of bounds; expected 0 to {most}")
        self._values(issue, path)

    def _parties_to(self, issue: model.Issue, path: str) -> None:
        sides, known = self.names.sides, (*self.names.parties, BOTH)
        if issue.conceded_by not in known:
            actors = " or actor" if self.scenario.actors else ""
            hint = nearest(issue.conceded_by, known)
            self.fault(f"{path}.conceded_by", f"no side{actors} {issue.conceded_by!r}{hint}")
        claimers = (*sides, BOTH, NOBODY)
        if issue.claimed_by and issue.claimed_by not in claimers:
            hint = nearest(issue.claimed_by, claimers)
            self.fault(f"{path}.claimed_by", f"expected a side, 'both' or 'nobody', found {issue.claimed_by!r}{hint}")
        elif issue.conceded_by in sides and issue.claimed_by in {issue.conceded_by, BOTH}:
            self.fault(f"{path}.claimed_by", f"{issue.conceded_by} concedes it alone and cannot claim it")

    def _roles(self) -> None:
        scenario, classes = self.scenario, self.scenario.ending_classes
        for name, role in scenario.class_roles.items():
            if name not in classes:
                self.fault(f"class_roles.{name}", f"no class {name!r}{nearest(name, classes)}")
            self._one_of(role, meanings.CLASSES, f"class_roles.{name}")
        for at, ending in enumerate(scenario.endings):
            self._one_of(ending.role, ("", meanings.WAR), f"{indexed('endings', at, ending)}.role")
        taken: set[str] = set()
        for at, each in enumerate(scenario.projections):
            place = f"{indexed('projections', at, each)}.role"
            self._one_of(each.role, ("", *meanings.WHAT_IFS), place)
            if each.role and each.for_:
                self.fault(place, "a role belongs to what both sides are shown: leave out `for`, or the role")
            if each.role in taken:
                self.fault(place, f"another what-if has the role {each.role!r}; only one can")
            taken |= {each.role} - {""}

    def _aims(self) -> None:
        for at, aim in enumerate(self.scenario.aims):
            self._one_of(aim.measure, meanings.MEASURES, f"aims[{at}].measure")
            self._one_of(aim.pool, ("", *meanings.POOLS), f"aims[{at}].pool")
            if aim.low is None and aim.high is None:
                self.fault(f"aims[{at}]", "give low or high, or both")
            elif aim.low is not None and aim.high is not None and aim.low > aim.high:
                self.fault(f"aims[{at}]", f"low {aim.low} is above high {aim.high}")

    def _one_of(self, found: str, valid: tuple[str, ...], path: str) -> None:
        if found not in valid:
            words = ", ".join(repr(each) for each in valid if each)
            self.fault(path, f"expected {words}; found {found!r}{nearest(found, valid)}")

    def _values(self, issue: model.Issue, path: str) -> None:
        top = len(issue.levels) - 1
        for side_id, values in issue.values.items():
            side = self.names.sides.get(side_id)
            if side is None:
                self.fault(f"{path}.values", f"no side {side_id!r}{nearest(side_id, self.names.sides)}")
                continue
            mandates = [mandate.id for mandate in side.mandates]
            for mandate, worth in values.items():
                place = f"{path}.values.{side_id}.{mandate}"
                if mandate not in mandates:
                    self.fault(place, f"{side_id} has no mandate {mandate!r}{nearest(mandate, mandates)}")
                if isinstance(worth, tuple) and len(worth) != top + 1:
                    self.fault(place, f"{len(worth)} totals found; expected one for each of {top + 1} levels")

    def _worth(self) -> None:
        """Check the form of the changes; where their paths lead is seen when they are made."""
        for key, changes in attrs.asdict(self.scenario.worth).items():
            for at, change in enumerate(changes):
                try:
                    parted(change)
                except ScenarioError as error:
                    self.fault(f"worth.{key}[{at}]", str(error))

    def _constants(self) -> None:
        scenario, constants = self.scenario, self.names.constants
        named = [(indexed("phases", at, each), each.id, at + 1) for at, each in enumerate(scenario.phases)]
        named += [(f"ending_classes[{at}]", name, at + 1) for at, name in enumerate(scenario.ending_classes)]
        for place, side in ((indexed("sides", at, side), side) for at, side in enumerate(scenario.sides)):
            mandates = enumerate(side.mandates)
            named += [(indexed(f"{place}.mandates", at, each), f"{side.id}.{each.id}", at) for at, each in mandates]
        for place, name, value in named:
            if name in constants or name in rules.ENGINE_TRACKS or name in rules.CONTROLS:
                self.fault(place, f"the name {name!r} is used for two things; rename one")
            constants[name] = value
