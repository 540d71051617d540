"""The whole review of a game, section by section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.pages.review.bargaining import show_bargaining
from wargame.pages.review.decisions import show_decisions
from wargame.pages.review.ledger import show_ledger
from wargame.pages.review.promises import show_promises
from wargame.pages.review.retried import show_retried
from wargame.pages.review.summary import show_summary
from wargame.pages.review.turning import show_turning

if TYPE_CHECKING:
    from wargame.pages.review.told import Told
    from wargame.pages.sheet import Sheet


def show_review(sheet: Sheet, told: Told) -> None:
    """Write the review: how it ended, what turned it, luck, the bargain, the promises, then every decision."""
    show_summary(sheet, told)
    if told.retried is not None:
        show_retried(sheet, told.rules, told.retried)
    show_turning(sheet, told)
    show_ledger(sheet, told)
    show_bargaining(sheet, told)
    show_promises(sheet, told)
    show_decisions(sheet, told)
