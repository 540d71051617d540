"""The facilitator's schedule: a lesson, minute by minute, fitted to how long the scenario is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from wargame.html.sheet import HtmlSheet
    from wargame.scenario.ruleset import Rules

LESSON = 90  # minutes
_BEFORE = ((10, "Welcome, sides and tables; public role sheets"), (10, "Secret role sheets; questions before"))
_AFTER = ((5, "Outcome form; questions after"), (20, "Debriefing"), (5, "What we take home"))


def show_schedule(sheet: HtmlSheet, rules: Rules, scenario: str) -> None:
    """Write the schedule, how to set up and run the tables, and what only the facilitator may know.

    Args:
        sheet: what it is written on.
        rules: of the scenario.
        scenario: as commands name it.
    """
    sheet.heading(f"A lesson of {LESSON} minutes")
    sheet.table("", ["From", "Minutes", "What"], _rows(rules))
    sheet.heading("At the tables")
    seats = " ".join(f"--seat {side.id}=human" for side in rules.sides)
    sheet.line("Two people or two pairs a table, one computer; all games into one folder:", indent=2)
    sheet.line(f"wargame play {scenario} {seats} --saves class", indent=4, tone="label")
    sheet.line("The program draws the mandates, and shows each side its own: hand out the secret sheet of that name.")
    sheet.line("Between turns it hides the screen until the other side has sat down. Every move is saved.")
    sheet.heading("For the debriefing")
    sheet.line("wargame debrief class --html debrief", indent=4, tone="label")
    sheet.line("Open debrief/index.html: all tables beside each other and beside games of the AI, what to ask whom.")
    sheet.heading("Mandates, and how often each is drawn")
    for side in rules.sides:
        whole = sum(each.weight for each in side.mandates)
        for each in side.mandates:
            sheet.line(f"{side.name}, {each.title} ({100 * each.weight / whole:.0f} %): {each.brief}", indent=2)
    sheet.heading("How it may end")
    for class_ in range(1, len(rules.scenario.ending_classes) + 1):
        titles = [each.title for each in rules.endings if each.class_ == class_]
        if titles:
            name = rules.scenario.ending_classes[class_ - 1].replace("_", " ")
            sheet.line(f"{name.capitalize()}: {', '.join(titles)}.", indent=2)


def _rows(rules: Rules) -> list[tuple[str, int, str]]:
    """Return the parts of the lesson; the rounds share what the rest leaves."""
    left = LESSON - sum(minutes for minutes, _ in (*_BEFORE, *_AFTER))
    rounds = sum(phase.rounds for phase in rules.phases)
    parts, told = [*_BEFORE], 0
    for number, phase in enumerate(rules.phases, start=1):
        upto = left * sum(each.rounds for each in rules.phases[:number]) // max(1, rounds)
        parts.append(
            (upto - told, f"{phase.title}: {plural(phase.rounds, 'round')}, {left / max(1, rounds):.1f} minutes each")
        )
        told = upto
    begins, rows = 0, []
    for minutes, words in (*parts, *_AFTER):
        rows.append((f"{begins // 60}:{begins % 60:02}", minutes, words))
        begins += minutes
    return rows
