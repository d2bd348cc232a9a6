"""The route table as Envoy's routes, in order: pages, services, preflights, wrong methods, the rest.

A row becomes one route for the methods that may be repeated and one for the rest, because only the first kind is
retried after a service may have seen the request.
"""

from gateway.filters import LIVE, OPTIONAL, counted_as
from gateway.headers import ACCEPTED, EXPOSED
from gateway.routes import ANY, SAFE, Access, Rate, Route, methods_at
from gateway.shapes import Json, header, http_filter
from gateway.site import Page

UNSENT = "connect-failure,refused-stream,reset-before-request"
"""Failures after which a service cannot have seen the request: safe to repeat, whatever the method."""
REPEATABLE = f"{UNSENT},reset,retriable-status-codes"


def _match(row: Route, methods: tuple[str, ...] = ()) -> Json:
    if row.is_tail and "{" not in row.path:
        match: Json = {"path_separated_prefix": row.path}
    elif "{" in row.path:
        match = {"safe_regex": {"regex": row.regex}}
    else:
        match = {"path": row.path}
    if methods:
        match["headers"] = [{"name": ":method", "string_match": {"safe_regex": {"regex": "|".join(methods)}}}]
    return match


def _checks(access: Access, *, is_cors: bool, body_limit: int | None = None) -> Json:
    """A route's own configuration of the filters."""
    requirement = {Access.SIGNED_IN: LIVE, Access.OPTIONAL: OPTIONAL}.get(access)
    token = {"requirement_name": requirement} if requirement else {"disabled": True}
    checks = {"envoy.filters.http.jwt_authn": http_filter("jwt_route", **token)}
    if body_limit is not None:
        limit = http_filter("buffer_route", buffer={"max_request_bytes": body_limit})
        checks["envoy.filters.http.buffer"] = limit
    if is_cors:
        # any origin: these addresses answer to a bearer token or to nobody in particular, never to a cookie
        checks["envoy.filters.http.cors"] = http_filter(
            "cors_policy",
            allow_origin_string_match=[{"safe_regex": {"regex": ".+"}}],
            allow_methods=", ".join(ANY),
            allow_headers=", ".join(ACCEPTED),
            expose_headers=", ".join(EXPOSED),
            max_age="600",
        )
    return checks


def _retries(method: str) -> Json:
    policy: Json = {
        "retry_on": REPEATABLE if method in SAFE else UNSENT,
        "num_retries": 3,
        "retry_back_off": {"base_interval": "0.05s", "max_interval": "0.5s"},
    }
    if method in SAFE:
        policy["retriable_status_codes"] = [503]
    return policy


def _to_service(row: Route) -> list[Json]:
    halves = (
        tuple(method for method in row.methods if method in SAFE),
        tuple(method for method in row.methods if method not in SAFE),
    )
    return [
        {
            "name": f"{row.service} {row.pattern}",
            "match": _match(row, methods),
            "route": {
                "cluster": row.service,
                "timeout": f"{row.timeout}s",
                "retry_policy": _retries(methods[0]),
            },
            "metadata": counted_as(row.rate_of(methods[0])),
            "typed_per_filter_config": _checks(row.access, is_cors=row.is_cors, body_limit=row.body_limit),
        }
        for methods in halves
        if methods
    ]


def _preflight(row: Route) -> Json:
    """A browser asking whether it may: answered by the CORS filter, which needs a route to a service to act on."""
    match = _match(row, ("OPTIONS",))
    match["headers"] += [{"name": name, "present_match": True} for name in ("origin", "access-control-request-method")]
    return {
        "match": match,
        "route": {"cluster": row.service},
        "typed_per_filter_config": _checks(Access.PUBLIC, is_cors=True),
    }


def _other_methods(row: Route, rows: tuple[Route, ...]) -> Json:
    """Behind all rows: the path exists, the method does not."""
    return {
        "match": _match(row),
        "direct_response": {"status": 405},
        "metadata": counted_as(Rate.READ),
        "response_headers_to_add": [header("allow", ", ".join(methods_at(rows, row.pattern)))],
        "typed_per_filter_config": _checks(Access.PUBLIC, is_cors=row.is_cors),
    }


def _page(page: Page) -> Json:
    readable = {"name": ":method", "string_match": {"safe_regex": {"regex": "GET|HEAD"}}}
    checks = _checks(Access.PUBLIC, is_cors=page.is_cors)
    checks["envoy.filters.http.compressor"] = http_filter(
        "compressor_route", overrides={"response_direction_config": {}}
    )
    return {
        "name": f"page {page.path}",
        "match": {"path_separated_prefix" if page.is_tail else "path": page.path, "headers": [readable]},
        "direct_response": {"status": 200, "body": {"filename": str(page.file)}},
        "response_headers_to_add": [header(name, value) for name, value in page.headers],
        "metadata": counted_as(Rate.READ),
        "typed_per_filter_config": checks,
    }


def virtual_host(rows: tuple[Route, ...], *, pages: tuple[Page, ...]) -> Json:
    """The one virtual host: every row, every page of the door itself, and a 404 for the rest."""
    nothing: Json = {
        "match": {"prefix": "/"},
        "direct_response": {"status": 404},
        "metadata": counted_as(Rate.READ),
        "typed_per_filter_config": _checks(Access.PUBLIC, is_cors=True),
    }
    return {
        "name": "motcua",
        "domains": ["*"],
        "routes": [
            *(_page(page) for page in pages),
            *(route for row in rows for route in _to_service(row)),
            *(_preflight(row) for row in rows if row.is_cors),
            *(_other_methods(row, rows) for row in rows),
            nothing,
        ],
    }
