"""What the one-stop desk does: accepts (form 01), declines (form 03), hands over the result."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierAccepted, DossierDeclined, DossierDelivered
from contracts.limits import aware, counted_from
from contracts.terms import Channel
from kit.clock import LOCAL
from kit.outbox import emit
from kit.workdays import Calendar
from services.dossier import joint, judging, queries, verdicts
from services.dossier.actions import parts
from services.dossier.actions.numbering import draw_number
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about, described
from services.dossier.judging import Judgement
from services.dossier.lifecycle import Act, check, check_role
from services.dossier.models import CodePurpose, Dossier, Paper, Verdict
from services.dossier.problems import WishedByPost
from services.dossier.queries import assessments, confirmations, shipments


async def accept(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, calendar: Calendar) -> None:
    """The desk receives the dossier: it gets its number and its due date, and the legal clock starts.

    It is received under the revision in force that day, when it satisfies that one; the parts of a joint one are
    opened. Raises FeeUnpaid while the fee due at submission is not paid, FoundWrong while something was found wrong.
    """
    fee, found_wrong = await judging.fee_facts(session, dossier), await assessments.known(session, dossier.id)
    facts = replace(fee, wrong=len(verdicts.wrong(found_wrong)))
    check(Act.ACCEPT, dossier.status, by=by.roles, facts=facts)
    on = at.astimezone(LOCAL).date()
    found, note = await _received_under(session, dossier, on=on)
    limit = found.terms.time_limit if found.terms else None
    shares = joint.parts_of(found.procedure, facts=found.circumstances)
    due = joint.due_at(shares, law=limit, received_at=at, calendar=calendar)
    number = await draw_number(session, dossier.agency_code, on=on)
    await undergo(
        session,
        dossier,
        Act.ACCEPT,
        by=by,
        at=at,
        facts=facts,
        note=note,
        hours=calendar,
        number=number,
        received_at=at,
        counted_since=aware(counted_from(at, calendar=calendar)) if due else None,
        due_at=due,
        revision=found.procedure.revision,
    )
    unseen = update(Paper).where(Paper.dossier_id == dossier.id, Paper.verdict == Verdict.UNSEEN)
    await session.execute(unseen.values(verdict=Verdict.GOOD))
    await emit(session, DossierAccepted(**about(dossier), number=number, received_at=at, due_at=due))
    await emit(session, described(dossier, found, at=at))
    if shares:
        await parts.follow(session, dossier.id, at=at)


async def _received_under(session: AsyncSession, dossier: Dossier, *, on: date) -> tuple[Judgement, str | None]:
    """The dossier under the revision in force that day; under its own, and why, when it has faults there."""
    own = await queries.procedure_of(session, dossier)
    current = await queries.procedure_in_force(session, dossier.procedure_code, on=on)
    if current is not None and current.revision != own.revision:
        found = await judging.judge(session, dossier, current, answers=dossier.answers, on=on)
        if found.terms is not None and not found.faults:
            return found, None
        note = (
            f"Giữ phiên bản {own.revision} của thủ tục như khi nộp: hồ sơ chưa đáp ứng phiên bản {current.revision}"
            f" có hiệu lực từ ngày {current.effective_from:%d/%m/%Y}."
        )
        return await judging.judge(session, dossier, own, answers=dossier.answers, on=on), note
    return await judging.judge(session, dossier, own, answers=dossier.answers, on=on), None


async def decline(
    session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, reason: str, hours: Calendar
) -> None:
    """The desk refuses to receive the dossier and says why."""
    await undergo(session, dossier, Act.DECLINE, by=by, at=at, note=reason, hours=hours)
    await emit(session, DossierDeclined(**about(dossier), declined_at=at))


async def deliver(
    session: AsyncSession,
    dossier: Dossier,
    *,
    by: Actor,
    at: datetime,
    channel: Channel,
    hours: Calendar,
    on_paper: str | None = None,
) -> None:
    """The result reaches the applicant, once what is due at its return is paid (FeeUnpaid).

    Over the counter the receiver signs by one-time code, or, as `on_paper` says, on paper (NotReceipted). It is not
    returned online while they want it by post (WishedByPost).
    """
    if channel is Channel.ONLINE:
        check_role(Act.DELIVER, by=by.roles)
        wished = await shipments.wish(session, dossier.id)
        if wished is not None and wished.channel is Channel.POST:
            raise WishedByPost
    facts, code = await judging.fee_facts(session, dossier), None
    if channel is Channel.DIRECT and on_paper is None:
        code = await confirmations.confirmed(session, dossier, CodePurpose.RECEIPT)
        facts = replace(facts, is_receipt_signed=code is not None)
    await undergo(
        session,
        dossier,
        Act.DELIVER,
        by=by,
        at=at,
        facts=facts,
        note=on_paper,
        patch={"confirmation_id": code} if code else None,
        hours=hours,
        delivered_at=at,
        delivered_by=channel,
    )
    assert dossier.number is not None
    await emit(session, DossierDelivered(**about(dossier), number=dossier.number, channel=channel, delivered_at=at))
