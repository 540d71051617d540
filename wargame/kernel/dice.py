"""Chance as a pure function: a roll is a hash of seed, stream, ply and rule.

There is no running counter, so a roll stays the same after a take-back, and two variants of a scenario share the
rolls of the rules they share. A rule rolls at most once a ply, so these four name every roll. The mixing function is
the finalizer of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
"""

from __future__ import annotations

import numpy as np

from wargame.kernel.jit import entry, inline

# Streams: what a key is for.
SETUP_STREAM, CHANCE_STREAM, GAME_STREAM = 1, 2, 3
SEAT_STREAM = 4  # of seat 0; that of seat 1 is 5
REVIEW_STREAM = 6  # what judges a game once it is played

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S32 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)


@inline
def mix(word):
    """Scramble 64 bits; one to one."""
    word = (word ^ (word >> _S30)) * _FIRST
    word = (word ^ (word >> _S27)) * _SECOND
    return word ^ (word >> _S31)


@inline
def keyed(key, number):
    """Return a key derived from another by a number, as one purpose under another."""
    return mix(key + (np.uint64(number) + np.uint64(1)) * _STEP)


@inline
def roll(key, ply, rule_key):
    """Return the 64 bits that a rule rolls at a ply."""
    return mix(mix(key ^ rule_key) + np.uint64(ply) * _STEP)


@inline
def share(bits, total):
    """Return a number from 0 to `total` - 1, proportional to `bits`: bits · total / 2^64."""
    whole = np.uint64(total)
    return np.int64(((bits >> _S32) * whole + (((bits & _LOW) * whole) >> _S32)) >> _S32)


@entry
def stream_key(seed, stream):
    """Return the key of a stream of one game.

    One to one: the seed can be found from it, so no code outside this program is given one (see `players.modules`).
    """
    return keyed(mix(seed), stream)


@entry
def game_seed(run_seed, index):
    """Return the seed of the game with that index in a run."""
    return keyed(keyed(mix(run_seed), GAME_STREAM), index)
