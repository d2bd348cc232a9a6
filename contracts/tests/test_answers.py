"""Rules between answers: days, months and years that agree, numbers of nobody, and silence where nothing is known."""

from datetime import date
from typing import Any

import pytest

from contracts.answers import bound_day, broken_rules, days_out_of_bounds, impossible_numbers, stretch

TODAY = date(2026, 11, 23)
NUMBER = {"type": "string", "format": "personal-number"}
DAY = {"type": "string", "format": "date"}


def is_broken(comparison: str, field: object, other: object, **rule: Any) -> bool:
    said = {"field": "f", "other": "o", "comparison": comparison, "message": "Sai.", "message_en": "Wrong."} | rule
    return bool(list(broken_rules({"x-rules": [said]}, {"f": field, "o": other}, on=TODAY)))


@pytest.mark.parametrize(
    ("comparison", "field", "other", "amount", "broken"),
    [
        ("after", "2026-12-02", "2026-12-01", None, False),
        ("after", "2026-12-01", "2026-12-01", None, True),
        ("not_before", "2026-12-01", "2026-12-01", None, False),
        ("not_before", "2026-11-30", "2026-12-01", None, True),
        ("not_before", "1994", "1994-05-12", None, False),
        ("not_before", "1993", "1994-05-12", None, True),
        ("after", "1994-04", "1994-05-12", None, True),
        ("after", "08:30", "07:30", None, False),
        ("after", "07:30", "08:30", None, True),
        ("after", "2026-12-01T10:00:00+07:00", "2026-12-01T02:59:00Z", None, False),
        ("after", "2026-12-01T09:59:00+07:00", "2026-12-01T03:00:00Z", None, True),
        ("after", "2026-12-01T23:00:00Z", "2026-12-01", None, False),
        ("within_months", "2026-12-01", "2024-12-01", 24, False),
        ("within_months", "2026-12-02", "2024-12-01", 24, True),
        ("within_months", "2024-12-01", "2024-12-01", 24, True),
        ("years_older", "1994-05-12", "2014-05-12", 20, False),
        ("years_older", "1994-05-13", "2014-05-12", 20, True),
        ("years_older", "1994", "2014-05-12", 20, False),
        ("equal", "a", "a", None, False),
        ("equal", True, 1, None, True),
        ("different", "a", "a", None, True),
        ("different", "a", "b", None, False),
        ("at_least", 3, 3.5, None, True),
        ("at_least", 3.5, 3, None, False),
        ("at_most", 4, 3, None, True),
        ("at_most", 3, 3, None, False),
        ("at_most", 4, "2026-12-01", None, False),
        ("at_most", True, 0, None, False),
        ("after", "nonsense", "2026-12-01", None, False),
        ("after", None, "2026-12-01", None, False),
        ("after", [], "2026-12-01", None, False),
    ],
)
def test_a_comparison_is_broken_when_it_cannot_hold(
    comparison: str, field: object, other: object, amount: int | None, *, broken: bool
) -> None:
    assert is_broken(comparison, field, other, amount=amount) is broken


@pytest.mark.parametrize(("comparison", "code"), [("equal", "not-equal"), ("at_least", "out-of-range")])
def test_a_broken_rule_is_a_fault_at_its_field(comparison: str, code: str) -> None:
    rule = {"field": "f", "other": "o", "comparison": comparison, "message": "Sai.", "message_en": "Wrong."}
    (fault,) = broken_rules({"x-rules": [rule]}, {"f": 1, "o": 2}, on=TODAY)
    assert (fault.pointer, fault.code, fault.vi, fault.en) == ("/answers/f", code, "Sai.", "Wrong.")


def test_a_rule_may_have_a_condition() -> None:
    when = {"test": {"properties": {"f": {"const": 1}}, "required": ["f"]}, "vi": "khi 1", "en": "when 1"}
    assert is_broken("equal", 1, 3, when=when)
    assert not is_broken("equal", 2, 3, when=when)
    assert is_broken("equal", 2, 3, when=None)


@pytest.mark.parametrize(
    ("begin", "end", "broken"),
    [
        ("2026-12-01", "2028-12-01", False),
        ("2026-12-01", "2026-12-01", True),
        ("2024-02-29", "2026-02-28", False),
        ("2024-02-29", "2026-03-01", True),
        ("9999-12-01", "9999-12-02", False),
        ("nonsense", "2026-12-01", False),
        (7, None, False),
    ],
)
def test_rules_of_stored_forms_are_still_read(begin: object, end: object, *, broken: bool) -> None:
    """The shape before there were comparisons; months end with the month."""
    rule = {"field": "to", "after": "from", "within_months": 24, "message": "Quá hạn.", "message_en": "Too long."}
    found = broken_rules({"x-rules": [rule]}, {"from": begin, "to": end}, on=TODAY)
    assert bool(list(found)) is broken


@pytest.mark.parametrize(
    ("bound", "day"),
    [
        ("2026-01-01", date(2026, 1, 1)),
        ("0d", TODAY),
        ("-60d", date(2026, 9, 24)),
        ("+1d", date(2026, 11, 24)),
        ("soon", None),
        (7, None),
    ],
)
def test_a_bound_is_a_day_or_days_from_today(bound: object, day: date | None) -> None:
    assert bound_day(bound, on=TODAY) == day


def test_a_bound_beyond_the_calendar_binds_nothing() -> None:
    assert bound_day("99999d", on=date.max) is None


@pytest.mark.parametrize(
    ("value", "codes"),
    [
        ("2026-11-23", []),
        ("2026-11-24", ["too-late"]),
        ("2026-09-23", ["too-early"]),
        ("2026-09", []),
        ("2026-08", ["too-early"]),
        ("2027", ["too-late"]),
        ("2026-11-23T23:00:00Z", ["too-late"]),
        ("nonsense", []),
        (7, []),
    ],
)
def test_a_day_lies_between_its_bounds(value: object, codes: list[str]) -> None:
    schema = {"properties": {"d": {**DAY, "x-no-earlier": "-60d", "x-no-later": "0d"}, "hidden": False}}
    assert [one.code for one in days_out_of_bounds(schema, {"d": value}, on=TODAY)] == codes


def test_bounds_and_numbers_are_checked_within_lists_too() -> None:
    entry = {"properties": {"personal_number": NUMBER, "birth_date": {**DAY, "x-no-later": "0d"}}}
    schema = {"properties": {"members": {"items": entry}, "mother": entry, "names": {"items": {"type": "string"}}}}
    wrong = {"personal_number": "030194001234", "birth_date": "2027-01-01"}
    answers = {"members": ["x", wrong], "mother": wrong, "names": ["Lan"]}
    expected = ["/answers/members/1/{}", "/answers/mother/{}"]
    found = impossible_numbers(schema, answers, on=TODAY)
    assert [one.pointer for one in found] == [place.format("personal_number") for place in expected]
    late = days_out_of_bounds(schema, answers, on=TODAY)
    assert [one.pointer for one in late] == [place.format("birth_date") for place in expected]


@pytest.mark.parametrize(
    ("beside", "is_possible"),
    [
        ({}, True),
        ({"personal_number": "030294001234"}, False),  # born in 2094
        ({"personal_number": "999999999999"}, False),  # born in 2399
        ({"personal_number": "12"}, True),  # its form is the schema's to judge
        ({"birth_date": "1995-05-12"}, False),
        ({"sex": "male"}, False),
        ({"sex": "unknown"}, True),
        ({"birth_date": "1994-05-12", "sex": "female"}, True),
    ],
)
def test_a_personal_number_of_nobody_is_refused(beside: dict[str, Any], *, is_possible: bool) -> None:
    """The number holds sex and year of birth (Luật Căn cước 26/2023/QH15)."""
    schema = {"properties": {"personal_number": NUMBER}}
    answers = {"personal_number": "030194001234"} | beside
    found = list(impossible_numbers(schema, answers, on=TODAY))
    assert (found == []) is is_possible


@pytest.mark.parametrize("value", ["0000", "1994-00", "2026-11-23T10:00:00", "9999-12-31T23:00:00Z", None])
def test_what_names_no_time_cannot_be_compared(value: object) -> None:
    assert stretch(value) is None
