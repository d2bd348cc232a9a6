"""The last step of a recovery: the new password. No connection is held while it is hashed."""

from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from kit.clock import LOCAL, Now
from kit.db import Session, transaction
from kit.faults import Fault
from kit.people import anyone
from services.identity import actions, queries
from services.identity.actions.recoveries import PURPOSE, Standing
from services.identity.credentials import password_rules
from services.identity.credentials.leaked_passwords import listed
from services.identity.credentials.passwords import Crowded
from services.identity.credentials.recovery import Next
from services.identity.oauth2 import words
from services.identity.provider import Here, Provider
from services.identity.routes.documents import HTML, form, see_other
from services.identity.routes.entrance import alarms
from services.identity.routes.entrance.alarms import Alert
from services.identity.routes.entrance.entering import see
from services.identity.routes.entrance.opening import show, whereabouts
from services.identity.routes.entrance.recover import DONE, PASSWORD, PLACES, REFUSALS, sent, stands_at, under_way

router = APIRouter(tags=["Sign-in"], dependencies=[Depends(anyone)])


def _form(
    browser: Request,
    here: Provider,
    stands: Standing,
    *,
    faults: list[Fault] | None = None,
    alert: Alert | None = None,
) -> Response:
    return show(
        "recover_password",
        browser,
        here,
        purpose=PURPOSE,
        alert=alert,
        status=400 if faults else 200,
        faults={one.pointer.removeprefix("/"): one for one in reversed(faults or [])},
        is_disarming=stands.step.is_disarming,
        is_doubted=stands.step.is_doubted,
    )


@router.get(
    PASSWORD,
    response_class=HTMLResponse,
    summary="Trang đặt mật khẩu mới / New password page",
    description="Asks for the new password, once enough is proven; otherwise leads to the step that is needed.",
    responses=HTML | see_other("To the step that is needed"),
)
async def show_new_password(browser: Request, session: Session, here: Here, now: Now) -> Response:
    """The form."""
    stands = await stands_at(browser, session, here, now)
    if stands is None:
        return see(words.RECOVER)
    return _form(browser, here, stands) if stands.step.next is Next.PASSWORD else see(PLACES[stands.step.next])


@router.post(
    PASSWORD,
    status_code=303,
    response_class=RedirectResponse,
    summary="Đặt mật khẩu mới / Set a new password",
    description="Every sign-in of the account ends and the owner is told. Nobody is signed in by it. 400 with every "
    "fault of the password at its field.",
    responses=HTML | see_other("Done") | REFUSALS | {503: {"description": "Too many people at once"}},
    openapi_extra=form(
        password="*the new password, at least 10 characters",  # noqa: S106 - a description
        csrf="*from the form",
    ),
)
async def set_new_password(browser: Request, here: Here, now: Now) -> Response:
    """Set it."""
    async with transaction(browser.app) as session:
        read = await sent(browser, session, here, now)
        if isinstance(read, Response):
            return read
        interaction, typed = read
        stands = await actions.recoveries.standing(session, interaction, at=now)
        if stands is None or stands.step.next is not Next.PASSWORD:
            return see(PLACES[stands.step.next] if stands else words.RECOVER)
        own = await queries.people.own_words(session, stands.account, on=now.astimezone(LOCAL).date())
    password = typed.get("password", "")
    if faults := password_rules.faults(password, listed=listed(), own=own):
        return _form(browser, here, stands, faults=faults)
    try:
        password_hash = await here.passwords.hash(password)
    except Crowded:
        return _form(browser, here, stands, alert=alarms.CROWDED)
    async with transaction(browser.app) as session:
        again = await under_way(browser, session, here, now, is_locked=True)
        is_done = again is not None and await actions.recoveries.reset(
            session, again, stands, password_hash=password_hash, where=whereabouts(browser), at=now
        )
    if not is_done:
        return see(words.RECOVER)
    return see(f"{DONE}?{urlencode({'request': interaction.request})}" if interaction.request else DONE)
