"""Build the sandbox gateway."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

from deploy.local.vnpay.notices import Notifier
from deploy.local.vnpay.orders import Orders
from deploy.local.vnpay.routes import router
from deploy.local.vnpay.settings import SandboxSettings
from deploy.local.vnpay.visits import Visits
from kit.problems import speak_problems


def create() -> FastAPI:
    """The gateway as an application, told its merchant by the environment (`VNPAY_SANDBOX_*`)."""
    settings = SandboxSettings()

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        client = httpx.AsyncClient(timeout=5.0, trust_env=False)
        app.state.notifier = Notifier(client, settings.ipn_url, settings.hash_secret.get_secret_value())
        yield
        await app.state.notifier.close()

    app = FastAPI(
        title="VNPAY sandbox", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, lifespan=live
    )
    speak_problems(app)
    app.state.settings, app.state.orders, app.state.visits = settings, Orders(), Visits()
    app.include_router(router)
    return app
