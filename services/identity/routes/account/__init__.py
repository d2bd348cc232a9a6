"""The pages of somebody's own account, by the browser's sign-in."""

from fastapi import APIRouter

from services.identity.routes.account import access, delegations, enrolling, overview, record, security

_IN_ORDER = (
    access,
    overview,
    security,
    enrolling,
    record,
    delegations,
)

ROUTERS: list[APIRouter] = [one.router for one in _IN_ORDER]
