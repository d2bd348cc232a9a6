"""The conformance suite: what every payment gateway adapter must do, whatever its protocol.

A `Counterpart` plays the gateway itself for one adapter: it signs what the real one would send.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payment.providers import Gateway, Outcome, Refused, Verdict
from services.payment.providers.vnpay import Vnpay
from services.payment.tests.factories import order, signed, told


@dataclass(frozen=True)
class Counterpart:
    """An adapter and the messages its gateway would send."""

    adapter: Gateway
    success: Callable[[str, int], str]
    failure: Callable[[str, int], str]
    undecided: Callable[[str, int], str]


VNPAY = Counterpart(
    Vnpay("https://pay.example/vpcpay.html", "MOTCUA01", "development-only"),
    lambda reference, amount: signed(told(reference, amount)),
    lambda reference, amount: signed(
        told(reference, amount, vnp_ResponseCode="24", vnp_TransactionStatus="02", vnp_BankTranNo="")
    ),
    lambda reference, amount: signed(told(reference, amount, vnp_ResponseCode="07", vnp_TransactionStatus="07")),
)

every_adapter = pytest.mark.parametrize("side", [pytest.param(VNPAY, id="vnpay")])


@every_adapter
@given(amount=st.integers(1, 10**12), reference=st.from_regex(r"[A-Za-z0-9]{1,100}", fullmatch=True))
def test_it_reads_what_its_gateway_signed(side: Counterpart, amount: int, reference: str) -> None:
    for message, outcome in (
        (side.success, Outcome.CONFIRMED),
        (side.failure, Outcome.DECLINED),
        (side.undecided, Outcome.UNDECIDED),
    ):
        notice = side.adapter.read(message(reference, amount))
        assert (notice.reference, notice.amount, notice.outcome) == (reference, amount, outcome)


@every_adapter
@given(data=st.data())
def test_one_changed_character_is_not_believed(side: Counterpart, data: st.DataObject) -> None:
    query = side.success("a1b2c3", 7_000)
    place = data.draw(st.integers(0, len(query) - 1))
    sign = data.draw(st.sampled_from("0123456789abcdefXYZ&=%+"))
    tampered = query[:place] + sign + query[place + 1 :]
    try:
        notice = side.adapter.read(tampered)
    except Refused:
        return
    assert notice == side.adapter.read(query), "only a change of spelling may pass"


@every_adapter
@given(query=st.text(max_size=300))
def test_rubbish_is_refused_and_nothing_else(side: Counterpart, query: str) -> None:
    with pytest.raises(Refused):
        side.adapter.read(query)


@every_adapter
def test_a_parameter_that_comes_twice_is_refused(side: Counterpart) -> None:
    query = side.success("a1b2c3", 7_000)
    for pair in query.split("&"):
        with pytest.raises(Refused):
            side.adapter.read(f"{query}&{pair}")
        with pytest.raises(Refused):
            side.adapter.read(f"{pair}&{query}")


@every_adapter
def test_it_has_an_answer_for_every_verdict_and_success_sounds_like_no_other(side: Counterpart) -> None:
    answers = {verdict: side.adapter.answer(verdict) for verdict in Verdict}
    assert all(answers[verdict] != answers[Verdict.ACCEPTED] for verdict in Verdict if verdict is not Verdict.ACCEPTED)


@every_adapter
def test_the_redirect_goes_to_its_page_and_two_orders_differ(side: Counterpart) -> None:
    first, second = side.adapter.redirect_url(order()), side.adapter.redirect_url(order(reference="d4e5f6"))
    assert first.startswith("https://pay.example/")
    assert first != second
    assert first == side.adapter.redirect_url(order()), "signing is deterministic"


@every_adapter
def test_the_secret_is_not_in_the_address(side: Counterpart) -> None:
    assert "development-only" not in side.adapter.redirect_url(order())
