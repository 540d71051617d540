"""The secret brief of a seat: mandate, red lines, its score in each projection, what may happen next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.preview import risks_at_round_end, turns_of_actors
from wargame.pages.lanes import worth_of_levels
from wargame.pages.sheet import Amount
from wargame.pages.words import percents, span
from wargame.scenario.rules import Role

if TYPE_CHECKING:
    from wargame.game.game import Game
    from wargame.game.preview import Risk
    from wargame.game.standing import OpenScore
    from wargame.game.view import View
    from wargame.pages.sheet import Sheet, Tone
    from wargame.scenario.rules import RedLine
    from wargame.scenario.ruleset import Rules


_OTHER_MOMENTS = {  # than the end of the round, at which an actor may act
    "ply": "After the next move",
    "phase": "At the end of this phase",
    "final": "Before the ending is read",
}


def show_brief(sheet: Sheet, game: Game, view: View) -> None:
    """Write the secret brief of the view's seat."""
    rules = game.summit.rules
    sheet.text(rules.side(view.seat).brief, indent=2)
    show_mandate(sheet, rules, view)
    sheet.line("What each clause is worth to you once it is carried out, level by level", indent=2)
    for issue in rules.issues:
        worth = worth_of_levels(rules, view, issue.id)
        if any(worth):
            sheet.line(f"{issue.title}: {', '.join(f'{each:+d}'.replace('-', '−') for each in worth)}", indent=4)
    sheet.line(f"You succeed with {rules.scenario.success} points of 100.", indent=2)
    _show_projections(sheet, game, view)


def show_mandate(sheet: Sheet, rules: Rules, view: View) -> None:
    """Write the secret mandate of the view's seat, and its red lines with what the draft does to them."""
    mandate = rules.mandate(view.seat, view.tracks)
    kind = "mandate, which both see" if rules.side(view.seat).mandate_seen_by else "secret mandate"
    sheet.line(f"Your {kind}: {mandate.title}. {mandate.brief}", indent=2, tone="secret")
    lines = red_lines_of(rules, view)
    if lines:
        sheet.line("Your red lines", indent=2, tone="label")
    for line in lines:
        standing = _standing(rules, line, view)
        issue = rules.issue(line.issue).title
        tone: Tone = "bad" if line.crossed.holds(view.tracks) else ""
        sheet.line(f"{line.text} ({_STANDINGS[standing].format(issue=issue)})", indent=4, tone=tone)


def show_mandate_at_a_glance(sheet: Sheet, rules: Rules, view: View) -> None:
    """Write the mandate by its name, and each red line behind a sign for what the draft does to it."""
    sheet.line(rules.mandate(view.seat, view.tracks).title, tone="secret")
    for line in red_lines_of(rules, view):
        standing = _standing(rules, line, view)
        sheet.line(f"{_SIGNS[standing]} {line.text}", tone=_TONES[standing])


def red_lines_of(rules: Rules, view: View) -> list[RedLine]:
    """Return the red lines of the mandate that the view's seat has drawn."""
    index = view.tracks[rules.track_id(Role.MANDATE, view.seat)]
    return [line for line in rules.red_lines if line.side == view.seat and line.mandate == index]


_STANDINGS = {  # of a red line
    "kept": "The draft keeps it.",
    "loose": "It no longer binds.",
    "masked": "The draft crosses it behind vague words: {issue}.",
    "crossed": "The draft crosses it: {issue}.",
}
_SIGNS = {"kept": "✓", "loose": "·", "masked": "≈", "crossed": "✕"}
_TONES: dict[str, Tone] = {"kept": "", "loose": "quiet", "masked": "vague", "crossed": "bad"}


def _standing(rules: Rules, line: RedLine, view: View) -> str:
    """Return whether the draft crosses a red line or masks that, by the live counts of lines crossed and masked."""
    if not line.crossed.holds(view.tracks):
        return "kept"
    if not any(view.tracks[rules.track_id(role, line.side)] for role in (Role.CROSSED, Role.MASKED)):
        return "loose"
    return "masked" if view.tracks[rules.track_id(Role.VAGUE, line.issue)] else "crossed"


def _show_projections(sheet: Sheet, game: Game, view: View) -> None:
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
    chances = percents([(low, high) for _, low, high in drawn])
    odds = "; ".join(f"{title} {chance}" for (title, _, _), chance in zip(drawn, chances, strict=True))
    unsure = " (it depends on something you cannot see)" if any(low != high for _, low, high in drawn) else ""
    return f"{odds or 'happens'}{unsure}"
