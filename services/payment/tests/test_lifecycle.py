"""The tables of a bill's and an attempt's life."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payment.lifecycle import (
    ATTEMPT_LIFE,
    BILL_LIFE,
    AlreadyPaid,
    AttemptStatus,
    AttemptTurn,
    BillStatus,
    BillSuspended,
    BillTurn,
    BillWithdrawn,
    check_payable,
)

HELD = {AttemptStatus.SUCCESS, AttemptStatus.NEEDS_REFUND}


def walk(turns: list[AttemptTurn]) -> list[AttemptStatus]:
    """The statuses an attempt passes through; a turn that cannot happen changes nothing."""
    passed = [AttemptStatus.STARTED]
    for turn in turns:
        edge = ATTEMPT_LIFE[turn]
        if passed[-1] in edge.before:
            passed.append(edge.after)
    return passed


def test_every_turn_has_an_edge_and_every_status_is_reached() -> None:
    assert set(ATTEMPT_LIFE) == set(AttemptTurn)
    assert set(BILL_LIFE) == set(BillTurn)
    assert {edge.after for edge in ATTEMPT_LIFE.values()} == set(AttemptStatus) - {AttemptStatus.STARTED}
    assert {edge.after for edge in BILL_LIFE.values()} == set(BillStatus)


@given(st.lists(st.sampled_from(BillTurn), max_size=20))
def test_a_paid_bill_stays_paid_whatever_becomes_of_its_dossier(turns: list[BillTurn]) -> None:
    assert not any(BillStatus.PAID in BILL_LIFE[turn].before for turn in turns)


def test_no_edge_ends_where_it_begins() -> None:
    assert not [turn for turn, edge in ATTEMPT_LIFE.items() if edge.after in edge.before]
    assert not [turn for turn, edge in BILL_LIFE.items() if edge.after in edge.before]


@given(st.lists(st.sampled_from(AttemptTurn), max_size=40))
def test_money_arrives_at_most_once_and_never_leaves_unnoticed(turns: list[AttemptTurn]) -> None:
    passed = walk(turns)
    assert passed.count(AttemptStatus.SUCCESS) <= 1
    first = next((i for i, status in enumerate(passed) if status in HELD), len(passed))
    assert all(status in HELD for status in passed[first:])


@given(st.lists(st.sampled_from([AttemptTurn.DECLINED, AttemptTurn.LAPSED]), max_size=10))
def test_a_late_success_counts_whatever_was_believed_before(turns: list[AttemptTurn]) -> None:
    assert walk([*turns, AttemptTurn.CONFIRMED])[-1] is AttemptStatus.SUCCESS


def test_only_an_open_bill_can_be_paid() -> None:
    check_payable(BillStatus.OPEN)
    with pytest.raises(AlreadyPaid):
        check_payable(BillStatus.PAID)
    with pytest.raises(BillSuspended):
        check_payable(BillStatus.SUSPENDED)
    with pytest.raises(BillWithdrawn):
        check_payable(BillStatus.CANCELLED)
