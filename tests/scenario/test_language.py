"""Guards, forms and sums hold and come to what they say of every state."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from wargame.authoring.parsing import parse_guard, parse_linear
from wargame.scenario.language import Clause, Condition, Either, Guard, Linear, Sum, Summand, cases, negated, negation

NAMES = ("a", "b", "usa.face")

linears = st.builds(
    lambda constant, terms: Linear(constant, tuple((factor, name) for name, factor in terms.items())),
    st.integers(-20, 20),
    st.dictionaries(st.sampled_from(NAMES), st.integers(-5, 5).filter(bool)),
)
conditions = st.builds(Condition, linears, st.sampled_from([">=", "==", "!="]))
conjunctions = st.lists(conditions, min_size=1, max_size=3).map(lambda each: Guard(tuple(each)))
eithers = st.lists(conjunctions, min_size=2, max_size=3).map(lambda each: Either(tuple(each)))
guards = st.lists(st.one_of(conditions, eithers), max_size=4).map(lambda each: Guard(tuple(each)))
values = st.fixed_dictionaries({name: st.integers(-10, 10) for name in NAMES})
quick = settings(max_examples=100, derandomize=True, database=None, deadline=None)


@quick
@given(condition=conditions, now=values)
def test_a_negated_condition_holds_exactly_where_the_condition_does_not(
    condition: Condition, now: dict[str, int]
) -> None:
    assert negated(condition).holds(now) is not condition.holds(now)
    assert negated(negated(condition)).holds(now) is condition.holds(now)


@quick
@given(clause=st.one_of(conditions, eithers), now=values)
def test_the_negation_of_a_clause_holds_exactly_where_it_does_not(clause: Clause, now: dict[str, int]) -> None:
    assert negation(clause).holds(now) is not clause.holds(now)


@quick
@given(guard=guards, now=values, most=st.sampled_from([1, 4, 100]))
def test_one_case_of_a_guard_holds_wherever_it_does(guard: Guard, now: dict[str, int], most: int) -> None:
    found = cases(guard, most)
    assert len(found) <= most
    assert all(isinstance(condition, Condition) for case in found for condition in case.conditions)
    if guard.holds(now):
        assert any(case.holds(now) for case in found)
    elif most == 100:
        assert not any(case.holds(now) for case in found)


@quick
@given(one=linears, other=linears, times=st.integers(-4, 4), now=values)
def test_forms_add_up(one: Linear, other: Linear, times: int, now: dict[str, int]) -> None:
    both = one.plus(other, times)
    assert both.value(now) == one.value(now) + times * other.value(now)
    assert len(set(both.names())) == len(both.terms)
    assert all(coefficient for coefficient, _ in both.terms)


def test_a_sum_counts_each_summand_while_its_guard_holds() -> None:
    form = Sum((Summand(parse_linear("2*a", {})), Summand(parse_linear("b + 1", {}), parse_guard("a >= 3", {}))))
    assert form.value({"a": 2, "b": 9}) == 4
    assert form.value({"a": 3, "b": 9}) == 16
    assert form.names() == ("a", "b")
