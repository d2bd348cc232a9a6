"""Where clients speak OAuth 2.1 and OpenID Connect, one file per endpoint; the most asked for first."""

from fastapi import APIRouter

from services.identity.routes.protocol import (
    authorize,
    consent,
    discovery,
    introspect,
    jwks,
    logout,
    par,
    revoke,
    token,
    userinfo,
)

ROUTERS: list[APIRouter] = [
    one.router for one in (token, introspect, userinfo, discovery, jwks, authorize, par, consent, revoke, logout)
]
