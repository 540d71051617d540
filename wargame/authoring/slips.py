"""Hints for slips of habit: the syntax of other languages, typographic marks, and what is written here instead.

Only text that could not be parsed is looked at, so nothing valid is ever taken for a slip.
"""

from __future__ import annotations

import re

_GUARD, _FORM, _EFFECT = "guard", "form", "effect"
_ALL = (_GUARD, _FORM, _EFFECT)
_QUOTES, _DASHES = "“”„‟«»‘’‚‛‹›″′", "–—―‒−‐‑﹣－"  # noqa: RUF001  typographic on purpose

_LIMITING = r"\b(?:min|max)\s*\("

# What is found, where, and what is said of it; the first that is found is told.
_SLIPS: list[tuple[str, tuple[str, ...], str]] = [
    (f"[{_QUOTES}]", _ALL, "{0} is a typographic quote: leave it out"),
    (f"[{_DASHES}]", _ALL, "{0} is a typographic dash: write a plain -"),
    ("≥|=>", _ALL, "`{0}` is no operator: write >="),
    ("≤|=<", _ALL, "`{0}` is no operator: write <="),
    ("≠|<>|=!|!==|~=", _ALL, "`{0}` is no operator: write !="),
    ("===", _ALL, "`{0}` is no operator: write =="),
    ("&&?", _ALL, "`{0}` is no operator: write and"),
    (r"\|\|?", _ALL, "`{0}` is no operator: write or"),
    (r"\bAND\b|\bOR\b|\bNOT\b", _ALL, "`{0}` is written in small letters"),
    ("!(?!=)", _ALL, "`!` is no operator: write not"),
    (r"\+\+", (_EFFECT,), "`++` is no operator: write track += 1"),
    (r"--\s*$|^--", (_EFFECT,), "`--` is no operator: write track -= 1"),
    (r"=\+", _ALL, "`=+` is no operator: write +="),
    (r":=", (_EFFECT,), "`:=` is no operator: write ="),
    ("[×·⋅∗]", _ALL, "`{0}` is no operator: write *"),  # noqa: RUF001
    (r"/=|\*\*?=|%=", (_EFFECT,), "`{0}` is no operator: effects are written with =, +=, -=, >>= or <<="),
    (r"\*\*|[\^/%÷]", _ALL, "`{0}` is no operator: forms know +, - and *"),
    (r"(?:[+-]|>>|<<)=", (_GUARD, _FORM), "`{0}` changes a track: that is written in `effects`"),
    ("==|!=|<=|>=|[<>]", (_FORM,), "`{0}` compares, and a form is an amount: write it into the `if` of a term"),
    ("==", (_EFFECT,), "`==` compares: to set a track, write ="),
    ("(?<![<>=!])=(?!=)", (_FORM,), "`=` sets a track, and a form is an amount: leave it out"),
    ("(?<![<>=!])=(?!=)", (_GUARD,), "`=` sets a track: to compare, write =="),
    (
        r"\b(?:if|then|else|when)\b",
        _ALL,
        "`{0}` has no place here: a condition is a key of its own (`when`, or `if` of a term)",
    ),
    (r"\b(?:true|True|TRUE|yes)\b", (_EFFECT, _FORM), "`{0}` is no number: write 1"),
    (r"\b(?:false|False|FALSE|no)\b", (_EFFECT, _FORM), "`{0}` is no number: write 0"),
    (
        r"\b(?:true|True|TRUE|false|False|FALSE)\b",
        (_GUARD,),
        "`{0}` is no name: write the track alone, or not before it",
    ),
    (_LIMITING, (_GUARD,), "`{0}…)` has no place in a guard: compare each, joined by and or or"),
    (
        _LIMITING,
        (_EFFECT,),
        "`{0}…)` has no place in an effect: >>= raises to at least an amount, <<= lowers to at most",
    ),
    (_LIMITING, (_FORM,), "`{0}…)` has no place in a form: write one amount, and a term with `if` that adds the rest"),
    (r"\b(?:abs|round|int|floor|ceil|sum)\s*\(", _ALL, "`{0}…)` has no place here: forms know +, - and *"),
    ("[,;]", (_EFFECT,), "`{0}` joins effects, and each stands alone: write a list"),
    ("[,;]", (_GUARD,), "`{0}` joins comparisons: write and"),
]


def slip_in(text: str, kind: str) -> tuple[int, str] | None:
    """Return the offset of a slip in a guard, form or effect that cannot be read, and what to write."""
    for pattern, kinds, message in _SLIPS:
        if kind in kinds and (found := re.search(pattern, text)):
            return found.start(), message.format(found[0])
    return None


def slip_in_toml(text: str, at: int) -> tuple[int, str] | None:
    """Return the same of a TOML file that cannot be parsed; `at` is the offset at which its parser gave up."""
    start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
    line, found = text[start : end if end >= 0 else len(text)], text[at : at + 1]
    line = re.sub(r'"(?:[^"\\]|\\.)*"', lambda whole: " " * len(whole[0]), line)  # what stands in plain quotes is text
    if found and found in _DASHES:
        return at, f"{found} is a typographic dash: write a plain -"
    if quote := re.search(f"[{_QUOTES}]", line):
        return start + quote.start(), f'{quote[0]} is a typographic quote: text stands in plain quotes "'
    if found == "=" and text[at - 1 : at] == "=":
        return at - 1, "`==` compares: a key and its value are written key = value"
    if found == ">" and text[at - 1 : at] == "=":
        return at - 1, "`=>` is no TOML: a key and its value are written key = value"
    if found == ":":
        return at, "`:` is no TOML: a key and its value are written key = value"
    return None


def typographic(text: str) -> str:
    """Return a hint such as `; – is a typographic dash: write a plain -` where a name holds such a mark, or nothing."""
    slip = slip_in(text, _GUARD) if re.search(f"[{_QUOTES}{_DASHES}]", text) else None
    return f"; {slip[1]}" if slip else ""
