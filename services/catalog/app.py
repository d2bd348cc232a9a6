"""The catalog service, put together."""

from fastapi import FastAPI

from kit.app import build
from services.catalog.handlers import listener
from services.catalog.routes import ROUTERS
from services.catalog.schedule import schedule
from services.catalog.search.freshness import searching
from services.catalog.settings import CatalogSettings


def create(settings: CatalogSettings | None = None, *, is_connected: bool = True) -> FastAPI:
    """The application, as its settings say."""
    return build(
        "catalog",
        settings or CatalogSettings(),
        routers=ROUTERS,
        listener=listener,
        schedule=schedule,
        lifespan=searching,
        is_connected=is_connected,
    )
