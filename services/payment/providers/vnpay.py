"""VNPAY 2.1.0: signed redirect, signed callback.

Signature: drop empty values, `vnp_SecureHash` and `vnp_SecureHashType`; sort by name; form-encode (space is `+`,
UTF-8); HMAC-SHA512 with the merchant's secret; lower-case hex. Amounts travel as đồng x 100, times in GMT+7.
"""

import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlencode

from kit.clock import LOCAL
from services.payment.providers import Notice, Order, Outcome, Refused, Verdict

ANSWERS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.ACCEPTED: ("00", "Confirm Success"),
    Verdict.UNKNOWN_ORDER: ("01", "Order not found"),
    Verdict.ALREADY_CONFIRMED: ("02", "Order already confirmed"),
    Verdict.WRONG_AMOUNT: ("04", "Invalid amount"),
    Verdict.BAD_SIGNATURE: ("97", "Fail checksum"),
    Verdict.UNREADABLE: ("99", "Unknown error"),
    Verdict.BROKEN: ("99", "Unknown error"),
}

UNSIGNED = frozenset({"vnp_SecureHash", "vnp_SecureHashType"})
REFERENCE = re.compile(r"[A-Za-z0-9]{1,100}")
NUMBER = re.compile(r"[1-9][0-9]{0,17}")
CODE = re.compile(r"[0-9]{2}")
TOO_MANY_FIELDS = 64

# Response 07: the bank took the money and VNPAY suspects fraud. Status 01: not finished; 07: suspected fraud.
UNDECIDED_RESPONSES = frozenset({"07"})
UNDECIDED_STATUSES = frozenset({"01", "07"})


def canonical(fields: Mapping[str, str]) -> str:
    """The text that is signed."""
    return urlencode(sorted((name, value) for name, value in fields.items() if value and name not in UNSIGNED))


def sign(fields: Mapping[str, str], secret: str) -> str:
    """HMAC-SHA512 over the canonical text: 128 lower-case hex digits."""
    return hmac.digest(secret.encode(), canonical(fields).encode(), "sha512").hex()


def is_signed(fields: Mapping[str, str], secret: str) -> bool:
    """Whether `vnp_SecureHash` is right for all other fields, compared in constant time."""
    given = fields.get("vnp_SecureHash", "").lower()
    return hmac.compare_digest(given.encode(), sign(fields, secret).encode())


def outcome_of(response: str, status: str) -> Outcome:
    """Success needs both codes 00; what may still become a success is not called a failure."""
    if response == status == "00":
        return Outcome.CONFIRMED
    if response in UNDECIDED_RESPONSES or status in UNDECIDED_STATUSES:
        return Outcome.UNDECIDED
    return Outcome.DECLINED


def _local(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%Y%m%d%H%M%S")


def _received(query: str) -> dict[str, str]:
    """The `vnp_` parameters; refused when a name comes twice, for then nobody knows which one was signed."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=TOO_MANY_FIELDS)
    except ValueError as unreadable:
        raise Refused(Verdict.BAD_SIGNATURE) from unreadable
    ours = [(name, value) for name, value in pairs if name.startswith("vnp_")]
    fields = dict(ours)
    if len(fields) != len(ours):
        raise Refused(Verdict.BAD_SIGNATURE)
    return fields


def _dong(text: str) -> int | None:
    if not NUMBER.fullmatch(text):
        return None
    whole, rest = divmod(int(text), 100)
    return None if rest else whole


@dataclass(frozen=True)
class Vnpay:
    """The adapter. `pay_url` is opened by the payer's browser; `secret` signs both directions."""

    pay_url: str
    tmn_code: str
    secret: str
    name: str = "vnpay"

    def redirect_url(self, order: Order) -> str:
        """`pay_url` with the signed order."""
        fields = {
            "vnp_Version": "2.1.0",
            "vnp_Command": "pay",
            "vnp_TmnCode": self.tmn_code,
            "vnp_Amount": str(order.amount * 100),
            "vnp_CurrCode": "VND",
            "vnp_TxnRef": order.reference,
            # VNPAY wants no diacritics, and encoders disagree about some signs: keep to what all encode alike.
            "vnp_OrderInfo": re.sub(r"[^A-Za-z0-9 .-]", "-", order.words)[:255],
            "vnp_OrderType": "other",
            "vnp_Locale": "en" if order.language == "en" else "vn",
            "vnp_ReturnUrl": order.return_url,
            "vnp_IpAddr": order.payer_address,
            "vnp_CreateDate": _local(order.created_at),
            "vnp_ExpireDate": _local(order.expires_at),
        }
        return f"{self.pay_url}?{canonical(fields)}&vnp_SecureHash={sign(fields, self.secret)}"

    def read(self, query: str) -> Notice:
        """Signature first, then merchant and order, then the codes; the amount is left to compare with the order's."""
        fields = _received(query)
        if not is_signed(fields, self.secret):
            raise Refused(Verdict.BAD_SIGNATURE)
        reference = fields.get("vnp_TxnRef", "")
        if fields.get("vnp_TmnCode") != self.tmn_code or not REFERENCE.fullmatch(reference):
            raise Refused(Verdict.UNKNOWN_ORDER)
        response, status = fields.get("vnp_ResponseCode", ""), fields.get("vnp_TransactionStatus", "")
        if not CODE.fullmatch(response) or not CODE.fullmatch(status):
            raise Refused(Verdict.UNREADABLE)
        number = fields.get("vnp_TransactionNo", "")
        return Notice(
            reference=reference,
            amount=_dong(fields.get("vnp_Amount", "")),
            outcome=outcome_of(response, status),
            gateway_number=number if NUMBER.fullmatch(number) else "",
        )

    def answer(self, verdict: Verdict) -> dict[str, str]:
        """`{RspCode, Message}`."""
        code, message = ANSWERS[verdict]
        return {"RspCode": code, "Message": message}
