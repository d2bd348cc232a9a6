"""What a person sees and does over the API: their record, ways in, sign-ins, consents, delegations."""

from fastapi import APIRouter

from services.identity.routes.me import (
    activity,
    consents,
    contacts,
    delegations,
    devices,
    factors,
    history,
    identities,
    positions,
    record,
    sessions,
)

ROUTERS: list[APIRouter] = [
    one.router
    for one in (
        record,
        history,
        contacts,
        sessions,
        factors,
        devices,
        activity,
        consents,
        identities,
        delegations,
        positions,
    )
]
