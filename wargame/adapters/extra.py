"""Other people's packages, which may be missing: each bridge asks here before it loads its own."""

from __future__ import annotations

from importlib.util import find_spec

from wargame.errors import WargameError


def check_installed(module: str, name: str) -> None:
    """Raise if a package that a bridge needs is missing; `name` is what people call it.

    Raises:
        WargameError: it is not installed.
    """
    if find_spec(module) is None:
        message = f"{name} is not installed: pip install 'wargame[adapters]'"
        raise WargameError(message)
