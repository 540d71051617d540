"""One person's turn: what is shown, what a typed line means, and the move that comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from wargame.analysis.bargaining.bargain import maps_of
from wargame.errors import PlayerError
from wargame.game.communique import tabled_by
from wargame.game.view import View, view_of
from wargame.pages.advice import show_advice
from wargame.pages.bargain import NO_MAP, show_bargain
from wargame.pages.brief import projection_words, show_brief, show_risks, show_score
from wargame.pages.cards import show_card
from wargame.pages.menu import Choice, Menu, open_menu, show_closed, show_menu, show_several
from wargame.pages.moves import show_move_now
from wargame.pages.situation import show_actors, show_situation, show_worked_out
from wargame.pages.stories import show_draft, show_stories
from wargame.pages.telling import tell_game
from wargame.plain.keyboard import InputEnded, Keyboard
from wargame.plain.paper import Paper
from wargame.scenario.cards import card_of
from wargame.scenario.faults import nearest
from wargame.scenario.rules import MoveRule
from wargame.session.advice import advised
from wargame.session.sitting import Sitting

if TYPE_CHECKING:
    from collections.abc import Callable

    from wargame.game.game import Game
    from wargame.scenario.rules import Event
    from wargame.scenario.ruleset import Rules

TAKE_BACK = "undo"
COMMANDS = {
    "help": "this list (also: ?)",
    "situation": "the meters, what is so far, and what follows from it",
    "stories": "what each side tells its public, beside the draft",
    "draft": "the communiqué as it would be signed, and the package on the table",
    "brief": "your secret mandate, your red lines, and what results would be worth",
    "moves": "the open moves again",
    "closed": "the closed moves, each with its reasons",
    "why": "why N: the reasons against one move, by its number or its id",
    "card": "card N: the rule card of a move, by its number or its id, with its sources",
    "risks": "what may happen at the end of this round",
    "log": "everything that has happened, as you were shown it",
    "hint": "what an AI would play here and why, from what you see",
    "score": "your score in every what-if, opened into its terms",
    "texts": "the bargaining map: every text within reach, by your points and an estimate of theirs",
    "rules": "the introduction to this scenario",
    TAKE_BACK: "take the last move back, until the other side or chance has acted",
    "quit": "leave the table; wargame play --resume goes on later",
}
LONGEST_ECHO = 30


@define
class Turn:
    """A seat whose player is a person, from the moment it is his turn until he has decided."""

    sitting: Sitting
    seat: str
    paper: Paper
    keyboard: Keyboard
    view: View = field(init=False)
    menu: Menu = field(init=False)
    inside: Choice | None = field(init=False, default=None)  # the choice whose second menu is open
    decision: str = field(init=False, default="")

    def __attrs_post_init__(self) -> None:
        """Look at the game once: nothing changes before the player decides."""
        self.view = view_of(self.game, self.seat)
        self.menu = open_menu(self.game)

    @property
    def game(self) -> Game:
        """Return the game at the table."""
        return self.sitting.game

    @property
    def rules(self) -> Rules:
        """Return the rules in play."""
        return self.game.summit.rules

    def decide(self, *, first: bool) -> str:
        """Show the turn and return the id of the move chosen, or TAKE_BACK; `first` shows everything once.

        Raises:
            InputEnded: the player has left.
        """
        self._open(first=first)
        return self.decide_again()

    def decide_again(self) -> str:
        """Return another decision than the last.

        Raises:
            InputEnded: the player has left.
        """
        self.decision = ""
        while not self.decision:
            self._hear(self.keyboard.ask(self.rules.side(self.seat).name))
        return self.decision

    # -- what a turn shows

    def _open(self, *, first: bool) -> None:
        paper, rules, view = self.paper, self.rules, self.view
        phase = rules.phases[view.tracks["phase"] - 1]
        left = view.tracks["clock"]
        rounds = "the last round of this phase" if left == 1 else f"{left} rounds left in this phase, this one included"
        paper.heading(f"{rules.side(self.seat).name} to move: {phase.title}, round {view.tracks['round']}")
        paper.line(f"Decision {view.ply + 1} of the game; {rounds}. Type a number to choose, or help.", hang=0)
        if first:
            self.brief()
            paper.line("situation, stories, draft and risks tell where things stand, whenever you ask.", indent=2)
        else:
            if words := projection_words(self.game, self.seat):
                paper.line(words, hang=0)
            if (whose := tabled_by(rules, view.tracks)) is not None:
                what = f"{rules.side(whose).name}'s package" if whose else "A package"
                paper.line(f"{what} lies on the table; draft tells it.", hang=0)
        self.moves()

    # -- what a line means

    def _hear(self, line: str) -> None:
        word, _, rest = line.partition(" ")
        word, rest = word.lower(), rest.strip()
        if not line:
            return
        if word[0].isdigit():
            self._choose(line)
            return
        if word == "?":
            word = "help"
        if line.lower() not in COMMANDS and (named := self._titled(line)):
            self._take(named)
            return
        found = [word] if word in COMMANDS else [name for name in COMMANDS if name.startswith(word)]
        if len(found) == 1:
            self._obey(found[0], rest)
        elif found:
            self.paper.line(f"“{word}” could be {' or '.join(found)}.")
        else:
            hint = nearest(word, COMMANDS).removeprefix("; ")
            said = f"{word[:LONGEST_ECHO]}{'…' if len(word) > LONGEST_ECHO else ''}"
            self.paper.line(
                f"No command “{said}”. {hint[:1].upper()}{hint[1:]} Type a number, or help.".replace("  ", " ")
            )

    def _obey(self, name: str, rest: str) -> None:
        if name == "quit":
            raise InputEnded
        if name in {"why", "card"}:
            (self.why if name == "why" else self.card)(rest)
            return
        pages: dict[str, Callable[[], None]] = {
            "help": self.help,
            "situation": self.situation,
            "stories": self.stories,
            "draft": self.draft,
            "brief": self.brief,
            "moves": self.moves,
            "closed": self.closed,
            "risks": self.risks,
            "log": self.log,
            "hint": self.hint,
            "score": self.score,
            "texts": self.bargain,
            "rules": self.introduction,
            TAKE_BACK: self.undo,
        }
        pages[name]()

    def _choose(self, text: str) -> None:
        if text == "0" and self.inside is not None:
            self.inside = None
            self.moves()
            return
        found = self._numbered(text)
        if isinstance(found, str):
            self.paper.line(found)
        elif isinstance(found, MoveRule):
            self._take(found)
        else:
            self.inside = found
            self.moves()

    def _take(self, move: MoveRule) -> None:
        """Decide for a move, or say why it is closed."""
        reason = self.game.why_not(move.id)
        if reason is None:
            self.decision = move.id
        else:
            self.paper.line(f"{move.title} is closed: {reason}.")

    def _numbered(self, text: str) -> MoveRule | Choice | str:
        """Return what a number stands for, or a sentence that says why it stands for nothing."""
        first, dot, second = text.partition(".")
        if (
            not first.isdecimal()
            or (dot and not second.isdecimal())
            or not text.isascii()
            or len(text) > len("999.999")
        ):
            return f"“{text[:LONGEST_ECHO]}” is no number of this menu."
        if self.inside is not None and not dot:
            return self._within(self.inside, int(first))
        at, open_ = int(first) - 1, len(self.menu.choices)
        if not 0 <= at < open_ + len(self.menu.closed):
            return f"There is no number {first}; the open moves are 1 to {open_}."
        if at >= open_:
            return self.menu.closed[at - open_]
        choice = self.menu.choices[at]
        if dot:
            return self._within(choice, int(second))
        return choice if len(choice.moves) > 1 else choice.moves[0]

    def _within(self, choice: Choice, number: int) -> MoveRule | str:
        if 1 <= number <= len(choice.moves):
            return choice.moves[number - 1]
        return f"There is no number {number} here; {choice.title} has 1 to {len(choice.moves)}, and 0 goes back."

    def _titled(self, text: str) -> MoveRule | None:
        """Return the move of this seat that has an id or a full title, if one has."""
        own = [move for move in self.rules.moves if move.side == self.seat]
        found = [move for move in own if text.lower() in {move.id, move.title.lower()}]
        return found[0] if len(found) == 1 else None

    def named(self, text: str) -> MoveRule | Event | str:
        """Return the move or event that a number or an id stands for, or a sentence that says why there is none."""
        if text[:1].isdigit():
            found = self._numbered(text)
            if isinstance(found, (MoveRule, str)):
                return found
            several = ", ".join(f"{text}.{at} {move.title}" for at, move in enumerate(found.moves, 1))
            return f"{text} stands for several: {several}."
        side, colon, id_ = text.partition(":")
        key = (side, id_) if colon else (self.seat, text)
        if key in self.rules.move_by_id:
            return self.rules.move_by_id[key]
        for event in self.rules.events:
            if event.id == text:
                return event
        if titled := self._titled(text):
            return titled
        known = [move.id for move in self.rules.moves if move.side == self.seat]
        return f"No move “{text[:LONGEST_ECHO]}”{nearest(text, known) or '.'}"

    # -- the commands

    def help(self) -> None:
        """List the commands."""
        width = max(map(len, COMMANDS))
        for name, words in COMMANDS.items():
            self.paper.line(f"{name:<{width}}  {words}", indent=2, hang=width + 2)
        self.paper.line(
            "The first letters of a command are enough. A number alone chooses a move; 3.2 the second of the third."
            " Numbers change from turn to turn; a move's title in full, or its id, chooses it whatever its number."
        )

    def situation(self) -> None:
        """Show the meters and what follows from them."""
        self.paper.heading("Situation")
        show_situation(self.paper, self.rules, self.view, self.sitting.last_turn(self.seat))
        show_worked_out(self.paper, self.rules, self.view)
        show_actors(self.paper, self.rules)

    def stories(self) -> None:
        """Show both public stories."""
        self.paper.heading("Two public stories")
        show_stories(self.paper, self.rules, self.view)

    def draft(self) -> None:
        """Show the draft communiqué."""
        self.paper.heading("The draft communiqué")
        show_draft(self.paper, self.rules, self.view)

    def brief(self) -> None:
        """Show the secret brief."""
        self.paper.heading(f"For {self.rules.side(self.seat).name} only")
        show_brief(self.paper, self.game, self.view)

    def moves(self) -> None:
        """Show the menu that is open."""
        if self.inside is not None:
            self.paper.heading(self.inside.title)
            show_several(self.paper, self.game, self.inside)
        else:
            self.paper.heading("Your moves")
            show_menu(self.paper, self.game, self.menu)
            count = len(self.menu.closed)
            if count:
                self.paper.line(f"{count} more {'is' if count == 1 else 'are'} closed; closed says why.", indent=2)

    def closed(self) -> None:
        """Show the closed moves."""
        self.paper.heading("Closed moves")
        show_closed(self.paper, self.game, self.menu)

    def why(self, text: str) -> None:
        """Say why a move is closed."""
        if not text:
            self.paper.line("Which move? Write why and its number (closed lists them) or its id.")
            return
        found = self.named(text)
        if isinstance(found, str):
            self.paper.line(found)
        elif not isinstance(found, MoveRule):
            self.paper.line(f"{found.title} is an event; card {found.id} shows when it happens.")
        elif found.side != self.seat:
            self.paper.line(f"{found.title} is a move of {self.rules.side(found.side).name}.")
        else:
            reason = self.game.why_not(found.id)
            self.paper.line(f"{found.title} is open." if reason is None else f"{found.title} is closed: {reason}.")

    def card(self, text: str) -> None:
        """Show a rule card."""
        if not text:
            self.paper.line("Which card? Write card and the number of a move, or the id of a move or an event.")
            return
        found = self.named(text)
        if isinstance(found, str):
            self.paper.line(found)
        elif isinstance(found, MoveRule):
            show_move_now(self.paper, self.game, found)
        else:
            show_card(self.paper, card_of(self.rules, found))

    def risks(self) -> None:
        """Show what the end of the round may bring."""
        self.paper.heading("At the end of this round, as things stand")
        show_risks(self.paper, self.game, self.view)

    def log(self) -> None:
        """Tell everything again."""
        self.paper.heading("Log")
        tell_game(self.paper, self.game, self.seat)

    def hint(self) -> None:
        """Ask an AI."""
        self.paper.heading("Hint")
        try:
            *_, thought = advised(self.game.summit, self.view, self.game.player_key(self.seat))
        except PlayerError as error:
            self.paper.verbatim(f"None: {error}")
        else:
            show_advice(self.paper, self.game, thought)

    def score(self) -> None:
        """Show the score opened into terms."""
        self.paper.heading("Score")
        show_score(self.paper, self.game, self.view)

    def bargain(self) -> None:
        """Show the bargaining map in words, once every text that could be signed is found."""
        self.paper.heading("The bargaining map")
        maps = list(maps_of(self.game.known_to(self.seat)))
        if maps:
            show_bargain(self.paper, self.rules, maps[-1])
        else:
            self.paper.line(NO_MAP)

    def introduction(self) -> None:
        """Show the scenario's introduction."""
        self.paper.heading(self.rules.scenario.title)
        self.paper.text(self.rules.scenario.introduction)

    def undo(self) -> None:
        """Ask for the last move to be taken back."""
        if self.sitting.may_take_back():
            self.decision = TAKE_BACK
        elif not self.game.records:
            self.paper.line("No move has been made yet.")
        else:
            self.paper.line("The last move stands: the other side or chance has acted, or something came to light.")
