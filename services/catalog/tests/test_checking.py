"""The checks themselves, without a database: every way to be faulty, and the seeds, which are not."""

from datetime import date
from typing import Any

import pytest

from contracts.terms import AgencyKind
from services.catalog import checking
from services.catalog.actions.revisions import written_out
from services.catalog.checking import World
from services.catalog.checking.world import KnownAgency
from services.catalog.content import Content
from services.catalog.seeds.pages import contents
from services.catalog.tests.editing import CODE, WARD, content, known_agencies
from services.catalog.tests.test_faulty_revisions import TODAY, WAYS, fees


def world(**changed: Any) -> World:
    """Two wards of one province."""
    told: dict[str, Any] = {
        "on": TODAY,
        "code": CODE,
        "agencies": known_agencies(),
        "provinces": frozenset({"31"}),
        "wards": frozenset({WARD, "10543"}),
        "procedures": frozenset({CODE}),
        "results": frozenset(),
    }
    return World(**told | changed)


def found(said: Content, **changed: Any) -> list[tuple[str, str]]:
    """Place and code of each fault."""
    return [(one.pointer, one.code) for one in checking.faults(written_out(said), world(**changed))]


def test_the_good_content_has_no_fault() -> None:
    assert found(content()) == []
    assert found(content(), previous=written_out(content())) == []


@pytest.mark.parametrize("way", WAYS)
def test_each_way_to_be_faulty_is_found_where_it_is(way: str) -> None:
    changed, pointer, code = WAYS[way]
    faults = found(content(**changed))
    assert (pointer, code) in faults
    assert faults == sorted(set(faults))


def test_an_agency_that_begins_later_is_there_from_its_day() -> None:
    named = content(competences=[{"kind": "commune_committee", "agency_code": "H24.91"}])
    assert found(named, on=date(2025, 6, 30)) == [("/competences/0/agency_code", "unknown")]


def test_ids_stay_what_they_were_in_the_revision_before() -> None:
    paper = {"name": "Giấy", "group": None, "is_mandatory": True, "originals": 1, "copies": 0}
    before = content(papers=[paper | {"id": "a"}], cases=[{"id": "a", "name": "A"}])
    after = content(papers=[paper | {"id": "b"}], cases=[{"id": "b", "name": "A"}])
    assert found(after, previous=before) == [("/cases/0/id", "id-changed"), ("/papers/0/id", "id-changed")]


def test_rules_of_one_code_may_stand_side_by_side_under_different_conditions() -> None:
    when = {"test": {"properties": {"channel": {"const": "online"}}, "required": ["channel"]}, "vi": "a", "en": "a"}
    assert found(content(**fees({}, {"amount": 9000}))) == [("/channels/0/fees/1/code", "overlap")]
    assert found(content(**fees({}, {"amount": 9000, "when": when}))) == []


def test_words_alone_hide_no_variant() -> None:
    online = content().channels[0].model_dump(mode="json")
    rows = [{"time_limit": None, "note": "Phức tạp"}, {"time_limit": None, "note": "Đơn giản"}]
    assert found(content(channels=[online | {"variants": rows}])) == []


def test_answers_are_written_where_they_fit() -> None:
    writes = [
        {"attribute": "person.full_name", "fields": {"": "wanted"}},
        {"attribute": "residence", "fields": {"": "wanted"}},
        {"attribute": "birth_date", "fields": {"": "wanted"}},
    ]
    question = {"id": "wanted", "kind": "text", "label": "Tên", "label_en": "Name", "is_required": True}
    definition = {
        "title": "Tờ khai",
        "title_en": "Form",
        "basis": "60/2014/QH13",
        "blocks": [{"title": "Nội dung", "title_en": "Content", "fields": [question]}],
    }
    results = [{"code": "KQ.1", "name": "Kết quả", "writes": writes}]
    said = content(results=results, forms=[{"definition": definition}])
    assert found(said) == [
        ("/results/0/writes/1/fields/", "other-kind"),
        ("/results/0/writes/2/fields/", "other-kind"),
    ]


def test_every_seeded_procedure_could_be_published() -> None:
    told = dict(contents())
    results = frozenset(result.code for one in told.values() for result in one.results)
    agencies = tuple(KnownAgency(str(kind), kind, frozenset(), date(2025, 7, 1), None) for kind in AgencyKind)
    there = {"procedures": frozenset(told), "results": results, "agencies": agencies}
    faulty = {code: faults for code, one in told.items() if (faults := found(one, code=code, **there))}
    assert faulty == {}
