"""A saved game with an AI beside one seat: what it would have played, and what it expected, decision by decision.

python examples/what_an_ai_thinks.py saves/samples/a-war-nobody-ordered.jsonl --seat dprk --simulations 5000
"""

import argparse
from pathlib import Path

from wargame import Rollouts, Thinker, make_player, read_journal, replayed, rules_of

SAMPLE = Path(__file__).parent.parent / "saves" / "samples" / "two-triumphs-one-text.jsonl"


def main() -> None:
    """Think over each decision of a seat, from what it knew then; and judge the position with all cards open."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, nargs="?", default=SAMPLE)
    parser.add_argument("--seat", help="a side of the scenario (the first, if none is named)")
    parser.add_argument("--simulations", type=int, default=500)
    parser.add_argument("--most", type=int, default=6, metavar="N", help="how many decisions to look at")
    asked = parser.parse_args()

    journal = read_journal(asked.file)
    game = replayed(rules_of(journal.header.scenario, asked.file.parent), journal)
    summit, seat = game.summit, asked.seat or game.summit.rules.side_ids[0]
    judge = Rollouts(summit=summit)
    adviser = make_player(summit, f"search:{asked.simulations}", game.player_key(seat))
    assert isinstance(adviser, Thinker)

    mine = [ply for ply, record in enumerate(game.records) if record.move and record.move.side == seat]
    for ply in mine[: asked.most]:
        then = game.at(ply)
        thought = list(adviser.think(then.view(seat)))[-1]
        best, played = thought.candidates[0], game.records[ply].move
        assert played is not None
        found = next(each for each in thought.candidates if each.move == played.id)
        agreed = "and so it was" if thought.move == played.id else f"played was {played.id}, {found.own.mean:.0f}"
        expected = judge.outlook(then.state, ply).expected[summit.seat(seat)]
        print(f"{ply + 1:3}. {thought.move}: {best.own.mean:.0f} points expected; {agreed}")
        likely = max(thought.beliefs, key=thought.beliefs.__getitem__)
        print(f"     it believes in {likely} ({thought.beliefs[likely]:.0%}); played on in character: {expected:.0f}")


if __name__ == "__main__":
    main()
