"""Build the payment service."""

from fastapi import FastAPI

from kit.app import build
from services.payment.handlers import listener
from services.payment.routes import citizens, gateways, readers
from services.payment.schedule import schedule
from services.payment.settings import PaymentSettings


def create(settings: PaymentSettings | None = None, *, is_connected: bool = True) -> FastAPI:
    """The payment service, configured from the environment."""
    return build(
        "payment",
        settings or PaymentSettings(),
        routers=[citizens.router, readers.router, gateways.router],
        listener=listener,
        schedule=schedule,
        is_connected=is_connected,
    )
