"""What a seat asks for on paper, and whether the two agree where there was room: against the zone of their mandates.

Texts are valued as the bargaining zone values them (`bargaining.deals`): at the start of a game, for the mandates that
were drawn, signed and kept by both, against no deal. So a figure says what a text would be worth, whatever has become
of face and tension on the way, and whoever broke it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from wargame.analysis.bargaining.bargain import paper_of
from wargame.analysis.bargaining.deals import (
    Text,
    is_agreed,
    projections_by_role,
    rooms,
    start_of,
    text_of,
    value_texts,
)
from wargame.analysis.behavior.choices import first_shown
from wargame.game.communique import edited_by, tabled_by
from wargame.kernel.outlook import VALUED
from wargame.kernel.state import STATE
from wargame.scenario.meanings import KEPT, NO_DEAL, SIGNED_CLASSES
from wargame.scenario.measures import measured
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.analysis.played import Played
    from wargame.game.game import Game
    from wargame.game.summit import Summit


class Agreements:
    """Looks at what is asked and signed, in games of one scenario."""

    def __init__(self, summit: Summit, games: Iterable[Played]) -> None:
        """Find the room that each pair of mandates has, the texts that these games signed included."""
        self._summit, self.signs = summit, measured(summit.rules).signed
        self._roles = projections_by_role(summit) if summit.rules.issues else None
        signed = (signed_text(each.game) for each in games)
        self._rooms = rooms(summit, frozenset(text for text in signed if text is not None))

    def figures(self, played: Played, side: str) -> Iterator[tuple[str, float]]:
        """Yield each measure of what a side asked, and of what the two of them agreed on."""
        if (asked := self._demand(played, side)) is not None:
            yield "demand", asked
        if self.signs or self._summit.rules.class_roles & set(SIGNED_CLASSES):
            yield "agreement", float(self._has_signed(played.game))
        room = None if self._rooms is None else self._rooms[played.mandates]
        if room is not None and room.best is not None:
            text, (_, most) = signed_text(played.game), room.best
            yield "agreement found", float(text is not None)
            yield "joint gain", sum(room.gains_of(text)) / most

    def _has_signed(self, game: Game) -> bool:
        if self.signs:
            return first_shown(self.signs, game.records) is not None
        return game.ending is not None and game.ending.class_role in SIGNED_CLASSES

    def _demand(self, played: Played, side: str) -> float | None:
        """Return what a side's papers would be worth to it above no deal, on average; None if it laid none down."""
        papers = list(papers_of(played, side))
        if self._roles is None or not papers:
            return None
        seat = VALUED.scores + self._summit.seat(side)
        start = start_of(self._summit, played.mandates)
        drafts, nothing = np.array(papers, STATE), np.zeros((1, len(papers[0])), STATE)
        worth = value_texts(self._summit, start, drafts, self._roles[KEPT])[:, seat]
        return float(worth.mean() - value_texts(self._summit, start, nothing, self._roles[NO_DEAL])[0, seat])


def signed_text(game: Game) -> Text | None:
    """Return the text with which a game ended, kept or broken; None if it ended without."""
    index = -1 if game.ending is None else game.summit.rules.endings.index(game.ending)
    return text_of(game.summit, game.state) if is_agreed(game.summit, index) else None


def papers_of(played: Played, side: str) -> Iterator[Text]:
    """Yield each text that a side has laid on the table, as it would be signed; not what it was still changing."""
    summit, last = played.game.summit, None
    rules = summit.rules
    for at in played.plies(side):
        record = played.game.records[at]
        after = max(n for n, each in enumerate(record.happenings) if each.kind == "move")
        values = summit.values(record.states[after])
        if edited_by(rules, values) is not None or tabled_by(rules, values) != side:
            continue
        paper = paper_of(rules, values, tuple(values[name] for name in rules.track_ids(Role.OFFER)))
        if paper is not None and paper != last:
            yield paper
        last = paper
