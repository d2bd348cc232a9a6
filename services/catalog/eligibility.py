""" "Why can't I?": every requirement of a procedure judged by what is known, each with its reason in words. Pure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from contracts.competence import deciding
from contracts.conditions import Condition, Facts
from contracts.terms import AgencyKind, Channel, OnlineLevel
from services.catalog.content import Applicant, Content

APPLICANTS: dict[Applicant, tuple[str, str]] = {
    Applicant.CITIZEN: ("công dân Việt Nam", "Vietnamese citizens"),
    Applicant.OVERSEAS_VIETNAMESE: ("người Việt Nam định cư ở nước ngoài", "Vietnamese residing abroad"),
    Applicant.FOREIGNER: ("người nước ngoài", "foreigners"),
    Applicant.OFFICIAL: ("cán bộ, công chức, viên chức", "public officials"),
    Applicant.ENTERPRISE: ("doanh nghiệp", "enterprises"),
    Applicant.FOREIGN_ENTERPRISE: ("doanh nghiệp có vốn đầu tư nước ngoài", "foreign-invested enterprises"),
    Applicant.COOPERATIVE: ("hợp tác xã", "cooperatives"),
    Applicant.ORGANISATION: ("tổ chức", "organisations"),
    Applicant.FOREIGN_ORGANISATION: ("tổ chức nước ngoài", "foreign organisations"),
}


@dataclass(frozen=True, kw_only=True)
class Office:
    """What matters of the agency somebody would apply to; `ward_codes` empty: it serves the whole province."""

    code: str
    kind: AgencyKind
    ward_codes: Collection[str]


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One requirement. `holds` None: not known yet, for lack of the facts `needs`, or because a person judges it.

    `vi`, `en` say what is fulfilled when it holds, else what is required or why not.
    """

    id: str
    holds: bool | None
    vi: str
    en: str
    basis: str | None = None
    needs: tuple[str, ...] = ()
    is_by_person: bool = False


def judge(
    content: Content, facts: Facts, *, on: date, closed_on: date | None = None, office: Office | None = None
) -> list[Judged]:
    """Every requirement: the procedure's own, then whether it is offered to this applicant, in this way, there."""
    return [
        *_stated(content, facts),
        _open(on, closed_on),
        *_applicant(content, facts),
        *_channel(content, facts),
        *([_competent(content, office, on=on)] if office is not None else []),
    ]


def verdict(judged: Collection[Judged]) -> bool | None:
    """Whether one may apply: no when anything fails, None while something a machine could judge is not known."""
    if any(one.holds is False for one in judged):
        return False
    return None if any(one.holds is None and not one.is_by_person for one in judged) else True


def _stated(content: Content, facts: Facts) -> Iterator[Judged]:
    for one in content.requirements:
        holds = one.test.answer(facts) if one.test is not None else None
        lacking = sorted(one.test.names() - facts.keys()) if one.test is not None and holds is None else []
        vi, en = _fulfilled(one.test) if one.test is not None and holds else (one.vi, one.en)
        yield Judged(
            id=one.id,
            holds=holds,
            vi=vi,
            en=en,
            basis=one.basis,
            needs=tuple(lacking),
            is_by_person=one.test is None,
        )


def _fulfilled(test: Condition) -> tuple[str, str]:
    """What holds, in the words of the test: those of the requirement may tell why not."""
    return f"Đạt: {test.vi.removeprefix('khi ')}.", f"Fulfilled: {test.en.removeprefix('when ')}."


def _open(on: date, closed_on: date | None) -> Judged:
    is_open = closed_on is None or on < closed_on
    vi = "Thủ tục đang được thực hiện." if is_open else "Thủ tục đã bị bãi bỏ hoặc ngừng thực hiện."
    en = "The procedure is in force." if is_open else "The procedure is no longer carried out."
    return Judged(id="open", holds=is_open, vi=vi, en=en)


def _applicant(content: Content, facts: Facts) -> Iterator[Judged]:
    if content.applicants:
        vi = ", ".join(APPLICANTS[kind][0] for kind in content.applicants)
        en = ", ".join(APPLICANTS[kind][1] for kind in content.applicants)
        kind = facts.get("applicant")
        yield Judged(
            id="applicant",
            holds=None if kind is None else kind in content.applicants,
            vi=f"Thủ tục dành cho: {vi}.",
            en=f"The procedure is for: {en}.",
            needs=("applicant",) if kind is None else (),
        )


def _channel(content: Content, facts: Facts) -> Iterator[Judged]:
    channel = facts.get("channel")
    if channel is None:
        return
    holds = any(offer.channel == channel for offer in content.channels)
    if channel == Channel.ONLINE:
        holds = holds and content.online_level is not OnlineLevel.INFORMATION
        vi, en = "Thủ tục nhận hồ sơ trực tuyến.", "The procedure is offered online."
        no_vi, no_en = (
            "Thủ tục chưa nhận hồ sơ trực tuyến; hãy nộp tại Bộ phận Một cửa.",
            "The procedure is not offered online yet; go to the one-stop desk.",
        )
    else:
        vi, en = "Thủ tục nhận hồ sơ theo cách này.", "Dossiers are received in this way."
        no_vi, no_en = "Thủ tục không nhận hồ sơ theo cách này.", "Dossiers are not received in this way."
    yield Judged(id="channel", holds=holds, vi=vi if holds else no_vi, en=en if holds else no_en)


def _competent(content: Content, office: Office, *, on: date) -> Judged:
    found = deciding(content.competences, office.kind, agency_code=office.code, wards=office.ward_codes, on=on)
    if found is not None:
        return Judged(id="agency", holds=True, vi="Cơ quan có thẩm quyền.", en="The agency is competent.")
    return Judged(
        id="agency",
        holds=False,
        vi="Cơ quan này không có thẩm quyền giải quyết thủ tục.",
        en="This agency is not competent for the procedure.",
    )
