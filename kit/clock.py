"""The one place that asks what time it is; rules take `at` as an argument."""

from datetime import UTC, date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
"""The time of Vietnamese law and office hours."""


def midnight(day: date) -> datetime:
    """When a local day begins, aware."""
    return datetime.combine(day, time(), LOCAL)


async def now() -> datetime:
    """The current time, aware, UTC."""
    return datetime.now(UTC)


Now = Annotated[datetime, Depends(now)]
