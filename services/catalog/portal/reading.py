"""A whole page into content: channels, levels, applicants, and the parts the neighbours read."""

from collections.abc import Iterable
from typing import TypeVar

from contracts.offers import Form, ResultPaper
from contracts.terms import Channel, LimitUnit, OnlineLevel, TimeLimit
from services.catalog.content import Applicant, Case, ChannelOffer, Content, Level
from services.catalog.portal import agencies, fees, papers
from services.catalog.portal.pages import NO_CORRECTIONS, Corrections, Page, PageChannel, PageLimit

_ONLINE = {
    "thong_tin": OnlineLevel.INFORMATION,
    "mot_phan": OnlineLevel.PARTIAL,
    "toan_trinh": OnlineLevel.FULL,
}
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


def content(page: Page, form: Form, *, corrections: Corrections = NO_CORRECTIONS) -> Content:
    """The page as content of a revision. Raises ValueError for words it does not know."""
    needed, notes = papers.split(page.components, corrections.papers)
    return Content(
        name=page.name,
        field=page.field,
        levels=_distinct(Level(level) for level in page.levels),
        decision=page.decision,
        applicants=applicants(page.applicants),
        agency_text=page.agency,
        agency_kinds=agencies.kinds(page) if corrections.agency_kinds is None else corrections.agency_kinds,
        online_level=_ONLINE[page.online.level],
        online_basis=page.online.level_basis,
        channels=channels(page, corrections),
        papers=needed,
        notes=notes,
        results=[ResultPaper(code=result.code, name=result.name) for result in page.results],
        legal_bases=page.legal_basis,
        requirements=page.conditions,
        steps=page.steps,
        parts=page.sub_procedures,
        form=form,
        portal_url=page.portal_url,
        source=page.source,
    )


def applicants(labels: list[str]) -> list[Applicant]:
    """The kinds of applicant by the portal's labels. Raises ValueError for an unknown label."""
    if unknown := [label for label in labels if label not in _APPLICANTS]:
        raise ValueError(f"unknown kinds of applicant: {unknown}")
    return _distinct(_APPLICANTS[label] for label in labels)


def channels(page: Page, corrections: Corrections) -> list[ChannelOffer]:
    """One offer per channel: its first row gives the default terms, the other rows are its cases."""
    offers = []
    is_same_day = page.deadline_rule == _SAME_DAY
    for channel in Channel:
        rows = [_case(row, is_same_day=is_same_day) for row in page.channels if row.channel is channel]
        if rows:
            first, *others = rows
            offers.append(
                ChannelOffer(
                    channel=channel,
                    time_limit=first.time_limit,
                    limit_basis=first.limit_basis,
                    fees=corrections.fees.get(channel, first.fees),
                    note=first.note,
                    cases=others,
                )
            )
    return offers


def _case(row: PageChannel, *, is_same_day: bool) -> Case:
    printed = row.time_limit
    return Case(
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
