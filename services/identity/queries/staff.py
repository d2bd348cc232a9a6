"""Finding members of staff, by what they hold where."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from contracts.terms import AgencyKind
from services.identity.jurisdiction import Role
from services.identity.models import Account, Agency, Identifier, Person, PersonKind, Position
from services.identity.records.identifiers import Kind


@dataclass(frozen=True)
class Member:
    """A member of staff: record, account, user name and every position, past ones too."""

    person: Person
    account: Account
    user_name: str
    positions: Sequence[Position]

    def agencies(self, *, on: date) -> frozenset[str]:
        """Where they hold a position on a day or later; where they held one when they hold none any more."""
        present = [one for one in self.positions if one.valid_to is None or one.valid_to >= on]
        return frozenset(one.agency_code for one in present or self.positions)


_MEMBER = (
    select(Person, Account, Identifier.value)
    .join(Account, Account.person_id == Person.id)
    .join(Identifier, Identifier.account_id == Account.id)
    .where(Person.kind == PersonKind.STAFF, Identifier.kind == Kind.USER_NAME)
)


async def list_members(
    session: AsyncSession, agencies: Collection[str], *, on: date, after: str | None, limit: int
) -> Sequence[Member]:
    """Who holds a position in these agencies on a day or later, by user name, those after `after`."""
    is_here = exists().where(
        Position.person_id == Person.id,
        Position.agency_code.in_(agencies),
        or_(Position.valid_to.is_(None), Position.valid_to >= on),
    )
    query = _MEMBER.where(is_here).order_by(Identifier.value).limit(limit)
    if after is not None:
        query = query.where(Identifier.value > after)
    rows = (await session.execute(query)).all()
    held = await _positions(session, [person.id for person, _, _ in rows])
    return [Member(person, account, name, held.get(person.id, [])) for person, account, name in rows]


async def find_member(session: AsyncSession, person_id: UUID, *, is_locked: bool = False) -> Member | None:
    """A member of staff. `is_locked` holds their account until the transaction ends."""
    query = _MEMBER.where(Person.id == person_id)
    if is_locked:
        query = query.with_for_update(of=Account).execution_options(populate_existing=True)
    row = (await session.execute(query)).one_or_none()
    if row is None:
        return None
    person, account, name = row
    return Member(person, account, name, (await _positions(session, [person.id])).get(person.id, []))


async def is_name_taken(session: AsyncSession, kind: Kind, value: str) -> bool:
    """Whether an account has this sign-in name."""
    return await session.get(Identifier, (kind, value)) is not None


async def has_province_administrator(session: AsyncSession, *, on: date) -> bool:
    """Whether somebody with an open account administers the whole province on a day with no end known."""
    above = aliased(Agency)
    found = await session.scalar(
        select(Position.id)
        .join(Agency, Agency.code == Position.agency_code)
        .outerjoin(above, above.code == Agency.parent_code)
        .join(Account, Account.person_id == Position.person_id)
        .where(
            Position.role == Role.ADMINISTRATOR,
            Position.valid_from <= on,
            Position.valid_to.is_(None),
            or_(
                Agency.kind == AgencyKind.PROVINCE_COMMITTEE,  # jurisdiction.is_whole, where the rows are
                and_(Agency.kind == AgencyKind.SERVICE_CENTRE, above.kind == AgencyKind.PROVINCE_COMMITTEE),
            ),
            Agency.valid_to.is_(None),
            Account.disabled_at.is_(None),
        )
        .limit(1)
    )
    return found is not None


async def _positions(session: AsyncSession, people: Collection[UUID]) -> dict[UUID, list[Position]]:
    query = select(Position).where(Position.person_id.in_(people))
    ordered = query.order_by(Position.valid_from, Position.agency_code, Position.role)
    held: dict[UUID, list[Position]] = {}
    for one in await session.scalars(ordered.execution_options(populate_existing=True)):
        held.setdefault(one.person_id, []).append(one)
    return held
