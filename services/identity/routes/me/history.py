"""What happened to a person's record, for its owner: who read it, what changed, what was asked to be put right."""

import json
from uuid import UUID

from fastapi import APIRouter, Request, Response

from kit.clock import Now
from kit.db import Session
from kit.idempotency import InFlight, Once
from kit.pages import Page
from kit.problems import Forbidden, Invalid, KeyReused, NotFound, language_of, problems
from kit.sealing import Sealer
from services.identity import actions, queries
from services.identity.actions.people import Scribe
from services.identity.actions.records import AlreadyAsked, Claim, Elsewhere, NotVouched
from services.identity.models import AttributeChange, Disclosure
from services.identity.provider import Here
from services.identity.records.attributes import KNOWN
from services.identity.routes.me.leafing import OwnLeaf
from services.identity.routes.me.record import Owner
from services.identity.routes.whereabouts import where_of
from services.identity.schemas.people import ChangeOut, CorrectionIn, CorrectionOut, DisclosureOut

router = APIRouter(prefix="/v1/me", tags=["Me"])


@router.get(
    "/disclosures",
    summary="Ai đã xem hồ sơ của tôi / Who read my record",
    description="Applications (one line a day for each and what it may see), staff of agencies, other systems: who, "
    "for which agency, why, what, when; the latest first.",
    responses=problems(Forbidden),
)
async def list_disclosures(asked: OwnLeaf, session: Session) -> Page[DisclosureOut]:
    """A page of readings."""
    found = await queries.disclosures.list_disclosures(session, asked.owner_id, after=asked.after, limit=asked.wanted)
    items = [disclosure_out(one, agency, language=asked.language) for one, agency in found[: asked.limit]]
    return Page[DisclosureOut](items=items, next=asked.onward([(one.read_at, one.id) for one, _ in found]))


@router.get(
    "/changes",
    summary="Lịch sử hồ sơ của tôi / Changes of my record",
    description="Every value that was written, replaced or taken out, with the one before it; the latest first.",
    responses=problems(Forbidden),
)
async def list_changes(asked: OwnLeaf, session: Session, here: Here) -> Page[ChangeOut]:
    """A page of changes."""
    found = await queries.records.list_changes(session, asked.owner_id, after=asked.after, limit=asked.wanted)
    items = [
        _change_out(one, here.sealer, owner_id=asked.owner_id, language=asked.language) for one in found[: asked.limit]
    ]
    return Page[ChangeOut](items=items, next=asked.onward([(one.changed_at, one.id) for one in found]))


@router.post(
    "/corrections",
    status_code=201,
    summary="Yêu cầu đính chính / Ask for a correction",
    description="For a value an authority vouches for. The agency that keeps it answers; accepted, the right value is "
    "recorded as that agency's. 409 for a value the owner declared (they correct it themselves), for one proven with "
    "the electronic identity, and while an earlier request is open.",
    response_model=CorrectionOut,
    responses=problems(Invalid, Forbidden, NotFound, NotVouched, Elsewhere, AlreadyAsked, InFlight, KeyReused),
)
async def ask_correction(
    body: CorrectionIn, who: Owner, request: Request, *, session: Session, here: Here, once: Once, now: Now
) -> Response:
    """The request as received."""
    person = await queries.records.lock_person(session, who.id)
    if person is None:
        raise NotFound
    claim = Claim(body.attribute, body.value, body.reason, body.evidence)
    where = await where_of(session, who)
    asked = await actions.records.ask_correction(
        session, person, claim, at=now, scribe=Scribe(here.sealer, who.id), where=where
    )
    return await once.keep(session, 201, CorrectionOut.of(asked, language=language_of(request)))


@router.get(
    "/corrections",
    summary="Các yêu cầu đính chính của tôi / My requests for correction",
    description="With their status and answer, the latest first.",
    responses=problems(Forbidden),
)
async def list_corrections(asked: OwnLeaf, session: Session) -> Page[CorrectionOut]:
    """A page of requests."""
    found = await queries.records.list_corrections(session, asked.owner_id, after=asked.after, limit=asked.wanted)
    items = [CorrectionOut.of(one, language=asked.language) for one in found[: asked.limit]]
    return Page[CorrectionOut](items=items, next=asked.onward([(one.received_at, one.id) for one in found]))


def disclosure_out(one: Disclosure, agency: str | None, *, language: str) -> DisclosureOut:
    """A reading in words."""
    return DisclosureOut(
        id=one.id,
        reader_kind=one.reader_kind,
        reader=one.reader_name,
        agency=agency,
        purpose=actions.disclosures.purpose_in_words(one.purpose, language=language),
        attributes=[_label(name, language) for name in one.attributes],
        read_at=one.read_at,
    )


def _change_out(one: AttributeChange, sealer: Sealer, *, owner_id: UUID, language: str) -> ChangeOut:
    return ChangeOut(
        id=one.id,
        attribute=one.name,
        label=_label(one.name, language),
        source=one.source,
        old=json.loads(sealer.unseal(one.sealed_old)) if one.sealed_old else None,
        new=json.loads(sealer.unseal(one.sealed_new)) if one.sealed_new else None,
        is_own=one.changed_by == owner_id,
        changed_at=one.changed_at,
    )


def _label(name: str, language: str) -> str:
    known = KNOWN.get(name)
    if known is None:
        return name
    return known.en if language == "en" else known.vi
