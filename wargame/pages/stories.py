"""The draft communiqué in its sentences, and the two public stories beside it: the parallel realities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.game.communique import edited_by, tabled_by
from wargame.pages.sheet import Tone
from wargame.pages.words import capital
from wargame.scenario.parties import BOTH
from wargame.scenario.rules import CLAUSE
from wargame.scenario.wording import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from wargame.game.communique import Clause
    from wargame.game.view import View
    from wargame.pages.sheet import Sheet
    from wargame.scenario.ruleset import Rules

Words = list[tuple[str, Tone]]


def show_draft(sheet: Sheet, rules: Rules, view: View) -> None:
    """Write the draft as it would be signed, clause by clause, with what it leaves open."""
    for party in conceding(rules):
        sheet.line(concedes_words(rules, party), indent=2)
        for clause in view.communique:
            if clause.conceded_by == party:
                show_clause(sheet, rules, clause, signed=_is_signed(view))
    _show_package(sheet, rules, view)


def conceding(rules: Rules) -> tuple[str, ...]:
    """Return the parties under which the draft lists its clauses: the sides, then whoever else concedes one."""
    return tuple(dict.fromkeys((*rules.side_ids, *(issue.conceded_by for issue in rules.issues))))


def concedes_words(rules: Rules, party: str) -> str:
    """Return the heading of what a side, an actor or both concede."""
    return f"{capital(rules.party(party))} concede{'' if _is_plural(rules, party) else 's'}"


def _is_plural(rules: Rules, party: str) -> bool:
    """Say whether a party to a clause is both sides."""
    return party == BOTH and party not in rules.side_ids


def _is_signed(view: View) -> bool:
    return any(clause.done for clause in view.communique)


def show_clause(sheet: Sheet, rules: Rules, clause: Clause, *, signed: bool = False) -> None:
    """Write one clause: its sentence, how it is worded, and what is claimed beyond it."""
    issue = rules.issue(clause.issue)
    vague = " (worded vaguely)" if clause.vague else ""
    sheet.line(f"{clause.title}, {clause.level} of {len(issue.levels) - 1}{vague}: “{clause.sentence}”", indent=4)
    notes = [_gap_words(rules, clause)] if clause.gap and clause.claimed_by else []
    if signed and clause.level:
        notes.append(f"Carried out: {issue.labels[clause.done]}." if clause.done else "Not carried out yet.")
    for note in notes:
        sheet.line(note, indent=6)


def _gap_words(rules: Rules, clause: Clause) -> str:
    claimer = capital(rules.party(clause.claimed_by))
    has = "have" if _is_plural(rules, clause.claimed_by) else "has"
    issue = rules.issue(clause.issue)
    levels = plural(clause.gap, "level")
    how = "hidden by the vague wording" if clause.vague else "in plain sight"
    return f"{claimer} {has} claimed {clause.claim} ({issue.labels[clause.claim]}): {levels} more, {how}."


def clause_words(rules: Rules, clause: Clause) -> Words:
    """Return what the text says of an issue, for a line that has its title already."""
    issue = rules.issue(clause.issue)
    words: Words = [(f"“{clause.sentence}”", "vague" if clause.vague else "")]
    if clause.done:
        words.append((f"Carried out: {issue.labels[clause.done]}.", "good"))
    return words


def claim_words(clause: Clause, who: str = "") -> Words:
    """Return what is claimed at home about an issue, and how far that goes beyond the text; `who` claims it."""
    if not clause.claimed_by:
        return [("Told to no public.", "quiet")]
    if not clause.claim:
        return [(f"{who}: nothing promised." if who else "Nothing promised.", "quiet")]
    words: Words = [(f"{who} at home: “{clause.claimed}”" if who else f"“{clause.claimed}”", "")]
    levels = plural(clause.gap, "level")
    if not clause.gap:
        words.append(("The text gives that." if clause.claim == clause.level else "The text gives more.", "good"))
    elif clause.vague:
        words.append((f"≈ {levels} beyond the text, hidden by its wording", "vague"))
    else:
        words.append((f"▲ {levels} beyond the text, in plain sight", "bad"))
    return words


def show_clause_closely(sheet: Sheet, rules: Rules, view: View, issue: str, *, then: Clause | None = None) -> None:
    """Write a clause in both stories: as the text has it, and as it is told at home; and what is on the table.

    `then` is the clause as a move would leave it: what would read otherwise stands behind `▷`, in place of how it reads
    now; how far the stories are apart is drawn then.
    """
    clause = next(each for each in view.communique if each.issue == issue)
    labels = rules.issue(issue).labels
    sheet.line(clause.title, tone="title")
    words = [(f"Text: {text}" if not number else text, tone) for number, (text, tone) in
             enumerate(clause_words(rules, clause))]  # fmt: skip
    claimed = claim_words(clause, capital(rules.party(clause.claimed_by)))
    if then:
        claimed = claimed[:1] if then.claim == clause.claim else []
    for text, tone in [*words, *claimed]:
        sheet.line(text, tone=tone)
    if clause.bid and tabled_by(rules, view.tracks) is not None:
        level = clause.bid if rules.signs_whole_text else max(clause.level, clause.bid)
        sheet.line(f"On the table: {labels[level]}.")
    for text, tone in _differences(rules, clause, then) if then else ():
        sheet.line(f"▷ {text}", tone=tone)


def _differences(rules: Rules, now: Clause, later: Clause) -> Words:
    """Return how a clause would read, and what would be claimed, where that changes."""
    found: Words = []
    if later.level != now.level:
        found += clause_words(rules, later)
    if later.vague != now.vague:
        found.append(("Worded vaguely" if later.vague else "Worded plainly", ""))
    if later.claim != now.claim:
        found += claim_words(later, capital(rules.party(later.claimed_by)))[:1]  # how far beyond is drawn
    return found


def _show_package(sheet: Sheet, rules: Rules, view: View) -> None:
    """Write the text on the table, if one lies there, and where it differs from the draft."""
    side = tabled_by(rules, view.tracks)
    if side is None:
        return
    what = "text" if rules.scenario.drafting is not None else "package"
    whose = f"{rules.side(side).name}'s {what}" if side else f"A {what}"
    if edited_by(rules, view.tracks):
        sheet.line(f"{rules.side(side).name} is changing the text. Accepted, the draft would say", indent=2)
    else:
        sheet.line(f"{whose} lies on the table. Accepted, the draft would say", indent=2)
    for clause in view.communique:
        issue, bid = rules.issue(clause.issue), clause.bid or 0
        level = bid if rules.signs_whole_text else max(clause.level, bid)
        if level or clause.level:
            more = "" if level == clause.level else f" (the draft now: {issue.labels[clause.level]})"
            claim = f"; claimed: {issue.labels[clause.claim]}" if clause.claim > level else ""
            sheet.line(f"{issue.title}: {issue.labels[level]}{more}{claim}", indent=4)


def show_stories(sheet: Sheet, rules: Rules, view: View) -> None:
    """Write what each side claims to its public, beside what the draft gives."""
    for side in rules.sides:
        sheet.line(f"What {side.name} tells its public it will get", indent=2)
        claims = [clause for clause in view.communique if side.id in rules.claimers(rules.issue(clause.issue))]
        for clause in claims:
            if clause.claim:
                sheet.line(f"{clause.title}: “{clause.claimed}”", indent=4)
                sheet.line(_beside(clause), indent=6)
        silent = [clause.title for clause in claims if not clause.claim]
        if silent:
            sheet.line(f"Nothing promised: {', '.join(silent)}.", indent=4)


def _beside(clause: Clause) -> str:
    if not clause.gap:
        return "The draft gives it." if clause.claim == clause.level else "The draft gives more."
    levels = f"{plural(clause.gap, 'level')} short"
    hidden = ", hidden for now: the clause is vague" if clause.vague else ", in plain words"
    return f"The draft says: “{clause.sentence}” ({levels}{hidden})"


def changed_clauses(rules: Rules, view: View, before: Mapping[str, int]) -> Iterable[Clause]:
    """Return the clauses that have changed in any way since `before`."""
    for clause in view.communique:
        names = (rules.track_id(role, clause.issue) for role in CLAUSE)
        if any(before.get(name) != view.tracks[name] for name in names):
            yield clause
