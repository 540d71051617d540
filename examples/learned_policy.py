"""A policy that learns: a small network in NumPy plays both seats against itself (REINFORCE), many games at once.

It prints how it fares against random moves, before and after.

python examples/learned_policy.py --steps 3000
"""

import argparse

import numpy as np
from numpy.typing import NDArray

from wargame import Buffers, Summit, VectorEnv, load

HIDDEN, RATE, DECAY = 64, 0.003, 0.99
Floats = NDArray[np.float32]


class Policy:
    """One hidden layer from an observation to a weight for each move; a network for each seat."""

    def __init__(self, summit: Summit, entries: int, chance: np.random.Generator) -> None:
        """Start with small random weights, so that every open move is about as likely."""
        self.layouts = [summit.layout(side) for side in summit.rules.side_ids]
        moves = len(summit.move_ids)
        self.weights = [
            chance.normal(0, 1 / np.sqrt(entries), (2, entries, HIDDEN)).astype(np.float32),
            chance.normal(0, 0.01, (2, HIDDEN, moves)).astype(np.float32),
        ]
        self.means = [np.zeros_like(each) for each in self.weights]  # of Adam
        self.squares = [np.zeros_like(each) for each in self.weights]
        self.updates = 0

    def chances(self, told: Buffers, seat: int, rows: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
        """Return the inputs, the hidden layer and the probability of each move, for rows in which a seat moves."""
        layout = self.layouts[seat]
        inputs = np.zeros((rows.size, told.observations.shape[1]), np.float32)
        inputs[:, : layout.size] = layout.scaled(told.observations[rows, : layout.size])
        hidden = np.tanh(inputs @ self.weights[0][seat])
        logits = np.where(told.masks[rows], hidden @ self.weights[1][seat], -np.inf)
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        return inputs, hidden, shares / shares.sum(axis=1, keepdims=True)

    def learn(self, slopes: list[Floats]) -> None:
        """Move the weights along their slopes (Adam)."""
        self.updates += 1
        for at, slope in enumerate(slopes):
            self.means[at] += 0.1 * (slope - self.means[at])
            self.squares[at] += 0.001 * (slope**2 - self.squares[at])
            spread = np.sqrt(self.squares[at] / (1 - 0.999**self.updates)) + 1e-8
            self.weights[at] += RATE * self.means[at] / (1 - 0.9**self.updates) / spread


def drawn(shares: Floats, chance: np.random.Generator) -> NDArray[np.intp]:
    """Return a move for each row, drawn by its probabilities."""
    bounds = np.cumsum(shares, axis=1)
    found: NDArray[np.intp] = np.argmax(bounds > chance.random((len(shares), 1), np.float32) * bounds[:, -1:], axis=1)
    return found


def train(policy: Policy, env: VectorEnv, steps: int, chance: np.random.Generator) -> None:
    """Play against itself; each move of a game that ends is made likelier by how far its score was above the mean."""
    traces = [np.zeros((env.games, *each.shape), np.float32) for each in policy.weights]
    means = np.full(2, 0.5, np.float32)
    for _ in range(steps):
        actions = np.zeros(env.games, np.int64)
        for seat in range(2):
            rows = np.flatnonzero(env.buffers.turns == seat)
            inputs, hidden, shares = policy.chances(env.buffers, seat, rows)
            actions[rows] = drawn(shares, chance)
            pull = -shares
            pull[np.arange(rows.size), actions[rows]] += 1
            back = (pull @ policy.weights[1][seat].T) * (1 - hidden**2)
            traces[0][rows, seat] += inputs[:, :, None] * back[:, None, :]
            traces[1][rows, seat] += hidden[:, :, None] * pull[:, None, :]
        told = env.step(actions)
        ended = np.flatnonzero(told.dones)
        if ended.size:
            gains = told.rewards[ended] - means
            means = DECAY * means + (1 - DECAY) * told.rewards[ended].mean(axis=0)
            policy.learn([np.einsum("gs,gs...->s...", gains, trace[ended]) / ended.size for trace in traces])
            for trace in traces:
                trace[ended] = 0


def points(policy: Policy, summit: Summit, seat: int, games: int, chance: np.random.Generator) -> tuple[float, float]:
    """Return the mean score of a seat that plays by the policy against random moves, and its standard error."""
    env = VectorEnv(summit, min(games, 256), seed=1_000_003 + seat)
    found: list[float] = []
    while len(found) < games:
        rows, actions = np.flatnonzero(env.buffers.turns == seat), env.sample()
        actions[rows] = drawn(policy.chances(env.buffers, seat, rows)[2], chance)
        told = env.step(actions)
        found += (100 * told.rewards[told.dones, seat]).tolist()
    return float(np.mean(found)), float(np.std(found) / np.sqrt(len(found)))


def main() -> None:
    """Train, and print the points against random moves before and after."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("scenario", nargs="?", default="two-villages")
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--games", type=int, default=2000, help="that measure it")
    options = parser.parse_args()
    summit, chance = load(options.scenario), np.random.default_rng(1)
    env = VectorEnv(summit, games=128, seed=1)
    policy = Policy(summit, env.buffers.observations.shape[1], chance)
    for words in ("before", "after"):
        if words == "after":
            train(policy, env, options.steps, chance)
        for seat, side in enumerate(summit.rules.side_ids):
            mean, error = points(policy, summit, seat, options.games, chance)
            print(f"{words} {policy.updates} updates, {side}: {mean:.1f} points against random moves (± {error:.1f})")


if __name__ == "__main__":
    main()
