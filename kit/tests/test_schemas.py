"""What comes in is strict: unclean text, numbers in the wrong clothes and unknown keys are refused."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from kit.schemas import MAX_DEPTH, MAX_INT, Day, Id, Line, Moment, Money, Schema, Words, clean


class Thing(Schema):
    name: Line = "x"
    count: int = 0
    share: float = 0.0
    is_good: bool = True
    answers: dict[str, Any] = {}  # noqa: RUF012 - pydantic copies it


class Dated(Schema):
    id: Id
    on: Day
    at: Moment


def test_text_is_kept_in_one_normal_form_without_outer_space() -> None:
    assert Thing.model_validate({"name": "  Nguye\u0302\u0303n "}).name == "Nguyễn"


@pytest.mark.parametrize(
    "name", ["a\0b", "\ud800", "a\x1bb", "\x7f", "\x85", "", "   ", "a" * 501, 1, True, None, [], {}]
)
def test_what_is_no_line_of_text_is_refused(name: object) -> None:
    with pytest.raises(ValidationError):
        Thing.model_validate({"name": name})


@pytest.mark.parametrize(
    "fields",
    [
        {"count": True},
        {"count": "1"},
        {"count": 1.0},
        {"count": 2**63},
        {"count": -(2**63) - 1},
        {"share": float("nan")},
        {"share": float("inf")},
        {"share": "1"},
        {"is_good": 1},
        {"is_good": "true"},
        {"unknown": 1},
        {"name\0": 1},
        {"answers": {"a": [float("nan")]}},
        {"answers": {"a": {"b": 10**40}}},
        {"answers": {"a\0": 1}},
        {"answers": {"a": ["\ud800"]}},
    ],
)
def test_loose_values_are_refused_wherever_they_hide(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Thing.model_validate(fields)


def test_something_else_than_an_object_is_refused() -> None:
    with pytest.raises(ValidationError):
        Thing.model_validate([1])


def test_a_body_nested_too_deep_is_refused_not_crashed_on() -> None:
    deep: Any = []
    for _ in range(900):
        deep = [deep]
    with pytest.raises(ValidationError):
        Thing.model_validate({"answers": {"a": deep}})
    fine: Any = 1
    for _ in range(MAX_DEPTH - 2):
        fine = [fine]
    assert Thing.model_validate({"answers": {"a": fine}}).answers["a"] == fine


def test_newlines_and_tabs_are_text() -> None:
    assert clean("a\n\tb\r\n") == "a\n\tb\r\n"


def test_a_search_may_be_empty() -> None:
    class Search(Schema):
        q: Words

    assert Search(q=" ").q == ""


def test_identifiers_days_and_moments_come_as_text() -> None:
    known = uuid4()
    told = Dated.model_validate({"id": str(known), "on": "2026-11-23", "at": "2026-11-23T09:00:00+07:00"})
    assert (told.id, told.on) == (known, date(2026, 11, 23))
    assert told.at.astimezone(UTC) == datetime(2026, 11, 23, 2, tzinfo=UTC)
    assert Dated(id=known, on=told.on, at=told.at) == told


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", 1),
        ("id", "1"),
        ("id", None),
        ("on", 86400),
        ("on", "86400"),
        ("on", True),
        ("on", "2026-13-01"),
        ("on", "2026-11-23T09:00:00"),
        ("at", 1700006400),
        ("at", "1700006400"),
        ("at", "2026-11-23T09:00:00"),
        ("at", "2026-11-23"),
        ("at", 1.5),
    ],
)
def test_what_only_looks_like_one_is_refused(field: str, value: object) -> None:
    fine = {"id": str(uuid4()), "on": "2026-11-23", "at": "2026-11-23T09:00:00Z"}
    with pytest.raises(ValidationError):
        Dated.model_validate({**fine, field: value})


def test_money_is_whole_and_vietnamese() -> None:
    assert Money(amount=7000).currency == "VND"
    for wrong in ({"amount": 7000.0}, {"amount": True}, {"amount": MAX_INT + 1}, {"amount": 1, "currency": "USD"}):
        with pytest.raises(ValidationError):
            Money.model_validate(wrong)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["name", "count", "share", "is_good", "answers", "x"]), json_values))
def test_any_body_is_accepted_or_refused_and_what_is_accepted_can_be_stored(body: dict[str, Any]) -> None:
    try:
        told = Thing.model_validate(body)
    except ValidationError:
        return
    stored = json.dumps(told.answers, allow_nan=False, ensure_ascii=False).encode()
    assert b"\0" not in stored
