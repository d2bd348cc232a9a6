"""The pages people come in by: signing in, the second factor, registering, recovery, accounts elsewhere."""

from fastapi import APIRouter

from services.identity.routes.entrance import (
    arriving,
    factor,
    federation,
    recover,
    register,
    registrations,
    resetting,
    signin,
)

ROUTERS: list[APIRouter] = [
    one.router for one in (signin, factor, registrations, resetting, recover, register, arriving, federation)
]
