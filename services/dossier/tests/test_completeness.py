"""Which papers a case asks for, and what becomes of a dossier's answers; whether they are lawful is contracts.forms."""

import pytest

from contracts.offers import Component
from services.dossier.answers import MOST_BYTES, merged, outside, oversized
from services.dossier.completeness import needed
from services.dossier.tests.factories import SCHEMA, component


def asked(*listed: Component, case: str | None = None) -> list[tuple[str, bool]]:
    return [(one.id, one.is_mandatory) for one in needed(listed, case=case)]


def test_only_the_papers_of_the_chosen_case_are_needed() -> None:
    listed = [component("all"), component("a", group="A"), component("b", group="B")]
    assert asked(*listed, case="A") == [("all", True), ("a", True)]


def test_a_case_that_asks_for_nothing_does_not_escape_the_proof_of_the_others() -> None:
    listed = [component("proof", group="A"), component("extra", is_mandatory=False, group="B")]
    assert asked(*listed, case="B") == [("proof", True), ("extra", False)]


def test_without_a_case_the_first_one_with_mandatory_papers_rules_and_the_rest_may_be_filed() -> None:
    listed = [component("all"), component("a", group="A"), component("b", group="B")]
    assert asked(*listed) == [("all", True), ("a", True), ("b", False)]


def test_an_optional_paper_stays_optional() -> None:
    assert asked(component("extra", is_mandatory=False)) == [("extra", False)]


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
    found = [(fault.pointer, fault.code) for fault in outside(SCHEMA, {"stay_ward_code": ward}, ward_codes=served)]
    assert found == ([("/answers/stay_ward_code", "not-competent")] if is_outside else [])


def test_answers_have_a_largest_size() -> None:
    assert oversized({"reason": "x"}) == ()
    assert [fault.code for fault in oversized({"reason": "x" * MOST_BYTES})] == ["too-large"]
