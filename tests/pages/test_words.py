"""Words that a person reads: times as the clock of his own place shows them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from wargame.pages.words import local_time

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
