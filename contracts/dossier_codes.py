"""What dossier says when somebody at the counter must confirm: a code on its way."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from kit.events import Event


class ConfirmationRequested(
    Event, type="dossier.confirmation_requested.v1", about="message_id", restricted_to=("notification",)
):
    """A one-time code must reach a dossier's owner now: they stand at the counter.

    As identity's CodeRequested; `sealed` is readable only with the secret dossier and notification share.
    """

    message_id: UUID
    channel: Literal["email", "sms"]
    purpose: Literal["counter_entry", "receipt"]
    sealed: str
    language: Literal["vi", "en"] = "vi"
    expires_at: datetime
