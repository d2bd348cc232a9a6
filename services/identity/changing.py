"""Changing a password: the old one is asked for, guesses of it are counted, every fault of the new one is told."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from kit.clock import LOCAL
from kit.faults import Fault
from kit.problems import Conflict, Invalid, TooMany, Unavailable
from services.identity import actions, queries
from services.identity.activity import Where
from services.identity.credentials import failures, password_rules
from services.identity.credentials.failures import Try
from services.identity.credentials.leaked_passwords import listed
from services.identity.credentials.passwords import Crowded
from services.identity.models import Account
from services.identity.provider import Provider

_WRONG = Fault("/old", "wrong", "Mật khẩu đang dùng không đúng.", "The present password is not right.")
_SAME = Fault("/new", "same", "Mật khẩu mới phải khác mật khẩu đang dùng.", "The new password must be another one.")


async def change_password(
    session: AsyncSession,
    here: Provider,
    account: Account,
    *,
    old: str,
    new: str,
    where: Where,
    at: datetime,
) -> None:
    """The owner, signed in, chooses a new password; an account without one is given one, and nothing asked for then.

    Raises Invalid (`/old`, `/new`), TooMany, Unavailable, Conflict. Commit in every case, or the try is not counted.
    """
    own = await queries.people.own_words(session, account, on=at.astimezone(LOCAL).date())
    faults = password_rules.faults(new, listed=listed(), own=own, pointer="/new")
    old_hash = account.password_hash
    try:
        is_right = await _is_right(session, here, account, old=old, where=where, at=at)
        if not is_right or (old_hash is not None and old == new):
            faults = [_SAME if is_right else _WRONG, *faults]
        if faults:
            raise Invalid(errors=faults)
        new_hash = await here.passwords.hash(new)
    except Crowded:
        await failures.take_back(session, _counted(here, account, where), at=at)
        raise Unavailable(headers={"Retry-After": "1"}) from None
    if not await actions.accounts.change_password(
        session, account, old_hash=old_hash, new_hash=new_hash, where=where, at=at
    ):
        raise Conflict


async def _is_right(
    session: AsyncSession, here: Provider, account: Account, *, old: str, where: Where, at: datetime
) -> bool:
    """Whether the old password is right; the try is counted whatever becomes of the request."""
    if account.password_hash is None:
        return True
    counted = _counted(here, account, where)
    if (wait := await failures.count(session, counted, at=at)) is not None:
        raise TooMany(headers={"Retry-After": str(wait)})
    is_right = await here.passwords.verify(old, account.password_hash)
    if is_right:
        await failures.clear(session, counted)
    return is_right


def _counted(here: Provider, account: Account, where: Where) -> Try:
    """What tries from one sign-in count as: a stolen one must not become a stolen password."""
    return Try(here.sealer.mac("login", "password", str(account.id)), (str(where.session_id),))
