"""How kernel functions are compiled: decorators and raw pointers; `cache` keeps what was compiled.

Arrays handed through helper calls cost reference counts, which is most of the time of a small step. So an entry point
takes each table's address once (`view`) and passes plain pointers down. Pointers check no bounds and keep nothing
alive: an entry point `hold`s the arrays that it made until it is done, since Numba frees an array after its last use.
With `WARGAME_KERNEL=checked` (or with `NUMBA_DISABLE_JIT=1`) `view` returns array slices instead, and the same source
runs with bounds checked: the tests do that.
"""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from numba import njit, types
from numba.core import cgutils, codegen
from numba.core.extending import intrinsic
from numba.np.arrayobj import make_array

from wargame.kernel.cache import KernelCache, Shelf, version
from wargame.kernel.compiling import log_compilations

if TYPE_CHECKING:
    from collections.abc import Callable

CHECKED = os.environ.get("WARGAME_KERNEL") == "checked"
INTERPRETED = bool(numba.config.DISABLE_JIT)


# The loops here run a handful of times; vectorized, they only take longer to compile and to enter.
numba.config.LOOP_VECTORIZE = 0
numba.config.SLP_VECTORIZE = 0

log_compilations()

_ONE = np.uint64(1)
_OPTIONS: dict[str, Any] = {"nogil": True, "error_model": "numpy", "boundscheck": CHECKED}
_SHELF = None if INTERPRETED else Shelf(version(CHECKED))


def _kept(**options: Any) -> Callable[..., Any]:
    """Return a decorator that compiles a function through the cache on disk."""

    def decorate(function: Callable[..., Any]) -> Any:
        compiled = njit(**options, **_OPTIONS)(function)
        if _SHELF is not None:
            compiled._cache = KernelCache(function, _SHELF)  # noqa: SLF001  where Numba's own would be put
        return compiled

    return decorate


inline = _kept(forceinline=not CHECKED)  # small functions, called everywhere
called = _kept()  # rarely called: kept apart, so that it is compiled once
merged = _kept(inline="always")  # large, with one caller: never compiled on its own


@called
def hold(array):
    """Keep an array alive up to this call, so that pointers into it are valid until then."""
    return array.size


def entry(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile an entry point: a kernel function that Python calls.

    Interpreted (JIT off), its 64-bit arithmetic wraps as silently as when compiled.
    """
    return np.errstate(over="ignore")(function) if INTERPRETED else called(function)


def _deposits_bits() -> bool:
    """Say whether the processor has a fast PDEP (spread bits over a mask) and Numba may use it."""
    if INTERPRETED or numba.config.CPU_NAME or platform.machine() not in {"x86_64", "AMD64"}:
        return False
    slow = {"znver1", "znver2"}  # they take hundreds of steps
    told = numba.config.CPU_FEATURES  # None: all that the processor has
    features = codegen.get_host_cpu_features() if told is None else told
    return "+bmi2" in features.split(",") and codegen.ll.get_host_cpu_name() not in slow


if INTERPRETED:

    def view(array: Any, start: Any, stop: Any) -> Any:
        """Return `array[start:stop]`."""
        return array[start:stop]

    def bits_in(mask: Any) -> int:
        """Return how many bits are 1."""
        return int(mask).bit_count()

    def lowest_bit(mask: Any) -> int:
        """Return the place of the lowest 1 of a mask that is not 0."""
        return (int(mask) & -int(mask)).bit_length() - 1

else:

    @intrinsic
    def _pointer(_: Any, array: Any, start: Any) -> Any:
        signature = types.CPointer(array.dtype)(array, types.intp)

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            base = make_array(signature.args[0])(context, builder, arguments[0]).data
            return cgutils.gep_inbounds(builder, base, arguments[1])

        return signature, generate

    @intrinsic
    def _count_ones(_: Any, mask: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.ctpop(arguments[0])

        return types.uint64(types.uint64), generate

    @intrinsic
    def _deposited(_: Any, word: Any, mask: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            kind = cgutils.ir.FunctionType(arguments[0].type, [each.type for each in arguments])
            function = cgutils.get_or_insert_function(builder.module, kind, "llvm.x86.bmi.pdep.64")
            return builder.call(function, arguments)

        return types.uint64(types.uint64, types.uint64), generate

    @intrinsic
    def _count_trailing_zeros(_: Any, mask: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.cttz(arguments[0], context.get_constant(types.boolean, True))

        return types.uint64(types.uint64), generate

    if CHECKED:

        @inline
        def view(array, start, stop):
            """Return `array[start:stop]`."""
            return array[start:stop]

    else:

        @inline
        def view(array, start, stop):
            """Return the address of `array[start]`; the array must outlive it."""
            return _pointer(array, start)

    @inline
    def bits_in(mask):
        """Return how many bits are 1."""
        return np.int64(_count_ones(mask))

    @inline
    def lowest_bit(mask):
        """Return the place of the lowest 1 of a mask that is not 0."""
        return np.int64(_count_trailing_zeros(mask))


@inline
def _nth_bit_halving(mask, number):
    place, left = 0, number
    for halving in range(6):  # no branch: none could be foreseen
        width = 32 >> halving
        low = bits_in((mask >> np.uint64(place)) & ((_ONE << np.uint64(width)) - _ONE))
        beyond = int(left >= low)
        left -= beyond * low
        place += beyond * width
    return place


if _deposits_bits():

    @inline
    def nth_bit(mask, number):
        """Return the place of the n-th 1 of a mask, counted from 0."""
        return lowest_bit(_deposited(_ONE << np.uint64(number), mask))

else:
    nth_bit = _nth_bit_halving
