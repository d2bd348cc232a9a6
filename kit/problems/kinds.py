"""A problem and the kinds every service knows: raised by rules and actions, which know nothing of HTTP."""

import re
from collections.abc import Mapping, Sequence
from typing import ClassVar

from kit.faults import Fault


class Problem(Exception):  # noqa: N818 - a problem detail, not a programming error
    """Có sự cố."""

    status: ClassVar[int] = 500
    english: ClassVar[str] = "Something went wrong."

    def __init__(
        self,
        detail: str | None = None,
        detail_en: str | None = None,
        *,
        errors: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.code())
        self.detail, self.detail_en = detail, detail_en or detail
        self.errors, self.headers = list(errors), dict(headers or {})
        self.members = dict(members or {})  # more the client may go on with (RFC 9457, section 3.2)

    @classmethod
    def code(cls) -> str:
        """The class name in kebab case: stable, for clients."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    @classmethod
    def title(cls, language: str) -> str:
        """The title a person reads."""
        vietnamese = (cls.__doc__ or Problem.__doc__ or "").strip().splitlines()[0]
        return cls.english if language == "en" else vietnamese


class Invalid(Problem):
    """Dữ liệu gửi lên chưa hợp lệ."""

    status = 400
    english = "The input is not valid."


class Unauthorized(Problem):
    """Cần đăng nhập."""

    status = 401
    english = "Sign-in is required."


class Forbidden(Problem):
    """Không có quyền thực hiện việc này."""

    status = 403
    english = "This is not permitted."


class NotFound(Problem):
    """Không tìm thấy."""

    status = 404
    english = "Not found."


class Conflict(Problem):
    """Việc này không thực hiện được lúc này."""

    status = 409
    english = "This cannot be done now."


class Gone(Problem):
    """Đã hết hạn."""

    status = 410
    english = "No longer available."


class ChangedMeanwhile(Problem):
    """Dữ liệu đã được người khác thay đổi, hãy tải lại."""

    status = 412
    english = "It was changed meanwhile, load it again."


class TooLarge(Problem):
    """Nội dung gửi lên quá lớn."""

    status = 413
    english = "The content is too large."


class UnsupportedType(Problem):
    """Loại nội dung này không được nhận."""

    status = 415
    english = "This type of content is not accepted."


class KeyReused(Problem):
    """Khóa Idempotency-Key đã dùng cho một yêu cầu khác."""

    status = 422
    english = "This Idempotency-Key was used for another request."


class VersionMissing(Problem):
    """Thiếu tiêu đề If-Match."""

    status = 428
    english = "The If-Match header is missing."


class TooMany(Problem):
    """Quá nhiều yêu cầu, hãy thử lại sau."""

    status = 429
    english = "Too many requests, try again later."


class Unavailable(Problem):
    """Dịch vụ tạm thời chưa sẵn sàng, hãy thử lại sau."""

    status = 503
    english = "Temporarily unavailable, try again later."


class MethodNotAllowed(Problem):
    """Phương thức này không được hỗ trợ."""

    status = 405
    english = "This method is not supported."
