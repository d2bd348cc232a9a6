"""What a worklist is narrowed to: what waits for a role, which moments a due date means, whose hands."""

from datetime import datetime, timedelta
from enum import StrEnum

from kit.clock import LOCAL, midnight
from kit.workdays import Calendar
from services.dossier.lifecycle import LIFE, OPEN, STAFF, Act, Role, Status


class OpenStatus(StrEnum):
    """The statuses a worklist can be narrowed to (`lifecycle.OPEN`; a test compares)."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    SUPPLEMENT_REQUIRED = "supplement_required"
    PAYMENT_REQUIRED = "payment_required"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    RESOLVED = "resolved"


class DeskRole(StrEnum):
    """For whom work waits (`lifecycle.STAFF`; a test compares)."""

    COUNTER = "counter"
    OFFICER = "officer"
    LEADER = "leader"


class Due(StrEnum):
    """When it is due. A dossier whose clock stands still is due in none of them; days are the agency's working days."""

    OVERDUE = "overdue"
    TODAY = "today"
    ONE_DAY = "one_day"
    TWO_DAYS = "two_days"
    THIS_WEEK = "this_week"


COUNTED = (Due.OVERDUE, Due.TODAY, Due.ONE_DAY, Due.TWO_DAYS, Due.THIS_WEEK)
"""The order in which due dates are counted."""

ME, NOBODY = "me", "nobody"

MOVING = frozenset({Act.ACCEPT, Act.START, Act.RESOLVE, Act.SIGN, Act.DELIVER, Act.GRANT_WITHDRAWAL})
"""The acts that bring a dossier forward on its ordinary way, or answer the citizen."""


def waiting_for(role: Role) -> frozenset[Status]:
    """The open statuses in which the next act of the ordinary way is this role's."""
    rules = (LIFE[act] for act in MOVING if role in LIFE[act].by)
    return frozenset(status for rule in rules for status in rule.before) & OPEN


WAITING_FOR = {DeskRole(role.value): waiting_for(role) for role in STAFF}


def window(due: Due, at: datetime, *, calendar: Calendar) -> tuple[datetime | None, datetime]:
    """The moments, from (None: any) up to and without, at which something is `due` as seen at a moment."""
    day = at.astimezone(LOCAL).date()
    if due is Due.OVERDUE:
        return None, at
    if due is Due.TODAY:
        return at, midnight(day + timedelta(days=1))
    if due is Due.THIS_WEEK:
        return at, midnight(day + timedelta(days=7 - day.weekday()))
    before = 0 if due is Due.ONE_DAY else 1
    first, last = calendar.add_working_days(day, before), calendar.add_working_days(day, before + 1)
    return midnight(first + timedelta(days=1)), midnight(last + timedelta(days=1))
