"""Writing who may act for whom: offered, accepted, declined, revoked; each act is said and both sides' logs tell it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import DelegationChanged
from kit.clock import LOCAL
from kit.faults import Fault
from kit.outbox import emit
from kit.problems import Invalid
from services.identity import activity, delegations, queries
from services.identity.activity import Kind, Where
from services.identity.delegations import Act
from services.identity.models import Delegation, Person
from services.identity.problems import NotNow, TooManyOffers

MOST = 50
"""Delegations a person may have given that still wait or hold."""

MOST_A_DAY = 20
"""Each tells somebody: nobody is to be pestered with offers."""

HINT = 4
"""Digits of the number the principal is shown again."""

KINDS = {
    Act.ACCEPT: Kind.DELEGATION_ACCEPTED,
    Act.DECLINE: Kind.DELEGATION_DECLINED,
    Act.REVOKE: Kind.DELEGATION_REVOKED,
}
OWN_NUMBER = Fault(
    "/delegate/personal_number", "own", "Không thể ủy quyền cho chính mình.", "Nobody acts for themselves."
)


@dataclass(frozen=True)
class Addressee:
    """Whom a delegation is for, as the principal named them."""

    name: str
    number: str


@dataclass(frozen=True)
class Terms:
    """What it is good for; days inclusive."""

    procedures: Sequence[str]
    valid_from: date
    valid_to: date
    note: str | None


async def offer(
    session: AsyncSession, principal: Person, *, to: Addressee, terms: Terms, at: datetime, where: Where
) -> Delegation:
    """Somebody lets another act for them, once that other accepts.

    Whether anybody answers to the name and number is not told: the answer is the same. Raises Invalid for its terms or
    the principal's own number, TooManyOffers.
    """
    on = at.astimezone(LOCAL).date()
    faults = list(
        delegations.faults(procedures=terms.procedures, valid_from=terms.valid_from, valid_to=terms.valid_to, on=on)
    )
    own = principal.record(on=on).get("personal_number")
    if own is not None and own.value == to.number:
        faults.append(OWN_NUMBER)
    if faults:
        raise Invalid(errors=faults)
    # one at a time, so that the count holds; without the key, which the other side's own offers may refer to meanwhile
    await session.get_one(Person, principal.id, with_for_update={"key_share": True})
    if await queries.delegations.count_open(session, principal.id, on=on) >= MOST:
        raise TooManyOffers
    if await queries.delegations.count_recent(session, principal.id, since=at - timedelta(days=1)) >= MOST_A_DAY:
        raise TooManyOffers
    found = await queries.delegations.find_addressee(session, number=to.number, name=to.name, on=on)
    given = Delegation(
        id=uuid4(),
        principal_id=principal.id,
        delegate_id=None if found == principal.id else found,
        delegate_name=to.name,
        delegate_hint=to.number[-HINT:],
        procedures=list(terms.procedures),
        note=terms.note,
        valid_from=terms.valid_from,
        valid_to=terms.valid_to,
        offered_at=at,
    )
    session.add(given)
    await session.flush()
    await _tell(session, given, Kind.DELEGATION_OFFERED, by=principal.id, at=at, where=where)
    return given


async def undergo(session: AsyncSession, given: Delegation, act: Act, *, by: UUID, at: datetime, where: Where) -> None:
    """One side accepts, declines or revokes; the caller holds the row. NotNow when the table has no such move."""
    side, on = delegations.side(given, by), at.astimezone(LOCAL).date()
    if side is None or delegations.move(given, act, by=side, on=on) is None:
        raise NotNow
    if act is Act.ACCEPT:
        given.accepted_at = at
    elif act is Act.DECLINE:
        given.declined_at = at
    else:
        given.revoked_at, given.revoked_by = at, by
    await session.flush()
    await _tell(session, given, KINDS[act], by=by, at=at, where=where)


async def end_given(session: AsyncSession, principal_id: UUID, *, at: datetime, where: Where) -> None:
    """Whatever somebody has let others do for them is over."""
    for given in await queries.delegations.hold_open(session, principal_id, on=at.astimezone(LOCAL).date()):
        await undergo(session, given, Act.REVOKE, by=principal_id, at=at, where=where)


async def _tell(session: AsyncSession, given: Delegation, kind: Kind, *, by: UUID, at: datetime, where: Where) -> None:
    """Both logs, and, once somebody answers to it, the service that acts by it."""
    for person_id in filter(None, (given.principal_id, given.delegate_id)):
        own = where if person_id == by else Where()  # where one side was is not the other's business
        facts = {"delegation": str(given.id), "is_own_act": person_id == by}
        await activity.record(session, person_id, kind, at=at, where=own, facts=facts)
    if given.delegate_id is not None:
        await emit(session, delegation_changed(given, given.delegate_id))


def delegation_changed(given: Delegation, delegate_id: UUID) -> DelegationChanged:
    """A delegation as an event."""
    return DelegationChanged(
        delegation_id=given.id,
        principal_id=given.principal_id,
        delegate_id=delegate_id,
        procedures=given.procedures,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
        status=delegations.state(given).value,
    )
