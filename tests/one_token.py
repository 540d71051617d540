"""One-token changes to Python source: what `tests/mutation.py` tries. A test that bites notices nearly all of them.

Changed are comparisons, arithmetic and bit operators, `and` and `or`, `not`, numbers, truth values, what a function
returns, `min` and `max`, `any` and `all`, and the end of a range. Left alone are words (strings, `__repr__`), types
(annotations, `TYPE_CHECKING`), and whatever else no run of the program depends on.
"""

from __future__ import annotations

import ast
import re
from hashlib import blake2b
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import evolve, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPARISONS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "in": "not in", "not in": "in", "is": "is not",
    "is not": "is",
}  # fmt: skip
_OPERATORS = {
    "+": "-", "-": "+", "*": "//", "/": "*", "//": "*", "%": "//", "**": "*", "<<": ">>", ">>": "<<", "&": "|",
    "|": "&", "^": "&",
}  # fmt: skip
_FUNCTIONS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_BETWEEN = re.compile(rb"(?:[()\s\\]|#[^\n]*\n)*")  # what may stand beside an operator
_IS_TYPING = {"TYPE_CHECKING", "typing.TYPE_CHECKING"}


@frozen
class Change:
    """One token of a file, and what stands there instead."""

    path: str
    start: int  # byte
    end: int
    new: str
    line: int
    text: str  # the line as it is, stripped
    old: str
    twin: int = 0  # how many changes of the file before this one look the same

    @property
    def key(self) -> str:
        """Return what this change is known by for as long as its line reads the same."""
        return f"{self.path} | {self.text} | {self.old} → {self.new}" + f" | {self.twin}" * bool(self.twin)

    def applied(self, source: bytes) -> bytes:
        """Return the source of the file, changed."""
        return source[: self.start] + self.new.encode() + source[self.end :]


def changes_of(path: str, source: bytes) -> list[Change]:
    """Return every one-token change to the source of a file, from its top."""
    found = sorted(_Finder(path, source).found(), key=lambda change: (change.start, change.end, change.new))
    seen: dict[str, int] = {}
    named = []
    for change in found:
        named.append(evolve(change, twin=seen.get(change.key, 0)))
        seen[change.key] = named[-1].twin + 1
    return named


class _Finder:
    """Walks through a file; knows where each node lies in its bytes."""

    def __init__(self, path: str, source: bytes) -> None:
        self._path, self._source = path, source
        self._lines = source.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))

    def found(self) -> Iterator[Change]:
        yield from self._walked(ast.parse(self._source))

    def _walked(self, node: ast.AST) -> Iterator[Change]:
        match node:
            case ast.JoinedStr() | ast.FunctionDef(name="__repr__") | ast.keyword(arg="repr"):
                return
            case ast.If(test=test) if ast.unparse(test) in _IS_TYPING:
                return
            case ast.expr() | ast.stmt() | ast.comprehension():
                yield from self._of(node)
        for name, child in ast.iter_fields(node):
            if name not in {"annotation", "returns"}:
                for each in child if isinstance(child, list) else [child]:
                    if isinstance(each, ast.AST):
                        yield from self._walked(each)

    def _of(self, node: ast.AST) -> Iterator[Change]:  # noqa: C901, PLR0912  one case for each kind of node
        match node:
            case ast.Compare(left=left, comparators=right):
                for one, other in zip([left, *right], right, strict=False):
                    yield from self._operator(one, other, _COMPARISONS)
            case ast.BinOp(op=ast.BitOr(), right=ast.Constant(value=None)):
                pass  # a type
            case ast.BinOp(left=left, right=right):
                yield from self._operator(left, right, _OPERATORS)
            case ast.AugAssign(target=target, value=value):
                yield from self._operator(target, value, {f"{old}=": f"{new}=" for old, new in _OPERATORS.items()})
            case ast.BoolOp(values=values):
                for one, other in pairwise(values):
                    yield from self._operator(one, other, {"and": "or", "or": "and"})
            case ast.UnaryOp(op=ast.Not() | ast.USub() as operator):
                start = self._start(node)
                yield self._change(start, start + len("not" if isinstance(operator, ast.Not) else "-"), "")
            case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
                yield self._change(*self._span(value), "None")
            case ast.Constant(value=bool(value)):
                yield self._change(*self._span(node), str(not value))
            case ast.Constant(value=int(value) | float(value)) if value + 1 != value:
                yield self._change(*self._span(node), repr(value + 1))
            case ast.Name(id=name) if name in _FUNCTIONS:
                yield self._change(*self._span(node), _FUNCTIONS[name])
            case ast.Call(func=ast.Name(id="range"), args=[*_, last]):
                yield self._change(self._end(last), self._end(last), " - 1")
        yield from self._denied(node)

    def _denied(self, node: ast.AST) -> Iterator[Change]:
        """Yield a `not` before a condition that has no operator of its own."""
        match node:
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                tests = [test]
            case ast.comprehension(ifs=tests):
                pass
            case _:
                return
        for test in tests:
            if isinstance(test, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
                yield self._change(self._start(test), self._start(test), "not ")

    def _operator(self, left: ast.expr, right: ast.expr, others: dict[str, str]) -> Iterator[Change]:
        gap = self._source[self._end(left) : self._start(right)]
        at = _BETWEEN.match(gap).end()  # type: ignore[union-attr]  # it matches nothing at least
        for old in sorted(others, key=len, reverse=True):
            if gap.startswith(old.encode(), at):
                start = self._end(left) + at
                yield self._change(start, start + len(old), others[old])
                return

    def _change(self, start: int, end: int, new: str) -> Change:
        line = self._source.count(b"\n", 0, start)
        text = self._lines[line].decode().strip()
        return Change(self._path, start, end, new, line + 1, text, self._source[start:end].decode())

    def _start(self, node: ast.expr) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def _end(self, node: ast.expr) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def _span(self, node: ast.expr) -> tuple[int, int]:
        return self._start(node), self._end(node)


def drawn(changes: list[Change], seed: int) -> list[Change]:
    """Return the changes in an order that hangs on the seed and on what each is, so that an edit moves no other."""
    return sorted(changes, key=lambda change: blake2b(f"{seed} | {change.key}".encode()).digest())
