"""The rule language: text ↔ guards, linear forms and effects over named whole numbers.

Text is parsed with Python's `ast` against a whitelist and is never evaluated as Python. What comes out is small and
total: a linear form, a conjunction of comparisons, an assignment. That is what makes rules explainable and checkable.
"""

from __future__ import annotations

import ast
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from attrs import frozen

from wargame.scenario.slips import slip_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

BOUND = 10_000  # no number in a scenario is larger
_MOST_TEXT = 400  # characters of one expression
_STRANGE = re.compile(r"[^A-Za-z0-9_.+\-*<>=!()\s]|\d[A-Za-z_]")  # a quote, a comma, a number run into a name


class ExpressionError(ValueError):
    """A fault inside one expression; `column` counts from 1."""

    def __init__(self, message: str, column: int = 1) -> None:
        """Keep the place apart from the message."""
        super().__init__(message)
        self.column = column


@frozen(cache_hash=True)
class Linear:
    """`constant + Σ coefficient·track`; no track appears twice, none has coefficient 0."""

    constant: int
    terms: tuple[tuple[int, str], ...] = ()  # (coefficient, track), in order of first appearance

    def names(self) -> tuple[str, ...]:
        """Return the tracks read."""
        return tuple(name for _, name in self.terms)

    def value(self, tracks: Mapping[str, int]) -> int:
        """Evaluate over `tracks`."""
        return self.constant + sum(coefficient * tracks[name] for coefficient, name in self.terms)

    def plus(self, other: Linear, times: int = 1) -> Linear:
        """Return `self + times·other`."""
        return total(((1, self), (times, other)))

    @property
    def size(self) -> int:
        """Return of how many numbers and names it is made."""
        return 1 + len(self.terms)


def total(parts: Iterable[tuple[int, Linear]]) -> Linear:
    """Return the sum of forms, each taken so many times."""
    constant, coefficients = 0, dict[str, int]()
    for times, form in parts:
        constant += times * form.constant
        for coefficient, name in form.terms:
            if together := coefficients.get(name, 0) + times * coefficient:
                coefficients[name] = together
            else:
                coefficients.pop(name, None)
    return Linear(constant, tuple((coefficient, name) for name, coefficient in coefficients.items()))


@frozen(cache_hash=True)
class Condition:
    """`form op 0`, with op one of `>=`, `==`, `!=`."""

    form: Linear
    op: str

    def holds(self, tracks: Mapping[str, int]) -> bool:
        """Say whether it is true of `tracks`."""
        value = self.form.value(tracks)
        return value >= 0 if self.op == ">=" else (value == 0) == (self.op == "==")


@frozen(cache_hash=True)
class Guard:
    """A conjunction of conditions; the empty one always holds."""

    conditions: tuple[Condition, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Return the tracks read, each once."""
        return tuple(dict.fromkeys(name for condition in self.conditions for name in condition.form.names()))

    def holds(self, tracks: Mapping[str, int]) -> bool:
        """Say whether every condition is true of `tracks`."""
        return all(condition.holds(tracks) for condition in self.conditions)

    def joined(self, other: Guard) -> Guard:
        """Return the conjunction of both."""
        return Guard(tuple(dict.fromkeys(self.conditions + other.conditions)))

    @property
    def size(self) -> int:
        """Return of how many numbers and names it is made."""
        return sum(condition.form.size for condition in self.conditions)


ALWAYS = Guard()


@frozen(cache_hash=True)
class Summand:
    """A linear form that counts only while its guard holds."""

    linear: Linear
    guard: Guard = ALWAYS


def added_up(summands: Iterable[Summand]) -> tuple[Summand, ...]:
    """Put together what stands under the same guard, in the order in which the guards appear."""
    by_guard: dict[Guard, list[tuple[int, Linear]]] = {}
    for each in summands:
        by_guard.setdefault(each.guard, []).append((1, each.linear))
    return tuple(Summand(total(parts), guard) for guard, parts in by_guard.items())


@frozen(cache_hash=True)
class Sum:
    """A form as authors write it: summands added up."""

    summands: tuple[Summand, ...]

    def names(self) -> tuple[str, ...]:
        """Return the tracks read, in guards or amounts, each once."""
        reads = (name for each in self.summands for name in (*each.guard.names(), *each.linear.names()))
        return tuple(dict.fromkeys(reads))

    @property
    def size(self) -> int:
        """Return of how many numbers and names it is made."""
        return sum(each.guard.size + each.linear.size for each in self.summands)

    def value(self, tracks: Mapping[str, int]) -> int:
        """Evaluate over `tracks`."""
        return sum(each.linear.value(tracks) for each in self.summands if each.guard.holds(tracks))


@frozen(cache_hash=True)
class Assignment:
    """`target op form`, with op one of `=`, `+=`, `-=`, `>>=` (raise to at least), `<<=` (lower to at most)."""

    target: str
    op: str
    form: Linear

    def result(self, tracks: Mapping[str, int]) -> int:
        """Return what the target becomes, before clamping."""
        amount, now = self.form.value(tracks), tracks.get(self.target, 0)
        results = {
            "=": amount,
            "+=": now + amount,
            "-=": now - amount,
            ">>=": max(now, amount),
            "<<=": min(now, amount),
        }
        return results[self.op]


_OPS: dict[type[ast.operator], str] = {ast.Add: "+=", ast.Sub: "-=", ast.RShift: ">>=", ast.LShift: "<<="}


def parse_linear(text: str, constants: Mapping[str, int]) -> Linear:
    """Read a linear form.

    Raises:
        ExpressionError: with the column, where the text is anything else.
    """
    with _read(text, "form"):
        return _linear(_expression(text), constants)


def parse_guard(text: str, constants: Mapping[str, int]) -> Guard:
    """Read a conjunction of comparisons; blank text always holds.

    Raises:
        ExpressionError: with the column, where the text is anything else.
    """
    if not text.strip():
        return ALWAYS
    with _read(text, "guard"):
        parts = _conjuncts(_expression(text))
        return Guard(tuple(condition for part in parts for condition in _conditions(part, constants)))


def parse_assignment(text: str, constants: Mapping[str, int]) -> Assignment:
    """Read one effect.

    Raises:
        ExpressionError: with the column, where the text is anything else.
    """
    with _read(text, "effect"):
        return _assignment(_tree(text, "exec"), constants)


def compared(text: str) -> Iterator[tuple[frozenset[str], int]]:
    """Yield the names, constants too, of each comparison in a guard that `parse_guard` has read, and its column."""
    for part in _conjuncts(_expression(text)) if text.strip() else ():
        if isinstance(part, ast.Compare):
            named = (node for node in ast.walk(part) if isinstance(node, ast.Name | ast.Attribute))
            yield frozenset(map(ast.unparse, named)), _column(part) + len(text) - len(text.lstrip())


def negated(condition: Condition) -> Condition:
    """Return the condition that holds exactly where this one does not."""
    if condition.op == ">=":
        return Condition(Linear(-1).plus(condition.form, -1), ">=")
    return Condition(condition.form, "!=" if condition.op == "==" else "==")


@contextmanager
def _read(text: str, kind: str) -> Iterator[None]:
    """Tell a fault by the column of the text as it was written, and by the habit behind it if that is known."""
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


def _conjuncts(node: ast.expr) -> list[ast.expr]:
    return node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) else [node]


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


def _conditions(node: ast.expr, constants: Mapping[str, int]) -> list[Condition]:
    match node:
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            sides = [_linear(side, constants) for side in (left, *comparators)]
            pairs = zip(sides[:-1], ops, sides[1:], strict=True)
            return [_comparison(node, a, op, b) for a, op, b in pairs]
        case ast.UnaryOp(op=ast.Not(), operand=ast.Name() | ast.Attribute() as operand):
            return [Condition(_linear(operand, constants), "==")]
        case ast.Name() | ast.Attribute():
            return [Condition(_linear(node, constants), "!=")]
        case ast.BoolOp(op=ast.Or()):
            message = "there is no `or`: write two rules, or two terms"
            raise ExpressionError(message, _column(node))
        case _:
            message = "a guard is made of comparisons joined by `and`, names and `not` names"
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
