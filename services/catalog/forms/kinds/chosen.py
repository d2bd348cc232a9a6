"""Kinds whose answer is chosen."""

from collections.abc import Mapping
from typing import Final

from services.catalog.forms import shapes
from services.catalog.forms.definition import Kind, Sensitivity
from services.catalog.forms.kinds.row import LIMITS, Row, Worth, text, words

CHOSEN: Final[Mapping[Kind, Row]] = {
    Kind.YES_NO: Row(
        "Có hoặc không",
        "Yes or no",
        {"type": "boolean"},
        ("đúng hoặc sai", "true or false"),
        uses=words("default"),
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
        text(),
        ("một trong các lựa chọn", "one of the choices"),
        uses=words("choices", "default", "source"),
        needs=words("choices"),
        worth=Worth.TEXT,
    ),
    Kind.MULTI: Row(
        "Chọn nhiều",
        "Several choices",
        {"type": "array", "uniqueItems": True},
        ("các lựa chọn, không lặp; số lượng", "choices, none twice; how many"),
        uses=LIMITS | {"choices"},
        needs=words("choices"),
        worth=Worth.LIST,
    ),
    Kind.LINKED_SELECT: Row(
        "Chọn một, tuỳ trường khác",
        "One choice, depending on another field",
        text(),
        ("lựa chọn hợp với trường kia", "a choice that fits the other field"),
        uses=words("choices", "linked_to"),
        needs=words("choices", "linked_to"),
        worth=Worth.TEXT,
    ),
    Kind.ETHNICITY: Row(
        "Dân tộc",
        "Ethnic group",
        {"$ref": "#/$defs/ethnicity"},
        ("54 dân tộc (QĐ 121-TCTK/PPCĐ) hoặc khác", "one of the 54 groups, or other"),
        uses=words("source", "default"),
        worth=Worth.TEXT,
        sensitivity=Sensitivity.SENSITIVE,
    ),
    Kind.NATIONALITY: Row(
        "Quốc tịch",
        "Nationality",
        {"$ref": "#/$defs/nationality"},
        ("mã ISO 3166-1 hai chữ", "an ISO 3166-1 alpha-2 code"),
        uses=words("source", "default"),
        worth=Worth.TEXT,
        sensitivity=Sensitivity.PERSONAL,
    ),
    Kind.WARD: Row(
        "Xã, phường, đặc khu",
        "Ward",
        text(pattern=shapes.WARD_PATTERN, **{"x-area": "commune"}),
        ("mã đơn vị hành chính cấp xã", "code of a commune-level unit"),
        uses=words("source", "linked_to", "area_competence"),
        options={"format": "area"},
        worth=Worth.TEXT,
    ),
    Kind.PROVINCE: Row(
        "Tỉnh, thành phố",
        "Province or city",
        text(pattern=shapes.PROVINCE_PATTERN, **{"x-area": "province"}),
        ("mã đơn vị hành chính cấp tỉnh", "code of a provincial unit"),
        uses=words("source"),
        options={"format": "area"},
        worth=Worth.TEXT,
    ),
    Kind.REFERENCE: Row(
        "Tra cứu danh mục",
        "Entry of a list of ours",
        text(pattern="^[A-Za-z0-9._:-]{1,64}$"),
        ("dạng mã; danh mục đọc qua HTTP", "the shape of a code; the list is read over HTTP"),
        uses=words("reference"),
        needs=words("reference"),
        options={"format": "reference"},
        worth=Worth.TEXT,
    ),
    Kind.FILE: Row(
        "Tệp của hồ sơ",
        "Upload of the dossier",
        text(),
        ("mã thành phần hồ sơ được nộp kèm", "id of the component that is uploaded"),
        uses=words("component"),
        needs=words("component"),
        options={"format": "file"},
    ),
}
