"""Now is aware and UTC; the law's day is Vietnam's."""

from datetime import UTC, datetime, timedelta

from kit.clock import LOCAL, now


async def test_now_is_aware_and_utc() -> None:
    assert abs(await now() - datetime.now(UTC)) < timedelta(seconds=5)
    assert (await now()).tzinfo is UTC


def test_the_day_begins_at_midnight_in_vietnam() -> None:
    assert datetime(2026, 11, 23, 17, 0, tzinfo=UTC).astimezone(LOCAL).date().isoformat() == "2026-11-24"
    assert datetime(2026, 11, 23, 16, 59, tzinfo=UTC).astimezone(LOCAL).date().isoformat() == "2026-11-23"
