"""The budget of language models: what all of them together have used up, and the stop once it is spent."""

from __future__ import annotations

import threading

from attrs import define, field

from wargame.errors import BudgetSpent
from wargame.llm.settings import Limits

_MILLION = 1e6


@define(eq=False)
class Budget:
    """Tokens, seconds and money of one command; players on several threads share it."""

    limits: Limits
    tokens_in: int = field(init=False, default=0)
    tokens_out: int = field(init=False, default=0)
    seconds: float = field(init=False, default=0.0)  # of waiting
    answers: int = field(init=False, default=0)
    _lock: threading.Lock = field(init=False, factory=threading.Lock)

    @property
    def money(self) -> float:
        """Return what the tokens cost, 0 where no prices are known."""
        into, out = self.limits.prices or (0.0, 0.0)
        return (self.tokens_in * into + self.tokens_out * out) / _MILLION

    @property
    def seconds_left(self) -> float | None:
        """Return how long may still be waited, None without a limit."""
        return max(self.limits.seconds - self.seconds, 0.0) if self.limits.seconds else None

    def check(self) -> None:
        """Check that something is left of everything; asked before each question.

        Raises:
            BudgetSpent: it is not.
        """
        limits = self.limits
        with self._lock:
            spent = {
                "tokens": (self.tokens_in + self.tokens_out, limits.tokens),
                "seconds": (self.seconds, limits.seconds),
                "money": (self.money, limits.money),
            }
        for name, (used, limit) in spent.items():
            if limit and used >= limit:
                message = (
                    f"the budget of the language models is spent: {name} {used:,.6g} of {limit:,.6g} after"
                    f" {self.answers:,} answers; --llm {name}=… sets another"
                )
                raise BudgetSpent(message)

    def count(self, tokens_in: int, tokens_out: int) -> None:
        """Count an answer."""
        with self._lock:
            self.answers += 1
            self.tokens_in += tokens_in
            self.tokens_out += tokens_out

    def wait(self, seconds: float) -> None:
        """Count time that was waited, whatever came of it."""
        with self._lock:
            self.seconds += seconds
