"""Build the sandbox provider."""

from fastapi import FastAPI

from deploy.local.vneid.routes import router
from deploy.local.vneid.settings import SandboxSettings
from deploy.local.vneid.tokens import Stamp
from deploy.local.vneid.visits import Tickets, Visit
from kit.problems import speak_problems


def create() -> FastAPI:
    """The provider as an application, told its relying party by the environment (`VNEID_SANDBOX_*`)."""
    app = FastAPI(title="VNeID sandbox", docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    speak_problems(app)
    app.state.settings, app.state.stamp = SandboxSettings(), Stamp()
    app.state.asked, app.state.codes, app.state.tokens = Tickets[Visit](), Tickets[Visit](), Tickets[Visit]()
    app.include_router(router)
    return app
