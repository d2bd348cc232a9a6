"""One row of the route table: an address, who serves it, and what the door checks."""

import re
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
PIECE = 4 * MIB
"""The largest piece of a resumable upload, in bytes."""
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
NAMED = ("GET", "HEAD", *ANY[1:])
"""Every method a row may name, in the order `Allow` has them."""
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
    is_once: bool = False
    """Whether its GETs use something up, so that none is sent to the service twice."""
    is_remembered: bool = True
    """Whether the service remembers its answers to POSTs under an Idempotency-Key. Not where the body is a password:
    what is kept to tell a retry by would be a quick digest of it."""

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
        return method == "POST" and self.access is Access.SIGNED_IN and self.is_remembered
