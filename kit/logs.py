"""Structured logs (one JSON object a line) with the request's trace and without personal data.

Trace identifiers follow W3C Trace Context. The redactor masks values under telling keys and any 12-digit personal
number, phone number or e-mail address inside a text.
"""

import logging
import re
import secrets
import sys
from contextvars import ContextVar
from typing import Any

import structlog

_trace: ContextVar[str | None] = ContextVar("traceparent", default=None)

SECRET_KEYS = re.compile(
    r"password|secret|token|authorization|cookie|code_verifier|personal_number|full_name|phone|email|address|answers",
    re.I,
)
PERSONAL = re.compile(
    r"(?P<id>\b(?:[0-9a-f]{32,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b)"  # stays: says nothing of anybody
    r"|(?<!\d)(?:\d{12}|(?:\+?84|0)\d{9})(?!\d)"
    r"|[\w.+-]+@[\w-]+\.[\w.]+"
    r"|\beyJ[\w-]+\.[\w-]+(?:\.[\w-]+)*|\b(?:Bearer|Basic) [\w.~+/=-]+"
    r"|(?<=DETAIL:)[^\n]+|(?<=input_value=).+?(?=, input_type=|$)",  # PostgreSQL and pydantic quote what they refuse
    re.MULTILINE,
)
_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


def start_trace(received: str | None = None) -> str:
    """Enter a trace: the received one when well formed, else a new one. Returns the traceparent."""
    value = received if received and _TRACEPARENT.fullmatch(received) else None
    value = value or f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"
    _trace.set(value)
    return value


def traceparent() -> str | None:
    """The traceparent of the work in hand."""
    return _trace.get()


def redact(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The value with personal data masked."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if redact(str(value)) == str(value) else "[…]"
    if isinstance(value, str):
        return PERSONAL.sub(lambda found: found["id"] or "[…]", value)
    if isinstance(value, dict):
        return {redact(str(k)): "[…]" if SECRET_KEYS.search(str(k)) else redact(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redact(v) for v in value]
    return redact(repr(value))


def _redactor(_: Any, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:  # noqa: ANN401
    return {k: "[…]" if SECRET_KEYS.search(k) else redact(v) for k, v in line.items()}


def _add_trace(_: Any, __: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:  # noqa: ANN401
    if value := _trace.get():
        line["trace_id"] = value[3:35]
    return line


def configure(service: str, level: str = "info") -> None:
    """Set up logging of this process, the standard library's included."""
    steps: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace,
        structlog.processors.format_exc_info,
        _redactor,
    ]
    structlog.configure(
        processors=[*steps, structlog.processors.JSONRenderer(ensure_ascii=False)],
        wrapper_class=structlog.make_filtering_bound_logger(level.upper()),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stdout),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=steps,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel("WARNING")
    logging.getLogger("aiokafka").setLevel(
        "CRITICAL"
    )  # tells the same refusal 20 times a second; relay and listener tell once


log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
