"""How long an invitation waits, and what it is then."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from services.dossier.invitations import Standing, open_until, standing

MADE = datetime(2026, 11, 24, 3, tzinfo=UTC)
LAST = MADE + timedelta(days=14)
A_WHILE = timedelta(microseconds=1)


@dataclass(frozen=True)
class Made:
    made_at: datetime = MADE
    accepted_at: datetime | None = None
    ended_at: datetime | None = None


@pytest.mark.parametrize(
    ("made", "at", "expected"),
    [
        (Made(), MADE, Standing.WAITING),
        (Made(), LAST - A_WHILE, Standing.WAITING),
        (Made(), LAST, Standing.LAPSED),
        (Made(accepted_at=MADE), LAST, Standing.ACCEPTED),
        (Made(ended_at=MADE), MADE, Standing.ENDED),
        (Made(accepted_at=MADE, ended_at=MADE), LAST, Standing.ENDED),
    ],
    ids=["new", "last-moment", "lapsed", "accepted-stays", "declined", "left"],
)
def test_an_invitation_waits_fourteen_days(made: Made, at: datetime, expected: Standing) -> None:
    assert open_until(made) == LAST
    assert standing(made, at=at) is expected
