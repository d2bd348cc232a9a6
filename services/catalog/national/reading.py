"""The portal's payload into content, all its faults at once. Pure.

What the payload cannot say stays as the installation knows it: a section that says what `known` would say keeps
everything `known` has there, and what has no section is `known`'s. Of an unknown procedure it is left open; nobody is
made competent by the words of COQUANTHUCHIEN.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from pydantic import ValidationError

from contracts.fees import FeeRule
from contracts.offers import ResultPaper
from contracts.terms import FeeKind, OnlineLevel, TimeLimit
from kit.faults import Fault, from_validation
from kit.problems import Invalid
from kit.vietnamese import fold, slug
from services.catalog.content import Case, ChannelOffer, Content, LegalBasis, Paper, Variant
from services.catalog.national import words, writing
from services.catalog.national.shapes import CachThucThucHien, Envelope, LayThuTuc, PhiLePhi, ThoiGian

SOURCE: Final = "LayThuTuc of the national portal"
_COUNCIL: Final = "hoi dong nhan dan"
_ID_WORDS: Final = 8
_SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "TENTTHC": ("name",),
    "LINHVUCTHUCHIEN": ("fields",),
    "TRINHTUTHUCHIEN": ("steps",),
    "CACHTHUCTHUCHIEN": ("channels",),
    "THANHPHANHOSO": ("cases", "papers"),
    "KETQUATHUCHIEN": ("results",),
    "CANCUPHAPLY": ("legal_bases",),
    "COQUANTHUCHIEN": ("agency_text",),
    "DOITUONGTHUCHIEN": ("applicants",),
    "YEUCAU": ("requirements_text",),
}
"""Section of the payload -> what of the content it says."""


def opened(document: Any) -> LayThuTuc:  # noqa: ANN401 - not validated yet
    """What an answer of the portal holds. Raises Invalid with every fault."""
    try:
        answer = Envelope[LayThuTuc].model_validate(document).result
    except ValidationError as error:
        raise Invalid(errors=from_validation(error.errors())) from None
    if faults := list(_faults(answer)):
        raise Invalid(errors=faults)
    return answer


def content(payload: LayThuTuc, *, known: Content | None = None) -> Content:
    """The procedure as the payload says, the rest as it is `known`."""
    read = _content(payload)
    if known is None:
        return read
    before = writing.payload(payload.MATTHC, known)
    said = [names for section, names in _SECTIONS.items() if getattr(payload, section) != getattr(before, section)]
    return known.model_copy(update={name: getattr(read, name) for names in said for name in names})


def _faults(payload: LayThuTuc) -> Iterator[Fault]:
    yield from _twice([one.KENH for one in payload.CACHTHUCTHUCHIEN], "/result/CACHTHUCTHUCHIEN", name="/KENH")
    yield from _twice([one.TRUONGHOP for one in payload.THANHPHANHOSO], "/result/THANHPHANHOSO", name="/TRUONGHOP")
    yield from _twice(payload.DOITUONGTHUCHIEN, "/result/DOITUONGTHUCHIEN")
    for place, channel in enumerate(payload.CACHTHUCTHUCHIEN):
        for row, terms in enumerate(channel.THOIGIAN):
            yield from _terms_faults(terms, f"/result/CACHTHUCTHUCHIEN/{place}/THOIGIAN/{row}")


def _terms_faults(terms: ThoiGian, at: str) -> Iterator[Fault]:
    if (terms.THOIGIANGIAIQUYET is None) != (terms.DONVITINH is None):
        yield Fault(f"{at}/DONVITINH", "incomplete", "Cần cả số và đơn vị.", "Both number and unit are needed.")
    for number, fee in enumerate(terms.PHILEPHI):
        if fee.SOTIEN == 0 and _COUNCIL in fold(fee.MOTA or ""):
            vi, en = "Hội đồng nhân dân quyết định mức này: để trống.", "A council decides this amount: leave it null."
            yield Fault(f"{at}/PHILEPHI/{number}/SOTIEN", "not-free", vi, en)


def _twice(listed: Sequence[str | None], at: str, *, name: str = "") -> Iterator[Fault]:
    for place, one in enumerate(listed):
        if one in listed[:place]:
            yield Fault(f"{at}/{place}{name}", "twice", "Đã có ở trên.", "It is there already.")


def _content(payload: LayThuTuc) -> Content:
    cases, papers = _papers(payload)
    return Content(
        name=payload.TENTTHC,
        fields=[payload.LINHVUCTHUCHIEN],
        levels=[],
        applicants=[words.APPLICANTS[one] for one in payload.DOITUONGTHUCHIEN],
        agency_text=payload.COQUANTHUCHIEN,
        competences=[],
        online_level=OnlineLevel.INFORMATION,
        cases=cases,
        channels=[_channel(one) for one in payload.CACHTHUCTHUCHIEN],
        papers=papers,
        results=[ResultPaper(code=one.MAKETQUA, name=one.TENKETQUA) for one in payload.KETQUATHUCHIEN],
        legal_bases=[LegalBasis(number=one.SOVANBAN, title=one.TENVANBAN) for one in payload.CANCUPHAPLY],
        requirements_text=payload.YEUCAU,
        steps=payload.TRINHTUTHUCHIEN.split("\n") if payload.TRINHTUTHUCHIEN else [],
        forms=[],
        source=SOURCE,
    )


def _channel(row: CachThucThucHien) -> ChannelOffer:
    usual, *others = (_variant(terms) for terms in row.THOIGIAN)
    return ChannelOffer(
        channel=words.CHANNELS[row.KENH],
        time_limit=usual.time_limit,
        fees=usual.fees,
        note=usual.note,
        variants=others,
    )


def _variant(terms: ThoiGian) -> Variant:
    value, unit = terms.THOIGIANGIAIQUYET, terms.DONVITINH
    return Variant(
        time_limit=TimeLimit(value=value, unit=words.LIMITS[unit]) if value and unit else None,
        fees=[_fee(fee, number) for number, fee in enumerate(terms.PHILEPHI, 1)],
        note=terms.MOTA,
    )


def _fee(fee: PhiLePhi, number: int) -> FeeRule:
    is_charge = "le phi" in fold(fee.MOTA or "")
    code = "le-phi" if is_charge else "phi"
    return FeeRule(
        code=code if number == 1 else f"{code}-{number}",
        name="Lệ phí" if is_charge else "Phí",
        kind=FeeKind.CHARGE if is_charge else FeeKind.FEE,
        amount=fee.SOTIEN,
        unit=words.UNITS[fee.DONVI],
        note=fee.MOTA,
    )


def _papers(payload: LayThuTuc) -> tuple[list[Case], list[Paper]]:
    """Cases and papers under readable ids. No paper is mandatory: the payload does not say which are."""
    cases: list[Case] = []
    papers: list[Paper] = []
    for listed in payload.THANHPHANHOSO:
        if listed.TRUONGHOP is not None:
            cases.append(Case(id=_id(listed.TRUONGHOP, [case.id for case in cases]), name=listed.TRUONGHOP))
        papers.extend(
            Paper(
                id="",
                name=one.TENGIAYTO,
                group=cases[-1].id if listed.TRUONGHOP is not None else None,
                is_mandatory=False,
                originals=one.SOBANCHINH,
                copies=one.SOBANSAO,
                form_file=one.TENMAUDON,
                paper_code=one.MAGIAYTO,
                form_url=one.URL,
            )
            for one in listed.GIAYTO
        )
    return cases, _named(papers)


def _named(papers: Sequence[Paper]) -> list[Paper]:
    ids: list[str] = []
    for paper in papers:
        ids.append(_id(paper.name, ids))
    return [paper.model_copy(update={"id": id_}) for paper, id_ in zip(papers, ids, strict=True)]


def _id(name: str, taken: Sequence[str]) -> str:
    short = "-".join(slug(name).split("-")[:_ID_WORDS]) or "muc"
    return short if short not in taken else f"{short}-{len(taken) + 1}"
