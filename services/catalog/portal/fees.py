"""What a page's printed amounts mean: certain, open, or nothing to pay.

A printed 0 beside "mức lệ phí do Hội đồng nhân dân cấp tỉnh quyết định" is not free, and a printed amount beside those
words is an example: both stay open (`amount` None) until the province's own rule is entered.
"""

from contracts.fees import FeeRule, FeeUnit
from contracts.terms import FeeKind
from kit.vietnamese import fold
from services.catalog.portal.pages import PageFee

_FREE = ("khong", "khong quy dinh", "chua quy dinh", "mien phi")
_UNITS: tuple[tuple[str, FeeUnit], ...] = (
    ("/trang", FeeUnit.PAGE),
    ("/ban", FeeUnit.COPY),
    ("/giao dich", FeeUnit.ITEM),
    ("/di chuc", FeeUnit.ITEM),
    ("/van ban", FeeUnit.ITEM),
    ("/truong hop", FeeUnit.ITEM),
)
_NAMES = {FeeKind.FEE: "Phí", FeeKind.CHARGE: "Lệ phí"}
_CODES = {FeeKind.FEE: "phi", FeeKind.CHARGE: "le-phi"}


def lines(printed: list[PageFee]) -> list[FeeRule]:
    """The fee lines of one row of the page; none when it is free."""
    due = [fee for fee in printed if not _is_free(fee)]
    return [_line(fee, number) for number, fee in enumerate(due, 1)]


def _is_free(fee: PageFee) -> bool:
    note = fold(fee.note).strip(" .()")
    return fee.amount_vnd == 0 and (not note or note in _FREE or note.startswith(("mien le phi.", "mien phi.")))


def _line(fee: PageFee, number: int) -> FeeRule:
    note = fold(fee.note)
    kind = FeeKind.CHARGE if "le phi" in note else FeeKind.FEE
    is_open = not fee.amount_vnd or "hoi dong nhan dan" in note
    return FeeRule(
        code=_CODES[kind] if number == 1 else f"{_CODES[kind]}-{number}",
        name=_NAMES[kind],
        kind=kind,
        amount=None if is_open else fee.amount_vnd,
        unit=_unit(note),
        note=fee.note.strip() or None,
    )


def _unit(note: str) -> FeeUnit:
    named = (unit for words, unit in _UNITS if note.startswith(words) or f"dong{words}" in note)
    return next(named, FeeUnit.DOSSIER)
