"""Doors: what everybody may look up, and what administrators change."""

from services.catalog.routes import advice, areas, calendar_editors, calendars, procedures, revisions, search

ROUTERS = [
    search.router,
    procedures.router,
    advice.router,
    revisions.router,
    areas.router,
    calendars.router,
    calendar_editors.router,
]
