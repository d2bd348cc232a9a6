"""Build the dossier service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from kit.app import build
from kit.files import Store
from kit.sealing import Sealer
from services.dossier.handlers import listener
from services.dossier.posting.rest import configured
from services.dossier.routes import ROUTERS
from services.dossier.scanning import Clamd
from services.dossier.schedule import schedule
from services.dossier.settings import DossierSettings
from services.dossier.signing.choosing import signer


def create(settings: DossierSettings | None = None, *, is_connected: bool = True) -> FastAPI:
    """The dossier service, configured from the environment unless settings are given."""
    return build(
        "dossier",
        settings or DossierSettings(),
        routers=ROUTERS,
        listener=listener,
        schedule=schedule,
        lifespan=_open_stores,
        is_connected=is_connected,
    )


@asynccontextmanager
async def _open_stores(app: FastAPI) -> AsyncIterator[None]:
    settings: DossierSettings = app.state.settings
    app.state.files = Store(settings.files_url)
    app.state.signer = signer(settings)
    app.state.codes_box = Sealer(settings.confirmation_secret.get_secret_value(), name="messages")
    app.state.scanner = Clamd(settings.clamd) if settings.clamd else None
    app.state.carrier = configured(settings)
    yield
    if app.state.carrier is not None:
        await app.state.carrier.aclose()
