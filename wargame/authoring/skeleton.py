"""The file that an author starts from: small, whole, and explained line by line."""

from __future__ import annotations

import re
from importlib.resources import files

from wargame.destination import Kind

NAME = re.compile("[a-z][a-z0-9-]{0,59}")  # that a scenario may be given
KIND = Kind("a scenario to be begun anew", known=lambda _head, _tail: False)  # somebody has written what is there


def skeleton(name: str) -> str:
    """Return the text of a new scenario of that name, which must be like `NAME`."""
    text = files("wargame.authoring").joinpath("skeleton.toml").read_text(encoding="utf-8")
    title = name.replace("-", " ").strip().capitalize()
    return text.replace('id = "skeleton"', f'id = "{name}"').replace('title = "Skeleton"', f'title = "{title}"')
