"""Rows of "Thành phần hồ sơ": papers, remarks, and what is always needed."""

import pytest

from services.catalog.portal import papers
from services.catalog.portal.corrections import PaperCorrection
from services.catalog.portal.pages import PagePaper


def row(name: str, group: str | None = None, originals: int = 1) -> PagePaper:
    """A row of the table."""
    return PagePaper(name=name, group=group, originals=originals)


def test_remarks_become_notes() -> None:
    kept, notes = papers.split(
        [row("Tờ khai"), row("*Lưu ý: mang bản chính"), row("Ví dụ: giấy tờ"), row("Bản chụp", "* Lưu ý")], {}
    )
    assert [paper.name for paper in kept] == ["Tờ khai"]
    assert len(notes) == 3


def test_a_paper_asked_for_in_every_case_is_mandatory() -> None:
    headings = ("* Giấy tờ phải nộp", "* Giấy tờ phải xuất trình", "Hồ sơ gồm")
    kept, _ = papers.split([row("Tờ khai"), *(row("Giấy chứng nhận", heading) for heading in headings)], {})
    assert all(paper.is_mandatory and paper.group is None for paper in kept)
    assert [paper.note for paper in kept] == [None, "Giấy tờ phải nộp", "Giấy tờ phải xuất trình", "Hồ sơ gồm"]


@pytest.mark.parametrize(
    "conditional",
    [
        row("Văn bản ủy quyền (nếu có)"),
        row("Giấy giới thiệu đối với quân nhân"),
        row("Giấy tờ", "Trường hợp ủy quyền"),
        row("Hộ chiếu", originals=0),
    ],
)
def test_a_paper_under_a_condition_is_not_mandatory(conditional: PagePaper) -> None:
    (paper,), _ = papers.split([conditional], {})
    assert not paper.is_mandatory


def test_a_paper_of_one_case_among_several_is_not_mandatory() -> None:
    kept, _ = papers.split([row("Tờ khai", "Hồ sơ cá nhân"), row("Danh sách", "Hồ sơ theo danh sách")], {})
    assert not any(paper.is_mandatory for paper in kept)


def test_the_only_case_is_every_case() -> None:
    (paper,), _ = papers.split([row("Tờ khai", "Hồ sơ gồm")], {})
    assert paper.is_mandatory


def test_papers_that_begin_alike_have_different_ids() -> None:
    kept, _ = papers.split([row("Tờ khai", "A"), row("Tờ khai", "B"), row("***", "B")], {})
    assert [paper.id for paper in kept] == ["to-khai", "to-khai-2", "giay-to"]


def test_a_correction_renames_and_decides() -> None:
    correction = PaperCorrection(id="declaration", is_mandatory=False, note="why")
    (paper,), _ = papers.split([row("Tờ khai")], {"to-khai": correction})
    assert (paper.id, paper.is_mandatory, paper.note) == ("declaration", False, "why")


def test_a_correction_moves_a_paper_to_another_case_or_to_all_or_leaves_a_repeated_one_out() -> None:
    rows = [row("Tờ khai", "A"), row("Tờ khai", "B"), row("Giấy giới thiệu", "B")]
    decided = {
        "to-khai": PaperCorrection(group=""),
        "to-khai-2": PaperCorrection(is_repeated=True),
        "giay-gioi-thieu": PaperCorrection(group="C", is_mandatory=True),
    }
    kept, _ = papers.split(rows, decided)
    assert [(paper.id, paper.group) for paper in kept] == [("to-khai", None), ("giay-gioi-thieu", "C")]


def test_a_correction_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no such components"):
        papers.split([row("Tờ khai")], {"khac": PaperCorrection()})
