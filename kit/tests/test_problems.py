"""Every failure is problem+json in the reader's language, tells all faults at once, and never repeats the input."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

import httpx
import pytest
import pytest_asyncio
from fastapi import APIRouter, Depends, FastAPI, File, Header, Query, UploadFile
from pydantic import Field
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from starlette.exceptions import HTTPException

from kit.faults import Fault, from_validation, pointer
from kit.people import anyone
from kit.problems import (
    MEDIA,
    Conflict,
    Gone,
    KeyReused,
    NotFound,
    Problem,
    TooLarge,
    problems,
)
from kit.schemas import Line, Schema
from kit.testing import client_of
from kit.tests.conftest import Running

SECRET = "Nguyễn Bí Mật 030194001234"


class FeeUnpaid(Conflict):
    """Lệ phí chưa được thanh toán.

    Only the first line is the title.
    """

    english = "The fee has not been paid."


class Refused(Exception):  # noqa: N818 - as a driver raises it
    def __init__(self, sqlstate: str) -> None:
        super().__init__(SECRET)
        self.sqlstate = sqlstate


STATES = {"deadlock": "40P01", "lock": "55P03", "broken": "22012"}


class Undocumented(Conflict):
    pass


class Item(Schema):
    count: int = Field(ge=1, le=5)


class Order(Schema):
    name: Line
    items: list[Item] = Field(min_length=1, max_length=2)


router = APIRouter(dependencies=[Depends(anyone)])


@router.post("/orders", responses=problems(FeeUnpaid, KeyReused))
async def create_order(
    order: Order, page: Annotated[int, Query(ge=1)] = 1, x_part: Annotated[int, Header()] = 1
) -> str:
    if order.name == "unpaid":
        raise FeeUnpaid(
            "Hãy nộp lệ phí.", "Pay the fee.", errors=[Fault("/name", "unpaid", "Chưa nộp.", "Unpaid.")],
            headers={"Retry-After": "5"},
        )  # fmt: skip
    if order.name == "crash":
        raise RuntimeError(SECRET)
    if order.name in STATES:
        raise DBAPIError(f"SELECT '{SECRET}'", None, Refused(STATES[order.name]))
    if order.name == "crowd":
        raise PoolExhausted(SECRET)
    return "fine"


@router.post("/files")
async def create_file(file: Annotated[UploadFile, File()]) -> int | None:
    raise TooLarge


@router.get("/orders/{number}")
async def read_order(number: int) -> int:
    raise NotFound


@router.get("/framework/{status}")
async def read_refusal(status: int) -> int:
    raise HTTPException(status, SECRET, headers={"Retry-After": "9"})


@pytest_asyncio.fixture
async def app(sample: Running) -> AsyncIterator[FastAPI]:
    async with sample(routers=[router]) as running:
        yield running


@pytest_asyncio.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(app) as opened:
        yield opened


def told(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem of an answer, checked for what every problem has."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == MEDIA
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["API-Version"] == "1"
    assert answer.headers["Content-Language"] in ("vi", "en")
    assert "Bí Mật" not in answer.text
    assert "030194001234" not in answer.text
    body: dict[str, Any] = answer.json()
    assert body["type"] == f"/problems/{code}"
    assert (body["status"], body["code"], body["instance"]) == (status, code, answer.url.path)
    return body


async def test_a_problem_speaks_vietnamese_first_and_english_when_asked(client: httpx.AsyncClient) -> None:
    order = {"name": "unpaid", "items": [{"count": 1}]}
    answer = await client.post("/orders", json=order)
    body = told(answer, 409, "fee-unpaid")
    assert (body["title"], body["detail"]) == ("Lệ phí chưa được thanh toán.", "Hãy nộp lệ phí.")
    assert body["errors"] == [{"pointer": "/name", "code": "unpaid", "detail": "Chưa nộp."}]
    assert answer.headers["Retry-After"] == "5"
    answer = await client.post("/orders", json=order, headers={"Accept-Language": "en-GB,vi;q=0.5"})
    body = told(answer, 409, "fee-unpaid")
    assert (body["title"], body["detail"]) == ("The fee has not been paid.", "Pay the fee.")
    assert body["errors"][0]["detail"] == "Unpaid."


async def test_a_service_without_a_free_connection_asks_to_try_again(client: httpx.AsyncClient) -> None:
    answer = await client.post("/orders", json={"name": "crowd", "items": [{"count": 1}]})
    told(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize("name", ["deadlock", "lock"])
async def test_who_was_held_up_by_another_asks_again(client: httpx.AsyncClient, name: str) -> None:
    answer = await client.post("/orders", json={"name": name, "items": [{"count": 1}]})
    told(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == "1"


async def test_another_failure_of_the_database_is_a_crash_that_tells_nothing(client: httpx.AsyncClient) -> None:
    answer = await client.post("/orders", json={"name": "broken", "items": [{"count": 1}]})
    told(answer, 500, "problem")
    assert SECRET not in answer.text


async def test_all_faults_are_told_at_once_without_the_values(client: httpx.AsyncClient) -> None:
    order = {"items": [{"count": 9}, {"count": SECRET}], SECRET[:5]: SECRET}
    answer = await client.post("/orders?page=0", json=order, headers={"x-part": "a"})
    body = told(answer, 400, "invalid")
    assert {(one["pointer"], one["code"]) for one in body["errors"]} == {
        ("/query/page", "too-small"),
        ("/header/x-part", "malformed"),
        ("/name", "missing"),
        ("/items/0/count", "too-large"),
        ("/items/1/count", "malformed"),
        (f"/{SECRET[:5]}", "unknown"),
    }


DEEP = b'{"name": ' + b"[" * 900 + b"]" * 900 + b', "items": []}'


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[1]", b"null", b'"x"', b"\xff\xfe", b"\xff", b'{"name": "\\ud800", "items": []}', DEEP,
     b"[" * 100_000, b'{"name": NaN, "items": [{"count": Infinity}]}', b'{"items": [{"count": ' + b"9" * 5000 + b"}]}"],
)  # fmt: skip
async def test_a_broken_body_is_invalid_input_not_a_crash(client: httpx.AsyncClient, content: bytes) -> None:
    answer = await client.post("/orders", content=content, headers={"Content-Type": "application/json"})
    told(answer, 400, "invalid")


async def test_a_body_that_is_not_json_is_named_so(client: httpx.AsyncClient) -> None:
    answer = await client.post("/orders", content=b"{", headers={"Content-Type": "application/json"})
    assert told(answer, 400, "invalid")["errors"][0] == {
        "pointer": "", "code": "not-json", "detail": "Nội dung không phải JSON hợp lệ.",
    }  # fmt: skip


async def test_a_broken_upload_is_invalid_input(client: httpx.AsyncClient) -> None:
    answer = await client.post("/files", content=b"--x", headers={"Content-Type": "multipart/form-data"})
    told(answer, 400, "invalid")
    told(await client.post("/files", data={"file": "text"}), 400, "invalid")
    told(await client.post("/files", files={"file": b"a"}), 413, "too-large")


async def test_a_crash_tells_nothing_of_itself(client: httpx.AsyncClient) -> None:
    body = told(await client.post("/orders", json={"name": "crash", "items": [{"count": 1}]}), 500, "problem")
    assert body["title"] == "Có sự cố."
    assert body.keys() == {"type", "title", "status", "code", "instance"}


async def test_paths_and_methods_that_do_not_exist(client: httpx.AsyncClient) -> None:
    told(await client.get("/nowhere"), 404, "not-found")
    told(await client.get("/orders/7"), 404, "not-found")
    told(await client.get("/orders/seven"), 400, "invalid")
    answer = await client.delete("/orders")
    told(answer, 405, "method-not-allowed")
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize(
    ("status", "answered", "code"),
    [
        (400, 400, "invalid"),
        (401, 401, "unauthorized"),
        (403, 403, "forbidden"),
        (404, 404, "not-found"),
        (409, 409, "conflict"),
        (410, 410, "gone"),
        (412, 412, "changed-meanwhile"),
        (413, 413, "too-large"),
        (415, 415, "unsupported-type"),
        (418, 400, "invalid"),
        (422, 400, "invalid"),
        (428, 428, "version-missing"),
        (429, 429, "too-many"),
        (500, 500, "problem"),
        (502, 500, "problem"),
        (503, 503, "unavailable"),
    ],
)
async def test_the_frameworks_own_refusals_speak_as_ours(
    client: httpx.AsyncClient, status: int, answered: int, code: str
) -> None:
    answer = await client.get(f"/framework/{status}")
    told(answer, answered, code)
    assert answer.headers["Retry-After"] == "9"


async def test_the_document_declares_problems_and_no_bare_422(app: FastAPI) -> None:
    described = app.openapi()
    assert described is app.openapi()
    responses = described["paths"]["/orders"]["post"]["responses"]
    assert {"400", "401", "409", "422", "429", "503"} <= responses.keys()
    assert list(responses["422"]["content"]) == [MEDIA]
    assert "fee-unpaid" in responses["409"]["description"]
    assert "422" not in described["paths"]["/orders/{number}"]["get"]["responses"]
    assert "HTTPValidationError" not in str(described)
    assert "/livez" not in described["paths"]
    assert described["paths"]["/orders"]["post"]["operationId"] == "create_order"


def test_problems_of_one_status_share_a_declaration() -> None:
    declared = problems(FeeUnpaid, Conflict, Conflict, Gone)
    assert declared[409]["description"].count("`conflict`") == 1
    assert "`fee-unpaid`" in declared[409]["description"]
    assert 410 in declared


def test_a_problem_without_words_has_a_title() -> None:
    assert Undocumented.title("vi") == "Có sự cố."
    assert str(Problem()) == "problem"
    assert Problem("Chi tiết.").detail_en == "Chi tiết."


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (("body",), ""),
        (("body", "items", 0, "a/b~c"), "/items/0/a~1b~0c"),
        (("query", "page"), "/query/page"),
        ((), "/"),
    ],
)
def test_a_fault_points_into_the_input(location: tuple[str | int, ...], expected: str) -> None:
    assert pointer(location) == expected


def test_a_fault_of_no_known_kind_is_malformed() -> None:
    (fault,) = from_validation([{"type": "something_new", "loc": ("body", "a"), "input": SECRET}])
    assert (fault.code, fault.pointer) == ("malformed", "/a")


async def test_a_crash_never_reaches_the_server_which_would_close_a_connection_others_wait_on(app: FastAPI) -> None:
    transport = httpx.ASGITransport(app, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as strict:
        told(await strict.post("/orders", json={"name": "crash", "items": [{"count": 1}]}), 500, "problem")


@pytest.mark.parametrize("path", ["/orders/a%00b", "/orders?q=%00"])
async def test_a_nul_in_the_address_is_invalid_input(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).json()["code"] == "invalid"
