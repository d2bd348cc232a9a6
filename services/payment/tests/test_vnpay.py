"""VNPAY 2.1.0: vectors computed with another program (openssl), and each thing its callback can get wrong."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payment.providers import Outcome, Refused, Verdict
from services.payment.providers.vnpay import Vnpay, canonical, is_signed, outcome_of, sign
from services.payment.tests.factories import SECRET, order, signed, told

VECTOR_SECRET = "VECTORSECRETOFTHETESTS"
VECTORS = [
    (
        {
            "vnp_TxnRef": "a1b2c3",
            "vnp_Amount": "700000",
            "vnp_BankCode": "NCB",
            "vnp_BankTranNo": "",
            "vnp_OrderInfo": "Le phi ho so TX-8F3K.1",
            "vnp_ResponseCode": "00",
            "vnp_TmnCode": "MOTCUA01",
            "vnp_TransactionNo": "14000001",
            "vnp_TransactionStatus": "00",
            "vnp_SecureHashType": "HMACSHA512",
        },
        (
            "cc1663418c2b2a9ba887f00d60e5902e94b1075714df3207c60fba3af329304d"
            "6e279d70aae4a00cf9a978c1194df9f1c74ad0cd6a1d797fb9844a6dc92968cd"
        ),
    ),
    (
        {
            "vnp_TmnCode": "MOTCUA01",
            "vnp_ReturnUrl": "http://127.0.0.1:8080/v1/gateways/vnpay/return",
            "vnp_OrderInfo": "Lệ phí & phí 100%",
        },
        (
            "7e60d3e742faa5b4f0d0c79bd62750bbc3ad7c74c91746ddfde417aaff81ced8"
            "a5f8b5ec79bcfa221c8ea2d97088f72242a84fe37c5aef9d6384e89b03233c6d"
        ),
    ),
]

ADAPTER = Vnpay("https://pay.example/vpcpay.html", "MOTCUA01", SECRET)


@pytest.mark.parametrize(("fields", "expected"), VECTORS)
def test_the_signature_is_what_another_program_computes(fields: dict[str, str], expected: str) -> None:
    assert sign(fields, VECTOR_SECRET) == expected
    assert is_signed({**fields, "vnp_SecureHash": expected}, VECTOR_SECRET)
    assert is_signed({**fields, "vnp_SecureHash": expected.upper()}, VECTOR_SECRET)


FORM = st.dictionaries(st.from_regex(r"vnp_[A-Za-z]{1,12}", fullmatch=True), st.text(max_size=30), max_size=12)


@given(FORM, st.text("abcdefABCDEF0123456789", min_size=8, max_size=40))
def test_what_is_signed_verifies_after_the_journey_through_a_query_string(form: dict[str, str], secret: str) -> None:
    query = f"{canonical(form)}&vnp_SecureHash={sign(form, secret)}"
    received = dict(parse_qsl(query, keep_blank_values=True))
    assert is_signed(received, secret)
    assert not is_signed(received, secret + "x")
    assert not is_signed({**received, "vnp_Added": "1"}, secret)


def test_the_redirect_carries_the_order_as_the_protocol_wants_it() -> None:
    url = urlsplit(ADAPTER.redirect_url(order(words="Lệ phí ho so/1", language="en")))
    fields = dict(parse_qsl(url.query))
    assert is_signed(fields, SECRET)
    assert fields["vnp_Amount"] == "700000"
    assert fields["vnp_CreateDate"] == "20261123090000", "GMT+7"
    assert fields["vnp_ExpireDate"] == "20261123091500"
    assert fields["vnp_OrderInfo"] == "L- ph- ho so-1"
    assert fields["vnp_Locale"] == "en"
    assert (fields["vnp_Version"], fields["vnp_Command"], fields["vnp_CurrCode"]) == ("2.1.0", "pay", "VND")


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({"vnp_TxnRef": ""}, Verdict.UNKNOWN_ORDER),
        ({"vnp_TxnRef": "a\0b"}, Verdict.UNKNOWN_ORDER),
        ({"vnp_TxnRef": "x" * 101}, Verdict.UNKNOWN_ORDER),
        ({"vnp_TmnCode": "OTHER"}, Verdict.UNKNOWN_ORDER),
        ({"vnp_ResponseCode": ""}, Verdict.UNREADABLE),
        ({"vnp_TransactionStatus": "x"}, Verdict.UNREADABLE),
    ],
)
def test_a_genuine_message_that_says_nothing_we_know_is_refused(changed: dict[str, str], verdict: Verdict) -> None:
    with pytest.raises(Refused) as refused:
        ADAPTER.read(signed(told("a1b2c3") | changed))
    assert refused.value.verdict is verdict


@pytest.mark.parametrize("amount", ["", "700001", "7e5", "-700000", "700000.0", "٧٠٠٠٠٠", "9" * 19, "0700000", "0"])
def test_an_amount_that_is_no_whole_number_of_dong_matches_no_order(amount: str) -> None:
    assert ADAPTER.read(signed(told("a1b2c3", vnp_Amount=amount))).amount is None


@pytest.mark.parametrize("query", ["", "&".join(f"vnp_{i}=1" for i in range(65)), "vnp_TxnRef=%ff", "vnp_SecureHash=é"])
def test_what_cannot_be_read_cannot_be_verified(query: str) -> None:
    with pytest.raises(Refused) as refused:
        ADAPTER.read(query)
    assert refused.value.verdict is Verdict.BAD_SIGNATURE


def test_parameters_that_are_not_of_vnpay_are_ignored() -> None:
    assert ADAPTER.read(f"utm=1&{signed(told('a1b2c3'))}&utm=2").reference == "a1b2c3"


@pytest.mark.parametrize(
    ("response", "status", "outcome"),
    [
        ("00", "00", Outcome.CONFIRMED),
        ("00", "02", Outcome.DECLINED),
        ("24", "00", Outcome.DECLINED),
        ("24", "02", Outcome.DECLINED),
        ("07", "00", Outcome.UNDECIDED),
        ("00", "01", Outcome.UNDECIDED),
        ("00", "07", Outcome.UNDECIDED),
    ],
)
def test_success_needs_both_codes(response: str, status: str, outcome: Outcome) -> None:
    assert outcome_of(response, status) is outcome
