"""Results by post: the owner says where to, the desk sends, the carrier is asked, and nothing is carried twice."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.dossier import DossierDelivered, ResultDispatched
from kit.testing import citizen, said
from services.dossier.actions import following
from services.dossier.models import ReturnWish, Shipment
from services.dossier.posting import CarrierAway, CarrierRefuses, Waybill
from services.dossier.shipping import LIVE, MOVES, WORDS, ShipmentStatus, moved
from services.dossier.sight import as_person, as_system
from services.dossier.tests.audited import findings
from services.dossier.tests.conftest import Office

AT = datetime(2026, 12, 1, 3, tzinfo=UTC)
ADDRESS = {
    "recipient": "Nguyễn Thị Lan",
    "phone": "0912345001",
    "line": "12 Nguyễn Lương Bằng",
    "ward_code": "10891",
    "ward_name": "Phường Tứ Minh",
}
BY_POST = {"channel": "post", "address": ADDRESS}


@dataclass
class Post:
    """A carrier of the test's: what it was asked, and what it says next."""

    name: str = "Bưu điện"
    orders: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    says: ShipmentStatus | Exception = ShipmentStatus.IN_TRANSIT

    async def order(self, shipment_id: UUID, *, sender: str, address: dict[str, Any]) -> Waybill:
        if isinstance(self.says, Exception):
            raise self.says
        self.orders[shipment_id] = {"sender": sender, **address}
        return Waybill("EA123456789VN", fare=18_500)

    async def whereabouts(self, tracking_number: str) -> ShipmentStatus:
        assert tracking_number == "EA123456789VN"
        if isinstance(self.says, Exception):
            raise self.says
        return self.says

    async def aclose(self) -> None:
        """Nothing is open."""


@pytest.fixture
def post(office: Office) -> Post:
    carrier = office.app.state.carrier = Post()
    return carrier


@pytest.mark.parametrize(
    ("phone", "status"),
    [
        ("0912345001", 201),
        ("+84912345001", 201),
        ("02203891234", 201),
        ("+842203891234", 201),
        ("0220389123", 400),
        ("09123450011", 400),
        ("0612345678", 400),
        ("12345", 400),
    ],
)
async def test_the_carrier_can_call_who_receives(office: Office, post: Post, phone: str, status: int) -> None:
    draft = await office.opened()
    wish = {"channel": "post", "address": ADDRESS | {"phone": phone}}
    answer = await office.ask("POST", f"/v1/dossiers/{draft['id']}/return", office.lan, json=wish)
    assert answer.status_code == status, answer.text


async def test_a_result_wanted_by_post_is_not_returned_online(office: Office, post: Post) -> None:
    sent = await resolved(office)
    path = f"/v1/dossiers/{sent['id']}"
    for by_post, expected in ((True, (409, "wished-by-post")), (False, (201, None))):
        wish = BY_POST if by_post else {"channel": "online"}
        assert (await office.ask("POST", f"{path}/return", office.lan, json=wish)).status_code == 201
        answer = await office.ask("POST", f"{path}/delivery", office.hoa, json={"channel": "online"})
        assert (answer.status_code, answer.json().get("code")) == expected


async def resolved(office: Office) -> dict[str, Any]:
    sent = await office.in_progress()
    await office.upload(sent, office.dung)
    return await office.act(sent, "resolution", office.dung, outcome="granted")


async def told(office: Office, session: AsyncSession, *, at: datetime) -> None:
    """What `follow` does, in the test's one transaction: claim, ask, hear."""
    await as_system(session)
    for errand in await following._claimed(session, at=at):
        answer = await following._asked(office.app.state.carrier, errand)
        settings = office.app.state.settings
        await following.heard(session, errand.shipment_id, answer, at=at, settings=settings)
    await session.flush()


async def shown(office: Office, dossier: dict[str, Any]) -> dict[str, Any]:
    return await office.seen(dossier, office.lan, "/return")


def test_every_state_can_end_and_has_words() -> None:
    assert set(MOVES) == set(ShipmentStatus) == set(WORDS)
    assert {ShipmentStatus.DELIVERED, ShipmentStatus.RETURNED, ShipmentStatus.REFUSED} == set(ShipmentStatus) - LIVE


@pytest.mark.parametrize(
    ("here", "said_", "after"),
    [
        ("wanted", "ordered", "ordered"),
        ("in_transit", "delivered", "delivered"),
        ("in_transit", "returned", "returned"),
        ("delivered", "in_transit", "delivered"),
        ("in_transit", "ordered", "in_transit"),
        ("wanted", "delivered", "wanted"),
    ],
)
def test_late_or_confused_news_changes_nothing(here: str, said_: str, after: str) -> None:
    assert moved(ShipmentStatus(here), ShipmentStatus(said_)) == after


async def test_a_result_goes_by_post_to_its_owner(
    office: Office, post: Post, session: AsyncSession, clock_at: Any
) -> None:
    clock_at(AT)
    done = await resolved(office)
    assert await shown(office, done) == {"channel": None, "address": None, "chosen_at": None, "shipments": []}
    await office.act(done, "return", office.lan, **BY_POST)
    await office.act(done, "shipments", office.hoa)
    assert (await shown(office, done))["shipments"][0]["status"] == "wanted"
    early = await office.ask("POST", f"/v1/dossiers/{done['id']}/dispatch", office.hoa)
    assert (early.status_code, early.json()["code"]) == (409, "no-waybill")
    await told(office, session, at=AT)
    assert list(post.orders.values()) == [{"sender": "Công an phường Tứ Minh", **ADDRESS}]
    await office.act(done, "dispatch", office.hoa)
    [one] = (await shown(office, done))["shipments"]
    assert (one["status"], one["tracking_number"], one["fare"]) == ("in_transit", "EA123456789VN", 18_500)
    await told(office, session, at=AT)
    assert (await office.seen(done, office.lan))["status"] == "resolved"
    post.says = ShipmentStatus.DELIVERED
    await told(office, session, at=AT + timedelta(hours=1))
    assert (await office.seen(done, office.lan))["status"] == "delivered"
    assert (await shown(office, done))["shipments"][0]["ended_at"] is not None
    [dispatched] = [one for one in await said(session) if isinstance(one, ResultDispatched)]
    [delivered] = [one for one in await said(session) if isinstance(one, DossierDelivered)]
    assert (dispatched.tracking_number, delivered.channel) == ("EA123456789VN", "post")
    assert await findings(session, done["id"]) == []


async def test_the_carrier_is_asked_again_after_it_was_away_and_not_before(
    office: Office, post: Post, session: AsyncSession, clock_at: Any
) -> None:
    clock_at(AT)
    done = await resolved(office)
    await office.act(done, "return", office.lan, **BY_POST)
    await office.act(done, "shipments", office.hoa)
    post.says = CarrierAway("TimeoutError")
    await told(office, session, at=AT)
    post.says = ShipmentStatus.IN_TRANSIT
    pause = timedelta(seconds=office.app.state.settings.carrier_pause_seconds)
    await told(office, session, at=AT + pause - timedelta(seconds=1))
    assert post.orders == {}
    await told(office, session, at=AT + pause)
    assert len(post.orders) == 1
    await told(office, session, at=AT + 2 * pause)
    assert len(post.orders) == 1, "one that is ordered waits for the desk"


@pytest.mark.parametrize("ends", ["refused", "returned"])
async def test_what_the_carrier_refuses_or_brings_back_can_be_sent_again(
    office: Office, post: Post, session: AsyncSession, clock_at: Any, ends: str
) -> None:
    clock_at(AT)
    done = await resolved(office)
    await office.act(done, "return", office.lan, **BY_POST)
    await office.act(done, "shipments", office.hoa)
    if ends == "refused":
        post.says = CarrierRefuses("422")
    else:
        await told(office, session, at=AT)
        await office.act(done, "dispatch", office.hoa)
        post.says = ShipmentStatus.RETURNED
    await told(office, session, at=AT + timedelta(hours=1))
    assert (await shown(office, done))["shipments"][0]["status"] == ends
    assert (await office.seen(done, office.lan))["status"] == "resolved"
    await office.act(done, "shipments", office.hoa)


async def test_one_shipment_is_live_and_its_address_stays(office: Office, post: Post) -> None:
    done = await resolved(office)
    path = f"/v1/dossiers/{done['id']}"
    unasked = await office.ask("POST", f"{path}/shipments", office.hoa)
    assert (unasked.status_code, unasked.json()["code"]) == (409, "not-wished-by-post")
    await office.act(done, "return", office.lan, **BY_POST)
    await office.act(done, "shipments", office.hoa)
    for again in (
        await office.ask("POST", f"{path}/shipments", office.hoa),
        await office.ask("POST", f"{path}/return", office.lan, json={"channel": "online"}),
    ):
        assert (again.status_code, again.json()["code"]) == (409, "on-its-way")


async def test_a_result_is_sent_once_it_is_there_and_chosen_until_it_is_returned(office: Office, post: Post) -> None:
    sent = await office.in_progress()
    await office.act(sent, "return", office.lan, **BY_POST)
    early = await office.ask("POST", f"/v1/dossiers/{sent['id']}/shipments", office.hoa)
    assert (early.status_code, early.json()["code"]) == (409, "not-now")
    await office.act(sent, "return", office.lan, channel="online")
    assert (await shown(office, sent))["address"] is None
    await office.upload(sent, office.dung)
    await office.act(sent, "resolution", office.dung, outcome="granted")
    await office.act(sent, "delivery", office.hoa, channel="online")
    late = await office.ask("POST", f"/v1/dossiers/{sent['id']}/return", office.lan, json=BY_POST)
    assert (late.status_code, late.json()["code"]) == (409, "not-now")


@pytest.mark.parametrize(
    ("wish", "pointers"),
    [
        ({"channel": "post"}, ["/address"]),
        ({"channel": "online", "address": ADDRESS}, ["/address"]),
        ({"channel": "pigeon"}, ["/channel"]),
        ({"channel": "post", "address": ADDRESS | {"phone": "12", "ward_code": "x"}},
         ["/address/phone", "/address/ward_code"]),
        ({"channel": "post", "address": ADDRESS, "fare": 0}, ["/fare"]),
    ],
    ids=["no-address", "needless", "channel", "fields", "fare"],
)  # fmt: skip
async def test_a_wrong_wish_is_told_whole(
    office: Office, post: Post, wish: dict[str, Any], pointers: list[str]
) -> None:
    sent = await office.submitted()
    answer = await office.ask("POST", f"/v1/dossiers/{sent['id']}/return", office.lan, json=wish)
    assert (answer.status_code, [one["pointer"] for one in answer.json()["errors"]]) == (400, pointers)
    assert "pigeon" not in answer.text


async def test_without_a_carrier_nothing_goes_by_post(office: Office) -> None:
    office.app.state.carrier = None
    sent = await office.submitted()
    answer = await office.ask("POST", f"/v1/dossiers/{sent['id']}/return", office.lan, json=BY_POST)
    assert (answer.status_code, answer.json()["code"]) == (409, "not-by-post")


async def test_only_the_owner_chooses_and_only_the_desk_sends(office: Office, post: Post) -> None:
    done = await resolved(office)
    path = f"/v1/dossiers/{done['id']}"
    for by, status in ((office.hoa, 403), (citizen(), 404)):
        assert (await office.ask("POST", f"{path}/return", by, json=BY_POST)).status_code == status
    await office.act(done, "return", office.lan, **BY_POST)
    for by, status in ((office.lan, 403), (office.dung, 403), (office.stranger, 404)):
        assert (await office.ask("POST", f"{path}/shipments", by)).status_code == status
        assert (await office.ask("POST", f"{path}/dispatch", by)).status_code == status
    assert (await office.ask("GET", f"{path}/return", office.stranger)).status_code == 404


async def test_the_database_shows_addresses_to_owner_and_agency_only(
    office: Office, post: Post, session: AsyncSession
) -> None:
    done = await resolved(office)
    await office.act(done, "return", office.lan, **BY_POST)
    await office.act(done, "shipments", office.hoa)
    for person, expected in ((office.lan, 1), (office.hoa, 1), (citizen(), 0), (office.stranger, 0)):
        await as_person(session, person)
        for table in (ReturnWish, Shipment):
            assert len((await session.scalars(select(table))).all()) == expected
