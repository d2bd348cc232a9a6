"""The two shapes Envoy's configuration is made of: JSON objects, and extensions that name their message type."""

from typing import Any

Json = dict[str, Any]
"""A JSON object of Envoy's v3 API or of an OpenAPI document."""

_FILTERS = {
    "cors": "cors.v3.Cors",
    "cors_policy": "cors.v3.CorsPolicy",
    "local_ratelimit": "local_ratelimit.v3.LocalRateLimit",
    "jwt_authn": "jwt_authn.v3.JwtAuthentication",
    "jwt_route": "jwt_authn.v3.PerRouteConfig",
    "buffer": "buffer.v3.Buffer",
    "buffer_route": "buffer.v3.BufferPerRoute",
    "compressor": "compressor.v3.Compressor",
    "compressor_route": "compressor.v3.CompressorPerRoute",
    "router": "router.v3.Router",
}


def typed(message: str, **fields: object) -> Json:
    """An extension's configuration; `message` is its name below `envoy.extensions`."""
    return {"@type": f"type.googleapis.com/envoy.extensions.{message}", **fields}


def http_filter(name: str, **fields: object) -> Json:
    """The configuration of an HTTP filter, or a route's own one (`cors_policy`, `jwt_route`, `buffer_route`)."""
    return typed(f"filters.http.{_FILTERS[name]}", **fields)


def header(name: str, value: str, *, action: str = "OVERWRITE_IF_EXISTS_OR_ADD") -> Json:
    """A header Envoy sets."""
    return {"header": {"key": name, "value": value}, "append_action": action}
