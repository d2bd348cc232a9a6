"""A new draft from an earlier dossier: to put it right once the agency has ended it, or to ask for the same again."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Citizen
from services.dossier.actions.drafting import Copied, Opening, open_draft
from services.dossier.actions.recording import acting, undergo
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act, check
from services.dossier.models import Dossier
from services.dossier.problems import OnlyWhole


async def correct(
    session: AsyncSession, former: Dossier, citizen: Citizen, *, most_drafts: int, at: datetime
) -> Dossier:
    """The applicant puts a dossier that was ended right: a draft with its answers, linked to it, is opened.

    Raises what the table finds, and what `open_draft` does; LiveDraft while such a draft is not sent.
    """
    by, facts = acting(citizen, former), Facts(is_part=former.parent_id is not None)
    check(Act.CORRECT, former.status, by=by.roles, facts=facts)
    wanted = Opening(
        procedure_code=former.procedure_code,
        agency_code=former.agency_code,
        case=former.case,
        corrects_id=former.id,
    )
    draft = await open_draft(
        session, citizen, wanted=wanted, answers={}, copied=_copied(former), most_drafts=most_drafts, at=at
    )
    await undergo(session, former, Act.CORRECT, by=by, at=at, facts=facts, patch={"corrected_by": draft.id})
    return draft


async def copy(session: AsyncSession, former: Dossier, citizen: Citizen, *, most_drafts: int, at: datetime) -> Dossier:
    """The applicant asks for the same again: a draft for the same procedure, case and agency, with its answers.

    Raises OnlyWhole for a part of a joint dossier, and what `open_draft` does.
    """
    if former.parent_id is not None:
        raise OnlyWhole
    wanted = Opening(procedure_code=former.procedure_code, agency_code=former.agency_code, case=former.case)
    return await open_draft(
        session, citizen, wanted=wanted, answers={}, copied=_copied(former), most_drafts=most_drafts, at=at
    )


def _copied(former: Dossier) -> Copied:
    return Copied(answers=former.answers, prefilled=former.prefilled)
