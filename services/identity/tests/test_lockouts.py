"""Who waits how long: the pure rules of guessing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.credentials import lockouts
from services.identity.credentials.lockouts import CEILING, HALFWAY, LONGEST_WAIT, NOWHERE, SLOWED, STRANGERS, Count

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def count(failures: int, *, ago: timedelta = SECOND) -> Count:
    return Count(failures, failed_at=AT - ago, blocked_until=AT - ago)


def test_waits_start_after_five_failures_and_double_up_to_a_quarter_of_an_hour() -> None:
    waits = [int(lockouts.wait(n).total_seconds()) for n in range(1, 13)]
    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]
    assert lockouts.another(count(4), place="a network", at=AT).blocked_until == AT + timedelta(seconds=30)


@given(st.integers(0, 10**9))
def test_no_number_of_failures_waits_longer_than_the_longest(failures: int) -> None:
    assert timedelta(0) <= lockouts.wait(failures) <= lockouts.LONGEST_WAIT
    assert timedelta(0) <= lockouts.turn(failures) <= SLOWED


def test_all_strangers_together_are_slowed_late_and_never_for_long() -> None:
    assert lockouts.another(count(CEILING - 2), place=STRANGERS, at=AT).blocked_until == AT
    assert lockouts.another(count(CEILING - 1), place=STRANGERS, at=AT).blocked_until == AT + SLOWED
    assert lockouts.another(count(10**6), place=STRANGERS, at=AT).blocked_until == AT + SLOWED


def test_who_has_shown_a_first_proof_guesses_a_hundred_codes_a_day_from_however_many_networks() -> None:
    assert lockouts.another(count(CEILING - 2), place=HALFWAY, at=AT).blocked_until == AT
    assert lockouts.another(count(CEILING - 1), place=HALFWAY, at=AT).blocked_until == AT + LONGEST_WAIT


def test_failures_of_the_day_before_are_forgotten() -> None:
    old = count(50, ago=lockouts.FORGOTTEN_AFTER + SECOND)
    assert lockouts.another(old, place="a network", at=AT) == Count(1, failed_at=AT, blocked_until=AT)


def test_a_try_that_was_not_heard_is_no_failure() -> None:
    assert lockouts.one_less(lockouts.another(count(4), place="x", at=AT), at=AT) == Count(4, AT, AT)
    assert lockouts.one_less(count(0), at=AT).failures == 0


def test_the_seconds_left_are_whole_and_never_zero() -> None:
    def left(*until: timedelta) -> int | None:
        return lockouts.seconds_left([Count(1, AT, AT + one) for one in until], at=AT)

    assert left(SECOND * 1.2) == 2
    assert left(SECOND * 0.1, -SECOND) == 1
    assert left(timedelta(0), -SECOND) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.0/24"),
        (" 203.0.113.200 ", "203.0.113.0/24"),
        ("203.0.114.9", "203.0.114.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:1ff:a::1", "2001:db8:1:100::/56"),
        ("2001:db8:1:200::1", "2001:db8:1:200::/56"),
        ("fe80::1%eth0", "fe80::/56"),
        ("203.0.113.9, 198.51.100.1", NOWHERE),
        ("somebody", NOWHERE),
        ("", NOWHERE),
    ],
)
def test_a_network_is_what_one_customer_gets(address: str, network: str) -> None:
    assert lockouts.network(address) == network
