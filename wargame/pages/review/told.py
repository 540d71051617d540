"""What the sections of a review are written from, and the names and figures that all of them use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.analysis.review.retried import Retried
from wargame.analysis.review.reviewed import Review
from wargame.game.game import Game
from wargame.journal.entries import Note
from wargame.scenario.wording import minus, title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wargame.analysis.bargaining.deals import Text
    from wargame.analysis.review.decisions import Step
    from wargame.analysis.review.truth import Pair
    from wargame.scenario.ruleset import Rules


@frozen(kw_only=True)
class Told:
    """A game and its review."""

    game: Game
    review: Review
    file: str  # as it was named
    seats: Mapping[str, str]  # player by side
    notes: tuple[Note, ...] = ()
    retried: Retried | None = None  # beside the game that it branches off

    @property
    def rules(self) -> Rules:
        """Return the rules it was played by."""
        return self.game.summit.rules

    def name(self, side: str) -> str:
        """Return the name of a side."""
        return self.rules.side(side).name

    def move(self, side: str, move: str) -> str:
        """Return the title of a move."""
        return self.rules.move_by_id[side, move].title

    def rule(self, key: str) -> str:
        """Return the title of a rule by its key, that of a move with who moved."""
        rule = self.game.summit.compiled.every_rule[self.game.summit.compiled.rule_index[key]]
        who = f"{self.name(rule.side)}, " if hasattr(rule, "side") else ""
        return f"{who}{rule.title}"

    def drawn(self, key: str, outcome: str) -> str:
        """Return the title of a rule, and that of its outcome."""
        rule = self.game.summit.compiled.every_rule[self.game.summit.compiled.rule_index[key]]
        return f"{self.rule(key)}: {next(each.title for each in rule.outcomes if each.id == outcome)}"

    def deed(self, what: str) -> str:
        """Return the title of what is counted: a move or an event, perhaps with its outcome, or a track."""
        id_, _, outcome = what.partition("/")
        for rule in self.rules.every_rule:
            if rule.id == id_:
                drawn = next((each.title for each in rule.outcomes if each.id == outcome), "")
                return f"{rule.title}{f': {drawn}' if drawn else ''}"
        return title(self.rules, what)

    def phase(self, phase: str) -> str:
        """Return the title of a phase."""
        return next(each.title for each in self.rules.phases if each.id == phase)

    def ending(self, ending: str) -> str:
        """Return the title of an ending."""
        return next(each.title for each in self.rules.endings if each.id == ending)

    def text(self, text: Text) -> str:
        """Return a text, clause by clause, without those that give nothing."""
        levels = zip(self.rules.issues, text, strict=True)
        return "; ".join(f"{issue.title}: {issue.labels[level]}" for issue, level in levels if level) or "no clause"

    def line(self, steps: Iterable[Step]) -> str:
        """Return a line of play, move after move."""
        return "; ".join(f"{self.name(each.side)}: {self.move(each.side, each.move)}" for each in steps)

    def for_both(self, worth: Pair, first: str = "") -> str:
        """Return what something is worth to both sides: `52 for Vale, 48 for Hill`; `first` comes first."""
        return ", ".join(f"{points(value)} for {name}" for name, value in self._by_name(worth, first))

    def more_for_both(self, worth: Pair) -> str:
        """Return what something added for both sides, with signs."""
        return ", ".join(f"{signed(value)} for {name}" for name, value in self._by_name(worth))

    def _by_name(self, worth: Pair, first: str = "") -> list[tuple[str, float]]:
        named = [(side.name, value) for side, value in zip(self.rules.sides, worth, strict=True)]
        return named[::-1] if first == self.rules.sides[1].id else named


def points(value: float) -> str:
    """Write points to one digit, whole ones without."""
    words = f"{value:.1f}".removesuffix(".0")
    return minus(words) if words != "-0" else "0"


def signed(value: float) -> str:
    """Write points with their sign; what rounds to 0 has none."""
    words = points(abs(value))
    return words if words == "0" else minus(f"{'-' if value < 0 else '+'}{words}")


def joined(words: list[str]) -> str:
    """Join words as in a sentence: `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
