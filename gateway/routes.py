"""Which public address belongs to which service, and what the door checks before it lets a request in.

`TABLE` is the whole truth: Envoy's configuration, the security of every operation in the merged API document and the
tests are derived from it. An address that is not here does not exist for the outside world. The first row that covers
a request decides; a row is a promise of the door only, services check tokens and sizes again themselves.
"""

import re
from collections.abc import Iterable

from gateway.identity_routes import IDENTITY
from gateway.row import ANY, NAMED, OPTIONAL, PIECE, PUBLIC, READ_WRITE, SIGNED_IN, UPLOAD, Rate, Route


def _upload(pattern: str) -> Route:
    return Route(
        pattern=pattern,
        service="dossier",
        access=SIGNED_IN,
        methods=("POST",),
        rate=Rate.UPLOAD,
        body_limit=UPLOAD,
        timeout=60,
    )


def _sandbox(pattern: str, service: str) -> Route:
    return Route(pattern=pattern, service=service, access=PUBLIC, methods=ANY, is_cors=False, is_sandbox=True)


TABLE: tuple[Route, ...] = (
    *IDENTITY,
    # catalog
    *(
        Route(pattern=f"/v1/procedures/{{code}}/{advice}", service="catalog", access=PUBLIC, methods=("POST",))
        for advice in ("fees", "eligibility", "validation")
    ),
    Route(pattern="/v1/procedures", service="catalog", access=SIGNED_IN, methods=("POST",)),
    Route(pattern="/v1/procedures/{code}/revisions", service="catalog", access=OPTIONAL),
    Route(pattern="/v1/procedures/{code}/revisions", service="catalog", access=SIGNED_IN, methods=("POST",)),
    Route(pattern="/v1/procedures/{code}/closure", service="catalog", access=SIGNED_IN, methods=("POST",)),
    Route(pattern="/v1/revisions/{revision_id}", service="catalog", access=OPTIONAL),
    Route(
        pattern="/v1/revisions/{revision_id}", service="catalog", access=SIGNED_IN, methods=("PUT", "PATCH", "DELETE")
    ),
    Route(pattern="/v1/revisions/{revision_id}/publication", service="catalog", access=SIGNED_IN, methods=("POST",)),
    Route(pattern="/v1/revisions/{revision_id}/diff", service="catalog", access=OPTIONAL),
    *(
        Route(
            pattern=f"/v1/revisions/{{revision_id}}/{tried}",
            service="catalog",
            access=SIGNED_IN,
            methods=("POST",),
            is_remembered=False,
        )
        for tried in ("check", "simulation")
    ),
    Route(pattern="/v1/procedures/**", service="catalog", access=PUBLIC),
    Route(pattern="/v1/life-events/{code}", service="catalog", access=SIGNED_IN, methods=("PUT",)),
    Route(pattern="/v1/life-events/**", service="catalog", access=PUBLIC),
    Route(pattern="/v1/synonyms", service="catalog", access=SIGNED_IN),
    Route(pattern="/v1/synonyms/{said}", service="catalog", access=SIGNED_IN, methods=("PUT",)),
    Route(
        pattern="/v1/catalog-imports",
        service="catalog",
        access=SIGNED_IN,
        methods=("POST",),
        rate=Rate.UPLOAD,
        body_limit=UPLOAD,
        timeout=60,
    ),
    Route(pattern="/v1/catalog-exports/**", service="catalog", access=PUBLIC, timeout=30),
    Route(pattern="/v1/areas/**", service="catalog", access=PUBLIC),
    Route(pattern="/v1/calendars/{code}/proposal", service="catalog", access=SIGNED_IN),
    Route(pattern="/v1/calendars/{code}", service="catalog", access=SIGNED_IN, methods=("PUT",)),
    Route(pattern="/v1/calendars/**", service="catalog", access=PUBLIC),
    # dossier: the rows that carry files stand before those that cover the rest
    _upload("/v1/dossiers/{dossier_id}/papers"),
    _upload("/v1/dossiers/{dossier_id}/results"),
    _upload("/v1/partner/parts/{part_id}/result"),
    Route(
        pattern="/v1/dossiers/{dossier_id}/uploads/{upload_id}",
        service="dossier",
        access=SIGNED_IN,
        methods=("GET", "HEAD", "PATCH", "DELETE"),
        body_limit=PIECE,
        timeout=60,
    ),
    Route(pattern="/v1/counter/dossiers", service="dossier", access=SIGNED_IN, methods=("GET", "POST")),
    Route(pattern="/v1/partner/parts/**", service="dossier", access=SIGNED_IN, methods=("GET", "POST")),
    Route(pattern="/v1/dossiers/**", service="dossier", access=SIGNED_IN, methods=("GET", "POST", "PATCH")),
    Route(
        pattern="/v1/dossiers/{dossier_id}/papers/references/{component_id}",
        service="dossier",
        access=SIGNED_IN,
        methods=("DELETE",),
    ),
    Route(pattern="/v1/me/papers", service="dossier", access=SIGNED_IN),
    Route(pattern="/v1/me/usage", service="dossier", access=SIGNED_IN),
    Route(pattern="/v1/me/usage/{usage_id}/objections", service="dossier", access=SIGNED_IN, methods=("POST",)),
    Route(pattern="/v1/me/invitations", service="dossier", access=SIGNED_IN),
    Route(
        pattern="/v1/me/invitations/{invitation_id}/acceptance", service="dossier", access=SIGNED_IN, methods=("POST",)
    ),
    Route(pattern="/v1/me/invitations/{invitation_id}/ending", service="dossier", access=SIGNED_IN, methods=("POST",)),
    Route(pattern="/v1/colleagues", service="dossier", access=SIGNED_IN),
    Route(pattern="/v1/verify/{code}", service="dossier", access=PUBLIC, rate=Rate.TRACKING),
    Route(pattern="/v1/worklist/search", service="dossier", access=SIGNED_IN, methods=("POST",), is_remembered=False),
    Route(
        pattern="/v1/worklist/**",
        service="dossier",
        access=SIGNED_IN,
        methods=("GET", "POST", "PATCH", "DELETE"),
        timeout=30,
    ),
    Route(pattern="/v1/tracking/{code}", service="dossier", access=PUBLIC, rate=Rate.TRACKING),
    Route(pattern="/v1/tracking/{code}/qr", service="dossier", access=PUBLIC),
    # payment: the two last are called by the payment gateway, or by the browser it sends back
    Route(pattern="/v1/bills/**", service="payment", access=SIGNED_IN, methods=READ_WRITE),
    Route(pattern="/v1/payments/**", service="payment", access=SIGNED_IN),
    Route(pattern="/v1/gateways/vnpay/ipn", service="payment", access=PUBLIC, rate=Rate.CALLBACK, is_cors=False),
    Route(pattern="/v1/gateways/vnpay/return", service="payment", access=PUBLIC, is_cors=False),
    # notification
    Route(pattern="/v1/inbox/**", service="notification", access=SIGNED_IN, methods=READ_WRITE),
    # feedback
    Route(pattern="/v1/ratings/summary", service="feedback", access=PUBLIC),
    Route(pattern="/v1/ratings/**", service="feedback", access=SIGNED_IN, methods=READ_WRITE),
    Route(pattern="/v1/petitions/**", service="feedback", access=SIGNED_IN),
    # only where the sandboxes of deploy/local run
    _sandbox("/sandbox/vnpay/**", "vnpay"),
    _sandbox("/sandbox/vneid/**", "vneid"),
    _sandbox("/sandbox/mail/**", "mailbox"),
    Route(pattern="/sandbox/post", service="mailbox", access=PUBLIC, is_cors=False, is_sandbox=True),
    Route(
        pattern="/sandbox/post/returns",
        service="mailbox",
        access=PUBLIC,
        methods=("POST",),
        is_cors=False,
        is_sandbox=True,
    ),
    Route(pattern="/sandbox/sms/**", service="mailbox", access=PUBLIC, is_cors=False, is_sandbox=True),  # read only
)


def table(*, has_sandboxes: bool) -> tuple[Route, ...]:
    """The rows of a deployment."""
    return tuple(row for row in TABLE if has_sandboxes or not row.is_sandbox)


def services(rows: Iterable[Route]) -> tuple[str, ...]:
    """The services the rows need, each once, in order of first mention."""
    return tuple(dict.fromkeys(row.service for row in rows))


def deciding(rows: Iterable[Route], *, path: str, method: str) -> Route | None:
    """The row that decides a request, or None: the address or method does not exist for the outside."""
    return next((row for row in rows if method in row.methods and row.covers(path)), None)


def methods_at(rows: Iterable[Route], pattern: str) -> tuple[str, ...]:
    """Every method some row accepts on the paths of `pattern`, for `Allow`."""
    sample = re.sub(r"\{[a-z_]+\}", "x", pattern.removesuffix("/**"))
    accepted = {method for row in rows if row.covers(sample) for method in row.methods}
    return tuple(method for method in NAMED if method in accepted)
