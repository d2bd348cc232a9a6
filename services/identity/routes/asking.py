"""Whose authorization request this is, and where its answer may go: asked before anything else is believed."""

from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy.ext.asyncio import AsyncSession

from services.identity import opaque, queries
from services.identity.models import Client
from services.identity.oauth2.errors import InvalidRequest
from services.identity.oauth2.parameters import Parameters, parse
from services.identity.redirects import is_registered


@dataclass(frozen=True)
class Asking:
    """A request of a known client, to be answered at a redirect it registered."""

    client: Client
    redirect_uri: str
    parameters: Parameters

    @property
    def fingerprint(self) -> str:
        """The same for the same request, however its parameters are written and ordered."""
        return opaque.digest(urlencode(sorted(self.parameters.items())))


class Unaskable(Exception):  # noqa: N818 - not a programming error
    """A request that can only be answered to the person: `vi` and `en` say why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


async def read_asking(session: AsyncSession, query: str) -> Asking:
    """The request in a query string; Unaskable when client or redirect is not right."""
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
    redirect_uri = parameters.get("redirect_uri", "")
    if not is_registered(redirect_uri, client.redirect_uris):
        raise Unaskable(
            "Ứng dụng yêu cầu trả lời về một địa chỉ chưa được đăng ký.",
            "The application asks to be answered at an address it has not registered.",
        )
    return Asking(client, redirect_uri, parameters)
