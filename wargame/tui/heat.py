"""How tense a board looks: what its frames wear as the track of tension rises, to be felt before it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from wargame.scenario.wording import minus
from wargame.tui.ink import meter_bar

if TYPE_CHECKING:
    from wargame.pages.situation import Meter

HEATS = ("-warm", "-hot", "-brink")
STEPS = (0.45, 0.65, 0.85)  # of the scale, from which a board is as hot as that
INKS = ("$primary", "$text-warning", "$text-error", "bold $text-error")
GAUGE = 10  # cells


def heat_of(meter: Meter | None) -> int:
    """Return how hot it is, from 0 to 3."""
    if meter is None or meter.max == meter.min:
        return 0
    share = (meter.value - meter.min) / (meter.max - meter.min)
    return sum(share >= step for step in STEPS)


def heat_class(meter: Meter | None) -> str:
    """Return what a screen is to wear, "" for nothing."""
    heat = heat_of(meter)
    return HEATS[heat - 1] if heat else ""


def gauge(meter: Meter, *, cells: int = GAUGE) -> Content:
    """Draw the tension in the first line."""
    ink = INKS[heat_of(meter)]
    bar = meter_bar(meter.value, meter.min, meter.max, cells, ink) if cells else Content("")
    return Content.assemble(f"{meter.name} ", bar, (f" {minus(f'{meter.value}')} {meter.band}".rstrip(), ink))
