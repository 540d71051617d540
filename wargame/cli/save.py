"""`wargame save list | show | note | verify | repair | export`, beside `extract`."""

from __future__ import annotations

import json
import sys
from pathlib import Path  # noqa: TC003  Typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from wargame.cli.completing import saved_games
from wargame.cli.flags import examples
from wargame.cli.output import Force, destination, print_json
from wargame.cli.replay import seat_named, verify_all
from wargame.cli.saves import FILE, Saves, at_ply, kinship, open_save, rules_for, warn
from wargame.cli.trajectories import extract
from wargame.errors import JournalError, RunError, WargameError
from wargame.legible import legible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wargame.journal.account import Listed, Unreadable
    from wargame.journal.reading import Journal

SEEDS_THAT_CAN_BE_TRIED = 2**48  # one by one, against what a record shows

saved = typer.Typer(help="List, check, annotate and export saved games.", no_args_is_help=True, rich_markup_mode=None)


File = Annotated[str, typer.Argument(metavar="FILE", help=FILE, autocompletion=saved_games)]


# -- list and show


@saved.command("list", epilog=examples("save list", "save list --saves games --json"))
def list_(
    *, saves: Saves = None, as_json: Annotated[bool, typer.Option("--json", help="Print one JSON array.")] = False
) -> None:
    """List the saved games, the newest last.

    A file that is damaged or no saved game is listed with what is wrong.
    """
    from wargame.journal.branches import branches_in
    from wargame.journal.store import saves_folder, saves_in

    folder = saves_folder(saves)
    if not folder.is_dir() and saves is not None:
        message = f"{folder}: no such folder"
        raise RunError(message)
    branches = branches_in(folder)
    found = [_listed(path, branches) for path in saves_in(folder)]
    if as_json:
        print_json(found)
        return
    for each in found:
        print(_line_of(each))
    if not found:
        print(legible(f"No saved games in {folder}"), file=sys.stderr)


def _listed(path: Path, branches: Sequence[Journal]) -> Listed | Unreadable:
    from wargame.journal.account import State, summary
    from wargame.journal.branches import seen_ahead_in
    from wargame.journal.reading import read_journal

    try:
        journal = read_journal(path)
        return {**summary(journal), "seen_ahead_in": seen_ahead_in(journal, branches)}
    except JournalError as error:
        return {"file": path.name, "state": State.UNREADABLE, "problem": str(error)}


def _line_of(each: Listed | Unreadable) -> str:
    from wargame.pages.words import local_time

    if "scenario" not in each:
        return legible(f"{each['file']}: {each['problem']}")
    seats = ", ".join(f"{side}={player}" for side, player in each["seats"].items())
    state = each["ending"] or each["state"]
    plies = "" if each["plies"] is None else f", ply {each['plies']}"
    problem = f" ({each['problem']})" if each["problem"] else ""
    origin, ahead = each["origin"], each["seen_ahead_in"]
    branch = f", branch of {origin['file']}@{origin['ply']}" if origin else ""
    chance = " with chance of its own" if origin and origin["fresh"] else ""
    seen = f", its chance seen ahead in {', '.join(ahead)}" if ahead else ""
    line = f"{each['file']}: {each['scenario']}, {seats}{plies}, {state}{problem}, {local_time(each['created'])}"
    return legible(f"{line}{branch}{chance}{seen}")


@saved.command("show", epilog=examples("save show 20261123T2240"))
def show(file: File, *, saves: Saves = None) -> None:
    """Show what is known of a saved game without telling it."""
    from wargame.journal.account import summary, tells_seed
    from wargame.journal.replay import notes_of
    from wargame.pages.retelling import note_words
    from wargame.pages.words import local_time
    from wargame.players.learned import in_words

    journal = open_save(file, saves, quiet=True)
    header, short = journal.header, summary(journal)
    fields = {
        "File": str(journal.path),
        "Scenario": f"{header.scenario.title} ({header.scenario.name})",
        "Its rules": _rules_at_hand(journal),
        "Seats": ", ".join(f"{side}: {player}" for side, player in header.seats.items()),
        "Policy": in_words(header.policy.name, header.policy.sha256) if header.policy else "",
        "Seed": header.seed if tells_seed(journal) else "",
        "Begun": local_time(header.created),
        "Written by": f"wargame {header.program}, format {header.format}",
        "Decisions": "" if short["plies"] is None else str(short["plies"]),
        "State": short["ending"] or short["state"],
        "Problem": short["problem"],
    }
    for name, value in fields.items():
        if value:
            print(legible(f"{name + ':':<12}{value}"))
    for words in kinship(journal):
        print(legible(f"{'Branch:':<12}{words}"))
    for note in notes_of(journal):
        words = (
            note_words(note) if short["ending"] or not note.seat else f"of {note.seat}, closed until the game is over"
        )
        print(legible(f"{'Note:':<12}at {note.ply}: {words}"))


def _rules_at_hand(journal: Journal) -> str:
    try:
        rules_for(journal)
    except WargameError as error:
        return error.summary
    return f"found (SHA-256 {journal.header.scenario.sha256[:12]}…)"


# -- note


@saved.command("note", epilog=examples("save note game.jsonl@12 'Why not sign here?' --mark '?'"))
def note(
    moment: Annotated[
        str,
        typer.Argument(
            metavar="FILE@PLY", help="A saved game, and how many decisions had been made.", autocompletion=saved_games
        ),
    ],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What there is to say about it.")],
    *,
    mark: Annotated[
        str, typer.Option(metavar="MARK", help="As in chess: !!, !, !?, ?!, ? or ??", show_default=False)
    ] = "",
    saves: Saves = None,
) -> None:
    """Write a note on a moment of a saved game.

    A sample is never written to: its note goes on a copy among the saved games.
    """
    from wargame.journal.entries import MARKS
    from wargame.journal.noting import fault_of, note_on, own_copy
    from wargame.journal.store import saves_folder

    name, ply = at_ply(moment, "FILE@PLY")
    if mark and mark not in MARKS:
        message = f"a mark is one of {' '.join(MARKS)}; found {mark!r}"
        raise typer.BadParameter(message, param_hint="'--mark'")
    if reason := fault_of(text, mark):
        raise typer.BadParameter(reason, param_hint="'TEXT'")
    journal = own_copy(open_save(name, saves), saves_folder(saves))
    note_on(journal, ply, text, mark)
    print(legible(f"Noted at {ply} in {journal.path}"))


# -- verify, repair, export


@saved.command("verify", epilog=examples("save verify saves/*.jsonl", "save verify games.parquet"))
def verify(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help=FILE, autocompletion=saved_games)],
    *,
    saves: Saves = None,
) -> None:
    """Play saved games again, and compare every state and every roll.

    A folder stands for all games in it, a .parquet file for those whose trajectories it holds. A line a game or file
    says what was verified and what has to be taken on trust.
    """
    verify_all(files, saves)


@saved.command("repair", epilog=examples("save repair game.jsonl"))
def repair(file: File, *, saves: Saves = None) -> None:
    """Write what is whole of a damaged game as a new file beside it.

    The damaged file is left as it is.
    """
    from wargame.journal.writing import publish

    journal = open_save(file, saves, quiet=True)
    if not journal.problem:
        print(legible(f"{journal.path}: nothing to repair; all {len(journal.entries)} entries are whole"))
        return
    if not journal.entries:
        again = f"`wargame play {journal.header.scenario.id}` begins another game"
        message = f"{journal.path}: nothing can be kept: {journal.problem}, and no move was written; {again}"
        raise JournalError(message)
    path = publish(journal.path.parent, f"{journal.path.stem}-repaired", journal.header, journal.entries)
    lost = journal.path.read_bytes()[journal.size :]
    lines = len(lost.splitlines())
    print(legible(f"{journal.path}, {journal.problem}"))
    print(f"Lost: {len(lost)} bytes in {lines} line{'' if lines == 1 else 's'}, from there to the end of the file.")
    print(legible(f"Kept: {len(journal.entries)} entries, in {path}"))


@saved.command("export", epilog=examples("save export --as usa game.jsonl --out mine.jsonl"))
def export_(
    file: File,
    *,
    seat: Annotated[str, typer.Option("--as", metavar="SIDE", help="Whose record it is to be.")],
    out: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write it to a file instead of standard output.")
    ] = None,
    force: Force = False,
    saves: Saves = None,
) -> None:
    """Write a game as one side was shown it, to hand on.

    It holds neither the seed nor anything else that leads to what was hidden from that side.
    """
    from wargame.journal.account import EXPORT, export
    from wargame.journal.replay import replayed

    journal = open_save(file, saves)
    summit = rules_for(journal)
    side = seat_named(summit, seat)
    if not side:
        message = f"name a side: {' or '.join(summit.rules.side_ids)}; the file itself is the referee's record"
        raise typer.BadParameter(message, param_hint="'--as'")
    to = None if out is None else destination(out, EXPORT, read=[journal.path], force=force)
    game = replayed(summit, journal)
    if not game.is_over and min(game.seed, game.seed_now) < SEEDS_THAT_CAN_BE_TRIED:
        warn(f"{journal.path}: its seed is a small number; who reads this record can find it, and all it hides")
    lines = export(game, journal, side)
    text = "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)
    if to is None:
        print(text, end="")
        return
    replaced = to.write(text)
    print(f"{'Replaced' if replaced else 'Wrote'} {legible(out)}")


saved.command("extract", epilog=examples("save extract games.parquet --game 17 --game 4"))(extract)
