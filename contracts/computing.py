"""Values a form computes of its answers (`x-computed`): the server fills them in, whatever a client sent.

`how` is an `Operation` of services.catalog.forms.definition, `of` the ids of its inputs, computed ones among them.
While an input is missing or of another sort the value is absent.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import prod
from typing import Any, Final

from contracts.answers import as_day
from kit.vietnamese import day_spelled

MOST: Final = 2**53 - 1
"""Largest whole number every JSON reader keeps exactly; a computed one beyond it is absent."""


def computed(schema: Mapping[str, Any], answers: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """The values of the form's computed properties on a day; those that cannot be known yet are absent."""
    asked = _computations(schema)
    known = {name: value for name, value in answers.items() if name not in asked}
    found: dict[str, Any] = {}
    waiting = dict(asked)
    while waiting:
        ready = {name: one for name, one in waiting.items() if all(of in known for of in one["of"])}
        if not ready:
            break
        for name, one in ready.items():
            del waiting[name]
            value = _OPERATIONS[one["how"]]([known[of] for of in one["of"]], on)
            if value is not None:
                found[name] = known[name] = value
    return found


def completed(schema: Mapping[str, Any], answers: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """The answers with the form's computed values in the place of whatever was sent for them."""
    asked = _computations(schema)
    return {name: value for name, value in answers.items() if name not in asked} | computed(schema, answers, on=on)


def _computations(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: field["x-computed"]
        for name, field in schema.get("properties", {}).items()
        if isinstance(field, Mapping) and "x-computed" in field
    }


def _years(values: Sequence[Any], on: date) -> int | None:
    between = _between(values, on)
    if between is None:
        return None
    begin, end = between
    return end.year - begin.year - ((end.month, end.day) < (begin.month, begin.day))


def _day_count(values: Sequence[Any], on: date) -> int | None:
    between = _between(values, on)
    return (between[1] - between[0]).days if between else None


def _between(values: Sequence[Any], on: date) -> tuple[date, date] | None:
    days = [as_day(value) for value in values[:2]]
    begin, end = (*days, on)[:2]
    return (begin, end) if begin and end else None


def _number(values: Sequence[Any], reckon: Callable[[list[Fraction]], Fraction | int]) -> int | float | None:
    if not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        return None
    result = Fraction(reckon([Fraction(str(value)) for value in values]))
    if abs(result) > MOST:
        return None
    return int(result) if result.denominator == 1 else float(result)


def _count(values: Sequence[Any], _: date) -> int | None:
    return sum(map(len, values)) if all(isinstance(value, list) for value in values) else None


def _join(values: Sequence[Any], _: date) -> str | None:
    return " ".join(values) if all(isinstance(value, str) for value in values) else None


def _upper(values: Sequence[Any], on: date) -> str | None:
    joined = _join(values, on)
    return joined.upper() if joined is not None else None


def _in_words(values: Sequence[Any], _: date) -> str | None:
    day = as_day(values[0])
    return day_spelled(day) if day else None


_OPERATIONS: Final[Mapping[str, Callable[[Sequence[Any], date], Any]]] = {
    "years_between": _years,
    "days_between": _day_count,
    "total": lambda values, _: _number(values, sum),
    "product": lambda values, _: _number(values, prod),
    "count": _count,
    "join": _join,
    "upper": _upper,
    "date_in_words": _in_words,
}
