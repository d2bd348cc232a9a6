"""Writing who works for the province: members, their positions, and the closing of their accounts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from kit.problems import Invalid
from services.identity import activity, jurisdiction, queries
from services.identity.actions import accounts
from services.identity.actions.people import Scribe, record_person
from services.identity.activity import Kind, Where
from services.identity.models import Account, Agency, Attribute, Identifier, Person, PersonKind, Position
from services.identity.organisations import DAY, exists
from services.identity.problems import AlreadyOver, NameTaken, NobodyLeft
from services.identity.queries.staff import Member
from services.identity.records.identifiers import Identifier as Name
from services.identity.records.identifiers import Kind as NameKind
from services.identity.records.provenance import Source


@dataclass(frozen=True)
class Hand:
    """Who does it, when, and from where."""

    by: UUID
    at: datetime
    where: Where

    @property
    def on(self) -> date:
        """The day, by Vietnamese time."""
        return self.at.astimezone(LOCAL).date()


@dataclass(frozen=True)
class Newcomer:
    """A member of staff to be; `user_name` and `email` in their one written form."""

    user_name: str
    full_name: str
    email: str


async def engage(session: AsyncSession, who: Newcomer, *, hand: Hand) -> UUID:
    """Somebody joins the staff. Their account has no password: they set one by recovering it with the official e-mail,
    so that nobody else ever knows it. NameTaken when an account has one of the names.
    """
    names = [Name(NameKind.USER_NAME, who.user_name), Name(NameKind.EMAIL, who.email)]
    await _hold_names(session)
    for name in names:
        await _refuse_taken(session, name)
    person = Person(
        id=uuid4(), kind=PersonKind.STAFF, language="vi", created_at=hand.at, changed_at=hand.at, attributes=[]
    )
    values = {"full_name": who.full_name, "email": who.email}
    await record_person(session, person, _official(person.id, values, at=hand.at), at=hand.at)
    account = Account(id=uuid4(), person_id=person.id, password_hash=None, created_at=hand.at)
    session.add(account)
    await session.flush()
    session.add_all(_identifier(name, account.id, at=hand.at) for name in names)
    await session.flush()
    return person.id


async def correct(
    session: AsyncSession, member: Member, values: Mapping[str, str], *, scribe: Scribe, hand: Hand
) -> None:
    """A member's official name or e-mail is another now; the address before hears of it."""
    email, before = values.get("email"), _email(member.person, on=hand.on)
    if email is not None and email != before:
        await _hold_names(session)
        await _refuse_taken(session, Name(NameKind.EMAIL, email))
        await session.execute(
            delete(Identifier).where(Identifier.account_id == member.account.id, Identifier.kind == NameKind.EMAIL)
        )
        session.add(_identifier(Name(NameKind.EMAIL, email), member.account.id, at=hand.at))
    attributes = _official(member.person.id, values, at=hand.at)
    await record_person(session, member.person, attributes, at=hand.at, scribe=scribe)
    told = [before] if email is not None and before is not None else []
    await _note(
        session, member.person.id, Kind.STAFF_CORRECTED, hand=hand, facts={"changed": sorted(values)}, contacts=told
    )


async def give(session: AsyncSession, member: Member, position: Position, *, hand: Hand) -> None:
    """Somebody is given a position; Invalid when it goes against what they hold, or the agency is not there then."""
    agency = await queries.agencies.find_agency(session, position.agency_code, is_locked=True)
    faults = list(jurisdiction.refusals(position, member.positions))
    if agency is None or not _spans(agency, position):
        faults.append(jurisdiction.AGENCY_NOT_THEN)
    if position.office_id is not None and not await queries.agencies.find_office(
        session, position.agency_code, position.office_id
    ):
        faults.append(jurisdiction.OFFICE_UNKNOWN)
    if faults:
        raise Invalid(errors=faults)
    session.add(position)
    await session.flush()
    await _note_position(session, position, Kind.POSITION_GIVEN, hand=hand)


async def end_position(session: AsyncSession, position: Position, *, last_day: date, hand: Hand) -> None:
    """A position is held for the last time on a day (yesterday: it is over at once).

    Raises AlreadyOver, or NobodyLeft when the province would be without an administrator.
    """
    await hold_staff(session)
    await session.refresh(position)  # its agency may have ended meanwhile
    if position.valid_to is not None and position.valid_to <= last_day:
        raise AlreadyOver
    position.valid_to = last_day
    await session.flush()
    await _note_position(session, position, Kind.POSITION_ENDED, hand=hand)
    await keep_somebody(session, hand)


async def end_with_agency(
    session: AsyncSession, position: Position, *, last_day: date, follow: str | None, hand: Hand
) -> None:
    """A position ends because its agency does; in a merger it goes on in the successor (`follow`)."""
    before, position.valid_to = position.valid_to, last_day
    await session.flush()
    await _note_position(session, position, Kind.POSITION_ENDED, hand=hand)
    if follow is not None:
        begins = max(position.valid_from, last_day + DAY)
        carried = Position(
            id=uuid4(), person_id=position.person_id, agency_code=follow, role=position.role, office_id=None,
            fields=position.fields, title=position.title, valid_from=begins, valid_to=before,
        )  # fmt: skip
        if not await _is_there(session, carried):
            session.add(carried)
            await session.flush()
            await _note_position(session, carried, Kind.POSITION_GIVEN, hand=hand)


async def disable(session: AsyncSession, member: Member, *, hand: Hand) -> None:
    """A member's account is closed, and whatever was signed in with it is out at once."""
    await hold_staff(session)
    member.account.disabled_at = hand.at
    await session.flush()
    await accounts.end_everything(session, member.account, at=hand.at, is_trust_over=True)
    await _note(session, member.person.id, Kind.STAFF_DISABLED, hand=hand)
    await keep_somebody(session, hand)


async def enable(session: AsyncSession, member: Member, *, hand: Hand) -> None:
    """A member's account is opened again, with the credentials it had."""
    member.account.disabled_at = None
    await _note(session, member.person.id, Kind.STAFF_ENABLED, hand=hand)


async def choose(session: AsyncSession, held: Sequence[Position], *, hand: Hand) -> None:
    """Somebody acts in the agency of these positions of theirs, from their next token on."""
    for one in held:
        one.chosen_at = hand.at
    await session.flush()
    facts = {"agency": held[0].agency_code}
    await activity.record(session, hand.by, Kind.POSITION_CHOSEN, at=hand.at, where=hand.where, facts=facts)


async def hold_staff(session: AsyncSession) -> None:
    """One ending of positions or accounts at a time: two administrators must not end each other."""
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("the last administrator", 0))))


async def keep_somebody(session: AsyncSession, hand: Hand) -> None:
    """Raise NobodyLeft unless the province keeps an administrator."""
    if not await queries.staff.has_province_administrator(session, on=hand.on):
        raise NobodyLeft


async def _is_there(session: AsyncSession, wanted: Position) -> bool:
    """Whether somebody merged from two agencies has the same role in the successor already."""
    held = await session.scalars(
        select(Position).where(
            Position.person_id == wanted.person_id,
            Position.agency_code == wanted.agency_code,
            Position.role == wanted.role,
        )
    )
    return held.first() is not None


async def _hold_names(session: AsyncSession) -> None:
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("names of staff", 0))))


async def _refuse_taken(session: AsyncSession, name: Name) -> None:
    if await queries.staff.is_name_taken(session, name.kind, name.value):
        raise NameTaken


def _identifier(name: Name, account_id: UUID, *, at: datetime) -> Identifier:
    return Identifier(kind=name.kind, value=name.value, account_id=account_id, confirmed_at=at)


def _official(person_id: UUID, values: Mapping[str, str], *, at: datetime) -> list[Attribute]:
    return [
        Attribute(person_id=person_id, name=name, source=Source.AGENCY, value=value, verified_at=at, recorded_at=at)
        for name, value in values.items()
    ]


def _email(person: Person, *, on: date) -> str | None:
    found = person.record(on=on).get("email")
    return str(found.value) if found is not None else None


def _spans(agency: Agency, position: Position) -> bool:
    if not exists(agency, on=position.valid_from):
        return False
    return agency.valid_to is None or (position.valid_to is not None and position.valid_to <= agency.valid_to)


async def _note_position(session: AsyncSession, position: Position, kind: Kind, *, hand: Hand) -> None:
    facts = {"agency": position.agency_code, "role": position.role.value}
    await _note(session, position.person_id, kind, hand=hand, facts=facts)


async def _note(
    session: AsyncSession,
    person_id: UUID,
    kind: Kind,
    *,
    hand: Hand,
    facts: Mapping[str, object] | None = None,
    contacts: Sequence[str] = (),
) -> None:
    told = {**(facts or {}), "by": str(hand.by)}
    await activity.record(session, person_id, kind, at=hand.at, where=hand.where, facts=told, contacts=contacts)
