"""A language model as a player: shown a page, asked for a move, asked once more if the answer is none."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.errors import BudgetSpent, EndpointError, Forfeit, Offense
from wargame.game.move import Move
from wargame.game.summit import Summit
from wargame.llm.answers import Answer, BadAnswer, read_answer, schema_of
from wargame.llm.budget import Budget
from wargame.llm.endpoint import Endpoint
from wargame.llm.model import Model
from wargame.llm.page import page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wargame.game.ranges import Interval
    from wargame.game.view import View
    from wargame.llm.page import ModelPage

_REPEATED = 2000  # characters of a bad answer that its model is shown again


@define(eq=False)
class ModelPlayer:
    """One seat of one game."""

    summit: Summit
    model: Model
    endpoint: Endpoint
    budget: Budget
    move_limit: float | None = None  # seconds
    reasons: str = field(init=False, default="")  # of its last move, in one line

    def decide(self, view: View) -> Move:
        """Return its move, from a page that tells hidden tracks by their bounds in the rules alone."""
        return self.decide_within(view, self.summit.compiled.slots.limits)

    def decide_within(self, view: View, reach: Mapping[str, Interval]) -> Move:
        """Return its move; `reach` are the bounds of each track that its seat does not see.

        Raises:
            BudgetSpent: nothing may be asked any more.
            EndpointError: there is no answer.
            Forfeit: neither of two answers was an open move, or there was none within the move limit.
        """
        self.reasons = ""
        answer = self._answered(page_of(self.summit, view, reach))
        self.reasons = answer.reasons
        return Move(view.seat, answer.move)

    def _answered(self, page: ModelPage) -> Answer:
        start = time.monotonic()
        messages = [
            {"role": "system", "content": self.endpoint.settings.instructions},
            {"role": "user", "content": page.text},
        ]
        said = self._asked(messages, page, start)
        try:
            return self._read(said, page)
        except BadAnswer as bad:
            messages += [
                {"role": "assistant", "content": said[:_REPEATED]},
                {"role": "user", "content": _repair(str(bad), page)},
            ]
        said = self._asked(messages, page, start)
        try:
            return self._read(said, page)
        except BadAnswer as bad:
            raise Forfeit(self.model.text, bad.offense, f"its answer, asked twice, is no move: {bad}") from None

    def _read(self, said: str, page: ModelPage) -> Answer:
        own = [move for move in self.summit.rules.moves if move.id in page.moves.values()]
        return read_answer(said, page, {move.title.lower(): move.id for move in own})

    def _asked(self, messages: list[dict[str, str]], page: ModelPage, start: float) -> str:
        """Ask once, within budget, move limit and time-out."""
        self.budget.check()
        began, timeout = time.monotonic(), self.endpoint.settings.timeout
        left = self.budget.seconds_left
        limit = None if self.move_limit is None else max(start + self.move_limit - began, 0.0)
        seconds = min(each for each in (timeout, left, limit) if each is not None)
        try:
            reply = self.endpoint.ask(
                self.model.name, messages, self.model.temperature, schema_of(page), seconds=seconds
            )
        except TimeoutError:
            raise self._late(seconds, left, limit) from None
        finally:
            self.budget.wait(time.monotonic() - began)
        self.budget.count(reply.tokens_in, reply.tokens_out)
        return reply.text

    def _late(self, seconds: float, left: float | None, limit: float | None) -> BudgetSpent | Forfeit | EndpointError:
        """Return what it means that there was no answer in time: whose time was the shortest decides."""
        if left is not None and seconds >= left:
            limits = self.budget.limits
            return BudgetSpent(
                f"the budget of the language models is spent: {limits.seconds:g} seconds of waiting; --llm seconds=…"
                " sets another"
            )
        if limit is not None and seconds >= limit:
            return Forfeit(self.model.text, Offense.LATE, f"no answer within {self.move_limit:g} seconds")
        url = self.endpoint.settings.url
        return EndpointError(
            f"the language models at {url}: no answer within {seconds:g} seconds; --llm timeout=… gives them longer"
        )


def _repair(reason: str, page: ModelPage) -> str:
    return (
        f"That was no move: {reason}. Answer with one JSON object and nothing else, with “reasons” and “move”, which is"
        f" one of {', '.join(page.moves)}."
    )
