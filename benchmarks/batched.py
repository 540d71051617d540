"""Environment steps a second: this engine's `VectorEnv` beside pgx on the same processor, whole batches from Python.

One thread. A step of ours writes observations, masks, rewards and ends of every game, and begins the next game where
one is over. Actions are uniformly random open moves; drawing them is counted apart ("with sampling"). pgx (JAX) plays
games of its own, jitted, auto-reset and random play included, if it can be imported. Only ratios within one run mean
anything. Prints a line of JSON for each.

    python benchmarks/batched.py --games 4096 --rounds 5
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import statistics
import time
from typing import TYPE_CHECKING

from wargame import VectorEnv, __version__, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SCENARIO = "trump-kim-2018"
PGX_GAMES = ("tic_tac_toe", "backgammon", "leduc_holdem")
STEPS = 50  # of every game in one measurement

Contender = tuple[str, str, "Callable[[], float]"]  # name, version, and what returns steps a second


def own(games: int) -> Iterator[Contender]:
    """Yield this engine, with the drawing of actions and without."""
    env = VectorEnv(load(SCENARIO), games)

    def rate(*, sampling: bool) -> float:
        passed = 0.0
        for _ in range(STEPS):
            begun = time.process_time()
            actions = env.sample()
            if not sampling:
                begun = time.process_time()
            env.step(actions)
            passed += time.process_time() - begun
        return games * STEPS / passed

    yield f"wargame {SCENARIO}, steps", __version__, lambda: rate(sampling=False)
    yield f"wargame {SCENARIO}, with sampling", __version__, lambda: rate(sampling=True)


def pgx(games: int) -> Iterator[Contender]:
    """Yield pgx at some of its games, random actions drawn from its masks."""
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
    import jax  # noqa: PLC0415  only if there is one
    import pgx as engine  # noqa: PLC0415
    from pgx.experimental import auto_reset  # noqa: PLC0415

    for name in PGX_GAMES:
        env = engine.make(name)
        step = auto_reset(env.step, env.init)

        @jax.jit
        def play(state, key, step=step):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            def one(state, key):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
                first, second = jax.random.split(key)
                logits = jax.numpy.log(state.legal_action_mask.astype("float32"))
                actions = jax.random.categorical(first, logits, axis=-1)
                return jax.vmap(step)(state, actions, jax.random.split(second, actions.shape[0])), None

            return jax.lax.scan(one, state, jax.random.split(key, STEPS))[0]

        begun = jax.vmap(env.init)(jax.random.split(jax.random.PRNGKey(0), games))
        jax.block_until_ready(play(begun, jax.random.PRNGKey(1)))  # compiles

        def rate(play=play, begun=begun) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001
            at = time.process_time()
            jax.block_until_ready(play(begun, jax.random.PRNGKey(2)))
            return games * STEPS / (time.process_time() - at)

        yield f"pgx {name}, with sampling", importlib.metadata.version("pgx"), rate


def main() -> None:
    """Measure in turn, so many rounds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--games", type=int, default=4096, help="at once (default 4096)")
    parser.add_argument("--rounds", type=int, default=5, help="how many (default 5)")
    options = parser.parse_args()
    contenders = [*own(options.games)]
    if importlib.util.find_spec("pgx"):
        contenders += pgx(options.games)
    else:
        print(json.dumps({"missing": "pgx"}), flush=True)
    rates: list[list[float]] = [[] for _ in contenders]
    for rate in [each[2] for each in contenders]:
        rate()  # what is compiled or looked up once
    for _ in range(options.rounds):
        for found, (_, _, rate) in zip(rates, contenders, strict=True):
            found.append(rate())
    for found, (name, version, _) in zip(rates, contenders, strict=True):
        middle = {"median": statistics.median(found), "low": min(found), "high": max(found), "rounds": len(found)}
        facts = {"name": name, "version": version, "games": options.games, "unit": "steps/s of processor time"}
        print(json.dumps(facts | middle), flush=True)


if __name__ == "__main__":
    main()
