"""Double entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payment.ledger import Posting, collected, is_balanced, owed_back


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 10**15)), max_size=30))
def test_any_number_of_movements_sums_to_zero(movements: list[tuple[bool, int]]) -> None:
    book = [
        posting
        for is_fee, amount in movements
        for posting in (collected if is_fee else owed_back)(gateway="vnpay", agency_code="H24", amount=amount)
    ]
    assert is_balanced(book)


def test_a_fee_is_held_by_the_gateway_for_the_agency() -> None:
    assert collected(gateway="vnpay", agency_code="H24.91", amount=7_000) == (
        Posting("gateway:vnpay", 7_000),
        Posting("fees:agency:H24.91", -7_000),
    )


def test_a_surplus_is_owed_back_and_is_no_fee() -> None:
    assert [one.account for one in owed_back(gateway="vnpay", agency_code="H24", amount=1)] == [
        "gateway:vnpay",
        "refunds:agency:H24",
    ]


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_and_less_than_nothing_cannot_move(amount: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        collected(gateway="vnpay", agency_code="H24", amount=amount)


def test_one_side_alone_is_not_balanced() -> None:
    assert not is_balanced([Posting("gateway:vnpay", 1)])
