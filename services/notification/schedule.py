"""What happens when time passes: due messages leave."""

import asyncio

from fastapi import FastAPI

from kit.clock import now
from kit.db import transaction
from kit.schedule import Schedule
from services.notification import sending
from services.notification.channels import Channel
from services.notification.choosing import Route
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


async def _send(app: FastAPI, taken: Taken) -> None:
    channels: dict[Route, Channel] = app.state.channels
    receipt = await channels[taken.channel].send(taken.letter)
    async with transaction(app) as session:
        await sending.record(session, taken, receipt, at=await now())
