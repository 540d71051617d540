"""A game with somebody in each seat: who is to move, what may be taken back, and how far each has been told.

Both interfaces sit at it: neither keeps a count of its own of what a seat knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Event
from typing import TYPE_CHECKING

from attrs import define, field

from wargame.game.takeback import is_free_to_take_back
from wargame.game.view import REFEREE, view_of
from wargame.players.learned import PolicyUse, in_words
from wargame.players.offered import HUMAN
from wargame.players.player import Player
from wargame.players.roster import make_player, policy_of
from wargame.players.thought import Thinker
from wargame.session.saving import Saving

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.game import Game
    from wargame.game.record import Record
    from wargame.players.thought import Thought
    from wargame.scenario.ruleset import Rules


def players_for(
    game: Game, seats: Mapping[str, str], policy: PolicyUse, move_limit: float | None = None
) -> dict[str, Player]:
    """Make the players that are no people, by side; `policy` is what they lean on, `move_limit` see `make_player`.

    Raises:
        PlayerError: one of them cannot be made.
    """
    return {
        side: make_player(game.summit, text, game.player_key(side), move_limit=move_limit, policy=policy)
        for side, text in seats.items()
        if text != HUMAN
    }


@define(eq=False)
class Sitting:
    """One game being played, and its players."""

    saving: Saving  # the game, and where it is written down
    seats: Mapping[str, str]  # player by side
    policy: PolicyUse = field()  # what search players lean on
    players: dict[str, Player] = field()  # those that are no people, by side
    stop: Event = field(init=False, factory=Event)  # set by whoever has waited long enough
    told: dict[str, int] = field(init=False)  # records told so far, the set-up counted, by seat

    @policy.default
    def _found(self) -> PolicyUse:
        return policy_of(self.game.summit, self.seats.values())

    @players.default
    def _made(self) -> dict[str, Player]:
        return players_for(self.game, self.seats, self.policy)

    def __attrs_post_init__(self) -> None:
        """Take what was played already as told."""
        game = self.game
        self.told = dict.fromkeys((*self.seats, REFEREE), 0)
        for number, record in enumerate(game.records, start=2):  # gone on with: nobody is told twice
            self.told |= {REFEREE: number, record.move.side if record.move else REFEREE: number}

    @property
    def game(self) -> Game:
        """Return the game."""
        return self.saving.game

    @property
    def rules(self) -> Rules:
        """Return the rules in play."""
        return self.game.summit.rules

    @property
    def humans(self) -> list[str]:
        """Return the sides that people play."""
        return [side for side, player in self.seats.items() if player == HUMAN]

    @property
    def policy_news(self) -> str:
        """Return what players should know of the policy: that it is another than before, or one that does not fit."""
        then, now = self.saving.pinned, self.policy
        if not now.leans:
            return ""
        if then and then.sha256 != now.digest:
            was = in_words(then.name, then.sha256)
            return f"saved with another policy, {was}; now {now.words}: a search may move otherwise than it would have"
        return now.warning

    @property
    def is_hot_seat(self) -> bool:
        """Say whether people share the keyboard."""
        return len(self.humans) > 1

    @property
    def watcher(self) -> str:
        """Return whose eyes are on the game where only one pair is: the one human's, or the referee's."""
        return self.humans[0] if self.humans else REFEREE

    def decide(self, progress: Callable[[Thought], None] | None = None) -> str:
        """Have the player to move, who is no person, choose; returns the id of his move.

        One who thinks in slices tells `progress` of each, and plays his best so far once `stop` is set.
        """
        side = self.game.turn
        player, view = self.players[side], view_of(self.game, side)
        if progress is None or not isinstance(player, Thinker):
            return player.decide(view).id
        thought = None
        for thought in player.think(view):
            progress(thought)
            if self.stop.is_set():
                break
        assert thought is not None, "there is always a first thought"
        return thought.move

    def play(self, move: str) -> Record:
        """Play a move of the side to move, and save it."""
        return self.saving.play(move)

    def may_take_back(self) -> bool:
        """Say whether the last move is a person's and has had no consequence that was not foreseen.

        The end stands: it has revealed everything. So does what a branch with chance of its own goes on from, since
        what chance had in store before that can be known.
        """
        records = self.game.records
        if not records or self.game.is_over or any(ply == self.game.ply for ply, _ in self.game.chance):
            return False
        last = records[-1]
        return last.move is not None and last.move.side in self.humans and is_free_to_take_back(last)

    def take_back(self) -> str:
        """Take the last move back, save that, and return who took back what, in words."""
        record = self.saving.undo()
        assert record.move is not None
        rule = self.game.summit.rule_of(record.move)
        self.told = {seat: min(count, self.game.ply + 1) for seat, count in self.told.items()}
        return f"{self.rules.side(rule.side).name}, {rule.title}"

    def tell(self, seat: str) -> int:
        """Return the first record that this seat has not been told, and count it told of all."""
        since, self.told[seat] = self.told[seat], 1 + len(self.game.records)
        return since

    def last_turn(self, seat: str) -> dict[str, int]:
        """Return the values as they stood at this seat's last decision before the one it faces, {} if it had none."""
        for record in reversed(self.game.records):
            if record.move is not None and record.move.side == seat:
                return self.game.summit.values(record.before)
        return {}
