"""Codes by the time: pure rules."""

from datetime import UTC, datetime, timedelta

import pytest

from services.identity.credentials import totp

AT = datetime(2026, 11, 23, 3, 0, 10, tzinfo=UTC)
RFC_SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # "12345678901234567890", RFC 6238 appendix B


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.code_at(RFC_SECRET, at) == code
    assert totp.matching_step(RFC_SECRET, code, last_step=0, at=at) == seconds // 30


@pytest.mark.parametrize(("late", "is_good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_one_step_off(late: int, is_good: bool) -> None:
    code = totp.code_at(RFC_SECRET, AT + timedelta(seconds=late))
    assert (totp.matching_step(RFC_SECRET, code, last_step=0, at=AT) is not None) == is_good


def test_a_step_once_used_and_those_before_it_are_refused() -> None:
    step = totp.matching_step(RFC_SECRET, totp.code_at(RFC_SECRET, AT), last_step=0, at=AT)
    assert step is not None
    assert totp.matching_step(RFC_SECRET, totp.code_at(RFC_SECRET, AT), last_step=step, at=AT) is None
    older = totp.code_at(RFC_SECRET, AT - timedelta(seconds=30))
    assert totp.matching_step(RFC_SECRET, older, last_step=step, at=AT) is None
    newer = totp.code_at(RFC_SECRET, AT + timedelta(seconds=30))
    assert totp.matching_step(RFC_SECRET, newer, last_step=step, at=AT) == step + 1


@pytest.mark.parametrize("typed", ["", "12345", "１２３４５６", "abcdef", "999999999999", "\x00"])
def test_what_is_no_code_is_never_right(typed: str) -> None:
    assert totp.matching_step(RFC_SECRET, typed, last_step=0, at=AT) is None


def test_spaces_are_forgiven() -> None:
    code = totp.code_at(RFC_SECRET, AT)
    assert totp.matching_step(RFC_SECRET, f" {code[:3]} {code[3:]}", last_step=0, at=AT) is not None


def test_a_secret_is_long_and_its_address_names_us() -> None:
    first, second = totp.new_secret(), totp.new_secret()
    assert first != second
    assert len(first) == 32
    address = totp.address(first, account="lan@motcua.example")
    assert address.startswith("otpauth://totp/")
    assert f"secret={first}" in address
    assert "issuer=M%E1%BB%99t%20C%E1%BB%ADa" in address
