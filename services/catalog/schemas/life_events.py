"""REST shapes of life events."""

from typing import Annotated

from pydantic import Field

from kit.schemas import Schema, Words

_Name = Annotated[Words, Field(min_length=1)]


class LifeEventSummary(Schema):
    """A life event in a list. `count`: how many procedures it brings."""

    code: str
    name: str
    name_en: str
    aliases: list[str]
    count: int


class LifeEventsOut(Schema):
    """All life events, in the order they are shown."""

    items: list[LifeEventSummary]


class StepOut(Schema):
    """A procedure of a life event; `vi` and `en` say what it is for here."""

    code: str
    name: str
    vi: str
    en: str


class LifeEventOut(Schema):
    """A life event and its procedures, in the order of doing them."""

    code: str
    name: str
    name_en: str
    aliases: list[str]
    position: int
    version: int
    procedures: list[StepOut]


class StepIn(Schema):
    """A procedure of a life event."""

    code: str = Field(pattern=r"^[0-9A-Za-z.\-]{1,40}$", examples=["1.001193"])
    vi: _Name = Field(examples=["Đăng ký khai sinh cho con"])
    en: _Name = Field(examples=["Register the birth"])


class LifeEventIn(Schema):
    """A life event as an editor writes it."""

    name: _Name = Field(examples=["Sinh con"])
    name_en: _Name = Field(examples=["A child is born"])
    position: int = Field(ge=0, le=1000, examples=[3])
    aliases: list[_Name] = Field(default=[], max_length=50, examples=[["sinh em bé", "mới sinh con"]])
    procedures: list[StepIn] = Field(
        min_length=1,
        max_length=50,
        examples=[[{"code": "1.001193", "vi": "Đăng ký khai sinh", "en": "Register the birth"}]],
    )
