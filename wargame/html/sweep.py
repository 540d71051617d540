"""A sweep as a page: tornado charts of the figures, how each figure responds to each number, and all settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.analysis.experiments.designs import ONE, SOBOL
from wargame.html.axes import Axis
from wargame.html.charts import Bar, Mark, Series, bars, line_chart, scatter
from wargame.html.document import Document, kind_of
from wargame.html.sheet import HtmlSheet
from wargame.scenario.wording import minus

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.analysis.experiments.sweep_report import FigureAccount, SettingAccount, SweepReport

_WHAT = "a sweep"
KIND = kind_of(_WHAT)
_MOST_ROWS = 500  # of settings in the page: a table has them all


def sweep_document(report: SweepReport, title: str) -> Document:
    """Return the page of a sweep."""
    sheet = HtmlSheet()
    _show_about(sheet, report)
    sheet.heading("What moves each figure")
    for figure in _figures(report):
        _show_tornado(sheet, report, figure)
    sheet.heading("How each figure responds")
    for figure in _figures(report):
        for number in (each["name"] for each in report["varied"]):
            _show_response(sheet, report, figure, number)
    sheet.heading("All settings")
    _show_settings(sheet, report)
    about = f"{title}: {report['games']:,} games of each setting, from seed {report['seed']}"
    return Document(what=_WHAT, title=f"Sweep of {title}", sheet=sheet, about=about)


def _show_about(sheet: HtmlSheet, report: SweepReport) -> None:
    seats = ", ".join(f"{side} {player}" for side, player in report["seats"].items())
    design = f"Design: {report['design']}, {len(report['settings']):,} settings, each played with the same seeds."
    rules = f"Rules: {report['scenario']} (SHA-256 {report['scenario_sha256'][:12]}…)."
    sheet.line(f"{design} Players: {seats}. {rules}")
    if not report["complete"]:
        sheet.line("The sweep was stopped: this is what was played until then.", tone="bad")
    rows = [
        (each["name"], "–" if each["now"] is None else each["now"], _range(each["values"])) for each in report["varied"]
    ]
    sheet.table("What is varied", ("number", "as it is", "set to"), rows)
    base = [
        (each["figure"], _words(each["mean"], each["unit"]), _ends(each["low"], each["high"]))
        for each in report["base"]
    ]
    sheet.table("The games as they are", ("figure", "mean", "95 % interval"), base)


def _figures(report: SweepReport) -> list[str]:
    """Return the figures that differ anywhere."""
    settings = [each for each in report["settings"] if not each["refused"]]
    return [
        figure["figure"]
        for at, figure in enumerate(report["base"])
        if any(each["figures"][at]["difference"] for each in settings)
    ]


def _show_tornado(sheet: HtmlSheet, report: SweepReport, figure: str) -> None:
    found = sorted(_spans(report, figure), key=lambda each: -max(abs(each.begin), abs(each.end), each.end - each.begin))
    if not found:
        return
    unit = next(each["unit"] for each in report["base"] if each["figure"] == figure)
    meaning = {
        ONE: f"{figure}: difference from the rules as they are",
        SOBOL: f"{figure}: share of the variance that a number has a part in",
    }.get(report["design"], f"{figure}: from one end of the number's range to the other")
    told = "; ".join(f"{each.label}: {each.words}" for each in found)
    axis = Axis("share of the variance", low=0) if report["design"] == SOBOL else Axis(unit)
    sheet.chart(bars(meaning, told, found, x=axis))


def _spans(report: SweepReport, figure: str) -> Iterator[Bar]:
    """Yield a bar for each number, and for each of its ends where one is varied at a time."""
    for varied in report["varied"]:
        number = varied["name"]
        if report["design"] == ONE:
            ends = list(_response(report, figure, number))
            for value, found in dict([*ends[:1], *ends[-1:]]).items():
                words = f"{_signed(found['difference'])} {_ends(found['difference_low'], found['difference_high'])}"
                yield Bar(f"{value}: {number}", 0.0, found["difference"], words)
            continue
        effect = next((e for e in report["effects"] if (e["number"], e["figure"]) == (number, figure)), None)
        if effect is None:
            continue
        if effect["total"] is not None and effect["first"] is not None:
            words = f"{effect['total']:.2f} in all, {effect['first']:.2f} by itself"
            yield Bar(number, 0.0, max(0.0, effect["total"]), words, "good")
        elif effect["slope"] is not None and effect["slope_low"] is not None and effect["slope_high"] is not None:
            span = (
                len(varied["values"]) - 1
                if varied["now"] is None
                else int(varied["values"][-1]) - int(varied["values"][0])
            )
            ends_words = _ends(span * effect["slope_low"], span * effect["slope_high"])
            yield Bar(number, 0.0, span * effect["slope"], f"{_signed(span * effect['slope'])} {ends_words}")


def _response(report: SweepReport, figure: str, number: str) -> Iterator[tuple[str, FigureAccount]]:
    """Yield each value of a number with the figure there; one at a time, only where nothing else differs."""
    now = {each["name"]: each["text"] if each["now"] is None else str(each["now"]) for each in report["varied"]}
    for setting in report["settings"]:
        others = any(value != now[name] for name, value in setting["values"].items() if name != number)
        is_own = setting["values"][number] != now[number] and not others
        if setting["refused"] or (report["design"] == ONE and not is_own):
            continue
        yield setting["values"][number], _figure(setting, figure)


def _figure(setting: SettingAccount, figure: str) -> FigureAccount:
    return next(each for each in setting["figures"] if each["figure"] == figure)


def _show_response(sheet: HtmlSheet, report: SweepReport, figure: str, number: str) -> None:
    varied = next(each for each in report["varied"] if each["name"] == number)
    if varied["now"] is None:
        return
    base = next(each for each in report["base"] if each["figure"] == figure)
    found = [(float(value), each) for value, each in _response(report, figure, number)]
    x, y, title = Axis(number), Axis(base["unit"]), f"{figure} by {number}"
    told = f"The mean of {figure} at {len(found)} settings of {number}; as it is, {varied['now']}: {base['mean']:.1f}."
    if report["design"] == ONE:
        found = sorted([*found, (float(varied["now"]), base)], key=lambda each: each[0])
        line = Series(
            figure,
            [(value, each["mean"]) for value, each in found],
            [(value, each["low"], each["high"]) for value, each in found],
        )
        as_it_is = Mark(varied["now"], base["mean"], "as it is", "diamond", name="as it is")
        sheet.chart(line_chart(title, told, [line], x=x, y=y, marks=[as_it_is]))
    else:
        points = [(value, each["mean"]) for value, each in found]
        sheet.chart(scatter(title, told, points, x=x, y=y, points_name="a setting"))


def _show_settings(sheet: HtmlSheet, report: SweepReport) -> None:
    numbers, figures = [each["name"] for each in report["varied"]], [each["figure"] for each in report["base"]]
    rows = [
        (*each["values"].values(), *(_words(found["mean"], found["unit"]) for found in each["figures"]))
        for each in report["settings"][:_MOST_ROWS]
        if not each["refused"]
    ]
    sheet.table("Means of all games of a setting", (*numbers, *figures), rows)
    if len(report["settings"]) > _MOST_ROWS:
        sheet.line(f"These are the first {_MOST_ROWS} of {len(report['settings']):,}; --table writes all.")
    for each in report["settings"]:
        if each["refused"]:
            sheet.line(f"Cannot be played: {each['refused']}")


def _range(values: list[str]) -> str:
    return f"{values[0]} … {values[-1]}" if len(values) > 3 else ", ".join(values)  # noqa: PLR2004  few enough to tell


def _words(value: float, unit: str) -> str:
    return minus(f"{value:.1f}{' %' if unit == '%' else ''}")


def _signed(value: float) -> str:
    return minus(f"{value:+.1f}")


def _ends(low: float, high: float) -> str:
    return minus(f"[{low:.1f}, {high:.1f}]")
