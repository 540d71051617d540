"""The debriefing of a class in sentences: endings, scores beside the AI's, agreements, claims, breaches."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from statistics import mean, median
from typing import TYPE_CHECKING

from wargame.analysis.debriefing import FAR_OUT, RARE_ENDING, REMARKABLE
from wargame.pages.words import percent
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from wargame.analysis.debriefing import ClassGame, Group
    from wargame.analysis.review.promises import Deed, Promise
    from wargame.pages.sheet import Sheet
    from wargame.scenario.ruleset import Rules

MOST_DISCUSSED = 6  # games of one group that are named
_DEEDS = {
    "collisions": "Vague words collided",
    "breaches": "Broke its word",
    "secret": "Worked in secret against the text",
    "exposures": "Secret work was found",
    "exits": "Left the table",
    "provocations": "Provoked",
}


def show_group(sheet: Sheet, group: Group) -> None:
    """Write what games of the same rules came to."""
    show_course(sheet, group)
    show_promises(sheet, group)
    _show_discussed(sheet, group)


def rules_words(group: Group) -> str:
    """Return by which rules how many games were played."""
    count = len(group.games)
    title = group.summit.rules.scenario.title
    return f"{title}: {plural(count, 'game')}, rules {group.summit.sha256[:8]}"


def reference_words(group: Group) -> str:
    """Return who the class is compared with."""
    found = group.reference
    return f"{plural(found.tally.ended, 'game')} of {found.player} in both seats (seed {found.seed})"


def show_course(sheet: Sheet, group: Group) -> None:
    """Write endings, scores, and whether the agreements that were there were found."""
    rules, ended = group.summit.rules, max(1, group.reference.tally.ended)
    sheet.line(f"Beside them: {reference_words(group)}.", tone="quiet")
    sheet.heading("How they ended")
    counts = Counter(game.ending for game in group.games)
    for index, ending in enumerate(rules.endings):
        if count := counts[ending.id]:
            share = percent(Fraction(int(group.reference.tally.endings[index]), ended))
            sheet.line(
                f"{ending.title}: {plural(count, 'game')} of {len(group.games)}; of the AI's, {share}.", indent=2
            )
    sheet.heading("What they came to")
    for seat, side in enumerate(rules.sides):
        sheet.line(_score_words(group, seat, side.id), indent=2)
    sheet.heading("Agreements that were there")
    for words in _agreement_words(group):
        sheet.line(words, indent=2)


def _score_words(group: Group, seat: int, side: str) -> str:
    rules, scores = group.summit.rules, group.scores(side)
    histogram = group.reference.tally.scores[seat]
    whole = max(1, group.reference.tally.ended)
    theirs = sum(score * int(count) for score, count in enumerate(histogram)) / whole
    won = sum(score >= rules.scenario.success for score in scores)
    ai_won = Fraction(int(histogram[rules.scenario.success :].sum()), whole)
    return (
        f"{rules.side(side).name}: {mean(scores):.0f} points on average (median {median(scores):.0f}, {min(scores)} to"
        f" {max(scores)}), the AI's {theirs:.0f}; success in {won} of {len(scores)}, the AI's {percent(ai_won)}."
    )


def _agreement_words(group: Group) -> Iterator[str]:
    valued = [game for game in group.games if game.room is not None]
    if not valued:
        yield "These rules say nothing by which a text could be valued."
        return
    there = [game for game in valued if game.room]
    found = [game for game in there if game.agreed and game.captured and game.captured > 0]
    yield (
        "Some text was better for both than none, for their mandates,"
        f" in {len(there)} of {plural(len(valued), 'game')}; {len(found)} of these signed one."
    )
    if found:
        yield f"They signed {mean(game.captured or 0.0 for game in found):.0%} of what there was to gain together."
    if missed := [game for game in there if not game.agreed]:
        yield f"Not found: {_files(missed)}."
    if passed := [game for game in valued if game.windows]:
        yield f"A text that both would have preferred to what came lay on the table in {_files(passed)}."


# -- promises


def show_promises(sheet: Sheet, group: Group) -> None:
    """Write how claims and vague words fared, and who broke what."""
    rules = group.summit.rules
    sheet.heading("Claims and vague words")
    told = False
    for issue in rules.issues:
        found = [each for game in group.games for each in game.promises.issues if each.issue == issue.id]
        if words := claim_words(found):
            told = True
            sheet.line(f"{issue.title}: {words}", indent=2)
    if not told:
        sheet.line("Nobody claimed anything, and nothing was left vague.", indent=2)
    costs = [cost for game in group.games for cost in game.promises.costs if cost.points < 0]
    if costs:
        sheet.line(f"Claims that were not met cost {sum(-cost.points for cost in costs)} points in all.", indent=2)
    sheet.heading("Who broke what")
    deeds = [(game, deed) for game in group.games for deed in game.promises.deeds]
    for kind, title in _DEEDS.items():
        mine = [(game, deed) for game, deed in deeds if deed.kind == kind and (kind != "secret" or deed.forbidden)]
        if mine:
            sheet.line(
                f"{title}: {_by_side(rules, (deed for _, deed in mine))}; {_files(game for game, _ in mine)}.", indent=2
            )
    if not deeds:
        sheet.line("Nobody broke anything.", indent=2)


def claim_words(found: list[Promise]) -> str:
    """Return how often a clause was claimed, whether a signed text gave it, how often it was vague; "" if never."""
    claimed = [each for each in found if each.claimed]
    signed = [each for each in claimed if each.signed is not None]
    met = sum((each.signed or 0) >= each.claimed for each in signed)
    vague = [each for each in found if each.vague]
    words = []
    if claimed:
        words.append(
            f"claimed in {plural(len(claimed), 'game')}, a text signed in {len(signed)}, as high as claimed in {met}"
        )
    if vague:
        words.append(
            f"left vague in {plural(len(vague), 'game')}, carried out in {sum(each.done > 0 for each in vague)} of them"
        )
    return f"{'; '.join(words)}." if words else ""


def _by_side(rules: Rules, deeds: Iterable[Deed]) -> str:
    counts = Counter(deed.side for deed in deeds)
    return ", ".join(
        f"{rules.side(side).name if side else 'by itself'} {plural(count, 'time')}"
        for side, count in counts.most_common()
    )


# -- worth discussing


def _show_discussed(sheet: Sheet, group: Group) -> None:
    """Write the games that are worth discussing, each with why."""
    sheet.heading("Worth discussing")
    for game in group.discussed[:MOST_DISCUSSED]:
        sheet.line(f"{game.file}: {'; '.join(reasons(group, game))}.", indent=2)
    if not group.discussed:
        sheet.line("No game is far from the AI's, and in none was anything broken.", indent=2)


def reasons(group: Group, game: ClassGame) -> list[str]:
    """Return what makes a game worth discussing."""
    return [*_score_reasons(group, game), *_course_reasons(group, game)]


def _score_reasons(group: Group, game: ClassGame) -> Iterator[str]:
    for side in group.summit.rules.sides:
        for share, word in ((game.below[side.id], "less"), (game.above[side.id], "more")):
            if share < FAR_OUT:
                yield f"{side.name} came to {game.scores[side.id]}, {word} in {_percent(share)} of the AI's games"


def _course_reasons(group: Group, game: ClassGame) -> Iterator[str]:
    if game.ending_share < RARE_ENDING:
        title = next(each.title for each in group.summit.rules.endings if each.id == game.ending)
        yield f"it ended in {title}, as {_percent(game.ending_share)} of the AI's games do"
    for each in game.windows[:1]:
        where = f"from decision {each.first} to {each.last}" if each.last > each.first else f"at decision {each.first}"
        yield f"a text on the table {where} would have been worth {min(each.gains):.0f} more to each, or above"
    kinds = {deed.kind for deed in game.promises.deeds}
    yield from (f"{title[0].lower()}{title[1:]}" for kind, title in _DEEDS.items() if kind in kinds & REMARKABLE)


def show_passed_over(sheet: Sheet, passed: Iterable[tuple[str, str]]) -> None:
    """Write the files that were not counted, each with why."""
    lines = [*passed]
    if lines:
        sheet.heading("Not counted")
    for name, why in lines:
        sheet.line(f"{name}: {why}", indent=2)


def _percent(share: float) -> str:
    return percent(Fraction(share).limit_denominator(10**6))


def _files(games: Iterable[ClassGame]) -> str:
    names = [*dict.fromkeys(game.file for game in games)]
    more = len(names) - MOST_DISCUSSED
    return ", ".join(names[:MOST_DISCUSSED]) + (f" and {more} more" if more > 0 else "")
