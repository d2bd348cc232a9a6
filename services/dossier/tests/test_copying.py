"""Which answers a new draft takes from an earlier dossier: those that still fit, and nothing the account fills in."""

from datetime import date
from typing import Any

import pytest

from services.dossier.copying import fitting

ON = date(2026, 11, 24)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reason"],
    "properties": {
        "name": {"type": "string"},
        "home": {
            "type": "object",
            "additionalProperties": False,
            "required": ["ward"],
            "properties": {"ward": {"type": "string"}, "line": {"type": "string"}},
        },
        "reason": {"type": "string", "minLength": 3},
        "from_on": {"type": "string", "format": "date"},
        "kind": {"enum": ["a", "b"]},
    },
}


def fit(answers: dict[str, Any], *, prefilled: tuple[str, ...] = (), fresh: dict[str, Any] | None = None) -> Any:
    return fitting(SCHEMA, answers, prefilled=prefilled, fresh=fresh or {}, form_key=None, on=ON)


@pytest.mark.parametrize(
    ("answers", "left"),
    [
        ({"reason": "Đi làm", "kind": "a"}, {"reason": "Đi làm", "kind": "a"}),
        ({"reason": "Đi làm", "kind": "c"}, {"reason": "Đi làm"}),
        ({"reason": "a", "from_on": "hôm nay"}, {}),
        ({"gone": 1, "kind": "b"}, {"kind": "b"}),
        ({"home": {"ward": "1", "flat": "2"}, "kind": "b"}, {"kind": "b"}),
        ({"home": {"line": "12"}}, {"home": {"line": "12"}}),
        ({}, {}),
    ],
    ids=["all", "no-choice-any-more", "wrong", "no-field-any-more", "no-part-any-more", "unfinished", "nothing"],
)
def test_what_fits_the_form_in_force_is_taken(answers: dict[str, Any], left: dict[str, Any]) -> None:
    assert fit(answers) == left


@pytest.mark.parametrize(
    ("prefilled", "left"),
    [
        (("name",), {"home": {"ward": "1", "line": "2"}}),
        (("home",), {"name": "Lan"}),
        (("home.ward",), {"name": "Lan", "home": {"line": "2"}}),
        (("home.ward", "home.line"), {"name": "Lan"}),
    ],
    ids=["field", "object", "part", "every-part"],
)
def test_what_the_account_had_filled_in_is_left_to_it(prefilled: tuple[str, ...], left: dict[str, Any]) -> None:
    assert fit({"name": "Lan", "home": {"ward": "1", "line": "2"}}, prefilled=prefilled) == left


def test_answers_are_judged_beside_what_is_filled_in_now() -> None:
    assert fit({"home": {"line": "2"}}, fresh={"home": {"ward": "1"}}) == {"home": {"line": "2"}}
    assert fit({"kind": "a"}, fresh={"name": 5}) == {"kind": "a"}
