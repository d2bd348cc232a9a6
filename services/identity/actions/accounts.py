"""An account's ways in: who signs in with a number, the password, closing it; ending all it has open elsewhere."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from services.identity import activity, signing_in
from services.identity.actions import delegations
from services.identity.activity import Where
from services.identity.models import Account, Attribute, BrowserSession, Device, Identifier, Interaction, Person
from services.identity.records import claiming
from services.identity.records.claiming import Claim, Holder, Outcome
from services.identity.records.identifiers import Identifier as Name
from services.identity.records.identifiers import Kind
from services.identity.records.provenance import UNVERIFIED, Source

ATTRIBUTES = {
    Kind.PERSONAL_NUMBER: "personal_number",
    Kind.TAX_CODE: "tax_code",
    Kind.PASSPORT: "passport_number",
    Kind.PHONE: "phone",
    Kind.EMAIL: "email",
}
"""The attribute of the record that holds what a sign-in name is."""


async def hold(session: AsyncSession, *names: Name) -> None:
    """Nobody else gives or takes these sign-in names until the transaction ends."""
    for key in sorted(f"sign-in name {name.kind} {name.value}" for name in names):
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))


async def claim_number(session: AsyncSession, account: Account, number: Name, *, claim: Claim, at: datetime) -> Outcome:
    """An account wants to sign in with a paper's number (services.identity.records.claiming); `hold` it before."""
    row = await session.get(Identifier, (number.kind, number.value), populate_existing=True)
    outcome = claiming.outcome(await _holder(session, row, account, number, at=at), claim)
    if outcome is Outcome.TAKE:
        session.add(Identifier(kind=number.kind, value=number.value, account_id=account.id, confirmed_at=at))
    if outcome is Outcome.MOVE:
        assert row is not None
        row.account_id, row.confirmed_at = account.id, at
    await session.flush()
    return outcome


async def _holder(
    session: AsyncSession, row: Identifier | None, account: Account, number: Name, *, at: datetime
) -> Holder:
    if row is None:
        return Holder.NOBODY
    if row.account_id == account.id:
        return Holder.SAME
    held = await session.get_one(Account, row.account_id)
    person = await session.get_one(Person, held.person_id)
    said = person.record(on=at.astimezone(LOCAL).date()).get(ATTRIBUTES[number.kind])
    if said is not None and said.source not in UNVERIFIED and said.value == number.value.rpartition("/")[2]:
        return Holder.VERIFIED
    return Holder.DECLARED if held.disabled_at is None else Holder.CLOSED


def contact_attribute(person_id: UUID, contact: Name, *, at: datetime) -> Attribute:
    """A proven address as a declared attribute of the record; phones as people here write them (`0912345001`)."""
    return Attribute(
        person_id=person_id,
        name=ATTRIBUTES[contact.kind],
        source=Source.DECLARED,
        value=contact.value.replace("+84", "0", 1) if contact.kind is Kind.PHONE else contact.value,
        verified_at=at,
        recorded_at=at,
    )


async def change_password(
    session: AsyncSession, account: Account, *, old_hash: str | None, new_hash: str, where: Where, at: datetime
) -> bool:
    """The owner chose a new password: every other sign-in ends. False when it was changed by somebody meanwhile."""
    changed = await session.scalar(
        update(Account)
        .where(
            Account.id == account.id,
            Account.password_hash.is_not_distinct_from(old_hash),
            Account.disabled_at.is_(None),
        )
        .values(password_hash=new_hash, password_changed_at=at)
        .returning(Account.id)
    )
    if changed is None:
        return False
    await end_everything(session, account, at=at, but=where.session_id)
    await activity.record(session, account.person_id, activity.Kind.PASSWORD_CHANGED, at=at, where=where)
    return True


async def close(session: AsyncSession, account: Account, *, where: Where, at: datetime) -> None:
    """The owner closes the account: nobody signs in to it any more, nor acts by what it delegated; the person and
    their dossiers stay.
    """
    account.disabled_at = at
    await session.flush()
    await end_everything(session, account, at=at)
    await delegations.end_given(session, account.person_id, at=at, where=where)
    await activity.record(session, account.person_id, activity.Kind.ACCOUNT_CLOSED, at=at, where=where)


async def end_everything(
    session: AsyncSession, account: Account, *, at: datetime, but: UUID | None = None, is_trust_over: bool = False
) -> None:
    """End every sign-in but one, with all that was granted under it, and whatever browsers are in the middle of.

    `is_trust_over`: no device is trusted any more either.
    """
    open_ones = await session.scalars(
        select(BrowserSession.id).where(
            BrowserSession.person_id == account.person_id, BrowserSession.ended_at.is_(None)
        )
    )
    for session_id in open_ones.all():
        if session_id != but:
            await signing_in.end_session(session, session_id, at=at)
    await session.execute(
        update(Interaction)
        .where(Interaction.account_id == account.id, Interaction.ended_at.is_(None))
        .values(ended_at=at)
        .execution_options(synchronize_session=False)
    )
    if is_trust_over:
        await session.execute(update(Device).where(Device.account_id == account.id).values(trusted_until=None))
