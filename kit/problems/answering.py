"""Every failure of a request as `application/problem+json`: problems, refused input, the framework's own, crashes."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from kit.faults import from_validation
from kit.logs import log
from kit.problems.kinds import (
    ChangedMeanwhile,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    MethodNotAllowed,
    NotFound,
    Problem,
    TooLarge,
    TooMany,
    Unauthorized,
    Unavailable,
    UnsupportedType,
    VersionMissing,
)

MEDIA = "application/problem+json"

_KNOWN: tuple[type[Problem], ...] = (
    Invalid,
    Unauthorized,
    Forbidden,
    NotFound,
    MethodNotAllowed,
    Conflict,
    Gone,
    ChangedMeanwhile,
    TooLarge,
    UnsupportedType,
    VersionMissing,
    TooMany,
    Unavailable,
)
_BY_STATUS = {one.status: one for one in _KNOWN}
"""The framework's own refusals, so that they speak as ours do."""
_HELD_UP = frozenset({"40P01", "55P03"})
"""SQL states: two waited for each other, one waited too long for a lock."""


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
        **problem.members,
    }
    if detail:
        body["detail"] = detail
    if problem.errors:
        body["errors"] = [fault.told(language) for fault in problem.errors]
    headers = {"Content-Language": language, **problem.headers}
    return JSONResponse(body, problem.status, headers, MEDIA)


async def _on_problem(request: Request, problem: Exception) -> JSONResponse:
    return failed(request, problem)


async def _on_validation(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return await _on_problem(request, Invalid(errors=from_validation(error.errors())))


async def _on_framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    kind = _BY_STATUS.get(error.status_code, Invalid if error.status_code < 500 else Problem)
    if kind is Problem:
        log.error("refused by the framework", path=request.url.path, status=error.status_code, exc_info=error)
    return await _on_problem(request, kind(headers=error.headers))


async def _on_overload(request: Request, error: Exception) -> JSONResponse:
    """No connection to the database came free in time: nothing was begun, the request may be sent again."""
    log.warning("overloaded", path=request.url.path, error=str(error))
    return await _on_problem(request, Unavailable(headers={"Retry-After": "1"}))


async def _on_database(request: Request, error: Exception) -> JSONResponse:
    """Two transactions held each other up, or one waited too long: it was undone, the request may be sent again."""
    if not is_held_up(error):
        return failed(request, error)
    log.warning("held up by another transaction", path=request.url.path, error=type(error).__name__)
    return await _on_problem(request, Unavailable(headers={"Retry-After": "1"}))


def is_held_up(error: Exception) -> bool:
    """Whether a statement failed for a deadlock or a lock it did not get in time."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in _HELD_UP


def failed(request: Request, error: Exception) -> JSONResponse:
    """What the caller hears of an error outside the routes; of one nobody foresaw, nothing of its inside."""
    if not isinstance(error, Problem):
        log.error("crash", path=request.url.path, exc_info=error)
        error = Problem()
    return answer(error, language=language_of(request), instance=request.url.path)


def speak_problems(app: FastAPI) -> None:
    """Make the application answer every failure as problem+json; what is not foreseen here, `Watch` answers."""
    app.add_exception_handler(Problem, _on_problem)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_framework)
    app.add_exception_handler(PoolExhausted, _on_overload)
    app.add_exception_handler(DBAPIError, _on_database)
