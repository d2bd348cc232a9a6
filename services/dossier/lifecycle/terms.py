"""The words of the table: what can be done, in what quality, and what an act does to the legal clock."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.dossier import DossierEvent
from services.dossier.guards import Need
from services.dossier.lifecycle.states import Status


class Role(StrEnum):
    """In what quality somebody acts. An invitee was asked to write along or to take a dossier over."""

    APPLICANT = "applicant"
    CO_AUTHOR = "co_author"
    INVITEE = "invitee"
    COUNTER = "counter"
    OFFICER = "officer"
    LEADER = "leader"
    PARTNER = "partner"
    SYSTEM = "system"


class Clock(StrEnum):
    """What an act does to the legal clock. MOVES: the due date is another one, the clock goes on as it was."""

    STARTS = "starts"
    PAUSES = "pauses"
    RESUMES = "resumes"
    MOVES = "moves"
    STOPS = "stops"


class After(StrEnum):
    """Where an act leads that has no one state after it."""

    HERE = "here"  # it stays where it is
    BACK = "back"  # to what was interrupted last


class Act(StrEnum):
    """What can be done to a dossier. Opening it is its birth and has no state before."""

    OPEN = "open"
    OPEN_PART = "open_part"
    INVITE = "invite"
    JOIN = "join"
    LEAVE = "leave"
    TAKE_OVER = "take_over"
    EDIT = "edit"
    DISCARD = "discard"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    ANSWER_SUPPLEMENT = "answer_supplement"
    REQUEST_WITHDRAWAL = "request_withdrawal"
    CANCEL_WITHDRAWAL = "cancel_withdrawal"
    REPAIR = "repair"
    CORRECT = "correct"
    BILL = "bill"
    PAY = "pay"
    SETTLE = "settle"
    FILE = "file"
    ASSESS = "assess"
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    ASK_BEFORE_RECEPTION = "ask_before_reception"
    CLAIM = "claim"
    ASSIGN = "assign"
    HAND_OVER = "hand_over"
    RELEASE = "release"
    FORWARD = "forward"
    START = "start"
    REPORT = "report"
    REQUEST_SUPPLEMENT = "request_supplement"
    REQUEST_PAYMENT = "request_payment"
    GRANT_WITHDRAWAL = "grant_withdrawal"
    REFUSE_WITHDRAWAL = "refuse_withdrawal"
    STOP = "stop"
    REOPEN = "reopen"
    PROPOSE_EXTENSION = "propose_extension"
    EXTEND = "extend"
    REFUSE_EXTENSION = "refuse_extension"
    SIGN = "sign"
    RESOLVE = "resolve"
    REVOKE = "revoke"
    CONCLUDE = "conclude"
    DISPATCH = "dispatch"
    DELIVER = "deliver"
    MOVE = "move"
    MERGE = "merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table: who may do an act, from where, to where, and what follows.

    `interrupts`: what is interrupted by it is gone back to later (After.BACK).
    """

    vi: str
    en: str
    by: frozenset[Role]
    before: frozenset[Status]
    after: Status | After
    event: type[DossierEvent] | None = None
    clock: Clock | None = None
    needs: tuple[Need, ...] = ()
    interrupts: bool = False

    def lands(self, status: Status | None, interrupted: tuple[Status, ...] = ()) -> Status:
        """Where the act leaves a dossier that was in `status` with `interrupted` under way (innermost last).

        ValueError when nothing was interrupted that could be gone back to.
        """
        if isinstance(self.after, Status):
            return self.after
        if self.after is After.BACK:
            if not interrupted:
                raise ValueError("nothing was interrupted")
            return interrupted[-1]
        if status is None:
            raise ValueError("an act that stays needs a dossier")
        return status

    def left_open(self, status: Status | None, interrupted: tuple[Status, ...] = ()) -> tuple[Status, ...]:
        """What is still interrupted after the act: one more, one less, the same, or nothing once it is elsewhere."""
        if self.interrupts and status is not None:
            return (*interrupted, status)
        if self.after is After.BACK:
            return interrupted[:-1]
        return interrupted if self.after is After.HERE else ()
