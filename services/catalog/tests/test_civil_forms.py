"""Civil status, residence and identity: the forms are whole, a lawful declaration passes, an unlawful one is told why.

Each file of `samples` holds a day, complete lawful answers, and changes to them with exactly the faults expected.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contracts.computing import completed
from contracts.conditions import Condition
from contracts.forms import faults
from contracts.offers import Form
from contracts.reckoning import reckon
from contracts.terms import Channel
from services.catalog import checking
from services.catalog.checking.forms import definitions
from services.catalog.content import Content
from services.catalog.forms.compiling import compile_form
from services.catalog.forms.library import blocks, definition, written
from services.catalog.seeds import procedures

CODES = (
    "1.000656", "1.000894", "1.001193", "1.002755", "1.004222", "1.004837", "1.004859", "1.004873",
    "1.010041", "1.014063", "1.014064", "2.000635", "2.002621", "2.002622", "3.000333",
)  # fmt: skip
CONTENTS: dict[str, Content] = {seed.code: seed.content for seed in procedures()}
FORMS: dict[str, Form] = {code: compile_form(definition(code)) for code in CODES}
SAMPLES: dict[str, dict[str, Any]] = {
    code: json.loads((Path(__file__).parent / "samples" / f"{code}.json").read_bytes()) for code in CODES
}
WRONG = [
    pytest.param(code, wrong["change"], wrong["faults"], id=f"{code} {wrong['why']}")
    for code in CODES
    for wrong in SAMPLES[code]["wrong"]
]
ON = date(2026, 11, 23)


def found(code: str, answers: dict[str, Any]) -> list[str]:
    """The faults of the answers, as `pointer code`."""
    day = date.fromisoformat(SAMPLES[code]["on"])
    return [f"{one.pointer} {one.code}" for one in faults(FORMS[code].answers, answers, form_key=None, on=day)]


def changed(code: str, change: dict[str, Any]) -> dict[str, Any]:
    """The lawful answers with some replaced, and those that become None left out."""
    return {name: value for name, value in (SAMPLES[code]["answers"] | change).items() if value is not None}


def facts(code: str, **change: Any) -> dict[str, Any]:
    """The facts of a dossier with the lawful answers, changed, sent online."""
    return {"channel": "online"} | completed(FORMS[code].answers, changed(code, change), on=ON)


def owed(code: str, channel: Channel = Channel.ONLINE, **change: Any) -> dict[str, int | None]:
    """Fee rule -> amount, on the day of the samples in Hải Phòng."""
    (offer,) = (one for one in CONTENTS[code].channels if one.channel is channel)
    told = facts(code, **change) | {"channel": channel.value}
    terms = next((one for one in offer.variants if one.case is not None and one.case == told.get("case")), offer)
    return {one.code: one.amount for one in reckon(terms.fees, facts=told, on=ON, province="31")}


def refused(code: str, **change: Any) -> set[str]:
    """Ids of the requirements that the facts do not fulfil, of those a machine can judge."""
    told = facts(code, **change)
    return {one.id for one in CONTENTS[code].requirements if one.test is not None and not one.test.holds(told)}


def demanded(code: str, channel: Channel = Channel.ONLINE, **change: Any) -> set[str]:
    """Ids of the mandatory papers that every case asks for."""
    told = facts(code, **change) | {"channel": channel.value}
    papers = (one for one in CONTENTS[code].papers if one.is_mandatory and one.group is None)
    return {one.id for one in papers if one.when is None or one.when.holds(told)}


@pytest.mark.parametrize("code", CODES)
def test_a_form_is_sound_and_every_word_is_in_two_languages(code: str) -> None:
    components = {paper.id for paper in CONTENTS[code].papers}
    assert list(definitions.faults(written(code), at="", components=components, library=blocks())) == []


@pytest.mark.parametrize("code", CODES)
def test_everything_a_procedure_asks_about_is_asked_in_its_form(code: str) -> None:
    content = CONTENTS[code]
    conditions: list[Condition | None] = [
        *(paper.when for paper in content.papers),
        *(rule.when for offer in content.channels for rule in offer.fees),
        *(one.test for one in content.requirements),
    ]
    known = {*checking.asked(content), "channel", "groups"}
    assert all(one.names() <= known for one in conditions if one is not None)


@pytest.mark.parametrize("code", CODES)
def test_a_complete_lawful_declaration_has_no_fault(code: str) -> None:
    assert found(code, SAMPLES[code]["answers"]) == []


@pytest.mark.parametrize(("code", "change", "expected"), WRONG)
def test_an_unlawful_declaration_is_told_exactly_why(code: str, change: dict[str, Any], expected: list[str]) -> None:
    assert found(code, changed(code, change)) == sorted(expected)


def test_a_birth_is_told_in_capitals_and_words() -> None:
    told = facts("1.001193")
    assert told["child_full_name"] == "TRẦN MINH AN"
    assert told["days_since_birth"] == 34
    assert "hai nghìn không trăm hai mươi sáu" in told["child_birth_date_words"].lower()


def test_a_birth_registered_late_owes_what_the_province_lays_down() -> None:
    assert owed("1.001193") == {"phi-ban-sao": 24_000}
    assert owed("1.001193", child_birth_date="2026-09-24") == {"phi-ban-sao": 24_000}
    assert owed("1.001193", child_birth_date="2026-09-23") == {"le-phi-khai-sinh": None, "phi-ban-sao": 24_000}


def test_an_abandoned_child_waits_for_the_notice_and_needs_the_record() -> None:
    parents: dict[str, Any] = {
        name: None for name in SAMPLES["1.001193"]["answers"] if name.startswith(("mother_", "father_"))
    }
    child = parents | {"known_parents": None, "child_ethnicity": None, "child_native_place": None}
    child |= {"child_situation": "abandoned", "found_on": "2026-11-10", "found_place": "Cổng chùa Vẽ"}
    assert found("1.001193", changed("1.001193", child | {"notice_posted_on": "2026-11-16"})) == []
    assert refused("1.001193", **child, notice_posted_on="2026-11-16") == set()
    assert refused("1.001193", **child, notice_posted_on="2026-11-17") == {"notice-posted"}
    assert demanded("1.001193", Channel.ONLINE, **child) == {"abandonment-record"}


def test_online_no_paper_declaration_is_asked_for() -> None:
    assert demanded("1.001193") == {"birth-notice"}
    assert demanded("1.001193", Channel.DIRECT) == {"birth-notice", "declaration-form", "identity-paper"}
    assert demanded("1.004222") == set()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, set()),
        ({"applicant_birth_date": "2008-11-23"}, set()),
        ({"applicant_birth_date": "2008-11-24"}, {"applicant-age"}),
        ({"partner_birth_date": "2006-11-24"}, {"partner-age"}),
        ({"applicant_marital_status": "married"}, {"both-single"}),
        ({"partner_nationality": "JP"}, {"vietnamese"}),
    ],
    ids=["lawful", "18 today", "18 tomorrow", "20 tomorrow", "married", "foreign"],
)
def test_who_may_not_marry_is_told_why(change: dict[str, Any], expected: set[str]) -> None:
    assert refused("1.000894", **change) == expected


def test_residence_costs_less_online_and_nothing_for_who_is_relieved() -> None:
    assert owed("1.004222", groups=None) == {"le-phi-thuong-tru": 10_000}
    assert owed("1.004222", Channel.DIRECT, groups=None) == {"le-phi-thuong-tru": 20_000}
    assert owed("1.004222", groups=["elderly"]) == {"le-phi-thuong-tru": 0}
    assert owed("1.004222", groups=["near_poor_household"]) == {"le-phi-thuong-tru": 10_000}


def test_an_extension_by_list_is_paid_by_the_person() -> None:
    people = [{"full_name": "Trần Văn Minh"}, {"full_name": "Nguyễn Thị Lan"}]
    assert owed("1.002755") == {"le-phi-gia-han-tam-tru": 7_000}
    assert owed("1.002755", Channel.DIRECT) == {"le-phi-gia-han-tam-tru": None}
    assert owed("1.002755", case="list", members=people) == {"le-phi-gia-han-danh-sach": 10_000}
    assert owed("1.002755", Channel.DIRECT, case="list", members=people) == {"le-phi-gia-han-danh-sach": 20_000}


def test_the_new_residence_is_written_back() -> None:
    (result,) = (one for one in CONTENTS["1.004222"].results if one.writes)
    assert [one.attribute for one in result.writes] == ["person.permanent_residence", "person.residence"]
    assert {field for one in result.writes for field in one.fields.values()} <= checking.asked(
        CONTENTS["1.004222"]
    ).keys()


def test_an_extract_is_paid_by_the_copy_and_a_card_by_half_until_2027() -> None:
    assert owed("2.000635", copies=5) == {"phi-ban-sao": 40_000}
    assert owed("1.014064") == {"le-phi-can-cuoc-2026": 35_000}
    assert owed("1.014063", card_reason="other") == {"le-phi-can-cuoc-2026": 25_000}
    assert owed("1.014063", card_reason="age") == {"le-phi-can-cuoc-2026": 0}


@pytest.mark.parametrize("code", ["2.002621", "2.002622"])
def test_joint_parts_wait_for_the_registration_and_then_run_side_by_side(code: str) -> None:
    workflow = CONTENTS[code].workflow
    assert workflow is not None
    first, *others = workflow.parts
    assert first.after == []
    assert [one.after for one in others] == [[first.id]] * 2
    assert [one.agency_kind.value for one in workflow.parts] == [
        "commune_committee",
        "commune_police",
        "social_insurance",
    ]


def test_the_joint_birth_lasts_three_working_days_at_most() -> None:
    (online,) = CONTENTS["2.002621"].channels
    assert online.time_limit is not None
    assert (online.time_limit.value, online.time_limit.unit.value) == (3, "working_day")


def test_nobody_gets_number_2_by_proxy() -> None:
    assert refused("3.000333") == set()
    assert refused("3.000333", applicant_relation="authorised") == {"number-2-in-person"}
