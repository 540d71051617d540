"""Rules as arrays, played at machine speed: integers only, no words.

`tables` is what never changes in a game, `state` what does; `forms`, `legal` and `step` are the rules of the machine;
`dice` its chance; `playout` whole games; `trace` one game step by step; `observe` what each seat has seen. Nothing
here imports anything but NumPy and Numba.
"""
