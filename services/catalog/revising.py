"""The life of a revision, as a table: draft -> published -> superseded | closed; draft -> discarded. Pure.

A published revision cannot be taken back: others have heard of it, and a dossier may already lie under it. Who
published by mistake publishes another from the same day on, which then was the only one in force.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from kit.faults import Fault
from services.catalog.models.procedures import RevisionStatus
from services.catalog.problems import NotNow


class Act(StrEnum):
    """What can happen to a revision."""

    EDIT = "edit"
    PUBLISH = "publish"
    DISCARD = "discard"
    SUPERSEDE = "supersede"
    CLOSE = "close"


class Need(StrEnum):
    """What an act needs beside the state."""

    VERSION = "version"  # the version the editor has read (If-Match)
    SOUND = "sound"  # no fault of `checking`
    OVER = "over"  # its last day in force has passed, or another has taken its place


class Rule(NamedTuple):
    """From where, to where, and what is needed."""

    before: RevisionStatus
    after: RevisionStatus
    needs: frozenset[Need] = frozenset()


DRAFT, PUBLISHED = RevisionStatus.DRAFT, RevisionStatus.PUBLISHED

LIFE: Final[Mapping[Act, Rule]] = {
    Act.EDIT: Rule(DRAFT, DRAFT, frozenset({Need.VERSION})),
    Act.PUBLISH: Rule(DRAFT, PUBLISHED, frozenset({Need.VERSION, Need.SOUND})),
    Act.DISCARD: Rule(DRAFT, RevisionStatus.DISCARDED),
    Act.SUPERSEDE: Rule(PUBLISHED, RevisionStatus.SUPERSEDED, frozenset({Need.OVER})),
    Act.CLOSE: Rule(PUBLISHED, RevisionStatus.CLOSED, frozenset({Need.OVER})),
}

PUBLIC: Final = frozenset({RevisionStatus.PUBLISHED, RevisionStatus.SUPERSEDED, RevisionStatus.CLOSED})
"""The states everybody may see a revision in."""
AT_DAY: Final = "/effective_from"
AT_CLOSING: Final = "/closed_on"


def undergo(status: RevisionStatus, act: Act) -> RevisionStatus:
    """The state after an act; NotNow where the state does not allow it."""
    rule = LIFE[act]
    if status is not rule.before:
        raise NotNow
    return rule.after


def ends(procedure_closed_on: date | None, *, on: date) -> Act:
    """How a revision's time is over on a day: the procedure is closed, or another revision has taken its place."""
    return Act.CLOSE if procedure_closed_on is not None and procedure_closed_on <= on else Act.SUPERSEDE


def wrong_day(wanted: date, *, today: date, after: date | None) -> Fault | None:
    """Why a revision cannot come into force on a day. `after`: the first day of the newest one published."""
    if wanted < today:
        return Fault(AT_DAY, "past", "Ngày hiệu lực không được ở quá khứ.", "The day lies in the past.")
    if after is not None and wanted < after:
        vi = "Một phiên bản đã công bố có hiệu lực từ ngày muộn hơn."
        return Fault(AT_DAY, "too-early", vi, "A revision that is published already comes into force later.")
    return None


def wrong_closing(wanted: date, *, today: date, after: date) -> Fault | None:
    """Why a procedure cannot be closed on a day. `after`: the first day of its newest published revision."""
    if wanted < today:
        return Fault(AT_CLOSING, "past", "Ngày bãi bỏ không được ở quá khứ.", "The day lies in the past.")
    if wanted <= after:
        vi = "Phiên bản mới nhất chưa hết ngày đầu tiên có hiệu lực."
        return Fault(AT_CLOSING, "too-early", vi, "The newest revision would never have been in force.")
    return None
