"""What every kind of field is: one row each, from which schemas, controls, checks and the page docs/forms.md come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from services.catalog.forms import shapes
from services.catalog.forms.definition import Kind, Sensitivity

Schema = dict[str, Any]


class Worth(StrEnum):
    """What an answer can be compared with and reckoned from."""

    NUMBER = "number"
    DAY = "day"
    TEXT = "text"
    TRUTH = "truth"
    LIST = "list"


@dataclass(frozen=True)
class Row:
    """A kind of field.

    `schema`: JSON Schema of the answer, empty where nothing is answered. `uses`: the properties of Question, beyond
    words, conditions and privacy, that mean something here; any other is a fault. `needs`: those it cannot do without.
    `options`: for JSON Forms. `checked`: what the server checks, in Vietnamese and English.
    """

    vi: str
    en: str
    schema: Schema
    checked: tuple[str, str]
    uses: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    options: Mapping[str, Any] = field(default_factory=dict)
    worth: Worth | None = None
    sensitivity: Sensitivity | None = None

    @property
    def is_answered(self) -> bool:
        """Whether the applicant (or a computation) gives it a value."""
        return bool(self.schema)


def _words(*names: str) -> frozenset[str]:
    return frozenset(names)


def _text(**words: Any) -> Schema:  # noqa: ANN401 - JSON Schema words
    return {"type": "string", **words}


_LIMITS: Final = _words("least", "most")
_DAYS: Final = _words("no_earlier", "no_later")
_PERSONAL: Final = Sensitivity.PERSONAL
_SENSITIVE: Final = Sensitivity.SENSITIVE
_MOST_MONEY: Final = 9_007_199_254_740_991
_PARTIAL_DATE: Final[Schema] = {
    "type": "string",
    "pattern": "^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$",
    "if": {"minLength": 10},
    "then": {"format": "date"},
}

WRITTEN: Final[Mapping[Kind, Row]] = {
    Kind.TEXT: Row(
        "Văn bản một dòng",
        "Text",
        _text(minLength=1, maxLength=1000),
        ("độ dài, mẫu", "length, pattern"),
        uses=_LIMITS | {"pattern", "default", "source"},
        worth=Worth.TEXT,
    ),
    Kind.TEXTAREA: Row(
        "Văn bản nhiều dòng",
        "Text of several lines",
        _text(minLength=1, maxLength=4000),
        ("độ dài", "length"),
        uses=_LIMITS | {"source"},
        options={"multi": True},
        worth=Worth.TEXT,
    ),
    Kind.NAME: Row(
        "Họ, chữ đệm và tên",
        "Name of a person",
        _text(minLength=2, maxLength=120, pattern=shapes.NAME_PATTERN),
        ("chữ cái, không có chữ số", "letters, no digits"),
        uses=_LIMITS | {"source"},
        worth=Worth.TEXT,
        sensitivity=_PERSONAL,
    ),
    Kind.FORMATTED: Row(
        "Văn bản theo mẫu",
        "Text of a pattern",
        _text(maxLength=200),
        ("mẫu (biểu thức chính quy)", "the pattern"),
        uses=_LIMITS | {"pattern", "source", "default"},
        needs=_words("pattern"),
        worth=Worth.TEXT,
    ),
    Kind.EMAIL: Row(
        "Thư điện tử",
        "E-mail",
        _text(format="email", maxLength=254),
        ("địa chỉ thư điện tử", "an e-mail address"),
        uses=_words("source"),
        worth=Worth.TEXT,
        sensitivity=_PERSONAL,
    ),
    Kind.PHONE: Row(
        "Số điện thoại Việt Nam",
        "Vietnamese phone number",
        _text(format="vn-phone", maxLength=20),
        ("số điện thoại Việt Nam", "a Vietnamese phone number"),
        uses=_words("source"),
        worth=Worth.TEXT,
        sensitivity=_PERSONAL,
    ),
    Kind.PERSONAL_NUMBER: Row(
        "Số định danh cá nhân",
        "Personal number",
        _text(format="personal-number"),
        (
            "12 chữ số; thế kỷ, giới tính, năm sinh khớp với trường `..._birth_date`, `..._sex` bên cạnh",
            "12 digits; century, sex and year agree with `..._birth_date` and `..._sex` beside it",
        ),
        uses=_words("source"),
        worth=Worth.TEXT,
        sensitivity=_PERSONAL,
    ),
    Kind.TAX_CODE: Row(
        "Mã số thuế",
        "Tax code",
        _text(format="tax-code", maxLength=14),
        ("10 chữ số có số kiểm tra, 13 cho đơn vị phụ thuộc, hoặc số định danh cá nhân", "the check digit"),
        uses=_words("source"),
        worth=Worth.TEXT,
    ),
    Kind.CODE_READER: Row(
        "Đọc mã QR hoặc chip",
        "QR code or chip reader",
        _text(minLength=1, maxLength=1000),
        ("độ dài", "length"),
        options={"format": "code-reader"},
        sensitivity=_PERSONAL,
    ),
    Kind.DOSSIER_LINK: Row(
        "Mã hồ sơ liên quan",
        "Number of another dossier",
        _text(pattern="^[A-Z0-9][A-Z0-9.]{2,39}-[0-9]{6,8}-[0-9]{4,7}$"),
        ("dạng mã hồ sơ", "the shape of a dossier number"),
        options={"format": "dossier"},
        worth=Worth.TEXT,
    ),
    Kind.SIGNATURE: Row(
        "Chữ ký vẽ tay",
        "Drawn signature",
        _text(pattern="^data:image/png;base64,[A-Za-z0-9+/]+=*$", maxLength=20_000),
        ("ảnh PNG không quá 20.000 ký tự", "a PNG image of at most 20,000 characters"),
        options={"format": "signature"},
        sensitivity=_PERSONAL,
    ),
}
"""Kinds whose answer is written text."""

MEASURED: Final[Mapping[Kind, Row]] = {
    Kind.INTEGER: Row(
        "Số nguyên", "Whole number", {"type": "integer"}, ("khoảng", "range"), uses=_LIMITS | {"default"},
        worth=Worth.NUMBER,
    ),
    Kind.DECIMAL: Row("Số thập phân", "Number", {"type": "number"}, ("khoảng", "range"), uses=_LIMITS, worth=Worth.NUMBER),
    Kind.MONEY: Row(
        "Số tiền (đồng)",
        "Amount in đồng",
        {"type": "integer", "minimum": 0, "maximum": _MOST_MONEY},
        ("số nguyên không âm", "whole, not negative"),
        uses=_LIMITS,
        options={"format": "money"},
        worth=Worth.NUMBER,
    ),
    Kind.AGE: Row(
        "Tuổi",
        "Age in years",
        {"type": "integer", "minimum": 0, "maximum": 150},
        ("0 đến 150", "0 to 150"),
        uses=_LIMITS,
        worth=Worth.NUMBER,
    ),
    Kind.DATE: Row(
        "Ngày",
        "Day",
        _text(format="date"),
        ("ngày có thật; sớm nhất, muộn nhất", "a real day; earliest, latest"),
        uses=_DAYS | {"source"},
        worth=Worth.DAY,
    ),
    Kind.DATETIME: Row(
        "Ngày và giờ", "Day and time", _text(format="date-time"), ("RFC 3339, có múi giờ", "RFC 3339 with an offset")
    ),
    Kind.TIME: Row(
        "Giờ", "Time of day", _text(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$"), ("giờ:phút", "hours and minutes"),
        options={"format": "time"},
    ),
    Kind.PARTIAL_DATE: Row(
        "Ngày, tháng và năm, hoặc chỉ năm",
        "Day, month or year",
        _PARTIAL_DATE,
        ("năm, năm-tháng hoặc ngày có thật", "a year, a month or a real day"),
        uses=_DAYS | {"source"},
        options={"format": "partial-date"},
    ),
    Kind.COMPUTED: Row(
        "Giá trị tính ra",
        "Computed",
        {"readOnly": True},
        ("máy chủ tính lại", "reckoned again by the server"),
        uses=_words("computation"),
        needs=_words("computation"),
    ),
}
"""Kinds whose answer is a number or a time."""

CHOSEN: Final[Mapping[Kind, Row]] = {
    Kind.YES_NO: Row(
        "Có hoặc không",
        "Yes or no",
        {"type": "boolean"},
        ("đúng hoặc sai", "true or false"),
        uses=_words("default"),
        options={"format": "radio"},
        worth=Worth.TRUTH,
    ),
    Kind.CHECKBOX: Row(
        "Ô cam đoan",
        "Declaration to tick",
        {"type": "boolean"},
        ("phải đánh dấu khi bắt buộc", "ticked where it is required"),
        worth=Worth.TRUTH,
    ),
    Kind.SELECT: Row(
        "Chọn một",
        "One choice",
        _text(),
        ("một trong các lựa chọn", "one of the choices"),
        uses=_words("choices", "default", "source"),
        needs=_words("choices"),
        worth=Worth.TEXT,
    ),
    Kind.MULTI: Row(
        "Chọn nhiều",
        "Several choices",
        {"type": "array", "uniqueItems": True},
        ("các lựa chọn, không lặp; số lượng", "choices, none twice; how many"),
        uses=_LIMITS | {"choices"},
        needs=_words("choices"),
        worth=Worth.LIST,
    ),
    Kind.LINKED_SELECT: Row(
        "Chọn một, tuỳ trường khác",
        "One choice, depending on another field",
        _text(),
        ("lựa chọn hợp với trường kia", "a choice that fits the other field"),
        uses=_words("choices", "linked_to"),
        needs=_words("choices", "linked_to"),
        worth=Worth.TEXT,
    ),
    Kind.ETHNICITY: Row(
        "Dân tộc",
        "Ethnic group",
        {"$ref": "#/$defs/ethnicity"},
        ("54 dân tộc (QĐ 121-TCTK/PPCĐ) hoặc khác", "one of the 54 groups, or other"),
        uses=_words("source", "default"),
        worth=Worth.TEXT,
        sensitivity=_SENSITIVE,
    ),
    Kind.NATIONALITY: Row(
        "Quốc tịch",
        "Nationality",
        {"$ref": "#/$defs/nationality"},
        ("mã ISO 3166-1 hai chữ", "an ISO 3166-1 alpha-2 code"),
        uses=_words("source", "default"),
        worth=Worth.TEXT,
        sensitivity=_PERSONAL,
    ),
    Kind.WARD: Row(
        "Xã, phường, đặc khu",
        "Ward",
        _text(pattern=shapes.WARD_PATTERN, **{"x-area": "commune"}),
        ("mã đơn vị hành chính cấp xã", "code of a commune-level unit"),
        uses=_words("source", "linked_to", "area_competence"),
        options={"format": "area"},
        worth=Worth.TEXT,
    ),
    Kind.PROVINCE: Row(
        "Tỉnh, thành phố",
        "Province or city",
        _text(pattern=shapes.PROVINCE_PATTERN, **{"x-area": "province"}),
        ("mã đơn vị hành chính cấp tỉnh", "code of a provincial unit"),
        uses=_words("source"),
        options={"format": "area"},
        worth=Worth.TEXT,
    ),
    Kind.REFERENCE: Row(
        "Tra cứu danh mục",
        "Entry of a list of ours",
        _text(pattern="^[A-Za-z0-9._:-]{1,64}$"),
        ("dạng mã; danh mục đọc qua HTTP", "the shape of a code; the list is read over HTTP"),
        uses=_words("reference"),
        needs=_words("reference"),
        options={"format": "reference"},
        worth=Worth.TEXT,
    ),
    Kind.FILE: Row(
        "Tệp của hồ sơ",
        "Upload of the dossier",
        _text(),
        ("mã thành phần hồ sơ được nộp kèm", "id of the component that is uploaded"),
        uses=_words("component"),
        needs=_words("component"),
        options={"format": "file"},
    ),
}
"""Kinds whose answer is chosen."""

COMPOSED: Final[Mapping[Kind, Row]] = {
    Kind.ADDRESS: Row(
        "Địa chỉ",
        "Address",
        shapes.ADDRESS,
        ("mã tỉnh, mã xã, số nhà", "codes of province and ward, street line"),
        uses=_words("source"),
        options={"format": "address"},
        sensitivity=_PERSONAL,
    ),
    Kind.IDENTITY_PAPER: Row(
        "Giấy tờ tuỳ thân",
        "Identity paper",
        shapes.IDENTITY_PAPER,
        ("loại, số; ngày và nơi cấp", "kind and number; date and place of issue"),
        options={"format": "identity-paper"},
        sensitivity=_PERSONAL,
    ),
    Kind.LOCATION: Row(
        "Vị trí",
        "Place on the map",
        shapes.LOCATION,
        ("vĩ độ 6-24, kinh độ 102-118", "latitude 6-24, longitude 102-118"),
        options={"format": "location"},
        sensitivity=_SENSITIVE,
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
        sensitivity=_SENSITIVE,
    ),
    Kind.REPETITION: Row(
        "Danh sách",
        "List of the same fields",
        {"type": "array"},
        ("số dòng; từng trường của mỗi dòng", "how many; every field of each entry"),
        uses=_LIMITS | {"fields"},
        needs=_words("fields"),
        worth=Worth.LIST,
    ),
    Kind.HEADER: Row("Tiêu đề", "Heading", {}, ("không có câu trả lời", "no answer"), options={"style": "header"}),
    Kind.EXPLANATION: Row(
        "Lời giải thích", "Explanation", {}, ("không có câu trả lời", "no answer"), options={"style": "explanation"}
    ),
}
"""Kinds whose answer has parts, and those that only speak."""

KINDS: Final[Mapping[Kind, Row]] = {**WRITTEN, **MEASURED, **CHOSEN, **COMPOSED}
