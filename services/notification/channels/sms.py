"""SMS through a provider's HTTP gateway, under a registered sender name ("brandname", Nghị định 91/2020/NĐ-CP).

One request a message: `POST {url}` with `Authorization: Bearer {key}` and the JSON `{"id", "to", "text", "sender"}`,
`to` in E.164. `id` is the same in every attempt (also as `Idempotency-Key`), so a gateway that took a message whose
answer we never saw says 409 or 2xx and sends nothing twice.
"""

import asyncio
import re
from urllib.parse import urlsplit

import httpx

from kit.http import client
from services.notification.attempts import Status
from services.notification.channels import Letter, Receipt
from services.notification.choosing import is_phone

_SENDER = re.compile(r"[A-Za-z0-9 ._-]{1,11}")
_KEY = re.compile(r"[\x21-\x7e]+")

TAKEN_BEFORE = 409
LATER = frozenset({408, 425, 429, 503})
NEVER = frozenset({400, 410, 413, 422})
"""What a gateway says about this message or number; any other refusal is about us: address, key, contract."""


class Sms:
    """The gateway at `url`: `http(s)://host[:port]/path`, or `unix:/path.sock:/path` for one on this machine.

    ValueError for settings that cannot work. Whoever makes one closes it.
    """

    def __init__(self, url: str, key: str, *, sender: str, timeout_seconds: float = 8) -> None:
        place, self._path = _split(url)
        if not _KEY.fullmatch(key):
            raise ValueError("MOTCUA_SMS_KEY must be printable and without spaces")
        if not _SENDER.fullmatch(sender):
            raise ValueError("MOTCUA_SMS_SENDER must be 1 to 11 letters, digits, spaces, dots, dashes")
        self._client = client(place, timeout=timeout_seconds)
        self._headers = {"Authorization": f"Bearer {key}"}
        self._sender, self._timeout = sender, timeout_seconds

    async def send(self, letter: Letter) -> Receipt:
        """Hand the letter's text to the gateway (see Channel)."""
        if not is_phone(letter.to) or not letter.subject.isprintable():
            return Receipt(Status.PERMANENT_FAILURE, reason="unsafe address")
        told = {"id": str(letter.id), "to": letter.to, "text": letter.text, "sender": self._sender}
        headers = self._headers | {"Idempotency-Key": str(letter.id)}
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._client.post(self._path, json=told, headers=headers)
        except (httpx.HTTPError, OSError) as fault:
            return Receipt(Status.TECHNICAL_FAILURE, reason=type(fault).__name__)
        return verdict(answer.status_code)

    async def aclose(self) -> None:
        """Let the connections go."""
        await self._client.aclose()


class NoSms:
    """There is no gateway: an SMS is never sent, and says so."""

    async def send(self, letter: Letter) -> Receipt:
        """Refuse for good."""
        return Receipt(Status.PERMANENT_FAILURE, reason="no SMS gateway is configured")


def verdict(code: int) -> Receipt:
    """What the gateway's status means. Its words are not kept: they may repeat the number."""
    if 200 <= code < 300 or code == TAKEN_BEFORE:
        return Receipt(Status.SENT, code=code)
    status = Status.TECHNICAL_FAILURE
    if code in LATER:
        status = Status.TEMPORARY_FAILURE
    elif code in NEVER:
        status = Status.PERMANENT_FAILURE
    return Receipt(status, code=code, reason="refused")


def _split(url: str) -> tuple[str, str]:
    """Where to connect and what to ask there."""
    if url.startswith("unix:/"):
        socket, _, path = url.removeprefix("unix:").partition(":")
        if path.startswith("/"):
            return f"unix:{socket}", path
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise ValueError("MOTCUA_SMS_URL must look like https://host/path, http://host/path or unix:/path.sock:/path")
    return f"{parts.scheme}://{parts.netloc}", f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
