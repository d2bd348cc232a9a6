"""What can be wrong with a form, in words: code -> Vietnamese, English."""

from collections.abc import Mapping
from typing import Final

from kit.faults import Fault

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("Chưa có.", "It is missing."),
    "malformed": ("Không đúng dạng.", "It has not the shape it needs."),
    "too-large": ("Lớn quá mức cho phép.", "It is too large."),
    "one-language": ("Phải có cả tiếng Việt và tiếng Anh.", "It must be said in both languages."),
    "twice": ("Bị trùng.", "It is there twice."),
    "not-an-id": (
        "Mã trường gồm chữ thường, chữ số và gạch dưới, bắt đầu bằng chữ.",
        "An id has lower-case letters, digits and underscores and begins with a letter.",
    ),
    "reserved": ("Tên này dành cho dữ kiện của hồ sơ.", "This name is kept for a fact of the dossier."),
    "unknown-block": ("Thư viện không có khối này.", "The library has no such block."),
    "circular": ("Các phần phụ thuộc lẫn nhau.", "They depend on each other in a circle."),
    "unknown": ("Không có trường này.", "There is no such field."),
    "unknown-source": ("Không có nguồn dữ liệu này.", "There is no such source."),
    "source-does-not-fit": ("Nguồn dữ liệu không hợp loại trường.", "The source does not fit this kind of field."),
    "unknown-component": ("Thành phần hồ sơ không có.", "There is no such component."),
    "unknown-list": ("Không có danh mục này.", "There is no such list."),
    "unknown-value": ("Trường kia không có giá trị này.", "The other field has no such value."),
    "no-choice": ("Giá trị này của trường kia không còn lựa chọn nào.", "Under this value nothing can be chosen."),
    "not-used": ("Loại trường này không dùng thuộc tính này.", "This kind of field does not use this property."),
    "needed": ("Loại trường này phải có thuộc tính này.", "This kind of field needs this property."),
    "not-a-pattern": ("Biểu thức chính quy không dùng được.", "The pattern cannot be used."),
    "not-anchored": ("Biểu thức phải bắt đầu bằng ^ và kết thúc bằng $.", "It must begin with ^ and end with $."),
    "catastrophic": (
        "Biểu thức lặp lồng nhau: trình duyệt có thể treo.",
        "It repeats within a repetition: a browser may hang on it.",
    ),
    "upside-down": ("Giới hạn dưới lớn hơn giới hạn trên.", "The lower limit is above the upper one."),
    "negative": ("Không được âm.", "It must not be negative."),
    "not-a-day": ("Phải là ngày năm-tháng-ngày, hoặc số ngày như -60d.", "It must be a day, or days like -60d."),
    "not-possible": ("Giá trị mặc định không hợp lệ.", "The default is not a possible value."),
    "not-answered": ("Không ai trả lời trường này.", "Nobody answers this field."),
    "not-an-answer": (
        "Điều kiện của tờ khai chỉ được hỏi câu trả lời của tờ khai.",
        "A form's condition may only ask about answers of the form.",
    ),
    "too-deep": ("Danh sách không được chứa danh sách hay giá trị tính ra.", "Not allowed within a list."),
    "wrong-sort": ("Phép tính không nhận loại trường này.", "The operation does not take this kind of field."),
    "wrong-number": ("Phép tính nhận số đầu vào khác.", "The operation takes another number of inputs."),
    "not-comparable": ("Hai trường không so sánh được.", "The two fields cannot be compared."),
    "itself": ("Không được nói về chính nó.", "It must not speak of itself."),
    "nothing-required": ("Tờ khai không bắt buộc điền gì.", "The form requires nothing."),
    "not-a-schema": ("Không phải JSON Schema 2020-12 dùng được.", "It is not a usable JSON Schema 2020-12."),
    "refers-outside": ("Không được dẫn tới tài liệu khác.", "It must not refer to another document."),
    "not-flat": ("Câu trả lời phải là một đối tượng phẳng, đóng.", "Answers must be one flat, closed object."),
    "no-place": ("Trường bắt buộc không có chỗ trên trang.", "A required field has no place on the page."),
    "kind-changed": (
        "Mã trường giữ nguyên ý nghĩa qua các phiên bản: loại câu trả lời đã đổi.",
        "A field keeps its meaning: the type of its answer has changed.",
    ),
    "meaning-changed": (
        "Mã trường giữ nguyên ý nghĩa qua các phiên bản: cả tên và loại đã đổi.",
        "A field keeps its meaning: both its title and its kind have changed.",
    ),
}


def fault(pointer: str, code: str) -> Fault:
    """The fault of a code at a place."""
    return Fault(pointer, code, *WORDS[code])
