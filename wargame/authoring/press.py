"""Front pages and the epilogue expanded: whose each is, when it is printed, and the guard of each piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from wargame.authoring.naming import Names
from wargame.authoring.templates import Scope
from wargame.scenario import model, rules
from wargame.scenario.faults import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_PAGES = 20
MOST_LINES, MOST_PIECES = 8, 40  # of a page, of a list
_AT_THE_END = ("ending_class",)  # what only a page of the end may read beside tracks


def expand_front_pages(scenario: model.Scenario, names: Names) -> tuple[rules.FrontPage, ...]:
    """Return every front page; faults go to `names`."""
    pages = tuple(
        _Page(entry, scope, names, f"front_pages[{at}]").expanded()
        for at, entry in enumerate(scenario.front_pages)
        for scope in _scopes(entry, names, f"front_pages[{at}]")
    )
    if len(pages) > _MOST_PAGES:
        names.faults.add("front_pages", f"{len(pages)} in all, written out; at most {_MOST_PAGES} are allowed")
    return pages


def _scopes(entry: model.FrontPage, names: Names, place: str) -> list[Scope]:
    """Return whose page it is: a side's, an actor's, or one for each side."""
    if bool(entry.side) + bool(entry.actor) + bool(entry.for_) != 1 or entry.for_ not in {"", "sides"}:
        names.faults.add(place, 'a front page has either a `side`, an `actor` or `for = "sides"`')
        return []
    if entry.for_:
        return [names.scope_of(side) for side in names.sides]
    actors = [actor.id for actor in names.scenario.actors]
    key, found, valid = ("side", entry.side, [*names.sides]) if entry.side else ("actor", entry.actor, actors)
    if found not in valid:
        names.faults.add(f"{place}.{key}", f"no {key} {found!r}{nearest(found, valid)}")
        return []
    return [names.scope_of(found)]


@frozen
class _Page:
    entry: model.FrontPage
    scope: Scope
    names: Names
    place: str

    def expanded(self) -> rules.FrontPage:
        entry, scope, place = self.entry, self.scope, self.place
        assert scope.own is not None
        if not entry.headlines:
            self.names.faults.add(f"{place}.headlines", "empty; a front page has a headline")
        elif isinstance(entry.headlines[-1], model.Piece) and entry.headlines[-1].if_:
            fault = "the last headline must have no `if`, so that every front page has one"
            self.names.faults.add(f"{place}.headlines", fault)
        if len(entry.lines) > MOST_LINES:
            self.names.faults.add(f"{place}.lines", f"{len(entry.lines)} found; at most {MOST_LINES} are allowed")
        return rules.FrontPage(
            key=place,
            party=scope.own.id,
            paper=self.names.fill(entry.paper, scope.words(), f"{place}.paper"),
            when=self.names.guard(entry.when, scope, f"{place}.when") if entry.when else None,
            headlines=tuple(self._pieces(entry.headlines, f"{place}.headlines")),
            lines=tuple(tuple(self._pieces(line, f"{place}.lines[{at}]")) for at, line in enumerate(entry.lines)),
            sources=entry.sources,
        )

    def _pieces(self, pieces: tuple[model.PieceText, ...], place: str) -> Iterator[rules.Piece]:
        return _expanded(pieces, self.scope, self.names, place, extra=() if self.entry.when else _AT_THE_END)


def expand_history(scenario: model.Scenario, names: Names) -> rules.History | None:
    """Return what is told of history after the end, None where there is nothing; faults go to `names`."""
    entry = scenario.history
    if entry is None:
        return None
    if not 0 < len(entry.lines) <= MOST_LINES:
        names.faults.add("history.lines", f"{len(entry.lines)} found; at least 1 and at most {MOST_LINES} are allowed")
        return None
    return rules.History(
        title=names.fill(entry.title, {}, "history.title"),
        lines=tuple(
            tuple(_expanded(line, Scope(), names, f"history.lines[{at}]", extra=_AT_THE_END))
            for at, line in enumerate(entry.lines)
        ),
        sources=entry.sources,
    )


def _expanded(
    pieces: tuple[model.PieceText, ...], scope: Scope, names: Names, place: str, *, extra: tuple[str, ...]
) -> Iterator[rules.Piece]:
    if len(pieces) > MOST_PIECES:
        names.faults.add(place, f"{len(pieces)} pieces found; at most {MOST_PIECES} are allowed")
        return
    for at, entry in enumerate(pieces):
        piece = entry if isinstance(entry, model.Piece) else model.Piece(text=entry)
        yield rules.Piece(
            when=names.guard(piece.if_, scope, f"{place}[{at}].if", extra=extra),
            text=names.texts(piece.text, scope.words(), f"{place}[{at}].text"),
            key=f"{place}[{at}]",
        )
