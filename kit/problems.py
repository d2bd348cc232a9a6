"""What goes wrong, told the same way everywhere: RFC 9457 `application/problem+json`.

Rules and actions raise a `Problem`; this module alone knows HTTP. A problem's class name is its stable code
(`FeeUnpaid` -> `fee-unpaid`), its docstring the Vietnamese title a citizen reads, `english` the twin. Input values
are never echoed.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from kit.faults import Fault, from_validation
from kit.logs import log

MEDIA = "application/problem+json"


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
    ) -> None:
        super().__init__(detail or self.code())
        self.detail, self.detail_en = detail, detail_en or detail
        self.errors, self.headers = list(errors), dict(headers or {})

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


_KNOWN: tuple[type[Problem], ...] = (
    Invalid,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    TooLarge,
    UnsupportedType,
    TooMany,
    Unavailable,
)
_BY_STATUS = {one.status: one for one in _KNOWN}
"""The framework's own refusals, so that they speak as ours do."""


def language_of(request: Request) -> str:
    """`en` when the client prefers English, else `vi`."""
    first = request.headers.get("accept-language", "vi").split(",")[0].strip().lower()
    return "en" if first.startswith("en") else "vi"


def answer(problem: Problem, *, language: str, instance: str) -> JSONResponse:
    """The problem as a response."""
    detail = problem.detail_en if language == "en" else problem.detail
    body: dict[str, Any] = {
        "type": f"/problems/{problem.code()}",
        "title": problem.title(language),
        "status": problem.status,
        "code": problem.code(),
        "instance": instance,
    }
    if detail:
        body["detail"] = detail
    if problem.errors:
        body["errors"] = [fault.told(language) for fault in problem.errors]
    headers = {"Cache-Control": "no-store", "Content-Language": language, **problem.headers}
    return JSONResponse(body, problem.status, headers, MEDIA)


async def _on_problem(request: Request, problem: Exception) -> JSONResponse:
    assert isinstance(problem, Problem)
    return answer(problem, language=language_of(request), instance=request.url.path)


async def _on_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return await _on_problem(request, Invalid(errors=from_validation(error.errors())))


async def _on_framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = _BY_STATUS.get(error.status_code)
    if kind is None:
        kind = Invalid if error.status_code < 500 else Problem
    return await _on_problem(request, kind(headers=error.headers))


async def _on_crash(request: Request, error: Exception) -> JSONResponse:
    log.error("crash", path=request.url.path, exc_info=error)
    return await _on_problem(request, Problem())


def speak_problems(app: FastAPI) -> None:
    """Make the application answer every failure as problem+json."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_framework)
    app.add_exception_handler(Exception, _on_crash)


_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "instance": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"pointer": {"type": "string"}, "code": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route: its problems, declared; those every route can answer are included."""
    declared: dict[int | str, dict[str, Any]] = {}
    shared: tuple[type[Problem], ...] = (Invalid, Unauthorized, TooMany, Unavailable)
    for kind in (*shared, *kinds):
        words = f"`{kind.code()}`: {kind.title('vi')} / {kind.english}"
        if known := declared.get(kind.status):
            words = f"{known['description']}\n\n{words}" if words not in known["description"] else known["description"]
        declared[kind.status] = {"description": words, "content": {MEDIA: {"schema": _SCHEMA}}}
    return declared
