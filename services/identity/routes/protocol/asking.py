"""Whose authorization request this is, and where its answer may go: asked before anything else is believed.

A request comes in a query string, or was pushed beforehand and comes as `client_id` and `request_uri` (RFC 9126); then
nothing else in the query counts. Both kinds travel through the sign-in as the query they came in.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import queries
from services.identity.credentials import opaque
from services.identity.models import Client, PushedRequest
from services.identity.oauth2 import pushed
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters, parse
from services.identity.oauth2.redirects import is_registered


@dataclass(frozen=True)
class Asking:
    """A request of a known client, to be answered at a redirect it registered. `pushed` is where it was kept."""

    client: Client
    redirect_uri: str
    parameters: Parameters
    pushed: PushedRequest | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same request, however its parameters are written and ordered; a pushed one has its own."""
        reference = self.pushed.reference_hash if self.pushed else ""
        return opaque.digest(f"{reference}?{urlencode(sorted(self.parameters.items()))}")


class Unaskable(Exception):  # noqa: N818 - not a programming error
    """A request that can only be answered to the person: `vi` and `en` say why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


async def read_asking(session: AsyncSession, query: str) -> Asking:
    """The request in a query string; Unaskable when client, redirect or `request_uri` is not right."""
    try:
        parameters = parse(query)
    except InvalidRequest:
        raise Unaskable(
            "Yêu cầu đăng nhập có tham số bị lặp, quá dài hoặc không đọc được.",
            "The request repeats a parameter, is too long or cannot be read.",
        ) from None
    client = await queries.clients.find_client(session, parameters.get("client_id"))
    if client is None:
        raise Unaskable("Ứng dụng này chưa được đăng ký.", "This application is not registered.")
    request_uri = parameters.get("request_uri", "")
    kept = None
    if request_uri.startswith(pushed.PREFIX):
        kept = await _pushed(session, request_uri, client)
        parameters = Parameters(kept.parameters)
    redirect_uri = parameters.get("redirect_uri", "")
    if not is_registered(redirect_uri, client.redirect_uris):
        raise Unaskable(
            "Ứng dụng yêu cầu trả lời về một địa chỉ chưa được đăng ký.",
            "The application asks to be answered at an address it has not registered.",
        )
    return Asking(client, redirect_uri, parameters, kept)


async def _pushed(session: AsyncSession, request_uri: str, client: Client) -> PushedRequest:
    kept = await queries.pushed.find_pushed(session, request_uri, client)
    if kept is None:
        # the query's own redirect_uri is not believed: the request that named it is not here
        raise Unaskable(
            "Yêu cầu đăng nhập không còn hiệu lực hoặc đã được dùng.",
            "The sign-in request is no longer valid or was used.",
        )
    return kept
