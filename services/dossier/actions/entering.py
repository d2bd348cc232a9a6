"""The one-stop desk enters a dossier for somebody who stands before it, or whose papers came by post.

The dossier is that person's from the first moment: they see it, and may send or discard it themselves. The desk sends
it once they have confirmed by code what was entered (`confirming`); what came by post they confirmed with the
signature on the letter, which the desk scans.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kit.faults import Fault
from kit.logs import log
from kit.people import Officer
from kit.problems import Invalid
from services.dossier.actions import usages
from services.dossier.actions.drafting import Opening, begin
from services.dossier.answers import Answers
from services.dossier.lifecycle import Role
from services.dossier.models import Dossier
from services.dossier.permissions import covers
from services.dossier.problems import NotYours
from services.dossier.queries import invitations

NOBODY = Fault(
    "/personal_number",
    "unknown",
    "Chưa có tài khoản nào mang họ tên và số định danh này.",
    "No account has this name and personal number yet.",
)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Whom a dossier is entered for, as their identity card says."""

    name: str
    number: str


async def enter(
    session: AsyncSession,
    clerk: Officer,
    *,
    applicant: Applicant,
    wanted: Opening,
    answers: Answers,
    most_drafts: int,
    at: datetime,
) -> Dossier:
    """A draft of the applicant's at the clerk's desk, filled in with what their account knows; that is a look at their
    data, and written down as one.

    Raises NotYours but for the desk and within its fields, Invalid for an applicant nobody knows, NotThisWay, and what
    opening a draft raises; LiveDraft when the desk is entering the same for them already.
    """
    if Role.COUNTER not in clerk.roles or not covers(clerk, wanted.procedure_code):
        raise NotYours
    owner_id = await invitations.invitee(session, name=applicant.name, number=applicant.number)
    if owner_id is None:
        log.info("nobody with that name and number", agency=clerk.agency, officer=str(clerk.id))
        raise Invalid(errors=[NOBODY])
    dossier = await begin(session, clerk, owner_id=owner_id, wanted=wanted, answers=answers, most=most_drafts, at=at)
    await usages.note(session, dossier, clerk, what="dossier", at=at)
    return dossier
