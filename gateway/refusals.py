"""What the door itself refuses, told as problem+json like every refusal of a service.

Envoy makes these answers (an unknown path, a dead service, a missing token, ...) and would send a line of plain text.
Each status it can answer has a row here; the words are those of `kit.problems` wherever a service can say the same.
"""

from dataclasses import dataclass, field

from gateway.headers import security
from gateway.shapes import Json, header, typed
from kit.problems import (
    MEDIA,
    Invalid,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooLarge,
    TooMany,
    Unauthorized,
    Unavailable,
)


class TooSlow(Problem):
    """Yêu cầu gửi lên quá chậm."""

    status = 408
    english = "The request arrived too slowly."


class HeadersTooLarge(Problem):
    """Tiêu đề của yêu cầu quá lớn hoặc quá nhiều."""

    status = 431
    english = "The request's headers are too large or too many."


class NoAnswer(Problem):
    """Dịch vụ không trả lời kịp thời, hãy thử lại sau."""

    status = 504
    english = "The service did not answer in time, try again later."


class Broken(Problem):
    """Dịch vụ trả lời không đúng quy cách, hãy thử lại sau."""

    status = 502
    english = "The service gave a malformed answer, try again later."


@dataclass(frozen=True)
class Refusal:
    """Envoy's `status` is told as `problem`; `detail` is (Vietnamese, English)."""

    status: int
    problem: type[Problem]
    detail: tuple[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    why: str = ""  # a part of Envoy's own reason, where the status alone does not tell


_SIGN_IN = (
    "Yêu cầu này cần mã truy cập còn hiệu lực trong tiêu đề Authorization.",
    "This request needs a live access token in the Authorization header.",
)
_LATER = ("Hồ sơ đã lưu không bị ảnh hưởng.", "Nothing that was saved is affected.")

REFUSALS = (
    Refusal(
        400,
        Invalid,
        ("Yêu cầu HTTP không đúng quy cách.", "The HTTP request is malformed."),
    ),
    # no key could be fetched yet: the token may be good
    Refusal(401, Unavailable, _LATER, {"retry-after": "1"}, why="Jwks_remote_fetch_is_failed"),
    # jwt_authn says 403 for a token of another audience; RFC 6750 calls that an invalid token
    Refusal(401, Unauthorized, _SIGN_IN),
    Refusal(403, Unauthorized, _SIGN_IN, {"www-authenticate": 'Bearer error="invalid_token"'}),
    Refusal(404, NotFound, ("Địa chỉ này không tồn tại.", "There is nothing at this address.")),
    Refusal(
        405,
        MethodNotAllowed,
        ("Xem tiêu đề Allow để biết phương thức được hỗ trợ.", "The Allow header names the supported methods."),
    ),
    Refusal(408, TooSlow, ("Hãy gửi lại khi đường truyền ổn định hơn.", "Send it again on a steadier connection.")),
    Refusal(
        413,
        TooLarge,
        (
            "Tệp tải lên tối đa 20 MiB, nội dung khác tối đa 1 MiB.",
            "An uploaded file may have 20 MiB, any other content 1 MiB.",
        ),
    ),
    Refusal(
        429,
        TooMany,
        ("Tiêu đề Retry-After cho biết số giây cần chờ.", "The Retry-After header gives the seconds to wait."),
        {"retry-after": "1"},
    ),
    Refusal(431, HeadersTooLarge, ("Hãy rút gọn tiêu đề hoặc cookie.", "Shorten the headers or cookies.")),
    Refusal(502, Broken, _LATER),
    Refusal(503, Unavailable, _LATER, {"retry-after": "5"}),
    Refusal(504, NoAnswer, _LATER, {"retry-after": "5"}),
)


def _mapper(refusal: Refusal, *, language: str, public_url: str) -> Json:
    problem, is_english = refusal.problem, language == "en"
    status: Json = {
        "status_code_filter": {"comparison": {"value": {"default_value": refusal.status, "runtime_key": "unused"}}}
    }
    conditions: list[Json] = [status]
    if refusal.why:
        expression = f"response.code_details.contains('{refusal.why}')"
        cel = typed("access_loggers.filters.cel.v3.ExpressionFilter", expression=expression)
        conditions.append({"extension_filter": {"name": "why", "typed_config": cel}})
    if is_english:
        english = {"name": "accept-language", "string_match": {"prefix": "en", "ignore_case": True}}
        conditions.append({"header_filter": {"header": english}})
    body = {
        "type": f"/problems/{problem.code()}",
        "title": problem.title(language),
        "status": problem.status,
        "code": problem.code(),
        "instance": "%PATH(NQ)%",
        "detail": refusal.detail[is_english],
    }
    own = {"cache-control": "no-store", "content-language": language, **refusal.headers}
    return {
        "filter": {"and_filter": {"filters": conditions}} if len(conditions) > 1 else status,
        "status_code": problem.status,
        "headers_to_add": [*(header(name, value) for name, value in own.items()), *security(public_url)],
        "body_format_override": {"json_format": body, "content_type": MEDIA, "omit_empty_values": True},
    }


def local_replies(public_url: str) -> Json:
    """Envoy's `local_reply_config`: for each status, English where the client prefers it, then Vietnamese."""
    return {
        "mappers": [
            _mapper(refusal, language=language, public_url=public_url)
            for refusal in REFUSALS
            for language in ("en", "vi")
        ]
    }
