"""What administrators, auditors and officers do over the API: agencies, staff, clients, look-ups."""

from fastapi import APIRouter

from services.identity.routes.staff import administration, members, people, registry

_IN_ORDER = (
    people,
    registry,
    members,
    administration,
)

ROUTERS: list[APIRouter] = [one.router for one in _IN_ORDER]
