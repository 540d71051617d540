"""A saved game: read it, check every line of it against the rules, and play it again from any moment.

python examples/replayed_journal.py saves/samples/a-war-nobody-ordered.jsonl
"""

import argparse
from pathlib import Path

from wargame import read_journal, replayed, rules_of, verified

SAMPLE = Path(__file__).parent.parent / "saves" / "samples" / "two-triumphs-one-text.jsonl"


def main() -> None:
    """Verify a journal, then print how the last decisions moved the meters that everybody sees."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, nargs="?", default=SAMPLE)
    path = parser.parse_args().file

    journal = read_journal(path)  # as far as it is whole
    summit = rules_of(journal.header.scenario, path.parent)  # the very text it was played by, by its hash
    print(f"{summit.rules.scenario.title}, {journal.header.seats}")
    print(verified(summit, journal) or journal.problem or "every move, roll and score is as the rules have it")

    game = replayed(summit, journal)
    for record in game.records[-6:]:
        assert record.move is not None
        changes = [change for happening in record.happenings for change in happening.changes]
        print(f"{record.move}: " + ", ".join(f"{each.track} {each.before} to {each.after}" for each in changes))
    if game.ending is not None:
        print(f"{game.ending.title}: {game.scores}")

    earlier = game.at(game.ply // 2)  # the same game half-way: what is done to it leaves the other alone
    print(f"half-way, {earlier.turn or 'nobody'} had {len(earlier.legal_moves)} moves to choose from")


if __name__ == "__main__":
    main()
