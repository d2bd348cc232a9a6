"""What a published condition may say; each wrong one is told where and why."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.conditions import FACTS, Condition
from services.catalog.checking.conditions import FACT_SHAPES, faults

NAMES: dict[str, dict[str, Any]] = {
    **FACT_SHAPES,
    "kind": {"type": "string", "oneOf": [{"const": "new"}, {"const": "renewed"}]},
    "age": {"type": "integer", "minimum": 0},
    "days": {},
    "nickname": {"type": ["string", "null"]},
    "reasons": {"type": "array", "items": {"enum": ["lost", "torn"]}},
    "broken": {"format": "nobody-knows"},
}
GOOD = {"properties": {"kind": {"const": "new"}}, "required": ["kind"]}


def found(test: dict[str, Any], *, vi: str = "khi đó", en: str = "then") -> list[tuple[str, str]]:
    said = Condition(test=test, vi=vi, en=en)
    return [(one.pointer.removeprefix("/when"), one.code) for one in faults(said, at="/when", names=NAMES)]


def asking(name: str, test: Any) -> dict[str, Any]:
    return {"properties": {name: test}, "required": [name]}


def test_the_facts_of_every_dossier_have_a_shape() -> None:
    assert FACT_SHAPES.keys() == FACTS.keys()


@pytest.mark.parametrize(
    "test",
    [
        GOOD,
        asking("age", {"minimum": 14, "exclusiveMaximum": 18}),
        asking("days", {"minimum": 61}),
        asking("reasons", {"contains": {"const": "lost"}}),
        asking("kind", {"not": {"enum": ["new"]}}),
        asking("nickname", {"minLength": 1}),
        asking("age", {"anyOf": [{"const": 1}, {"allOf": [{"minimum": 3}]}]}),
        asking("channel", {"const": "online"}),
        asking("on", {"const": "2026-11-23"}),
        asking("broken", {"const": "x"}),
        {"allOf": [GOOD, asking("age", {"minimum": 1})]},
        {"anyOf": [GOOD, {"required": ["age"]}]},
        {"required": ["kind"], "not": GOOD},
        {"required": ["kind", "age"], "not": {"anyOf": [GOOD, asking("age", {"minimum": 1})]}},
        {"required": ["kind"], "allOf": [{"properties": {"kind": {"const": "new"}}}]},
    ],
)
def test_a_condition_of_the_allowed_words_may_be_published(test: dict[str, Any]) -> None:
    assert found(test) == []


@pytest.mark.parametrize(
    ("test", "fault"),
    [
        ({}, ("/test", "missing")),
        ({"pattern": "x", **GOOD}, ("/test/pattern", "not-a-word")),
        ({"if": GOOD, **GOOD}, ("/test/if", "not-a-word")),
        ({"required": "kind"}, ("/test", "malformed")),
        ({"$ref": "https://example.org/when.json", **GOOD}, ("/test", "malformed")),
        ({"anyOf": [True, GOOD]}, ("/test/anyOf/0", "malformed")),
        (asking("kind", True), ("/test/properties/kind", "malformed")),
        (asking("kind", {}), ("/test/properties/kind", "malformed")),
        (asking("kind", {"pattern": "x"}), ("/test/properties/kind/pattern", "not-a-word")),
        (asking("kind", {"const": "old"}), ("/test/properties/kind/const", "impossible")),
        (asking("kind", {"enum": ["new", "old"]}), ("/test/properties/kind/enum/1", "impossible")),
        (asking("kind", {"minimum": 3}), ("/test/properties/kind/minimum", "does-not-fit")),
        (asking("age", {"const": -1}), ("/test/properties/age/const", "impossible")),
        (asking("channel", {"const": "fax"}), ("/test/properties/channel/const", "impossible")),
        (asking("on", {"const": "2026-02-30"}), ("/test/properties/on/const", "impossible")),
        (asking("age", {"not": {"const": "x"}}), ("/test/properties/age/not/const", "impossible")),
        (asking("age", {"anyOf": [{"const": "x"}]}), ("/test/properties/age/anyOf/0/const", "impossible")),
        (asking("reasons", {"contains": {"const": "old"}}), ("/test/properties/reasons/contains/const", "impossible")),
        (asking("kind", {"contains": {"const": "new"}}), ("/test/properties/kind/contains", "does-not-fit")),
        ({"properties": {"kind": {"const": "new"}}}, ("/test/properties/kind", "not-required")),
        ({"not": GOOD, "required": ["age"]}, ("/test/not/required", "not-required")),
        ({"required": ["knid"]}, ("/test/required", "unknown")),
        ({"required": ["kind"], "properties": {"knid": {"const": 1}}}, ("/test/properties/knid", "unknown")),
    ],
)
def test_a_faulty_condition_is_told_where_and_why(test: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in found(test)


def test_a_condition_needs_words_in_both_languages() -> None:
    assert found(GOOD, en=" ") == [("", "one-language")]


tests = st.recursive(
    st.sampled_from(
        [
            asking("kind", {"const": "new"}),
            asking("age", {"minimum": 3}),
            {"properties": {"kind": {"const": "new"}}},
            {"required": ["age"]},
            {"required": ["kind", "age"]},
        ]
    ),
    lambda inner: (
        st.builds(lambda part: {"not": part}, inner)
        | st.builds(lambda part: {"required": ["kind", "age"], "not": part}, inner)
        | st.builds(lambda word, parts: {word: parts}, st.sampled_from(["allOf", "anyOf"]), st.lists(inner, min_size=1))
    ),
    max_leaves=5,
)


@given(
    tests, st.fixed_dictionaries({}, optional={"kind": st.sampled_from(["new", "renewed"]), "age": st.integers(0, 9)})
)
def test_a_published_condition_never_holds_because_a_fact_is_missing(
    test: dict[str, Any], known: dict[str, Any]
) -> None:
    """Whatever holds without a fact holds with every value of it: it did not ask for that fact."""
    said = Condition(test=test, vi="khi đó", en="then")
    if not list(faults(said, at="", names=NAMES)) and said.holds(known):
        assert said.answer(known) is True
