"""The answers of a form: how a change is merged in, how large they may grow, and the rules between two of them."""

import json
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from kit.faults import Fault

Answers = dict[str, Any]

MOST_BYTES = 64 * 1024
"""Answers of one dossier as JSON."""


def merged(answers: Answers, patch: Mapping[str, Any]) -> Answers:
    """The answers after a JSON Merge Patch (RFC 7396): objects merge, `null` removes, anything else replaces."""
    result = dict(answers)
    for name, change in patch.items():
        if change is None:
            result.pop(name, None)
        elif isinstance(change, dict):
            kept = result.get(name)
            result[name] = merged(kept if isinstance(kept, dict) else {}, change)
        else:
            result[name] = change
    return result


def oversized(answers: Answers) -> tuple[Fault, ...]:
    """The fault of answers larger than `MOST_BYTES`."""
    if len(json.dumps(answers, ensure_ascii=False).encode()) <= MOST_BYTES:
        return ()
    return (Fault("/answers", "too-large", "Tờ khai dài quá mức cho phép.", "The answers are too long."),)


def broken_rules(schema: Mapping[str, Any], answers: Mapping[str, Any]) -> Iterator[Fault]:
    """Faults of the form's `x-rules`: `field` is a day after the day `after`, at most `within_months` months later.

    A rule over a missing or malformed day is silent: the schema speaks of that.
    """
    for rule in schema.get("x-rules", ()):
        begin, end = as_day(answers.get(rule["after"])), as_day(answers.get(rule["field"]))
        if begin and end and not begin < end <= _months_later(begin, rule["within_months"]):
            yield Fault(f"/answers/{rule['field']}", "out-of-range", rule["message"], rule["message_en"])


def outside(schema: Mapping[str, Any], answers: Mapping[str, Any], *, ward_codes: Collection[str]) -> Iterator[Fault]:
    """Faults of wards (`x-competence`) the agency does not serve; `ward_codes` empty: it serves them all."""
    for name, field in schema["properties"].items():
        ward = answers.get(name)
        if field.get("x-competence") and ward_codes and isinstance(ward, str) and ward not in ward_codes:
            yield Fault(
                f"/answers/{name}",
                "not-competent",
                "Địa chỉ không thuộc địa bàn của cơ quan này.",
                "The ward is not one this agency serves.",
            )


def as_day(value: object) -> date | None:
    """The day an answer says (ISO 8601), None when it says none."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _months_later(day: date, months: int) -> date:
    """The same day `months` later, or the last day of a shorter month (Civil Code art. 148)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
