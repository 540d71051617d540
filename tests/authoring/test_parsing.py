"""The rule language reads linear forms, guards and assignments, and says where anything else goes wrong."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wargame.authoring.parsing import ExpressionError, parse_assignment, parse_guard, parse_linear
from wargame.scenario.language import (
    ALWAYS,
    BOUND,
    Assignment,
    Condition,
    Either,
    Linear,
)

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = ("a", "b", "usa.face")


def linear(text: str, **constants: int) -> Linear:
    return parse_linear(text, constants)


def fault_of_form(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse_linear(text, {})
    return caught.value


def fault_of_guard(text: str) -> ExpressionError:
    with pytest.raises(ExpressionError) as caught:
        parse_guard(text, {})
    return caught.value


def is_refused(parse: Callable[[str, dict[str, int]], object], text: str) -> bool:
    """Say whether a text is no expression of that kind, and nothing worse."""
    try:
        parse(text, {})
    except ExpressionError:
        return True
    return False


# -- forms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3", Linear(3)),
        ("-3", Linear(-3)),
        ("a", Linear(0, ((1, "a"),))),
        ("2*usa.face - a + 3", Linear(3, ((2, "usa.face"), (-1, "a")))),
        ("a*2", Linear(0, ((2, "a"),))),
        ("-(a - 2)", Linear(2, ((-1, "a"),))),
        ("2*3*a", Linear(0, ((6, "a"),))),
        ("2*(a + 3*b) - b", Linear(0, ((2, "a"), (5, "b")))),
        ("  a  ", Linear(0, ((1, "a"),))),
    ],
)
def test_a_form_is_read_as_written(text: str, expected: Linear) -> None:
    assert linear(text) == expected


def test_a_track_appears_once_and_not_at_all_where_it_cancels_out() -> None:
    assert linear("a + b + a") == Linear(0, ((2, "a"), (1, "b")))
    assert linear("a - a + 1") == Linear(1)
    assert linear("0*a") == Linear(0)


def test_constants_become_numbers() -> None:
    assert linear("summit + usa.hawk", summit=3, **{"usa.hawk": 2}) == Linear(5)
    assert linear("summit*a", summit=3) == Linear(0, ((3, "a"),))


@pytest.mark.parametrize("text", ["a*b", "(a + 1)*(b - 2)", "a*a"])
def test_a_product_of_two_names_is_refused(text: str) -> None:
    assert "a product needs a number on one side" in str(fault_of_form(text))


NOT_LINEAR = [
    "a/2",
    "a//2",
    "a%2",
    "a**2",
    "a & b",
    "~a",
    "+a",
    "1.5",
    "1e3",
    "True",
    "None",
    "'a'",
    "f(a)",
    "a[0]",
    "[a]",
    "a if b else 1",
    "lambda: 1",
    "a.b.c",
    "(yield)",
    "a < b",
    "not a",
    "a and b",
    "...",
    "1j",
    "b'a'",
    "f'{a}'",
    "a := 1",
    "*a",
    "{a}",
    "()",
]


def test_anything_but_a_linear_form_is_refused() -> None:
    assert [text for text in NOT_LINEAR if not is_refused(parse_linear, text)] == []


BROKEN = ["", "   ", "a +", "a b", "(a", "a)", "1a", "a;b", "a\nb", "import os", "$", "\\"]


def test_broken_syntax_is_refused_as_no_expression() -> None:
    said = {text: str(fault_of_form(text)) for text in BROKEN}
    assert [text for text in BROKEN if "not an expression of the rule language" not in said[text]] == []


def test_text_is_never_evaluated() -> None:
    with pytest.raises(ExpressionError):
        parse_linear("__import__('os').abort()", {})
    with pytest.raises(ExpressionError):
        parse_assignment("a = __import__('os').abort()", {})
    with pytest.raises(ExpressionError):
        parse_guard("exec('1') == 1", {})


@pytest.mark.parametrize(
    ("text", "column"), [("a + b*a", 5), ("a + 1/2", 6), ("a + 'x'", 5), ("10001", 1), ("a - 99999", 5)]
)
def test_a_fault_in_a_form_names_its_column(text: str, column: int) -> None:
    assert fault_of_form(text).column == column


def test_numbers_are_bounded_also_as_factors() -> None:
    assert linear(f"{BOUND} - {BOUND}*a") == Linear(BOUND, ((-BOUND, "a"),))
    assert "10001 is beyond ±10,000" in str(fault_of_form("10001"))
    assert "is beyond" in str(fault_of_form("101*100*a"))
    assert "is beyond" in str(fault_of_form("100*(101*a)"))
    assert "is beyond" in str(fault_of_form("100*(a + 101)"))


@pytest.mark.parametrize(
    "text", ["9" * 4000, "0x" + "f" * 4000, "1" + "_0" * 2000], ids=["decimal", "hexadecimal", "spaced"]
)
def test_a_number_of_thousands_of_digits_is_a_fault_in_a_few_words(text: str) -> None:
    assert len(str(fault_of_form(text))) < 200


TOO_MUCH = ["(" * 1000 + "a" + ")" * 1000, "-" * 3000 + "a", "+".join(["a"] * 2000), "a." * 2000 + "a"]


def test_a_form_too_deep_or_too_long_is_refused() -> None:
    assert [text for text in TOO_MUCH if not is_refused(parse_linear, text)] == []


@pytest.mark.parametrize("text", ["-" * 990 + "a", "+".join(["a"] * 500), "-(" * 190 + "a" + ")" * 190])
def test_a_long_chain_of_signs_is_read_or_refused(text: str) -> None:
    with suppress(ExpressionError):
        parse_linear(text, {})


# -- guards


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_a_blank_guard_always_holds(text: str) -> None:
    assert parse_guard(text, {}) == ALWAYS
    assert ALWAYS.holds({})


@pytest.mark.parametrize(
    ("text", "holding"),
    [
        ("a <= 3", {0, 1, 2, 3}),
        ("a < 3", {0, 1, 2}),
        ("a >= 3", {3, 4, 5}),
        ("a > 3", {4, 5}),
        ("a == 3", {3}),
        ("a != 3", {0, 1, 2, 4, 5}),
        ("2 <= a <= 4", {2, 3, 4}),
        ("2 < a != 4", {3, 5}),
        ("a", {1, 2, 3, 4, 5}),
        ("not a", {0}),
        ("a >= 1 and a <= 4 and a != 2", {1, 3, 4}),
        ("3 >= a", {0, 1, 2, 3}),
        ("2*a == 5", set()),
        ("7 - 2*a > a", {0, 1, 2}),
        ("1 < 2", {0, 1, 2, 3, 4, 5}),
        ("2 < 1", set()),
    ],
)
def test_a_guard_holds_where_it_says(text: str, holding: set[int]) -> None:
    guard = parse_guard(text, {})
    assert {value for value in range(6) if guard.holds({"a": value})} == holding


def test_a_guard_names_its_tracks_once() -> None:
    assert parse_guard("a <= 3 and not b and 1 <= a + usa.face", {}).names() == ("a", "b", "usa.face")


@pytest.mark.parametrize(
    "text",
    [
        "a or b",
        "a <= 3 or b >= 2",
        "a >= 3 and b or not a",  # `and` binds tighter
        "a >= 3 and (b or not a)",
        "(a or b >= 2) and (b or a >= 2) and a != 4",
        "a == 1 or (b == 1 or a == 2) and a != b",
        "not (a <= 3)",
        "not not a",
        "not (a >= 2 and b >= 2)",
        "not (a >= 2 or b >= 2)",
        "not (1 <= a <= 3)",
        "not (a and (b or a >= 3))",
        "not not (a and b) or not (a or b)",
        "(a and b)",
        "a or a",
    ],
)
def test_and_or_and_not_mean_what_they_mean_in_python(text: str) -> None:
    guard = parse_guard(text, {})
    for now in ({"a": a, "b": b} for a in range(6) for b in range(6)):
        assert guard.holds(now) is bool(eval(text, {}, now)), now  # noqa: S307  of the texts above


def test_a_disjunction_is_one_clause_and_a_conjunction_several() -> None:
    assert [type(each) for each in parse_guard("a and (b or a >= 3) and not (a or b)", {}).conditions] == [
        Condition,
        Either,
        Condition,
        Condition,
    ]
    assert parse_guard("(a and b) and a <= 3", {}) == parse_guard("a and b and a <= 3", {})
    assert parse_guard("a or a", {}) == parse_guard("a", {})


def test_a_disjunction_of_too_many_alternatives_is_refused() -> None:
    assert len(parse_guard(" or ".join(f"a == {at}" for at in range(16)), {}).conditions) == 1
    many = " or ".join(f"a == {at}" for at in range(17))
    said = "written out, it has more than 16 alternatives: split it into rules, or terms"
    assert str(fault_of_guard(many)) == said
    product = " and ".join(f"(a == {at} or b == {at})" for at in range(5))
    assert len(parse_guard(product, {}).conditions) == 5
    assert str(fault_of_guard(f"b or {product}")) == said
    assert str(fault_of_guard(f"not (b and not ({product}))")) == said


NO_GUARDS = ["3", "a + 1", "not 3", "a or 1", "a is b", "a in b", "a = 3", "True", "a and 1"]


def test_anything_but_comparisons_and_names_is_refused() -> None:
    assert [text for text in NO_GUARDS if not is_refused(parse_guard, text)] == []


@pytest.mark.parametrize(
    ("text", "column"), [("a and 3", 7), ("a <= 3 and b*a == 1", 12), ("a and (b or 3)", 13), ("a in b", 1)]
)
def test_a_fault_in_a_guard_names_its_column(text: str, column: int) -> None:
    assert fault_of_guard(text).column == column


# -- effects


@pytest.mark.parametrize(
    ("text", "expected", "result"),
    [
        ("a += 1", Assignment("a", "+=", Linear(1)), 6),
        ("a -= b", Assignment("a", "-=", Linear(0, ((1, "b"),))), -2),
        ("a = b - 1", Assignment("a", "=", Linear(-1, ((1, "b"),))), 6),
        ("a >>= b", Assignment("a", ">>=", Linear(0, ((1, "b"),))), 7),
        ("a <<= 3", Assignment("a", "<<=", Linear(3)), 3),
        ("a >>= 3", Assignment("a", ">>=", Linear(3)), 5),
        ("a <<= b", Assignment("a", "<<=", Linear(0, ((1, "b"),))), 5),
    ],
)
def test_an_effect_assigns_one_track(text: str, expected: Assignment, result: int) -> None:
    assert parse_assignment(text, {}) == expected
    assert expected.result({"a": 5, "b": 7}) == result


def test_an_effect_may_assign_a_track_with_an_owner() -> None:
    assert parse_assignment("usa.face -= 2*gap.arms", {}).target == "usa.face"


NO_EFFECTS = [
    "a",
    "a == 1",
    "a *= 2",
    "a = b = 1",
    "a = 1; b = 2",
    "a: int = 1",
    "a, b = 1",
    "(a, b) = 1",
    "a[0] = 1",
    "a.b.c = 1",
    "1 = a",
    "f() = 1",
    "del a",
    "import os",
    "a = b*a",
    "a = b < 1",
    "",
    "if a: b = 1",
    "a //= 2",
    "a := 1",
    "*a = 1",
    "def f(): pass",
]


def test_anything_but_one_assignment_is_refused() -> None:
    assert [text for text in NO_EFFECTS if not is_refused(parse_assignment, text)] == []


# -- properties


PIECES = [*"ab019.+-*()<>=!, _\n\t\"'[]{}:;#@~\\", "é", "\uff41", "not ", " and ", " or ", "usa.face", " += ", " <= "]


@settings(max_examples=300, derandomize=True, database=None, deadline=None)
@given(text=st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    for parse in (parse_linear, parse_guard, parse_assignment):
        with suppress(ExpressionError):
            parse(text, {"summit": 2})
