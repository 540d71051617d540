"""The text on the table: when one lies there, and the moves by which a side changes it clause by clause.

`[drafting]` is a macro over bids and the control `again` (the same side moves once more): each change is a move of its
own, so that previews, take-backs, search and saved games need to know nothing of it. A side that has begun to change
the text has no other moves until it hands it over.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from wargame.authoring.bodies import effects_of
from wargame.authoring.issues import made_id
from wargame.authoring.naming import Names
from wargame.authoring.templates import Scope
from wargame.scenario import model
from wargame.scenario.intervals import implies
from wargame.scenario.language import Assignment, Condition, Guard, Linear, Sum, Summand, disjunction
from wargame.scenario.parties import claimers, conceders
from wargame.scenario.rules import Derived, Event, MoveRule, Role, Step

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

ExpandMove = Callable[[model.Move, Scope, str], MoveRule]
MOST_EDITS = 20
HAND_OVER = "hand-over"
# The changes: what each adds to a level, and which sides may make it on an issue.
_CHANGES = {"ask": (1, claimers), "give": (1, conceders), "trim": (-1, conceders), "drop": (-1, claimers)}


def on_table_of(names: Names, public: Container[str]) -> Mapping[str, Guard]:
    """Return the guard `on_table` for each side: whether a text of its lies there; {} if the file has no such key.

    It is the same for both sides if it does not name {own}. It may read only `public`, the tracks that both sides see.
    """
    scenario = names.scenario
    said = {f"{where}.on_table": each.on_table for where, each in _saying(scenario).items() if each.on_table}
    if len(said) > 1:
        names.faults.add("drafting.on_table", "[tabling] says it too; say it once")
    if scenario.drafting is not None and not said:
        names.faults.add("drafting", "no `on_table`; say when a text lies on the table, such as tabled >= 1")
    for path, text in list(said.items())[:1]:
        return {side: _shared(names, text, names.scope_of(side), path, public) for side in names.sides}
    return {}


def _saying(scenario: model.Scenario) -> dict[str, model.Tabling | model.Drafting]:
    tables = {"tabling": scenario.tabling, "drafting": scenario.drafting}
    return {where: each for where, each in tables.items() if each is not None}


def _shared(names: Names, text: str, scope: Scope, path: str, public: Container[str]) -> Guard:
    guard = names.guard(text, scope, path)
    for name in guard.names():
        if name not in public:
            message = f"it reads {name!r}, which is no track that both sides see: both know what lies on the table"
            names.faults.add(path, message, who=scope.who)
    return guard


def text_derived(scenario: model.Scenario, on_table: Mapping[str, Guard]) -> Iterator[Derived]:
    """Yield the derived track `text` of each issue: its level in the text on the table, in the draft while none is."""
    sides = tuple(side.id for side in scenario.sides)
    editing = [Guard((_editing(side),)) for side in sides] if scenario.drafting is not None else []
    lies = disjunction((*on_table.values(), *editing)) if on_table else None
    for issue in scenario.issues if lies is not None and scenario.has_bids else ():
        offer, bid = made_id(Role.OFFER, issue.id), made_id(Role.BID, issue.id)
        more = Linear(0, ((1, bid), (-1, offer)))
        assert lies is not None
        yield Derived(
            id=made_id(Role.TEXT, issue.id),
            title=f"{issue.title}, in the text",
            meaning="The level in the text that lies on the table; while none does, on the draft.",
            min=0,
            max=len(issue.levels) - 1,
            form=Sum((Summand(Linear(0, ((1, offer),))), Summand(more, lies))),
            seen_by=sides,
            sources=issue.sources,
            role=Role.TEXT,
            issue=issue.id,
        )


def drafted(names: Names, on_table: Mapping[str, Guard], expand: ExpandMove) -> Iterator[MoveRule]:
    """Yield the moves of `[drafting]`; `expand` makes the rule of an entry, as of the author's own."""
    drafting = names.scenario.drafting
    if drafting is None:
        return
    if not any(getattr(drafting, kind) for kind in _CHANGES):
        names.faults.add("drafting", f"nothing can be changed; write one of {', '.join(_CHANGES)} at least")
    if not 1 <= drafting.most <= MOST_EDITS:
        names.faults.add("drafting.most", f"{drafting.most} is out of bounds; expected 1 to {MOST_EDITS}")
    if not names.phases(drafting.phases, "drafting.phases"):
        names.faults.add("drafting.phases", "empty; name the phases in which the text may be changed")
    known = tuple(each for each in drafting.phases if each in {phase.id for phase in names.scenario.phases})
    common = evolve(drafting, phases=known)
    for side in names.sides:
        edits = _Edits(names, common, names.scope_of(side), on_table, expand)
        yield from edits.changes()
        yield edits.hand_over()


def closed_while_editing(names: Names, moves: Iterable[MoveRule]) -> Iterator[MoveRule]:
    """Yield the other moves, closed to a side that is in the middle of changing the text."""
    drafting = names.scenario.drafting
    phases = {*(names.phases(drafting.phases, "drafting.phases") if drafting is not None else ())}
    elsewhere = Guard(tuple(Condition(Linear(-at, ((1, "phase"),)), "!=") for at in sorted(phases)))
    for move in moves:
        if not phases & {*move.phases}:
            yield move
            continue
        closing = _not_editing(move.side)
        if not {*move.phases} <= phases:
            closing = disjunction((closing, elsewhere)) or closing
        names.grow(closing.size * len(move.phases), move.place)
        yield evolve(move, when=closing.joined(move.when))


def interrupted(names: Names) -> Iterator[Event]:
    """Yield the events by which changes stand, and are over, when a round ends before the hand-over."""
    drafting = names.scenario.drafting
    if drafting is None:
        return
    sides = tuple(names.sides)
    begun = disjunction(Guard((_editing(side),)) for side in sides)
    assert begun is not None
    yield Event(
        key="event:interrupted",
        id="interrupted",
        title="The text stays as it was left",
        text=("The round ended before it was handed over.",),
        at="round",
        phases=names.phases(drafting.phases, "drafting.phases"),
        when=begun,
        effects=tuple(Step((Assignment(_edits(side), "=", Linear(0)),)) for side in sides),
        outcomes=(),
        seen_by=names.everyone,
        sources=drafting.sources,
        place="drafting",
    )


def _edits(side: str) -> str:
    return made_id(Role.EDITS, side)


def _editing(side: str) -> Condition:
    return Condition(Linear(-1, ((1, _edits(side)),)), ">=")


def _not_editing(side: str) -> Guard:
    return Guard((Condition(Linear(0, ((1, _edits(side)),)), "=="),))


@frozen
class _Edits:
    """The moves by which one side changes the text."""

    names: Names
    drafting: model.Drafting
    scope: Scope
    on_table: Mapping[str, Guard]
    expand: ExpandMove

    @property
    def side(self) -> str:
        assert self.scope.own is not None
        return self.scope.own.id

    def changes(self) -> Iterator[MoveRule]:
        """Yield a move for each clause and each kind of change that this side may make, without duplicates."""
        taken, made = self.names.guard(self.drafting.when, self.scope, "drafting.when"), set()
        for kind, (by, whose) in _CHANGES.items():
            entry: model.Change | None = getattr(self.drafting, kind)
            for issue in self.names.scenario.issues if entry is not None else ():
                is_new = (issue.id, by) not in made  # what a side both claims and concedes it could change twice
                if is_new and self.side in whose(issue, self.names.everyone):
                    made.add((issue.id, by))
                    assert entry is not None
                    yield self._change(kind, entry, by, self.scope.at(issue), taken)

    def hand_over(self) -> MoveRule:
        """Return the move that ends the turn after a change."""
        move = self.expand(self._entry(HAND_OVER, self.drafting.hand_over), self.scope, "drafting.hand_over")
        done = Step((Assignment(_edits(self.side), "=", Linear(0)),))
        return evolve(move, when=Guard((_editing(self.side),)), effects=(*move.effects, done))

    def _entry(self, id_: str, entry: model.Change | model.HandOver) -> model.Move:
        return model.Move(
            id=id_,
            title=entry.title,
            phases=self.drafting.phases,
            group=self.drafting.group,
            flavor=entry.flavor,
            text=entry.text,
            when=entry.when if isinstance(entry, model.Change) else "",
            effects=entry.effects,
            sources=self.drafting.sources,
        )

    def _change(self, kind: str, entry: model.Change, by: int, scope: Scope, taken: Guard) -> MoveRule:
        assert scope.issue is not None
        place = f"drafting.{kind}"
        move, issue, edits = self.expand(self._entry(kind, entry), scope, place), scope.issue, _edits(self.side)
        first = _not_editing(self.side)
        begun = disjunction((Guard((_editing(self.side),)), taken))
        if begun is None:
            self.names.faults.add("drafting.when", "too many alternatives; write fewer `or`", who=scope.who)
            begun = Guard()
        lies = self._lies_there(taken)
        level = made_id(Role.BID if lies else Role.TEXT, issue.id)
        room = Linear(len(issue.levels) - 2, ((-1, level),)) if by > 0 else Linear(-1, ((1, level),))
        more = Condition(Linear(self.drafting.most - 1, ((-1, edits),)), ">=")
        when = Guard((more, Condition(room, ">="))).joined(begun).joined(move.when)
        self.names.grow(when.size * len(move.phases), place)
        at_first = effects_of(self.names, self.drafting.effects, scope, "drafting.effects")
        steps = (
            *(() if lies else (Step(tuple(self._copied()), first),)),
            *(evolve(step, guard=first.joined(step.guard)) for step in at_first),
            Step((Assignment(made_id(Role.BID, issue.id), "+=", Linear(by)),)),
            *move.effects,
            *effects_of(self.names, self.drafting.changed, scope, "drafting.changed"),
            Step((Assignment(edits, "+=", Linear(1)), Assignment("again", "=", Linear(1)))),
        )
        return evolve(move, when=when, effects=steps)

    def _lies_there(self, taken: Guard) -> bool:
        """Say whether a text is proved to lie on the table whenever this side begins to change it."""
        lies = disjunction(self.on_table.values())
        return lies is not None and implies(taken, lies, self.names.readable)

    def _copied(self) -> Iterator[Assignment]:
        """Yield the assignments that copy the draft to the table, where no text lies there."""
        for issue in self.names.scenario.issues:
            text = Linear(0, ((1, made_id(Role.TEXT, issue.id)),))
            yield Assignment(made_id(Role.BID, issue.id), "=", text)
