"""Which papers a dossier needs, and what of ours already says what they would."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts.conditions import Condition
from contracts.offers import Component, Satisfaction, Satisfier
from services.dossier import once_only
from services.dossier.once_only import Earned, Held, Kind, Means, Requirement, Store
from services.dossier.tests.factories import component, person

ON = date(2026, 11, 23)
CODE = "000.00.00.G01-KQ0001"


def paper(**changed: Any) -> Component:
    return component("p").model_copy(update={"paper_code": CODE} | changed)


def held(**changed: Any) -> Held:
    said: dict[str, Any] = {
        "code": CODE,
        "paper_id": uuid4(),
        "dossier_id": uuid4(),
        "named": "N1",
        "filed_on": date(2026, 1, 5),
    }
    return Held(**said | changed)


def earned(**changed: Any) -> Earned:
    said: dict[str, Any] = {
        "code": "KQ.1",
        "dossier_id": uuid4(),
        "named": "N1",
        "granted_on": date(2026, 1, 5),
        "until": None,
    }
    return Earned(**said | changed)


def satisfier(kind: Satisfaction, reference: str, months: int | None = None) -> Satisfier:
    return Satisfier(kind=kind, reference=reference, within_months=months, vi="Đã có sẵn", en="Known already")


def judged(
    *components: Component, facts: dict[str, Any] | None = None, uploaded: str = "", **known: Any
) -> list[Requirement]:
    return once_only.requirements(components, facts=facts or {}, uploaded=uploaded.split(), store=Store(**known), on=ON)


def means_of(one: Component, **known: Any) -> Means | None:
    return judged(one, **known)[0].means


RECORD = person(uuid4()).model_dump(mode="json")


def test_a_paper_nobody_has_must_be_uploaded_when_it_is_mandatory() -> None:
    must, may = judged(paper(), component("q", is_mandatory=False))
    assert (must.is_lacking, must.why[1]) == (True, "This paper must be uploaded.")
    assert (may.is_lacking, may.why[1], may.is_spared) == (False, "It may be added.", False)
    assert [fault.pointer for fault in once_only.lacking([must, may])] == ["/papers/p"]


def test_an_uploaded_paper_is_there_and_spares_nothing() -> None:
    (one,) = judged(paper(), uploaded="p")
    assert one.means is not None
    assert (one.means.kind, one.is_lacking, one.is_spared) == (Kind.UPLOADED, False, False)


def test_a_paper_handed_in_before_need_not_be_uploaded_again() -> None:
    before = held()
    (one,) = judged(paper(), papers=[before])
    assert one.means is not None
    assert (one.means.kind, one.means.paper_id, one.is_spared) == (Kind.PAPER, before.paper_id, True)
    assert one.why[0] == "Giấy tờ này đã nộp trong hồ sơ N1 ngày 05/01/2026."


def test_a_paper_of_another_code_counts_only_where_it_is_accepted_in_its_place() -> None:
    assert means_of(paper(), papers=[held(code="X")]) is None
    assert means_of(paper(substitutes=["X"]), papers=[held(code="X")]) is not None
    assert means_of(paper(paper_code=None, substitutes=["X"]), papers=[held(code="X")]) is not None


def test_a_paper_without_a_code_is_the_like_of_none() -> None:
    assert means_of(paper(paper_code=None), papers=[held()]) is None


def test_a_paper_of_the_dossier_put_right_counts_by_component_before_any_other() -> None:
    before = held(code="p", named="N2")
    found = means_of(paper(), corrected={"p": before}, papers=[held()])
    assert found is not None
    assert (found.paper_id, found.dossier_id) == (before.paper_id, before.dossier_id)
    assert means_of(paper(paper_code=None), corrected={"p": before}) is not None
    assert means_of(paper(paper_code=None), corrected={"q": before}) is None
    assert means_of(paper(form_file="ct01.docx"), corrected={"p": before}) is None


def test_a_template_filled_in_for_another_dossier_is_not_this_ones() -> None:
    assert means_of(paper(form_file="ct01.docx"), papers=[held()]) is None


def test_a_file_of_this_dossier_serves_two_components_of_one_paper() -> None:
    first, second = judged(component("a").model_copy(update={"paper_code": CODE}), paper(), uploaded="a")
    assert second.means is not None
    assert (second.means.kind, second.means.reference, second.is_lacking) == (Kind.UPLOADED, "a", False)
    assert first.means is not None


def test_a_verified_attribute_stands_in_for_a_paper() -> None:
    home = paper(satisfied_by=[satisfier(Satisfaction.ATTRIBUTE, "person.residence")])
    means = means_of(home, record=RECORD)
    assert means is not None
    assert (means.kind, means.source, means.verified_at) == (
        Kind.ATTRIBUTE,
        "population_database",
        "2026-01-02T00:00:00Z",
    )


@pytest.mark.parametrize(
    ("reference", "months", "record"),
    [
        ("person.phone", None, RECORD),
        ("person.ethnicity", None, RECORD),
        ("business.name", None, RECORD),
        ("person.residence", 10, RECORD),
        ("person.residence", None, {}),
        (
            "person.sex",
            None,
            {"sex": "male", "sources": {"sex": {"source": "electronic_identity_1", "verified_at": "2026-01-02"}}},
        ),
    ],
    ids=["declared", "unknown", "of-nobody", "too-old", "no-record", "nobody-saw-them"],
)
def test_what_nobody_vouches_for_or_what_is_too_old_stands_in_for_nothing(
    reference: str, months: int | None, record: dict[str, Any]
) -> None:
    asked = paper(satisfied_by=[satisfier(Satisfaction.ATTRIBUTE, reference, months)])
    assert means_of(asked, record=record) is None


def test_a_result_of_ours_stands_in_until_it_expires() -> None:
    asked = paper(satisfied_by=[satisfier(Satisfaction.RESULT, "KQ.1", 12)])
    found = means_of(asked, results=[earned(code="KQ.2"), earned()])
    assert found is not None
    assert (found.kind, found.why[0]) == (Kind.RESULT, "Đã có sẵn (hồ sơ N1)")
    assert means_of(asked, results=[earned(until=ON)]) is not None
    assert means_of(asked, results=[earned(until=date(2026, 11, 22))]) is None
    assert means_of(asked, results=[earned(granted_on=date(2025, 11, 22))]) is None


def test_the_catalog_may_accept_an_earlier_paper_for_some_months() -> None:
    asked = paper(form_file="x", satisfied_by=[satisfier(Satisfaction.PAPER, "Y", 12)])
    assert means_of(asked, papers=[held(code="Y", filed_on=date(2025, 11, 22))]) is None
    found = means_of(asked, papers=[held(code="Y", filed_on=date(2025, 11, 23))])
    assert found is not None
    assert found.why[1] == "Known already (handed in with dossier N1 on 2025-11-23)"


LATE = Condition(
    test={"properties": {"is_late": {"const": True}}, "required": ["is_late"]}, vi="khi quá hạn", en="when it is late"
)


@pytest.mark.parametrize(
    ("facts", "is_needed", "is_mandatory", "is_lacking", "why"),
    [
        ({"is_late": True}, True, True, True, "This paper must be uploaded."),
        ({"is_late": False}, False, False, False, "Not needed here: only when it is late."),
        ({}, None, True, False, "It depends on the answers: needed when it is late."),
    ],
    ids=["needed", "not-needed", "not-known-yet"],
)
def test_a_paper_is_needed_only_when_its_condition_holds(
    facts: dict[str, Any], is_needed: bool | None, *, is_mandatory: bool, is_lacking: bool, why: str
) -> None:
    (one,) = judged(paper(when=LATE), facts=facts, papers=[])
    assert (one.is_needed, one.is_mandatory, one.is_lacking, one.why[1]) == (is_needed, is_mandatory, is_lacking, why)


def test_a_paper_that_is_not_needed_is_not_spared_either() -> None:
    (one,) = judged(paper(when=LATE), facts={"is_late": False}, papers=[held()])
    assert one.is_spared is False


def test_a_sent_dossier_counts_what_was_found_then_and_its_files() -> None:
    noted = Means(kind=Kind.PAPER, reference=CODE, why=("v", "e"), paper_id=UUID(int=1))
    listed = [paper(), component("q"), component("r")]
    told = once_only.recorded(listed, facts={}, uploaded={"q"}, noted={"p": noted, "q": noted})
    assert [one.means.kind if one.means else None for one in told] == [Kind.PAPER, Kind.UPLOADED, None]


def test_what_the_applicant_points_at_goes_before_what_is_found_and_after_an_upload() -> None:
    one = paper()
    pointed = Means(kind=Kind.PAPER, reference="r", why=("Người nộp dẫn.", "Pointed at."), is_named=True)
    told: dict[str, Any] = {"facts": {}, "store": Store(papers=[held()]), "on": ON, "named": {"p": pointed}}
    (found,) = once_only.requirements([one], uploaded=(), **told)
    assert (found.means, found.is_spared) == (pointed, True)
    (found,) = once_only.requirements([one], uploaded=("p",), **told)
    assert found.means is not None
    assert found.means.kind is Kind.UPLOADED
