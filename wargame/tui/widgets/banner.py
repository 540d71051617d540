"""What nobody at the table may overlook, on a line of its own: written from left to right like a signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from wargame.tui.widgets.leaf import Leaf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.timer import Timer

    from wargame.pages.news import Banner

SECONDS, FRAMES = 0.5, 12
INKS = {"signed": "bold $text-success", "exit": "bold $text-warning", "clash": "bold $text-warning",
        "exposed": "bold $text-error", "breach": "bold reverse $text-error"}  # fmt: skip
SIGNS = {"signed": "✎", "exit": "✕", "clash": "≈", "exposed": "◉", "breach": "⚡"}


class BannerLine(Leaf):
    """Banners, a line each; none takes no room."""

    DEFAULT_CSS = """
    BannerLine { padding: 0 1; background: $boost; }
    """

    def __init__(self) -> None:
        """Begin without banners."""
        super().__init__(id="banner", classes="-absent")
        self.banners: Sequence[Banner] = ()
        self._frame = FRAMES
        self._timer: Timer | None = None

    def show(self, banners: Sequence[Banner], *, moving: bool = False) -> None:
        """Show banners, written out in half a second if `moving`; none takes the line away."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.banners = banners
        self._frame = 0 if moving and banners else FRAMES
        if self._frame < FRAMES:
            self._timer = self.set_interval(SECONDS / FRAMES, self._write_on, repeat=FRAMES)
        self.set_class(not banners, "-absent")
        self.refresh(layout=True)

    def _write_on(self) -> None:
        self._frame += 1
        self.refresh()

    def lines(self, width: int) -> list[Content]:
        """Return each banner between two strokes, as far as it is written."""
        return [self._line(each, width) for each in self.banners]

    def _line(self, banner: Banner, width: int) -> Content:
        words = f" {SIGNS[banner.kind]} {banner.words} "
        stroke = "━" * max(0, (width - len(words)) // 2)
        whole = f"{stroke}{words}{stroke}"[:width]
        return Content.styled(whole[: len(whole) * self._frame // FRAMES], INKS[banner.kind])
