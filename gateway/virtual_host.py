"""The route table as Envoy's routes, in order: pages, services, preflights, wrong methods, the rest.

A row becomes one route for the methods that may be repeated and one for the rest, because only the first kind is
retried after a service may have seen the request. A POST whose answer the service keeps stands between: with an
Idempotency-Key it is also retried when the connection ended before an answer.
"""

from collections.abc import Iterator

from gateway.filters import LIVE, OPTIONAL, counted_as
from gateway.headers import ACCEPTED, EXPOSED
from gateway.routes import methods_at
from gateway.row import ANY, SAFE, Access, Rate, Route
from gateway.shapes import Json, header, http_filter
from gateway.site import Page

UNSENT = "connect-failure,refused-stream,reset-before-request"
"""Failures after which a service cannot have seen the request: safe to repeat, whatever the method."""
KEYED = f"{UNSENT},reset"
"""Also failures before any answer: safe to repeat when the service remembers what it did under the request's key."""
REPEATABLE = f"{KEYED},retriable-status-codes"


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


def _to_service(row: Route, *, host: str) -> Iterator[Json]:
    safe = tuple(method for method in row.methods if method in SAFE)
    keyed = tuple(method for method in row.methods if row.keeps_answers(method))
    rest = tuple(method for method in row.methods if method not in SAFE)
    for methods, retry_on in ((safe, UNSENT if row.is_once else REPEATABLE), (keyed, KEYED), (rest, UNSENT)):
        if not methods:
            continue
        match = _match(row, methods)
        if retry_on is KEYED:
            match["headers"].append({"name": "idempotency-key", "present_match": True})
        yield {
            "name": f"{row.service} {row.pattern}",
            "match": match,
            "route": {
                "cluster": row.service,
                "timeout": f"{row.timeout}s",
                # the name a service hears is the public one, whatever the client called us
                "host_rewrite_literal": host,
                "retry_policy": {
                    "retry_on": retry_on,
                    "retriable_status_codes": [503] if retry_on is REPEATABLE else [],
                    "num_retries": 3,
                    "retry_back_off": {"base_interval": "0.05s", "max_interval": "0.5s"},
                },
            },
            "metadata": counted_as(row.rate_of(methods[0])),
            "typed_per_filter_config": _checks(row.access, is_cors=row.is_cors, body_limit=row.body_limit),
        }


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


def _everything_else(status: int, *, is_cors: bool) -> Json:
    return {
        "match": {"prefix": "/"},
        "direct_response": {"status": status},
        "metadata": counted_as(Rate.READ),
        "typed_per_filter_config": _checks(Access.PUBLIC, is_cors=is_cors),
    }


def _tunnel() -> Json:
    """CONNECT names no path: without a route of its own it would wait for the end of a body that never ends.

    Envoy refuses it at once because nothing here allows upgrades (see `refusals`).
    """
    checks = _checks(Access.PUBLIC, is_cors=False)
    checks["envoy.filters.http.buffer"] = http_filter("buffer_route", disabled=True)
    return {
        "match": {"connect_matcher": {}},
        "direct_response": {"status": 405},
        "metadata": counted_as(Rate.READ),
        "typed_per_filter_config": checks,
    }


def virtual_host(rows: tuple[Route, ...], *, pages: tuple[Page, ...], domains: tuple[str, ...], host: str) -> Json:
    """What is served under the names `domains`: every row, every page of the door itself, and a 404 for the rest.

    Services hear `host` as the Host of every request.
    """
    return {
        "name": "motcua",
        "domains": list(domains),
        "routes": [
            _tunnel(),
            *(_page(page) for page in pages),
            *(route for row in rows for route in _to_service(row, host=host)),
            *(_preflight(row) for row in rows if row.is_cors),
            *(_other_methods(row, rows) for row in rows),
            _everything_else(404, is_cors=True),
        ],
    }


def strangers() -> Json:
    """Any other Host: nothing here may be reached, cached or redirected to under a name that is not ours."""
    return {"name": "strangers", "domains": ["*"], "routes": [_tunnel(), _everything_else(421, is_cors=False)]}
