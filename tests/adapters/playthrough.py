"""The kept playthrough of two-villages: all that OpenSpiel is told in one game, as its own games keep theirs.

`python tests/adapters/playthrough.py` writes it anew, after a change that is meant.
"""

from __future__ import annotations

import re
from pathlib import Path

KEPT = Path(__file__).with_name("two-villages.txt")
ACTION = re.compile(r"^action: (\d+)$", re.MULTILINE)


def played(actions: list[int] | None = None) -> str:
    """Return the playthrough of these actions, by default of random ones."""
    from open_spiel.python.algorithms.generate_playthrough import playthrough  # noqa: PLC0415  only if it is there

    from wargame import open_spiel_game  # noqa: PLC0415  as above

    open_spiel_game("two-villages")
    return str(playthrough("wargame(scenario=two-villages)", action_sequence=actions, seed=1))


def kept_actions() -> list[int]:
    """Return the actions of the kept one."""
    return [int(each) for each in ACTION.findall(KEPT.read_text(encoding="utf-8"))]


if __name__ == "__main__":
    KEPT.write_text(played(kept_actions() if KEPT.exists() else None), encoding="utf-8")
