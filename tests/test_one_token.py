"""What `tests/mutation.py` tries: each change is one token, and words and types are left alone."""

from __future__ import annotations

import ast

from one_token import changes_of, drawn

SOURCE = '''
def f(a: int | None, b: "1" = 2) -> Literal[3]:
    """Return 4."""
    if a is not None and not (b < a):  # ≥
        return f"{a + 5}", "6"
    a -= min(range(b))
    return True
'''


def test_every_kind_of_token_is_changed_once_and_words_and_types_are_not() -> None:
    found = changes_of("f.py", SOURCE.encode())
    assert [(change.line, change.old, change.new) for change in found] == [
        (2, "2", "3"),
        (4, "is not", "is"),
        (4, "and", "or"),
        (4, "not", ""),
        (4, "<", "<="),
        (5, 'f"{a + 5}", "6"', "None"),
        (6, "-=", "+="),
        (6, "min", "max"),
        (6, "", " - 1"),
        (7, "True", "False"),
    ]
    for change in found:
        ast.parse(change.applied(SOURCE.encode()))


def test_an_edit_moves_no_other_change_in_the_draw() -> None:
    before, after = (
        [change.key for change in drawn(changes_of("f.py", source.encode()), 7)]
        for source in (SOURCE, SOURCE.replace("a -= ", "a += "))
    )
    assert sorted(before) != sorted(after)
    assert [key for key in before if key in after] == [key for key in after if key in before]
