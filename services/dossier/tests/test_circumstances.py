"""A dossier as facts, what of them may be told on, what it owes, and what it makes true when it is granted."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from contracts.fees import FeeRule, FeeUnit
from contracts.offers import ChannelTerms, ResultPaper, WriteBack
from contracts.terms import AgencyKind, Channel, FeeKind
from services.dossier import circumstances, fees, write_back
from services.dossier.circumstances import Filing, applicant_of
from services.dossier.tests.factories import SCHEMA, fee, person

ON = date(2026, 11, 23)
LAN = person(uuid4()).model_dump(mode="json")


def filing(**changed: Any) -> Filing:
    said: dict[str, Any] = {
        "case": None,
        "channel": Channel.ONLINE,
        "agency_code": "G01.24.91",
        "agency_kind": AgencyKind.COMMUNE_POLICE,
        "wards": ("10891",),
        "applicant": "citizen",
    }
    return Filing(**said | changed)


def test_facts_are_the_answers_and_what_the_dossier_is() -> None:
    known = circumstances.facts(filing(case="list"), schema=SCHEMA, answers={"reason": "Đi làm"}, on=ON)
    assert known == {
        "reason": "Đi làm",
        "case": "list",
        "channel": "online",
        "agency": "G01.24.91",
        "agency_kind": "commune_police",
        "ward": "10891",
        "applicant": "citizen",
        "on": "2026-11-23",
    }


@pytest.mark.parametrize(
    ("wards", "answers", "ward"),
    [
        (("10891",), {"stay_ward_code": "10543"}, "10543"),
        (("10891", "10543"), {}, None),
        ((), {}, None),
        (("10891",), {"stay_ward_code": 7}, "10891"),
    ],
    ids=["answered", "one-of-several", "everywhere", "malformed"],
)
def test_the_ward_is_the_one_that_decides_competence_else_the_agencys_only_one(
    wards: tuple[str, ...], answers: dict[str, Any], ward: str | None
) -> None:
    assert circumstances.facts(filing(wards=wards), schema=SCHEMA, answers=answers, on=ON).get("ward") == ward


def test_what_is_not_known_is_no_fact() -> None:
    known = circumstances.facts(filing(agency_kind=None, applicant=None, wards=()), schema={}, answers={}, on=ON)
    assert set(known) == {"channel", "agency", "on"}


@pytest.mark.parametrize(
    ("record", "applicant"),
    [
        ({"kind": "business"}, "enterprise"),
        ({"kind": "staff"}, None),
        ({"business_name": "Công ty"}, "enterprise"),
        ({}, "citizen"),
    ],
)
def test_the_kind_of_applicant_is_that_of_their_record(record: dict[str, Any], applicant: str | None) -> None:
    assert applicant_of(record) == applicant


FORM: dict[str, Any] = {
    "properties": {
        "copies": {"type": "integer"},
        "is_late": {"type": "boolean"},
        "purpose": {"oneOf": [{"const": "study"}, {"const": "work"}]},
        "extras": {"type": "array", "items": {"enum": ["a", "b"]}},
        "groups": {"type": "array", "items": {"enum": ["poor_household"]}, "x-sensitivity": "sensitive"},
        "sex": {"enum": ["female", "male"], "x-source": "person.sex"},
        "income": {"type": "number", "x-sensitivity": "personal"},
        "reason": {"type": "string"},
        "stay_from_on": {"type": "string", "format": "date"},
        "number": {"type": "string", "format": "personal-number"},
        "home": {"type": "object"},
        "members": {"type": "array", "items": {"type": "object"}},
        "strange": True,
    }
}
NAMES_NOBODY = {"copies": 2, "is_late": True, "purpose": "work", "extras": ["a"]}
NAMES_SOMEBODY = {
    "groups": ["poor_household"],
    "sex": "female",
    "income": 5,
    "reason": "Con bà Lan",
    "stay_from_on": "2026-12-01",
    "number": "030194001234",
    "home": {"line": "12"},
    "members": [{"full_name": "Lan"}],
    "strange": 1,
}


def test_only_what_names_nobody_is_told_on() -> None:
    known = circumstances.facts(filing(), schema=FORM, answers=NAMES_NOBODY | NAMES_SOMEBODY, on=ON)
    told = circumstances.described(known, schema=FORM)
    assert told == NAMES_NOBODY | {
        "channel": "online",
        "agency": "G01.24.91",
        "agency_kind": "commune_police",
        "ward": "10891",
        "applicant": "citizen",
        "on": "2026-11-23",
    }


def test_a_choice_the_form_does_not_offer_is_free_text() -> None:
    assert circumstances.described({"purpose": "Lan", "extras": ["a", "Lan"]}, schema=FORM) == {}


def terms(*rules: FeeRule) -> ChannelTerms:
    return ChannelTerms(channel=Channel.ONLINE, time_limit=None, fees=[fee(7000)], rules=list(rules))


def rule(code: str, amount: int | None, **changed: Any) -> FeeRule:
    return FeeRule(code=code, name=code, kind=FeeKind.CHARGE, amount=amount, **changed)


def test_fees_are_reckoned_where_there_are_rules_and_else_as_listed() -> None:
    assert [line.amount for line in fees.owed(terms(), facts={}, on=ON, province_code="31")] == [7000]
    per_copy = rule("c", 2000, unit=FeeUnit.COPY)
    elsewhere = rule("x", 9000, province_codes=["01"])
    open_amount = rule("o", None)
    owed = fees.owed(terms(per_copy, elsewhere, open_amount), facts={"copies": 3}, on=ON, province_code="31")
    assert [(line.code, line.amount) for line in owed] == [("c", 6000)]


def result(*writes: WriteBack) -> ResultPaper:
    return ResultPaper(code="KQ.1", name="Kết quả", writes=list(writes))


HOME = {"province_code": "31", "ward_code": "10543", "ward_name": "Phường Việt Hoà", "line": "45 Bình Minh"}


@pytest.mark.parametrize(
    ("write", "answers", "expected"),
    [
        (
            WriteBack(attribute="permanent_residence", fields={"": "home"}),
            {"home": HOME},
            {"permanent_residence": HOME},
        ),
        (
            WriteBack(attribute="permanent_residence", fields={"ward_code": "ward", "line": "line"}),
            {"ward": "10543", "line": "45 Bình Minh"},
            {"permanent_residence": HOME},
        ),
        (WriteBack(attribute="permanent_residence", fields={"ward_code": "ward", "line": "line"}), {"ward": "1"}, {}),
        (WriteBack(attribute="permanent_residence", fields={"": "home"}), {"home": "12 phố Lê Lợi"}, {}),
        (WriteBack(attribute="residence", fields={"": "home"}), {}, {}),
        (WriteBack(attribute="full_name", fields={"": "new_name"}), {"new_name": "Lân"}, {"full_name": "Lân"}),
        (WriteBack(attribute="full_name", fields={"": "new_name"}), {"new_name": ""}, {}),
        (WriteBack(attribute="person.residence", fields={"": "home"}), {"home": HOME}, {"residence": HOME}),
        (WriteBack(attribute="business.name", fields={"": "name"}), {"name": "An"}, {"business_name": "An"}),
    ],
    ids=["whole", "in-parts", "half", "malformed", "unanswered", "text", "empty", "of-a-person", "of-a-business"],
)
def test_a_result_writes_what_the_answers_say_whole(
    write: WriteBack, answers: dict[str, Any], expected: dict[str, Any]
) -> None:
    names = {"10543": "Phường Việt Hoà"}
    found = write_back.attributes([result(write)], answers, ward_names=names, province_code="31")
    assert found == expected
