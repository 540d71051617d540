"""The draft communiqué in its sentences, and beside each clause what is told at home: the two stories side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from textual.content import Content

from wargame.game.communique import communique, tabled
from wargame.pages.stories import (
    Words,
    changed_clauses,
    claim_words,
    clause_words,
    concedes_words,
    conceding,
    show_package,
)
from wargame.pages.words import capital, tabled_words
from wargame.tui.ink import Block, Blocks, laid_out, meter_bar, side_by_side
from wargame.tui.widgets.leaf import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.communique import Clause, Tabled
    from wargame.game.view import View
    from wargame.scenario.ruleset import Rules

SIDE_BY_SIDE = 64  # columns, from which both stories stand beside each other


class DraftPanel(Panel):
    """The clauses, as they are and as a move under the cursor would make them; turned to the one that matters."""

    def __init__(self) -> None:
        """Begin with nothing."""
        super().__init__("Draft communiqué · the two stories", id="draft")
        self.rules: Rules | None = None
        self.view: View | None = None
        self.before: Mapping[str, int] = {}
        self.then: dict[str, Clause] = {}  # clauses that the move under the cursor would change, by issue
        self.package: dict[str, Tabled] = {}  # what it would put on the table, by issue
        self.issue = ""  # that it is about
        self.starts: dict[str, int] = {}  # first line of each clause

    def show(self, rules: Rules, view: View, before: Mapping[str, int]) -> None:
        """Show the draft as it stands."""
        self.rules, self.view, self.before = rules, view, before
        self.then, self.package, self.issue = {}, {}, ""
        self.lay_out_again()

    def clear(self) -> None:
        """Show nothing."""
        self.rules = self.view = None
        self.before, self.then, self.package, self.issue = {}, {}, {}, ""
        self.lay_out_again()

    def point_at(self, issue: str, then: Mapping[str, int]) -> None:
        """Mark the clause that a move is about, bring it into view, and say what would certainly become of each."""
        if self.rules is None or self.view is None:
            return
        now, after = self.view.tracks, {**self.view.tracks, **then}
        package = {each.issue: each for each in tabled(self.rules, now, after)}
        clauses = zip(self.view.communique, communique(self.rules, after), strict=True)
        changed = {
            later.issue: later
            for clause, later in clauses
            if later.issue in package or evolve(later, bid=clause.bid) != clause
        }
        if (changed, package, issue) != (self.then, self.package, self.issue):
            self.then, self.package, self.issue = changed, package, issue
            self.lay_out_again()
        about = issue or next(iter(changed), "")
        if about in self.starts:
            self.scroll_to(y=max(0, self.starts[about] - 1), animate=False, immediate=True)

    def lines(self, width: int) -> list[Content]:
        """Return the package on the table, and every clause under the side that concedes it."""
        if self.rules is None or self.view is None:
            return []
        self.starts = {}
        news = changed_clauses(self.rules, self.view, self.before) if self.before else ()
        changed = {clause.issue for clause in news}
        blocks = Blocks()
        show_package(blocks, self.rules, self.view)  # what has to be answered comes first
        found = [*laid_out(blocks.blocks, width), Content("")] if blocks.blocks else []
        for party in conceding(self.rules):
            found += self._heading(self.rules, party, width)
            for clause in self.view.communique:
                if clause.conceded_by == party:
                    self.starts[clause.issue] = len(found)
                    found += self._clause(clause, width, is_new=clause.issue in changed)
        return found

    def _heading(self, rules: Rules, party: str, width: int) -> list[Content]:
        concedes = Content.styled(concedes_words(rules, party), "bold $text-primary")
        if width < SIDE_BY_SIDE:
            return [concedes]
        claims = f"{rules.side(rules.other(party)).name} tells it" if party in rules.side_ids else "it is told"
        told = Content.styled(f"As {claims} at home", "bold $text-primary")
        return side_by_side([concedes], [told], _left(width))

    def _clause(self, clause: Clause, width: int, *, is_new: bool) -> list[Content]:
        rules = self.rules
        assert rules is not None
        left = _left(width) if width >= SIDE_BY_SIDE else width
        pointed = clause.issue == self.issue or clause.issue in self.then
        text = [_title(rules, clause, is_new=is_new, pointed=pointed), *_blocks(clause_words(rules, clause), left)]
        if clause.issue in self.then:
            later = self.then[clause.issue]
            words = [each for each, _ in _differences(rules, clause, later)]
            words += tabled_words(rules, [self.package[clause.issue]] if clause.issue in self.package else [])
            text += _blocks([(f"▷ {each}", "good") for each in words], left)
        if width < SIDE_BY_SIDE:
            claimer = capital(rules.party(clause.claimed_by))
            return [*text, *_blocks(claim_words(clause, claimer), width)]
        who = "" if clause.conceded_by in rules.side_ids else capital(rules.party(clause.claimed_by))
        claim = _blocks(claim_words(clause, who), width - left - 3)
        return side_by_side(text, [Content(""), *claim] if clause.claim else claim, left)


def _left(width: int) -> int:
    return (width - 3) * 11 // 20


def _title(rules: Rules, clause: Clause, *, is_new: bool, pointed: bool) -> Content:
    most = len(rules.issue(clause.issue).levels) - 1
    return Content.assemble(
        ("▶" if pointed else " ", "bold $text-warning"),
        (clause.title, "bold reverse" if pointed else "bold"),
        " ",
        meter_bar(clause.level, 0, most, most * 2),
        (f" {clause.level} of {most}", "$foreground-muted"),
        ("  ≈ vague" if clause.vague else "", "italic $text-warning"),
        ("  new" if is_new else "", "bold $text-warning"),
    )


def _differences(rules: Rules, now: Clause, later: Clause) -> Words:
    """Return how a clause would read, and what would be claimed, where that changes."""
    found: Words = []
    if later.level != now.level:
        found += clause_words(rules, later)
    if later.vague != now.vague:
        found.append(("worded vaguely" if later.vague else "worded plainly", ""))
    if later.claim != now.claim:
        found += claim_words(later, capital(rules.party(later.claimed_by)))[:1]
    return found


def _blocks(words: Words, width: int) -> list[Content]:
    return laid_out([Block(text, 2, 0, tone) for text, tone in words], width)
