"""The rule language as text: what an author writes → guards, linear forms and effects.

Text is parsed with Python's `ast` against a whitelist and is never evaluated as Python. A fault is told by its column.
"""

from __future__ import annotations

import ast
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wargame.authoring.slips import slip_in
from wargame.scenario.language import (
    ALWAYS,
    BOUND,
    MOST_ALTERNATIVES,
    Assignment,
    Clause,
    Condition,
    Guard,
    Linear,
    disjunction,
    negated,
    total,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_MOST_TEXT = 400  # characters of one expression
_STRANGE = re.compile(r"[^A-Za-z0-9_.+\-*<>=!()\s]|\d[A-Za-z_]")  # a quote, a comma, a number run into a name


class ExpressionError(ValueError):
    """A fault inside one expression; `column` counts from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        """Keep the place apart from the message."""
        super().__init__(message)
        self.column = column


_OPS: dict[type[ast.operator], str] = {ast.Add: "+=", ast.Sub: "-=", ast.RShift: ">>=", ast.LShift: "<<="}


def parse_linear(text: str, constants: Mapping[str, int]) -> Linear:
    """Read a linear form.

    Raises:
        ExpressionError: with the column, where the text is anything else.
    """
    with _read(text, "form"):
        return _linear(_expression(text), constants)


def parse_guard(text: str, constants: Mapping[str, int]) -> Guard:
    """Read comparisons joined by `and`, `or` and `not`; blank text always holds.

    Raises:
        ExpressionError: with the column, where the text is anything else.
    """
    if not text.strip():
        return ALWAYS
    with _read(text, "guard"):
        return Guard(tuple(_clauses(_expression(text), constants)))


def parse_assignment(text: str, constants: Mapping[str, int]) -> Assignment:
    """Read one effect.

    Raises:
        ExpressionError: with the column, where the text is anything else.
    """
    with _read(text, "effect"):
        return _assignment(_tree(text, "exec"), constants)


def compared(text: str) -> Iterator[tuple[frozenset[str], int]]:
    """Yield the names, constants too, of each comparison in a guard that `parse_guard` has read, and its column."""
    for part in ast.walk(_expression(text)) if text.strip() else ():
        if isinstance(part, ast.Compare):
            named = (node for node in ast.walk(part) if isinstance(node, ast.Name | ast.Attribute))
            yield frozenset(map(ast.unparse, named)), _column(part) + len(text) - len(text.lstrip())


@contextmanager
def _read(text: str, kind: str) -> Iterator[None]:
    """Turn any failure to read a text into an ExpressionError with its column, and the habit behind it if known."""
    try:
        yield
    except ExpressionError as error:
        at, message = slip_in(text, kind) or (error.column - 1 + len(text) - len(text.lstrip()), str(error))
        raise ExpressionError(message, at + 1) from None


def _tree(text: str, mode: str) -> ast.AST:
    text = re.sub(r"\s", " ", text.strip())  # an expression may go over several lines
    if len(text) > _MOST_TEXT:
        message = f"longer than {_MOST_TEXT:,} characters; split it into terms"
        raise ExpressionError(message)
    if strange := _STRANGE.search(text):
        message = f"not an expression of the rule language ({strange[0]!r} has no place in it)"
        raise ExpressionError(message, strange.start() + 1)
    try:
        return ast.parse(text, mode=mode)
    except SyntaxError as error:
        message = f"not an expression of the rule language ({error.msg})"
        raise ExpressionError(message, error.offset or 1) from None
    except (ValueError, RecursionError, MemoryError):
        message = "not an expression of the rule language"
        raise ExpressionError(message) from None


def _expression(text: str) -> ast.expr:
    tree = _tree(text, "eval")
    assert isinstance(tree, ast.Expression)
    return tree.body


def _assignment(tree: ast.AST, constants: Mapping[str, int]) -> Assignment:
    match tree:
        case ast.Module(body=[ast.Assign(targets=[target], value=value)]):
            return Assignment(_name(target), "=", _linear(value, constants))
        case ast.Module(body=[ast.AugAssign(target=target, op=op, value=value)]) if type(op) in _OPS:
            return Assignment(_name(target), _OPS[type(op)], _linear(value, constants))
        case _:
            message = "an effect is one assignment: track = form, or with +=, -=, >>= (at least) or <<= (at most)"
            raise ExpressionError(message)


def _column(node: ast.AST) -> int:
    return int(getattr(node, "col_offset", 0)) + 1


def _name(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id=first), attr=second):
            return f"{first}.{second}"
        case _:
            message = "a track is written name or owner.name"
            raise ExpressionError(message, _column(node))


def _linear(node: ast.expr, constants: Mapping[str, int]) -> Linear:
    match node:
        case ast.Constant(value=bool()):
            pass
        case ast.Constant(value=int(number)):
            return Linear(_bounded(number, node))
        case ast.Name() | ast.Attribute():
            name = _name(node)
            return Linear(constants[name]) if name in constants else Linear(0, ((1, name),))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return Linear(0).plus(_linear(operand, constants), -1)
        case ast.BinOp(op=ast.Add() | ast.Sub()):
            return total(reversed(list(_parts(node, constants))))
        case ast.BinOp(op=ast.Mult(), left=left, right=right):
            return _product(node, _linear(left, constants), _linear(right, constants))
        case _:
            pass
    message = "a form is made of whole numbers and names with +, - and *"
    raise ExpressionError(message, _column(node))


def _parts(node: ast.expr, constants: Mapping[str, int]) -> Iterator[tuple[int, Linear]]:
    """Yield what a chain of + and - adds up, the last first: it is a tree as deep as it is long."""
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield (1 if isinstance(node.op, ast.Add) else -1), _linear(node.right, constants)
        node = node.left
    yield 1, _linear(node, constants)


def _product(node: ast.expr, left: Linear, right: Linear) -> Linear:
    if left.terms and right.terms:
        message = "a product needs a number on one side (forms are linear)"
        raise ExpressionError(message, _column(node))
    factor, form = (left.constant, right) if not left.terms else (right.constant, left)
    _bounded(factor, node)
    _bounded(factor * form.constant, node)
    for coefficient, _ in form.terms:
        _bounded(factor * coefficient, node)
    return Linear(0).plus(form, factor)


def _bounded(number: int, node: ast.AST) -> int:
    if abs(number) > BOUND:
        shown = number if abs(number) < 10**9 else "a number of so many digits"  # more than 4,300 cannot be written
        message = f"{shown} is beyond ±{BOUND:,}"
        raise ExpressionError(message, _column(node))
    return number


def _clauses(node: ast.expr, constants: Mapping[str, int], *, wanted: bool = True) -> list[Clause]:
    """Return clauses whose conjunction is equivalent to an expression, or to its negation if not `wanted`."""
    match node:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _clauses(operand, constants, wanted=not wanted)
        case ast.BoolOp(op=op, values=values):
            parts = [_clauses(each, constants, wanted=wanted) for each in values]
            every = isinstance(op, ast.And) == wanted
            return [clause for part in parts for clause in part] if every else _either(parts, node)
        case _:
            conditions = _conditions(node, constants)
            if wanted:
                return [*conditions]
            return _either([[negated(each)] for each in conditions], node)


def _either(parts: Iterable[list[Clause]], node: ast.expr) -> list[Clause]:
    """Return the disjunction of conjunctions as one clause, simplified if all of them are the same."""
    found = disjunction(Guard(tuple(part)) for part in parts)
    if found is None:
        message = f"written out, it has more than {MOST_ALTERNATIVES} alternatives: split it into rules, or terms"
        raise ExpressionError(message, _column(node))
    return [*found.conditions]


def _conditions(node: ast.expr, constants: Mapping[str, int]) -> list[Condition]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [_linear(side, constants) for side in (left, *comparators)]
            pairs = zip(sides[:-1], ops, sides[1:], strict=True)
            return [_comparison(node, a, op, b) for a, op, b in pairs]
        case ast.Name() | ast.Attribute():
            return [Condition(_linear(node, constants), "!=")]
        case _:
            message = "a guard is made of comparisons and names, joined by `and`, `or` and `not`"
            raise ExpressionError(message, _column(node))


def _comparison(node: ast.expr, left: Linear, op: ast.cmpop, right: Linear) -> Condition:
    match op:
        case ast.GtE():
            return Condition(left.plus(right, -1), ">=")
        case ast.LtE():
            return Condition(right.plus(left, -1), ">=")
        case ast.Gt():
            return Condition(left.plus(right, -1).plus(Linear(-1)), ">=")
        case ast.Lt():
            return Condition(right.plus(left, -1).plus(Linear(-1)), ">=")
        case ast.Eq():
            return Condition(left.plus(right, -1), "==")
        case ast.NotEq():
            return Condition(left.plus(right, -1), "!=")
        case _:
            message = "compare with <, <=, ==, !=, >= or >"
            raise ExpressionError(message, _column(node))
