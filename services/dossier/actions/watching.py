"""A look at a dossier whose moment has come: warnings, a drafted apology, escalations, and stops for lateness."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierAtRisk, RiskStage, StopReason
from contracts.workflow import Alarm, Worker
from kit.logs import log
from kit.outbox import emit
from kit.problems import Problem
from services.dossier import queries
from services.dossier.actions import extending, stopping, timing
from services.dossier.actions.recording import SYSTEM, undergo
from services.dossier.actions.saying import about
from services.dossier.deadlines import latest_extension
from services.dossier.lifecycle import Act, Status
from services.dossier.models import Dossier, Watch
from services.dossier.watching import WORKING, WatchKind, escalation

AGAIN = timedelta(hours=1)
"""After a look that failed, so that it does not hold up the others."""

LATER = timedelta(days=1)
"""When a dossier is waited for that meanwhile waits for something else, it is looked at again then."""

SUGGESTED = (
    "Dự thảo do hệ thống lập vì hồ sơ còn một ngày làm việc: cơ quan xin lỗi vì chưa giải quyết xong và đề nghị"
    " gia hạn. Lãnh đạo xác nhận, sửa lại hoặc bác bỏ."
)
LATE = {
    WatchKind.SUPPLEMENT_LATE: (
        Status.SUPPLEMENT_REQUIRED,
        StopReason.NOT_SUPPLEMENTED,
        "Quá thời hạn bổ sung hồ sơ mà người nộp chưa bổ sung.",
    ),
    WatchKind.PAYMENT_LATE: (
        Status.PAYMENT_REQUIRED,
        StopReason.NOT_PAID,
        "Quá thời hạn thực hiện nghĩa vụ tài chính mà người nộp chưa nộp.",
    ),
}
TOLD = {
    WatchKind.TWO_DAYS: (RiskStage.TWO_DAYS, Worker.OFFICER),
    WatchKind.ONE_DAY: (RiskStage.ONE_DAY, Worker.LEADER),
    WatchKind.UNCONFIRMED: (RiskStage.UNCONFIRMED, Worker.LEADER),
    WatchKind.OVERDUE: (RiskStage.OVERDUE, Worker.LEADER),
}


async def look(session: AsyncSession, *, at: datetime, calendar_code: str) -> int:
    """Take the one look that has been due longest; how many were taken. Other replicas take other ones.

    The dossier is locked before its look, as every act does it: the other way round the two wait for each other.
    """
    found = await session.execute(
        select(Dossier.id, Watch.id)
        .join(Watch, Watch.dossier_id == Dossier.id)
        .where(Watch.handled_at.is_(None), Watch.due_at <= at)
        .order_by(Watch.due_at, Watch.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=Dossier)
    )
    next_one = found.one_or_none()
    if next_one is None:
        return 0
    dossier_id, watch_id = next_one
    due = await session.scalar(
        select(Watch)
        .where(Watch.id == watch_id, Watch.handled_at.is_(None), Watch.due_at <= at)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if due is None:
        return 1  # an act was quicker; there may be more
    dossier = await queries.dossier(session, dossier_id)
    assert dossier is not None, "a look is at a dossier"
    try:
        async with session.begin_nested():
            await _take(session, dossier, due, at=at, calendar_code=calendar_code)
    except (Problem, ValueError) as error:
        log.warning("a dossier could not be looked at; tried again later", dossier=str(dossier.id), error=repr(error))
        due.handled_at, due.due_at = None, at + AGAIN
    return 1


async def _take(session: AsyncSession, dossier: Dossier, due: Watch, *, at: datetime, calendar_code: str) -> None:
    due.handled_at = at
    if due.kind in LATE:
        await _stop_late(session, dossier, due, at=at, calendar_code=calendar_code)
    elif due.kind is WatchKind.STEP:
        await _escalate(session, dossier, due, at=at, calendar_code=calendar_code)
    elif dossier.status in WORKING and dossier.paused_since is None:
        await _warn(session, dossier, due, at=at, calendar_code=calendar_code)


async def _warn(session: AsyncSession, dossier: Dossier, due: Watch, *, at: datetime, calendar_code: str) -> None:
    """Somebody is told in time; a day before, the apology is drafted so that the leader only has to confirm it."""
    if due.kind is WatchKind.ONE_DAY:
        await _draft_apology(session, dossier, at=at, calendar_code=calendar_code)
    if due.kind is WatchKind.UNCONFIRMED and await queries.extension_draft(session, dossier.id) is None:
        return
    stage, tell = TOLD[due.kind]
    await _tell(session, dossier, stage=stage, tell=tell)


async def _draft_apology(session: AsyncSession, dossier: Dossier, *, at: datetime, calendar_code: str) -> None:
    if dossier.extended_at is not None or dossier.due_at is None:
        return
    if await queries.extension_draft(session, dossier.id) is not None:
        return
    hours = await queries.calendar(session, dossier.agency_code, otherwise=calendar_code)
    limit = await timing.limit_of(session, dossier, at=at)
    if limit is None:
        return
    new = latest_extension(dossier.due_at, limit=limit, calendar=hours)
    if new <= at:  # looked at far too late: no date that may be promised is left
        return
    await extending.propose(session, dossier, new_due_at=new, reason=SUGGESTED, by=SYSTEM, at=at, hours=hours)


async def _escalate(session: AsyncSession, dossier: Dossier, due: Watch, *, at: datetime, calendar_code: str) -> None:
    """What the workflow says of a step that takes too long. Reassigned: it is taken from who has it in hand, and who is
    told gives it to somebody else.
    """
    row = escalation((await queries.procedure_of(session, dossier)).workflow, due.level)
    if row is None or row.step != dossier.step:
        return
    if row.alarm is Alarm.APOLOGISE and dossier.status in WORKING:
        await _draft_apology(session, dossier, at=at, calendar_code=calendar_code)
    await _tell(session, dossier, stage=RiskStage.STEP, tell=row.tell)
    if row.alarm is Alarm.REASSIGN and dossier.assigned_to is not None:
        note = "Bước xử lý quá thời hạn theo quy trình; chờ phân công lại."
        await undergo(session, dossier, Act.RELEASE, by=SYSTEM, at=at, note=note, assigned_to=None)


async def _stop_late(session: AsyncSession, dossier: Dossier, due: Watch, *, at: datetime, calendar_code: str) -> None:
    status, reason, note = LATE[due.kind]
    if dossier.status is Status.WITHDRAWAL_REQUESTED and status.value in dossier.interrupted:
        due.handled_at, due.due_at = None, at + LATER
    elif dossier.status is status:
        hours = await queries.calendar(session, dossier.agency_code, otherwise=calendar_code)
        if dossier.received_at is None:
            await stopping.lapse(session, dossier, note=note, at=at, hours=hours)
        else:
            await stopping.stop(session, dossier, reason=reason, note=note, by=SYSTEM, at=at, hours=hours)


async def _tell(session: AsyncSession, dossier: Dossier, *, stage: RiskStage, tell: Worker) -> None:
    said = DossierAtRisk(
        **about(dossier),
        stage=stage,
        due_at=dossier.due_at,
        assigned_to=dossier.assigned_to,
        tell=tell,
        step=dossier.step,
    )
    await emit(session, said)
