"""The table, its guards, its words; and that entries always rebuild the row."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.dossier import Outcome
from kit.faults import Fault
from kit.problems import Problem
from services.dossier import clock
from services.dossier.guards import Facts
from services.dossier.history import GENESIS, Deed, first_break, seal, standing
from services.dossier.lifecycle import LIFE, OPEN, STATES, Act, Role, Status, allowed, check, check_role
from services.dossier.problems import FeeUnpaid, Incomplete, NotNow, NotYours, ResultMissing
from services.dossier.worklist import OpenStatus

EVERYBODY = frozenset(Role)
NOTHING = Facts()

MOVES = {
    (Act.OPEN, None, Status.DRAFT),
    (Act.SUBMIT, Status.DRAFT, Status.SUBMITTED),
    (Act.WITHDRAW, Status.SUBMITTED, Status.DRAFT),
    (Act.ACCEPT, Status.SUBMITTED, Status.ACCEPTED),
    (Act.DECLINE, Status.SUBMITTED, Status.DECLINED),
    (Act.START, Status.ACCEPTED, Status.IN_PROGRESS),
    (Act.REQUEST_SUPPLEMENT, Status.IN_PROGRESS, Status.SUPPLEMENT_REQUIRED),
    (Act.ANSWER_SUPPLEMENT, Status.SUPPLEMENT_REQUIRED, Status.IN_PROGRESS),
    (Act.RESOLVE, Status.IN_PROGRESS, Status.RESOLVED),
    (Act.DELIVER, Status.RESOLVED, Status.DELIVERED),
    *((act, status, status) for act in (Act.BILL, Act.PAY) for status in Status),
}


def test_the_table_allows_exactly_the_moves_of_the_law() -> None:
    made = set()
    for act in Act:
        for status in (None, *Status):
            try:
                rule = check(act, status, by=EVERYBODY, facts=NOTHING)
            except NotNow:
                continue
            made.add((act, status, rule.after or status))
    assert made == MOVES


def test_the_national_codes_are_those_of_the_portal() -> None:
    assert {status.value: state.code for status, state in STATES.items()} == {
        "draft": None,
        "submitted": 1,
        "accepted": 2,
        "declined": 3,
        "in_progress": 4,
        "supplement_required": 5,
        "resolved": 9,
        "delivered": 10,
    }


@pytest.mark.parametrize(
    ("act", "status", "role"),
    [
        (Act.SUBMIT, Status.DRAFT, Role.COUNTER),
        (Act.ACCEPT, Status.SUBMITTED, Role.APPLICANT),
        (Act.ACCEPT, Status.SUBMITTED, Role.OFFICER),
        (Act.START, Status.ACCEPTED, Role.COUNTER),
        (Act.RESOLVE, Status.IN_PROGRESS, Role.LEADER),
        (Act.PAY, Status.SUBMITTED, Role.APPLICANT),
    ],
)
def test_an_act_belongs_to_its_role(act: Act, status: Status, role: Role) -> None:
    with pytest.raises(NotYours):
        check(act, status, by={role}, facts=NOTHING)
    with pytest.raises(NotYours):
        check_role(act, by={role})


@pytest.mark.parametrize(
    ("act", "status", "facts", "problem"),
    [
        (Act.SUBMIT, Status.DRAFT, Facts(faults=(Fault("/a", "missing", "", ""),)), Incomplete),
        (Act.ANSWER_SUPPLEMENT, Status.SUPPLEMENT_REQUIRED, Facts(faults=(Fault("/a", "x", "", ""),)), Incomplete),
        (Act.ACCEPT, Status.SUBMITTED, Facts(fee_due=7000), FeeUnpaid),
        (Act.RESOLVE, Status.IN_PROGRESS, Facts(outcome=Outcome.GRANTED), ResultMissing),
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
    assert set(told) == set(Act) - {Act.OPEN, Act.BILL, Act.PAY}
    assert told[Act.DECLINE] is None
    assert isinstance(told[Act.ACCEPT], FeeUnpaid)
    assert isinstance(told[Act.SUBMIT], NotYours)
    assert isinstance(told[Act.DELIVER], NotNow)


def test_the_worklist_offers_exactly_the_open_statuses() -> None:
    assert {status.value for status in OpenStatus} == {status.value for status in OPEN}


START = datetime(2026, 11, 23, 3, tzinfo=UTC)
DECIDED: dict[Act, dict[str, Any]] = {
    Act.SUBMIT: {"submitted_at": "s", "fee_due": 7000},
    Act.WITHDRAW: {"submitted_at": None},
    Act.PAY: {"fee_paid_at": "p"},
    Act.ACCEPT: {"number": "n", "received_at": "r", "due_at": "d"},
    Act.REQUEST_SUPPLEMENT: {"paused_since": "w"},
    Act.ANSWER_SUPPLEMENT: {"paused_since": None, "due_at": "later"},
    Act.RESOLVE: {"outcome": "granted", "resolved_at": "x"},
    Act.DELIVER: {"delivered_at": "y", "delivered_by": "online"},
}


def lived(acts: list[Act]) -> tuple[list[Deed], dict[str, Any]]:
    """The entries of those acts that were possible, in order, and the row kept beside them."""
    dossier_id, deeds = uuid4(), list[Deed]()
    row: dict[str, Any] = {"status": None, "acts": 0}
    for act in [Act.OPEN, *acts]:
        try:
            rule = check(act, row["status"], by=EVERYBODY, facts=NOTHING)
        except NotNow:
            continue
        deed = Deed(
            dossier_id=dossier_id,
            sequence=row["acts"] + 1,
            act=act,
            actor_id=None,
            role=min(rule.by),
            agency_code=None,
            client_id=None,
            before=row["status"],
            after=rule.after or row["status"],
            at=START + timedelta(hours=row["acts"]),
            decided=DECIDED.get(act, {}),
        )
        deeds.append(deed)
        row |= {"status": deed.after, "acts": deed.sequence, **deed.decided}
    return deeds, row


@given(st.lists(st.sampled_from(list(Act)), max_size=30))
@settings(max_examples=300, deadline=None)
def test_entries_always_rebuild_the_row(acts: list[Act]) -> None:
    deeds, row = lived(acts)
    rebuilt = standing(deeds)
    assert {name: getattr(rebuilt, name) for name in row} == row


def chained(deeds: list[Deed]) -> list[tuple[Deed, str, str]]:
    chain, previous = [], GENESIS
    for deed in deeds:
        sealed = seal(deed, previous=previous)
        chain.append((deed, previous, sealed))
        previous = sealed
    return chain


WHOLE_LIFE = [
    Act.SUBMIT,
    Act.BILL,
    Act.PAY,
    Act.ACCEPT,
    Act.START,
    Act.REQUEST_SUPPLEMENT,
    Act.ANSWER_SUPPLEMENT,
    Act.RESOLVE,
    Act.DELIVER,
]


def test_an_unbroken_chain_is_confirmed() -> None:
    assert first_break(chained(lived(WHOLE_LIFE)[0])) is None


def test_a_changed_a_removed_and_an_exchanged_entry_are_found() -> None:
    chain = chained(lived(WHOLE_LIFE)[0])
    deed, previous, sealed = chain[3]
    assert first_break([*chain[:3], (replace(deed, note="?"), previous, sealed), *chain[4:]]) == 4
    assert first_break([*chain[:3], *chain[4:]]) == 4
    assert first_break([*chain[:3], chain[4], chain[3], *chain[5:]]) == 4


def test_an_entry_that_is_no_move_is_refused() -> None:
    deeds, _ = lived([Act.SUBMIT])
    with pytest.raises(ValueError, match="entry 2 is not a move"):
        standing([deeds[0], replace(deeds[1], after=Status.DELIVERED)])
    with pytest.raises(ValueError, match="entry 2 is not a move"):
        standing([deeds[0], replace(deeds[1], act=Act.ACCEPT, after=Status.ACCEPTED)])


def test_the_clock_tells_who_held_the_dossier_and_when_time_counted() -> None:
    told = clock.segments(lived(WHOLE_LIFE)[0])
    assert [(one.status, one.holder, one.is_running) for one in told] == [
        (Status.DRAFT, clock.Holder.APPLICANT, False),
        (Status.SUBMITTED, clock.Holder.AGENCY, False),
        (Status.ACCEPTED, clock.Holder.AGENCY, True),
        (Status.IN_PROGRESS, clock.Holder.AGENCY, True),
        (Status.SUPPLEMENT_REQUIRED, clock.Holder.APPLICANT, False),
        (Status.IN_PROGRESS, clock.Holder.AGENCY, True),
        (Status.RESOLVED, clock.Holder.AGENCY, False),
        (Status.DELIVERED, clock.Holder.NOBODY, False),
    ]
    assert told[0].ends_at == told[1].starts_at
    assert told[-1].ends_at is None
    assert told[2].vi == "Được tiếp nhận: thời hạn giải quyết đang tính."
