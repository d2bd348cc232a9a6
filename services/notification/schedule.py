"""What happens when time passes: due messages leave. Codes leave ahead of them, each channel's for itself."""

import asyncio

from fastapi import FastAPI

from kit.clock import now
from kit.db import transaction
from kit.schedule import Schedule
from services.notification import codes, sending
from services.notification.channels import Channel
from services.notification.choosing import Route
from services.notification.codes import TakenCode
from services.notification.sending import Taken
from services.notification.settings import NotificationSettings

schedule = Schedule()


@schedule.every_with_app(seconds=1, gather=0.25)
async def send_due(app: FastAPI) -> int:
    """Send every due message; the number taken up."""
    settings: NotificationSettings = app.state.settings
    async with transaction(app) as session:
        taken = await sending.take(session, limit=settings.mail_batch, at=await now(), public_url=settings.public_url)
    await asyncio.gather(*(_send(app, one) for one in taken))
    return len(taken)


@schedule.every_with_app(seconds=1)
async def send_codes_by_mail(app: FastAPI) -> int:
    """Send every due code that goes by mail; the number taken up."""
    return await _send_codes(app, Route.EMAIL)


@schedule.every_with_app(seconds=1)
async def send_codes_by_sms(app: FastAPI) -> int:
    """Send every due code that goes by SMS; the number taken up."""
    return await _send_codes(app, Route.SMS)


async def _send(app: FastAPI, taken: Taken) -> None:
    receipt = await _channel(app, taken.channel).send(taken.letter)
    async with transaction(app) as session:
        await sending.record(session, taken, receipt, at=await now())


async def _send_codes(app: FastAPI, channel: Route) -> int:
    async with transaction(app) as session:
        taken = await codes.take(session, channel, limit=app.state.settings.mail_batch, at=await now())
    await asyncio.gather(*(_send_code(app, one) for one in taken))
    return len(taken)


async def _send_code(app: FastAPI, taken: TakenCode) -> None:
    receipt = await codes.hand_over(taken, _channel(app, taken.channel), box=app.state.codes_box)
    async with transaction(app) as session:
        await codes.record(session, taken, receipt, at=await now())


def _channel(app: FastAPI, route: Route) -> Channel:
    channels: dict[Route, Channel] = app.state.channels
    return channels[route]
