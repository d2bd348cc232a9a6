"""How long a rating may be given."""

from datetime import UTC, datetime, timedelta

from services.feedback import windows

AT = datetime(2026, 11, 30, 2, 0, tzinfo=UTC)


def test_a_rating_is_in_time_for_thirty_days_and_not_a_moment_longer() -> None:
    closing = windows.closes_at(AT)
    assert closing == AT + timedelta(days=30)
    assert windows.is_open(closing, at=closing - timedelta(microseconds=1))
    assert not windows.is_open(closing, at=closing)
