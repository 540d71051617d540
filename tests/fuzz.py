"""The long runs: what `make test` tries by the hundred, tried by the ten thousand. `make fuzz` runs it.

Every case has a number, and all its chance comes from the seed and that number, so `--only PART:NUMBER` repeats it by
itself. A case that raises anything, hangs or takes the process with it is a failure; the summary is one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import math
import multiprocessing
import os
import platform
import queue
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent / "kernel"))
sys.path.insert(0, str(Path(__file__).parent / "game"))
sys.path.insert(0, str(Path(__file__).parent / "compiler"))
sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / ".."))

import attrs
import heavy
import hypothesis
import numba
import numpy as np
import typer.main
from examples import BUNDLED, WIDE, rules_of
from generated import scenarios as generated_scenarios
from mutants import injured, injured_bytes, injured_json, injured_line, mutated
from summits import ALL, differing, summit_of
from test_against_reference import POLICIES, Follower, assert_same_games, played
from test_hidden_information import shown
from test_legality import assert_plans_equal_guards
from test_predictions import applied, fits, prediction, worths_hold
from test_reach import assert_truth_within

import wargame.cli.bench
import wargame.cli.scenario
from wargame.authoring.reading import MOST_BYTES
from wargame.cli.app import app_with, main
from wargame.compiler.lowering import lower
from wargame.errors import PlayerError, RulesError, ScenarioError
from wargame.game.game import Game
from wargame.game.summit import compile_text, load
from wargame.game.view import log_of, view_of
from wargame.game.worth import worth_of
from wargame.kernel.choose import POLICIES as CODES
from wargame.kernel.observe import observe
from wargame.kernel.trace import choose_move
from wargame.legible import hidden_character
from wargame.players.learned import chosen
from wargame.players.player import KernelPlayer
from wargame.players.roster import make_player
from wargame.scenario import model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from wargame.game.summit import Summit

TESTS = Path(__file__).parent
SEED = 2018
MOST_SECONDS = 5.0  # of processor time, to read, check and compile a scenario
MOST_PLAYING = 120.0  # the same, for all else that one case does
MOST_WAITING = 600.0  # for a case that holds its process up
SILENCE = 60.0  # seconds between two lines of progress
MOST_MEMORY = 512  # MiB that a scenario may take, of memory and of addresses
MOST_SHOWN = 20  # failures of a part, in full
TOGETHER = 20  # pairs, moves or generated scenarios in one case

Counts = Counter[str]


class _TooSlowError(BaseException):
    """Not an Exception: the code that is tried may catch those."""


@contextlib.contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what takes more processor time."""

    def stop(*_: object) -> None:
        message = f"more than {seconds:g} s"
        raise _TooSlowError(message)

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


# -- mutated scenarios


FILES = [*ALL, WIDE]
TEXTS = [path.read_text(encoding="utf-8") for path in FILES]
LEARNED = [path for path in BUNDLED if path.with_name(f"{path.stem}.policy.json").exists()]
OFTEN = [1 / len(text) for text in TEXTS]  # each takes time in proportion to its length
PLACES = {attribute.name.removesuffix("_") for attribute in attrs.fields(model.Scenario)}


def try_scenario(seed: int, number: int) -> Counts:
    """Load a mutated file: it is played, or refused with a place."""
    dice = random.Random(f"{seed} scenario {number}")  # noqa: S311  repeatable injuries, not secrets
    path = Path("mutant.toml")
    path.write_bytes(injured(dice.choices(TEXTS, OFTEN)[0], TEXTS, dice))
    try:
        with at_most(MOST_SECONDS):
            summit = load(str(path))
    except ScenarioError as error:
        assert_names_a_place(error)
        return Counter(refused=1)
    with at_most(MOST_PLAYING):
        return Counter(accepted=1) + play_mutant(summit, number, dice)


def play_mutant(summit: Summit, number: int, dice: random.Random) -> Counts:
    """Play what was accepted, in one of three ways."""
    counts: Counts = Counter()
    if number % 10 == 0:
        assert_same_games(summit.compiled, number, 2, POLICIES[number // 10 % 4])
        Follower(summit.compiled, number, POLICIES[number // 10 % 4]).follow()
        counts["accepted and compared with the reference"] += 1
    elif number % 10 == 1:
        play_with_everything_shown(Game(summit, number), dice)
        counts["accepted and played with every view and preview"] += 1
    else:
        played(summit.compiled, number, 4, POLICIES[0])
    return counts


def assert_names_a_place(error: ScenarioError) -> None:
    assert hidden_character(str(error).replace("\n", " ")) is None, ascii(str(error))
    if not error.faults:
        assert re.search(r"\.toml:\d+: |byte \d+|too large|nested too deeply", str(error)), str(error)
    for fault in error.faults:
        placed = re.match(r"[a-z]+\.toml:[1-9]\d*: (.*)", fault, re.DOTALL)
        assert placed is not None, fault
        root = re.split(r"[.\[ ,:]", placed[1])[0]
        of_text = re.match(r"column \d+: |[\d,]+ characters", placed[1])
        assert of_text or root in PLACES or "unknown key" in fault, fault


def play_with_everything_shown(game: Game, dice: random.Random) -> None:
    """Play at random; rules that fail in play have to say so, and nothing else may go wrong."""
    try:
        while not game.is_over:
            game.check_rules()
            move = dice.choice(game.legal_moves)
            shown(game, game.turn) if game.ply % 5 == 0 else game.preview(move)
            game.play(move)
    except RulesError:
        assert game.fault


# -- heavy scenarios


def try_heavy(seed: int, number: int) -> Counts:
    """Make a heavy file ready to be played, within the same bounds: to the first moves, view and preview."""
    dice = random.Random(f"{seed} heavy {number}")  # noqa: S311
    kind = list(heavy.KINDS)[number % len(heavy.KINDS)]
    text = heavy.made(kind, min(MOST_BYTES - 20_000, int(1000 * 1.3 ** dice.uniform(0, 21))), dice)
    path = Path("heavy.toml")
    path.write_text(mutated(text, dice) if dice.random() < 0.3 else text, "utf-8", "surrogatepass")
    try:
        with at_most(MOST_SECONDS):
            game = Game(load(str(path)), number)
            with contextlib.suppress(RulesError):  # rules may leave no move
                game.check_rules()
                game.view(game.turn)
                game.preview(game.legal_moves[0])
    except ScenarioError as error:
        assert_names_a_place(error)
        return Counter({"refused": 1, f"refused {kind}": 1})
    with at_most(MOST_PLAYING):  # not against the reference: it works out every derived track anew wherever it is read
        played(game.summit.compiled, number, 4, POLICIES[0])
    return Counter({"accepted": 1, f"accepted {kind}": 1})


# -- mutated command lines


LINES = [
    line.split()
    for line in (
        "--help",
        "play two-villages --seed 5",
        "play two-villages --plain --seat hill=human --seat vale=random --seed 1",
        "play river-treaty --seed 3",
        "play trump-kim-2018 --pause",
        "play mutant.toml --seed 1",
        "run two-villages --games 3",
        "run two-villages --games 3 --json --threads 2",
        "run river-treaty --games 2 --seat reach=random --seed 9",
        "run two-villages --games 4 --out out.csv",
        "run two-villages --games 4 --out out.jsonl --json",
        "run two-villages --games 2 --out out.parquet",
        "run two-villages --game 1 --verbose",
        "run trump-kim-2018 --game 2 --json --verbose",
        "run two-villages --set success=55 --games 2",
        "scenario show two-villages --set tracks.deal.start=1",
        "scenario new demo --force",
        "scenario schema --variant",
        "scenario list",
        "scenario show two-villages",
        "scenario show two-villages --move wait",
        "scenario show trump-kim-2018 --paragraph 33",
        "scenario check two-villages --no-sample",
        "scenario check two-villages mutant.toml binary.toml",
        "bench --seconds 0.01 --json",
        "play --resume game.jsonl",
        "play --from game.jsonl@3 --seat hill=human --seat vale=random",
        "replay game.jsonl",
        "replay game.jsonl --as hill --from 1 --to 4",
        "replay game.jsonl --json",
        "replay game.jsonl --verify",
        "replay game.jsonl --markdown story.md",
    )
]
TYPED = [
    "1",
    "2",
    "9",
    "0",
    "-1",
    "99999",
    "",
    " ",
    "why 1",
    "why",
    "card 2",
    "card x",
    "undo",
    "log",
    "rules",
    "risks",
]
TYPED += [
    "situation",
    "stories",
    "draft",
    "brief",
    "moves",
    "closed",
    "score",
    "help",
    "wait",
    "é\u202e",
    "\x1b[2J",
    "٣",
]
TYPED += ["1 2", "why " + "9" * 400, "x" * 5000, "undo", "quit", "\x00", "1", "1", "1", "1"]


def flags() -> list[str]:
    """Return every flag and every command that the command line knows."""
    found: set[str] = set()
    waiting: list[Any] = [typer.main.get_command(app_with())]
    while waiting:
        command = waiting.pop()
        found.update(flag for each in command.params for flag in (*each.opts, *each.secondary_opts))
        inner = getattr(command, "commands", {})
        found.update(inner)
        waiting += inner.values()
    return sorted(found - {each.name for each in typer.main.get_command(app_with()).params})


def try_command(seed: int, number: int) -> Counts:
    """Run a mutated command line; it ends with 0, 1 or 2, and says why if not 0."""
    dice = random.Random(f"{seed} command {number}")  # noqa: S311
    shutil.rmtree("saves", ignore_errors=True)
    Path("mutant.toml").write_bytes(injured(TEXTS[0], TEXTS, dice))
    saved = Path("whole.jsonl").read_bytes()
    Path("game.jsonl").write_bytes(injured_bytes(saved, dice) if dice.random() < 0.5 else saved)
    known = flags()
    line = injured_line(dice.choice([*LINES, [dice.choice(known)]]), known, dice)
    typed = "".join(f"{dice.choice(TYPED)}\n" for _ in range(dice.choice([0, 3, 30])))
    run = run_elsewhere if number % 100 == 0 else run_here
    code, errors = run(line, typed.encode())
    assert code in {0, 1, 2}, (code, line, errors)
    assert "Traceback" not in errors, (line, errors)
    assert code == 0 or errors.strip(), (code, line)
    return Counter({f"exit {code}": 1, "in a process of its own": int(run is run_elsewhere)})


def run_here(line: Sequence[str], typed: bytes) -> tuple[Any, str]:
    """Run a command line in this process."""
    before = sys.argv, sys.stdin, sys.stdout, sys.stderr
    output, errors = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.TextIOWrapper(io.BytesIO(), "utf-8")
    sys.argv, sys.stdin = ["wargame", *line], io.TextIOWrapper(io.BytesIO(typed), "utf-8")
    sys.stdout, sys.stderr = output, errors
    code: Any = 0
    try:
        main()
    except SystemExit as stop:
        code = stop.code or 0
    finally:
        sys.argv, sys.stdin, sys.stdout, sys.stderr = before
    errors.flush()
    return code, errors.buffer.getvalue().decode()


def run_elsewhere(line: Sequence[str], typed: bytes) -> tuple[Any, str]:
    """Run a command line in a process of its own."""
    command = [sys.executable, "-m", "wargame", *line]
    variables = {**os.environ, "PYTHONPATH": str(TESTS.parent)}
    if "bench" in line:
        command += ["--help"]  # a minute otherwise
    done = subprocess.run(command, input=typed, capture_output=True, check=False, env=variables, timeout=MOST_PLAYING)
    return done.returncode, done.stderr.decode("utf-8", "replace")


# -- generated scenarios


def try_generated(seed: int, number: int) -> Counts:
    """Compare the kernel with the reference interpreter over rules that nobody would write."""
    counts: Counts = Counter()

    @hypothesis.seed(f"{seed} generated {number}")
    @hypothesis.settings(
        max_examples=TOGETHER,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    @hypothesis.given(text=generated_scenarios())
    def compare(text: str) -> None:
        try:
            rules = rules_of(text)
            program = lower(rules, "")
            for policies in (POLICIES[0], POLICIES[1 + number % 3]):
                games = assert_same_games(program, number, 4, policies)
                Follower(program, number, policies).follow()
                counts["games"] += 5
                counts["games stopped by a fault of their rules"] += sum(game.fault > 0 for game in games)
            assert_plans_equal_guards(rules, 5)
        except BaseException as error:
            error.add_note(text)
            raise
        counts["scenarios"] += 1

    compare()
    return counts


# -- hidden information


def decisions(dice: random.Random, scenario: int) -> Iterator[Game]:
    """Yield random games before each of their decisions, without end; half of them like secrets."""
    summit = summit_of(FILES[scenario % len(FILES)])
    secret = {move.id for move in summit.rules.moves if move.shown_as}
    while True:
        game, likes = Game(summit, dice.getrandbits(64)), secret if dice.random() < 0.5 else set()
        while not game.is_over:
            yield game
            liked = [move for move in game.legal_moves if move in likes]
            game.play(dice.choice(liked or game.legal_moves))


def try_pairs(seed: int, number: int) -> Counts:
    """Compare what a seat is shown of two positions that differ only in what it cannot see."""
    dice = random.Random(f"{seed} pairs {number}")  # noqa: S311
    counts: Counts = Counter()
    for game in decisions(dice, number):
        side = dice.choice(game.summit.rules.side_ids)
        other = differing(game, side, dice) if dice.random() < 0.5 else None
        if other is None:
            continue
        history, position = past_differs(game, other), not np.array_equal(game.state, other.state)
        if not history and not position:
            continue
        counts["history differs"] += history
        counts["position differs"] += position
        assert shown(game, side) == shown(other, side)
        assert log_of(game, side) == log_of(other, side)
        assert game.communique() == other.communique()
        seat = game.summit.seat(side)
        assert observed(game)[seat] == game.observation(side) == observed(other)[seat]
        if game.turn == side:
            assert_same_choices(game, other, side, dice.getrandbits(64))
            counts["choices compared"] += 1
        counts["pairs"] += 1
        if counts["pairs"] == TOGETHER:
            break
    return counts


def past_differs(game: Game, other: Game) -> bool:
    """Say whether anything else has happened in another game, or led to something else."""
    pairs = zip((game.setup, *game.records), (other.setup, *other.records), strict=True)
    return any(
        not (np.array_equal(one.rows, two.rows) and np.array_equal(one.states, two.states)) for one, two in pairs
    )


def observed(game: Game) -> list[int]:
    """Return the observation hashes of both seats, from the records alone."""
    compiled, hashes = game.summit.compiled, np.zeros(2, np.uint64)
    for record in (game.setup, *game.records):
        observe(compiled.ints, compiled.words, record.before, record.rows, record.states, hashes)
    return [int(each) for each in hashes]


def assert_same_choices(game: Game, other: Game, side: str, key: int) -> None:
    """Compare what each policy chooses, from the whole state and from the view, with the same key."""
    tables = game.summit.compiled.ints, game.summit.compiled.words
    for policy, code in CODES.items():
        chosen = [int(choose_move(*tables, each.state, code, np.uint64(key))) for each in (game, other)]
        moves = [KernelPlayer(game.summit, policy, key).decide(view_of(each, side)) for each in (game, other)]
        assert chosen[0] == chosen[1]
        assert moves[0] == moves[1]
        assert game.summit.rules.moves[chosen[0]].id == moves[0].id
    for text in ("search:40", "greedy"):
        moves = [make_player(game.summit, text, key).decide(view_of(each, side)) for each in (game, other)]
        assert moves[0] == moves[1]


# -- predictions


def try_moves(seed: int, number: int) -> Counts:
    """Compare the preview of random moves, and what they are said to be worth, with what they do; ask for reasons."""
    dice = random.Random(f"{seed} moves {number}")  # noqa: S311
    counts: Counts = Counter()
    for game in decisions(dice, number):
        move = dice.choice(game.legal_moves)
        counts["hidden tracks within reach"] += assert_truth_within(game)
        preview = prediction(game, move)
        worth = worth_of(game.known_to(game.turn), game.summit.rules.move_by_id[game.turn, move])
        reasons = [game.why_not(each.id) for each in game.summit.rules.moves if each.side == game.turn]
        assert sum(reason is None for reason in reasons) == len(game.legal_moves)
        assert all(reason is None or reason.strip() for reason in reasons)
        counts["closed moves with a reason"] += sum(reason is not None for reason in reasons)
        state = game.state.copy()
        record = game.play(move)
        assert record.move is not None
        titles, changes = applied(record, record.move.side)
        branches = [branch for branch in preview.branches if branch.titles == titles]
        assert any(fits(branch, changes) for branch in branches), (str(record.move), titles, changes, preview)
        whole = sum(branch.low for branch in preview.branches), sum(branch.high for branch in preview.branches)
        assert whole[0] <= 1 <= whole[1], (str(record.move), preview)
        assert preview.depends_on_hidden or whole[0] == 1, (str(record.move), preview)
        counts["what-ifs"] += worths_hold(game, {move: worth})
        game.undo()
        assert np.array_equal(game.state, state)
        counts["moves"] += 1
        counts["several branches"] += len(preview.branches) > 1
        counts["exact"] += not preview.depends_on_hidden
        if counts["moves"] == TOGETHER:
            break
    return counts


# -- mutated policies


def try_policy(seed: int, number: int) -> Counts:
    """Read a mutated policy: the search leans on it, or it is refused in a printable line, or does not fit."""
    dice = random.Random(f"{seed} policy {number}")  # noqa: S311
    path = dice.choice(LEARNED)
    summit, mutant = summit_of(path), Path("mutant.policy.json")
    texts = [each.with_name(f"{each.stem}.policy.json").read_text(encoding="utf-8") for each in (path, *LEARNED)]
    mutant.write_bytes(injured_json(texts[0], dice.choice(texts), dice))
    try:
        with at_most(MOST_SECONDS):
            use = chosen(summit, str(mutant))
    except PlayerError as error:
        assert_names_the_file(error)
        return Counter({"did not fit" if "does not fit" in str(error) else "refused": 1})
    game = Game(summit, number)
    player = make_player(summit, "search:10", number, policy=use)
    for _ in range(4):
        if not game.is_over:
            game.play(player.decide(view_of(game, game.turn)))
    return Counter(accepted=1)


def assert_names_the_file(error: PlayerError) -> None:
    assert str(error).startswith("mutant.policy.json: "), ascii(str(error))
    assert str(error).isprintable(), ascii(str(error))


# -- a part of the run: its cases, dealt out to processes


PARTS: dict[str, tuple[Callable[[int, int], Counts], int, int]] = {  # what tries a case; the default; how many in one
    "scenarios": (try_scenario, 50_000, 1),
    "heavy": (try_heavy, 1_150, 1),
    "commands": (try_command, 2_000, 1),
    "games": (try_generated, 2_000, TOGETHER),
    "pairs": (try_pairs, 20_000, TOGETHER),
    "moves": (try_moves, 10_000, TOGETHER),
    "policies": (try_policy, 20_000, 1),
}

BOUNDED = {"scenarios", "heavy"}  # parts whose cases have bounds of their own for time, and one for memory


@attrs.define
class Progress:
    """What the processes of one part have come to."""

    counts: Counts = attrs.field(factory=Counter)
    failures: list[dict[str, Any]] = attrs.field(factory=list)
    peak_mib: int = 0


def work(part: str, seed: int, numbers: range, now: Any, told: Any) -> None:
    """Try cases one after the other, in a process of its own; `now` is the number of the case in hand."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        prepare(part)
        for number in numbers:
            now.value = number
            attempt = tried(part, seed, number)
            if attempt:
                told.put(attempt)
        told.put(peak_mib())
        os.chdir(TESTS)


def peak_mib() -> int:
    """Return the most memory that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 2**10)


def prepare(part: str) -> None:
    """Make ready, in a folder of its own, for the cases of a part."""
    os.environ["WARGAME_SAVES"] = str(Path("saves").absolute())
    for name in ("folder", "folder.toml", "folder.csv"):
        Path(name).mkdir()
    Path("binary.toml").write_bytes(bytes(range(256)))
    setattr(wargame.cli.scenario, "SAMPLED", 20)  # noqa: B010  mypy holds it to be constant
    setattr(wargame.cli.bench, "_measures", lambda *_: iter(()))  # noqa: B010
    if part == "commands":
        run_here(["play", "two-villages", "--seed", "5", "--seat", "hill=random", "--seat", "vale=random"], b"")
        (saved,) = Path("saves").rglob("*.jsonl")
        shutil.copy(saved, "whole.jsonl")
    compile_kernel()
    if part in BOUNDED:
        with contextlib.suppress(ValueError, OSError):  # only Linux says how much there is, and knows such a limit
            pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
            most = pages * resource.getpagesize() + MOST_MEMORY * 2**20
            resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))


def compile_kernel() -> None:
    """Play a little of everything, so that no case takes the time and memory that compiling takes."""
    for path in FILES:
        play_with_everything_shown(Game(summit_of(path), 1), random.Random(0))  # noqa: S311
        assert_same_games(summit_of(path).compiled, 1, 1, POLICIES[0])
        Follower(summit_of(path).compiled, 1, POLICIES[0]).follow()
    wide = heavy.made("everything", 120_000, random.Random(0))  # noqa: S311  tables of 32 bits, another kernel
    play_with_everything_shown(Game(compile_text(wide, "wide.toml", "0" * 64), 1), random.Random(0))  # noqa: S311


def tried(part: str, seed: int, number: int) -> Counts | dict[str, Any]:
    """Try one case; return its counts, or its failure."""
    try:
        return within_bounds(part, seed, number)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001  whatever it is, it is a failure
        return failure(part, seed, number, "".join(traceback.format_exception(error)))


def within_bounds(part: str, seed: int, number: int) -> Counts:
    """Try one case, and hold it to what it may use."""
    before = memory_mib(forget=True)
    with contextlib.nullcontext() if part in BOUNDED else at_most(MOST_PLAYING):
        found: Counts = PARTS[part][0](seed, number)
    used = memory_mib() - before
    assert part not in BOUNDED or used <= MOST_MEMORY, f"{used} MiB are used"
    return found


def memory_mib(*, forget: bool = False) -> int:
    """Return the most memory that this process has had, since it last forgot that; 0 where the system does not say."""
    try:
        if forget:
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return 0
    return int(re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)[1]) // 2**10  # type: ignore[index]


def failure(part: str, seed: int, number: int, text: str) -> dict[str, Any]:
    """Describe a failure, and how to see it again."""
    again = f"python tests/fuzz.py --seed {seed} --only {part}:{number}"
    return {"part": part, "case": number, "again": again, "error": text[-6000:]}


def run_part(part: str, seed: int, cases: range, jobs: int) -> Progress:
    """Try the cases of a part in several processes."""
    context = multiprocessing.get_context("spawn")
    told, found = context.Queue(), Progress()
    waiting = [cases[job::jobs] for job in range(jobs) if cases[job::jobs]]
    hands: list[tuple[Any, Any, range, int]] = []
    for job, numbers in enumerate(waiting):
        hands.append((*start(context, part, seed, numbers, told, job), numbers, job))
    seen = {job: (-1, time.monotonic()) for job in range(jobs)}
    spoken = time.monotonic()
    while hands:
        gather(told, found, 2)
        if time.monotonic() - spoken > SILENCE:
            spoken = time.monotonic()
            sys.stderr.write(f"{part}: {found.counts['cases']:,} of {len(cases):,} cases\n")
        for hand in list(hands):
            process, now, numbers, job = hand
            if now.value != seen[job][0]:
                seen[job] = now.value, time.monotonic()
            hangs = now.value >= 0 and time.monotonic() - seen[job][1] > MOST_WAITING  # not while it makes ready
            if process.is_alive() and hangs:
                process.kill()
                process.join()
            if process.is_alive():
                continue
            hands.remove(hand)
            if process.exitcode:  # the case in hand has taken the process with it
                found.failures.append(failure(part, seed, now.value, f"process ended with {process.exitcode}"))
                left = numbers[numbers.index(now.value) + 1 :] if now.value in numbers else range(0)
                if left:
                    hands.append((*start(context, part, seed, left, told, job), left, job))
    gather(told, found, math.inf)
    return found


def start(context: Any, part: str, seed: int, numbers: range, told: Any, job: int) -> tuple[Any, Any]:
    """Start a process with a kernel cache of its own: Numba's is not safe for two writers."""
    os.environ["XDG_CACHE_HOME"] = str(TESTS.parent / ".cache" / f"fuzz-{job}")
    if part in BOUNDED:  # compiling the kernel needs memory that reading scenarios may not have
        compiling = context.Process(target=compile_kernel)
        compiling.start()
        compiling.join()
    now = context.Value("q", -1, lock=False)
    process = context.Process(target=work, args=(part, seed, numbers, now, told))
    process.start()
    return process, now


def gather(told: Any, found: Progress, seconds: float) -> None:
    """Take what processes have told, for so long or up to half a second of silence."""
    until = time.monotonic() + seconds
    with contextlib.suppress(queue.Empty):
        while time.monotonic() < until:
            each = told.get(timeout=0.5)
            if isinstance(each, int):
                found.peak_mib = max(found.peak_mib, each)
            elif isinstance(each, Counter):
                found.counts += each
                found.counts["cases"] += 1
            else:
                found.failures.append(each)


# -- the program


def main_program() -> int:
    """Run the parts that are asked for and print what they came to."""
    parser = argparse.ArgumentParser(description="Long runs with fixed seeds; prints a JSON summary.")
    parser.add_argument("--seed", type=int, default=SEED)
    for part, (_, default, _) in PARTS.items():
        parser.add_argument(f"--{part}", type=int, default=default, metavar="N", help=f"default: {default}")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    parser.add_argument("--only", metavar="PART[:NUMBER]", default="", help="one part, or one case of it")
    chosen = parser.parse_args()
    only, _, number = chosen.only.partition(":")
    if only and only not in PARTS:
        parser.error(f"--only: no part {only!r}; there are {', '.join(PARTS)}")
    report: dict[str, Any] = {"seed": chosen.seed, "jobs": chosen.jobs, "python": platform.python_version()}
    report |= {"numpy": np.__version__, "numba": numba.__version__, "parts": {}}
    failures = 0
    for part, (_, _, together) in PARTS.items():
        if only in {"", part}:
            cases = range(int(number), int(number) + 1) if number else range(-(-getattr(chosen, part) // together))
            begun = time.perf_counter()
            found = run_part(part, chosen.seed, cases, chosen.jobs)
            failures += len(found.failures)
            report["parts"][part] = {
                **dict(sorted(found.counts.items())),
                "seconds": round(time.perf_counter() - begun, 1),
                "peak_mib": found.peak_mib,
                "failed": len(found.failures),
                "failures": sorted(found.failures, key=lambda each: each["case"])[:MOST_SHOWN],
            }
            shown_so_far = {name: value for name, value in report["parts"][part].items() if name != "failures"}
            sys.stderr.write(f"{part}: {json.dumps(shown_so_far)}\n")
    report["failed"] = failures
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main_program())
