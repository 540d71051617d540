"""Play one game from Python: what is open, why a move is closed, what a move would do, what came of it.

python examples/play_a_game.py
"""

import argparse

from wargame import Game, IllegalMove, load, make_player


def main() -> None:
    """Play Washington by hand for one move, and let both leaders finish in character."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=7)
    game = Game(load("trump-kim-2018"), parser.parse_args().seed)
    side = game.turn
    print(f"{side} is to move; {len(game.legal_moves)} moves are open, {game.legal_moves[0]} among them")

    print(f"accept? {game.why_not('accept')}")
    try:
        game.play("accept")
    except IllegalMove as error:
        print(f"so it raises: {error}")

    move = next(each for each in game.legal_moves if len(game.preview(each).branches) > 1)
    print(f"{move}, before it is played: every outcome with its odds")
    for branch in game.preview(move).branches:
        changes = ", ".join(f"{change.track} {change.low:+}" for change in branch.changes)
        print(f"  {float(branch.low):.0%} {' / '.join(branch.titles)}: {changes}")

    record = game.play(move)
    for happening in record.happenings:
        print(f"  it came: {happening.id} {happening.outcome}")
    game.undo()  # and the same dice fall again

    players = {each: make_player(game.summit, "doctrine", game.player_key(each)) for each in game.summit.rules.side_ids}
    while not game.is_over:
        game.play(players[game.turn].decide(game.view(game.turn)))
    assert game.ending is not None
    print(f"after {game.ply} decisions: {game.ending.title}; {game.scores}")


if __name__ == "__main__":
    main()
