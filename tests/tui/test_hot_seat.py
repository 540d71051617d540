"""Two people at one keyboard: what only one of them may know is nowhere while the other one looks, or nobody does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from secrets_planted import planted, spied_on

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("name", "seed", "handovers"), [("small", 2, 3)])
def test_no_secret_is_on_the_screen_while_another_looks_or_nobody_does(
    tmp_path: Path, name: str, seed: int, handovers: int
) -> None:
    spy = spied_on(planted(name, tmp_path), seed, handovers, tmp_path)
    assert spy.handovers >= 2
    assert spy.looks > 10 * spy.handovers
    assert any(secret.startswith("Canary") for secret in spy.found)  # its owner did read it
