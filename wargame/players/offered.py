"""Descriptions of the players offered everywhere, apart from their code, so that help and menus load none of it."""

from __future__ import annotations

HUMAN = "human"
LEVELS = {
    "novice": ("wander", "half of the time in character, half of the time at random"),
    "envoy": ("doctrine", "the leader in character"),
    "minister": ("search:200", "looks ahead: 200 simulations a move"),
    "chancellor": ("search:2000", "looks ahead: 2,000 simulations a move"),
    "grandmaster": ("search:25000", "looks ahead: 25,000 simulations a move"),
}
ROSTER = {
    "random": "any open move, each as likely as the others",
    "doctrine": "the leader in character, as the scenario describes him",
    "greedy": "the move after which its own score would be best if the game ended there",
    "mixed": "before each move a coin decides: greedy or doctrine",
    "search": "search:N looks ahead with N simulations a move; search:N@T on T threads; search:2s by the clock",
    "sampled": "sampled:N thinks as search:N does, and plays a move as often as it tried it: harder to foresee",
    "module": "module:FILE.py, a player of one's own: a class with decide(view)",
    **{name: words for name, (_, words) in LEVELS.items()},
}
