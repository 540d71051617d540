"""The secret brief of a seat: mandate, red lines, its score in each projection, what may happen next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.preview import risks_at_round_end, turns_of_actors
from wargame.pages.sheet import Amount
from wargame.pages.words import percent, span
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.game.preview import Risk
    from wargame.game.standing import OpenScore
    from wargame.game.view import View
    from wargame.pages.sheet import Sheet, Tone
    from wargame.scenario.model import Issue
    from wargame.scenario.rules import RedLine
    from wargame.scenario.ruleset import Rules


_OTHER_MOMENTS = {  # than the end of the round, at which an actor may act
    "ply": "After the next move",
    "phase": "At the end of this phase",
    "final": "Before the ending is read",
}


def show_brief(sheet: Sheet, game: Game, view: View) -> None:
    """Write the secret brief of the view's seat."""
    rules, side = game.summit.rules, game.summit.rules.side(view.seat)
    mandate = side.mandates[view.tracks[rules.track_id(Role.MANDATE, side.id)]]
    sheet.text(side.brief, indent=2)
    show_mandate(sheet, rules, view)
    sheet.line("What each clause is worth to you once it is carried out, level by level", indent=2)
    for issue in rules.issues:
        worth = _worth(issue, side.id, mandate.id)
        if any(worth):
            sheet.line(f"{issue.title}: {', '.join(f'{each:+d}'.replace('-', '−') for each in worth)}", indent=4)
    sheet.line(f"You succeed with {rules.scenario.success} points of 100.", indent=2)
    show_projections(sheet, game, view)


def show_mandate(sheet: Sheet, rules: Rules, view: View) -> None:
    """Write the secret mandate of the view's seat, and its red lines with what the draft does to them."""
    side = rules.side(view.seat)
    index = view.tracks[rules.track_id(Role.MANDATE, side.id)]
    mandate = side.mandates[index]
    sheet.line(f"Your secret mandate: {mandate.title}. {mandate.brief}", indent=2, tone="secret")
    lines = [line for line in rules.red_lines if line.side == side.id and line.mandate == index]
    if lines:
        sheet.line("Your red lines", indent=2, tone="label")
        for line in lines:
            tone: Tone = "bad" if line.crossed.holds(view.tracks) else ""
            sheet.line(f"{line.text} {_standing(rules, line, view)}", indent=4, tone=tone)


def _standing(rules: Rules, line: RedLine, view: View) -> str:
    """Return whether the draft crosses a red line or masks that, by the live counts of lines crossed and masked."""
    if not line.crossed.holds(view.tracks):
        return "(The draft keeps it.)"
    if not any(view.tracks[rules.track_id(role, line.side)] for role in (Role.CROSSED, Role.MASKED)):
        return "(It no longer binds.)"
    issue = rules.issue(line.issue).title
    if view.tracks[rules.track_id(Role.VAGUE, line.issue)]:
        return f"(The draft crosses it behind vague words: {issue}.)"
    return f"(The draft crosses it: {issue}.)"


def _worth(issue: Issue, side: str, mandate: str) -> list[int]:
    value = issue.values.get(side, {}).get(mandate, 0)
    if isinstance(value, int):
        return [value * level for level in range(1, len(issue.levels))]
    return list(value[1:])


def show_projections(sheet: Sheet, game: Game, view: View) -> None:
    """Write the seat's score in each projection of the scenario, in a line each."""
    projections = game.projections(view.seat)
    if projections:
        sheet.line("What if … (score opens each into its terms)", indent=2, tone="label")
        for each in projections:
            sheet.line(f"{each.title}: {_points(each.score)}. {_endings(game.summit.rules, each.score)}", indent=4)


def projection_words(game: Game, seat: str) -> str:
    """Return the score of each projection in one sentence; "" where there is none."""
    words = "; ".join(f"{each.title} {span(each.score.low, each.score.high)}" for each in game.projections(seat))
    return f"Your points now: {words}." if words else ""


def _points(score: OpenScore) -> str:
    ranged = " (it depends on something you cannot see)" if score.low != score.high else ""
    return f"{span(score.low, score.high)} {'point' if score.low == score.high == 1 else 'points'}{ranged}"


def _endings(rules: Rules, score: OpenScore) -> str:
    titles = [next(each.title for each in rules.endings if each.id == ending) for ending in score.endings]
    return f"Ending: {' or '.join(titles)}"


def show_score(sheet: Sheet, game: Game, view: View) -> None:
    """Write the score in each projection with its terms; without projections, the score if the game ended now."""
    rules = game.summit.rules
    projections = game.projections(view.seat)
    if not projections:
        score = game.score_now(view.seat)
        sheet.line(f"If the game stopped here: {_points(score)}. {_endings(rules, score)}", indent=2)
        show_terms(sheet, score)
    for each in projections:
        sheet.line(f"{each.title}: {_points(each.score)}. {_endings(rules, each.score)}", indent=2)
        show_terms(sheet, each.score)


def show_terms(sheet: Sheet, score: OpenScore) -> None:
    """Write the terms of a score."""
    if not score.terms:
        sheet.line("This ending fixes the score.", indent=4)
        return
    sheet.amounts([Amount(term.label, term.low, term.high) for term in score.terms], indent=4)
    low, high = (sum(getattr(term, end) for term in score.terms) for end in ("low", "high"))
    if low == high and low != score.low:
        sheet.line(f"In all {span(low, high)}; a score lies between 0 and 100: {span(score.low, score.high)}", indent=4)


def show_risks(sheet: Sheet, game: Game, view: View) -> None:
    """Write what may happen at the end of the round, as things stand, and what actors may do at other moments."""
    known = game.known_to(view.seat)
    risks = risks_at_round_end(known)
    if not risks:
        sheet.line("Nothing, as things stand.", indent=2)
    for risk in risks:
        sheet.line(f"{risk.title}: {_odds(risk)}", indent=2)
    for moment, words in _OTHER_MOMENTS.items():
        turns = turns_of_actors(known, moment)
        if turns:
            sheet.line(words, indent=2, tone="label")
        for turn in turns:
            sheet.line(f"{turn.title}: {_odds(turn)}", indent=4)


def _odds(risk: Risk) -> str:
    drawn = sorted(risk.outcomes, key=lambda outcome: -outcome[2])
    odds = "; ".join(f"{title} {percent(low, high)}" for title, low, high in drawn)
    unsure = " (it depends on something you cannot see)" if any(low != high for _, low, high in drawn) else ""
    return f"{odds or 'happens'}{unsure}"
