"""How much of something one network, or account, may ask for: so many in a row, then one at a time.

Against registering, recovering or sending codes to everybody by machine. Generous: a ward's offices, or a thousand
phones of one carrier, share a network; whoever waits can go on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from services.identity.credentials.lockouts import FORGOTTEN_AFTER, Count


@dataclass(frozen=True)
class Ration:
    """`free` in a row, then one every `pause`; forgotten after a day without any. `name` tells rations apart."""

    name: str
    free: int
    pause: timedelta


REGISTRATIONS: Final = Ration("registrations", free=30, pause=timedelta(seconds=60))
RECOVERIES: Final = Ration("recoveries", free=20, pause=timedelta(seconds=60))
CODE_SIGN_INS: Final = Ration("sign-ins with a code", free=60, pause=timedelta(seconds=10))
NEW_CONTACTS: Final = Ration("new contacts", free=10, pause=timedelta(minutes=10))
"""Of one account."""


def another(count: Count, ration: Ration, *, at: datetime) -> Count:
    """The count after one more at `at`."""
    taken = 1 if count.failed_at < at - FORGOTTEN_AFTER else count.failures + 1
    pause = ration.pause if taken >= ration.free else timedelta(0)
    return Count(taken, failed_at=at, blocked_until=at + pause)
