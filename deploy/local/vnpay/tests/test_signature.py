"""The sandbox's signatures against vectors computed with another program (openssl), and against the payment service's.

The two sides were written apart; the sandbox itself imports nothing of the service, only this test knows both.
"""

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from deploy.local.vnpay.signature import HASH, is_genuine, is_piped, piped, signed_query
from services.payment.providers.vnpay import is_signed, sign

VECTOR_SECRET = "VECTORSECRETOFTHETESTS"
FORM = {
    "vnp_TxnRef": "a1b2c3",
    "vnp_Amount": "700000",
    "vnp_BankCode": "NCB",
    "vnp_BankTranNo": "",
    "vnp_OrderInfo": "Le phi ho so TX-8F3K.1",
    "vnp_ResponseCode": "00",
    "vnp_TmnCode": "MOTCUA01",
    "vnp_TransactionNo": "14000001",
    "vnp_TransactionStatus": "00",
}
FORM_HASH = (
    "cc1663418c2b2a9ba887f00d60e5902e94b1075714df3207c60fba3af329304d"
    "6e279d70aae4a00cf9a978c1194df9f1c74ad0cd6a1d797fb9844a6dc92968cd"
)
ASKED = [
    "r1",
    "2.1.0",
    "querydr",
    "MOTCUA01",
    "a1b2c3",
    "20261123090000",
    "20261123091000",
    "127.0.0.1",
    "Hoi trang thai",
]
ASKED_HASH = (
    "a7a83f44cde694be3a621bb13268ae22f99ee720b870540a63d5b909f1905789"
    "f39824730b5de81ff57a7ad4445b7ffd2e8a6ccbbb64368e01e605101cd8a6be"
)

FORMS = st.dictionaries(st.from_regex(r"vnp_[A-Za-z]{1,12}", fullmatch=True), st.text(max_size=30), max_size=12)
SECRETS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=8, max_size=40)


def test_a_form_is_signed_as_another_program_signs_it() -> None:
    assert signed_query(FORM, VECTOR_SECRET).endswith(f"&{HASH}={FORM_HASH}")
    assert is_genuine({**FORM, HASH: FORM_HASH, "vnp_SecureHashType": "HMACSHA512"}, VECTOR_SECRET)


def test_a_query_is_signed_as_another_program_signs_it() -> None:
    assert piped(ASKED, VECTOR_SECRET) == ASKED_HASH
    assert is_piped(ASKED, VECTOR_SECRET, given=ASKED_HASH)
    assert not is_piped(ASKED, VECTOR_SECRET, given=ASKED_HASH[::-1])


@given(FORMS, SECRETS)
def test_the_payment_service_believes_what_the_sandbox_signs(form: dict[str, str], secret: str) -> None:
    received = dict(parse_qsl(signed_query(form, secret), keep_blank_values=True))
    assert is_signed(received, secret)
    assert not is_signed({**received, "vnp_Added": "1"}, secret)


@given(FORMS, SECRETS)
def test_the_sandbox_believes_what_the_payment_service_signs(form: dict[str, str], secret: str) -> None:
    assert is_genuine({**form, HASH: sign(form, secret)}, secret)
    assert not is_genuine({**form, HASH: sign(form, secret + "x")}, secret)
