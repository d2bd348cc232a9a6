"""What a form says beyond JSON Schema of its answers: rules between two, days from today, numbers of nobody.

Words of the house in the schema: `x-rules` (between two answers), `x-no-earlier` and `x-no-later` (a day `YYYY-MM-DD`,
or days from the day of reckoning, `-60d`), `format: personal-number`. A rule over a missing or malformed answer is
silent: the schema speaks of that. Where only a month or a year is known, a rule is broken when it cannot hold.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from contracts.conditions import Condition
from kit.clock import LOCAL
from kit.faults import Fault, pointer
from kit.vietnamese import is_personal_number

IMPOSSIBLE: Final = (
    "not-a-personal-number",
    "Số định danh cá nhân không khớp với ngày sinh hoặc giới tính.",
    "The personal number does not agree with the birth date or sex.",
)
TOO_EARLY: Final = ("too-early", "Ngày này sớm hơn mức cho phép.", "The day is earlier than allowed.")
TOO_LATE: Final = ("too-late", "Ngày này muộn hơn mức cho phép.", "The day is later than allowed.")
OUT_OF_RANGE: Final = "out-of-range"

_PARTIAL: Final = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?")
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_AWAY: Final = re.compile(r"([+-]?[0-9]{1,5})d")


class Stretch(NamedTuple):
    """An answer that can be compared: from, to; the same where it is exact. Numbers, days, moments or hours."""

    first: Any
    last: Any


class Place(NamedTuple):
    """Where in the answers an object is, the properties its schema gives it, and the object."""

    path: tuple[str | int, ...]
    properties: Mapping[str, Any]
    values: Mapping[str, Any]


def as_day(value: object) -> date | None:
    """The day an answer says (ISO 8601), None when it says none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def stretch(value: object) -> Stretch | None:
    """What an answer can be compared by; None: nothing."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return Stretch(value, value)
    if day := as_day(value):
        return Stretch(day, day)
    if _CLOCK.fullmatch(value):
        return Stretch(time.fromisoformat(value), time.fromisoformat(value))
    if found := _PARTIAL.fullmatch(value):
        return _months(int(found[1]), int(found[2]) if found[2] else None)
    return _moment(value)


def places(
    schema: Mapping[str, Any], answers: Mapping[str, Any], *, path: tuple[str | int, ...] = ()
) -> Iterator[Place]:
    """The form itself, and every object within its answers that the schema gives properties."""
    properties = schema.get("properties", {})
    yield Place(path, properties, answers)
    for name, field in properties.items():
        value = answers.get(name)
        if not isinstance(field, Mapping):
            continue
        if isinstance(value, dict):
            yield from places(field, value, path=(*path, name))
        items = field.get("items")
        if isinstance(value, list) and isinstance(items, Mapping):
            for number, entry in enumerate(value):
                if isinstance(entry, dict):
                    yield from places(items, entry, path=(*path, name, number))


def impossible_numbers(schema: Mapping[str, Any], answers: Mapping[str, Any], *, on: date) -> Iterator[Fault]:
    """Personal numbers of nobody: born after `on`, or against the `..._birth_date` and `..._sex` beside them."""
    for place in places(schema, answers):
        for name, number in _asked(place, "format", "personal-number"):
            if not isinstance(number, str) or not is_personal_number(number):
                continue  # its form alone is already a fault
            stem = name.removesuffix("personal_number")
            birth_date, sex = as_day(place.values.get(f"{stem}birth_date")), place.values.get(f"{stem}sex")
            known = sex if sex in ("female", "male") else None
            if not is_personal_number(number, birth_date=birth_date, sex=known, at=on):
                yield Fault(_at(place, name), *IMPOSSIBLE)


def days_out_of_bounds(schema: Mapping[str, Any], answers: Mapping[str, Any], *, on: date) -> Iterator[Fault]:
    """Days before `x-no-earlier` or after `x-no-later`."""
    for place in places(schema, answers):
        for name, value in _asked(place, "x-no-earlier"):
            said, bound = _days(value), bound_day(place.properties[name]["x-no-earlier"], on=on)
            if said and bound and said.last < bound:
                yield Fault(_at(place, name), *TOO_EARLY)
        for name, value in _asked(place, "x-no-later"):
            said, bound = _days(value), bound_day(place.properties[name]["x-no-later"], on=on)
            if said and bound and said.first > bound:
                yield Fault(_at(place, name), *TOO_LATE)


def bound_day(bound: object, *, on: date) -> date | None:
    """The day of `x-no-earlier` or `x-no-later`; None: it names none."""
    if isinstance(bound, str) and (away := _AWAY.fullmatch(bound)):
        try:
            return on + timedelta(days=int(away[1]))
        except OverflowError:
            return None
    return as_day(bound)


def broken_rules(schema: Mapping[str, Any], answers: Mapping[str, Any], *, on: date) -> Iterator[Fault]:
    """Faults of the form's `x-rules`: what `field` must be towards `other`, where `when` holds.

    A rule is `{field, comparison, other, amount, when, message, message_en}`, or as written before there were
    comparisons `{field, after, within_months, message, message_en}`.
    """
    facts = {**answers, "on": on.isoformat()}
    for rule in map(_current, schema.get("x-rules", ())):
        field, other = answers.get(rule["field"]), answers.get(rule["other"])
        if field is None or other is None:
            continue
        if (when := rule.get("when")) and not Condition.model_validate(when).holds(facts):
            continue
        if not _BROKEN[rule["comparison"]](field, other, amount=rule.get("amount") or 0):
            continue
        code = _CODES.get(rule["comparison"], OUT_OF_RANGE)
        yield Fault(pointer(["answers", rule["field"]]), code, rule["message"], rule["message_en"])


def _current(rule: Mapping[str, Any]) -> Mapping[str, Any]:
    if "comparison" in rule:
        return rule
    return {**rule, "comparison": "within_months", "other": rule["after"], "amount": rule["within_months"]}


def _against(test: Callable[[Stretch, Stretch, int], bool], *, is_of_days: bool = False) -> Callable[..., bool]:
    """A test of two answers of one sort; of different sorts nothing is broken."""

    def broken(field: object, other: object, *, amount: int) -> bool:
        read = _days if is_of_days else stretch
        left, right = read(field), read(other)
        if left and right and type(left.first) is not type(right.first):
            left, right = (left, right) if _are_numbers(left, right) else (_days(field), _days(other))
        return left is not None and right is not None and test(left, right, amount)

    return broken


_BROKEN: Final[Mapping[str, Callable[..., bool]]] = {
    "after": _against(lambda left, right, _: left.last <= right.first),
    "not_before": _against(lambda left, right, _: left.last < right.first),
    "at_least": _against(lambda left, right, _: left.last < right.first),
    "at_most": _against(lambda left, right, _: left.first > right.last),
    "within_months": _against(
        lambda left, right, amount: left.last <= right.first or left.first > months_later(right.last, amount),
        is_of_days=True,
    ),
    "years_older": _against(
        lambda left, right, amount: months_later(left.first, 12 * amount) > right.last, is_of_days=True
    ),
    "equal": lambda field, other, **_: not _same(field, other),
    "different": lambda field, other, **_: _same(field, other),
}
"""Comparison (services.catalog.forms.definition) -> whether two answers break it."""
_CODES: Final = {"equal": "not-equal", "different": "not-different"}


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month (Civil Code art. 148)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _same(field: object, other: object) -> bool:
    return isinstance(field, bool) == isinstance(other, bool) and field == other


def _are_numbers(left: Stretch, right: Stretch) -> bool:
    return isinstance(left.first, int | float) and isinstance(right.first, int | float)


def _days(value: object) -> Stretch | None:
    """An answer as days; None: it is none."""
    said = stretch(value)
    if said is None or not isinstance(said.first, date):
        return None
    return Stretch(*(one.date() if isinstance(one, datetime) else one for one in said))


def _moment(value: str) -> Stretch | None:
    try:
        moment = datetime.fromisoformat(value)
        local = moment.astimezone(LOCAL) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
    return Stretch(local, local) if local else None


def _months(year: int, month: int | None) -> Stretch | None:
    first, last = (1, 12) if month is None else (month, month)
    if year == 0 or not 1 <= first <= 12:
        return None
    return Stretch(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _asked(place: Place, word: str, wanted: object = None) -> Sequence[tuple[str, object]]:
    """The answered properties of a place whose schema has a word."""
    return [
        (name, place.values[name])
        for name, field in place.properties.items()
        if name in place.values and isinstance(field, Mapping) and word in field and wanted in (None, field[word])
    ]


def _at(place: Place, name: str) -> str:
    return pointer(["answers", *place.path, name])
