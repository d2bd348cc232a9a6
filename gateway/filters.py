"""The checks every request passes, in order: origin, rate, token, size; then the answer may be compressed."""

from dataclasses import dataclass

from gateway.row import DOCUMENT, Rate
from gateway.shapes import Json, http_filter, typed

AUDIENCE = "motcua"
CLIENTS_REMEMBERED = 50_000
TOKENS_REMEMBERED = 1_000
LIVE = "live-token"
OPTIONAL = "live-token-or-none"


@dataclass(frozen=True)
class Allowance:
    """A client address may send `burst` requests at once and `per_second` on average (whole numbers)."""

    burst: int
    per_second: int


ALLOWANCES = {
    # generous on purpose: a ward's offices, or a thousand phones of one mobile carrier, share an address
    Rate.READ: Allowance(600, 100),
    Rate.WRITE: Allowance(200, 30),
    Rate.UPLOAD: Allowance(60, 5),
    Rate.SIGN_IN: Allowance(60, 2),
    Rate.CALLBACK: Allowance(1000, 200),
    # nobody signs in to ask: enough for people with a code, slow for one who guesses codes
    Rate.TRACKING: Allowance(60, 2),
}


_METADATA = "motcua"
_CLASS = {
    "metadata": {
        "descriptor_key": "class",
        "metadata_key": {"key": _METADATA, "path": [{"key": "class"}]},
        "source": "ROUTE_ENTRY",
    }
}
_CLIENT = {"masked_remote_address": {"v4_prefix_mask_len": 32, "v6_prefix_mask_len": 64}}  # an IPv6 client is its /64


def _bucket(burst: int, per_second: int) -> Json:
    return {"max_tokens": burst, "tokens_per_fill": per_second, "fill_interval": "1s"}


def _rate_limit(scale: int) -> Json:
    every_request: Json = {"default_value": {"numerator": 100, "denominator": "HUNDRED"}}
    return http_filter(
        "local_ratelimit",
        stat_prefix="door",
        # the whole door's bucket; an entry without a value is a wildcard: one bucket for each address
        token_bucket=_bucket(100_000 * scale, 50_000 * scale),
        rate_limits=[{"actions": [_CLASS, _CLIENT]}],
        descriptors=[
            {
                "entries": [{"key": "class", "value": rate.value}, {"key": "masked_remote_address"}],
                "token_bucket": _bucket(allowance.burst * scale, allowance.per_second * scale),
            }
            for rate, allowance in ALLOWANCES.items()
        ],
        max_dynamic_descriptors=CLIENTS_REMEMBERED,
        always_consume_default_token_bucket=False,
        filter_enabled=every_request,
        filter_enforced=every_request,
        enable_x_ratelimit_headers="DRAFT_VERSION_03",
    )


def counted_as(rate: Rate) -> Json:
    """A route's `metadata`, from which the rate limit learns its class."""
    return {"filter_metadata": {_METADATA: {"class": rate.value}}}


def _tokens(public_url: str) -> Json:
    provider = {
        "issuer": public_url,
        "audiences": [AUDIENCE],
        "forward": True,
        # named, so that a token in the query is never looked at
        # what a proof (DPoP) proves, the services check
        "from_headers": [{"name": "authorization", "value_prefix": f"{scheme} "} for scheme in ("Bearer", "DPoP")],
        "remote_jwks": {
            "http_uri": {"uri": "http://identity/oauth2/jwks", "cluster": "identity", "timeout": "2s"},
            "cache_duration": "60s",
            "async_fetch": {"fast_listener": False, "failed_refetch_duration": "1s"},
        },
        "jwt_cache_config": {"jwt_cache_size": TOKENS_REMEMBERED, "jwt_max_token_size": 4096},
        "clock_skew_seconds": 5,
        "require_expiration": True,
    }
    live = {"provider_name": "identity"}
    # only userinfo asks so: it also takes the tokens of clients that may speak to nobody else (ADR 0020)
    anybodys = {"provider_name": "identity", "audiences": [AUDIENCE, f"{public_url}/oauth2/userinfo"]}
    return http_filter(
        "jwt_authn",
        providers={"identity": provider},
        requirement_map={
            LIVE: live,
            OPTIONAL: {"requires_any": {"requirements": [{"provider_and_audiences": anybodys}, {"allow_missing": {}}]}},
        },
        # a route that says nothing about tokens needs one
        rules=[{"match": {"prefix": "/"}, "requirement_name": LIVE}],
    )


def _compression() -> Json:
    return http_filter(
        "compressor",
        compressor_library={
            "name": "gzip",
            "typed_config": typed("compression.gzip.compressor.v3.Gzip", compression_level="COMPRESSION_LEVEL_4"),
        },
        response_direction_config={"common_config": {"min_content_length": 4096}},
    )


def chain(public_url: str, *, rate_scale: int) -> list[Json]:
    """The HTTP filters in order; `rate_scale` multiplies every allowance (load tests come from one address)."""
    filters = {
        "cors": http_filter("cors"),
        "local_ratelimit": _rate_limit(rate_scale),
        "jwt_authn": _tokens(public_url),
        "buffer": http_filter("buffer", max_request_bytes=DOCUMENT),
        "compressor": _compression(),
        "router": http_filter("router", suppress_envoy_headers=True),
    }
    return [
        {
            "name": f"envoy.filters.http.{name}",
            "typed_config": config,
            # only the door's own pages ask for it: personal data beside reflected input must not be compressed (BREACH)
            "disabled": name == "compressor",
        }
        for name, config in filters.items()
    ]
