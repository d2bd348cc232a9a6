"""Headings of papers become cases with short ids."""

import pytest

from services.catalog.content import Case, Paper
from services.catalog.portal import cases
from services.catalog.portal.corrections import Corrections


def paper(id_: str, group: str | None) -> Paper:
    """A paper under a heading."""
    return Paper(id=id_, name=id_, group=group, is_mandatory=False, originals=1, copies=0)


def settled(*groups: str | None, **decided: object) -> tuple[list[Case], list[str | None]]:
    """The cases, and the groups of the papers."""
    corrections = Corrections.model_validate({"why": "test"} | decided)
    told, papers = cases.settle([paper(str(place), group) for place, group in enumerate(groups)], corrections)
    return told, [one.group for one in papers]


def test_a_heading_becomes_a_case_under_its_first_words() -> None:
    told, groups = settled("Trường hợp đăng ký quá hạn", None, "Trường hợp đăng ký quá hạn")
    assert told == [Case(id="truong-hop-dang-ky-qua-han", name="Trường hợp đăng ký quá hạn")]
    assert groups == ["truong-hop-dang-ky-qua-han", None, "truong-hop-dang-ky-qua-han"]


def test_headings_that_begin_alike_get_different_ids() -> None:
    words = "một hai ba bốn năm sáu bảy tám"
    told, _ = settled(f"{words} chín", f"{words} mười", "***")
    assert [case.id for case in told] == [
        "mot-hai-ba-bon-nam-sau-bay-tam",
        "mot-hai-ba-bon-nam-sau-bay-tam-2",
        "truong-hop",
    ]


def test_a_person_may_name_the_cases() -> None:
    told, groups = settled(
        "Nhà thuê", "Nhà của mình", "Mọi trường hợp", "rented",
        cases=[Case(id="rented", name="Ở thuê"), Case(id="own", name="Nhà của mình"), Case(id="new", name="Mới")],
        case_of={"Nhà thuê": "rented", "Nhà của mình": "own", "Mọi trường hợp": ""},
    )  # fmt: skip
    assert {case.id: case.name for case in told} == {"rented": "Ở thuê", "own": "Nhà của mình", "new": "Mới"}
    assert groups == ["rented", "own", None, "rented"]


@pytest.mark.parametrize(
    ("case_of", "lost"), [({"Không có": "a"}, "no such headings"), ({"Có": "b"}, "no such cases")], ids=str
)
def test_decisions_about_what_is_not_there_are_refused(case_of: dict[str, str], lost: str) -> None:
    with pytest.raises(ValueError, match=lost):
        settled("Có", cases=[Case(id="a", name="A")], case_of=case_of)
