"""The life of a dossier, as one table: act -> who may do it, from where, to where, and what follows.

States and their national codes: the ten codes synchronised with the National Portal, plus the draft the agency never
sees. What else must be true is in `guards.py`; nothing here reads a database or a clock.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum

from contracts.dossier import (
    DossierAccepted,
    DossierDeclined,
    DossierDelivered,
    DossierEvent,
    DossierResolved,
    DossierStarted,
    DossierSubmitted,
    DossierWithdrawn,
    SupplementAnswered,
    SupplementRequested,
)
from kit.problems import Problem
from services.dossier.guards import GUARDS, Facts, Need
from services.dossier.problems import NotNow, NotYours


class Status(StrEnum):
    """Where a dossier is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IN_PROGRESS = "in_progress"
    SUPPLEMENT_REQUIRED = "supplement_required"
    RESOLVED = "resolved"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class State:
    """A status as people and the National Portal name it. `code` None: unknown to the portal."""

    code: int | None
    vi: str
    en: str


STATES = {
    Status.DRAFT: State(None, "Bản nháp", "Draft"),
    Status.SUBMITTED: State(1, "Mới đăng ký", "Submitted"),
    Status.ACCEPTED: State(2, "Được tiếp nhận", "Accepted"),
    Status.DECLINED: State(3, "Không được tiếp nhận", "Declined"),
    Status.IN_PROGRESS: State(4, "Đang xử lý", "In progress"),
    Status.SUPPLEMENT_REQUIRED: State(5, "Yêu cầu bổ sung giấy tờ", "Supplement required"),
    Status.RESOLVED: State(9, "Đã xử lý xong", "Resolved"),
    Status.DELIVERED: State(10, "Đã trả kết quả", "Delivered"),
}

OPEN = frozenset(Status) - {Status.DRAFT, Status.DECLINED, Status.DELIVERED}
"""Statuses in which the agency still has something to do."""


class Role(StrEnum):
    """In what quality somebody acts."""

    APPLICANT = "applicant"
    COUNTER = "counter"
    OFFICER = "officer"
    LEADER = "leader"
    SYSTEM = "system"


class Clock(StrEnum):
    """What an act does to the legal clock."""

    STARTS = "starts"
    PAUSES = "pauses"
    RESUMES = "resumes"
    STOPS = "stops"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table. `after` None: the act leaves the dossier where it is."""

    vi: str
    en: str
    by: frozenset[Role]
    before: frozenset[Status]
    after: Status | None
    event: type[DossierEvent] | None = None
    clock: Clock | None = None
    needs: tuple[Need, ...] = ()

    def lands(self, status: Status) -> Status:
        """Where the act leaves a dossier that was in `status`."""
        return self.after or status


class Act(StrEnum):
    """What can be done to a dossier. Opening it is its birth and has no state before."""

    OPEN = "open"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    BILL = "bill"
    PAY = "pay"
    ACCEPT = "accept"
    DECLINE = "decline"
    START = "start"
    REQUEST_SUPPLEMENT = "request_supplement"
    ANSWER_SUPPLEMENT = "answer_supplement"
    RESOLVE = "resolve"
    DELIVER = "deliver"


def _by(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


def _from(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


LIFE: dict[Act, Rule] = {
    Act.OPEN: Rule(vi="Lập hồ sơ", en="Open", by=_by(Role.APPLICANT), before=_from(), after=Status.DRAFT),
    Act.SUBMIT: Rule(
        vi="Nộp hồ sơ",
        en="Submit",
        by=_by(Role.APPLICANT),
        before=_from(Status.DRAFT),
        after=Status.SUBMITTED,
        event=DossierSubmitted,
        needs=(Need.COMPLETE,),
    ),
    Act.WITHDRAW: Rule(
        vi="Rút lại để sửa",
        en="Take back",
        by=_by(Role.APPLICANT),
        before=_from(Status.SUBMITTED),
        after=Status.DRAFT,
        event=DossierWithdrawn,
    ),
    Act.BILL: Rule(vi="Thông báo phí, lệ phí", en="Bill", by=_by(Role.SYSTEM), before=frozenset(Status), after=None),
    Act.PAY: Rule(vi="Thanh toán phí, lệ phí", en="Pay", by=_by(Role.SYSTEM), before=frozenset(Status), after=None),
    Act.ACCEPT: Rule(
        vi="Tiếp nhận hồ sơ",
        en="Accept",
        by=_by(Role.COUNTER),
        before=_from(Status.SUBMITTED),
        after=Status.ACCEPTED,
        event=DossierAccepted,
        clock=Clock.STARTS,
        needs=(Need.FEE_PAID,),
    ),
    Act.DECLINE: Rule(
        vi="Từ chối tiếp nhận",
        en="Decline",
        by=_by(Role.COUNTER),
        before=_from(Status.SUBMITTED),
        after=Status.DECLINED,
        event=DossierDeclined,
    ),
    Act.START: Rule(
        vi="Thụ lý hồ sơ",
        en="Start",
        by=_by(Role.OFFICER),
        before=_from(Status.ACCEPTED),
        after=Status.IN_PROGRESS,
        event=DossierStarted,
        needs=(Need.RECEPTION_FEE_PAID,),
    ),
    Act.REQUEST_SUPPLEMENT: Rule(
        vi="Yêu cầu bổ sung",
        en="Request a supplement",
        by=_by(Role.OFFICER),
        before=_from(Status.IN_PROGRESS),
        after=Status.SUPPLEMENT_REQUIRED,
        event=SupplementRequested,
        clock=Clock.PAUSES,
    ),
    Act.ANSWER_SUPPLEMENT: Rule(
        vi="Bổ sung hồ sơ",
        en="Answer the supplement request",
        by=_by(Role.APPLICANT),
        before=_from(Status.SUPPLEMENT_REQUIRED),
        after=Status.IN_PROGRESS,
        event=SupplementAnswered,
        clock=Clock.RESUMES,
        needs=(Need.COMPLETE,),
    ),
    Act.RESOLVE: Rule(
        vi="Giải quyết xong",
        en="Resolve",
        by=_by(Role.OFFICER),
        before=_from(Status.IN_PROGRESS),
        after=Status.RESOLVED,
        event=DossierResolved,
        clock=Clock.STOPS,
        needs=(Need.RESULT,),
    ),
    Act.DELIVER: Rule(
        vi="Trả kết quả",
        en="Deliver",
        by=_by(Role.COUNTER, Role.OFFICER),
        before=_from(Status.RESOLVED),
        after=Status.DELIVERED,
        event=DossierDelivered,
        needs=(Need.RETURN_FEE_PAID,),
    ),
}


def check(act: Act, status: Status | None, *, by: Collection[Role], facts: Facts) -> Rule:
    """The rule of an act that may be done now; else raises the problem that stands in its way.

    `status` None: the dossier does not exist yet. `by` holds every role the actor has on this dossier.
    """
    if problem := obstacle(act, status, by=by, facts=facts):
        raise problem
    return LIFE[act]


def check_role(act: Act, *, by: Collection[Role]) -> None:
    """Raise NotYours unless the actor has a role that may do the act."""
    if LIFE[act].by.isdisjoint(by):
        raise NotYours


def obstacle(act: Act, status: Status | None, *, by: Collection[Role], facts: Facts) -> Problem | None:
    """The first thing that forbids the act: the wrong person, the wrong moment, or something missing."""
    rule = LIFE[act]
    if rule.by.isdisjoint(by):
        return NotYours()
    if not _is_moment(rule, status):
        return NotNow(*_moments(rule, status))
    return next((problem for need in rule.needs if (problem := GUARDS[need](facts))), None)


def allowed(status: Status, *, by: Collection[Role], facts: Facts) -> Iterator[tuple[Act, Problem | None]]:
    """Every act people can do to an existing dossier, with what stands in its way (None: nothing)."""
    for act, rule in LIFE.items():
        if rule.before and Role.SYSTEM not in rule.by:
            yield act, obstacle(act, status, by=by, facts=facts)


def _is_moment(rule: Rule, status: Status | None) -> bool:
    return status in rule.before if status is not None else not rule.before


def _moments(rule: Rule, status: Status | None) -> tuple[str, str]:
    """In which states the act is possible, in words."""
    here = STATES[status] if status is not None else State(None, "Chưa lập", "Not opened")
    there = [state for one, state in STATES.items() if one in rule.before] or [State(None, "Chưa lập", "Not opened")]
    vi, en = ", ".join(state.vi for state in there), ", ".join(state.en for state in there)
    return (
        f"“{rule.vi}” chỉ thực hiện được khi hồ sơ ở trạng thái: {vi}. Hiện tại: {here.vi}.",
        f"“{rule.en}” is possible only in: {en}. The dossier is: {here.en}.",
    )
