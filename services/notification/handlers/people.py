"""What notification hears of people and their accounts."""

from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier_codes import ConfirmationRequested
from contracts.identity import CodeRequested, PeopleMerged, PersonChanged, SecurityNoted
from kit.clock import now
from kit.logs import log
from services.notification import actions
from services.notification.handlers.listener import listener
from services.notification.kinds import GENERAL, NOTES, Kind

ACTIVITY = "/account/activity"
"""Identity's page on which people see what happened to their account."""
LONGEST_PLACE = 80


@listener.on(PersonChanged)
async def person_changed(session: AsyncSession, event: PersonChanged) -> None:
    """Whom to reach and how; staff too, for what happens to their account."""
    await actions.keep_recipient(session, event, at=await now())


@listener.on(PeopleMerged)
async def people_merged(session: AsyncSession, event: PeopleMerged) -> None:
    """One inbox for one person."""
    await actions.merge(session, event.merged_id, into=event.kept_id, at=event.merged_at)


@listener.on(CodeRequested)
async def code_requested(session: AsyncSession, event: CodeRequested) -> None:
    """Somebody waits for a one-time code."""
    await actions.keep_code(session, event, at=await now())


@listener.on(ConfirmationRequested)
async def confirmation_requested(session: AsyncSession, event: ConfirmationRequested) -> None:
    """A dossier's owner stands at the counter and waits for a one-time code."""
    await actions.keep_code(session, event, at=await now())


@listener.on(SecurityNoted)
async def security_noted(session: AsyncSession, event: SecurityNoted) -> None:
    """Something happened to an account that its owner should hear of at once.

    Notes follow the person's record on the same subject: somebody unknown by then was never said here (staff, before
    0002), and no waiting would bring them.
    """
    at = await now()
    if not await actions.is_known(session, event.person_id):
        log.info("a security note about somebody never heard of", note=event.note)
        return
    if event.note == "contact_changed" and await actions.tell_change_also(
        session, event.person_id, event.contacts, at=at
    ):
        return
    place = event.place[:LONGEST_PLACE] if event.place else None
    await actions.tell(
        session,
        event.person_id,
        kind=Kind.SECURITY,
        variant=event.note if event.note in NOTES else GENERAL,
        facts={"noted_at": event.noted_at, "place": place},
        at=at,
        link=ACTIVITY,
        others=event.contacts,
    )
