"""Promises that several errands look at: notices received, a due date that follows from the rule."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.journeys.errand import World
from tests.journeys.phone import Phone

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")


def moment(text: str) -> datetime:
    """A time with offset, in UTC."""
    found = datetime.fromisoformat(text)
    assert found.tzinfo, "a time without offset"
    return found.astimezone(UTC)


async def was_told(world: World, phone: Phone, *kinds: str, dossier: dict[str, Any], email: str) -> None:
    """The owner's web inbox and mailbox (real SMTP) both have the notices of these kinds about the dossier."""

    async def inbox() -> Any:
        found = await phone.api("GET", "/v1/inbox", params={"limit": 100}, expect=200)
        here = [one for one in found["items"] if one["dossier_id"] == dossier["id"]]
        return here if set(kinds) <= {one["kind"] for one in here} else None

    notices = [one for one in await world.until(inbox) if one["kind"] in kinds]

    async def mailbox() -> bool:
        mails = (await phone.call("GET", "/sandbox/mail/messages", params={"to": email})).json()
        texts = [mail["subject"] + mail["text"] for mail in mails]
        return all(any(one["title"] in text and one["text"] in text for text in texts) for one in notices)

    await world.until(mailbox)


async def check_due(phone: Phone, due: datetime, *, received: datetime, days: int) -> None:
    """`days` working days after the day of reception, which is not counted (Civil Code art. 147).

    Received after closing or on a day off counts as received on the next working day. The catalog's calendar decides.
    """
    calendar = await phone.api("GET", "/v1/calendars/VN-31", expect=200)
    closes = max(time.fromisoformat(one["ends"]) for one in calendar["sessions"])
    local = received.astimezone(LOCAL)
    span = {"from": local.date().isoformat(), "to": (local.date() + timedelta(days=40)).isoformat()}
    told = (await phone.api("GET", "/v1/calendars/VN-31/days", params=span, expect=200))["items"]
    working = [date.fromisoformat(one["day"]) for one in told if one["is_working"]]
    assert date(2026, 11, 24) not in working, "Ngày Văn hóa Việt Nam is a holiday"
    after = local.date() + timedelta(days=1) if local.time() >= closes else local.date()
    counted = next(day for day in working if day >= after)
    assert due.astimezone(LOCAL).date() == working[working.index(counted) + days]
