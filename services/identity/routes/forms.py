"""Forms of our pages: bound to the browser by a cookie, refused when another site sent them (CSRF, login CSRF)."""

from dataclasses import dataclass

from fastapi import Request, Response

from services.identity.credentials import lockouts, opaque
from services.identity.oauth2.parameters import Parameters
from services.identity.provider import FORM, Here

_PURPOSE = "form"


@dataclass(frozen=True)
class FormKey:
    """The browser's form cookie (`value`) and the token (`csrf`) that a form for one purpose must carry."""

    value: str
    csrf: str
    is_new: bool


def form_key(request: Request, here: Here, *, purpose: str) -> FormKey:
    """The key of a form about to be shown: with the browser's cookie, or a fresh one."""
    cookie = request.cookies.get(here.cookie(FORM))
    value = cookie or opaque.new()
    return FormKey(value, here.sealer.mac(_PURPOSE, purpose, value), is_new=cookie is None)


def keep_form_key(answer: Response, here: Here, key: FormKey) -> None:
    """Give the browser the cookie of a form it is shown, when it has none."""
    if key.is_new:
        here.set_cookie(answer, FORM, value=key.value)


def is_form_of(request: Request, here: Here, typed: Parameters, *, purpose: str) -> bool:
    """Whether the form's `csrf` was made for this purpose in this browser."""
    cookie = request.cookies.get(here.cookie(FORM))
    return cookie is not None and here.sealer.is_mac(typed.get("csrf", ""), _PURPOSE, purpose, cookie)


def network_of(request: Request) -> str:
    """The network the browser comes from; the gateway writes exactly one address, a list is nobody's."""
    hops = request.headers.getlist("x-forwarded-for")
    return lockouts.network(hops[0] if len(hops) == 1 else "")
