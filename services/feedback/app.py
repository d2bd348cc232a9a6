"""The feedback service, put together."""

from fastapi import FastAPI

from kit.app import build
from services.feedback.handlers import listener
from services.feedback.routes import citizens, petitions, public
from services.feedback.settings import FeedbackSettings


def create(settings: FeedbackSettings | None = None, *, is_connected: bool = True) -> FastAPI:
    """The application, as its settings say."""
    return build(
        "feedback",
        settings or FeedbackSettings(),
        routers=[public.router, citizens.router, petitions.router],
        listener=listener,
        is_connected=is_connected,
    )
