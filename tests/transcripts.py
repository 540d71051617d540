"""Long texts compared line by line with what is kept of them, beside the test."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def assert_as_kept(path: Path, text: str) -> None:
    """Compare a text with a file.

    After a change that was meant, write it anew with `WARGAME_REWRITE_TRANSCRIPTS=1`, and read the difference.
    """
    if os.environ.get("WARGAME_REWRITE_TRANSCRIPTS") == "1":
        path.write_text(text, encoding="utf-8")
    assert path.exists(), "there is no transcript to compare with"
    assert text == path.read_text(encoding="utf-8")
