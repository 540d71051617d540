"""A sweep printed: what each number does, in a table as its design allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.cli.tables import console_for, table_of

if TYPE_CHECKING:
    from rich.console import Console

    from wargame.analysis.experiments.sweep_report import EffectAccount, FigureAccount, SweepReport

_MOST = 4  # figures of a setting


def print_sweep(report: SweepReport, title: str, *, plain: bool) -> None:
    """Print what the numbers do."""
    console, design = console_for(plain=plain), report["design"]
    console.print(f"{title} ({report['scenario']}), from seed {report['seed']}")
    seats = ", ".join(f"{side} {player}" for side, player in report["seats"].items())
    console.print(f"{report['games']:,} games of each of {len(report['settings']):,} settings ({design}): {seats}")
    known = [f"{each['figure']} {each['mean']:.1f}{_unit(each['unit'])}" for each in report["base"]]
    console.print(f"As it is: {'; '.join(known)}")
    if design == "one":
        _print_each(console, report)
    elif report["effects"]:
        _print_effects(console, report)
    for each in report["settings"]:
        if each["refused"]:
            console.print(f"Cannot be played: {each['refused']}")


def _print_each(console: Console, report: SweepReport) -> None:
    """Print each value of each number beside what is sure to differ there."""
    table = table_of(
        [("number: as it is", "left"), ("set to", "right"), ("what differs most, and its 95 % interval", "left")]
    )
    now = {each["name"]: each["text"] if each["now"] is None else str(each["now"]) for each in report["varied"]}
    for number, as_it_is in now.items():
        told = f"{number}: {as_it_is}"
        for setting in report["settings"]:
            value = setting["values"][number]
            others = {name: each for name, each in setting["values"].items() if name != number}
            if value == as_it_is or any(each != now[name] for name, each in others.items()) or setting["refused"]:
                continue
            sure = sorted((each for each in setting["figures"] if _is_sure(each)), key=lambda each: -abs(each["size"]))
            words = "\n".join(_difference_words(each) for each in sure[:_MOST]) or "nothing that these games make sure"
            table.add_row(told, value, words)
            told = ""
    console.print(table)


def _is_sure(figure: FigureAccount) -> bool:
    return not figure["difference_low"] <= 0 <= figure["difference_high"]


def _difference_words(each: FigureAccount) -> str:
    unit = _unit(each["unit"])
    ends = f"[{each['difference_low']:+.1f}, {each['difference_high']:+.1f}]"
    return f"{each['figure']} {each['difference']:+.1f}{unit} {ends}"


def _print_effects(console: Console, report: SweepReport) -> None:
    """Print slopes or indices: a row for each figure, a column for each number."""
    names = [each["name"] for each in report["varied"]]
    table = table_of([("figure", "left"), *((name, "right") for name in names)])
    for figure in dict.fromkeys(each["figure"] for each in report["effects"]):
        cells = [each for each in report["effects"] if each["figure"] == figure]
        table.add_row(figure, *map(_effect_words, cells))
    if report["design"] == "sobol":
        console.print("Share of the variance that a number explains by itself; with all it does together with others:")
    else:
        console.print("How much a figure differs for 1 more of the number, and its 95 % interval:")
    console.print(table)


def _effect_words(each: EffectAccount) -> str:
    if each["slope"] is not None:
        return f"{each['slope']:+.2f}{_unit(each['unit'])} [{each['slope_low']:+.2f}, {each['slope_high']:+.2f}]"
    if each["first"] is None or each["total"] is None:
        return "–"
    first, total = ((each[name], each[f"{name}_high"]) for name in ("first", "total"))  # type: ignore[literal-required]
    return "; ".join(f"{value:.2f} ± {high - value:.2f}" for value, high in (first, total))


def _unit(unit: str) -> str:
    return " %" if unit == "%" else ""
