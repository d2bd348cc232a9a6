"""The pages of a person's record: what it holds and who read it; declaring a value, or asking for a correction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL, Now
from kit.db import Session
from kit.faults import Fault
from kit.pages import decode_place, encode_place
from kit.people import anyone
from kit.problems import Conflict, Invalid
from services.identity import actions, queries
from services.identity.actions.people import Scribe
from services.identity.actions.records import Claim
from services.identity.activity import Where
from services.identity.models import Attribute, Correction, Disclosure, Person, PersonKind
from services.identity.oauth2.parameters import Parameters
from services.identity.oauth2.words import ACCOUNT
from services.identity.pages import Said, page, refused
from services.identity.provider import Here, Provider
from services.identity.records import attributes, provenance, showing
from services.identity.records.attributes import KNOWN, WRITABLE, Way
from services.identity.records.corrections import Status
from services.identity.records.provenance import Source
from services.identity.routes.account.overview import AT_A_TIME, STALE, TO_SIGN_IN, missing, sent
from services.identity.routes.account.returning import AnyVisitor, RecentVisitor
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance.entering import see
from services.identity.routes.forms import form_key, is_form_of, keep_form_key
from services.identity.routes.whereabouts import where_in

router = APIRouter(tags=["Account"], dependencies=[Depends(anyone)], default_response_class=HTMLResponse)

RECORD: Final = f"{ACCOUNT}/record"
CONTACTS: Final = f"{ACCOUNT}/access"
_FORM = "account record"
_STATUS: Final = {
    Status.RECEIVED: ("đang chờ trả lời", "waiting for an answer"),
    Status.ACCEPTED: ("đã sửa", "corrected"),
    Status.DECLINED: ("không được chấp nhận", "declined"),
}
Name = Annotated[str, Path(pattern=r"^[a-z_]{1,40}$", description="Tên trường / attribute", examples=["ethnicity"])]


@dataclass(frozen=True)
class Editing:
    """One attribute about to be written by its owner: how it stands now."""

    person: Person
    name: str
    present: Attribute | None
    is_correction: bool

    @property
    def is_removable(self) -> bool:
        """Whether the owner may take out what they declared."""
        is_own = self.present is not None and self.present.source is Source.DECLARED
        return is_own and KNOWN[self.name].way is Way.DECLARE


@router.get(
    RECORD,
    summary="Trang hồ sơ cá nhân / Record page",
    description="Every attribute with its source, requests for correction, and who read the record.",
    responses=HTML | TO_SIGN_IN,
)
async def show_record(
    who: AnyVisitor,
    request: Request,
    *,
    session: Session,
    here: Here,
    now: Now,
    cursor: Annotated[str | None, Query(max_length=600, description="trang sau / from the page before")] = None,
    done: bool = False,
) -> Response:
    """The record."""
    key = here.settings.cursor_key
    try:
        after = decode_place(key, cursor) if cursor else None
    except Invalid:
        return refused("Trang này không còn.", "There is no such page.", browser=request)
    today = now.astimezone(LOCAL).date()
    record = who.person.record(on=today)
    read = await queries.disclosures.list_disclosures(session, who.person.id, after=after, limit=AT_A_TIME + 1)
    asked = await queries.records.list_corrections(session, who.person.id, after=None, limit=AT_A_TIME)
    last = read[AT_A_TIME - 1][0] if len(read) > AT_A_TIME else None
    return page(
        "account_record",
        browser=request,
        tab=RECORD,
        is_done=done,
        rows=[_row(name, record[name], today) for name in KNOWN if name in record],
        missing=[
            {"vi": known.vi, "en": known.en, "href": f"{RECORD}/{name}"}
            for name, known in KNOWN.items()
            if name not in record and known.way is Way.DECLARE and _has(who.person, name)
        ],
        corrections=[_correction(one) for one in asked],
        readers=[_reader(one, agency) for one, agency in read[:AT_A_TIME]],
        onward=encode_place(key, (last.read_at, last.id)) if last else None,
    )


@router.get(
    RECORD + "/{name}",
    summary="Trang sửa một thông tin / Page of one attribute",
    description="A form to declare the value, or to ask for its correction when an authority vouches for it; 404 for "
    "what is not written here.",
    responses=HTML | TO_SIGN_IN | {404: {"description": "Not found"}},
)
async def show_attribute(name: Name, who: AnyVisitor, request: Request, here: Here, now: Now) -> Response:
    """The form."""
    editing = _editing(who.person, name, now.astimezone(LOCAL).date())
    if editing is None:
        return missing(request)
    present = editing.present
    values = showing.filled_in(name, present.value) if present and not editing.is_correction else {}
    return _form(editing, request, here, values=values)


@router.post(
    RECORD + "/{name}",
    status_code=303,
    response_class=RedirectResponse,
    summary="Khai, xóa hoặc yêu cầu đính chính / Declare, take back or ask for a correction",
    description="As the page's form says. 400 with the faults for a value that cannot be, 403 when another site sent "
    "the form, 404 for what is not written here, 409 when it cannot be written now.",
    responses=HTML
    | see_other("Back to the record")
    | {
        403: {"description": "Not our form"},
        404: {"description": "Not found"},
        409: {"description": "Not now"},
    },
    openapi_extra=form(value="the value, or the fields it is made of", act="save or remove", csrf="*from the form"),
)
async def write_attribute(
    name: Name, who: RecentVisitor, request: Request, *, session: Session, here: Here, now: Now
) -> Response:
    """The record is written, or the request sent."""
    typed = await sent(request, here)
    if isinstance(typed, Response):
        return typed
    person = await queries.records.lock_person(session, who.person.id)
    editing = _editing(person, name, now.astimezone(LOCAL).date()) if person else None
    if editing is None:
        return missing(request)
    if not is_form_of(request, here, typed, purpose=_FORM):
        return _form(editing, request, here, values=typed, alert=STALE, status=403)
    scribe = Scribe(here.sealer, who.person.id)
    try:
        async with session.begin_nested():  # what is refused leaves nothing behind
            await _write(session, editing, typed, scribe=scribe, where=where_in(who.sitting), at=now)
    except Invalid as problem:
        return _form(editing, request, here, values=typed, faults=_faults(editing, problem.errors), status=400)
    except Conflict as problem:
        alert = Said(problem.title("vi"), problem.title("en"))
        return _form(editing, request, here, values=typed, alert=alert, status=409)
    return see(f"{RECORD}?done=true")


async def _write(
    session: AsyncSession, editing: Editing, typed: Parameters, *, scribe: Scribe, where: Where, at: datetime
) -> None:
    if typed.get("act") == "remove":
        await actions.records.take_back(session, editing.person, editing.name, at=at, scribe=scribe, where=where)
        return
    value = showing.typed_value(editing.name, typed)
    if not editing.is_correction:
        await actions.records.declare(
            session, editing.person, editing.name, value=value, at=at, scribe=scribe, where=where
        )
        return
    reason = typed.get("reason", "").strip()[:5000]
    if not reason:
        raise Invalid(errors=[Fault("/reason", "missing", "Chưa điền.", "It is missing.")])
    claim = Claim(editing.name, value, reason, typed.get("evidence", "").strip()[:500] or None)
    await actions.records.ask_correction(session, editing.person, claim, at=at, scribe=scribe, where=where)


def _editing(person: Person, name: str, on: date) -> Editing | None:
    if not _has(person, name) or KNOWN[name].way not in WRITABLE:
        return None
    present = person.record(on=on).get(name)
    return Editing(person, name, present, present is not None and provenance.is_verified(present, on=on))


def _has(person: Person, name: str) -> bool:
    return attributes.suits(name, is_business=person.kind is PersonKind.BUSINESS)


def _form(
    editing: Editing,
    request: Request,
    here: Provider,
    *,
    values: Mapping[str, str],
    faults: dict[str, Fault] | None = None,
    alert: Said | None = None,
    status: int = 200,
) -> Response:
    known, key = KNOWN[editing.name], form_key(request, here, purpose=_FORM)
    answer = page(
        "account_attribute",
        browser=request,
        tab=RECORD,
        status=status,
        attribute=editing.name,
        vi=known.vi,
        en=known.en,
        inputs=showing.inputs(editing.name, vi=known.vi, en=known.en),
        values=values,
        present=showing.in_words(editing.name, editing.present.value) if editing.present else None,
        is_correction=editing.is_correction,
        is_removable=editing.is_removable,
        csrf=key.csrf,
        faults=faults or {},
        alert=alert,
    )
    keep_form_key(answer, here, key)
    return answer


def _faults(editing: Editing, errors: list[Fault]) -> dict[str, Fault]:
    """The faults by the field they are told at: the first one when they are about the whole."""
    names = [one.name for one in showing.inputs(editing.name, vi="", en="")] + ["reason", "evidence"]
    told: dict[str, Fault] = {}
    for fault in errors:
        last = fault.pointer.rpartition("/")[2]
        told.setdefault(last if last in names else names[0], fault)
    return told


def _row(name: str, one: Attribute, on: date) -> dict[str, Any]:
    known, is_verified = KNOWN[name], provenance.is_verified(one, on=on)
    act = ("Yêu cầu đính chính", "Ask for a correction") if is_verified else ("Sửa", "Change")
    hrefs = {Way.CONTACT: CONTACTS, **dict.fromkeys(WRITABLE, f"{RECORD}/{name}")}
    return {
        "vi": known.vi,
        "en": known.en,
        "text": showing.in_words(name, one.value),
        "source": showing.SOURCES[one.source],
        "verified_at": one.verified_at,
        "valid_until": one.valid_until,
        "href": hrefs.get(known.way),
        "act": act,
    }


def _correction(one: Correction) -> dict[str, Any]:
    known = KNOWN[one.name]
    return {
        "vi": known.vi,
        "en": known.en,
        "status": one.status.value,
        "words": _STATUS[one.status],
        "received_at": one.received_at,
        "answer": one.answer,
    }


def _reader(one: Disclosure, agency: str | None) -> dict[str, Any]:
    words = [(KNOWN[name].vi, KNOWN[name].en) if name in KNOWN else (name, name) for name in one.attributes]
    return {
        "reader": one.reader_name,
        "agency": agency,
        "purpose": [actions.disclosures.purpose_in_words(one.purpose, language=code) for code in ("vi", "en")],
        "what": [", ".join(vi for vi, _ in words), ", ".join(en for _, en in words)],
        "read_at": one.read_at,
    }
