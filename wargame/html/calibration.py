"""A calibration as a page: reliability curves of odds and of expected scores, with their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wargame.html.axes import Axis
from wargame.html.charts import Series, line_chart
from wargame.html.document import Document, kind_of
from wargame.html.sheet import HtmlSheet
from wargame.scenario.wording import minus

if TYPE_CHECKING:
    from wargame.analysis.calibration.calibration import CalibrationReport

_WHAT = "a calibration"
KIND = kind_of(_WHAT)
_FULL = 100


def calibration_document(report: CalibrationReport, title: str) -> Document:
    """Return the page of a calibration."""
    sheet = HtmlSheet()
    sheet.heading("Stated odds beside rolls")
    _show_odds(sheet, report)
    sheet.heading("Expected scores beside those reached")
    sheet.line(f"The judge: {report['judge']}. One decision of each game is judged.")
    for each in report["scores"]:
        _show_scores(sheet, each)
    about = f"{report['games']:,} games of {report['scenario']}, {report['rolls']:,} rolls, seed {report['seed']}"
    return Document(what=_WHAT, title=f"Calibration of {title}", sheet=sheet, about=about)


def _show_odds(sheet: HtmlSheet, report: CalibrationReport) -> None:
    bins: list[Any] = list(report["odds"])
    curve = [(_FULL * each["stated"], _FULL * each["drawn"]) for each in bins]
    half = [_FULL * (each["difference"]["high"] - each["difference"]["value"]) for each in bins]
    band = [(at, max(0.0, at - each), min(100.0, at + each)) for (at, _), each in zip(curve, half, strict=True)]
    told = "; ".join(f"stated {stated:.1f} %, drawn {drawn:.1f} %" for stated, drawn in curve)
    honest = Series("as stated, and what honest dice may differ", [(0.0, 0.0), (100.0, 100.0)], band)
    x, y = Axis("stated, %", 0, 100), Axis("drawn, %", 0, 100)
    sheet.chart(line_chart("How often outcomes were drawn", told, [honest, Series("drawn", curve)], x=x, y=y))
    rows = [
        (
            f"{_FULL * each['low']:.0f} to {_FULL * each['high']:.0f} %",
            each["outcomes"],
            *_pair(each),
            _words(each["difference"], _FULL),
        )
        for each in bins
    ]
    sheet.table("Outcomes of like odds", ("odds", "outcomes", "stated", "drawn", "difference"), rows)
    rules: list[Any] = list(report["rules"])
    found = [
        (each["rule"], each["rolls"], f"{each['chi_square']:.2f}", each["freedom"], f"{each['chance']:.3f}")
        for each in rules
    ]
    sheet.table("Rules, the least likely first", ("rule", "rolls", "chi-square", "degrees of freedom", "chance"), found)
    if report["least_chance"] is not None:
        sheet.line(f"That honest dice bring the first of so many rules: {report['least_chance']:.2f} (Bonferroni).")


def _pair(each: dict[str, float]) -> tuple[str, str]:
    return f"{_FULL * each['stated']:.2f} %", f"{_FULL * each['drawn']:.2f} %"


def _show_scores(sheet: HtmlSheet, each: Any) -> None:  # noqa: ANN401  plain data
    if not each["bins"]:
        sheet.line(f"{each['side']}: no game came to an ending.")
        return
    curve = [(found["expected"], found["reached"]) for found in each["bins"]]
    band = [
        (found["expected"], found["expected"] + found["error"]["low"], found["expected"] + found["error"]["high"])
        for found in each["bins"]
    ]
    told = "; ".join(f"expected {before:.1f}, reached {after:.1f}" for before, after in curve)
    lines = [Series("reached, and its 95 % interval", curve, band), Series("as expected", [(0.0, 0.0), (100.0, 100.0)])]
    x, y = Axis("expected, points", 0, 100), Axis("reached, points", 0, 100)
    sheet.chart(line_chart(f"Scores of {each['side']}", told, lines, x=x, y=y))
    sheet.line(f"{each['side']}: mean error {_words(each['error'])}; root mean square {each['deviation']:.1f}.")
    rows = [
        (
            f"{found['low']} to {found['high']}",
            found["games"],
            f"{found['expected']:.1f}",
            f"{found['reached']:.1f}",
            _words(found["error"]),
        )
        for found in each["bins"]
    ]
    sheet.table(f"Forecasts of {each['side']}", ("expected", "games", "mean", "reached", "error"), rows)


def _words(found: dict[str, float], scale: float = 1) -> str:
    value, low, high = (scale * found[end] for end in ("value", "low", "high"))
    return minus(f"{value:+.2f} [{low:+.2f}, {high:+.2f}]")
