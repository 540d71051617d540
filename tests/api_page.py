"""The reference part of docs/api.md, written from the code: signatures, fields with their comments, docstrings.

`make docs` writes it anew. Nothing is imported but the table of public names: what is described is what is written.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import wargame

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "api.md"
MARK = "<!-- What follows is written by tests/api_page.py from the docstrings: `make docs`. -->"
Function = ast.FunctionDef


def main() -> None:
    """Write the page anew."""
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


def written(page: str) -> str:
    """Return the page with its reference part as the code has it."""
    head, mark, _ = page.partition(MARK)
    assert mark, f"{PAGE} has lost the line {MARK}"
    parts = [head.rstrip(), MARK]
    for subject, modules in wargame._PUBLIC.items():
        parts.append(f"## {subject}")
        for module, names in modules.items():
            parts += [_section(module, name) for name in names]
    return "\n\n".join(parts) + "\n"


def _section(module: str, name: str) -> str:
    source = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
    node = next(each for each in ast.parse(source).body if name in _names(each))
    if isinstance(node, ast.ClassDef):
        lines = [*_text(ast.get_docstring(node)), *_members(node, source)]
        shown = f"class {name}{_of_class(node, source)}"
    elif isinstance(node, Function):
        lines, shown = _text(ast.get_docstring(node)), _signature(node, source)
    else:
        lines, shown = [], str(ast.get_source_segment(source, node))
    return "\n".join([f"### {name}", "", "```py", f"# {module}", shown, "```", "", *lines]).rstrip()


def _names(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.Assign):
        return [each.id for each in node.targets if isinstance(each, ast.Name)]
    return [node.name] if isinstance(node, ast.ClassDef | Function) else []


# -- signatures


def _signature(node: Function, source: str) -> str:
    """Return how a function is declared, in one line, without `self`."""
    lines = source.splitlines()[node.lineno - 1 : node.body[0].lineno - 1]
    declared = " ".join(re.sub(r"  # .*", "", line).strip() for line in lines).removeprefix("def ").removesuffix(":")
    return re.sub(r"(?<=\()self(, )?", "", declared.replace("( ", "(").replace(", )", ")").replace(" )", ")"))


def _of_class(node: ast.ClassDef, source: str) -> str:
    """Return how a class is called, or its bases where it is not for calling: a protocol, an error."""
    if node.bases and not _bases(node):
        return f"({', '.join(map(ast.unparse, node.bases))})"
    made = next((each for each in node.body if isinstance(each, Function) and each.name == "__init__"), None)
    if made is not None:
        return _signature(made, source).removeprefix("__init__").removesuffix(" -> None")
    by_name = any("kw_only=True" in ast.unparse(each) for each in node.decorator_list)
    defaults = {ast.unparse(each) for item in node.body if isinstance(item, Function) for each in item.decorator_list}
    fields = [field for each in (*_bases(node), node) for field in _attributes(each)]
    arguments = [(field, each) for field in fields if (each := _argument(field, defaults))]
    named = [each for field, each in arguments if by_name or "kw_only=True" in ast.unparse(field)]
    return f"({', '.join([*(each for _, each in arguments if each not in named), *(['*'] if named else []), *named])})"


def _bases(node: ast.ClassDef) -> list[ast.ClassDef]:
    """Return the public classes of data that a class extends."""
    found = []
    for each in node.bases:
        if home := wargame._HOMES.get(ast.unparse(each)):
            body = ast.parse((ROOT / f"{home.replace('.', '/')}.py").read_text(encoding="utf-8")).body
            base = next(one for one in body if ast.unparse(each) in _names(one))
            found += [base] if isinstance(base, ast.ClassDef) and base.decorator_list else []
    return found


def _argument(field: ast.AnnAssign, defaults: set[str]) -> str:
    """Return a field of an attrs class as an argument, "" if it is none."""
    name, value = ast.unparse(field.target), field.value
    if value is None:
        return name
    if not (isinstance(value, ast.Call) and ast.unparse(value.func) == "field"):
        return f"{name}={ast.unparse(value)}"
    options = {each.arg: ast.unparse(each.value) for each in value.keywords}
    if options.get("init") == "False":
        return ""
    if "default" in options:
        return f"{name}={options['default']}"
    return f"{name}=..." if "factory" in options or f"{name}.default" in defaults else name


def _attributes(node: ast.ClassDef) -> list[ast.AnnAssign]:
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
    return [each for each in fields if not ast.unparse(each.target).startswith("_")]


# -- members


def _members(node: ast.ClassDef, source: str) -> Iterator[str]:
    """Yield an item for each public field, property and method."""
    items = [*_fields(node, source.splitlines()), *_methods(node, source)]
    if items:
        yield from ("", *items)


def _fields(node: ast.ClassDef, source: list[str]) -> Iterator[str]:
    for each in _attributes(node):
        comment = source[each.end_lineno - 1].partition("  # ")[2] if each.end_lineno else ""
        shown = f"{ast.unparse(each.target)}: {ast.unparse(each.annotation)}"
        yield f"- `{shown}`" + (f": {comment}" if comment else "")


def _methods(node: ast.ClassDef, source: str) -> Iterator[str]:
    for each in node.body:
        if not isinstance(each, Function) or each.name.startswith("_"):
            continue
        decorators = {ast.unparse(decorator) for decorator in each.decorator_list}
        is_value = bool(decorators & {"property", "cached_property"})
        result = ast.unparse(each.returns) if each.returns else ""
        shown = f"{each.name}: {result}" if is_value else _signature(each, source)
        yield f"- `{shown}`: {' '.join(filter(None, _text(ast.get_docstring(each))))}".rstrip(": ")


# -- docstrings


def _text(docstring: str | None) -> list[str]:
    """Return a docstring as lines of Markdown: its text, an item for each argument, a sentence for each error."""
    body, _, raises = (docstring or "").partition("\nRaises:\n")
    body, _, arguments = body.partition("\nArgs:\n")
    items = [re.sub(r"^(\w+): ", r"- `\1`: ", entry) for entry in _entries(arguments)]
    errors = [re.sub(r"^(\w+): ", r"Raises `\1`: ", entry) for entry in _entries(raises)]
    return [*body.strip().splitlines(), *(["", *items] if items else []), *(["", *errors] if errors else [])]


def _entries(section: str) -> list[str]:
    """Return the entries of a docstring's section, each in one line."""
    return [" ".join(entry.split()) for entry in re.split(r"\n(?=    \S)", section) if entry.strip()]


if __name__ == "__main__":
    main()
