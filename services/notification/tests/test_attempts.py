"""When a message is tried again, and when it is given up."""

from datetime import timedelta

import pytest

from services.notification.attempts import CODES, NOTICES, RETRIED, Pace, Status, after, claim
from services.notification.tests.factories import AT

PACES = pytest.mark.parametrize("pace", [NOTICES, CODES], ids=["notices", "codes"])


@PACES
@pytest.mark.parametrize("result", sorted(RETRIED))
def test_a_failure_that_may_pass_is_retried_at_growing_distances(result: Status, pace: Pace) -> None:
    due = [after(result, attempts=number, at=AT, pace=pace).due_at for number in range(1, pace.most)]
    assert due == [AT + wait for wait in pace.waits]
    assert list(pace.waits) == sorted(pace.waits)


def test_a_notice_is_tried_over_a_night_and_a_code_as_long_as_somebody_may_wait_for_it() -> None:
    assert sum(NOTICES.waits, timedelta()) > timedelta(hours=14)
    assert timedelta(minutes=3) < sum(CODES.waits, timedelta()) < timedelta(minutes=10)
    assert CODES.waits[0] < timedelta(seconds=5)


@PACES
@pytest.mark.parametrize("result", sorted(RETRIED))
def test_the_last_failure_is_final(result: Status, pace: Pace) -> None:
    last = after(result, attempts=pace.most, at=AT, pace=pace)
    assert last == after(result, attempts=pace.most + 1, at=AT, pace=pace)
    assert last.due_at is None


@pytest.mark.parametrize("result", [Status.SENT, Status.PERMANENT_FAILURE])
def test_success_and_a_firm_no_end_it_at_once(result: Status) -> None:
    step = after(result, attempts=1, at=AT, pace=NOTICES)
    assert (step.status, step.due_at) == (result, None)


@PACES
def test_a_sender_holds_a_message_under_a_lease(pace: Pace) -> None:
    step = claim(0, at=AT, pace=pace)
    assert (step.status, step.due_at) == (Status.SENDING, AT + pace.lease)


@PACES
def test_a_message_that_outlived_all_its_senders_is_given_up(pace: Pace) -> None:
    step = claim(pace.most, at=AT, pace=pace)
    assert (step.status, step.due_at) == (Status.TECHNICAL_FAILURE, None)


def test_nothing_is_tried_again_once_nobody_needs_it() -> None:
    until = AT + CODES.waits[0]
    failed = after(Status.TEMPORARY_FAILURE, attempts=1, at=AT, pace=CODES, until=until)
    assert failed.due_at is None
    in_time = after(Status.TEMPORARY_FAILURE, attempts=1, at=AT, pace=CODES, until=until + timedelta(microseconds=1))
    assert in_time.due_at == until


def test_a_message_nobody_needs_any_more_is_not_taken_up() -> None:
    assert claim(0, at=AT, pace=CODES, until=AT).status is Status.EXPIRED
    assert claim(0, at=AT, pace=CODES, until=AT + timedelta(microseconds=1)).status is Status.SENDING
