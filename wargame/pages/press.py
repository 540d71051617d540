"""Front pages, two beside each other: the same day in two capitals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.game.press import FrontPage
    from wargame.pages.sheet import Sheet

_ABREAST = 2


def show_front_pages(sheet: Sheet, pages: Sequence[FrontPage]) -> None:
    """Write front pages, two at a time side by side where the sheet has room for that."""
    for at in range(0, len(pages), _ABREAST):
        sheet.beside(*(partial(_show, page=page) for page in pages[at : at + _ABREAST]))


def _show(sheet: Sheet, page: FrontPage) -> None:
    sheet.line(page.paper, indent=2, hang=0, tone="label")
    sheet.line(page.headline, indent=2, hang=0, tone="title")
    for line in page.lines:
        sheet.line(line, indent=2, hang=0)
