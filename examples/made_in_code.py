"""A scenario made in code: the rules of a market are written by a function, and two leaders bargain by them.

    python examples/made_in_code.py --goods 4 --games 10000

What a scenario may say is in docs/scenarios.md; `wargame scenario check FILE` names every fault of one at once.
"""

import argparse

from wargame import Run, arrays_of, compile_text, mean_of, share

FRAME = """
format = 1
id = "market"
title = "Market"
summary = "What one has, the other wants."
introduction = "Offer, and shake hands before the market closes."
success = 50
ply_limit = {limit}
first = "drawn"
ending_classes = ["held", "no_deal"]
source = {{ title = "An example", description = "invented" }}
phases = [{{ id = "talks", title = "Talks", rounds = {rounds} }}]
tracks = [{{ id = "deal", title = "Deal", meaning = "1 once hands were shaken.", min = 0, max = 1, start = 0 }}]
sides = [
    {{ id = "west", name = "West", leader = "the Miller", brief = "Flour.", mandates = [{mandate}] }},
    {{ id = "east", name = "East", leader = "the Baker", brief = "Bread.", mandates = [{mandate}] }},
]
moves = [
    {{ id = "offer", for = "issues conceded", phases = ["talks"], group = "Talk", title = "Offer: {{issue}}",
       when = "offer.{{issue}} == 0", effects = ["offer.{{issue}} = 1"] }},
    {{ id = "shake", for = "sides", phases = ["talks"], group = "Talk", title = "Shake hands",
       effects = ["deal = 1", "end_game = 1"] }},
]
endings = [
    {{ id = "shaken", title = "A deal", class = "held", text = "Both go home with something.", when = "deal" }},
    {{ id = "closed", title = "No deal", class = "no_deal", text = "The market closes." }},
]
scores = [
    {{ for = "sides", label = "At home", form = "45" }},
    {{ for = "sides", label = "The deal", when = "deal",
       form = [{{ for = "issues", value_of = "offer.{{issue}}", side = "{{own}}" }}] }},
]
[doctrines]
west = {{ name = "The patient", temperament = "Waits.", otherwise = "0", appeal = {{ offer = "2" }} }}
east = {{ name = "The hasty", temperament = "Does not.", otherwise = "1", appeal = {{ shake = "2" }} }}
"""
MANDATE = '{ id = "trade", title = "Trade", brief = "Bring something home." }'
GOOD = """
[[issues]]
id = "good{number}"
title = "Good {number}"
conceded_by = "{owner}"
levels = ["It stays.", "It goes over."]
labels = ["stays", "goes"]
vague = "some of it"
values = {{ {owner} = {{ trade = -{cost} }}, {other} = {{ trade = {worth} }} }}
"""


def market(goods: int, rounds: int) -> str:
    """Return the rules of a market with so many goods a side, open for so many rounds."""
    text = FRAME.format(limit=2 * rounds, rounds=rounds, mandate=MANDATE)
    for number in range(2 * goods):
        owner, other = ("west", "east") if number % 2 else ("east", "west")
        text += GOOD.format(number=number, owner=owner, other=other, cost=2 + number // 2, worth=6)
    return text


def main() -> None:
    """Let the market be open longer and longer, and print how often there is a deal and what it is worth."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--goods", type=int, default=2)
    parser.add_argument("--games", type=int, default=500)
    asked = parser.parse_args()
    for rounds in (1, 2, 4, 8):
        summit = compile_text(market(asked.goods, rounds), "market.toml")
        found = arrays_of(Run(summit=summit, seats={"west": "doctrine", "east": "doctrine"}, seed=1), asked.games)
        deals = share(int(found["deal"].sum()), asked.games)
        west, east = (mean_of(found[f"{side}.score"], low=0, high=100).value for side in ("west", "east"))
        print(f"{rounds} rounds: {deals.value:4.0%} deals; West {west:.1f}, East {east:.1f} points")


if __name__ == "__main__":
    main()
