"""The files of rows that `wargame run` writes: its flags for them, and how they are begun and ended."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.output import check_ending, destination
from wargame.errors import RunError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.destination import Destination
    from wargame.errors import WargameError
    from wargame.runs.batch import Run
    from wargame.runs.rows import RowFiles

Out = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Write a row for each game; the name ends in .csv, .jsonl or .parquet. The rows stand in FILE.partial"
        " until all are written; only then is an older FILE replaced.",
    ),
]
Trajectories = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.parquet",
        help="Write a row for each decision and each roll of every game; `wargame save extract` makes saved games of"
        " them again. Needs wargame[parquet].",
    ),
]
Observations = Annotated[
    bool,
    typer.Option(
        "--observations",
        help="With --trajectories: write what the side to move saw and which moves were open; five times as large.",
    ),
]


def check_files(out: Path | None, trajectories: Path | None, *, observations: bool, dask: str | None) -> None:
    """Check the flags of files against each other.

    Raises:
        typer.BadParameter: a name ends otherwise, or a flag would do nothing, or cannot be had.
    """
    if observations and trajectories is None:
        message = "goes with --trajectories, which says where"
        raise typer.BadParameter(message, param_hint="'--observations'")
    if trajectories is not None and dask is not None:
        message = "does not go with --dask: all moves would pass through this machine; write parts, with --first"
        raise typer.BadParameter(message, param_hint="'--trajectories'")
    if out is not None:
        from wargame.runs.formats import FORMATS

        check_ending(out, FORMATS, "'--out'")
    if trajectories is not None:
        from wargame.runs.trajectories.writing import ENDING

        check_ending(trajectories, (ENDING,), "'--trajectories'")


def destinations(
    out: Path | None, trajectories: Path | None, read: Sequence[Path], *, force: bool
) -> tuple[Destination | None, Destination | None]:
    """Return where the rows and the trajectories go, checked.

    Raises:
        RunError: nothing may be written there, or nothing can be, or both are one file.
    """
    rows = nodes = None
    if out is not None:
        from wargame.runs.formats import KINDS

        rows = destination(out, KINDS[out.suffix.lower()], read=read, force=force)
    if trajectories is not None:
        from wargame.runs.trajectories.writing import KIND

        nodes = destination(trajectories, KIND, read=[*read, out], force=force)
    return rows, nodes


def open_files(run: Run, rows: Destination | None, nodes: Destination | None, *, observations: bool) -> RowFiles | None:
    """Begin the files that are asked for.

    Raises:
        ExtraError: pyarrow is not installed, or has a version that will not do.
        RunError: one cannot be written.
    """
    from wargame.runs.rows import RowFile, RowFiles

    files = []
    if rows is not None:
        from wargame.runs.columns import about, columns_of
        from wargame.runs.formats import FORMATS

        files.append(RowFile(rows, FORMATS[rows.path.suffix.lower()](columns_of(run), about(run))))
    if nodes is not None:
        from wargame.runs.trajectories.writing import TrajectoryFormat

        form = TrajectoryFormat(run, observations=observations)
        form.warm_up()
        files.append(RowFile(nodes, form))
    return RowFiles(files) if files else None


def close_files(files: RowFiles | None, failure: WargameError | None, *, whole: bool) -> WargameError | None:
    """Close the files, in their places if they are whole; returns the first thing that went wrong."""
    if files is None:
        return failure
    try:
        if whole and failure is None:
            files.finish()
        else:
            files.leave()
    except RunError as error:
        return failure or error
    return failure


def left_in(files: RowFiles | None) -> str:
    """Return in words where the rows of a run that was stopped stand."""
    return f"; the rows so far are in {' and '.join(map(legible, files.partials))}" if files else ""
