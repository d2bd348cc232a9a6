"""Form 04: an apology and a new date, drafted by an officer or by time, good only when a leader confirms it. Once."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierExtended
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid
from kit.workdays import Calendar
from services.dossier import judging, queries
from services.dossier.actions import timing
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.deadlines import latest_extension
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act, check
from services.dossier.models import Dossier, Extension
from services.dossier.problems import NotNow

NOT_LATER = Fault("/new_due_at", "not-later", "Ngày hẹn mới phải sau ngày hẹn cũ.", "The new date must be a later one.")
TOO_LATE = Fault(
    "/new_due_at",
    "too-late",
    "Ngày hẹn mới không được quá một lần thời hạn giải quyết tính từ ngày hẹn cũ.",
    "The new date must be within the legal limit once more, counted from the old one.",
)
DRAFTED = ("Đã có dự thảo xin lỗi và gia hạn chờ lãnh đạo xác nhận.", "A drafted apology waits for a leader already.")


async def propose(
    session: AsyncSession,
    dossier: Dossier,
    *,
    new_due_at: datetime,
    reason: str,
    by: Actor,
    at: datetime,
    hours: Calendar,
) -> Extension:
    """Draft an apology with its reason and a new date, before the dossier is late.

    Raises NoDeadline, AlreadyExtended, Invalid for a date that cannot be promised, NotNow when one waits already.
    """
    facts = Facts(has_deadline=dossier.due_at is not None, is_extended=dossier.extended_at is not None)
    check(Act.PROPOSE_EXTENSION, dossier.status, by=by.roles, facts=facts)
    assert dossier.due_at is not None, "the table asks for a deadline"
    limit = await timing.limit_of(session, dossier, at=at)
    if not judging.is_later(new_due_at, dossier, at=at):
        raise Invalid(errors=[NOT_LATER])
    if limit is not None and new_due_at > latest_extension(dossier.due_at, limit=limit, calendar=hours):
        raise Invalid(errors=[TOO_LATE])
    if await queries.extension_draft(session, dossier.id) is not None:
        raise NotNow(*DRAFTED)
    drafted = {"was_due_at": dossier.due_at, "new_due_at": new_due_at}
    await undergo(
        session, dossier, Act.PROPOSE_EXTENSION, by=by, at=at, facts=facts, note=reason, patch=drafted, hours=hours
    )
    extension = Extension(dossier_id=dossier.id, **drafted, reason=reason, drafted_by=by.id, drafted_at=at)
    session.add(extension)
    await session.flush()
    return extension


async def answer(
    session: AsyncSession,
    dossier: Dossier,
    *,
    is_confirmed: bool,
    note: str | None,
    by: Actor,
    at: datetime,
    hours: Calendar,
) -> None:
    """A leader confirms the new date, and the applicant is told; or refuses it. Raises NothingToExtend, and
    ExtensionOutdated when a wait or time has overtaken the drafted date.
    """
    drafted, was_due_at = await queries.extension_draft(session, dossier.id), dossier.due_at
    facts = judging.extension_facts(drafted, dossier, at=at)
    if not is_confirmed:
        await undergo(session, dossier, Act.REFUSE_EXTENSION, by=by, at=at, facts=facts, note=note, hours=hours)
    else:
        due = drafted.new_due_at if drafted else None
        await undergo(
            session,
            dossier,
            Act.EXTEND,
            by=by,
            at=at,
            facts=facts,
            note=drafted.reason if drafted else None,
            hours=hours,
            due_at=due,
            extended_at=at,
        )
    assert drafted is not None, "the table asks for a draft"
    drafted.answered_by, drafted.answered_at, drafted.is_confirmed = by.id, at, is_confirmed
    if is_confirmed:
        drafted.was_due_at = was_due_at or drafted.was_due_at  # a wait may have moved it since
        said = DossierExtended(
            **about(dossier), was_due_at=drafted.was_due_at, due_at=drafted.new_due_at, extended_at=at
        )
        await emit(session, said)
