"""Who may change what guards an account: its owner, proven a short time ago, with the second factor it has, or with
all it has when the record is a known person's.

A stolen password must not be enough to add a factor of the thief's own.
"""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import Now
from kit.db import Session
from kit.problems import NotFound, Unauthorized
from services.identity import confirming, signing_in
from services.identity.activity import Where
from services.identity.credentials.assurance import Level
from services.identity.models import Account, BrowserSession, Identifier
from services.identity.models import Person as Record
from services.identity.routes.bearers import RecentPerson
from services.identity.routes.me.record import Owner
from services.identity.routes.whereabouts import where_of


@dataclass(frozen=True)
class Keeper:
    """The owner of an account, who may change what guards it, and from where they do. `key` binds an interaction to
    the sign-in behind the token, as a page's is bound to a cookie.
    """

    account: Account
    where: Where
    key: str


async def own_account(who: Owner, session: Session) -> Account:
    """The caller's open account; NotFound without one."""
    account = await find_account(session, who.id)
    if account is None:
        raise NotFound
    return account


OwnAccount = Annotated[Account, Depends(own_account)]


async def keeper(who: RecentPerson, account: OwnAccount, session: Session, now: Now) -> Keeper:
    """The caller, proven recently and with the second factor their account has; Unauthorized with a challenge if not.

    The challenge names a level, or, for a record that cannot reach it, a new sign-in.
    """
    sitting = await session.get(BrowserSession, UUID(who.session_id)) if who.session_id else None
    if sitting is None or not await confirming.may_keep(session, account, sitting, at=now):
        record = signing_in.record_level(await session.get_one(Record, account.person_id), at=now)
        wanted = 'max_age="0"' if record is Level.LOW else f'acr_values="{Level.SUBSTANTIAL}"'
        challenge = f'Bearer realm="motcua", error="insufficient_user_authentication", {wanted}'
        raise Unauthorized(headers={"WWW-Authenticate": challenge})
    return Keeper(account, await where_of(session, who), key=f"token of {sitting.id}")


KeptBy = Annotated[Keeper, Depends(keeper)]


async def find_account(session: AsyncSession, person_id: UUID) -> Account | None:
    """A person's open account."""
    return await session.scalar(select(Account).where(Account.person_id == person_id, Account.disabled_at.is_(None)))


async def label_of(session: AsyncSession, account: Account) -> str:
    """What an authenticator shows beside its codes: the sign-in name that is least of a secret."""
    found = await session.scalars(select(Identifier).where(Identifier.account_id == account.id))
    names: dict[str, Any] = {one.kind.value: one.value for one in found}
    return str(next((names[kind] for kind in ("email", "user_name", "phone") if kind in names), "motcua"))
