"""What follows a first proof: a session at once, or a second factor first.

No session exists in between: the browser is only in the middle of an Interaction, and what it may show is decided anew
at every step.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions, queries, signing_in
from services.identity.credentials import factors
from services.identity.credentials.assurance import Level
from services.identity.models import Account, Interaction, Person
from services.identity.signing_in import Entered, How, Place

SIGN_IN = "sign_in"
STEP_UP = "step_up"
"""Purposes of interactions."""


@dataclass(frozen=True)
class Wish:
    """What a sign-in is for: an authorization request or a page of the account (`request`, may be empty), the level it
    demands, and whether it wants the person proven anew, trusted device or not.
    """

    request: str = ""
    demanded: Level | None = None
    is_fresh: bool = False

    def kept(self) -> dict[str, object]:
        """As it is written into an interaction."""
        return {"demanded": self.demanded, "is_fresh": self.is_fresh}

    @classmethod
    def of(cls, pending: Interaction) -> "Wish":
        """The wish an interaction was begun with."""
        demanded = pending.state.get("demanded")
        return cls(pending.request, Level(demanded) if demanded else None, bool(pending.state.get("is_fresh")))


async def go_on(
    session: AsyncSession, account: Account, *, amr: Sequence[str], place: Place, wish: Wish, form: str, at: datetime
) -> Entered | Interaction | None:
    """The person is signed in, or asked for a second factor (in the browser of the form cookie `form`).

    None when a second factor is due and there is none that is another kind than what was shown: the account must be
    opened with its password.
    """
    held = await queries.factors.held(session, account.id)
    person = await session.get_one(Person, account.person_id)
    is_trusted = not wish.is_fresh and await queries.factors.is_trusted(session, account.id, place.device, at=at)
    record = signing_in.record_level(person, at=at)
    if not factors.is_wanted(held, amr=amr, is_trusted=is_trusted, record=record, demanded=wish.demanded):
        return await signing_in.open_session(session, account, how=How(amr), place=place, at=at)
    if not factors.offered(held, amr=amr):
        return None
    return await actions.interactions.begin(
        session,
        form,
        purpose=SIGN_IN,
        at=at,
        account_id=account.id,
        request=wish.request,
        state={**wish.kept(), "answers": place.answers},
        amr=list(amr),
    )


async def owner(session: AsyncSession, pending: Interaction) -> Account | None:
    """The account of an interaction, while it is open and its password is the one that was shown."""
    account = await session.get(Account, pending.account_id) if pending.account_id else None
    if account is None or account.disabled_at is not None:
        return None
    changed_at = account.password_changed_at
    return None if changed_at is not None and changed_at > pending.created_at else account
