"""Deny by default: every route says who may call it; every operation tells people and machines what it does."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from contracts.generate import services
from kit.idempotency import once
from kit.people import anyone

APPS = services()
ROUTES = [
    pytest.param(route.dependant, id=f"{name} {min(route.methods or ())} {route.path}")
    for name, app in APPS.items()
    for route in iter_route_contexts(app.routes)
]
GATEWAY_PAGES = {"/v1/gateways/vnpay/ipn", "/v1/gateways/vnpay/return"}
"""A payment gateway's protocol decides what is answered there: always 200."""

OPERATIONS = [
    pytest.param(operation, id=f"{method.upper()} {path}")
    for app in APPS.values()
    for path, methods in app.openapi()["paths"].items()
    for method, operation in methods.items()
    if path.startswith("/v1/") and path not in GATEWAY_PAGES
]


def calls(dependant: Dependant) -> Iterator[Any]:
    for one in dependant.dependencies:
        yield one.call
        yield from calls(one)


@pytest.mark.parametrize("dependant", ROUTES)
def test_a_route_is_guarded_or_public_and_never_both(dependant: Dependant) -> None:
    found = list(calls(dependant))
    is_guarded = any("requires" in getattr(call, "__dict__", {}) for call in found)
    assert is_guarded != (anyone in found)


@pytest.mark.parametrize("name", APPS)
def test_only_services_that_check_delegations_let_delegates_in(name: str) -> None:
    lets_in = [
        route.path
        for route in iter_route_contexts(APPS[name].routes)
        if any(getattr(call, "is_for_delegates", False) for call in calls(route.dependant))
    ]
    assert bool(lets_in) is (name == "dossier")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_speaks_vietnamese_and_english(operation: dict[str, Any]) -> None:
    vietnamese, _, english = operation["summary"].partition(" / ")
    assert vietnamese
    assert english


@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_operation_declares_its_problems(operation: dict[str, Any]) -> None:
    answers = operation["responses"]
    assert any(status.startswith(("2", "3")) for status in answers)
    assert "400" in answers


@pytest.mark.parametrize("name", APPS)
def test_a_route_that_remembers_its_answer_says_what_a_repetition_may_meet(name: str) -> None:
    paths = APPS[name].openapi()["paths"]
    silent = [
        f"{method} {route.path}"
        for route in iter_route_contexts(APPS[name].routes)
        if once in calls(route.dependant)
        for method in route.methods or ()
        if not {"409", "422"} <= paths[route.path][method.lower()]["responses"].keys()
    ]
    assert silent == []
