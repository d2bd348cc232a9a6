"""Doors: what everybody may look up, and what administrators change."""

from services.catalog.routes import areas, calendars, procedures

ROUTERS = [procedures.router, areas.router, calendars.router]
