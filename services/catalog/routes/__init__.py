"""Doors: what everybody may look up, and what administrators change."""

from services.catalog.routes import (
    advice,
    areas,
    calendar_editors,
    calendars,
    exchange,
    life_events,
    procedures,
    revisions,
    search,
    synonyms,
    trials,
)

ROUTERS = [
    exchange.router,
    exchange.public,
    search.router,
    procedures.router,
    advice.router,
    revisions.router,
    trials.router,
    life_events.router,
    synonyms.router,
    areas.router,
    calendars.router,
    calendar_editors.router,
]
