"""Promises in words: claimed, signed, carried out, evaded, found; words that collided, and what claims have cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wargame.pages.review.told import signed
from wargame.pages.words import capital

if TYPE_CHECKING:
    from wargame.analysis.review.promises import Deed, Promise
    from wargame.pages.review.told import Told
    from wargame.pages.sheet import Sheet, Tone

KINDS = {
    "secret": "Worked in secret",
    "inspections": "Looked for secret work",
    "exposures": "Brought to light",
    "collisions": "Two readings collided",
    "breaches": "Broke its word",
    "answers": "Answered a breach",
    "provocations": "Provoked",
    "exits": "Left the table",
}
_TONES: dict[str, Tone] = {"secret": "secret", "breaches": "bad", "collisions": "vague", "exposures": "good"}


def show_promises(sheet: Sheet, told: Told) -> None:
    """Write what became of each clause, then what bore on it, then what claims have cost."""
    sheet.heading("Promises")
    found = told.review.promises
    if not (found.issues or found.deeds or found.costs):
        sheet.line("Nobody has promised anything.")
        return
    for each in found.issues:
        sheet.line(_promise_words(told, each), indent=2)
    if found.deeds:
        sheet.line("What bore on them", tone="label")
    for deed in found.deeds:
        sheet.line(_deed_words(told, deed), indent=2, tone=_TONES.get(deed.kind, ""))
    if found.costs:
        sheet.line("What the claims came to at the end", tone="label")
    for cost in found.costs:
        sheet.line(f"{told.name(cost.side)}: {signed(cost.points)} ({cost.label})", indent=2)


def _promise_words(told: Told, each: Promise) -> str:
    """Write what was signed of an issue, what was claimed of it, and what was carried out."""
    issue = told.rules.issue(each.issue)
    words = []
    if each.signed is not None:
        vague = ", worded vaguely" if each.vague else ""
        words.append(f"signed: {issue.labels[each.signed]}{vague}" if each.signed else "not in the text")
    if each.claimed_by:
        who = told.rules.party(each.claimed_by)
        beyond = each.claimed - (each.signed or 0)
        more = f" ({beyond} beyond the text)" if beyond > 0 and each.signed is not None else ""
        words.append(f"claimed at home by {who}: {issue.labels[each.claimed]}{more}" if each.claimed else "not claimed")
    if each.signed:
        words.append(f"carried out: {issue.labels[each.done]}" if each.done else "not carried out")
    elif each.done:
        words.append(f"done all the same: {issue.labels[each.done]}")
    return f"{issue.title}: {'; '.join(words)}."


def _deed_words(told: Told, deed: Deed) -> str:
    """Write something that was done, by whom and when."""
    what = f"{KINDS[deed.kind]}: {told.deed(deed.what)}"
    who = f"{told.name(deed.side)}, " if deed.side else ""
    forbidden = ", which the text forbade" if deed.forbidden else ""
    return f"{deed.ply}: {capital(f'{who}{what[:1].lower()}{what[1:]}') if who else what}{forbidden}"
