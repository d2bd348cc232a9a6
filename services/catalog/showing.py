"""Stored content into REST shapes. Pure."""

from kit.schemas import Money
from services.catalog.calendars import CalendarContent
from services.catalog.calendars import read as read_calendar
from services.catalog.content import Case, ChannelOffer, Content, Fee
from services.catalog.content import read as read_content
from services.catalog.models import Revision, WorkCalendar
from services.catalog.schemas import (
    CalendarOut,
    CaseOut,
    ChannelOut,
    ComponentOut,
    DayOffOut,
    FeeOut,
    FormOut,
    MakeupDayOut,
    NoteOut,
    ProcedureOut,
    ResultOut,
    RevisionOut,
    SessionOut,
    TimeLimitOut,
)


def procedure(code: str, revision: Revision) -> ProcedureOut:
    """A revision as people read it."""
    content = read_content(revision.content)
    return ProcedureOut(
        code=code,
        name=content.name,
        field=content.field,
        levels=content.levels,
        revision=RevisionOut(id=revision.id, number=revision.number, effective_from=revision.effective_from),
        decision=content.decision,
        online_level=content.online_level,
        online_basis=content.online_basis,
        applicants=content.applicants,
        agency_kinds=content.agency_kinds,
        agency_text=content.agency_text,
        channels=[_channel(offer) for offer in content.channels],
        components=_components(content),
        notes=[NoteOut(group=note.group, text=note.text) for note in content.notes],
        results=[ResultOut(code=result.code, name=result.name) for result in content.results],
        legal_bases=content.legal_bases,
        requirements=content.requirements,
        steps=content.steps,
        parts=content.parts,
        form=FormOut(answers=content.form.answers, ui=content.form.ui),
        payment_moment=content.payment_moment,
        portal_url=content.portal_url,
        source=content.source,
    )


def calendar(stored: WorkCalendar) -> CalendarOut:
    """A calendar as people read it."""
    content: CalendarContent = read_calendar(stored.content)
    return CalendarOut(
        code=stored.code,
        name=stored.name,
        version=stored.version,
        weekend=content.weekend,
        sessions=[SessionOut(starts=session.starts, ends=session.ends) for session in content.sessions],
        holidays=[DayOffOut(day=off.day, name=off.name, basis=off.basis) for off in content.holidays],
        makeup_days=[MakeupDayOut(day=makeup.day, basis=makeup.basis) for makeup in content.makeup_days],
        source=content.source,
        published_at=stored.published_at,
    )


def _channel(offer: ChannelOffer) -> ChannelOut:
    default = _case(offer)
    return ChannelOut(
        channel=offer.channel,
        time_limit=default.time_limit,
        limit_basis=default.limit_basis,
        fees=default.fees,
        note=default.note,
        cases=[_case(case) for case in offer.cases],
    )


def _case(case: Case) -> CaseOut:
    limit = case.time_limit
    return CaseOut(
        time_limit=TimeLimitOut(value=limit.value, unit=limit.unit) if limit else None,
        limit_basis=case.limit_basis,
        fees=[_fee(fee) for fee in case.fees],
        note=case.note,
    )


def _fee(fee: Fee) -> FeeOut:
    return FeeOut(
        code=fee.code,
        name=fee.name,
        kind=fee.kind,
        amount=None if fee.amount is None else Money(amount=fee.amount),
        unit=fee.unit,
        note=fee.note,
    )


def _components(content: Content) -> list[ComponentOut]:
    return [
        ComponentOut(
            id=paper.id,
            name=paper.name,
            group=paper.group,
            is_mandatory=paper.is_mandatory,
            originals=paper.originals,
            copies=paper.copies,
            form_file=paper.form_file,
            note=paper.note,
        )
        for paper in content.papers
    ]
