"""The demo phone: an SMS gateway on the mailbox's own socket and a page to read what arrived, in place of real phones.

Local deployment only, a part of the mailbox's program. It answers as the gateways notification speaks to do: a text
needs the key, and one that comes again under the same id is refused with 409. The last 500 are shown; all are appended
to `texts.jsonl`, so a restart keeps them.
"""

import hmac
import json
from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from deploy.local.pages import moment, show
from kit.problems import Conflict, NotFound, Unauthorized

KEPT = 500


class Asked(BaseModel):
    """A text to be sent, as notification's SMS channel asks."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    to: str = Field(pattern=r"^\+[1-9][0-9]{7,14}$")
    text: str = Field(min_length=1, max_length=1000)
    sender: str = Field(min_length=1, max_length=11)


@dataclass(frozen=True, slots=True)
class Text:
    """One SMS received; `received_at` RFC 3339."""

    id: str
    to: str
    sender: str
    text: str
    received_at: str

    @property
    def shown_at(self) -> str:
        """When it came, as people here write it."""
        return moment(self.received_at)

    def as_json(self) -> dict[str, str]:
        """The public shape, where the sender is called `from`."""
        told = asdict(self)
        told["from"] = told.pop("sender")
        return told


class Phone:
    """The texts to everybody, newest last; `key` empty: nobody may send any."""

    def __init__(self, file: Path, key: SecretStr) -> None:
        self._file, self._key = file, key
        self.texts: deque[Text] = deque(maxlen=KEPT)
        if file.exists():
            self.texts.extend(Text(**json.loads(line)) for line in file.read_text().splitlines()[-KEPT:])

    def is_trusted(self, authorization: str) -> bool:
        """Whether the header holds the key."""
        key = self._key.get_secret_value()
        return bool(key) and hmac.compare_digest(authorization.encode(), f"Bearer {key}".encode())

    def receive(self, asked: Asked) -> None:
        """Keep a text; Conflict when it was received before."""
        if any(known.id == str(asked.id) for known in self.texts):
            raise Conflict
        received_at = datetime.now(UTC).isoformat(timespec="milliseconds")
        text = Text(str(asked.id), to=asked.to, sender=asked.sender, text=asked.text, received_at=received_at)
        self.texts.append(text)
        with self._file.open("a") as file:
            file.write(json.dumps(asdict(text), ensure_ascii=False) + "\n")


def _phone(request: Request) -> Phone:
    found = request.app.state.phone
    assert isinstance(found, Phone)
    return found


def _trusted(request: Request) -> Phone:
    phone = _phone(request)
    if not phone.is_trusted(request.headers.get("authorization", "")):
        raise Unauthorized
    return phone


ThePhone = Annotated[Phone, Depends(_phone)]
router = APIRouter(prefix="/sandbox/sms")


@router.get("", response_class=HTMLResponse)
@router.get("/", response_class=HTMLResponse)
def read_phone(phone: ThePhone) -> HTMLResponse:
    """Điện thoại thử: tin mới nhất trước."""
    return show("phone", texts=list(reversed(phone.texts)))


@router.get("/messages")
def list_texts(
    phone: ThePhone, to: Annotated[str | None, Query(max_length=20, examples=["+84912345001"])] = None
) -> list[dict[str, str]]:
    """Tin gửi tới một số, mới nhất trước. Dấu + gõ thẳng trong địa chỉ (thành khoảng trắng) vẫn được hiểu."""
    wanted = to.strip().removeprefix("+") if to is not None else None
    return [text.as_json() for text in reversed(phone.texts) if wanted is None or text.to == f"+{wanted}"]


@router.get("/messages/{text_id}", response_class=HTMLResponse)
def read_text(phone: ThePhone, text_id: str) -> HTMLResponse:
    """Một tin."""
    for text in phone.texts:
        if text.id == text_id:
            return show("text", text=text)
    raise NotFound("Không có tin này.", "There is no such text.")


@router.post("/messages", status_code=202)
def send_text(phone: Annotated[Phone, Depends(_trusted)], asked: Asked) -> dict[str, str]:
    """Chỉ dịch vụ thông báo có khoá mới gửi được."""
    phone.receive(asked)
    return {"id": str(asked.id)}
