"""What owners do with their record: declare, take back, ask for a correction; and how an agency answers that."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from kit.faults import Fault, from_validation
from kit.problems import Conflict, Forbidden, Invalid, NotFound
from services.identity import activity, queries
from services.identity.actions.people import Scribe, record_person, remove_attributes
from services.identity.activity import Kind, Where
from services.identity.models import Agency, Attribute, Correction, Person, PersonKind
from services.identity.records import attributes, corrections, provenance
from services.identity.records.attributes import KNOWN, WRITABLE, Way
from services.identity.records.corrections import LIFE, Status, Verdict
from services.identity.records.provenance import Source


class Vouched(Conflict):
    """Thông tin này do cơ quan nhà nước xác nhận nên không tự sửa được; hãy gửi yêu cầu đính chính."""

    english = "An authority vouches for this, so it cannot be overwritten; ask for a correction."


class Elsewhere(Conflict):
    """Thông tin này được thay đổi ở nơi khác."""

    english = "This is changed elsewhere."


class NotVouched(Conflict):
    """Thông tin này do bạn tự khai; hãy tự sửa."""

    english = "You declared this yourself: write the right value instead."


class AlreadyAsked(Conflict):
    """Yêu cầu đính chính trước đó chưa được trả lời."""

    english = "An earlier request for this correction is not answered yet."


class Answered(Conflict):
    """Yêu cầu đính chính này đã được trả lời."""

    english = "This request was answered already."


_ELSEWHERE: Final = {
    Way.CONTACT: (
        "Số điện thoại và e-mail được đổi ở mục liên hệ, có mã xác nhận.",
        "Phone and e-mail are changed among the contacts, confirmed with a code.",
    ),
    Way.PROVE: (
        "Hãy đăng nhập bằng tài khoản định danh điện tử để chứng minh số này.",
        "Sign in with your electronic identity to prove this number.",
    ),
    Way.KEEP: (
        "Thông tin này chỉ thay được bằng giá trị khác, không xóa được.",
        "This can be replaced by another value but not removed.",
    ),
}


async def declare(
    session: AsyncSession, person: Person, name: str, *, value: object, at: datetime, scribe: Scribe, where: Where
) -> None:
    """The owner writes an attribute nobody vouches for. NotFound for one nobody knows, Invalid for a wrong value."""
    today = _day(at)
    _check_writable(person, name, on=today, ways=WRITABLE)
    stored = _read(name, value, on=today)
    record = {known: one.value for known, one in person.record(on=today).items()}
    if not attributes.is_consistent(record | {name: stored}):
        said = ("Không khớp với số định danh cá nhân.", "It contradicts the personal number.")
        raise Invalid(errors=[Fault("/value", "contradictory", *said)])
    _rely_no_longer(person, name, Source.DECLARED, on=today)
    written = _attribute(person, name, Source.DECLARED, stored, at=at)
    await record_person(session, person, [written], at=at, scribe=scribe)
    await activity.record(session, person.id, Kind.RECORD_CHANGED, at=at, where=where, facts={"attribute": name})


async def take_back(
    session: AsyncSession, person: Person, name: str, *, at: datetime, scribe: Scribe, where: Where
) -> None:
    """The owner takes a declared value out. NotFound when they declared none."""
    declared = [one for one in person.attributes if one.name == name and one.source is Source.DECLARED]
    if not declared:
        raise NotFound
    _check_writable(person, name, on=_day(at), ways={Way.DECLARE})
    await remove_attributes(session, person, declared, at=at, scribe=scribe)
    await activity.record(session, person.id, Kind.RECORD_CHANGED, at=at, where=where, facts={"attribute": name})


@dataclass(frozen=True)
class Claim:
    """What a person says is right of an attribute, why, and what shows it."""

    name: str
    value: object
    reason: str
    evidence: str | None


async def ask_correction(
    session: AsyncSession, person: Person, claim: Claim, *, at: datetime, scribe: Scribe, where: Where
) -> Correction:
    """The owner asks the agency that keeps a value to put it right."""
    today = _day(at)
    if not _has(person, claim.name):
        raise NotFound
    _check_way(claim.name, WRITABLE)
    known = person.record(on=today).get(claim.name)
    if known is None or not provenance.is_verified(known, on=today):
        raise NotVouched
    stored = _read(claim.name, claim.value, on=today)
    if await session.scalar(select(exists().where(*_open(person, claim.name)))):
        raise AlreadyAsked
    asked = Correction(
        id=uuid4(),
        person_id=person.id,
        name=claim.name,
        sealed_claim=scribe.sealer.seal(json.dumps(stored, ensure_ascii=False).encode()),
        reason=claim.reason,
        evidence=claim.evidence,
        agency_code=(await _agency_of(session, person, claim.name, on=today)).code,
        status=Status.RECEIVED,
        received_at=at,
    )
    session.add(asked)
    await activity.record(
        session, person.id, Kind.CORRECTION_ASKED, at=at, where=where, facts={"attribute": claim.name}
    )
    return asked


async def answer_correction(
    session: AsyncSession, asked: Correction, verdict: Verdict, *, words: str, at: datetime, scribe: Scribe
) -> None:
    """The agency answers. Accepted: the claimed value is recorded as the agency's, and what outranked it is relied on
    no longer. Nobody answers for themselves.
    """
    step = LIFE[verdict]
    if asked.status is not step.before:
        raise Answered
    if scribe.by == asked.person_id:
        raise Forbidden
    asked.status, asked.answer = step.after, words
    asked.answered_at, asked.answered_by = at, scribe.by
    if verdict is Verdict.ACCEPT:
        await _put_right(session, asked, at=at, scribe=scribe)
    facts = {"attribute": asked.name, "status": asked.status.value}
    await activity.record(session, asked.person_id, Kind.CORRECTION_ANSWERED, at=at, facts=facts)


async def _put_right(session: AsyncSession, asked: Correction, *, at: datetime, scribe: Scribe) -> None:
    person = await queries.records.lock_person(session, asked.person_id)
    assert person is not None, "a correction belongs to a person"
    _rely_no_longer(person, asked.name, Source.AGENCY, on=_day(at))
    value = json.loads(scribe.sealer.unseal(asked.sealed_claim))
    right = _attribute(person, asked.name, Source.AGENCY, value, at=at)
    await record_person(session, person, [right], at=at, scribe=scribe)


def _rely_no_longer(person: Person, name: str, source: Source, *, on: date) -> None:
    """A value of this source is about to count: what would outrank it is relied on no longer."""
    yesterday = on - timedelta(days=1)
    for one in person.attributes:
        if one.name == name and provenance.is_outranked_by(source, one.source):
            one.valid_until = min(yesterday, one.valid_until or yesterday)


async def _agency_of(session: AsyncSession, person: Person, name: str, *, on: date) -> Agency:
    home = person.record(on=on).get("residence")
    kinds = corrections.asked(name) if home else corrections.asked(name)[-1:]
    for kind in kinds:
        wanted = queries.agencies.AgencyFilter(on=on, kind=kind, ward=home.value["ward_code"] if home else None)
        if found := await queries.agencies.list_agencies(session, wanted, after=None, limit=1):
            return found[0]
    raise NotFound


def _check_writable(person: Person, name: str, *, on: date, ways: frozenset[Way] | set[Way]) -> None:
    if not _has(person, name):
        raise NotFound
    _check_way(name, ways)
    known = person.record(on=on).get(name)
    if known is not None and provenance.is_verified(known, on=on):
        raise Vouched


def _has(person: Person, name: str) -> bool:
    return attributes.suits(name, is_business=person.kind is PersonKind.BUSINESS)


def _check_way(name: str, ways: frozenset[Way] | set[Way]) -> None:
    if (way := KNOWN[name].way) not in ways:
        raise Elsewhere(*_ELSEWHERE[way])


def _read(name: str, value: object, *, on: date) -> Any:  # noqa: ANN401 - as stored
    try:
        return attributes.read(name, value, on=on)
    except ValidationError as error:
        faults = from_validation([{**one, "loc": ("value", *one["loc"])} for one in error.errors()])
        raise Invalid(errors=faults) from None
    except ValueError:
        said = ("Không được ở tương lai.", "It must not lie in the future.")
        raise Invalid(errors=[Fault("/value", "too-late", *said)]) from None


def _attribute(person: Person, name: str, source: Source, value: Any, *, at: datetime) -> Attribute:  # noqa: ANN401
    return Attribute(
        person_id=person.id,
        name=name,
        source=source,
        value=value,
        verified_at=None if source is Source.DECLARED else at,
        valid_until=attributes.last_day(name, value),
        recorded_at=at,
    )


def _open(person: Person, name: str) -> tuple[Any, ...]:
    return Correction.person_id == person.id, Correction.name == name, Correction.status == Status.RECEIVED


def _day(at: datetime) -> date:
    return at.astimezone(LOCAL).date()
