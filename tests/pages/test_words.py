"""Words that a person reads: times as the clock of his own place shows them."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from wargame.pages.words import exacts, local_time, percents

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _clock_back() -> Iterator[None]:
    yield
    time.tzset()  # once the patched TZ is gone


def live_in(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the zone of this process."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("UTC0", "2026-11-23 22:40 UTC"),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-11-23 23:40 CET"),
        ("<+0545>-5:45", "2026-11-24 04:25 +0545"),
        ("<Somewhere>5", "2026-11-23 17:40 -05:00"),
    ],
)
def test_a_time_is_shown_as_the_clock_here_would(zone: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    live_in(zone, monkeypatch)
    assert local_time("2026-11-23T22:40:00Z") == shown
    assert local_time("2026-11-23T22:40:00") == shown  # files are in UTC
    assert local_time("2026-11-23T23:40:00+01:00") == shown


def test_summer_has_its_own_time(monkeypatch: pytest.MonkeyPatch) -> None:
    live_in("CET-1CEST,M3.5.0,M10.5.0/3", monkeypatch)
    assert local_time("2026-07-01T22:40:00Z") == "2026-07-02 00:40 CEST"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_time_stays_as_it_is(text: str) -> None:
    assert local_time(text) == text


@pytest.mark.parametrize("weights", [(1, 1, 1), (5, 3), (1, 1, 1, 1, 1, 1), (1, 199), (3, 3, 2), (7, 7, 7, 7, 1), (1,)])
def test_the_percents_of_a_whole_add_up_to_a_hundred(weights: tuple[int, ...]) -> None:
    chances = [Fraction(each, sum(weights)) for each in weights]
    odds = [(each, each) for each in chances]
    told = percents(odds)
    figures = [{"<1%": 0, ">99%": 100}.get(each) or int(each.strip("<>%")) * ("<" not in each) for each in told]
    assert sum(figures) == 100
    assert all(words.endswith(f"({each})") or words == each for each, words in zip(told, exacts(odds), strict=True))
    assert all(abs(figure - 100 * chance) < 1 for figure, chance in zip(figures, chances, strict=True))


def test_percents_that_are_no_whole_and_ranges_are_rounded_each_by_itself() -> None:
    third, half = Fraction(1, 3), Fraction(1, 2)
    assert percents([(third, third), (third, third)]) in (["34%", "33%"], ["33%", "34%"])  # two thirds
    assert percents([(third, half), (half, third * 2)]) == ["33–50%", "50–67%"]
    assert not percents([])
