"""Why a page of the sign-in is shown again: what the person reads, and the status."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Alert:
    """The text in both languages, and the status with which the page is shown again."""

    status: int
    vi: str
    en: str
    retry_after: int | None = None


WRONG: Final = Alert(
    403, "Thông tin đăng nhập hoặc mật khẩu không đúng.", "The sign-in name or the password is not right."
)
WRONG_CODE: Final = Alert(403, "Mã không đúng hoặc đã hết hạn.", "The code is not right, or has expired.")
WRONG_PASSKEY: Final = Alert(403, "Khóa truy cập không được chấp nhận.", "The passkey was not accepted.")
NAMELESS: Final = Alert(
    403,
    "Hãy nhập số định danh, số điện thoại hoặc e-mail rồi chọn lại.",
    "Type your personal number, phone or e-mail, then choose again.",
)
CROWDED: Final = Alert(
    503,
    "Đang có quá nhiều người đăng nhập. Hãy thử lại sau giây lát.",
    "Too many people are signing in at the moment. Try again shortly.",
    retry_after=1,
)
STALE: Final = Alert(403, "Biểu mẫu đã hết hạn. Hãy thử lại.", "The form has expired. Try again.")


def too_many(retry_after: int) -> Alert:
    """Too many tries: wait so many seconds."""
    return Alert(
        429,
        "Bạn đã thử quá nhiều lần. Hãy đợi rồi thử lại.",
        "Too many tries. Wait a while, then try again.",
        retry_after,
    )


def code_too_soon(retry_after: int) -> Alert:
    """A code was sent just now: wait so many seconds for another."""
    return Alert(
        429,
        f"Mã vừa được gửi. Có thể gửi lại sau {retry_after} giây.",
        f"A code was sent just now. Another can be sent in {retry_after} seconds.",
        retry_after,
    )
