"""The table covers what the services offer, and nothing else."""

import importlib
from typing import Any

import pytest
from fastapi.routing import iter_route_contexts

from gateway.routes import TABLE, deciding, methods_at, services, table
from gateway.row import DOCUMENT, PAPER, PIECE, UPLOAD, Access, Route
from services.dossier.actions.filing import MOST_BYTES
from services.dossier.pieces import LARGEST

SERVICES = ("identity", "catalog", "dossier", "payment", "notification", "feedback")
INSIDE = {"/livez", "/readyz", "/metrics"}


def offered(service: str) -> list[tuple[str, str, bool]]:
    """(path, method, needs a person) of every route of a service."""
    return [
        (str(route.path), method, _needs_a_person(route.dependant))
        for route in iter_route_contexts(importlib.import_module(f"services.{service}.app").create().routes)
        if route.path not in INSIDE
        for method in sorted(route.methods or ())
        if method != "HEAD" or "GET" not in (route.methods or ())  # the framework's own HEAD is none of ours
    ]


def _needs_a_person(dependant: Any) -> bool:
    return hasattr(dependant.call, "requires") or any(_needs_a_person(inner) for inner in dependant.dependencies)


@pytest.mark.parametrize("service", SERVICES)
def test_every_route_of_a_service_is_let_through_to_it_and_guarded_as_it_is(service: str) -> None:
    for path, method, needs_a_person in offered(service):
        row = deciding(TABLE, path=path, method=method)
        assert row is not None, f"the door does not let {method} {path} through"
        assert row.service == service
        if needs_a_person:
            assert row.access is Access.SIGNED_IN, f"{method} {path} needs a token, the door does not ask for it"
        else:
            assert row.access is not Access.SIGNED_IN, f"{method} {path} is public, the door asks for a token"


@pytest.mark.parametrize("row", [row for row in TABLE if not row.is_sandbox], ids=lambda row: row.pattern)
def test_every_row_is_there_for_a_route(row: Route) -> None:
    used = {method for path, method, _ in offered(row.service) if deciding(TABLE, path=path, method=method) is row}
    assert used == set(row.methods), f"{row.pattern} lets through what {row.service} does not offer"


@pytest.mark.parametrize("service", SERVICES)
def test_what_the_door_may_repeat_under_a_key_is_what_the_service_remembers_under_it(service: str) -> None:
    api = importlib.import_module(f"services.{service}.app").create().openapi()
    for path, item in api["paths"].items():
        for method in set(item) & {"post", "put", "patch", "delete"}:
            row = deciding(TABLE, path=path, method=method.upper())
            assert row is not None
            takes_key = "Idempotency-Key" in [one["name"] for one in item[method].get("parameters", [])]
            may_be_repeated = takes_key or path == "/v1/inbox/{notice_id}/reading"  # read twice is read
            assert row.keeps_answers(method.upper()) == may_be_repeated, f"{method} {path}"


def test_the_door_lets_through_as_large_a_file_as_the_service_takes() -> None:
    assert PAPER == MOST_BYTES
    assert PAPER < UPLOAD <= PAPER + DOCUMENT
    assert PIECE == LARGEST


def test_no_pattern_stands_twice_for_a_method() -> None:
    said = [(row.pattern, method) for row in TABLE for method in row.methods]
    assert len(set(said)) == len(said)


def test_reading_agencies_is_public_and_writing_them_is_not() -> None:
    for path in ("/v1/agencies", "/v1/agencies/H24.91/offices"):
        for method, access in (("GET", Access.PUBLIC), ("POST", Access.SIGNED_IN), ("PATCH", Access.SIGNED_IN)):
            row = deciding(TABLE, path=path, method=method)
            assert row is not None
            assert row.access is access, (method, path)
    assert methods_at(TABLE, "/v1/agencies/**") == ("GET", "POST", "PATCH")


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ("/v1/ratings", ["/v1/ratings"], ["/v1/ratings/", "/v1/rating", "/v1/ratings/1", "/v1/ratingsx"]),
        ("/v1/areas/{code}", ["/v1/areas/1.2-x"], ["/v1/areas/", "/v1/areas/1/2", "/v1/areas"]),
        ("/v1/me/**", ["/v1/me", "/v1/me/a/b", "/v1/me/"], ["/v1/mexico", "/v1"]),
        ("/a.b/{x}/c/**", ["/a.b/1/c", "/a.b/1/c/d"], ["/aXb/1/c", "/a.b/1/2/c", "/a.b//c"]),
    ],
)
def test_a_pattern_covers_whole_segments(pattern: str, inside: list[str], outside: list[str]) -> None:
    row = Route(pattern=pattern, service="x", access=Access.PUBLIC)
    assert [path for path in inside if not row.covers(path)] == []
    assert [path for path in outside if row.covers(path)] == []


def test_the_first_row_decides() -> None:
    row = deciding(TABLE, path="/v1/dossiers/1/papers", method="POST")
    assert row is not None
    assert row.body_limit > MOST_BYTES
    other = deciding(TABLE, path="/v1/dossiers/1/papers", method="GET")
    assert other is not None
    assert other.pattern == "/v1/dossiers/**"
    assert deciding(TABLE, path="/livez", method="GET") is None


def test_the_methods_of_a_path_are_those_of_every_row_that_covers_it() -> None:
    assert methods_at(TABLE, "/v1/dossiers/{dossier_id}/papers") == ("GET", "POST", "PATCH")
    assert methods_at(TABLE, "/v1/dossiers/{dossier_id}/uploads/{upload_id}") == (
        *("GET", "HEAD", "POST", "PATCH", "DELETE"),
    )
    assert methods_at(TABLE, "/oauth2/token") == ("POST",)


def test_a_deployment_without_sandboxes_needs_the_six_services_only() -> None:
    assert set(services(table(has_sandboxes=False))) == set(SERVICES)
    assert set(services(table(has_sandboxes=True))) == {*SERVICES, "vnpay", "vneid", "mailbox"}
