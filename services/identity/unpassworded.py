"""Signing in without a password: with a code sent to one's address, or with a passkey.

An account that does not exist is treated as one that does: the same page, the same steps, only nobody is told a code.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import actions, queries
from services.identity.credentials import passkeys
from services.identity.credentials.factors import Means
from services.identity.models import Interaction
from services.identity.provider import Provider
from services.identity.records.identifiers import read
from services.identity.seconding import SIGN_IN, Wish
from services.identity.signing_in import Place

_NO_ACCOUNT = UUID(int=0)


async def begin_with_code(
    session: AsyncSession,
    here: Provider,
    cookie: str,
    *,
    login: str,
    wish: Wish,
    place: Place,
    language: str,
    at: datetime,
) -> Interaction:
    """Send a code to the address typed, or to the account's own; who has no account or address is told nothing."""
    typed = read(login)
    account = await queries.people.find_account(session, typed)
    recipient = await queries.factors.recipient(session, typed, account)
    likely = queries.factors.CHANNEL_OF.get(typed.kind, Means.EMAIL)
    channel, address = recipient or (likely, typed.value)
    pending = await actions.interactions.begin(
        session,
        cookie,
        purpose=SIGN_IN,
        at=at,
        account_id=account.id if account else None,
        request=wish.request,
        state={
            **wish.kept(),
            "answers": place.answers,
            "first": likely,  # what the page says: it follows from what was typed, not from what the account has
            "channel": channel,
            "sealed": here.sealer.seal(address.encode()),
            "is_told": recipient is not None,
            "is_known": await queries.factors.is_known(session, account.id if account else _NO_ACCOUNT, place.device),
            "guessed": here.sealer.mac("code sign-in", typed.kind, typed.value),
        },
    )
    # too many codes to the address: the page is the same, so that nobody learns whose address it is
    await send(session, here, pending, channel=channel, address=address, language=language, at=at)
    return pending


async def send(
    session: AsyncSession,
    here: Provider,
    pending: Interaction,
    *,
    channel: str,
    address: str,
    language: str,
    at: datetime,
) -> int | None:
    """Send the code of a sign-in or step-up; the seconds to wait when one was sent just now."""
    sent = await actions.codes.send(
        session,
        here,
        pending,
        purpose=pending.purpose,
        channel=channel,
        address=address,
        language=language,
        at=at,
        is_told=bool(pending.state.get("is_told", True)),
    )
    return sent.retry_after if isinstance(sent, actions.codes.TooSoon) else None


async def begin_with_passkey(
    session: AsyncSession, cookie: str, *, wish: Wish, answers: str | None, at: datetime
) -> Interaction:
    """The browser is asked for a passkey it holds, whosever it is."""
    state = {**wish.kept(), "answers": answers, "first": Means.PASSKEY, "challenge": passkeys.challenge()}
    return await actions.interactions.begin(session, cookie, purpose=SIGN_IN, at=at, request=wish.request, state=state)
