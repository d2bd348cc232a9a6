"""A result drawn by the platform, where the officer has no file of their own."""

import hashlib
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kit.faults import Fault
from kit.files import Content, Store
from kit.problems import Invalid
from services.dossier import queries
from services.dossier.actions.filing import Bounds, Upload, add_result
from services.dossier.actions.issuing import PDF
from services.dossier.actions.recording import Actor
from services.dossier.admission import form_of
from services.dossier.issuing import TITLES, IssuedKind
from services.dossier.models import Dossier, Paper
from services.dossier.slips.press import printed
from services.dossier.slips.results import Decision, told

UNKNOWN = Fault("/result_code", "unknown", "Thủ tục không có kết quả này.", "The procedure has no such result.")


async def draw(
    session: AsyncSession,
    dossier: Dossier,
    *,
    content: str,
    result_code: str | None,
    files: Store,
    by: Actor,
    at: datetime,
) -> Paper:
    """A result file with the decision in the officer's words and the form's answers; the leader signs it as any other.

    `result_code`: which of the procedure's results; None: the only one, or a result without a name. Raises Invalid,
    and what `add_result` raises.
    """
    procedure = await queries.procedure_of(session, dossier)
    named = {one.code: one.name for one in procedure.results}
    if result_code is not None and result_code not in named:
        raise Invalid(errors=[UNKNOWN])
    only = next(iter(named.values())) if len(named) == 1 else TITLES[IssuedKind.RESULT].vi
    decision = Decision(
        title=named[result_code] if result_code else only,
        agency_name=dossier.agency_name,
        number=dossier.number or dossier.tracking_code,
        applicant_name=dossier.applicant_name,
        procedure_name=dossier.procedure_name,
        legal_bases=procedure.legal_bases,
        content=content,
        written_at=at,
    )
    form = form_of(procedure, dossier.case)
    said = told(decision, schema=form.answers, ui=form.ui, answers=dossier.answers)
    pdf = await printed("result", said, at=at)
    upload = Upload(Content(pdf, hashlib.sha256(pdf).hexdigest(), PDF), f"ket-qua-{decision.number}.pdf")
    return await add_result(session, dossier, upload, files=files, bounds=Bounds(most_bytes=len(pdf)), by=by, at=at)
