"""Answers against a form: all faults at once, each at its field, and none of them repeats what was typed."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from contracts import forms
from contracts.forms import FORMAT_WORDS, FORMATS, compile_form, faults, unknown_fields
from kit.faults import Fault

TODAY = date(2026, 11, 23)
TEXT = {"type": "string"}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["full_name", "personal_number", "reason"],
    "properties": {
        "full_name": {"type": "string", "minLength": 2},
        "personal_number": {"type": "string", "format": "personal-number"},
        "birth_date": {"type": "string", "format": "date", "x-no-later": "0d"},
        "sex": {"enum": ["female", "male"]},
        "phone": {"type": "string", "format": "vn-phone"},
        "residence": {"type": "object", "additionalProperties": False, "properties": {"line": TEXT}},
        "reason": {"type": "string", "minLength": 3, "maxLength": 200},
        "members": {"type": "array", "maxItems": 2, "uniqueItems": True, "items": TEXT},
        "kind": {"oneOf": [{"const": "new", "title": "Mới"}, {"const": "again", "title": "Lại"}]},
        "old_number": TEXT,
        "is_sworn": {"type": "boolean", "const": True},
        "size": {"oneOf": [{"minimum": 3}, {"maximum": 1}]},
        "age": {"type": "integer", "minimum": 14, "readOnly": True, "x-computed": {"how": "years_between"}},
    },
    "allOf": [
        {
            "if": {"properties": {"kind": {"const": "again"}}, "required": ["kind"]},
            "then": {"required": ["old_number"]},
            "else": {"properties": {"old_number": False}},
        }
    ],
}
SCHEMA["properties"]["age"]["x-computed"]["of"] = ["birth_date"]
GOOD = {"full_name": "Nguyễn Thị Lan", "personal_number": "030194001234", "reason": "Đi làm"}


def places(found: tuple[Fault, ...]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in found]


def faults_of(**answers: Any) -> list[tuple[str, str]]:
    return places(faults(SCHEMA, GOOD | answers, form_key="test", on=TODAY))


def test_good_answers_have_no_fault() -> None:
    assert faults_of() == []
    assert faults_of(kind="again", old_number="1", is_sworn=True) == []


def test_every_fault_is_told_at_once() -> None:
    wrong = {"full_name": "N", "personal_number": "12", "phone": "1", "birth_date": "2026-02-30", "wrong": 1}
    assert places(faults(SCHEMA, wrong, form_key=None, on=TODAY)) == [
        ("/answers/birth_date", "not-a-date"),
        ("/answers/full_name", "too-short"),
        ("/answers/personal_number", "not-a-personal-number"),
        ("/answers/phone", "not-a-phone"),
        ("/answers/reason", "missing"),
        ("/answers/wrong", "unknown"),
    ]


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"kind": "again"}, ("/answers/old_number", "missing")),
        ({"kind": "new", "old_number": "1"}, ("/answers/old_number", "not-asked")),
        ({"old_number": "1"}, ("/answers/old_number", "not-asked")),
        ({"kind": "other"}, ("/answers/kind", "not-a-choice")),
        ({"sex": "other"}, ("/answers/sex", "not-a-choice")),
        ({"is_sworn": False}, ("/answers/is_sworn", "not-ticked")),
        ({"size": 2}, ("/answers/size", "not-valid")),
        ({"members": ["a", "a"]}, ("/answers/members", "twice")),
        ({"members": ["a", "b", "c"]}, ("/answers/members", "too-many")),
        ({"reason": 7}, ("/answers/reason", "malformed")),
        ({"residence": {"planet": 1}}, ("/answers/residence/planet", "unknown")),
        ({"birth_date": "2026-11-24"}, ("/answers/birth_date", "too-late")),
        ({"personal_number": "030294001234"}, ("/answers/personal_number", "not-a-personal-number")),
    ],
)
def test_a_fault_is_at_its_field(answers: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in faults_of(**answers)


def test_a_computed_value_is_the_servers() -> None:
    assert ("/answers/age", "too-small") in faults_of(birth_date="2020-01-01", age=20, personal_number="030320001234")
    assert faults_of(birth_date="1994-05-12", age=3) == []
    assert faults_of(age=3) == []


def test_a_fault_never_repeats_what_was_typed() -> None:
    wrong = GOOD | {"personal_number": "SECRET-123", "strange <b>": 1, "members": ["a", "SECRET", "c"]}
    found = faults(SCHEMA, wrong, form_key=None, on=TODAY)
    assert "SECRET" not in repr(found)
    assert "<b>" not in repr(found)


@pytest.mark.parametrize(
    ("name", "text", "is_valid"),
    [
        ("tax-code", "0100109106", True),
        ("tax-code", "0100109106-001", True),
        ("tax-code", "0100109106001", True),
        ("tax-code", "0100109107", False),
        ("tax-code", "0100109106-000", False),
        ("tax-code", "030194001234", True),
        ("tax-code", "01001091", False),
        ("bank-account", "19012345678", True),
        ("bank-account", "12-34", False),
        ("partial-date", "1994", True),
        ("partial-date", "1994-05", True),
        ("partial-date", "1994-05-12", True),
        ("partial-date", "1994-13", False),
        ("partial-date", "1994-02-30", False),
        ("partial-date", "0000", False),
        ("partial-date", "94", False),
        ("partial-date", "08:30", False),
        ("vn-phone", "0912345001", True),
        ("vn-phone", "+1 202 555 0100", False),
        ("personal-number", "030194001234", True),
        ("date-time", "2026-11-23T08:30:00+07:00", True),
        ("date-time", "2026-11-23", False),
        ("time", "08:30:00Z", True),
        ("time", "25:00", False),
        ("email", "lan@example.org", True),
        ("email", "lan", False),
    ],
)
def test_a_format_is_asserted_and_has_words_of_its_own(name: str, text: str, *, is_valid: bool) -> None:
    schema = {"type": "object", "properties": {"it": {"type": "string", "format": name}}}
    found = places(faults(schema, {"it": text}, form_key=None, on=TODAY))
    assert found == ([] if is_valid else [("/answers/it", FORMAT_WORDS[name][0])])


def test_every_format_of_ours_has_words() -> None:
    assert FORMATS.keys() <= FORMAT_WORDS.keys()


@pytest.mark.parametrize(
    "schema", [{"$ref": "https://example.org/form.json"}, {"type": "nothing"}, {"format": "nobody-knows"}]
)
def test_a_form_nobody_can_judge_by_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"must not refer|not valid|is not|Unknown format"):
        compile_form(schema)


def test_compiled_forms_are_forgotten_rather_than_hoarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_compiled", {})
    monkeypatch.setattr(forms, "_MOST_COMPILED", 1)
    for key in (uuid4(), uuid4()):
        assert faults(SCHEMA, GOOD, form_key=key, on=TODAY) == ()
        assert list(forms._compiled) == [key]


def test_a_draft_may_be_unfinished_but_nothing_else() -> None:
    draft = {"status": "accepted", "residence": {"planet": 1}, "phone": "1"}
    assert places(unknown_fields(SCHEMA, draft, form_key="test")) == [
        ("/answers/status", "unknown"),
        ("/answers/residence/planet", "unknown"),
    ]
