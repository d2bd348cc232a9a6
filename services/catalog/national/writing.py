"""Content into the portal's payload. Pure.

The payload has no place for: other fields than the main one, levels, decision, English words, competences, online
level, conditions, reliefs and steps of fees, ids, whether a paper is mandatory and what can stand in for it, cases
without papers, remarks, result validity, typed requirements, return channels, forms, workflow, aliases.
"""

from collections.abc import Mapping
from typing import Final, TypeVar

from contracts.fees import FeeRule
from services.catalog.content import ChannelOffer, Content, Variant
from services.catalog.national import words
from services.catalog.national.shapes import (
    CachThucThucHien,
    CanCuPhapLy,
    GiayTo,
    KetQuaThucHien,
    LayThuTuc,
    PhiLePhi,
    ThanhPhanHoSo,
    ThoiGian,
)

Ours = TypeVar("Ours")
Theirs = TypeVar("Theirs")


def _reversed(table: Mapping[Theirs, Ours]) -> dict[Ours, Theirs]:
    return {ours: theirs for theirs, ours in table.items()}


_CHANNELS: Final = _reversed(words.CHANNELS)
_LIMITS: Final = _reversed(words.LIMITS)
_UNITS: Final = _reversed(words.UNITS)
_APPLICANTS: Final = _reversed(words.APPLICANTS)


def payload(code: str, content: Content) -> LayThuTuc:
    """A procedure as LayThuTuc answers it."""
    return LayThuTuc(
        MATTHC=code,
        TENTTHC=content.name,
        LINHVUCTHUCHIEN=content.fields[0],
        TRINHTUTHUCHIEN="\n".join(content.steps),
        CACHTHUCTHUCHIEN=[_channel(offer) for offer in content.channels],
        THANHPHANHOSO=_papers(content),
        KETQUATHUCHIEN=[KetQuaThucHien(MAKETQUA=one.code, TENKETQUA=one.name) for one in content.results],
        CANCUPHAPLY=[CanCuPhapLy(SOVANBAN=one.number, TENVANBAN=one.title or None) for one in content.legal_bases],
        COQUANTHUCHIEN=content.agency_text or None,
        DOITUONGTHUCHIEN=[_APPLICANTS[one] for one in content.applicants],
        YEUCAU=content.requirements_text or None,
    )


def _channel(offer: ChannelOffer) -> CachThucThucHien:
    terms: list[Variant] = [offer, *offer.variants]
    return CachThucThucHien(KENH=_CHANNELS[offer.channel], THOIGIAN=[_terms(one) for one in terms])


def _terms(variant: Variant) -> ThoiGian:
    limit = variant.time_limit
    return ThoiGian(
        THOIGIANGIAIQUYET=limit.value if limit else None,
        DONVITINH=_LIMITS[limit.unit] if limit else None,
        MOTA=variant.note or None,
        PHILEPHI=[_fee(fee) for fee in variant.fees],
    )


def _fee(fee: FeeRule) -> PhiLePhi:
    """A name of its own is told before the remark: the payload has no name of a fee."""
    own = None if fee.name in words.GENERIC_NAMES else fee.name
    return PhiLePhi(SOTIEN=fee.amount, DONVI=_UNITS[fee.unit], MOTA=": ".join(filter(None, [own, fee.note])) or None)


def _papers(content: Content) -> list[ThanhPhanHoSo]:
    names = {case.id: case.name for case in content.cases}
    groups: dict[str | None, list[GiayTo]] = {}
    for paper in content.papers:
        groups.setdefault(paper.group and names.get(paper.group, paper.group), []).append(
            GiayTo(
                MAGIAYTO=paper.paper_code or None,
                TENGIAYTO=paper.name,
                TENMAUDON=paper.form_file or None,
                URL=paper.form_url or None,
                SOBANCHINH=paper.originals,
                SOBANSAO=paper.copies,
            )
        )
    return [ThanhPhanHoSo(TRUONGHOP=case, GIAYTO=listed) for case, listed in groups.items()]
