"""Printed amounts: certain, open or nothing to pay."""

import pytest

from contracts.fees import FeeUnit
from contracts.terms import FeeKind
from services.catalog.portal import fees
from services.catalog.portal.pages import PageFee


@pytest.mark.parametrize("note", ["", "Không quy định", "Chưa quy định.", "Miễn lệ phí. Phí cấp bản sao (nếu có)"])
def test_a_zero_that_says_nothing_else_is_free(note: str) -> None:
    assert fees.lines([PageFee(amount_vnd=0, note=note)]) == []


@pytest.mark.parametrize(
    "printed",
    [
        PageFee(amount_vnd=0, note="Mức lệ phí cụ thể do Hội đồng nhân dân cấp tỉnh quyết định"),
        PageFee(amount_vnd=150_000, note="Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định"),
        PageFee(amount_vnd=None, note=""),
    ],
)
def test_an_amount_the_page_leaves_open_is_unknown_and_not_free(printed: PageFee) -> None:
    (line,) = fees.lines([printed])
    assert line.amount is None


def test_a_charge_and_a_fee_are_told_apart_by_their_words() -> None:
    charge, fee = fees.lines([PageFee(amount_vnd=1000, note="Lệ phí: 1.000"), PageFee(amount_vnd=2000, note="Phí")])
    assert (charge.kind, charge.name, charge.code) == (FeeKind.CHARGE, "Lệ phí", "le-phi")
    assert (fee.kind, fee.name, fee.code) == (FeeKind.FEE, "Phí", "phi-2")


@pytest.mark.parametrize(
    ("note", "unit"),
    [
        ("/trang", FeeUnit.PAGE),
        ("2.000 đồng/trang; từ trang thứ 3 thu 1.000 đồng", FeeUnit.PAGE),
        ("/giao dịch", FeeUnit.ITEM),
        ("8.000 đồng/bản", FeeUnit.COPY),
        ("thu 7.000 đồng/lần đăng ký", FeeUnit.DOSSIER),
    ],
)
def test_an_amount_is_counted_by_what_its_note_names(note: str, unit: FeeUnit) -> None:
    (line,) = fees.lines([PageFee(amount_vnd=2000, note=note)])
    assert line.unit is unit
