"""The notification service, put together."""

from fastapi import FastAPI

from kit.app import build
from services.notification.channels import Channel
from services.notification.channels.email import Email
from services.notification.choosing import Route
from services.notification.handlers import listener
from services.notification.routes import citizens
from services.notification.schedule import schedule
from services.notification.settings import NotificationSettings


def create(settings: NotificationSettings | None = None, *, is_connected: bool = True) -> FastAPI:
    """The application, as its settings say."""
    settings = settings or NotificationSettings()
    app = build(
        "notification",
        settings,
        routers=[citizens.router],
        listener=listener,
        schedule=schedule,
        is_connected=is_connected,
    )
    mail = Email(
        settings.smtp_url.get_secret_value(), settings.mail_from, timeout_seconds=settings.mail_timeout_seconds
    )
    app.state.channels = dict[Route, Channel]({Route.EMAIL: mail})
    return app
