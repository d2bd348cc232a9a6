"""JSON Schema of answers that are objects: an address, an identity paper, a place, a shape on the map, an account."""

from typing import Any, Final

Schema = dict[str, Any]

WARD_PATTERN: Final = "^[0-9]{5}$"
PROVINCE_PATTERN: Final = "^[0-9]{2}$"
NAME_PATTERN: Final = r"^\p{L}[\p{L}\p{M} .,'’()-]*$"
MOST_POSITIONS: Final = 500
"""Corners of one line or ring: a plot of land has fewer, and the answers of a dossier hold 64 KiB."""

LATITUDE: Final[Schema] = {"type": "number", "minimum": 6, "maximum": 24}
LONGITUDE: Final[Schema] = {"type": "number", "minimum": 102, "maximum": 118}
"""Vietnam with its sea and islands (WGS 84)."""


def said(title: str, title_en: str, **schema: Any) -> Schema:  # noqa: ANN401 - JSON Schema words
    """A property with its words in both languages."""
    return {"title": title, "x-title-en": title_en, **schema}


def choice(value: str, title: str, *, title_en: str) -> Schema:
    """One choice of a select."""
    return {"const": value, "title": title, "x-title-en": title_en}


def _object(required: list[str], **properties: Schema) -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


ADDRESS: Final = _object(
    ["province_code", "ward_code", "line"],
    province_code=said(
        "Tỉnh, thành phố", "Province or city", type="string", pattern=PROVINCE_PATTERN, **{"x-area": "province"}
    ),
    ward_code=said("Xã, phường, đặc khu", "Ward", type="string", pattern=WARD_PATTERN, **{"x-area": "commune"}),
    ward_name=said("Tên xã, phường, đặc khu", "Ward name", type="string", minLength=1, maxLength=120),
    line=said("Số nhà, đường, thôn, tổ dân phố", "Street line", type="string", minLength=1, maxLength=200),
)
"""As `contracts.terms.Address`; the name of the ward may be left out, its code says it."""

IDENTITY_PAPER: Final = _object(
    ["kind", "number"],
    kind=said(
        "Loại giấy tờ",
        "Kind of paper",
        type="string",
        oneOf=[
            choice("identity_card", "Thẻ căn cước, thẻ căn cước công dân", title_en="Identity card"),
            choice("identity_certificate", "Giấy chứng nhận căn cước", title_en="Certificate of identity"),
            choice("old_identity_card", "Chứng minh nhân dân", title_en="Old identity card"),
            choice("passport", "Hộ chiếu", title_en="Passport"),
            choice("residence_card", "Thẻ thường trú, thẻ tạm trú", title_en="Residence card of a foreigner"),
            choice("other", "Giấy tờ khác có dán ảnh", title_en="Another paper with a photograph"),
        ],
    ),
    number=said("Số", "Number", type="string", pattern="^[A-Z0-9./-]{5,25}$"),
    issued_on=said("Ngày cấp", "Date of issue", type="string", format="date"),
    issued_by=said("Nơi cấp", "Issued by", type="string", minLength=2, maxLength=200),
)

LOCATION: Final = _object(
    ["latitude", "longitude"],
    latitude=said("Vĩ độ", "Latitude", **LATITUDE),
    longitude=said("Kinh độ", "Longitude", **LONGITUDE),
)

_POSITION: Final[Schema] = {
    "type": "array",
    "prefixItems": [LONGITUDE, LATITUDE],
    "items": False,
    "minItems": 2,
}
_LINE: Final[Schema] = {"type": "array", "items": _POSITION, "minItems": 2, "maxItems": MOST_POSITIONS}
_RING: Final[Schema] = {"type": "array", "items": _POSITION, "minItems": 4, "maxItems": MOST_POSITIONS}
_AREA: Final[Schema] = {"type": "array", "items": _RING, "minItems": 1, "maxItems": 10}


def _drawn(kind: str, coordinates: Schema) -> Schema:
    return {
        "if": {"properties": {"type": {"const": kind}}, "required": ["type"]},
        "then": {"properties": {"coordinates": coordinates}},
    }


MAP: Final[Schema] = {
    **_object(
        ["type", "coordinates"],
        type=said("Hình vẽ", "Shape", enum=["Point", "LineString", "Polygon"]),
        coordinates=said("Toạ độ", "Coordinates", type="array"),
    ),
    "allOf": [_drawn("Point", _POSITION), _drawn("LineString", _LINE), _drawn("Polygon", _AREA)],
}
"""A GeoJSON geometry (RFC 7946): positions are longitude, latitude."""

BANK_ACCOUNT: Final = _object(
    ["bank_code", "number", "holder"],
    bank_code=said("Mã ngân hàng (BIN)", "Bank identification number", type="string", pattern="^[0-9]{6}$"),
    number=said("Số tài khoản", "Account number", type="string", format="bank-account"),
    holder=said("Tên chủ tài khoản", "Account holder", type="string", minLength=2, maxLength=120),
)
"""As VietQR names an account: the BIN of the bank and the number in it."""
