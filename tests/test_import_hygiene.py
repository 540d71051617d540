"""What is slow to import is imported when it is needed, and the kernel needs NumPy and Numba alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
KERNEL = sorted((ROOT / "wargame" / "kernel").glob("*.py"))

IMPORT_WARGAME = "import wargame"

SHOW_HELP = """
from wargame.__main__ import main
sys.argv = ["wargame", "--help"]
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
"""


def modules_loaded_by(code: str) -> set[str]:
    """Run code in a new process and return the names of the modules it has loaded."""
    program = f"import sys\n{code}\nprint('loaded:', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    label, *names = done.stdout.splitlines()[-1].split()
    assert label == "loaded:"
    return {*names, *(name.partition(".")[0] for name in names)}


def test_importing_the_library_loads_neither_numba_nor_an_interface() -> None:
    assert not modules_loaded_by(IMPORT_WARGAME) & {"numba", "rich", "textual", "typer"}


def test_help_does_not_wait_for_numba_or_textual() -> None:
    assert not modules_loaded_by(SHOW_HELP) & {"numba", "textual"}


def test_the_first_frame_waits_for_neither_the_kernel_nor_the_reader_of_scenarios() -> None:
    loaded = modules_loaded_by("import wargame.tui.app")
    assert "textual" in loaded
    assert not loaded & {"numba", "numpy", "cattrs", "wargame.game", "wargame.session", "wargame.scenario.model"}


PLAY_AND_RUN = """
from wargame.__main__ import main
for words in ("run two-villages --games 3 --seat hill=random --seat vale=random", "play two-villages --plain --seed 1"):
    sys.argv = ["wargame", *words.split()]
    try:
        main()
    except SystemExit as stop:
        assert not stop.code, stop.code
"""


def test_what_writes_html_loads_for_no_game_and_no_run() -> None:
    assert not modules_loaded_by(PLAY_AND_RUN) & {"jinja2", "markupsafe"}


def imported_by(file: Path) -> set[str]:
    """Return the modules that a file names in its imports, without those of Python."""
    imported = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "a relative import"
            within = node.module or ""
            imported |= {f"wargame.{alias.name}" for alias in node.names} if within == "wargame" else {within}
    return {name for name in imported if name.partition(".")[0] not in sys.stdlib_module_names}


def test_the_kernel_imports_only_itself_numpy_and_numba() -> None:
    assert len(KERNEL) > 15
    for file in KERNEL:
        others = {name for name in imported_by(file) if not name.startswith(("numpy", "numba", "wargame.kernel"))}
        known = {"wargame.arrays"}  # what an array is called
        if file.stem == "cache":  # which keeps files
            known.add("wargame.system")
        assert others <= known, file
