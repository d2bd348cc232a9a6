"""The provider's doors: the person's browser and the relying party's server."""

import asyncio
import hmac
import time
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from deploy.local.vneid.people import HOLDERS
from deploy.local.vneid.settings import SandboxSettings
from deploy.local.vneid.tokens import b64url
from deploy.local.vneid.visits import Fault, Tickets, Visit

ROOT = "/sandbox/vneid"
SLOW_SECONDS = 12.0
LIFE = 300
PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "pages"), autoescape=True, undefined=StrictUndefined
)
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    # form-action also governs where the answer to the form redirects, and that is the relying party: it stays open.
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
FAULTS = {
    Fault.NONE: ("không", "nothing"),
    Fault.SLOW: ("trả lời chậm", "answers late"),
    Fault.ERROR: ("báo lỗi", "fails"),
    Fault.SIGNATURE: ("sai chữ ký", "a bad signature"),
    Fault.NONCE: ("sai nonce", "a wrong nonce"),
    Fault.AUDIENCE: ("cấp cho bên khác", "for another client"),
}

router = APIRouter(prefix=ROOT)


def _page(name: str, status: int = 200, **words: object) -> HTMLResponse:
    return HTMLResponse(PAGES.get_template(name).render(**words), status, PAGE_HEADERS)


def _json(content: dict[str, Any], status: int = 200) -> JSONResponse:
    return JSONResponse(content, status, {"Cache-Control": "no-store"})


def _settings(request: Request) -> SandboxSettings:
    found = request.app.state.settings
    assert isinstance(found, SandboxSettings)
    return found


@router.get("/.well-known/openid-configuration")
async def discover(request: Request) -> Response:
    """The discovery document."""
    issuer = _settings(request).issuer
    return _json(
        {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "authorization_response_iss_parameter_supported": True,
        }
    )


@router.get("/jwks")
async def publish_key(request: Request) -> Response:
    """The key ID tokens are signed with."""
    return _json({"keys": [request.app.state.stamp.published]})


@router.get("/authorize")
async def ask(request: Request) -> Response:
    """The page where an invented person is chosen; 400 for a request of nobody we know."""
    settings, asked = _settings(request), request.query_params
    is_known = hmac.compare_digest(asked.get("client_id", "").encode(), settings.client_id.encode())
    if not is_known or asked.get("redirect_uri") != settings.redirect_uri:
        return _page("refused.html", 400, reason="Ứng dụng này chưa được đăng ký.")
    is_served = asked.get("response_type") == "code" and "openid" in asked.get("scope", "").split()
    if not is_served or asked.get("code_challenge_method", "S256") != "S256":
        return _page("refused.html", 400, reason="Dữ liệu gửi sang không đúng định dạng.")
    visit = Visit(
        settings.redirect_uri, asked.get("state", ""), asked.get("nonce", ""), asked.get("code_challenge", "")
    )
    ticket = request.app.state.asked.issue(visit)
    return _page("authorize.html", action=f"{ROOT}/authorize", ticket=ticket, holders=HOLDERS, faults=FAULTS)


@router.post("/authorize")
async def agree(
    request: Request,
    ticket: Annotated[str, Form(max_length=100)],
    decision: Annotated[str, Form(max_length=10)],
    holder: Annotated[str, Form(max_length=40)] = "",
    fault: Annotated[Fault, Form()] = Fault.NONE,
) -> Response:
    """Back to the relying party: with a code, or with the person's no."""
    visit: Visit | None = request.app.state.asked.take(ticket)
    if visit is None:
        return _page("refused.html", 400, reason="Lần đăng nhập này đã hết hạn.")
    if decision == "agree" and holder in HOLDERS:
        said = {"code": request.app.state.codes.issue(visit.by(HOLDERS[holder], fault))}
    else:
        said = {"error": "access_denied"}
    back = urlencode({**said, "state": visit.state, "iss": _settings(request).issuer})
    return RedirectResponse(f"{visit.redirect_uri}?{back}", 303, {"Cache-Control": "no-store"})


@router.post("/token")
async def redeem(
    request: Request,
    *,
    client_id: Annotated[str, Form(max_length=200)],
    client_secret: Annotated[str, Form(max_length=200)],
    code: Annotated[str, Form(max_length=200)],
    redirect_uri: Annotated[str, Form(max_length=500)],
    code_verifier: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Tokens for a code, once."""
    settings, codes = _settings(request), request.app.state.codes
    secret = settings.client_secret.get_secret_value()
    if client_id != settings.client_id or not hmac.compare_digest(client_secret.encode(), secret.encode()):
        return _json({"error": "invalid_client"}, 401)
    visit: Visit | None = codes.take(code)
    challenge = b64url(sha256(code_verifier.encode()).digest())
    if visit is None or visit.redirect_uri != redirect_uri or (visit.challenge and visit.challenge != challenge):
        return _json({"error": "invalid_grant"}, 400)
    if visit.fault is Fault.ERROR:
        return _json({"error": "server_error"}, 500)
    if visit.fault is Fault.SLOW:
        await asyncio.sleep(SLOW_SECONDS)
    tokens: Tickets[Visit] = request.app.state.tokens
    access = tokens.issue(visit)
    id_token: str = request.app.state.stamp.signed(_claims(settings, visit, access))
    if visit.fault is Fault.SIGNATURE:
        id_token = f"{id_token.rpartition('.')[0]}.{'A' * 342}"
    return _json({"access_token": access, "token_type": "Bearer", "expires_in": LIFE, "id_token": id_token})


def _claims(settings: SandboxSettings, visit: Visit, access: str) -> dict[str, Any]:
    at = int(time.time())
    assert visit.holder is not None
    return {
        "iss": settings.issuer,
        "aud": "somebody-else" if visit.fault is Fault.AUDIENCE else settings.client_id,
        "sub": visit.holder.claims["TechID"],
        "nonce": "another" if visit.fault is Fault.NONCE else visit.nonce,
        "iat": at,
        "exp": at + LIFE,
        "auth_time": at,
        "at_hash": b64url(sha256(access.encode()).digest()[:16]),
    }


@router.get("/userinfo")
async def tell(request: Request) -> Response:
    """The claims of whoever an access token was given for."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    visit: Visit | None = request.app.state.tokens.look(token) if scheme.lower() == "bearer" else None
    if visit is None or visit.holder is None:
        return _json({"error": "invalid_token"}, 401)
    return _json({"sub": visit.holder.claims["TechID"], **visit.holder.claims})
