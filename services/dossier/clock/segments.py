"""The clock told as a story: the stretches of a dossier's life, who held it, and whether the legal time was running."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.dossier.history import Deed
from services.dossier.lifecycle import LIFE, STATES, WAITING, Clock, Status


class Holder(StrEnum):
    """Who has the dossier in hand."""

    APPLICANT = "applicant"
    AGENCY = "agency"
    NOBODY = "nobody"


WITH_APPLICANT = frozenset({Status.DRAFT, Status.SUPPLEMENT_REQUIRED})
WITH_NOBODY = frozenset({Status.DECLINED, Status.DELIVERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch between two acts. `ends_at` None: it lasts. `is_running`: the legal time counts. `step`: of the
    workflow.
    """

    status: Status
    holder: Holder
    is_running: bool
    starts_at: datetime
    ends_at: datetime | None
    step: str | None
    vi: str
    en: str


def segments(deeds: Sequence[Deed]) -> list[Segment]:
    """The stretches of a history in order; an act that leaves the dossier where it is makes none."""
    moves = [deed for deed in deeds if deed.before is not deed.after]
    running, told = False, []
    for place, deed in enumerate(moves):
        running = _running(LIFE[deed.act].clock, before=running) and deed.after not in WAITING
        ends_at = moves[place + 1].at if place + 1 < len(moves) else None
        told.append(_segment(deed, is_running=running, ends_at=ends_at))
    return told


def _running(effect: Clock | None, *, before: bool) -> bool:
    return before if effect is None else effect in (Clock.STARTS, Clock.RESUMES)


def _segment(deed: Deed, *, is_running: bool, ends_at: datetime | None) -> Segment:
    state, holder = STATES[deed.after], _holder(deed.after)
    vi = "thời hạn giải quyết đang tính" if is_running else "thời hạn giải quyết không tính"
    en = "the legal time runs" if is_running else "the legal time does not run"
    return Segment(
        status=deed.after,
        holder=holder,
        is_running=is_running,
        starts_at=deed.at,
        ends_at=ends_at,
        step=deed.decided.get("step"),
        vi=f"{state.vi}: {vi}.",
        en=f"{state.en}: {en}.",
    )


def _holder(status: Status) -> Holder:
    if status in WITH_APPLICANT:
        return Holder.APPLICANT
    return Holder.NOBODY if status in WITH_NOBODY else Holder.AGENCY
