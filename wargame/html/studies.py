"""Pages of `analyze worth` and `analyze exploit`: a table of each comparison, and its intervals as bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.html.axes import Axis
from wargame.html.charts import Bar, bars
from wargame.html.document import Document, kind_of
from wargame.html.sheet import HtmlSheet
from wargame.scenario.meanings import MECHANISMS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.analysis.experiments.worth import ContrastAccount, EffectAccount, WorthReport
    from wargame.analysis.solving.exploitability import ExploitReport
    from wargame.html.blocks import Cell
    from wargame.pages.sheet import Tone

_WORTH, _EXPLOIT = "what mechanisms are worth", "an exploitability"
WORTH, EXPLOIT = kind_of(_WORTH), kind_of(_EXPLOIT)
_INTERVALS = "Each bar is a 95 % interval; one that leaves out 0 is sure of its sign."


def worth_page(report: WorthReport) -> Document:
    """Return the page of what mechanisms are worth."""
    sheet = HtmlSheet()
    players = " and ".join(f"{player} for {side}" for side, player in report["players"].items())
    sheet.line(f"{report['games']:,} games of {players} under each set of rules, paired by their seeds.")
    sheet.line(report["leaning"])
    for each in report["contrasts"]:
        _contrast(sheet, each)
    for words in report["missing"]:
        sheet.line(f"{words}.")
    title = f"What it is worth: {report['scenario']}"
    return Document(what=_WORTH, title=title, about=_about(report), sheet=sheet)


def exploit_page(report: ExploitReport) -> Document:
    """Return the page of how exploitable a player is."""
    sheet, whole = HtmlSheet(), report["sum"]
    sheet.line(f"A response to {report['player']}: {report['found']}.")
    sheet.line(f"{report['games']:,} games of its own in each seat, paired with the player against itself.")
    rows: list[tuple[Cell, ...]] = []
    ends: list[tuple[str, float, float]] = []
    for each in report["seats"]:
        scores = (f"{each['own']:.2f}", f"{each['response']:.2f}", f"{each['gain']:+.2f}")
        rows.append((each["side"], *scores, _interval(each["low"], each["high"])))
        ends.append((each["side"], each["low"], each["high"]))
    if whole is not None:
        rows.append(("both", "", "", f"{whole['gain']:+.2f}", _interval(whole["low"], whole["high"])))
        ends.append(("both", whole["low"], whole["high"]))
    sheet.table("What the response gains", ("seat", "player itself", "response", "gain", "95 % interval"), rows)
    _chart(sheet, "What the response gains, in points", ends)
    sheet.line("A lower bound: another response may gain more, and none of them is known to be the best.")
    title = f"How exploitable {report['player']} is in {report['scenario']}"
    return Document(what=_EXPLOIT, title=title, about=_about(report), sheet=sheet)


def _about(report: WorthReport | ExploitReport) -> str:
    return f"wargame {report['version']}, from seed {report['seed']}{'' if report['complete'] else '; stopped early'}"


def _contrast(sheet: HtmlSheet, contrast: ContrastAccount) -> None:
    whose = f", for {contrast['whose']}" if contrast["whose"] else ""
    sheet.heading(f"{MECHANISMS[contrast['of']]}{whose}")
    for heading, changes in (("with", contrast["has"]), ("without", contrast["lacks"])):
        for change in changes:
            sheet.line(f"{heading}: --set '{change}'", indent=2)
    if contrast["refused"]:
        sheet.line(f"Cannot be played: {contrast['refused']}")
        return
    rows = [_effect(each) for each in contrast["effects"]]
    sheet.table(
        "With it, without it, and the difference", ("figure", "with", "without", "worth", "95 % interval"), rows
    )
    for unit, words in (("points", "scores"), ("%", "shares of games")):
        ends = [(each["figure"], each["low"], each["high"]) for each in contrast["effects"] if each["unit"] == unit]
        _chart(sheet, f"{MECHANISMS[contrast['of']]}{whose}: {words}", ends, unit)


def _effect(each: EffectAccount) -> tuple[Cell, ...]:
    unit = " %" if each["unit"] == "%" else ""
    numbers = (f"{each['has']:.2f}{unit}", f"{each['lacks']:.2f}{unit}", f"{each['worth']:+.2f}{unit}")
    return (each["figure"], *numbers, f"{_interval(each['low'], each['high'])}{unit}")


def _interval(low: float, high: float) -> str:
    return f"[{low:+.2f}, {high:+.2f}]"


def _chart(sheet: HtmlSheet, title: str, ends: Sequence[tuple[str, float, float]], unit: str = "points") -> None:
    if ends:
        drawn = [Bar(name, low, high, _interval(low, high), _tone(low, high, unit)) for name, low, high in ends]
        sheet.chart(bars(title, _INTERVALS, drawn, x=Axis(f"difference, {unit}")))


def _tone(low: float, high: float, unit: str) -> Tone:
    """Return how a sure difference looks: more points are good, more of a share is neither good nor bad."""
    if low <= 0 <= high:
        return "quiet"
    if unit != "points":
        return "chance"
    return "good" if low > 0 else "bad"
