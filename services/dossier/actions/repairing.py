"""A refused part of a joint dossier, made good by the applicant alone: it begins anew, the other parts stand."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contracts import limits
from contracts.dossier import DossierReopened
from kit.clock import LOCAL
from kit.outbox import emit
from services.dossier import judging, queries
from services.dossier.actions import parts
from services.dossier.actions.drafting import edited, refuse_strange
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.answers import Answers, merged
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act, check
from services.dossier.models import Dossier


async def repair(session: AsyncSession, part: Dossier, patch: Answers, *, by: Actor, at: datetime) -> None:
    """The applicant changes answers (JSON Merge Patch) of a refused part, whose papers were uploaded before; its agency
    has its whole limit again.

    Raises NotRepairable for anything else, and once the whole has ended or the time for it is over; Incomplete with
    every fault. From then on the transaction sees as the platform.
    """
    await parts.hold(session, part)
    course = await judging.course(session, part, at=at)
    check(Act.REPAIR, part.status, by=by.roles, facts=course)
    procedure = await queries.procedure_of(session, part)
    refuse_strange(procedure, patch, case=part.case, known=part.answers)
    on = at.astimezone(LOCAL).date()
    found = await judging.judge(session, part, procedure, answers=merged(part.answers, patch), on=on)
    hours = await queries.calendar(session, part.agency_code)
    limit = found.terms.time_limit if found.terms else None
    await undergo(
        session,
        part,
        Act.REPAIR,
        by=by,
        at=at,
        facts=Facts(faults=found.faults),
        edited=edited(part, patch, procedure=procedure, at=at),
        patch={"fields": sorted(patch)},
        hours=hours,
        outcome=None,
        timeliness=None,
        resolved_at=None,
        assigned_to=None,
        received_at=at,
        counted_since=limits.aware(limits.counted_from(at, calendar=hours)) if limit else None,
        due_at=limits.due_at(limit, received_at=at, calendar=hours) if limit else None,
    )
    await emit(session, DossierReopened(**about(part), reopened_at=at, due_at=part.due_at))
