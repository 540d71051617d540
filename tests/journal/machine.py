"""A machine that plays, takes back, notes, reloads, branches, loses power and meets failing disks, in any order."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from modelled import Modelled

from wargame.journal.replay import hash_of


class Machine(RuleBasedStateMachine):
    """Does anything to a game that is being saved; the model knows what has to come of it."""

    def __init__(self) -> None:
        """Begin without a game."""
        super().__init__()
        self.model = Modelled(1)

    def _is_open(self) -> bool:
        return self.model.keeper is not None

    def _goes_on(self) -> bool:
        return self.model.keeper is not None and not self.model.keeper.game.is_over

    def _can_undo(self) -> bool:
        return self.model.keeper is not None and self.model.keeper.game.ply > 0

    @rule(seed=st.integers(1, 2**32))
    @precondition(lambda self: not self._is_open())
    def begin(self, seed: int) -> None:
        """Start a game."""
        self.model.seed = seed
        self.model.begin()

    @rule(choice=st.integers(0, 20))
    @precondition(_goes_on)
    def play(self, choice: int) -> None:
        """Play a move."""
        self.model.play(choice)

    @rule(choice=st.integers(0, 20), other=st.integers(0, 20))
    @precondition(_goes_on)
    def play_twice(self, choice: int, other: int) -> None:
        """Play on."""
        self.model.play(choice)
        if self._goes_on():
            self.model.play(other)

    @rule()
    @precondition(_can_undo)
    def undo(self) -> None:
        """Take a move back."""
        self.model.undo()

    @rule(ply=st.integers(0, 20), text=st.text("aé→ .", max_size=20), mark=st.sampled_from(["", "!", "?!"]))
    @precondition(_is_open)
    def note(self, ply: int, text: str, mark: str) -> None:
        """Note something."""
        self.model.note(ply, text, mark)

    @rule()
    @precondition(_is_open)
    def save_and_load(self) -> None:
        """Close the file and open it again: the same game."""
        assert self.model.keeper
        before, is_over = hash_of(self.model.keeper.game), self.model.keeper.game.is_over
        self.model.reopen()
        assert self._is_open() != is_over
        if self._is_open():
            assert hash_of(self.model.keeper.game) == before

    @rule(choice=st.integers(0, 20))
    @precondition(_is_open)
    def branch(self, choice: int) -> None:
        """Go on from another ply in a new file."""
        self.model.branch(choice)

    @rule(seed=st.integers(0, 2**32))
    def power_cut(self, seed: int) -> None:
        """Lose what was not safe."""
        self.model.dice.seed(seed)
        self.model.power_cut()

    @rule(rate=st.sampled_from([0.0, 0.1, 0.5]))
    def weather(self, rate: float) -> None:
        """Let calls fail from now on, or no longer."""
        self.model.disk.trouble_rate = rate

    @invariant()
    def file_is_whole(self) -> None:
        """Whatever happens, the file holds what was acknowledged."""
        if self.model.path is not None and self.model.keeper is not None:
            self.model.check_cheaply(self.model.path)

    def teardown(self) -> None:
        """Close the file and look at it once more."""
        self.model.let_go()
