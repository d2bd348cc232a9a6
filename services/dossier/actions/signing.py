"""A leader signs the result, and may declare an issued one void."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import ResultRevoked
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid, NotFound
from services.dossier import codes, queries
from services.dossier.actions.issuing import PDF, Press, issue, keep
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.guards import Facts
from services.dossier.issuing import IssuedKind
from services.dossier.lifecycle import Act, check
from services.dossier.models import Dossier, Issued, Paper, Verdict
from services.dossier.problems import AlreadyRevoked
from services.dossier.queries import issued
from services.dossier.signing.pades import NotSignable

AFRESH = frozenset({Act.REOPEN, Act.REPAIR})
"""What was signed before one of these gives way to what is signed after it."""


async def sign(
    session: AsyncSession,
    dossier: Dossier,
    *,
    named: Collection[UUID] | None,
    by: Actor,
    press: Press,
    at: datetime,
) -> list[Issued]:
    """Sign the result files as the agency: each stays the paper it was and becomes a signed PDF with a code.

    `named`: only these, as the leader has read them; the other unsigned ones are set aside and are no result. None:
    all. What was signed before the dossier was last reopened is superseded. Raises Invalid for a file that is not an
    unsigned result of this dossier, NotSignable for one that is no whole PDF, KeyMissing.
    """
    await queries.dossier(session, dossier.id, is_locked=True)
    waiting = await issued.unsigned(session, dossier.id)
    facts = Facts(
        has_result=await queries.has_result(session, dossier.id),
        is_signed=await issued.is_signed(session, dossier.id),
    )
    check(Act.SIGN, dossier.status, by=by.roles, facts=facts)
    chosen, aside = _chosen(waiting, named)
    former = await _former(session, dossier)
    rows = await _signed(session, dossier, chosen, by=by, press=press, at=at)
    told = _told(rows, aside=aside, former=former)
    await undergo(session, dossier, Act.SIGN, by=by, at=at, facts=facts, patch=told)
    await keep(session, rows, press=press)
    for row in former:
        row.superseded_by, row.superseded_at = rows[0].id, at
        await _void(session, row)
    for paper in aside:
        paper.verdict = Verdict.WRONG
    await session.flush()
    return rows


def _told(rows: Sequence[Issued], *, aside: Sequence[Paper], former: Sequence[Issued]) -> dict[str, list[str]]:
    """What the entry tells of a signature: which files became what, by id, code and digest."""
    return {
        "papers": [str(row.paper_id) for row in rows],
        "codes": [row.code for row in rows],
        "sha256": [row.sha256 for row in rows],
        "set_aside": [str(paper.id) for paper in aside],
        "superseded": [row.code for row in former],
    }


async def revoke(session: AsyncSession, dossier: Dossier, code: str, *, note: str, by: Actor, at: datetime) -> Issued:
    """A leader declares an issued result void, with grounds; the applicant is told. NotFound for a code of no result
    of this dossier, AlreadyRevoked.
    """
    await queries.dossier(session, dossier.id, is_locked=True)
    results = [row for row in await issued.of_dossier(session, dossier.id) if row.kind is IssuedKind.RESULT]
    facts = Facts(has_issued=any(row.revoked_at is None for row in results))
    check(Act.REVOKE, dossier.status, by=by.roles, facts=facts)
    row = next((row for row in results if row.code == codes.parse_paper(code)), None)
    if row is None:
        raise NotFound
    if row.revoked_at is not None:
        raise AlreadyRevoked
    told = {"code": row.code, "sha256": row.sha256}
    await undergo(session, dossier, Act.REVOKE, by=by, at=at, facts=facts, note=note, patch=told)
    row.revoked_at = at
    await _void(session, row)
    await session.flush()
    await emit(session, ResultRevoked(**about(dossier), paper_code=row.code, revoked_at=at))
    return row


def _chosen(waiting: Sequence[Paper], named: Collection[UUID] | None) -> tuple[list[Paper], list[Paper]]:
    """The files to sign, and those set aside."""
    if named is None:
        return list(waiting), []
    known = {paper.id for paper in waiting}
    faults = [
        Fault(f"/papers/{place}", "unknown", "Không phải tệp kết quả chờ ký.", "Not a result file to be signed.")
        for place, paper_id in enumerate(named)
        if paper_id not in known
    ]
    if faults:
        raise Invalid(errors=faults)
    return [one for one in waiting if one.id in named], [one for one in waiting if one.id not in named]


async def _signed(
    session: AsyncSession, dossier: Dossier, papers: Sequence[Paper], *, by: Actor, press: Press, at: datetime
) -> list[Issued]:
    """Every file signed; when one cannot be, none is kept."""
    rows: list[Issued] = []
    try:
        for paper in papers:
            if paper.content_type != PDF:
                raise NotSignable
            row, whole = await issue(
                session,
                dossier,
                await press.kept(paper.file_key),
                kind=IssuedKind.RESULT,
                sequence=dossier.acts + 1,
                signed_by=by.id,
                paper_id=paper.id,
                press=press,
                at=at,
            )
            rows.append(row)
            paper.file_key, paper.sha256, paper.size = row.file_key, row.sha256, len(whole)
            paper.verdict = Verdict.GOOD
    except BaseException:
        for row in rows:
            await press.files.delete(row.file_key)
        raise
    return rows


async def _former(session: AsyncSession, dossier: Dossier) -> list[Issued]:
    """The results in force that were signed before the dossier was last reopened."""
    afresh = [entry.sequence for entry in await queries.entries(session, dossier.id) if entry.act in AFRESH]
    results = await issued.results_in_force(session, dossier.id)
    return [row for row in results if afresh and row.sequence < afresh[-1]]


async def _void(session: AsyncSession, row: Issued) -> None:
    """Its file counts as a result no more."""
    paper = await session.get(Paper, row.paper_id) if row.paper_id else None
    if paper is not None:
        paper.verdict = Verdict.WRONG
