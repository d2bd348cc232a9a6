"""The merchant asks what became of an order (querydr), signed both ways with the pipe hash."""

from collections.abc import Mapping
from uuid import uuid4

from deploy.local.vnpay.orders import Order, Orders
from deploy.local.vnpay.signature import is_piped, piped

ASKED = (
    "vnp_RequestId",
    "vnp_Version",
    "vnp_Command",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_TransactionDate",
    "vnp_CreateDate",
    "vnp_IpAddr",
    "vnp_OrderInfo",
)
TOLD = (
    "vnp_ResponseId",
    "vnp_Command",
    "vnp_ResponseCode",
    "vnp_Message",
    "vnp_TmnCode",
    "vnp_TxnRef",
    "vnp_Amount",
    "vnp_BankCode",
    "vnp_PayDate",
    "vnp_TransactionNo",
    "vnp_TransactionType",
    "vnp_TransactionStatus",
    "vnp_OrderInfo",
    "vnp_PromotionCode",
    "vnp_PromotionAmount",
)


def answer(asked: Mapping[str, object], orders: Orders, *, tmn_code: str, secret: str) -> dict[str, str]:
    """The signed answer: 00 found, 02 merchant, 03 format, 91 no such order, 97 signature."""
    fields = {name: value for name, value in asked.items() if isinstance(value, str)}
    if len(fields) != len(asked) or any(name not in fields for name in ASKED):
        return _signed({"vnp_ResponseCode": "03", "vnp_Message": "Invalid format"}, tmn_code, secret=secret)
    if not is_piped((fields[name] for name in ASKED), secret, given=fields.get("vnp_SecureHash", "")):
        return _signed({"vnp_ResponseCode": "97", "vnp_Message": "Invalid signature"}, tmn_code, secret=secret)
    if fields["vnp_Command"] != "querydr" or fields["vnp_Version"] != "2.1.0":
        return _signed({"vnp_ResponseCode": "03", "vnp_Message": "Invalid format"}, tmn_code, secret=secret)
    if fields["vnp_TmnCode"] != tmn_code:
        return _signed({"vnp_ResponseCode": "02", "vnp_Message": "Invalid TmnCode"}, tmn_code, secret=secret)
    order = orders.find(fields["vnp_TxnRef"])
    if order is None or order.fields["vnp_CreateDate"] != fields["vnp_TransactionDate"]:
        return _signed({"vnp_ResponseCode": "91", "vnp_Message": "Transaction not found"}, tmn_code, secret=secret)
    return _signed(_found(order), tmn_code, secret=secret)


def _found(order: Order) -> dict[str, str]:
    told = {name: value for name, value in order.told().items() if name in TOLD}
    return {**told, "vnp_ResponseCode": "00", "vnp_Message": "QueryDR Success", "vnp_TransactionType": "01"}


def _signed(said: Mapping[str, str], tmn_code: str, *, secret: str) -> dict[str, str]:
    full = {"vnp_ResponseId": uuid4().hex, "vnp_Command": "querydr", "vnp_TmnCode": tmn_code, **said}
    return {**full, "vnp_SecureHash": piped((full.get(name, "") for name in TOLD), secret)}
