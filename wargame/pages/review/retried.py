"""A decision tried again, in words: what was done instead, and what became better by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.pages.review.told import points

if TYPE_CHECKING:
    from wargame.analysis.review.retried import Retried
    from wargame.pages.sheet import Sheet
    from wargame.scenario.ruleset import Rules


def show_retried(sheet: Sheet, rules: Rules, found: Retried) -> None:
    """Write a branch beside the game that it comes from."""
    sheet.heading("Beside the game it branches off")
    seat = rules.side_ids.index(found.side)
    who = rules.side(found.side).name
    was, now = (rules.move_by_id[found.side, each.move].title for each in (found.before, found.now))
    by = found.now.worth[seat] - found.before.worth[seat]
    better = f"{points(abs(by))} {'better' if by > 0 else 'worse'}" if by else "as good"
    sheet.line(
        f"At decision {found.ply} {who} now played {now}, where it was {was}: by what it could know {better}"
        f" ({points(found.now.worth[seat])} expected, before {points(found.before.worth[seat])})."
    )
    for each in (seat, 1 - seat):
        sheet.line(_came_to(rules, found, each))


def _came_to(rules: Rules, found: Retried, seat: int) -> str:
    was, now = found.came_before[seat], found.came_now[seat]
    change = f"{points(abs(now - was))} {'better' if now > was else 'worse'}" if now != was else "as before"
    stands = "" if all(found.is_over) else ", as it stands"
    return f"{rules.sides[seat].name} comes to {points(now)}{stands}, before {points(was)}: {change}."
