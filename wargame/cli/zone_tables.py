"""Bargaining zones printed: as tables, or one pair of mandates with its texts in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.cli.tables import console_for, table_of

if TYPE_CHECKING:
    from rich.console import Console

    from wargame.analysis.bargaining.zone_report import ZoneAccount, ZonesReport

_PICKS = {
    "nash": "Nash",
    "kalai_smorodinsky": "Kalai–Smorodinsky",
    "egalitarian": "egalitarian",
    "utilitarian": "utilitarian",
    "most_even": "most even shares",
}


def print_zones(report: ZonesReport, title: str, *, in_words: bool, plain: bool) -> None:
    """Print the zones; in words, each with the texts that the theory picks and those of the frontier."""
    console, at, texts = console_for(plain=plain), report["position"], f"{report['texts']:,} texts"
    console.print(f"{title} ({report['scenario']}); scores are {' : '.join(report['sides'].values())}")
    if at is None:
        console.print(f"{texts} that could be signed, valued as signed and kept, at the start of a game")
    else:
        eyes = f"as far as {report['sides'][at['seat']]} can tell" if at["seat"] else "as it truly is"
        console.print(
            f"{texts} that can still be signed at ply {at['ply']} of {at['file']}, valued as it stands, {eyes}"
        )
    if not in_words:
        _print_tables(console, report)
    for zone in report["pairs"] if in_words else ():
        _print_words(console, zone)


def _print_tables(console: Console, report: ZonesReport) -> None:
    figures = [(head, "right") for head in ("chance", "no deal", "both gain by", "frontier", "opposition")]
    openers = [each["by"] for each in report["pairs"][0]["openings"]] if report["pairs"] else []
    rooms, picks, opened = (
        table_of([("mandates", "left"), *columns])
        for columns in (
            figures,
            [(head, "right") for head in list(_PICKS.values())[:-1]],
            [(head, "right") for head in ("as it is", "if unkept", *openers)],
        )
    )
    for zone in report["pairs"]:
        mandates = ", ".join(zone["mandates"].values())
        opposed = "–" if zone["opposition"] is None else f"{zone['opposition']:.3f}"
        better, on_frontier = f"{zone['better']:,} ({_percent(zone['share'])})", f"{len(zone['frontier'])}"
        rooms.add_row(mandates, f"{100 * zone['chance']:.0f} %", scores(zone["no_deal"]), better, on_frontier, opposed)
        found = zone["solutions"]
        picks.add_row(mandates, *(scores(found[each]["scores"]) if found else "–" for each in list(_PICKS)[:-1]))
        shares = [zone["share"], zone["share_unkept"], *(each["share"] for each in zone["openings"])]
        opened.add_row(mandates, *map(_percent, shares))
    console.print(rooms)
    console.print("What the theory picks:")
    console.print(picks)
    console.print("The share of texts that both would gain by, and what would open it:")
    console.print(opened)


def _print_words(console: Console, zone: ZoneAccount) -> None:
    mandates, chance = ", ".join(zone["mandates"].values()), f"{100 * zone['chance']:.0f} %"
    console.print(f"\n{mandates} ({chance} of what may be so): no deal is worth {scores(zone['no_deal'])}")
    console.print(f"Both gain by {zone['better']:,} texts ({_percent(zone['share'])}).")
    if zone["share_unkept"] is not None:
        console.print(f"If nobody kept it: {_percent(zone['share_unkept'])}")
    for each in zone["openings"]:
        console.print(f"With {each['by']}: {_percent(each['share'])}")
    if zone["opposition"] is not None:
        console.print(f"Opposition: {zone['opposition']:.3f}")
    for name, point in zone["solutions"].items():
        console.print(f"{_PICKS[name]}: {scores(point['scores'])} by {point['words']}")
    console.print("Frontier:")
    for point in zone["frontier"]:
        console.print(f"  {scores(point['scores'])} by {point['words']}")


def scores(of: dict[str, float]) -> str:
    """Return both sides' scores in words."""
    return " : ".join(f"{score:.1f}".removesuffix(".0") for score in of.values())


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"
