"""Bargaining zones as plain data: for JSON, for tables, and for what is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from wargame import __version__
from wargame.analysis.tidy import Row, Table
from wargame.runs.fields import INTEGER, NUMBER, TEXT, Field

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wargame.analysis.bargaining.deals import Text
    from wargame.analysis.bargaining.zones import Zone
    from wargame.game.summit import Summit
    from wargame.scenario.ruleset import Rules

PICKS = ("nash", "kalai_smorodinsky", "egalitarian", "utilitarian", "most_even")


class PointAccount(TypedDict):
    """A text and what it is worth to both sides, by side."""

    text: dict[str, int]  # the level of each issue
    words: str
    scores: dict[str, float]


class OpeningAccount(TypedDict):
    """What opens a zone, and how far."""

    by: str
    better: int  # texts that both prefer to no deal then
    share: float


class ZoneAccount(TypedDict):
    """The bargaining zone of a pair of mandates; see `Zone`."""

    mandates: dict[str, str]
    chance: float
    no_deal: dict[str, float]
    better: int  # texts that both prefer to no deal
    share: float
    share_unkept: float | None  # of texts that both prefer to no deal if nobody keeps them
    opposition: float | None
    solutions: dict[str, PointAccount]  # by its name in PICKS; empty where there is no room
    frontier: list[PointAccount]
    openings: list[OpeningAccount]


class PositionAccount(TypedDict):
    """The moment of a saved game that was asked about."""

    file: str
    ply: int
    seat: str  # with whose eyes, "" with the referee's


class ZonesReport(TypedDict):
    """The bargaining zones of a scenario or of a position."""

    version: str
    scenario: str
    scenario_sha256: str
    position: PositionAccount | None
    sides: dict[str, str]  # name by id
    texts: int  # that can be signed
    pairs: list[ZoneAccount]


def zones_report(summit: Summit, zones: Sequence[Zone], position: PositionAccount | None = None) -> ZonesReport:
    """Return the report of these zones."""
    rules = summit.rules
    return {
        "version": __version__,
        "scenario": summit.name,
        "scenario_sha256": summit.sha256,
        "position": position,
        "sides": {side.id: side.name for side in rules.sides},
        "texts": len(zones[0].room.texts) if zones else 0,
        "pairs": [_account(rules, zone) for zone in zones],
    }


def _account(rules: Rules, zone: Zone) -> ZoneAccount:
    room = zone.room
    return {
        "mandates": dict(zip(rules.side_ids, room.mandates, strict=True)),
        "chance": zone.chance,
        "no_deal": dict(zip(rules.side_ids, room.no_deal, strict=True)),
        "better": int(room.both.sum()),
        "share": room.share,
        "share_unkept": room.share_unkept,
        "opposition": zone.opposition,
        "solutions": {name: _point(rules, zone, at) for name, at in _picks_of(zone).items()},
        "frontier": [_point(rules, zone, at) for at in zone.frontier],
        "openings": [
            {"by": words, "better": round(share * len(room.texts)), "share": share}
            for words, share in ((words, zone.share_opened(words)) for words in zone.opened)
        ],
    }


def _picks_of(zone: Zone) -> Mapping[str, int]:
    """Return the text that each solution picks, by its name; nothing where there is no room."""
    if zone.solutions is None or zone.most_even is None:
        return {}
    found = zone.solutions
    picked = (found.nash, found.kalai_smorodinsky, found.egalitarian, found.utilitarian, zone.most_even)
    return dict(zip(PICKS, picked, strict=True))


def _point(rules: Rules, zone: Zone, at: int) -> PointAccount:
    text = zone.room.texts[at]
    return {
        "text": {issue.id: level for issue, level in zip(rules.issues, text, strict=True)},
        "words": _words_of(rules, text),
        "scores": dict(zip(rules.side_ids, map(float, zone.room.values[at]), strict=True)),
    }


def _words_of(rules: Rules, text: Text) -> str:
    """Return a text in words: each issue and what is agreed on it."""
    return "; ".join(f"{issue.title}: {issue.labels[level]}" for issue, level in zip(rules.issues, text, strict=True))


# -- as a table


def zone_table(rules: Rules) -> Table:
    """Return the table with a row for each pair of mandates and text."""
    sides = rules.sides
    return Table(
        of="a bargaining analysis",
        fields=(
            *(
                Field(
                    name=f"{side.id}.mandate",
                    type=TEXT,
                    meaning=f"{side.name}'s mandate",
                    values=tuple(each.id for each in side.mandates),
                )
                for side in sides
            ),
            *(
                Field(
                    name=issue.id,
                    type=INTEGER,
                    meaning=f"{issue.title}, the level: "
                    + ", ".join(f"{at} {each}" for at, each in enumerate(issue.labels)),
                    least=0,
                    most=len(issue.levels) - 1,
                )
                for issue in rules.issues
            ),
            *(
                Field(name=f"{side.id}.score", type=NUMBER, meaning=f"What the text is worth to {side.name}")
                for side in sides
            ),
            *(
                Field(name=f"{side.id}.no_deal", type=NUMBER, meaning=f"What no deal is worth to {side.name}")
                for side in sides
            ),
            Field(name="better", type=INTEGER, meaning="1 if both prefer it to no deal", least=0, most=1),
            Field(name="frontier", type=INTEGER, meaning="1 if no text is better for one and no worse for the other"),
            Field(name="picked_by", type=TEXT, meaning=f"Which of {', '.join(PICKS)} pick it", empty="none does"),
        ),
    )


def zone_rows(zones: Sequence[Zone]) -> Iterator[Row]:
    """Yield the rows of that table."""
    for zone in zones:
        room, on_frontier, picks = zone.room, set(zone.frontier), _picks_of(zone)
        for at, (text, is_better) in enumerate(zip(room.texts, room.both.tolist(), strict=True)):
            picked = " ".join(name for name, which in picks.items() if which == at)
            scores = map(float, room.values[at])
            yield (
                *room.mandates,
                *text,
                *scores,
                *map(float, room.no_deal),
                int(is_better),
                int(at in on_frontier),
                picked,
            )
