"""A whole page into content: channels, levels, applicants, and the parts the neighbours read."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from contracts.competence import Competence
from contracts.offers import ResultPaper
from contracts.terms import Channel, LimitUnit, OnlineLevel, TimeLimit
from services.catalog.content import Applicant, ChannelOffer, Content, FormOffer, LegalBasis, Level, Variant
from services.catalog.portal import agencies, cases, fees, papers
from services.catalog.portal.corrections import NO_CORRECTIONS, ChannelCorrection, Corrections
from services.catalog.portal.pages import Page, PageChannel, PageLimit
from services.catalog.workflows import usual

_ONLINE = {
    "thong_tin": OnlineLevel.INFORMATION,
    "mot_phan": OnlineLevel.PARTIAL,
    "toan_trinh": OnlineLevel.FULL,
}
_ASSUMED = "ASSUMED by the researcher (the crawl does not state the level); local decision decides"
_BASES = {
    _ASSUMED: "Giả định khi nhập dữ liệu; mức độ trực tuyến do quyết định của địa phương (cần kiểm tra)",
    "no online channel listed on the portal": "Cổng Dịch vụ công không liệt kê cách nộp trực tuyến",
    "procedure name": "Theo tên thủ tục",
}
"""What was recorded about the online level, in words for citizens."""
_UNITS = {"working_day": LimitUnit.WORKING_DAY, "day": LimitUnit.DAY, "hour": LimitUnit.WORKING_HOUR}
_SAME_DAY = "same_day_cutoff_15h"
_APPLICANTS = {
    "Công dân Việt Nam": Applicant.CITIZEN,
    "Người Việt Nam định cư ở nước ngoài": Applicant.OVERSEAS_VIETNAMESE,
    "Người nước ngoài": Applicant.FOREIGNER,
    "Người nước ngoài cư trú tại Việt Nam": Applicant.FOREIGNER,
    "Cán bộ": Applicant.OFFICIAL,
    "công chức": Applicant.OFFICIAL,
    "viên chức": Applicant.OFFICIAL,
    "Doanh nghiệp": Applicant.ENTERPRISE,
    "Doanh nghiệp có vốn đầu tư nước ngoài": Applicant.FOREIGN_ENTERPRISE,
    "Hợp tác xã": Applicant.COOPERATIVE,
    "Tổ chức (không bao gồm doanh nghiệp, HTX)": Applicant.ORGANISATION,
    "Tổ chức nước ngoài": Applicant.FOREIGN_ORGANISATION,
}

T = TypeVar("T")


def content(page: Page, forms: Sequence[FormOffer], *, corrections: Corrections = NO_CORRECTIONS) -> Content:
    """The page as content of a revision. Raises ValueError for words it does not know."""
    listed, notes = papers.split(page.components, corrections.papers)
    told, needed = cases.settle(listed, corrections)
    competences = [Competence(kind=kind) for kind in agencies.kinds(page)]
    offered = channels(page, corrections)
    limits = [one.time_limit for offer in offered for one in (offer, *offer.variants) if one.time_limit is not None]
    return Content(
        name=page.name,
        name_en=corrections.name_en,
        fields=corrections.fields or [page.field],
        levels=_distinct(Level(level) for level in page.levels),
        decision=page.decision,
        applicants=applicants(page.applicants),
        agency_text=page.agency,
        competences=competences if corrections.competences is None else corrections.competences,
        online_level=corrections.online_level or _ONLINE[page.online.level],
        online_basis=_BASES.get(page.online.level_basis or "", page.online.level_basis),
        cases=told,
        channels=offered,
        papers=needed,
        notes=notes,
        results=results(page, corrections),
        return_channels=corrections.return_channels,
        legal_bases=[LegalBasis(number=number) for number in page.legal_basis],
        requirements_text=page.conditions.strip() if page.conditions else None,
        requirements=corrections.requirements,
        steps=[step.strip() for step in page.steps],
        parts=page.sub_procedures,
        forms=list(forms),
        workflow=corrections.workflow or usual(limits),
        payment_moment=corrections.payment_moment,
        aliases=corrections.aliases,
        portal_url=page.portal_url,
        source=page.source,
    )


def results(page: Page, corrections: Corrections) -> list[ResultPaper]:
    """The papers the procedure produces. Raises ValueError when a correction fits none."""
    if lost := corrections.results.keys() - {result.code for result in page.results}:
        raise ValueError(f"no such results: {sorted(lost)}")
    decided = {code: one.model_dump() for code, one in corrections.results.items()}
    return [
        ResultPaper.model_validate({"code": one.code, "name": one.name} | decided.get(one.code, {}), strict=False)
        for one in page.results
    ]


def applicants(labels: list[str]) -> list[Applicant]:
    """The kinds of applicant by the portal's labels. Raises ValueError for an unknown label."""
    if unknown := [label for label in labels if label not in _APPLICANTS]:
        raise ValueError(f"unknown kinds of applicant: {unknown}")
    return _distinct(_APPLICANTS[label] for label in labels)


def channels(page: Page, corrections: Corrections) -> list[ChannelOffer]:
    """One offer per channel: its first row gives the default terms, the other rows are its variants."""
    offers = []
    is_same_day = page.deadline_rule == _SAME_DAY
    for channel in Channel:
        rows = [_variant(row, is_same_day=is_same_day) for row in page.channels if row.channel is channel]
        decided = corrections.channels.get(channel)
        if rows or decided:
            first, *others = rows or [Variant(time_limit=None)]
            offers.append(_offer(channel, first, others=others, decided=decided or ChannelCorrection()))
    return offers


def _offer(channel: Channel, first: Variant, *, others: Sequence[Variant], decided: ChannelCorrection) -> ChannelOffer:
    return ChannelOffer(
        channel=channel,
        time_limit=decided.time_limit or first.time_limit,
        limit_basis=None if decided.time_limit else first.limit_basis,
        fees=first.fees if decided.fees is None else decided.fees,
        note=first.note,
        variants=list(others) if decided.variants is None else decided.variants,
    )


def _variant(row: PageChannel, *, is_same_day: bool) -> Variant:
    printed = row.time_limit
    return Variant(
        time_limit=_limit(printed, is_same_day=is_same_day),
        limit_basis=printed.unit_basis if printed else None,
        fees=fees.lines(row.fees),
        note=row.note.strip() or None,
    )


def _limit(printed: PageLimit | None, *, is_same_day: bool) -> TimeLimit | None:
    """Pages with the 15:00 rule print a bare "1" or nothing for "within the day"."""
    if is_same_day and (printed is None or printed.value == 1):
        return TimeLimit(value=1, unit=LimitUnit.SAME_DAY)
    return TimeLimit(value=printed.value, unit=_UNITS[printed.unit]) if printed else None


def _distinct(items: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(items))
