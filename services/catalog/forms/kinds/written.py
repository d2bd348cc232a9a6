"""Kinds whose answer is written text."""

from collections.abc import Mapping
from typing import Final

from services.catalog.forms import shapes
from services.catalog.forms.definition import Kind, Sensitivity
from services.catalog.forms.kinds.row import LIMITS, Row, Worth, text, words

WRITTEN: Final[Mapping[Kind, Row]] = {
    Kind.TEXT: Row(
        "Văn bản một dòng",
        "Text",
        text(minLength=1, maxLength=1000),
        ("độ dài, mẫu", "length, pattern"),
        uses=LIMITS | {"pattern", "default", "source"},
        worth=Worth.TEXT,
    ),
    Kind.TEXTAREA: Row(
        "Văn bản nhiều dòng",
        "Text of several lines",
        text(minLength=1, maxLength=4000),
        ("độ dài", "length"),
        uses=LIMITS | {"source"},
        options={"multi": True},
        worth=Worth.TEXT,
    ),
    Kind.NAME: Row(
        "Họ, chữ đệm và tên",
        "Name of a person",
        text(minLength=2, maxLength=120, pattern=shapes.NAME_PATTERN),
        ("chữ cái, không có chữ số", "letters, no digits"),
        uses=LIMITS | {"source"},
        worth=Worth.TEXT,
        sensitivity=Sensitivity.PERSONAL,
    ),
    Kind.FORMATTED: Row(
        "Văn bản theo mẫu",
        "Text of a pattern",
        text(maxLength=200),
        ("mẫu (biểu thức chính quy)", "the pattern"),
        uses=LIMITS | {"pattern", "source", "default"},
        needs=words("pattern"),
        worth=Worth.TEXT,
    ),
    Kind.EMAIL: Row(
        "Thư điện tử",
        "E-mail",
        text(format="email", maxLength=254),
        ("địa chỉ thư điện tử", "an e-mail address"),
        uses=words("source"),
        worth=Worth.TEXT,
        sensitivity=Sensitivity.PERSONAL,
    ),
    Kind.PHONE: Row(
        "Số điện thoại Việt Nam",
        "Vietnamese phone number",
        text(format="vn-phone", maxLength=20),
        ("số điện thoại Việt Nam", "a Vietnamese phone number"),
        uses=words("source"),
        worth=Worth.TEXT,
        sensitivity=Sensitivity.PERSONAL,
    ),
    Kind.PERSONAL_NUMBER: Row(
        "Số định danh cá nhân",
        "Personal number",
        text(format="personal-number"),
        (
            "12 chữ số; thế kỷ, giới tính, năm sinh khớp với trường `..._birth_date`, `..._sex` bên cạnh",
            "12 digits; century, sex and year agree with `..._birth_date` and `..._sex` beside it",
        ),
        uses=words("source"),
        worth=Worth.TEXT,
        sensitivity=Sensitivity.PERSONAL,
    ),
    Kind.TAX_CODE: Row(
        "Mã số thuế",
        "Tax code",
        text(format="tax-code", maxLength=14),
        ("10 chữ số có số kiểm tra, 13 cho đơn vị phụ thuộc, hoặc số định danh cá nhân", "the check digit"),
        uses=words("source"),
        worth=Worth.TEXT,
    ),
    Kind.CODE_READER: Row(
        "Đọc mã QR hoặc chip",
        "QR code or chip reader",
        text(minLength=1, maxLength=1000),
        ("độ dài", "length"),
        options={"format": "code-reader"},
        sensitivity=Sensitivity.PERSONAL,
    ),
    Kind.DOSSIER_LINK: Row(
        "Mã hồ sơ liên quan",
        "Number of another dossier",
        text(pattern="^[A-Z0-9][A-Z0-9.]{2,39}-[0-9]{6,8}-[0-9]{4,7}$"),
        ("dạng mã hồ sơ", "the shape of a dossier number"),
        options={"format": "dossier"},
        worth=Worth.TEXT,
    ),
    Kind.SIGNATURE: Row(
        "Chữ ký vẽ tay",
        "Drawn signature",
        text(pattern="^data:image/png;base64,[A-Za-z0-9+/]+=*$", maxLength=20_000),
        ("ảnh PNG không quá 20.000 ký tự", "a PNG image of at most 20,000 characters"),
        options={"format": "signature"},
        sensitivity=Sensitivity.PERSONAL,
    ),
}
