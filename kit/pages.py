"""Lists page by key, never by offset: page 1,000 costs what page 1 costs.

A cursor is the key of the last row seen, signed so that nobody can ask for rows by guessing one.
"""

import base64
import hashlib
import hmac
import json
from datetime import datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import SecretStr

from kit.faults import Fault
from kit.problems import Invalid
from kit.schemas import Schema

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=100, description="Số mục mỗi trang / items per page")]
Cursor = Annotated[
    str | None, Query(max_length=600, description="Giá trị `next` của trang trước / `next` of the page before")
]


class Page(Schema, Generic[T]):
    """A page of items; `next` is the cursor of the following page, absent on the last."""

    items: list[T]
    next: str | None = None


def encode(key: SecretStr, *values: str | int | None) -> str:
    """An opaque cursor for a row's key values."""
    body = json.dumps(values, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_seal(key, body) + body).decode().rstrip("=")


def decode(key: SecretStr, cursor: str, *, fields: int) -> list[str | int | None]:
    """The key values of a cursor; Invalid unless we made it and it holds `fields` values."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        seal, body = raw[:12], raw[12:]
        values = json.loads(body) if hmac.compare_digest(seal, _seal(key, body)) else []
    except ValueError:
        values = []
    if not isinstance(values, list) or len(values) != fields:
        raise _invalid()
    return values


def encode_place(key: SecretStr, place: tuple[datetime, UUID]) -> str:
    """The cursor of a row in a list ordered by a moment and an id; `decode_place` reads it."""
    moment, row_id = place
    return encode(key, moment.isoformat(), str(row_id))


def decode_place(key: SecretStr, cursor: str) -> tuple[datetime, UUID]:
    """The place of a row in a list ordered by a moment and an id; Invalid unless the cursor is one of such a list."""
    moment, row_id = decode(key, cursor, fields=2)
    try:
        return datetime.fromisoformat(str(moment)), UUID(str(row_id))
    except ValueError:
        raise _invalid() from None


def _invalid() -> Invalid:
    fault = Fault("/query/cursor", "malformed", "Con trỏ trang không hợp lệ.", "The cursor is not valid.")
    return Invalid(errors=[fault])


def _seal(key: SecretStr, body: bytes) -> bytes:
    return hmac.digest(key.get_secret_value().encode(), body, hashlib.sha256)[:12]
