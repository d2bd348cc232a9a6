"""Which public address belongs to which service, and what the door checks before it lets a request in.

`TABLE` is the whole truth: Envoy's configuration, the security of every operation in the merged API document and the
tests are derived from it. An address that is not here does not exist for the outside world. The first row that covers
a request decides; a row is a promise of the door only, services check tokens and sizes again themselves.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

KIB = 1024
MIB = 1024 * KIB

FORM = 64 * KIB
"""Body limit of a sign-in or token form, in bytes."""
DOCUMENT = MIB
"""Body limit of everything that is not a form or an upload, in bytes."""
PAPER = 10 * MIB
"""The largest file the dossier service takes, in bytes."""
UPLOAD = PAPER + 64 * KIB
"""Body limit of an upload, in bytes: one paper and the multipart lines around it."""


class Access(StrEnum):
    """Whether the door asks for an access token."""

    PUBLIC = "public"  # never looked at
    OPTIONAL = "optional"  # may be missing, must be valid when given
    SIGNED_IN = "signed_in"


class Rate(StrEnum):
    """Classes of the limit per client address; `gateway.filters.ALLOWANCES` has their figures."""

    READ = "read"
    WRITE = "write"
    SIGN_IN = "sign_in"
    UPLOAD = "upload"
    CALLBACK = "callback"
    TRACKING = "tracking"


PUBLIC, OPTIONAL, SIGNED_IN = Access.PUBLIC, Access.OPTIONAL, Access.SIGNED_IN
READ = ("GET",)
READ_WRITE = ("GET", "POST")
ANY = ("GET", "POST", "PUT", "PATCH", "DELETE")
SAFE = frozenset({"GET", "HEAD"})
"""Methods that may be sent to a service twice."""
OWN_READS = frozenset({Rate.CALLBACK, Rate.TRACKING})
"""Classes that count reads too: a payment gateway's callbacks, and codes that a stranger could try one by one."""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One row.

    `pattern` is an exact path, a template (`/v1/areas/{code}`), or ends in `/**`: the path and all below it. `rate`
    counts unsafe methods; reads of the same row count as `Rate.READ`, except in the classes of `OWN_READS`.
    `body_limit` is in bytes, `timeout` in seconds from the last byte of the request to the last of the answer.
    """

    pattern: str
    service: str
    access: Access
    methods: tuple[str, ...] = READ
    rate: Rate = Rate.WRITE
    body_limit: int = DOCUMENT
    timeout: int = 15
    is_cors: bool = True
    is_sandbox: bool = False

    @property
    def is_tail(self) -> bool:
        """Whether the row covers everything below its path."""
        return self.pattern.endswith("/**")

    @property
    def path(self) -> str:
        """The pattern without its tail."""
        return self.pattern.removesuffix("/**")

    @property
    def regex(self) -> str:
        """A regular expression for the whole path; one parameter never spans a slash."""
        parts = re.split(r"\{[a-z_]+\}", self.path)
        return "[^/]+".join(re.escape(part) for part in parts) + ("(/.*)?" if self.is_tail else "")

    def covers(self, path: str) -> bool:
        """Whether `path` (a real one, or a template of an API document) is this row's, whatever the method."""
        return re.fullmatch(self.regex, path) is not None

    def rate_of(self, method: str) -> Rate:
        """The rate class a request with `method` is counted in."""
        return Rate.READ if method in SAFE and self.rate not in OWN_READS else self.rate

    def keeps_answers(self, method: str) -> bool:
        """Whether the service answers a repeated `method` with an Idempotency-Key from memory: no effect twice."""
        return method == "POST" and self.access is Access.SIGNED_IN


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
    # identity: the protocol
    Route(pattern="/.well-known/openid-configuration", service="identity", access=PUBLIC),
    Route(pattern="/.well-known/oauth-authorization-server", service="identity", access=PUBLIC),
    Route(pattern="/oauth2/jwks", service="identity", access=PUBLIC),
    Route(pattern="/oauth2/token", service="identity", access=PUBLIC, methods=("POST",), body_limit=FORM),
    Route(pattern="/oauth2/revoke", service="identity", access=PUBLIC, methods=("POST",), body_limit=FORM),
    # the protocol prescribes what userinfo says without a token, so identity says it
    Route(pattern="/oauth2/userinfo", service="identity", access=OPTIONAL, methods=READ_WRITE, body_limit=FORM),
    # identity: pages in a person's browser, which no script of another site may read (no CORS)
    Route(
        pattern="/oauth2/authorize",
        service="identity",
        access=PUBLIC,
        body_limit=FORM,
        is_cors=False,
    ),
    Route(
        pattern="/oauth2/logout",
        service="identity",
        access=PUBLIC,
        methods=READ_WRITE,
        body_limit=FORM,
        is_cors=False,
    ),
    Route(
        pattern="/signin",
        service="identity",
        access=PUBLIC,
        methods=READ_WRITE,
        rate=Rate.SIGN_IN,
        body_limit=FORM,
        is_cors=False,
    ),
    Route(pattern="/signed-out", service="identity", access=PUBLIC, is_cors=False),
    # identity: accounts and agencies
    Route(pattern="/v1/me", service="identity", access=SIGNED_IN),
    Route(pattern="/v1/agencies/**", service="identity", access=PUBLIC),
    # catalog
    Route(pattern="/v1/procedures/**", service="catalog", access=PUBLIC),
    Route(pattern="/v1/areas/**", service="catalog", access=PUBLIC),
    Route(pattern="/v1/calendars/**", service="catalog", access=PUBLIC),
    # dossier: the two rows that carry files stand before the row that covers the rest
    _upload("/v1/dossiers/{dossier_id}/papers"),
    _upload("/v1/dossiers/{dossier_id}/results"),
    Route(pattern="/v1/dossiers/**", service="dossier", access=SIGNED_IN, methods=("GET", "POST", "PATCH")),
    Route(pattern="/v1/worklist", service="dossier", access=SIGNED_IN),
    Route(pattern="/v1/tracking/{code}", service="dossier", access=PUBLIC, rate=Rate.TRACKING),
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
    # only where the sandboxes of deploy/local run
    _sandbox("/sandbox/vnpay/**", "vnpay"),
    _sandbox("/sandbox/mail/**", "mailbox"),
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
    return tuple(method for method in ANY if method in accepted)
