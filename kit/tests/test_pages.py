"""Cursors are ours or refused."""

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from kit.pages import Page, decode, decode_place, encode
from kit.problems import Invalid

KEY = SecretStr("a key of this test")


@given(st.lists(st.text() | st.integers() | st.none(), min_size=1, max_size=4))
def test_a_cursor_gives_back_what_it_was_made_of(values: list[str | int | None]) -> None:
    assert decode(KEY, encode(KEY, *values), fields=len(values)) == values


@given(st.text(max_size=100))
def test_a_made_up_cursor_is_invalid(cursor: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode(KEY, cursor, fields=1)
    assert refused.value.errors[0].pointer == "/query/cursor"


@pytest.mark.parametrize(
    "forged",
    [
        base64.urlsafe_b64encode(bytes(12) + b'["1"]').decode(),
        encode(SecretStr("another key"), "1"),
        encode(KEY, "1", "2"),
        encode(KEY),
        base64.urlsafe_b64encode(json.dumps(["1"]).encode()).decode(),
    ],
)
def test_a_forged_cursor_or_one_of_another_list_is_invalid(forged: str) -> None:
    with pytest.raises(Invalid):
        decode(KEY, forged, fields=1)


@given(st.data())
def test_a_changed_cursor_is_invalid(data: st.DataObject) -> None:
    raw = bytearray(base64.urlsafe_b64decode(encode(KEY, "key", 7, "x") + "=="))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Invalid):
        decode(KEY, base64.urlsafe_b64encode(bytes(raw)).decode(), fields=3)


@given(st.datetimes(timezones=st.just(UTC)), st.uuids())
def test_a_place_is_a_moment_and_an_id(moment: datetime, row_id: UUID) -> None:
    assert decode_place(KEY, encode(KEY, moment.isoformat(), str(row_id))) == (moment, row_id)


@pytest.mark.parametrize(
    "other",
    [
        encode(KEY, "1"),
        encode(KEY, "yesterday", str(UUID(int=1))),
        encode(KEY, "2026-11-25T01:15:00+00:00", 7),
        encode(SecretStr("another key"), "2026-11-25T01:15:00+00:00", str(UUID(int=1))),
    ],
)
def test_a_cursor_of_a_list_ordered_otherwise_is_no_place(other: str) -> None:
    with pytest.raises(Invalid) as refused:
        decode_place(KEY, other)
    assert refused.value.errors[0].pointer == "/query/cursor"


def test_the_last_page_names_no_next() -> None:
    assert Page[int](items=[1]).next is None
