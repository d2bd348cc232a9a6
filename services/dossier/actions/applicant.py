"""What the applicant does with the agency: submits, takes back, answers."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierSubmitted, DossierWithdrawn, SupplementAnswered
from kit.clock import LOCAL
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid
from kit.workdays import Calendar
from services.dossier import judging, queries
from services.dossier.actions import assessing, reusing, timing
from services.dossier.actions.drafting import current, edited, refuse_strange
from services.dossier.actions.recording import Actor, undergo
from services.dossier.actions.saying import about
from services.dossier.admission import admission_faults, check_offered, check_open
from services.dossier.answers import Answers, merged, oversized
from services.dossier.fees import owed
from services.dossier.guards import Facts
from services.dossier.lifecycle import Act, Role, check
from services.dossier.models import Dossier
from services.dossier.replicas import Agency
from services.dossier.supplements import unanswered
from services.dossier.watching import WatchKind

OWN_WORDS = Fault(
    "/answers",
    "not-yours",
    "Chỉ người nộp được sửa nội dung kê khai; bộ phận một cửa chỉ bổ sung giấy tờ.",
    "Only the applicant changes what they declared; the desk adds papers.",
)


async def submit(
    session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, hours: Calendar, province_code: str
) -> None:
    """The dossier is sent to the agency, by its owner or by the desk they confirmed it to; what it owes is reckoned.

    It goes under the revision in force. Every fault of form, papers and competence is told at once. Raises
    NotOnline, NotThisWay or ProcedureOver when the procedure is not offered (any more), NotConfirmed to a desk. What
    stands in for an upload is looked for now, whatever the draft was told.
    """
    check(Act.SUBMIT, dossier.status, by=by.roles, facts=Facts())
    on = at.astimezone(LOCAL).date()
    procedure = await current(session, dossier, on=on)
    agency = await session.get(Agency, dossier.agency_code)
    check_open(procedure, await queries.closed(session, dossier.procedure_code), on=on)
    found = await judging.judge(session, dossier, procedure, answers=dossier.answers, on=on)
    wrong = (*found.faults, *oversized(found.answers))
    wrong += tuple(admission_faults(procedure, agency, case=dossier.case, on=on))
    is_confirmed = await judging.is_confirmed(session, dossier, quality=by.roles)
    check(Act.SUBMIT, dossier.status, by=by.roles, facts=Facts(faults=wrong, is_confirmed=is_confirmed))
    assert agency is not None, "one that is not there is a fault"
    terms = check_offered(procedure, agency, terms=found.terms, on=on, channel=dossier.channel)
    lines = owed(terms, facts=found.circumstances, on=on, province_code=province_code)
    await undergo(
        session,
        dossier,
        Act.SUBMIT,
        by=by,
        at=at,
        edited={"answers": found.answers, "procedure_name": procedure.name},
        hours=hours,
        submitted_at=at,
        fee_due=sum(line.amount for line in lines),
        revision=procedure.revision,
    )
    await reusing.note(session, dossier, found.requirements, at=at)
    said = DossierSubmitted(
        **about(dossier), revision=dossier.revision, channel=dossier.channel, submitted_at=at, fees=lines
    )
    await emit(session, said)


async def withdraw(session: AsyncSession, dossier: Dossier, *, by: Actor, at: datetime, hours: Calendar) -> None:
    """The applicant takes a dossier back before the agency received it; it is a draft again. A fee paid stays paid.

    LiveDraft when they opened another one for the same meanwhile.
    """
    await queries.hold_owner(session, dossier.owner_id)
    facts = Facts(other_draft=await queries.draft_beside(session, dossier))
    await assessing.forget(session, dossier)
    await undergo(session, dossier, Act.WITHDRAW, by=by, at=at, facts=facts, hours=hours, submitted_at=None)
    await emit(session, DossierWithdrawn(**about(dossier), withdrawn_at=at))


async def answer_supplement(
    session: AsyncSession, dossier: Dossier, patch: Answers, *, by: Actor, at: datetime, calendar: Calendar
) -> None:
    """The live request is answered: papers uploaded since, fields in `patch`; the clock runs again.

    The desk answers with papers brought to it; what the applicant says they change themselves (Invalid).
    """
    if patch and Role.APPLICANT not in by.roles:
        raise Invalid(errors=[OWN_WORDS])
    procedure = await queries.procedure_of(session, dossier)
    on = at.astimezone(LOCAL).date()
    asked = await queries.live_request(session, dossier.id)
    wrong: list[Fault] = []
    if asked is not None:
        refuse_strange(procedure, patch, case=dossier.case, known=dossier.answers)
        papers = await queries.usable_components(session, dossier.id, since=asked.asked_at)
        wrong += unanswered(asked.items, patch=patch, papers=papers)
        answers = merged(dossier.answers, patch)
        wrong += (await judging.judge(session, dossier, procedure, answers=answers, on=on)).faults
    await undergo(
        session,
        dossier,
        Act.ANSWER_SUPPLEMENT,
        by=by,
        at=at,
        facts=Facts(faults=tuple(dict.fromkeys(wrong))),
        edited=edited(dossier, patch, procedure=procedure, at=at),
        hours=calendar,
    )
    assert asked is not None
    asked.answered_at = at
    await assessing.judge_anew(session, dossier, asked.items)
    await timing.wait_no_more(session, dossier, kind=WatchKind.SUPPLEMENT_LATE)
    await emit(session, SupplementAnswered(**about(dossier), answered_at=at, due_at=dossier.due_at))
