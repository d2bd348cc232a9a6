"""Headers the door puts on, takes off and guarantees."""

from gateway.shapes import Json, header

FORGEABLE = (
    "forwarded",
    "x-forwarded-host",
    "x-forwarded-port",
    "x-forwarded-prefix",
    "x-real-ip",
    "x-original-url",
    "x-rewrite-url",
    "x-http-method-override",
    "x-internal-user",
    "x-internal-agency",
    "x-internal-roles",
    "x-client-cert",
)
"""Headers some framework or proxy believes: never taken from outside."""

EXPOSED = (
    *("etag", "location", "link", "retry-after", "www-authenticate"),
    *("x-request-id", "x-ratelimit-limit", "x-ratelimit-remaining"),
    *("content-location", "tus-resumable", "tus-version", "upload-offset", "upload-length", "upload-expires"),
)
"""Answer headers a page of another origin may read."""

ACCEPTED = (
    *("authorization", "dpop", "content-type", "accept-language", "idempotency-key", "if-match", "if-none-match"),
    *("tus-resumable", "upload-offset", "upload-length", "upload-metadata"),
)
"""Request headers a page of another origin may send."""


def security(public_url: str) -> list[Json]:
    """On every answer. A service's own policy stays; nosniff and HSTS are not negotiable."""
    if_absent = "ADD_IF_ABSENT"
    always = [header("x-content-type-options", "nosniff")]
    if public_url.startswith("https://"):
        always.append(header("strict-transport-security", "max-age=31536000; includeSubDomains"))
    return [
        *always,
        header("x-frame-options", "DENY", action=if_absent),
        header("content-security-policy", "default-src 'none'; frame-ancestors 'none'", action=if_absent),
        # not no-referrer: a form's POST would then say `Origin: null`, which a check against forged forms refuses
        header("referrer-policy", "same-origin", action=if_absent),
    ]


def towards_services(public_url: str) -> list[Json]:
    """On every request a service sees: one client address and one scheme, both known rather than claimed."""
    return [
        header("x-forwarded-for", "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"),
        header("x-forwarded-proto", public_url.split(":", 1)[0]),
    ]
