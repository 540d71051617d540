"""The static files of a page, by name: these and no others are served.

Ours lie beside this file. The terminal itself (`textual.js`, which holds xterm.js, its style and its fonts) comes with
textual-serve; of that package nothing else is used.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

_OURS = Path(__file__).parent
_SPEC = find_spec("textual_serve")
if _SPEC is None or _SPEC.origin is None:
    message = "No module named 'textual_serve'"
    raise ModuleNotFoundError(message, name="textual_serve")
_THEIRS = Path(_SPEC.origin).parent / "static"

PAGE = _OURS / "page.html"
ASSETS = {
    path.name: path
    for path in (
        _OURS / "page.css",
        _OURS / "page.js",
        _THEIRS / "css" / "xterm.css",
        _THEIRS / "js" / "textual.js",
        _THEIRS / "fonts" / "RobotoMono-VariableFont_wght.ttf",
        _THEIRS / "fonts" / "RobotoMono-Italic-VariableFont_wght.ttf",
    )
}
KINDS = {".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf"}
