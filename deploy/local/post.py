"""The demo post: a carrier on the mailbox's own socket, in place of a real one, and a page to see its parcels.

Local deployment only, a part of the mailbox's program. An order needs the key; the same id again gives the same
waybill. A parcel is carried in `CARRIED_IN` after it was first asked for, unless somebody sends it back on the page.
All is appended to `parcels.jsonl`, so a restart keeps it; the fare is that of a letter within the province.
"""

import hmac
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from deploy.local.pages import moment, show
from kit.problems import NotFound, Unauthorized

CARRIED_IN = timedelta(seconds=6)
FARE = 18_500
WORDS = {"ordered": "chờ gửi", "in_transit": "đang chuyển", "delivered": "đã phát", "returned": "chuyển hoàn"}


class Ordered(BaseModel):
    """A result to be carried, as dossier's carrier asks."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    sender: str = Field(min_length=1, max_length=500)
    recipient: dict[str, Any] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel; times RFC 3339, empty: not yet."""

    id: str
    tracking_number: str
    sender: str
    ward: str
    ordered_at: str
    asked_at: str = ""
    is_sent_back: bool = False

    def state(self, at: datetime) -> str:
        """Where it is; it sets out when its sender asks for the first time."""
        if not self.asked_at:
            return "ordered"
        if self.is_sent_back:
            return "returned"
        return "delivered" if at - datetime.fromisoformat(self.asked_at) >= CARRIED_IN else "in_transit"

    @property
    def shown(self) -> str:
        """When it was ordered and where it is, as people here write it."""
        return f"{moment(self.ordered_at)} · {WORDS[self.state(datetime.now(UTC))]}"


class Post:
    """The parcels by tracking number; `key` empty: nobody may order."""

    def __init__(self, file: Path, key: SecretStr) -> None:
        self._file, self._key = file, key
        lines = file.read_text().splitlines() if file.exists() else []
        known = (Parcel(**json.loads(line)) for line in lines)
        self.parcels: dict[str, Parcel] = {one.tracking_number: one for one in known}

    def is_trusted(self, authorization: str) -> bool:
        """Whether the header holds the key."""
        key = self._key.get_secret_value()
        return bool(key) and hmac.compare_digest(authorization.encode(), f"Bearer {key}".encode())

    def order(self, asked: Ordered) -> Parcel:
        """A waybill; the one made before when the id is known."""
        for parcel in self.parcels.values():
            if parcel.id == str(asked.id):
                return parcel
        number = f"MC{len(self.parcels) + 1:09d}VN"
        ward = str(asked.recipient.get("ward_name", ""))
        return self.keep(Parcel(str(asked.id), number, sender=asked.sender, ward=ward, ordered_at=_now()))

    def keep(self, parcel: Parcel) -> Parcel:
        """Remember the parcel as it is now."""
        self.parcels[parcel.tracking_number] = parcel
        with self._file.open("a") as file:
            file.write(json.dumps(asdict(parcel), ensure_ascii=False) + "\n")
        return parcel


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _post(request: Request) -> Post:
    found = request.app.state.post
    assert isinstance(found, Post)
    return found


def _trusted(request: Request) -> Post:
    post = _post(request)
    if not post.is_trusted(request.headers.get("authorization", "")):
        raise Unauthorized
    return post


def _parcel(post: Post, tracking_number: str) -> Parcel:
    if (found := post.parcels.get(tracking_number)) is None:
        raise NotFound("Không có vận đơn này.", "There is no such waybill.")
    return found


ThePost = Annotated[Post, Depends(_post)]
Trusted = Annotated[Post, Depends(_trusted)]
router = APIRouter(prefix="/sandbox/post")


@router.get("", response_class=HTMLResponse)
@router.get("/", response_class=HTMLResponse)
def read_post(post: ThePost) -> HTMLResponse:
    """Bưu điện thử: vận đơn mới nhất trước."""
    return show("post", parcels=list(reversed(post.parcels.values())))


@router.post("/orders", status_code=201)
def order_parcel(post: Trusted, asked: Ordered) -> dict[str, object]:
    """Chỉ dịch vụ hồ sơ có khoá mới đặt được."""
    return {"tracking_number": post.order(asked).tracking_number, "fare": FARE}


@router.get("/orders/{tracking_number}")
def find_parcel(post: Trusted, tracking_number: str) -> dict[str, str]:
    """Bưu gửi đang ở đâu."""
    parcel = _parcel(post, tracking_number)
    if not parcel.asked_at:
        parcel = post.keep(replace(parcel, asked_at=_now()))
    return {"state": parcel.state(datetime.now(UTC))}


@router.post("/returns")
def send_back(post: ThePost, tracking_number: Annotated[str, Form(max_length=40)]) -> RedirectResponse:
    """Người nhận từ chối: bưu gửi quay về."""
    post.keep(replace(_parcel(post, tracking_number), is_sent_back=True))
    return RedirectResponse("/sandbox/post", status_code=303)
