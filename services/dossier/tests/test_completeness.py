"""All faults at once, and none of them repeats what was typed."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from contracts.offers import Component
from kit.faults import Fault
from services.dossier import completeness
from services.dossier.answers import MOST_BYTES, broken_rules, merged, outside, oversized
from services.dossier.tests.factories import SCHEMA, component

GOOD = {"full_name": "Nguyễn Thị Lan", "personal_number": "030194001234", "reason": "Đi làm"}


def faults_of(
    answers: dict[str, Any], *components: Component, case: str | None = None, papers: str = ""
) -> list[Fault]:
    found = completeness.faults(
        revision_id=uuid4(),
        schema=SCHEMA,
        answers=answers,
        components=components,
        case=case,
        papers=papers.split(),
        on=date(2026, 11, 23),
    )
    return list(found)


def places(faults: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.code) for fault in faults]


def test_a_complete_dossier_has_no_fault() -> None:
    assert faults_of(GOOD, component("ct01"), papers="ct01") == []


@pytest.mark.parametrize(
    "beside",
    [
        {"personal_number": "030294001234"},  # born in 2094
        {"personal_number": "999999999999"},  # born in 2399
        {"birth_date": "1995-05-12"},
        {"sex": "male"},
    ],
)
def test_a_personal_number_of_nobody_is_refused(beside: dict[str, Any]) -> None:
    """The number holds sex and year of birth: vietnam's 12-digit number, Luật Căn cước 26/2023/QH15."""
    assert ("/answers/personal_number", "not-a-personal-number") in places(faults_of(GOOD | beside))


def test_a_personal_number_that_agrees_is_taken() -> None:
    assert faults_of(GOOD | {"birth_date": "1994-05-12", "sex": "female"}) == []


def test_every_fault_is_told_at_once() -> None:
    answers = {"full_name": "N", "personal_number": "12", "phone": "1", "birth_date": "2026-02-30", "wrong": 1}
    assert places(faults_of(answers, component("ct01"))) == [
        ("/answers/birth_date", "not-a-date"),
        ("/answers/full_name", "too-short"),
        ("/answers/personal_number", "not-a-personal-number"),
        ("/answers/phone", "not-a-phone"),
        ("/answers/reason", "missing"),
        ("/answers/wrong", "unknown"),
        ("/papers/ct01", "paper-missing"),
    ]


def test_a_fault_never_repeats_what_was_typed() -> None:
    answers = GOOD | {"personal_number": "SECRET-123", "strange <b>": 1, "members": ["a", "SECRET", "c"]}
    assert "SECRET" not in repr(faults_of(answers))
    assert "<b>" not in repr(faults_of(answers))


def test_other_keywords_have_words_too() -> None:
    assert places(faults_of(GOOD | {"reason": 7, "members": ["a", "b", "c"]})) == [
        ("/answers/members", "too-many"),
        ("/answers/reason", "malformed"),
    ]


def test_only_the_papers_of_the_chosen_case_are_needed() -> None:
    listed = [component("all"), component("a", group="A"), component("b", group="B")]
    assert places(faults_of(GOOD, *listed, case="A", papers="all")) == [("/papers/a", "paper-missing")]


def test_a_case_that_asks_for_nothing_does_not_escape_the_proof_of_the_others() -> None:
    listed = [component("proof", group="A"), component("extra", is_mandatory=False, group="B")]
    assert places(faults_of(GOOD, *listed, case="B")) == [("/papers/proof", "paper-missing")]


def test_without_a_case_the_first_one_with_mandatory_papers_rules_and_the_rest_may_be_filed() -> None:
    listed = [component("all"), component("a", group="A"), component("b", group="B")]
    assert places(faults_of(GOOD, *listed)) == [("/papers/a", "paper-missing"), ("/papers/all", "paper-missing")]
    shown = [(one.id, one.is_mandatory) for one in completeness.needed(listed, case=None)]
    assert shown == [("all", True), ("a", True), ("b", False)]


def test_an_optional_paper_is_not_missed() -> None:
    assert faults_of(GOOD, component("extra", is_mandatory=False)) == []


def test_a_stay_longer_than_the_rule_is_a_fault() -> None:
    stay = {"stay_from_on": "2026-12-01", "stay_to_on": "2028-12-02"}
    assert places(faults_of(GOOD | stay)) == [("/answers/stay_to_on", "out-of-range")]


@pytest.mark.parametrize(
    ("begin", "end", "is_broken"),
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
def test_months_end_with_the_month(begin: object, end: object, *, is_broken: bool) -> None:
    assert any(broken_rules(SCHEMA, {"stay_from_on": begin, "stay_to_on": end})) is is_broken


def test_a_form_may_not_refer_to_another_document() -> None:
    with pytest.raises(ValueError, match="must not refer"):
        completeness.compile_form({"$ref": "https://example.org/form.json"})


def test_compiled_forms_are_forgotten_rather_than_hoarded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(completeness, "_MOST_COMPILED", 1)
    faults_of(GOOD)
    faults_of(GOOD)
    assert len(completeness._compiled) == 1


def test_a_draft_may_be_unfinished_but_nothing_else() -> None:
    strange = completeness.unknown_fields(
        revision_id=uuid4(), schema=SCHEMA, answers={"status": "accepted", "residence": {"planet": 1}, "phone": "1"}
    )
    assert places(list(strange)) == [("/answers/status", "unknown"), ("/answers/residence/planet", "unknown")]


def test_a_merge_patch_merges_replaces_and_removes() -> None:
    answers = {"a": 1, "b": {"c": 1, "d": 2}, "e": "kept", "f": 3}
    assert merged(answers, {"a": None, "b": {"c": None, "x": 1}, "f": {"g": 1}}) == {
        "b": {"d": 2, "x": 1},
        "e": "kept",
        "f": {"g": 1},
    }


@pytest.mark.parametrize(
    ("ward", "served", "is_outside"),
    [("10543", ["10891"], True), ("10891", ["10891"], False), ("10543", [], False), (None, ["10891"], False)],
)
def test_a_ward_the_agency_does_not_serve_is_a_fault(ward: str | None, served: list[str], *, is_outside: bool) -> None:
    found = places(list(outside(SCHEMA, {"stay_ward_code": ward}, ward_codes=served)))
    assert found == ([("/answers/stay_ward_code", "not-competent")] if is_outside else [])


def test_answers_have_a_largest_size() -> None:
    assert oversized({"reason": "x"}) == ()
    assert [fault.code for fault in oversized({"reason": "x" * MOST_BYTES})] == ["too-large"]
