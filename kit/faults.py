"""One fault of an input: where, which, and what to do, in both languages; never the value itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fault:
    """`pointer` is a JSON pointer into the body, or `/query/name`, `/header/name`, `/path/name`."""

    pointer: str
    code: str
    vi: str
    en: str

    def told(self, language: str) -> dict[str, str]:
        """The fault as it goes over the wire."""
        return {"pointer": self.pointer, "code": self.code, "detail": self.en if language == "en" else self.vi}


WORDS: dict[str, tuple[str, str, str]] = {
    "missing": ("missing", "Chưa điền.", "It is missing."),
    "extra_forbidden": ("unknown", "Trường này không tồn tại.", "There is no such field."),
    "string_too_long": ("too-long", "Dài quá mức cho phép.", "It is too long."),
    "string_too_short": ("too-short", "Ngắn quá mức cho phép.", "It is too short."),
    "string_pattern_mismatch": ("malformed", "Không đúng định dạng.", "It is malformed."),
    "greater_than_equal": ("too-small", "Nhỏ hơn mức cho phép.", "It is too small."),
    "greater_than": ("too-small", "Nhỏ hơn mức cho phép.", "It is too small."),
    "less_than_equal": ("too-large", "Lớn hơn mức cho phép.", "It is too large."),
    "less_than": ("too-large", "Lớn hơn mức cho phép.", "It is too large."),
    "too_long": ("too-many", "Quá nhiều mục.", "There are too many items."),
    "too_short": ("too-few", "Quá ít mục.", "There are too few items."),
    "enum": ("not-a-choice", "Không phải lựa chọn cho phép.", "It is not one of the choices."),
    "literal_error": ("not-a-choice", "Không phải lựa chọn cho phép.", "It is not one of the choices."),
    "json_invalid": ("not-json", "Nội dung không phải JSON hợp lệ.", "The body is not valid JSON."),
}
_OTHER = ("malformed", "Giá trị không đúng kiểu hoặc định dạng.", "The value has the wrong type or format.")


def pointer(location: Iterable[str | int]) -> str:
    """A JSON pointer (RFC 6901) for a validator's location; `body` is the root."""
    parts = [str(part).replace("~", "~0").replace("/", "~1") for part in location]
    return "/" + "/".join(parts[1:] if parts[:1] == ["body"] else parts) if parts != ["body"] else ""


def from_validation(errors: Iterable[Mapping[str, Any]]) -> list[Fault]:
    """Faults from pydantic's list of errors."""
    faults = []
    for error in errors:
        code, vi, en = WORDS.get(error["type"], _OTHER)
        location = () if error["type"] == "json_invalid" else error["loc"]
        faults.append(Fault(pointer(location) if location else "", code, vi, en))
    return faults
