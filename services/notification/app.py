"""The notification service, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from kit.app import build
from kit.sealing import Sealer
from services.notification.channels import Channel
from services.notification.channels.email import Email
from services.notification.channels.sms import NoSms, Sms
from services.notification.choosing import Route
from services.notification.handlers import listener
from services.notification.routes import citizens
from services.notification.schedule import schedule
from services.notification.settings import NotificationSettings


def create(settings: NotificationSettings | None = None, *, is_connected: bool = True) -> FastAPI:
    """The application, as its settings say."""
    settings = settings or NotificationSettings()
    mail = Email(
        settings.smtp_url.get_secret_value(), settings.mail_from, timeout_seconds=settings.mail_timeout_seconds
    )
    sms = _sms(settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        if isinstance(sms, Sms):
            await sms.aclose()

    app = build(
        "notification",
        settings,
        routers=[citizens.router],
        listener=listener,
        schedule=schedule,
        lifespan=lifespan,
        is_connected=is_connected,
    )
    app.state.channels = dict[Route, Channel]({Route.EMAIL: mail, Route.SMS: sms})
    app.state.codes_box = _codes_box(settings)
    return app


def _sms(settings: NotificationSettings) -> Sms | NoSms:
    if not settings.sms_url or settings.sms_key is None:
        return NoSms()
    key = settings.sms_key.get_secret_value()
    return Sms(settings.sms_url, key, sender=settings.sms_sender, timeout_seconds=settings.sms_timeout_seconds)


def _codes_box(settings: NotificationSettings) -> Sealer:
    """Opens what identity and dossier sealed for us (CodeRequested, ConfirmationRequested)."""
    others = (settings.confirmation_secret, settings.older_code_secret)
    older = tuple(secret.get_secret_value() for secret in others if secret is not None)
    return Sealer(settings.code_secret.get_secret_value(), name="messages", older=older)
