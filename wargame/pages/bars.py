"""What could be had, as bars from 0 to 100: each what-if now, and as the move under the cursor would leave it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve, frozen

from wargame.game.hidden import Known
from wargame.game.standing import projected
from wargame.pages.words import span
from wargame.scenario.meanings import KEPT, NO_DEAL, SIGNED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from wargame.game.game import Game
    from wargame.game.standing import Projected
    from wargame.game.worth import Worth
    from wargame.scenario.ruleset import Rules

_ROLES = {KEPT: "Signed and kept", SIGNED: "Signed, not kept", NO_DEAL: "No text"}  # in short
_ENDS = (" now ", ", ")  # of the part of a title that says what is done


@frozen(kw_only=True)
class Bar:
    """One what-if as its reader measures it."""

    name: str  # in a few words
    title: str
    role: str  # one of meanings.WHAT_IFS, or none
    now: tuple[int, int] | None  # least and most; None while it is not possible
    then: tuple[int, int] | None = None  # least and most after a move, None if no move is looked at
    mean: tuple[float, float] = (0.0, 0.0)  # over chance, after it: least and most
    always: bool = True  # it is possible whatever comes of the move

    @property
    def is_moved(self) -> bool:
        """Say whether a move would make anything of it but what it is."""
        return self.then is not None and (self.then != self.now or not self.always)

    @property
    def words(self) -> str:
        """Return the figures: `34`, `34 → 41 (38 to 44)`."""
        now = "not yet" if self.now is None else span(*self.now)
        if self.then is None or not self.is_moved:
            return now
        low, high = round(self.mean[0]), round(self.mean[1])
        spread = f" ({span(*self.then)})" if self.then[0] != self.then[1] else ""
        return f"{now} → {span(low, high)}{spread}{'' if self.always else ' if so'}"


def bars_of(rules: Rules, what_ifs: Iterable[Projected], worths: Sequence[Worth] = ()) -> list[Bar]:
    """Return a bar for each what-if that is possible now, or would be after the move whose worths are given."""
    after = {each.id: each for each in worths}
    now = {each.id: (each.title, (each.score.low, each.score.high)) for each in what_ifs}
    roles = {each.id: each.role for each in rules.projections}
    found = []
    for id_ in dict.fromkeys((*now, *after)):
        worth = after.get(id_)
        title, score = now[id_] if id_ in now else (after[id_].title, None)
        then = None if worth is None else (worth.least, worth.most)
        mean, always = ((0.0, 0.0), True) if worth is None else (worth.mean, worth.always)
        name, role = _short(roles.get(id_, ""), title), roles.get(id_, "")
        found.append(Bar(name=name, title=title, role=role, now=score, then=then, mean=mean, always=always))
    return found


def bars_of_both(game: Game) -> list[Bar]:
    """Return the bars of both sides as the referee knows them: exactly, each with the name of its side."""
    rules, bars = game.summit.rules, list[Bar]()
    for side in rules.sides:
        for bar in bars_of(rules, projected(Known(game.summit, game.state, side.id, {}))):
            bars.append(evolve(bar, name=f"{side.name}: {bar.name[:1].lower()}{bar.name[1:]}"))
    return bars


def _short(role: str, title: str) -> str:
    """Return what a what-if is called beside a bar: by its role, else what is done in it."""
    short = _ROLES.get(role, title)
    for end in _ENDS:
        short = short.partition(end)[0]
    return short


def goal_words(rules: Rules, bars: Sequence[Bar]) -> str:
    """Return what to reach and where one stands: `Goal 50 · signed and kept now 41`."""
    goal = f"Goal {rules.scenario.success}"
    possible = [each for each in bars if each.now is not None]
    first = next((each for each in possible if each.role == KEPT), possible[0] if possible else None)
    if first is None or first.now is None:
        return goal
    return f"{goal} · {first.name[:1].lower()}{first.name[1:]} now {span(*first.now)}"
