"""The outgoing HTTP client: one per service and process, with time-outs, to an address or a unix socket."""

import httpx


def client(url: str, *, timeout: float = 5.0) -> httpx.AsyncClient:
    """A client for `http(s)://host[:port]` or `unix:/path.sock`; the caller closes it. `timeout` in seconds."""
    limits = httpx.Timeout(timeout, connect=min(timeout, 2.0))
    if url.startswith("unix:"):
        transport = httpx.AsyncHTTPTransport(uds=url.removeprefix("unix:"), retries=1)
        return httpx.AsyncClient(base_url="http://local", transport=transport, timeout=limits)
    transport = httpx.AsyncHTTPTransport(retries=1)
    return httpx.AsyncClient(base_url=url, transport=transport, timeout=limits)
