"""Orders as the gateway knows them: what a merchant may ask for, and what became of it. Pure, but for `Orders`.

`Orders` is the memory of one process; it keeps the newest orders only.
"""

import re
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

GMT7 = ZoneInfo("Asia/Ho_Chi_Minh")
STAMP = "%Y%m%d%H%M%S"
KEPT = 10_000

REQUIRED = {
    "vnp_Version": re.compile(r"2\.1\.0"),
    "vnp_Command": re.compile(r"pay"),
    "vnp_TmnCode": re.compile(r"[A-Za-z0-9]{1,32}"),
    "vnp_Amount": re.compile(r"[1-9][0-9]{0,11}"),
    "vnp_CurrCode": re.compile(r"VND"),
    "vnp_TxnRef": re.compile(r"[A-Za-z0-9]{1,100}"),
    "vnp_OrderInfo": re.compile(r"[A-Za-z0-9 .:-]{1,255}"),
    "vnp_OrderType": re.compile(r"[A-Za-z0-9]{1,100}"),
    "vnp_Locale": re.compile(r"vn|en"),
    "vnp_ReturnUrl": re.compile(r"https?://\S{1,255}"),
    "vnp_IpAddr": re.compile(r"[0-9a-fA-F.:]{7,45}"),
    "vnp_CreateDate": re.compile(r"[0-9]{14}"),
    "vnp_ExpireDate": re.compile(r"[0-9]{14}"),
}


class Choice(StrEnum):
    """What the payer can press on the hosted page."""

    SUCCESS = "success"
    FAIL = "fail"
    SLOW = "slow"


class BadOrder(Exception):  # noqa: N818 - what is wrong with it
    """An order the gateway does not take; the message is for the payer's page, in Vietnamese."""


@dataclass
class Order:
    """An order shown to a payer. `amount` as it travels: đồng x 100. Codes are empty until it is concluded."""

    fields: dict[str, str]
    number: str
    response: str = ""
    status: str = "01"
    paid_at: datetime | None = None

    @property
    def reference(self) -> str:
        """The merchant's order number (vnp_TxnRef)."""
        return self.fields["vnp_TxnRef"]

    @property
    def amount(self) -> int:
        """What is asked, in đồng x 100."""
        return int(self.fields["vnp_Amount"])

    def conclude(self, choice: Choice, *, at: datetime) -> None:
        """Fix the outcome, once. After its time an order can only fail (response 11)."""
        if self.response:
            return
        self.paid_at = at
        if at >= moment(self.fields["vnp_ExpireDate"]):
            self.response, self.status = "11", "02"
        elif choice is Choice.FAIL:
            self.response, self.status = "24", "02"
        else:
            self.response, self.status = "00", "00"

    def told(self) -> dict[str, str]:
        """The result as callback and return address carry it, unsigned."""
        paid = self.status == "00"
        return {
            "vnp_TmnCode": self.fields["vnp_TmnCode"],
            "vnp_Amount": self.fields["vnp_Amount"],
            "vnp_BankCode": "NCB",
            "vnp_BankTranNo": f"VNP{self.number}" if paid else "",
            "vnp_CardType": "ATM" if paid else "",
            "vnp_PayDate": stamp(self.paid_at) if self.paid_at else "",
            "vnp_OrderInfo": self.fields["vnp_OrderInfo"],
            "vnp_TransactionNo": self.number,
            "vnp_ResponseCode": self.response,
            "vnp_TransactionStatus": self.status,
            "vnp_TxnRef": self.reference,
        }


def moment(text: str) -> datetime:
    """A `yyyyMMddHHmmss` stamp of GMT+7, aware. ValueError when it is none."""
    return datetime.strptime(text, STAMP).replace(tzinfo=GMT7)


def stamp(at: datetime) -> str:
    """`yyyyMMddHHmmss`, GMT+7."""
    return at.astimezone(GMT7).strftime(STAMP)


def check(fields: Mapping[str, str], *, tmn_code: str, at: datetime) -> None:
    """Raise `BadOrder` unless a genuine request asks for something this gateway can do now."""
    if fields.get("vnp_TmnCode") != tmn_code:
        raise BadOrder("Website này không tồn tại hoặc chưa được phê duyệt.")
    if any(not shape.fullmatch(fields.get(name, "")) for name, shape in REQUIRED.items()):
        raise BadOrder("Dữ liệu gửi sang không đúng định dạng.")
    if int(fields["vnp_Amount"]) % 100:
        raise BadOrder("Số tiền không hợp lệ.")
    try:
        moment(fields["vnp_CreateDate"])
        expires_at = moment(fields["vnp_ExpireDate"])
    except ValueError as malformed:
        raise BadOrder("Dữ liệu gửi sang không đúng định dạng.") from malformed
    if at >= expires_at:
        raise BadOrder("Giao dịch đã quá thời gian chờ thanh toán.")


class Orders:
    """The orders of this process by reference."""

    def __init__(self) -> None:
        self._orders: OrderedDict[str, Order] = OrderedDict()
        self._number = 14_000_000

    def open(self, fields: dict[str, str]) -> Order:
        """The order of a checked request.

        The same page loaded again is the same order until it is concluded; any other use of its reference raises
        `BadOrder`.
        """
        known = self._orders.get(fields["vnp_TxnRef"])
        if known is not None:
            if known.response or known.fields != fields:
                raise BadOrder("Giao dịch đã tồn tại.")
            return known
        self._number += 1
        order = self._orders[fields["vnp_TxnRef"]] = Order(fields, str(self._number))
        if len(self._orders) > KEPT:
            self._orders.popitem(last=False)
        return order

    def find(self, reference: str) -> Order | None:
        """The order of that reference."""
        return self._orders.get(reference)
