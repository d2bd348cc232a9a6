"""Kinds whose answer has parts, and those that only speak."""

from collections.abc import Mapping
from typing import Final

from services.catalog.forms import shapes
from services.catalog.forms.definition import Kind, Sensitivity
from services.catalog.forms.kinds.row import LIMITS, Row, Worth, words

COMPOSED: Final[Mapping[Kind, Row]] = {
    Kind.ADDRESS: Row(
        "Địa chỉ",
        "Address",
        shapes.ADDRESS,
        ("mã tỉnh, mã xã, số nhà", "codes of province and ward, street line"),
        uses=words("source"),
        options={"format": "address"},
        sensitivity=Sensitivity.PERSONAL,
    ),
    Kind.IDENTITY_PAPER: Row(
        "Giấy tờ tuỳ thân",
        "Identity paper",
        shapes.IDENTITY_PAPER,
        ("loại, số; ngày và nơi cấp", "kind and number; date and place of issue"),
        options={"format": "identity-paper"},
        sensitivity=Sensitivity.PERSONAL,
    ),
    Kind.LOCATION: Row(
        "Vị trí",
        "Place on the map",
        shapes.LOCATION,
        ("vĩ độ 6-24, kinh độ 102-118", "latitude 6-24, longitude 102-118"),
        options={"format": "location"},
        sensitivity=Sensitivity.SENSITIVE,
    ),
    Kind.MAP: Row(
        "Hình vẽ trên bản đồ",
        "Shape on the map",
        shapes.MAP,
        ("GeoJSON: điểm, đường, vùng; tối đa 500 đỉnh", "GeoJSON point, line or polygon of at most 500 corners"),
        options={"format": "map"},
    ),
    Kind.BANK_ACCOUNT: Row(
        "Tài khoản ngân hàng",
        "Bank account",
        shapes.BANK_ACCOUNT,
        ("mã ngân hàng, số tài khoản, chủ tài khoản", "bank, number, holder"),
        options={"format": "bank-account"},
        sensitivity=Sensitivity.SENSITIVE,
    ),
    Kind.REPETITION: Row(
        "Danh sách",
        "List of the same fields",
        {"type": "array"},
        ("số dòng; từng trường của mỗi dòng", "how many; every field of each entry"),
        uses=LIMITS | {"fields"},
        needs=words("fields"),
        worth=Worth.LIST,
    ),
    Kind.HEADER: Row("Tiêu đề", "Heading", {}, ("không có câu trả lời", "no answer"), options={"style": "header"}),
    Kind.EXPLANATION: Row(
        "Lời giải thích", "Explanation", {}, ("không có câu trả lời", "no answer"), options={"style": "explanation"}
    ),
}
