"""What the pages outside an account share (register, recover): whose request they carry on, and where somebody is."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import device_names, returning
from services.identity.activity import Where
from services.identity.pages import Said, page, refused
from services.identity.provider import Provider
from services.identity.routes.entrance.alarms import Alert
from services.identity.routes.forms import form_key, keep_form_key, network_of
from services.identity.routes.protocol.asking import Unaskable, read_asking


@dataclass(frozen=True)
class Carried:
    """What the person goes on with afterwards (an authorization query or an account page, may be empty), and the
    languages its application wishes for."""

    request: str = ""
    ui_locales: str | None = None


async def carried(session: AsyncSession, request: str) -> Carried:
    """The request a page carries; Unaskable when it is not right."""
    if not request or returning.is_page(request):
        return Carried(request)
    asking = await read_asking(session, request)
    return Carried(request, asking.parameters.get("ui_locales"))


def whereabouts(browser: Request) -> Where:
    """Where somebody not signed in acts from."""
    name = device_names.name_of(browser.headers.get("user-agent", ""))
    return Where(device_name=name, network=network_of(browser))


def show(
    name: str,
    browser: Request,
    here: Provider,
    *,
    purpose: str,
    carrying: Carried | None = None,
    alert: Alert | None = None,
    status: int = 200,
    **values: Any,  # noqa: ANN401 - whatever the template shows
) -> Response:
    """The template with a form of that purpose in it; an alert has its own status."""
    key = form_key(browser, here, purpose=purpose)
    carrying = carrying or Carried()
    answer = page(
        name,
        browser=browser,
        ui_locales=carrying.ui_locales,
        status=alert.status if alert else status,
        headers={"Retry-After": str(alert.retry_after)} if alert and alert.retry_after is not None else {},
        csrf=key.csrf,
        request=carrying.request,
        alert=Said(alert.vi, alert.en) if alert else None,
        **values,
    )
    keep_form_key(answer, here, key)
    return answer


Onward = Annotated[str, Query(max_length=8000, examples=["/account"], description="Đi tiếp tới đâu / where to go on")]
"""The request a person goes on with when they are done here."""


async def finished(name: str, browser: Request, session: AsyncSession, *, request: str) -> Response:
    """The last page, which leads to the sign-in and on."""
    try:
        carrying = await carried(session, request)
    except Unaskable as problem:
        return refused(problem.vi, problem.en, browser=browser)
    onward = f"?{urlencode({'request': request})}" if request else ""
    return page(name, browser=browser, ui_locales=carrying.ui_locales, onward=onward)
