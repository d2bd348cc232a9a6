"""Conditions: what they say agrees with a slow reader of the same words, and nobody is told what is not known."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.conditions import Condition, holds

NAMES = ("a", "b", "c")
ABROAD = {"properties": {"country": {"const": "LA"}}, "required": ["country"]}


def condition(test: dict[str, Any]) -> Condition:
    return Condition(test=test, vi="khi đó", en="then")


values = (
    st.booleans() | st.integers(-3, 3) | st.sampled_from(["", "x", "xy"]) | st.lists(st.integers(-1, 1), max_size=2)
)
tests = st.recursive(
    st.builds(lambda value: {"const": value}, values)
    | st.builds(lambda options: {"enum": options}, st.lists(values, min_size=1, max_size=3))
    | st.builds(
        lambda word, bound: {word: bound},
        st.sampled_from(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]),
        st.integers(-3, 3),
    )
    | st.builds(lambda least: {"minLength": least}, st.integers(0, 2))
    | st.builds(lambda value: {"contains": {"const": value}}, st.integers(-1, 1)),
    lambda inner: (
        st.builds(lambda part: {"not": part}, inner)
        | st.builds(lambda word, parts: {word: parts}, st.sampled_from(["allOf", "anyOf"]), st.lists(inner, min_size=1))
    ),
    max_leaves=3,
)
whole = st.recursive(
    st.builds(lambda name, test: {"properties": {name: test}, "required": [name]}, st.sampled_from(NAMES), tests),
    lambda inner: (
        st.builds(lambda part: {"not": part}, inner)
        | st.builds(lambda word, parts: {word: parts}, st.sampled_from(["allOf", "anyOf"]), st.lists(inner, min_size=1))
    ),
    max_leaves=4,
)
facts = st.dictionaries(st.sampled_from(NAMES), values)


def same(left: object, right: object) -> bool:
    """Equal as JSON: true is not 1."""
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return isinstance(left, bool) == isinstance(right, bool) and left == right


def is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


READERS: dict[str, Callable[[Any, Any], bool]] = {
    "const": lambda wanted, value: same(value, wanted),
    "enum": lambda wanted, value: any(same(value, one) for one in wanted),
    "minimum": lambda wanted, value: not is_number(value) or value >= wanted,
    "maximum": lambda wanted, value: not is_number(value) or value <= wanted,
    "exclusiveMinimum": lambda wanted, value: not is_number(value) or value > wanted,
    "exclusiveMaximum": lambda wanted, value: not is_number(value) or value < wanted,
    "minLength": lambda wanted, value: not isinstance(value, str) or len(value) >= wanted,
    "contains": lambda wanted, value: not isinstance(value, list) or any(slowly(wanted, one) for one in value),
    "not": lambda wanted, value: not slowly(wanted, value),
    "allOf": lambda wanted, value: all(slowly(one, value) for one in wanted),
    "anyOf": lambda wanted, value: any(slowly(one, value) for one in wanted),
    "required": lambda wanted, value: all(name in value for name in wanted),
    "properties": lambda wanted, value: all(slowly(one, value[name]) for name, one in wanted.items() if name in value),
}
"""Each word as JSON Schema 2020-12 explains it."""


def slowly(test: Mapping[str, Any], value: Any) -> bool:
    """Whether a value satisfies a schema, word by word."""
    return all(READERS[word](wanted, value) for word, wanted in test.items())


@given(whole, facts)
@settings(max_examples=300)
def test_a_condition_agrees_with_a_slow_reader(test: dict[str, Any], known: dict[str, Any]) -> None:
    assert condition(test).holds(known) is slowly(test, known)


@given(whole, facts, facts)
@settings(max_examples=300)
def test_an_answer_once_given_stays(test: dict[str, Any], known: dict[str, Any], more: dict[str, Any]) -> None:
    asked = condition(test)
    answer = asked.answer(known)
    assert answer in (None, asked.answer(more | known))
    if asked.names() <= known.keys():
        assert answer is asked.holds(known)


@pytest.mark.parametrize(
    ("test", "known", "answer"),
    [
        (ABROAD, {"country": "LA"}, True),
        (ABROAD, {"country": "VN"}, False),
        (ABROAD, {}, None),
        ({"not": ABROAD}, {}, None),
        ({"anyOf": [ABROAD, {"required": ["visa"]}]}, {"visa": "x"}, True),
        ({"allOf": [ABROAD, {"required": ["visa"]}]}, {"country": "VN"}, False),
        ({"if": ABROAD, "then": {"required": ["visa"]}}, {"country": "VN"}, None),
        ({"if": ABROAD, "then": {"required": ["visa"]}}, {"country": "VN", "visa": 1}, True),
        ({"oneOf": [ABROAD, {"required": ["visa"]}]}, {"country": "VN", "visa": 1}, True),
        ({"anyOf": [True, ABROAD]}, {}, True),
        ({"allOf": [False, ABROAD]}, {}, False),
        ({}, {}, True),
    ],
)
def test_what_depends_on_an_unknown_fact_is_not_answered(
    test: dict[str, Any], known: dict[str, Any], *, answer: bool | None
) -> None:
    assert condition(test).answer(known) is answer


def test_the_facts_asked_about_are_named() -> None:
    test = {
        "if": {"required": ["a"]},
        "then": {"properties": {"b": {}}},
        "else": {"not": {"required": ["c"]}},
        "oneOf": [{"required": ["d"]}, True],
    }
    assert condition(test).names() == {"a", "b", "c", "d"}


def test_what_has_no_condition_always_applies() -> None:
    assert holds(None, {})
    assert holds(condition(ABROAD), {"country": "LA"})
    assert not holds(condition(ABROAD), {})


def test_a_condition_may_not_refer_to_another_document() -> None:
    with pytest.raises(ValueError, match="must not refer"):
        condition({"$ref": "https://example.org/when.json"}).holds({})
