"""The doors people and clients use, one file per endpoint."""

from fastapi import APIRouter

from services.identity.routes import (
    agencies,
    authorize,
    discovery,
    jwks,
    logout,
    me,
    revoke,
    signin,
    token,
    userinfo,
)

ROUTERS: list[APIRouter] = [
    one.router for one in (discovery, jwks, authorize, signin, token, userinfo, revoke, logout, me, agencies)
]
