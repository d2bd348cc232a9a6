"""Build the dossier service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from kit.app import build
from kit.files import Store
from services.dossier.handlers import listener
from services.dossier.routes import (
    assigning,
    citizens,
    decisions,
    officers,
    papers,
    partners,
    parts,
    story,
    tracking,
    usages,
)
from services.dossier.schedule import schedule
from services.dossier.settings import DossierSettings


def create(settings: DossierSettings | None = None, *, is_connected: bool = True) -> FastAPI:
    """The dossier service, configured from the environment unless settings are given."""
    return build(
        "dossier",
        settings or DossierSettings(),
        routers=[
            officers.router,
            tracking.router,
            citizens.router,
            papers.router,
            story.router,
            decisions.router,
            usages.router,
            assigning.router,
            parts.router,
            partners.router,
        ],
        listener=listener,
        schedule=schedule,
        lifespan=_open_files,
        is_connected=is_connected,
    )


@asynccontextmanager
async def _open_files(app: FastAPI) -> AsyncIterator[None]:
    app.state.files = Store(app.state.settings.files_url)
    yield
