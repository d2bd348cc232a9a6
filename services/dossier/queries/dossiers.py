"""Reads: rows, pages, and the lists whose JSON PostgreSQL itself builds."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, case, func, or_, select, true, tuple_, union
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from kit.workdays import Calendar
from services.dossier.admission import Closed
from services.dossier.codes import parse_tracking
from services.dossier.history import Deed
from services.dossier.lifecycle import UNSENT, Role, Status
from services.dossier.models import (
    Colleague,
    Dossier,
    Entry,
    Extension,
    Invitation,
    Issued,
    Paper,
    PaperKind,
    Reuse,
    Scan,
    SharedPaper,
    SupplementRequest,
    Upload,
    Verdict,
)
from services.dossier.papers import READABLE
from services.dossier.problems import NotKnownYet
from services.dossier.queries.revisions import procedure_in_force
from services.dossier.queries.worklists import exported
from services.dossier.replicas import Closure, Person, WorkCalendar

# what every act asks, built once: building costs more than asking
_DOSSIER = select(Dossier).where(Dossier.id == bindparam("wanted")).execution_options(populate_existing=True)
_LOCKED_DOSSIER = _DOSSIER.with_for_update()
_USABLE = select(Paper.component_id).where(
    Paper.dossier_id == bindparam("dossier"),
    Paper.kind != PaperKind.RESULT,
    Paper.verdict != Verdict.WRONG,
    Paper.scan != Scan.INFECTED,
    Paper.replaced_by.is_(None),
)


async def dossier(session: AsyncSession, dossier_id: UUID, *, is_locked: bool = False) -> Dossier | None:
    """A dossier as it is now; `is_locked` keeps others from changing it until the transaction ends."""
    return await session.scalar(_LOCKED_DOSSIER if is_locked else _DOSSIER, {"wanted": dossier_id})


async def ties(session: AsyncSession, dossier_id: UUID) -> Sequence[Invitation]:
    """The invitations to a dossier that have not ended, as far as the caller may see them."""
    found = select(Invitation).where(Invitation.dossier_id == dossier_id, Invitation.ended_at.is_(None))
    return (await session.scalars(found)).all()


async def colleagues(session: AsyncSession, agency_code: str) -> Sequence[Colleague]:
    """Who works on dossiers of an agency, the latest seen first."""
    staff = select(Colleague).where(Colleague.agency_code == agency_code).order_by(Colleague.seen_at.desc())
    return (await session.scalars(staff)).all()


async def own(
    session: AsyncSession,
    owner_id: UUID,
    *,
    procedures: Collection[str] | None = None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[Dossier]:
    """A citizen's dossiers, newest first, after (opened_at, id); of `procedures` when given.

    Not discarded ones, and not the parts of joint ones.
    """
    page = select(Dossier).where(Dossier.owner_id == owner_id, Dossier.status != Status.DISCARDED)
    page = page.where(Dossier.parent_id.is_(None))
    if procedures is not None:
        page = page.where(Dossier.procedure_code.in_(procedures))
    if after is not None:
        page = page.where(tuple_(Dossier.opened_at, Dossier.id) < after)
    rows = await session.scalars(page.order_by(Dossier.opened_at.desc(), Dossier.id.desc()).limit(limit))
    return rows.all()


async def closed(session: AsyncSession, code: str) -> Closed | None:
    """Since when a procedure is offered no longer, and what takes its place; None: it was never closed."""
    row = await session.get(Closure, code)
    if row is None:
        return None
    instead = None
    if row.replaced_by is not None:
        instead = await procedure_in_force(session, row.replaced_by, on=row.closed_on)
    return Closed(closed_on=row.closed_on, replaced_by=row.replaced_by, name=instead.name if instead else None)


async def calendar(session: AsyncSession, agency_code: str, *, otherwise: str | None = None) -> Calendar:
    """The working calendar that names the agency, or is called by its code, or `otherwise` (without it, one that names
    no agency); NotKnownYet when none of these was published.
    """
    return (await published_calendar(session, agency_code, otherwise=otherwise)).hours()


async def published_calendar(session: AsyncSession, agency_code: str, *, otherwise: str | None = None) -> WorkCalendar:
    """The same calendar as it was published, with the names of its days off."""
    names_it = WorkCalendar.agency_codes.contains([agency_code])
    for_all = WorkCalendar.agency_codes == [] if otherwise is None else WorkCalendar.code == otherwise
    row = await session.scalar(
        select(WorkCalendar)
        .where(or_(names_it, WorkCalendar.code == agency_code, for_all))
        .order_by(case((names_it, 0), (WorkCalendar.code == agency_code, 1), else_=2), WorkCalendar.code)
        .limit(1)
    )
    if row is None:
        raise NotKnownYet
    return row


async def papers(session: AsyncSession, dossier_id: UUID) -> Sequence[Paper]:
    """Every file of a dossier, oldest first."""
    found = select(Paper).where(Paper.dossier_id == dossier_id).order_by(Paper.uploaded_at, Paper.id)
    return (await session.scalars(found)).all()


async def paper(session: AsyncSession, dossier_id: UUID, paper_id: UUID) -> Paper | None:
    """A file of this dossier, one that stood in for an upload in it, or one of the whole it reads as its part."""
    reused = select(Reuse.paper_id).where(Reuse.dossier_id == dossier_id)
    shared = select(SharedPaper.paper_id).where(SharedPaper.dossier_id == dossier_id)
    is_shown = or_(Paper.dossier_id == dossier_id, Paper.id.in_(reused), Paper.id.in_(shared))
    return await session.scalar(select(Paper).where(Paper.id == paper_id, is_shown))


async def reuses(session: AsyncSession, dossier_id: UUID) -> Sequence[Reuse]:
    """What stood in for an upload when the dossier was sent."""
    return (await session.scalars(select(Reuse).where(Reuse.dossier_id == dossier_id))).all()


async def kept_bytes(session: AsyncSession, owner_id: UUID) -> int:
    """How many bytes of files a person keeps in drafts and dossiers, or is sending; results and scans are the agency's.

    A file on its way counts as large as it was said to be.
    """
    kept = select(func.coalesce(func.sum(Paper.size), 0)).join(Dossier, Dossier.id == Paper.dossier_id)
    kept = kept.where(Dossier.owner_id == owner_id, Paper.kind != PaperKind.RESULT, Paper.is_digitised.is_(False))
    coming = select(func.coalesce(func.sum(Upload.size), 0)).join(Dossier, Dossier.id == Upload.dossier_id)
    coming = coming.where(Dossier.owner_id == owner_id, Upload.paper_id.is_(None), Upload.is_digitised.is_(False))
    return int(await session.scalar(select(kept.scalar_subquery() + coming.scalar_subquery())) or 0)


async def claimed(session: AsyncSession, keys: Collection[str]) -> frozenset[str]:
    """Those of these keys that belong to a paper, to one that was issued, to an export, or to a file on its way."""
    piece = func.jsonb_array_elements_text(Upload.__table__.c["keys"]).table_valued("value").render_derived("piece")
    found = union(
        select(Paper.file_key).where(Paper.file_key.in_(keys)),
        select(Issued.file_key).where(Issued.file_key.in_(keys)),
        select(piece.c.value).select_from(Upload).join(piece, true()).where(piece.c.value.in_(keys)),
    )
    return frozenset((await session.scalars(found)).all()) | await exported(session, keys)


async def usable_components(
    session: AsyncSession, dossier_id: UUID, *, since: datetime | None = None
) -> frozenset[str]:
    """The components for which there is a file nobody called wrong; `since`: uploaded, or pointed at, after that."""
    found = _USABLE if since is None else _USABLE.where(Paper.uploaded_at > since)
    named = set(await session.scalars(found, {"dossier": dossier_id}))
    if since is not None:
        pointed = select(Reuse.component_id).where(Reuse.dossier_id == dossier_id, Reuse.is_named.is_(True))
        named |= set(await session.scalars(pointed.where(Reuse.refused_at.is_(None), Reuse.noted_at > since)))
    return frozenset(one for one in named if one is not None)


async def filed_components(session: AsyncSession, dossier_id: UUID, *, by: datetime) -> frozenset[str]:
    """The components the applicant had filed by a moment, whatever anybody has thought of the files since."""
    named = await session.scalars(
        select(Paper.component_id).where(
            Paper.dossier_id == dossier_id, Paper.kind != PaperKind.RESULT, Paper.uploaded_at <= by
        )
    )
    return frozenset(one for one in named.all() if one is not None)


async def has_result(session: AsyncSession, dossier_id: UUID) -> bool:
    """Whether there is a result file that people can be given: not set aside, not waiting for the scanner."""
    is_result = (
        Paper.dossier_id == dossier_id,
        Paper.kind == PaperKind.RESULT,
        Paper.scan.in_(READABLE),
        Paper.verdict != Verdict.WRONG,
    )
    return await session.scalar(select(Paper.id).where(*is_result).limit(1)) is not None


async def extension_draft(session: AsyncSession, dossier_id: UUID) -> Extension | None:
    """The apology that waits for a leader."""
    waiting = select(Extension).where(Extension.dossier_id == dossier_id, Extension.answered_at.is_(None))
    return await session.scalar(waiting)


async def live_request(session: AsyncSession, dossier_id: UUID) -> SupplementRequest | None:
    """The supplement request that waits for an answer, with its items."""
    return await session.scalar(
        select(SupplementRequest)
        .where(SupplementRequest.dossier_id == dossier_id, SupplementRequest.answered_at.is_(None))
        .options(selectinload(SupplementRequest.items))
    )


async def entries(session: AsyncSession, dossier_id: UUID) -> Sequence[Entry]:
    """The history of a dossier in order."""
    found = select(Entry).where(Entry.dossier_id == dossier_id).order_by(Entry.sequence)
    return (await session.scalars(found)).all()


async def last_entry(session: AsyncSession, dossier_id: UUID) -> Entry | None:
    """What was done to a dossier last."""
    found = select(Entry).where(Entry.dossier_id == dossier_id).order_by(Entry.sequence.desc()).limit(1)
    return await session.scalar(found)


def deed(entry: Entry) -> Deed:
    """The entry as rules see it."""
    return Deed(
        dossier_id=entry.dossier_id,
        sequence=entry.sequence,
        act=entry.act,
        actor_id=entry.actor_id,
        role=entry.role,
        agency_code=entry.agency_code,
        client_id=entry.client_id,
        before=entry.before,
        after=entry.after,
        at=entry.at,
        note=entry.note,
        delegation_id=entry.delegation_id,
        decided=entry.decided,
        patch=entry.patch,
        transaction_id=entry.transaction_id,
    )


async def delegates_of(session: AsyncSession, entries: Collection[Entry]) -> dict[UUID, str]:
    """The names of those who acted for the applicant in these entries, and of those the applicant had asked."""
    asked = (Role.CO_AUTHOR, Role.INVITEE)
    wanted = {entry.actor_id for entry in entries if entry.delegation_id is not None or entry.role in asked}
    if not wanted:
        return {}
    rows = await session.execute(select(Person.id, Person.full_name).where(Person.id.in_(wanted)))
    return {row.id: row.full_name for row in rows}


class PublicPart(NamedTuple):
    """What anybody may know of a dossier."""

    number: str | None
    procedure_name: str
    agency_name: str
    status: Status
    submitted_at: datetime
    received_at: datetime | None
    due_at: datetime | None


async def tracked(session: AsyncSession, code: str) -> PublicPart | None:
    """The public part of a sent dossier, by tracking code or number."""
    named = parse_tracking(code)
    is_named = (Dossier.tracking_code == named) & Dossier.parent_id.is_(None)
    which = is_named if named else Dossier.number == code
    columns = [getattr(Dossier, name) for name in PublicPart._fields]
    row = (await session.execute(select(*columns).where(which, Dossier.status.not_in(UNSENT)))).one_or_none()
    return PublicPart(*row) if row else None
