"""Whether a form was sent by our own page, by what the browser says of it (the Origin header)."""

from urllib.parse import urlsplit

_LOOPBACK = frozenset({"127.0.0.1", "localhost"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def own(public_url: str) -> frozenset[str]:
    """The origins of our pages as browsers write them: one, or on a loopback address both its names."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    hosts = _LOOPBACK if host in _LOOPBACK else {f"[{host}]" if ":" in host else host}
    port = "" if parts.port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    return frozenset(f"{parts.scheme}://{one}{port}" for one in hosts)


def is_own(origin: str, public_url: str) -> bool:
    """Whether an Origin is ours. `null` says nothing, as no header would: the form's token decides then."""
    return origin == "null" or origin in own(public_url)
