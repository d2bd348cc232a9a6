"""Where in a revision things of one kind stand: its terms, fees, conditions and texts, each with its JSON pointer."""

from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel

from contracts.conditions import Condition
from contracts.fees import FeeRule
from kit.faults import pointer
from services.catalog.content import Content, FormOffer, Variant


def terms(content: Content) -> Iterator[tuple[str, Variant]]:
    """Each channel's own terms, then its variants."""
    for place, offer in enumerate(content.channels):
        yield f"/channels/{place}", offer
        for index, variant in enumerate(offer.variants):
            yield f"/channels/{place}/variants/{index}", variant


def schedules(content: Content) -> Iterator[tuple[str, Sequence[FeeRule]]]:
    """The fees of each of the terms."""
    return ((f"{at}/fees", variant.fees) for at, variant in terms(content))


def conditions(content: Content) -> Iterator[tuple[str, Condition]]:
    """Every condition outside the forms, which speak for themselves."""
    return (found for found in _conditions(content, ()))


def texts(content: Content) -> Iterator[tuple[str, str]]:
    """Every text outside conditions' tests and forms."""
    return (found for found in _texts(content.model_dump(exclude={"forms"}), ()))


def _conditions(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[str, Condition]]:  # noqa: ANN401
    if isinstance(value, Condition):
        yield pointer(at), value
    elif isinstance(value, BaseModel) and not isinstance(value, FormOffer):
        for name in type(value).model_fields:
            yield from _conditions(getattr(value, name), (*at, name))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _conditions(one, (*at, place))


def _texts(value: Any, at: tuple[str | int, ...]) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any JSON value
    if isinstance(value, str):
        yield pointer(at), value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name != "test" or not isinstance(one, dict) or "vi" in one:
                yield from _texts(one, (*at, name))
    elif isinstance(value, list):
        for place, one in enumerate(value):
            yield from _texts(one, (*at, place))
