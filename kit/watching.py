"""One pure ASGI layer around every request: its trace, its time, and headers every answer carries."""

import time
from typing import Any

from prometheus_client import Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.faults import Fault
from kit.logs import start_trace
from kit.problems.answering import failed
from kit.problems.kinds import Invalid

EVERY_ANSWER = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "API-Version": "1"}
"""Headers of every answer that does not say otherwise."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_seconds = Histogram(
    "motcua_request_seconds",
    "Time to answer",
    ["service", "method", "route", "status"],
    buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)


class Watch:
    """Enters the caller's trace, measures by route template, and keeps answers from being cached or sniffed by
    default."""

    def __init__(self, app: ASGIApp, *, service: str) -> None:
        self._app, self._service = app, service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start_trace(Headers(scope=scope).get("traceparent"))
        began, status, has_started = time.perf_counter(), 500, False

        async def send_watched(message: Message) -> None:
            nonlocal status, has_started
            if message["type"] == "http.response.start":
                status, has_started = message["status"], True
                headers = MutableHeaders(scope=message)
                for name, value in EVERY_ANSWER.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            _refuse_nul(scope)
            await self._app(scope, receive, send_watched)
        except Exception as error:
            if has_started:
                raise
            # answered here, inside: an error that reaches the server closes a connection others are waiting on
            await failed(Request(scope), error)(scope, receive, send_watched)
        finally:
            route: Any = scope.get("route")
            template = getattr(route, "path", "unknown")
            spent = time.perf_counter() - began
            method = scope["method"] if scope["method"] in _METHODS else "other"  # a stranger chooses it
            _seconds.labels(self._service, method, template, str(status)).observe(spent)


def _refuse_nul(scope: Scope) -> None:
    """No text of ours holds a NUL, and no database takes one."""
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise Invalid(errors=[Fault("", "malformed", "Địa chỉ chứa ký tự không hợp lệ.", "The address holds a NUL.")])
