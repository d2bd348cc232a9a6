"""What the door itself refuses, told as problem+json like every refusal of a service.

Envoy makes these answers (an unknown path, a dead service, a missing token, ...) and would send a line of plain text.
Each status it can answer has a row here; the words are those of `kit.problems` wherever a service can say the same.
"""

from dataclasses import dataclass, field

from gateway.headers import security
from gateway.row import ANY, DOCUMENT, FORM, KIB, MIB, PAPER, PIECE
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


class WrongHost(Problem):
    """Cổng này không phục vụ tên miền đó."""

    status = 421
    english = "This door does not answer for that host."


class ProtocolTooOld(Problem):
    """Cần HTTP/1.1 trở lên."""

    status = 426
    english = "HTTP/1.1 or newer is required."


class Refused(Problem):
    """Yêu cầu không được chấp nhận."""

    status = 400
    english = "The request was refused."


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
    """Envoy's `status` is told as `problem`; `detail` is (Vietnamese, English).

    With `is_floor` the row is for this status and every higher one that has no row of its own; the status stays.
    """

    status: int
    problem: type[Problem]
    detail: tuple[str, str]
    headers: dict[str, str] = field(default_factory=dict)
    why: str = ""  # a part of Envoy's own reason, where the status alone does not tell
    method: str = ""  # only for requests with this one
    is_floor: bool = False


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
    Refusal(
        403,
        MethodNotAllowed,
        ("Cổng này không nối tiếp tới máy khác.", "This door does not connect to other machines."),
        {"allow": ", ".join(ANY)},
        why="upgrade_failed",
        method="CONNECT",
    ),
    Refusal(
        403,
        Invalid,
        ("Cổng này không chuyển sang giao thức khác.", "This door does not change to another protocol."),
        why="upgrade_failed",
    ),
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
            (
                f"Tệp tối đa {PAPER // MIB} MiB, mỗi phần của tệp {PIECE // MIB} MiB,"
                f" biểu mẫu đăng nhập {FORM // KIB} KiB, còn lại {DOCUMENT // MIB} MiB."
            ),
            (
                f"At most {PAPER // MIB} MiB in a file, {PIECE // MIB} MiB in a piece of one,"
                f" {FORM // KIB} KiB in a sign-in form, {DOCUMENT // MIB} MiB else."
            ),
        ),
    ),
    Refusal(
        421,
        WrongHost,
        ("Hãy dùng địa chỉ công khai của cổng trong tiêu đề Host.", "Use the door's public address as Host."),
    ),
    Refusal(426, ProtocolTooOld, ("Hãy gửi lại bằng HTTP/1.1.", "Send it again as HTTP/1.1.")),
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
    # last: whatever else Envoy may refuse, in this version or the next
    Refusal(500, Problem, _LATER, is_floor=True),
    Refusal(400, Refused, ("Hãy kiểm tra lại yêu cầu HTTP.", "Check the HTTP request."), is_floor=True),
)


def _mapper(refusal: Refusal, *, language: str, public_url: str) -> Json:
    problem, is_english = refusal.problem, language == "en"
    threshold: Json = {"default_value": refusal.status, "runtime_key": "unused"}
    comparison: Json = {"op": "GE" if refusal.is_floor else "EQ", "value": threshold}
    status: Json = {"status_code_filter": {"comparison": comparison}}
    conditions: list[Json] = [status]
    if refusal.method:
        method = {"name": ":method", "string_match": {"exact": refusal.method}}
        conditions.append({"header_filter": {"header": method}})
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
        "status": "%RESPONSE_CODE%" if refusal.is_floor else problem.status,
        "code": problem.code(),
        "instance": "%PATH(NQ)%",
        "detail": refusal.detail[is_english],
    }
    own = {"cache-control": "no-store", "content-language": language, **refusal.headers}
    told = {} if refusal.is_floor else {"status_code": problem.status}
    return {
        "filter": {"and_filter": {"filters": conditions}} if len(conditions) > 1 else status,
        **told,
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
