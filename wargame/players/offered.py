"""Descriptions of the players offered everywhere, apart from their code, so that help and menus load none of it."""

from __future__ import annotations

from typing import NamedTuple

HUMAN = "human"
BOOK = "+book="  # after the budget of a search: the file of a solved strategy


class Level(NamedTuple):
    """An opponent by a name that says how strong it is; none is given a bonus or a look at hidden cards."""

    player: str  # that it is
    words: str  # how it plays
    wins: int | None = None  # of a hundred pairs of games against the level before it, see MEASURED

    @property
    def strength(self) -> str:
        """Return how it plays and how strong that is, measured."""
        if self.wins is None:
            return self.words
        levels = list(LEVELS)
        before = levels[list(LEVELS.values()).index(self) - 1]
        return f"{self.words}; wins {self.wins} of 100 pairs of games against the {before.capitalize()}"


# How often each wins is a line of this command; a pair is the same dice played from both sides.
MEASURED = (
    "wargame tournament trump-kim-2018 --players novice,envoy,minister,chancellor,grandmaster --games 100 --seed 1"
)
LEVELS = {
    "novice": Level("wander", "half of the time in character, half of the time at random"),
    "envoy": Level("doctrine", "the leader in character", 65),
    "minister": Level("search:200", "looks ahead: 200 simulations a move", 94),
    "chancellor": Level("search:2000", "looks ahead: 2,000 simulations a move", 67),
    "grandmaster": Level("search:25000", "looks ahead: 25,000 simulations a move", 50),
}
ROSTER = {
    "random": "any open move, each as likely as the others",
    "doctrine": "the leader in character, as the scenario describes him",
    "greedy": "the move after which its own score would be best if the game ended there",
    "mixed": "before each move a coin decides: greedy or doctrine",
    "search": "search:N looks ahead with N simulations a move; search:N@T on T threads; search:2s by the clock;"
    " search:N+book=FILE plays as a solved strategy has it where that knows the position",
    "sampled": "sampled:N thinks as search:N does, and plays a move as often as it tried it: harder to foresee",
    "solved": "solved:FILE plays a strategy that wargame solve has found",
    "module": "module:FILE.py, a player of one's own: a class with decide(view)",
    "llm": "llm:MODEL, a language model at an endpoint (--llm-url)",
    **{name: level.words for name, level in LEVELS.items()},
}
ARGUMENTS = {"search": "N", "sampled": "N", "solved": "FILE", "module": "FILE.py", "llm": "MODEL"}  # of those with one
_NAMES = {HUMAN: "a person", **{level.player: name for name, level in LEVELS.items() if name != "novice"}}


def written(name: str) -> str:
    """Return how a player of the roster is written: `search` as `search:N`."""
    return f"{name}:{ARGUMENTS[name]}" if name in ARGUMENTS else name


def players_in_words(*, human: bool = False) -> str:
    """Return everybody who can be seated, as one writes them, for help and errors."""
    *some, last = [written(name) for name in (*((HUMAN,) if human else ()), *ROSTER)]
    return f"{', '.join(some)} or {last}"


def player_name(text: str) -> str:
    """Return what people call a player: of one behind a level the level, of a module its file."""
    name = _NAMES.get(text, text).removeprefix("module:")
    if name.startswith("llm:"):
        return name.removeprefix("llm:").partition("#")[0]
    return name.capitalize() if name in LEVELS else name
