"""A score opened into its terms: as wide as what is hidden leaves it."""

from __future__ import annotations

from examples import BUNDLED
from summits import positions

from wargame.game.standing import open_score

SUMMIT = next(path for path in BUNDLED if path.stem == "reykjavik-1986")


def test_a_score_that_is_not_known_has_a_term_that_is_not() -> None:
    seen = 0
    for game in positions(SUMMIT, 2, 5):
        for side in game.summit.rules.side_ids:
            for at in range(len(game.summit.rules.projections)):
                score = open_score(game.known_to(side), side, projection=at)
                assert score.low <= score.high
                assert all(term.low <= term.high for term in score.terms)
                if score.low < score.high:
                    assert any(term.low < term.high for term in score.terms)
                    seen += 1
    assert seen
