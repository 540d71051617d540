"""What intervals prove is true of every single value."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wargame.authoring.parsing import parse_guard, parse_linear
from wargame.scenario.intervals import always, bounds, implies, never, sum_bounds, tightened
from wargame.scenario.language import ALWAYS, Condition, Either, Guard, Linear, Sum, Summand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wargame.scenario.language import Clause

Limits = dict[str, tuple[int, int]]

NAMES = ("a", "b", "c")

spans = st.tuples(st.integers(-4, 4), st.integers(0, 4)).map(lambda pair: (pair[0], pair[0] + pair[1]))
limits_of_tracks = st.fixed_dictionaries(dict.fromkeys(NAMES, spans))
linears = st.builds(
    lambda constant, terms: Linear(constant, tuple((factor, name) for name, factor in terms.items())),
    st.integers(-12, 12),
    st.dictionaries(st.sampled_from(NAMES), st.integers(-3, 3).filter(bool)),
)
conditions = st.builds(Condition, linears, st.sampled_from([">=", ">=", "==", "!="]))
conjunctions = st.lists(conditions, min_size=1, max_size=3).map(lambda each: Guard(tuple(each)))
eithers = st.lists(conjunctions, min_size=2, max_size=3).map(lambda each: Either(tuple(each)))
clauses = st.one_of(conditions, conditions, eithers)
guards = st.lists(clauses, max_size=4).map(lambda each: Guard(tuple(each)))
sums = st.lists(st.builds(Summand, linears, guards), max_size=3).map(lambda each: Sum(tuple(each)))
quick = settings(max_examples=80, derandomize=True, database=None, deadline=None)


def every_state(limits: Limits) -> Iterator[dict[str, int]]:
    spans_of_names = [range(low, high + 1) for low, high in limits.values()]
    for combination in product(*spans_of_names):
        yield dict(zip(limits, combination, strict=True))


@quick
@given(form=linears, limits=limits_of_tracks)
def test_bounds_of_a_form_are_its_least_and_greatest_value(form: Linear, limits: Limits) -> None:
    found = [form.value(state) for state in every_state(limits)]
    assert bounds(form, limits) == (min(found), max(found))


@quick
@given(form=sums, limits=limits_of_tracks)
def test_a_sum_never_leaves_its_bounds(form: Sum, limits: Limits) -> None:
    low, high = sum_bounds(form, limits)
    assert all(low <= form.value(state) <= high for state in every_state(limits))


@quick
@given(condition=clauses, limits=limits_of_tracks)
def test_what_always_holds_holds_in_every_state(condition: Clause, limits: Limits) -> None:
    if always(condition, limits):
        assert all(condition.holds(state) for state in every_state(limits))


@quick
@given(form=linears, limits=limits_of_tracks)
def test_that_a_threshold_always_holds_is_proved_whenever_it_is_true(form: Linear, limits: Limits) -> None:
    condition = Condition(form, ">=")
    assert always(condition, limits) is all(condition.holds(state) for state in every_state(limits))


def test_that_another_value_always_stands_is_proved_only_where_it_is_out_of_reach() -> None:
    (other,) = parse_guard("a != 0", {}).conditions
    assert [always(other, {"a": limits}) for limits in ((0, 3), (-3, 0), (-1, 1), (1, 3), (-3, -1))] == [
        False, False, False, True, True,
    ]  # fmt: skip


@quick
@given(guard=guards, limits=limits_of_tracks)
def test_tightened_limits_keep_every_state_in_which_the_guard_holds(guard: Guard, limits: Limits) -> None:
    tight = tightened(guard, limits)
    holding = [state for state in every_state(limits) if guard.holds(state)]
    assert never(guard, limits) is (tight is None)
    if tight is None:
        assert not holding
        return
    assert all(tight[name][0] <= state[name] <= tight[name][1] for state in holding for name in NAMES)
    assert all(limits[name][0] <= low <= high <= limits[name][1] for name, (low, high) in tight.items())


@quick
@given(guard=guards, limits=limits_of_tracks)
def test_tightening_leaves_its_argument_alone(guard: Guard, limits: Limits) -> None:
    before = dict(limits)
    tightened(guard, limits)
    assert limits == before


@quick
@given(limits=limits_of_tracks, name=st.sampled_from(NAMES), value=st.integers(-5, 9))
def test_tightening_by_one_track_is_exact(limits: Limits, name: str, value: int) -> None:
    for operator in ("<=", "<", ">=", ">", "=="):
        guard = parse_guard(f"{name} {operator} {value}", {})
        holding = [state[name] for state in every_state(limits) if guard.holds(state)]
        tight = tightened(guard, limits)
        assert (tight or {}).get(name) == ((min(holding), max(holding)) if holding else None)


def test_tightening_passes_from_one_track_to_the_next() -> None:
    tight = tightened(parse_guard("a >= 3 and b >= a and c >= b + 1", {}), {"a": (0, 5), "b": (0, 5), "c": (0, 5)})
    assert tight == {"a": (3, 4), "b": (3, 4), "c": (4, 5)}


def test_a_contradiction_between_two_conditions_is_found() -> None:
    limits = {"a": (0, 5), "b": (0, 5)}
    assert never(parse_guard("a >= 4 and a <= 3", {}), limits)
    assert never(parse_guard("a > b and b > a", {}), limits)
    assert never(parse_guard("a != 0 and a <= 0", {}), limits)
    assert never(parse_guard("a + b == 11", {}), limits)
    assert not never(parse_guard("a > b", {}), limits)


@quick
@given(factor=st.integers(-3, 3).filter(bool), shift=st.integers(-9, 9), at_least=st.integers(-5, 9), span=spans)
def test_the_bounds_of_one_summand_under_a_threshold_are_exact(
    factor: int, shift: int, at_least: int, span: tuple[int, int]
) -> None:
    form = Sum((Summand(Linear(shift, ((factor, "a"),)), parse_guard(f"a >= {at_least}", {})),))
    found = [form.value(state) for state in every_state({"a": span})]
    assert sum_bounds(form, {"a": span}) == (min(found), max(found))


@settings(quick, max_examples=200)
@given(guard=guards, wanted=guards, limits=limits_of_tracks)
def test_what_a_guard_implies_holds_wherever_it_does(guard: Guard, wanted: Guard, limits: Limits) -> None:
    if implies(guard, wanted, limits):
        assert all(wanted.holds(state) for state in every_state(limits) if guard.holds(state))


@pytest.mark.parametrize(
    ("guard", "wanted"),
    [
        ("a >= 4", "a >= 3 or b >= 1"),
        ("a >= 4 or b >= 2", "a >= 3 or b >= 1"),
        ("a >= 4 or a <= 1", "a != 2"),
        ("(a >= 4 or b >= 2) and c >= 1", "a >= 4 or b >= 2"),
        ("c >= 1", "a <= 3 or a >= 2"),
        ("a + b >= 4", "not (a == 0 and b == 0)"),
    ],
)
def test_what_alternatives_imply_is_proved(guard: str, wanted: str) -> None:
    limits = {"a": (0, 5), "b": (0, 5), "c": (0, 5)}
    assert implies(parse_guard(guard, {}), parse_guard(wanted, {}), limits)
    assert not implies(parse_guard(wanted, {}), parse_guard(f"({guard}) and a + c == 7", {}), limits)


def test_alternatives_leave_the_limits_of_whichever_can_hold() -> None:
    limits = {"a": (0, 9), "b": (0, 9)}
    assert tightened(parse_guard("a >= 3 and (a <= 4 or a == 6 and b <= 2)", {}), limits) == {"a": (3, 6), "b": (0, 9)}
    assert tightened(parse_guard("a >= 3 and (a <= 2 or a == 6 and b <= 2)", {}), limits) == {"a": (6, 6), "b": (0, 2)}
    assert never(parse_guard("a >= 3 and (a <= 2 or a == 6 and b > 9)", {}), limits)


def test_a_guarded_summand_may_count_or_not() -> None:
    limits = {"a": (0, 5)}
    form = Sum((Summand(parse_linear("2", {}), ALWAYS), Summand(parse_linear("a - 3", {}), parse_guard("a >= 4", {}))))
    assert sum_bounds(form, limits) == (2, 4)
    impossible = Sum((Summand(parse_linear("100", {}), parse_guard("a >= 6", {})),))
    assert sum_bounds(impossible, limits) == (0, 0)
