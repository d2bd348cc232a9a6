"""The table, its guards, its words; and that entries always rebuild the row."""

from dataclasses import replace

import pytest

from contracts.dossier import Outcome
from kit.faults import Fault
from kit.problems import Forbidden, Problem
from services.dossier.guards import Facts
from services.dossier.lifecycle import LIFE, OPEN, STATES, Act, After, Role, Rule, Status, allowed, check, check_role
from services.dossier.problems import (
    AlreadyAssigned,
    AlreadyExtended,
    AlreadySigned,
    DoneByParts,
    FeeUnpaid,
    Incomplete,
    NoDeadline,
    NotAcceptedYet,
    NotConfirmed,
    NothingIssued,
    NotNow,
    NotReceipted,
    NotRepairable,
    NotSigned,
    NotYours,
    ResultMissing,
    WholeEnded,
)
from services.dossier.worklists.narrowing import OpenStatus

EVERYBODY = frozenset(Role)
NOTHING = Facts()
UNSIGNED = Facts(outcome=Outcome.GRANTED, has_result=True, needs_signature=True)
ASKING = {Act.REQUEST_SUPPLEMENT, Act.ASK_BEFORE_RECEPTION}


def nothing_against(act: Act) -> Facts:
    """Facts that stand in no act's way: what asks for a supplement needs something wrong, reception needs nothing."""
    return Facts(wrong=1) if act in ASKING else NOTHING


OPEN_NOW = "submitted accepted in_progress supplement_required payment_required withdrawal_requested resolved"
EVERYWHERE = " ".join(Status)
SENT_NOW = " ".join(set(Status) - {Status.DRAFT, Status.DISCARDED})
WAY: dict[str, tuple[str, str, str]] = {
    # act: (by, before, after); after "=" stays, "<" goes back to what was interrupted, "!" marks an interruption
    "open": ("applicant counter", "", "draft"),
    "open_part": ("system", "", "accepted"),
    "invite": ("applicant", f"draft {OPEN_NOW}", "="),
    "join": ("invitee", f"draft {OPEN_NOW}", "="),
    "leave": ("applicant co_author invitee", EVERYWHERE, "="),
    "take_over": ("invitee", f"draft {OPEN_NOW}", "="),
    "edit": ("applicant co_author counter", "draft", "="),
    "discard": ("applicant counter", "draft", "discarded"),
    "submit": ("applicant counter", "draft", "submitted"),
    "withdraw": ("applicant", "submitted", "draft"),
    "answer_supplement": ("applicant counter", "supplement_required", "<"),
    "request_withdrawal": (
        "applicant",
        "submitted accepted in_progress supplement_required payment_required",
        "!withdrawal_requested",
    ),
    "cancel_withdrawal": ("applicant", "withdrawal_requested", "<"),
    "repair": ("applicant", "resolved", "accepted"),
    "correct": ("applicant", "resolved delivered stopped declined", "="),
    "bill": ("system", EVERYWHERE, "="),
    "pay": ("system", EVERYWHERE, "="),
    "settle": ("system", "payment_required", "<"),
    "conclude": ("system", "accepted in_progress", "resolved"),
    "move": ("system", EVERYWHERE, "="),
    "merge": ("system", EVERYWHERE, "="),
    "file": ("applicant co_author counter officer leader partner", f"draft {SENT_NOW}", "="),
    "assess": ("counter officer leader", "submitted accepted in_progress", "="),
    "accept": ("counter", "submitted", "accepted"),
    "lapse": ("system", "supplement_required payment_required", "declined"),
    "decline": ("counter", "submitted", "declined"),
    "ask_before_reception": ("counter leader", "submitted", "!supplement_required"),
    "dispatch": ("counter", "resolved", "="),
    "deliver": ("counter officer system", "resolved", "delivered"),
    "claim": ("counter officer leader", OPEN_NOW, "="),
    "assign": ("leader", OPEN_NOW, "="),
    "hand_over": ("counter officer leader", OPEN_NOW, "="),
    "release": ("counter officer leader system", OPEN_NOW, "="),
    "forward": ("counter officer leader", "in_progress", "="),
    "start": ("officer partner", "accepted", "in_progress"),
    "report": ("officer partner", "in_progress", "="),
    "request_supplement": ("officer leader", "in_progress", "!supplement_required"),
    "request_payment": ("counter officer", "submitted accepted in_progress", "!payment_required"),
    "grant_withdrawal": ("counter officer leader", "withdrawal_requested", "stopped"),
    "refuse_withdrawal": ("counter officer leader", "withdrawal_requested", "<"),
    "stop": ("officer leader system", "in_progress supplement_required payment_required", "stopped"),
    "reopen": ("leader partner", "stopped resolved", "in_progress"),
    "propose_extension": ("officer system", "accepted in_progress", "="),
    "extend": ("leader", "accepted in_progress", "="),
    "refuse_extension": ("leader", "accepted in_progress", "="),
    "sign": ("leader", "in_progress", "="),
    "revoke": ("leader", "in_progress resolved delivered stopped", "="),
    "resolve": ("officer partner", "in_progress", "resolved"),
}


def told(rule: Rule) -> tuple[set[str], set[str], str]:
    """A row of the table in the words above."""
    after = {After.HERE.value: "=", After.BACK.value: "<"}.get(rule.after.value, rule.after.value)
    return set(rule.by), set(rule.before), ("!" if rule.interrupts else "") + after


def test_the_table_says_exactly_what_the_law_and_the_portal_allow() -> None:
    assert {act.value: told(rule) for act, rule in LIFE.items()} == {
        act: (set(by.split()), set(before.split()), after) for act, (by, before, after) in WAY.items()
    }
    assert set(LIFE) == set(Act)


def test_the_national_codes_are_those_of_the_portal() -> None:
    assert {status.value: state.code for status, state in STATES.items()} == {
        "draft": None,
        "submitted": 1,
        "accepted": 2,
        "declined": 3,
        "in_progress": 4,
        "supplement_required": 5,
        "payment_required": 6,
        "withdrawal_requested": 7,
        "stopped": 8,
        "resolved": 9,
        "delivered": 10,
        "discarded": None,
    }


@pytest.mark.parametrize(
    ("act", "status", "role", "code"),
    [
        (Act.SUBMIT, Status.DRAFT, Role.CO_AUTHOR, "not-yours"),
        (Act.EXTEND, Status.IN_PROGRESS, Role.OFFICER, "not-yours"),
        (Act.REOPEN, Status.STOPPED, Role.OFFICER, "not-yours"),
        (Act.ACCEPT, Status.SUBMITTED, Role.OFFICER, "not-yours"),
        (Act.START, Status.ACCEPTED, Role.COUNTER, "not-yours"),
        (Act.RESOLVE, Status.IN_PROGRESS, Role.LEADER, "not-yours"),
        (Act.ACCEPT, Status.SUBMITTED, Role.APPLICANT, "forbidden"),
        (Act.WITHDRAW, Status.SUBMITTED, Role.COUNTER, "forbidden"),
        (Act.PAY, Status.SUBMITTED, Role.APPLICANT, "forbidden"),
        (Act.EXTEND, Status.IN_PROGRESS, Role.PARTNER, "forbidden"),
    ],
)
def test_an_act_belongs_to_its_role(act: Act, status: Status, role: Role, code: str) -> None:
    with pytest.raises(Forbidden) as refused:
        check(act, status, by={role}, facts=nothing_against(act))
    with pytest.raises(Forbidden) as refused_early:
        check_role(act, by={role})
    assert refused.value.code() == refused_early.value.code() == code


@pytest.mark.parametrize(
    ("act", "status", "facts", "problem"),
    [
        (Act.SUBMIT, Status.DRAFT, Facts(faults=(Fault("/a", "missing", "", ""),)), Incomplete),
        (Act.ANSWER_SUPPLEMENT, Status.SUPPLEMENT_REQUIRED, Facts(faults=(Fault("/a", "x", "", ""),)), Incomplete),
        (Act.ACCEPT, Status.SUBMITTED, Facts(fee_due=7000), FeeUnpaid),
        (Act.RESOLVE, Status.IN_PROGRESS, Facts(outcome=Outcome.GRANTED), ResultMissing),
        (Act.RESOLVE, Status.IN_PROGRESS, UNSIGNED, NotSigned),
        (Act.STOP, Status.SUPPLEMENT_REQUIRED, Facts(is_received=False), NotAcceptedYet),
        (Act.SIGN, Status.IN_PROGRESS, NOTHING, ResultMissing),
        (Act.SIGN, Status.IN_PROGRESS, Facts(has_result=True, is_signed=True), AlreadySigned),
        (Act.REVOKE, Status.DELIVERED, Facts(has_issued=False), NothingIssued),
        (Act.SUBMIT, Status.DRAFT, Facts(is_confirmed=False), NotConfirmed),
        (Act.DELIVER, Status.RESOLVED, Facts(is_receipt_signed=False), NotReceipted),
        (Act.PROPOSE_EXTENSION, Status.IN_PROGRESS, Facts(has_deadline=False), NoDeadline),
        (Act.PROPOSE_EXTENSION, Status.IN_PROGRESS, Facts(is_extended=True), AlreadyExtended),
        (Act.REPAIR, Status.RESOLVED, Facts(is_refused_part=False), NotRepairable),
        (Act.CLAIM, Status.ACCEPTED, Facts(is_assigned=True, is_yours=False), AlreadyAssigned),
        (Act.START, Status.ACCEPTED, Facts(is_joint=True), DoneByParts),
        (Act.REOPEN, Status.RESOLVED, Facts(has_whole_ended=True), WholeEnded),
    ],
)
def test_an_act_needs_what_the_table_says(act: Act, status: Status, facts: Facts, problem: type[Problem]) -> None:
    with pytest.raises(problem):
        check(act, status, by=EVERYBODY, facts=facts)


@pytest.mark.parametrize(
    ("act", "status", "facts"),
    [
        (Act.ACCEPT, Status.SUBMITTED, Facts(fee_due=7000, is_fee_paid=True)),
        (Act.RESOLVE, Status.IN_PROGRESS, Facts(outcome=Outcome.GRANTED, has_result=True)),
        (Act.RESOLVE, Status.IN_PROGRESS, Facts(outcome=Outcome.REFUSED)),
        (Act.RESOLVE, Status.IN_PROGRESS, Facts(outcome=Outcome.REFUSED, needs_signature=True)),
        (Act.RESOLVE, Status.IN_PROGRESS, replace(UNSIGNED, is_signed=True)),
        (Act.SIGN, Status.IN_PROGRESS, Facts(has_result=True)),
    ],
)
def test_an_act_whose_needs_are_met_may_be_done(act: Act, status: Status, facts: Facts) -> None:
    assert check(act, status, by=EVERYBODY, facts=facts) is LIFE[act]


def test_the_wrong_moment_is_told_in_words() -> None:
    with pytest.raises(NotNow) as refused:
        check(Act.ACCEPT, Status.DRAFT, by=EVERYBODY, facts=NOTHING)
    assert refused.value.detail is not None
    assert "Mới đăng ký" in refused.value.detail
    assert "Bản nháp" in refused.value.detail
    with pytest.raises(NotNow, match="Chưa lập"):
        check(Act.ACCEPT, None, by=EVERYBODY, facts=NOTHING)
    with pytest.raises(NotNow, match="Chưa lập"):
        check(Act.OPEN, Status.DRAFT, by=EVERYBODY, facts=NOTHING)


def test_every_act_people_can_do_is_listed_with_its_obstacle() -> None:
    told = dict(allowed(Status.SUBMITTED, by={Role.COUNTER}, facts=Facts(fee_due=1)))
    assert set(told) == set(Act) - {
        *(Act.OPEN, Act.OPEN_PART, Act.LAPSE, Act.BILL, Act.PAY, Act.SETTLE, Act.CONCLUDE, Act.MOVE, Act.MERGE),
    }
    assert told[Act.DECLINE] is None
    assert isinstance(told[Act.ACCEPT], FeeUnpaid)
    assert isinstance(told[Act.WITHDRAW], Forbidden)
    assert isinstance(told[Act.SIGN], NotYours)
    assert isinstance(told[Act.DELIVER], NotNow)


def test_the_worklist_offers_exactly_the_open_statuses() -> None:
    assert {status.value for status in OpenStatus} == {status.value for status in OPEN}
