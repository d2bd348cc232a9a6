"""Two records of one person become one: what belonged to the merged one belongs to the kept one (ADR 0024)."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from contracts.identity import DelegationChanged, PeopleMerged
from kit.outbox import emit
from kit.sealing import Sealer
from services.identity import activity, delegations, queries, signing_in
from services.identity.actions.people import Scribe, record_person
from services.identity.activity import Kind
from services.identity.models import (
    Activity,
    Attribute,
    AttributeChange,
    Authenticator,
    BrowserSession,
    Consent,
    Correction,
    Delegation,
    Device,
    Disclosure,
    Identifier,
    LinkedIdentity,
    Merge,
    Passkey,
    Person,
    Recovery,
)
from services.identity.providers.upstream import Assertion
from services.identity.records.corrections import Status
from services.identity.records.provenance import Source

REASON = "both_proven"


async def merge(
    session: AsyncSession, sealer: Sealer, *, kept: Person, merged: Person, told: Assertion, at: datetime
) -> None:
    """Fold `merged` into `kept`: both were proven to be of one person, `told` is the proof of the second.

    Its sessions end rather than move: what was granted to them was granted to another subject. ValueError for a record
    that was merged before, and for one with itself.
    """
    if kept.id == merged.id or merged.merged_into_id is not None or kept.merged_into_id is not None:
        raise ValueError("these records cannot be merged")
    await _end_sessions(session, merged.id, at=at)
    await _move_account(session, kept=kept.id, merged=merged.id, at=at)
    await _move_belongings(session, kept=kept.id, merged=merged.id)
    await _move_delegations(session, kept=kept.id, merged=merged.id, at=at)
    await _fill(session, sealer, kept=kept, merged=merged, at=at)
    merged.merged_into_id, merged.changed_at = kept.id, at
    # whoever was merged into the merged one is told again: hearers may hear of the two merges in either order
    former = await session.scalars(
        update(Person).where(Person.merged_into_id == merged.id).values(merged_into_id=kept.id).returning(Person.id)
    )
    gone = [merged.id, *former.all()]
    session.add(
        Merge(
            id=uuid4(),
            kept_id=kept.id,
            merged_id=merged.id,
            provider=told.provider,
            subject=told.subject,
            reason=REASON,
            merged_at=at,
        )
    )
    await session.flush()
    await activity.record(session, kept.id, Kind.PEOPLE_MERGED, at=at, facts={"provider": told.provider})
    for one in gone:
        await emit(session, PeopleMerged(kept_id=kept.id, merged_id=one, merged_at=at))


async def _end_sessions(session: AsyncSession, merged: UUID, *, at: datetime) -> None:
    open_ones = select(BrowserSession.id).where(BrowserSession.person_id == merged, BrowserSession.ended_at.is_(None))
    for session_id in (await session.scalars(open_ones)).all():
        await signing_in.end_session(session, session_id, at=at)


async def _move_account(session: AsyncSession, *, kept: UUID, merged: UUID, at: datetime) -> None:
    """The names and keys of the merged account open the kept one; the merged account is closed.

    The kept account keeps its own password and takes the merged one's only when it has none. Recovery codes and trust
    in devices do not move: they were given for another account.
    """
    source = await queries.links.find_account_of(session, merged)
    target = await queries.links.find_account_of(session, kept)
    if source is None:
        return
    if target is None:
        source.person_id = kept
        await session.flush()
        return
    for table in (Identifier, Authenticator, Passkey):
        await session.execute(update(table).where(table.account_id == source.id).values(account_id=target.id))
    if target.password_hash is None:
        target.password_hash, target.password_changed_at = source.password_hash, source.password_changed_at
    source.password_hash, source.disabled_at = None, at
    await session.execute(delete(Device).where(Device.account_id == source.id))
    await session.execute(
        update(Recovery).where(Recovery.account_id == source.id, Recovery.used_at.is_(None)).values(cancelled_at=at)
    )
    await session.flush()


async def _move_belongings(session: AsyncSession, *, kept: UUID, merged: UUID) -> None:
    theirs = aliased(Correction)
    is_asked_twice = exists().where(
        theirs.person_id == kept, theirs.name == Correction.name, theirs.status == Status.RECEIVED
    )
    # one open request for one attribute: the one of the record that stays
    await session.execute(
        delete(Correction)
        .where(Correction.person_id == merged, Correction.status == Status.RECEIVED, is_asked_twice)
        .execution_options(synchronize_session=False)
    )
    for table in (LinkedIdentity, Activity, Disclosure, Correction, AttributeChange):
        await session.execute(update(table).where(table.person_id == merged).values(person_id=kept))
    own = aliased(Consent)
    has_own = exists().where(own.person_id == kept, own.client_id == Consent.client_id)
    await session.execute(delete(Consent).where(Consent.person_id == merged, has_own))
    await session.execute(update(Consent).where(Consent.person_id == merged).values(person_id=kept))


async def _move_delegations(session: AsyncSession, *, kept: UUID, merged: UUID, at: datetime) -> None:
    """Who let the merged person act for them, or was let, does so with the kept one; nobody acts for themselves."""
    moved = await session.scalars(
        select(Delegation)
        .where(or_(Delegation.principal_id == merged, Delegation.delegate_id == merged))
        .order_by(Delegation.id)
        .with_for_update()
    )
    for one in moved.all():
        one.principal_id = kept if one.principal_id == merged else one.principal_id
        one.delegate_id = kept if one.delegate_id == merged else one.delegate_id
        if one.principal_id == one.delegate_id and one.revoked_at is None:
            one.revoked_at, one.revoked_by = at, kept
        await session.flush()
        if one.delegate_id is not None:
            said = DelegationChanged(
                delegation_id=one.id,
                principal_id=one.principal_id,
                delegate_id=one.delegate_id,
                procedures=one.procedures,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                status=delegations.state(one).value,
            )
            await emit(session, said)


async def _fill(session: AsyncSession, sealer: Sealer, *, kept: Person, merged: Person, at: datetime) -> None:
    """What the merged record alone says is said by the kept one, as declared; and the kept record is told anew."""
    known = {one.name for one in kept.attributes}
    carried = [
        Attribute(person_id=kept.id, name=name, source=Source.DECLARED, value=one.value, recorded_at=at)
        for name, one in {one.name: one for one in merged.attributes}.items()
        if name not in known
    ]
    await record_person(session, kept, carried, at=at, scribe=Scribe(sealer, by=None))
