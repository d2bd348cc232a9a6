"""Form 06, the control sheet: from hand to hand, when, and whether each hand was in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.dossier.deadlines import timeliness
from services.dossier.history import Deed
from services.dossier.lifecycle import LIFE, Act, Role, Status

IN_TIME = {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Quá hạn"}
NAMES = {
    Role.APPLICANT: "Người nộp hồ sơ",
    Role.COUNTER: "Bộ phận Tiếp nhận và Trả kết quả",
    Role.OFFICER: "Cán bộ thụ lý",
    Role.LEADER: "Lãnh đạo",
    Role.PARTNER: "Cơ quan phối hợp",
    Role.SYSTEM: "Hệ thống",
}
RECEIVERS: dict[Act, Role] = {
    Act.SUBMIT: Role.COUNTER,
    Act.ACCEPT: Role.OFFICER,
    Act.ASK_BEFORE_RECEPTION: Role.APPLICANT,
    Act.REQUEST_SUPPLEMENT: Role.APPLICANT,
    Act.REQUEST_PAYMENT: Role.APPLICANT,
    Act.ANSWER_SUPPLEMENT: Role.OFFICER,
    Act.SETTLE: Role.OFFICER,
    Act.START: Role.OFFICER,
    Act.ASSIGN: Role.OFFICER,
    Act.HAND_OVER: Role.OFFICER,
    Act.MOVE: Role.COUNTER,
    Act.SIGN: Role.OFFICER,
    Act.RESOLVE: Role.COUNTER,
    Act.REOPEN: Role.OFFICER,
    Act.DELIVER: Role.APPLICANT,
}
"""Into whose hands an act gives the dossier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """One row: who gave, who received, when, whether the giver was in time (None: no limit was set), and what for."""

    giver: str
    receiver: str
    at: datetime
    result: str | None
    note: str


def handings(deeds: Sequence[Deed]) -> list[Handing]:
    """Every time the dossier went from one hand to another, as its history tells. People are told by their part only.

    A step with a limit of its own is held against that, the end of the work against the day promised.
    """
    told: list[Handing] = []
    due: datetime | None = None
    step_due: datetime | None = None
    for deed in deeds:
        if deed.act in RECEIVERS:
            limit = due if deed.act is Act.RESOLVE else step_due
            told.append(_handing(deed, limit=limit if deed.before is not Status.RESOLVED else None))
        due, step_due = _later(deed, "due_at", due), _later(deed, "step_due_at", step_due)
    return told


def _handing(deed: Deed, *, limit: datetime | None) -> Handing:
    in_time = timeliness(limit, finished_at=deed.at)
    return Handing(
        giver=NAMES.get(deed.role, NAMES[Role.APPLICANT]),
        receiver=NAMES[RECEIVERS[deed.act]],
        at=deed.at,
        result=IN_TIME[in_time] if in_time else None,
        note=LIFE[deed.act].vi,
    )


def _later(deed: Deed, column: str, before: datetime | None) -> datetime | None:
    if column not in deed.decided:
        return before
    said = deed.decided[column]
    return datetime.fromisoformat(said) if said else None
