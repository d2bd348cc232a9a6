"""Kinds whose answer is a number or a time, or is reckoned."""

from collections.abc import Mapping
from typing import Final

from services.catalog.forms.definition import Kind
from services.catalog.forms.kinds.row import DAYS, LIMITS, Row, Worth, text, words

_MOST_MONEY: Final = 9_007_199_254_740_991

MEASURED: Final[Mapping[Kind, Row]] = {
    Kind.INTEGER: Row(
        "Số nguyên",
        "Whole number",
        {"type": "integer"},
        ("khoảng", "range"),
        uses=LIMITS | {"default"},
        worth=Worth.NUMBER,
    ),
    Kind.DECIMAL: Row(
        "Số thập phân", "Number", {"type": "number"}, ("khoảng", "range"), uses=LIMITS, worth=Worth.NUMBER
    ),
    Kind.MONEY: Row(
        "Số tiền (đồng)",
        "Amount in đồng",
        {"type": "integer", "minimum": 0, "maximum": _MOST_MONEY},
        ("số nguyên không âm", "whole, not negative"),
        uses=LIMITS,
        options={"format": "money"},
        worth=Worth.NUMBER,
    ),
    Kind.AGE: Row(
        "Tuổi",
        "Age in years",
        {"type": "integer", "minimum": 0, "maximum": 150},
        ("0 đến 150", "0 to 150"),
        uses=LIMITS,
        worth=Worth.NUMBER,
    ),
    Kind.DATE: Row(
        "Ngày",
        "Day",
        text(format="date"),
        ("ngày có thật; sớm nhất, muộn nhất", "a real day; earliest, latest"),
        uses=DAYS | {"source"},
        worth=Worth.DAY,
    ),
    Kind.DATETIME: Row(
        "Ngày và giờ",
        "Day and time",
        text(format="date-time"),
        ("RFC 3339, có múi giờ", "RFC 3339 with an offset"),
        worth=Worth.MOMENT,
    ),
    Kind.TIME: Row(
        "Giờ",
        "Time of day",
        text(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$"),
        ("giờ:phút", "hours and minutes"),
        options={"format": "time"},
        worth=Worth.HOUR,
    ),
    Kind.PARTIAL_DATE: Row(
        "Ngày, tháng và năm, hoặc chỉ năm",
        "Day, month or year",
        text(format="partial-date"),
        ("năm, năm-tháng hoặc ngày có thật", "a year, a month or a real day"),
        uses=DAYS | {"source"},
        options={"format": "partial-date"},
        worth=Worth.PARTIAL_DAY,
    ),
    Kind.COMPUTED: Row(
        "Giá trị tính ra",
        "Computed",
        {"readOnly": True},
        ("máy chủ tính lại", "reckoned again by the server"),
        uses=words("computation"),
        needs=words("computation"),
    ),
}
