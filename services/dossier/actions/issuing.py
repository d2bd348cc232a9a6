"""Issuing a paper: it gets a code, the agency's signature over the whole, and a row by which anybody can check it."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kit.files import Content, Store
from services.dossier import queries, signing
from services.dossier.codes import TRACKING_BITS, paper_code
from services.dossier.issuing import IssuedKind
from services.dossier.models import Dossier, Issued
from services.dossier.problems import NotKnownYet
from services.dossier.queries import issued
from services.dossier.replicas import Agency
from services.dossier.signing import KeyMissing, Signer
from services.dossier.signing.pades import Mark, signed
from services.dossier.slips.drawing import Subject, drawn

PDF = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """What papers are issued with: where files are kept, where keys are, and the address people know us by."""

    files: Store
    signer: Signer
    public_url: str

    async def kept(self, key: str) -> bytes:
        """A file as it was kept."""
        return b"".join([piece async for piece in self.files.open(key)])


async def slip(session: AsyncSession, subject: Subject, *, press: Press, at: datetime) -> bytes:
    """A slip as its holder gets it. Forms 01 to 05 are issued when somebody first asks for them and are the same file
    ever after; the control sheet is drawn as of now and not signed.

    While the agency's key cannot be had, the slip is drawn without signature and not kept.
    """
    dossier, slip = subject.dossier, subject.slip
    if slip.kind is IssuedKind.CONTROL:
        return await drawn(session, subject, public_url=press.public_url)
    if (found := await _issued(session, subject)) is not None:
        return await press.kept(found.file_key)
    await queries.dossier(session, dossier.id, is_locked=True)  # who asks at the same moment waits and finds it
    if (found := await _issued(session, subject)) is not None:
        return await press.kept(found.file_key)
    pdf = await drawn(session, subject, public_url=press.public_url)
    try:
        row, whole = await issue(
            session, dossier, pdf, kind=slip.kind, sequence=slip.sequence, signed_by=None, press=press, at=at
        )
    except KeyMissing:
        return pdf
    await keep(session, [row], press=press)
    return whole


async def issue(
    session: AsyncSession,
    dossier: Dossier,
    pdf: bytes,
    *,
    kind: IssuedKind,
    sequence: int,
    signed_by: UUID | None,
    press: Press,
    at: datetime,
    paper_id: UUID | None = None,
) -> tuple[Issued, bytes]:
    """Sign a paper as the dossier's agency and keep the file; the row, not yet in the session, and the signed file.

    Raises NotSignable, KeyMissing. Whoever calls gives the row to `keep`, or deletes the file.
    """
    agency = await session.get(Agency, dossier.agency_code)
    if agency is None:
        raise NotKnownYet
    code = paper_code(secrets.randbits(TRACKING_BITS))
    mark = Mark(code=code, address=f"{press.public_url}/v1/verify/{code}")
    whole = await signed(pdf, press.signer, agency=signing.Agency(agency.code, agency.name), mark=mark, at=at)
    digest = hashlib.sha256(whole).hexdigest()
    row = Issued(
        code=code,
        dossier_id=dossier.id,
        paper_id=paper_id,
        kind=kind,
        sequence=sequence,
        file_key=await press.files.save(Content(whole, digest, PDF)),
        sha256=digest,
        agency_code=agency.code,
        agency_name=agency.name,
        signed_by=signed_by,
        issued_at=at,
    )
    return row, whole


async def keep(session: AsyncSession, rows: list[Issued], *, press: Press) -> None:
    """Write the rows of issued papers; their files are deleted again when that fails."""
    session.add_all(rows)
    try:
        await session.flush()
    except BaseException:
        for row in rows:
            await press.files.delete(row.file_key)
        raise


async def _issued(session: AsyncSession, subject: Subject) -> Issued | None:
    return await issued.slip(session, subject.dossier.id, subject.slip.kind, sequence=subject.slip.sequence)
