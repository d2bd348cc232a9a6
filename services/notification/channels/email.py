"""Mail over SMTP.

The address of the server is a URL: `smtp://host:port` (STARTTLS when the server offers it), `smtps://` (TLS from the
first byte), `smtp+starttls://` (STARTTLS or nothing); user and password as in any URL.
"""

import asyncio
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from kit.clock import now
from services.notification.attempts import Status
from services.notification.channels import Letter, Receipt
from services.notification.choosing import is_mailbox

STARTTLS: dict[str, bool | None] = {"smtp": None, "smtps": False, "smtp+starttls": True}
"""Scheme of the URL -> STARTTLS: None when offered, True demanded, False not used."""


class Email:
    """The mail server at `url`, writing as `sender`. ValueError for an address that cannot work."""

    def __init__(self, url: str, sender: str, *, timeout_seconds: float = 20) -> None:
        parts = urlsplit(url)
        if parts.scheme not in STARTTLS or not parts.hostname:
            raise ValueError("SMTP_URL must look like smtp://host:port, smtps://host:port or smtp+starttls://host:port")
        if not is_mailbox(sender):
            raise ValueError("MAIL_FROM must be one plain mail address")
        self._scheme, self._host = parts.scheme, parts.hostname
        self._port = parts.port or (465 if parts.scheme == "smtps" else 25)
        self._username = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._sender, self._timeout = sender, timeout_seconds

    async def send(self, letter: Letter) -> Receipt:
        """Hand the letter to the mail server (see Channel)."""
        try:
            message = compose(letter, sender=self._sender, at=await now())
        except (ValueError, MessageError):
            return Receipt(Status.PERMANENT_FAILURE, reason="unsafe header")
        try:
            async with asyncio.timeout(self._timeout):
                await self._hand_over(message)
        except (aiosmtplib.SMTPException, OSError) as fault:
            return verdict(fault)
        return Receipt(Status.SENT, code=250)

    async def _hand_over(self, message: EmailMessage) -> None:
        await aiosmtplib.send(
            message,
            hostname=self._host,
            port=self._port,
            username=self._username,
            password=self._password,
            use_tls=self._scheme == "smtps",
            start_tls=STARTTLS[self._scheme],
            timeout=self._timeout,
        )


def compose(letter: Letter, *, sender: str, at: datetime) -> EmailMessage:
    """The letter as a mail; ValueError when an address or the subject could break out of its header."""
    if not is_mailbox(letter.to):
        raise ValueError("not one plain mail address")
    if not letter.subject.isprintable():
        raise ValueError("control characters in the subject")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    message.set_content(letter.text, cte="base64")
    return message


def verdict(fault: Exception) -> Receipt:
    """What a failed attempt means. The server's words are not kept: they may repeat the address.

    4xx to the letter: the receiver says later. 5xx to the letter: never. Anything else, a refused connection, a
    time-out, a broken log-in, is our own way out.
    """
    reason = type(fault).__name__
    if isinstance(fault, aiosmtplib.SMTPRecipientsRefused):
        fault = fault.recipients[0]
    letters = (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPDataError)
    if isinstance(fault, letters):
        later = 400 <= fault.code < 500
        return Receipt(Status.TEMPORARY_FAILURE if later else Status.PERMANENT_FAILURE, code=fault.code, reason=reason)
    code = fault.code if isinstance(fault, aiosmtplib.SMTPResponseException) else None
    return Receipt(Status.TECHNICAL_FAILURE, code=code, reason=reason)
