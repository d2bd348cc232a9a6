"""The strict shape of what comes in and the allow-list of what goes out."""

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

MAX_DEPTH = 32
"""Levels of lists and objects in one body."""

MAX_INT = 9_007_199_254_740_991
"""The largest integer JavaScript holds exactly."""


def clean(value: Any, depth: int = 0) -> Any:  # noqa: ANN401 - any JSON value
    """Normalise text to NFC; refuse surrogates and control characters other than newline and tab.

    Works through lists and dicts, and refuses there what a database cannot keep: integers beyond 64 bits, fractions
    that JSON cannot give back as they were, more than `MAX_DEPTH` levels. Raises ValueError.
    """
    if depth > MAX_DEPTH:
        raise ValueError("too many levels")
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value)
        if any(unicodedata.category(char) in ("Cc", "Cs") and char not in "\n\r\t" for char in text):
            raise ValueError("control characters are not text")
        return text
    if isinstance(value, dict):
        return {clean(key): clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item, depth + 1) for item in value]
    if isinstance(value, float) and not abs(value) < 2**53:
        raise ValueError("not finite, or more than a number can hold exactly")
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise ValueError("more than 64 bits")
    return value


class Schema(BaseModel):
    """Shape of a request or answer: strict, nothing unknown, no infinities, clean text."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _clean(cls, data: Any) -> Any:  # noqa: ANN401 - not validated yet
        return clean(data) if isinstance(data, dict) else data


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), BeforeValidator(clean)]
"""One line of text, up to 500 characters."""

LongText = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=5000), BeforeValidator(clean)
]
"""Text of up to 5,000 characters."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), BeforeValidator(clean)]
"""What somebody searches for."""


_DATED = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ].+)?", re.ASCII)


def _is_text(value: Any) -> Any:  # noqa: ANN401 - not validated yet
    if isinstance(value, int | float):
        raise ValueError("a number is not a date or an identifier")
    return value


def _is_dated(value: Any) -> Any:  # noqa: ANN401 - not validated yet
    if isinstance(value, str) and not _DATED.fullmatch(value):
        raise ValueError("a number in text is not a date either")
    return _is_text(value)


Id = Annotated[UUID, BeforeValidator(_is_text), Field(strict=False)]
"""An identifier in a body: text over the wire, where strictness would refuse it."""

Day = Annotated[date, BeforeValidator(_is_dated), Field(strict=False)]
"""A day in a body, `2026-11-23`."""

Moment = Annotated[AwareDatetime, BeforeValidator(_is_dated), Field(strict=False)]
"""A time with offset in a body, RFC 3339."""


class Money(Schema):
    """An amount of whole đồng."""

    amount: int = Field(ge=-MAX_INT, le=MAX_INT, examples=[7000])
    currency: Literal["VND"] = "VND"
