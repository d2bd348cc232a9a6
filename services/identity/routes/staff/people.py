"""Staff and people's records: looking up somebody at the counter, answering requests for correction.

Nothing is shown without a line that the person can read: who, for which agency, why.
"""

import json
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Cursor, Limit, Page, decode_place, encode_place
from kit.people import Officer, Person, require
from kit.problems import Forbidden, KeyReused, NotFound, TooMany, answer, language_of, problems
from services.identity import actions, queries
from services.identity.actions.lookups import Why
from services.identity.actions.people import Scribe
from services.identity.actions.records import Answered
from services.identity.credentials.assurance import Level
from services.identity.models import Correction
from services.identity.provider import Here
from services.identity.records.corrections import Status
from services.identity.records.identifiers import read
from services.identity.routes.bearers import at_least, live_person
from services.identity.schemas.lookups import AnswerIn, AskedOut, AskedWholeOut, KnownOut, LookupIn, SeenOut

router = APIRouter(prefix="/v1", tags=["Staff"], dependencies=[Depends(live_person)])

Clerk = Annotated[Officer, Depends(require(Officer, "counter", "officer"))]
Keeper = Annotated[Officer, Depends(require(Officer, "officer", "administrator"))]
StrongCaller = Annotated[Person, Depends(at_least(Level.SUBSTANTIAL))]
CorrectionId = Annotated[
    UUID,
    Path(
        description="`id` trong danh sách / from the list of requests",
        examples=["0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"],
    ),
]


@router.post(
    "/people/lookup",
    summary="Tra cứu công dân tại quầy / Look somebody up at the counter",
    description="By exactly one number, for a purpose the person will read; shows what a form is filled in with. The "
    "person is told. 404 for a number nobody has. 60 an hour for one member of staff, found or not.",
    response_model=KnownOut,
    responses=problems(Forbidden, NotFound, TooMany, InFlight, KeyReused),
)
async def look_up_person(
    body: LookupIn, officer: Clerk, request: Request, *, session: Session, once: Once, now: Now
) -> Response:
    """What a form at a counter needs of a person."""
    why = Why(body.purpose, body.dossier_code)
    language = language_of(request)
    await actions.lookups.count(session, officer, why, at=now)
    typed = read(body.personal_number or body.phone or "")
    found = await actions.lookups.look_up(session, officer, typed, why=why, at=now)
    if found is None:  # answered, not raised: the look-up stays counted
        return answer(NotFound(), language=language, instance=request.url.path)
    person, record = found
    shown = KnownOut.of(person, record, language=language)
    return await once.keep(session, 200, shown, headers={"Cache-Control": "no-store"})


@router.get(
    "/corrections",
    summary="Yêu cầu đính chính gửi đến cơ quan / Requests for correction",
    description="Those the caller's agency must answer, the oldest first; nothing of the people in it.",
    responses=problems(Forbidden),
)
async def list_asked_corrections(
    officer: Keeper,
    *,
    session: Session,
    here: Here,
    now: Now,
    status: Annotated[Status, Query(description="Trạng thái / status")] = Status.RECEIVED,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[AskedOut]:
    """A page of requests."""
    key = here.settings.cursor_key
    after = decode_place(key, cursor) if cursor else None
    found = await queries.records.list_asked(
        session, officer.agency, on=_day(now), status=status, after=after, limit=limit + 1
    )
    last = found[limit - 1] if len(found) > limit else None
    onward = encode_place(key, (last.received_at, last.id)) if last else None
    return Page[AskedOut](items=[AskedOut.of(one) for one in found[:limit]], next=onward)


@router.get(
    "/corrections/{correction_id}",
    summary="Một yêu cầu đính chính / One request for correction",
    description="What is claimed, why, and the value there is now. The person sees that it was read.",
    responses=problems(Forbidden, NotFound),
)
async def show_asked_correction(
    correction_id: CorrectionId, officer: Keeper, request: Request, *, session: Session, here: Here, now: Now
) -> AskedWholeOut:
    """The request with what it says."""
    asked = await queries.records.find_asked(session, correction_id, agency_code=officer.agency, on=_day(now))
    if asked is None:
        raise NotFound
    present = await _present(session, asked, officer, at=now, language=language_of(request))
    return AskedWholeOut(
        **AskedOut.of(asked).model_dump(),
        claimed=json.loads(here.sealer.unseal(asked.sealed_claim)),
        reason=asked.reason,
        evidence=asked.evidence,
        present=present,
    )


@router.post(
    "/corrections/{correction_id}/answer",
    status_code=201,
    summary="Trả lời yêu cầu đính chính / Answer a request for correction",
    description="Accepted, the claimed value is recorded as verified by the agency. Needs a sign-in of the last 20 "
    "minutes at the level `substantial`. Nobody answers for themselves; 409 when it was answered already.",
    response_model=AskedOut,
    responses=problems(Forbidden, NotFound, Answered, InFlight, KeyReused),
)
async def answer_correction(
    correction_id: CorrectionId,
    body: AnswerIn,
    officer: Keeper,
    _: StrongCaller,
    *,
    session: Session,
    here: Here,
    once: Once,
    now: Now,
) -> Response:
    """The request, answered."""
    asked = await queries.records.find_asked(
        session, correction_id, agency_code=officer.agency, on=_day(now), is_locked=True
    )
    if asked is None:
        raise NotFound
    scribe = Scribe(here.sealer, officer.id)
    await actions.records.answer_correction(session, asked, body.verdict, words=body.words, at=now, scribe=scribe)
    return await once.keep(session, 201, AskedOut.of(asked))


def _day(at: datetime) -> date:
    return at.astimezone(LOCAL).date()


async def _present(
    session: AsyncSession, asked: Correction, officer: Officer, *, at: datetime, language: str
) -> dict[str, SeenOut]:
    """Who asks and the value there is now, shown and written down."""
    person = await queries.people.find_person(session, asked.person_id)
    if person is None:
        raise NotFound
    names = ("full_name", "personal_number", asked.name)
    purpose = "Xem xét yêu cầu đính chính"
    shown = await actions.lookups.show(session, person, officer, names=names, purpose=purpose, at=at)
    return {name: SeenOut.of(one, language=language) for name, one in shown.items()}
