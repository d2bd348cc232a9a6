"""The doors of identity, by who comes through them.

protocol   applications: OAuth 2.1, OpenID Connect        account   people signed in, on pages
entrance   people not signed in yet, on pages             me        people signed in, over the API
agencies   everybody: which agencies there are            staff     administrators, auditors, officers, over the API
Shared by them: bodies forms documents bearers whereabouts, and assets (the scripts of our pages).
"""

from fastapi import APIRouter

from services.identity.routes import account, agencies, assets, entrance, me, protocol, staff

ROUTERS: list[APIRouter] = [
    # the most asked for first: each route in front of another costs it time
    *protocol.ROUTERS,
    *entrance.ROUTERS,
    *me.ROUTERS,
    *account.ROUTERS,
    *staff.ROUTERS,
    agencies.router,
    assets.router,
]
