"""When a message is tried again, and when it is given up."""

from datetime import timedelta

import pytest

from services.notification.attempts import LEASE, MOST, RETRIED, WAITS, Status, after, claim
from services.notification.tests.factories import AT


@pytest.mark.parametrize("result", sorted(RETRIED))
def test_a_failure_that_may_pass_is_retried_at_growing_distances(result: Status) -> None:
    waits = [after(result, attempts=number, at=AT).due_at for number in range(1, MOST)]
    assert waits == [AT + wait for wait in WAITS]
    assert list(WAITS) == sorted(WAITS)
    assert sum(WAITS, timedelta()) > timedelta(hours=14)


@pytest.mark.parametrize("result", sorted(RETRIED))
def test_the_last_failure_is_final(result: Status) -> None:
    assert after(result, attempts=MOST, at=AT) == after(result, attempts=MOST + 1, at=AT)
    assert after(result, attempts=MOST, at=AT).due_at is None


@pytest.mark.parametrize("result", [Status.SENT, Status.PERMANENT_FAILURE])
def test_success_and_a_firm_no_end_it_at_once(result: Status) -> None:
    step = after(result, attempts=1, at=AT)
    assert (step.status, step.due_at) == (result, None)


def test_a_sender_holds_a_message_under_a_lease() -> None:
    step = claim(0, at=AT)
    assert (step.status, step.due_at) == (Status.SENDING, AT + LEASE)


def test_a_message_that_outlived_all_its_senders_is_given_up() -> None:
    step = claim(MOST, at=AT)
    assert (step.status, step.due_at) == (Status.TECHNICAL_FAILURE, None)
