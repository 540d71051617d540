"""Rules as arrays, played at machine speed: integers only, no words.

`tables` is what never changes in a game, `state` what does; `forms`, `legal` and `step` are the rules of the machine;
`dice` its chance; `playout` whole games; `trace` one game step by step; `observe` what each seat has seen. Nothing
here imports anything but NumPy and Numba.
"""

try:
    import numba  # noqa: F401  whatever keeps it from starting is told as what it is
except (ImportError, MemoryError):
    raise
except Exception as error:  # noqa: BLE001  it raises many kinds
    message = f"Numba cannot be started, perhaps for a variable NUMBA_... of the environment: {error}"
    raise ImportError(message) from None
