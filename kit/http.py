"""The outgoing HTTP clients: with time-outs, to an address or a unix socket we chose, or to one a stranger chose."""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx


def client(url: str, *, timeout: float = 5.0) -> httpx.AsyncClient:
    """A client for `http(s)://host[:port]` or `unix:/path.sock`; the caller closes it. `timeout` in seconds."""
    limits = httpx.Timeout(timeout, connect=min(timeout, 2.0))
    if url.startswith("unix:"):
        transport = httpx.AsyncHTTPTransport(uds=url.removeprefix("unix:"), retries=1)
        return httpx.AsyncClient(base_url="http://local", transport=transport, timeout=limits)
    transport = httpx.AsyncHTTPTransport(retries=1)
    return httpx.AsyncClient(base_url=url, transport=transport, timeout=limits)


class Refused(Exception):  # noqa: N818 - not an error of ours
    """The address is not one that strangers may make us speak to."""


_HIDING = tuple(ip_network(one) for one in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32"))
"""IPv6 networks whose addresses carry an IPv4 address that is reached in the end (NAT64, 6to4, Teredo)."""


def outward(*, is_loopback_allowed: bool = False, timeout: float = 5.0) -> httpx.AsyncClient:
    """A client for addresses that somebody else chose (server-side request forgery): https to public addresses only.

    Names are resolved here, every address found must be public, and the connection goes to the address that was
    checked: a name that answers differently the second time gains nothing. Redirects are not followed. Requests to
    anything else raise Refused. `is_loopback_allowed`: also http, and this machine itself, for a demo.
    """
    limits = httpx.Timeout(timeout, connect=min(timeout, 2.0))
    guard = _Guard(is_loopback_allowed=is_loopback_allowed)
    return httpx.AsyncClient(transport=guard, timeout=limits, follow_redirects=False, trust_env=False)


class _Guard(httpx.AsyncBaseTransport):
    """Sends a request to the address its name stands for, if that is a public one."""

    def __init__(self, *, is_loopback_allowed: bool) -> None:
        self._is_loopback_allowed = is_loopback_allowed
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer; Refused before any connection is made."""
        host, port = request.url.host, request.url.port or (443 if request.url.scheme == "https" else 80)
        address = await self._checked(host, port)
        if request.url.scheme != "https" and not (self._is_loopback_allowed and address.is_loopback):
            raise Refused("not https")
        told = request.url.copy_with(host=str(address))
        # the name is still what the certificate must be for, and what the Host header (set already) says
        extensions = {**request.extensions, "sni_hostname": host}
        inward = httpx.Request(
            request.method, told, headers=request.headers, stream=request.stream, extensions=extensions
        )
        return await self._inner.handle_async_request(inward)

    async def _checked(self, host: str, port: int) -> IPv4Address | IPv6Address:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError("the name cannot be resolved") from error
        addresses = [ip_address(str(one[4][0]).partition("%")[0]) for one in found]
        for one in addresses:
            if not (is_public(one) or (self._is_loopback_allowed and one.is_loopback)):
                raise Refused("not a public address")
        return addresses[0]

    async def aclose(self) -> None:
        """Close what is open."""
        await self._inner.aclose()


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the open Internet's: not this machine, not our networks, not several at once."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(address.ipv4_mapped)
        if any(address in network for network in _HIDING):
            return False
    return address.is_global and not address.is_multicast
