"""What whoever may see a dossier reads of it: the whole, its timeline, what can be done, its clock."""

from fastapi import APIRouter, Response

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.problems import NotFound, problems
from services.dossier import holdings, judging, queries
from services.dossier.doors import DOORS
from services.dossier.lifecycle import LIFE, Act, allowed
from services.dossier.models import Dossier
from services.dossier.permissions import hand, roles
from services.dossier.problems import DelegationOver, NotKnownYet
from services.dossier.queries import parts, shown
from services.dossier.routes.answering import marks
from services.dossier.routes.arguments import SeenDossier, Viewer, ties_of
from services.dossier.schemas.requirements import RequirementOut, Requirements
from services.dossier.schemas.story import ActOut, Acts, Event, Obstacle, Timeline
from services.dossier.schemas.whole import DossierOut, Words
from services.dossier.sight import as_system

router = APIRouter(prefix="/v1/dossiers/{dossier_id}", tags=["dossiers"])

READ = problems(NotFound, DelegationOver, NotKnownYet)


@router.get("", summary="Xem hồ sơ / Read the dossier", responses=READ)
async def read_dossier(dossier: SeenDossier, person: Viewer, session: Session, response: Response) -> DossierOut:
    """Cho chủ hồ sơ và cơ quan giải quyết; tệp kết quả chỉ hiện với chủ hồ sơ khi đã giải quyết.
    / For its owner and its agency; the owner sees result files once it is decided.
    """
    response.headers.update(marks(dossier))
    return DossierOut.whole(
        dossier,
        procedure=await queries.procedure_of(session, dossier),
        papers=await shown.papers(session, dossier, to=person),
        asked=await queries.live_request(session, dossier.id),
        reuses=await queries.reuses(session, dossier.id),
        links=await queries.linked(session, dossier),
    )


@router.get(
    "/requirements", summary="Giấy tờ cần và không cần nộp / What must and need not be handed in", responses=READ
)
async def list_requirements(dossier: SeenDossier, session: Session, response: Response, now: Now) -> Requirements:
    """Từng giấy tờ: cần hay không, bắt buộc hay không, đã có từ đâu và vì sao khỏi nộp lại. Bản nháp được xét lại mỗi
    lần hỏi; hồ sơ đã nộp theo những gì ghi nhận khi nộp. / Each paper: needed or not, mandatory or not, what satisfies
    it, and why it need not be uploaded again. A draft is judged anew each time; a dossier that was sent, by what was
    found then.
    """
    response.headers.update(marks(dossier))
    on = now.astimezone(LOCAL).date()
    judged = (await judging.present(session, dossier, on=on)).requirements
    papers = {one.means.paper_id for one in judged if one.means is not None and one.means.paper_id is not None}
    uses = await holdings.uses(session, papers)
    return Requirements(
        items=[RequirementOut.of(one, uses=uses) for one in judged],
        spared=sum(one.is_spared for one in judged),
        lacking=sum(one.is_lacking for one in judged),
    )


@router.get("/timeline", summary="Diễn biến hồ sơ / The dossier's timeline", responses=READ)
async def read_timeline(dossier: SeenDossier, session: Session, response: Response) -> Timeline:
    """Mọi việc đã làm, theo thứ tự; của hồ sơ liên thông cùng các phần. / Every act, in order; of a joint dossier with
    its parts.
    """
    response.headers.update(marks(dossier))
    entries = list(await queries.entries(session, dossier.id))
    delegates = await queries.delegates_of(session, entries)
    told = [Event.of(entry, delegates=delegates) for entry in entries]
    if dossier.parent_id is None:
        told += await _of_parts(session, dossier)
    return Timeline(items=sorted(told, key=lambda one: (one.at, one.act is Act.CONCLUDE, one.part is not None)))


async def _of_parts(session: Session, whole: Dossier) -> list[Event]:
    """What was done in the parts, without what their agencies tell each other."""
    await as_system(session)  # the receiving agency may follow the parts, and read nothing else of them
    told = []
    for name, part in (await parts.of_whole(session, whole.id)).items():
        entries = await queries.entries(session, part.id)
        delegates = await queries.delegates_of(session, entries)
        told += [Event.of(one, delegates=delegates, part=name, is_told_inside=False) for one in entries]
    return told


@router.get("/actions", summary="Việc có thể làm / What can be done", responses=READ)
async def list_actions(dossier: SeenDossier, person: Viewer, session: Session, response: Response, now: Now) -> Acts:
    """Mỗi việc, được phép hay không và vì sao. / Every act, allowed or not, and why."""
    response.headers.update(marks(dossier))
    quality = roles(person, dossier, ties=await ties_of(session, dossier, person))
    facts = await judging.facts(session, dossier, by=hand(person), quality=quality, at=now)
    told = allowed(dossier.status, by=quality, facts=facts)
    return Acts(
        items=[
            ActOut(
                act=act,
                door=f"/v1/dossiers/{dossier.id}/{DOORS[act]}",
                name=Words(vi=LIFE[act].vi, en=LIFE[act].en),
                is_allowed=problem is None,
                needs=list(LIFE[act].needs),
                obstacle=Obstacle.of(problem) if problem else None,
            )
            for act, problem in told
            if act in DOORS
        ]
    )
