"""Administrators keep the tree of agencies; the public reads it on any day."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import AgencyChanged, AgencyReorganised
from kit.testing import said
from services.identity import seeds
from services.identity.models import Position
from services.identity.tests.hall import Hall

HAI_TAN: dict[str, Any] = {
    "code": "H24.93",
    "name": "Ủy ban nhân dân phường Hải Tân",
    "kind": "commune_committee",
    "parent_code": "H24",
    "ward_codes": ["10537"],
    "address": "Phường Hải Tân, thành phố Hải Phòng",
    "valid_from": "2027-01-01",
}
SUCCESSOR = {name: value for name, value in HAI_TAN.items() if name != "valid_from"}
MERGER: dict[str, Any] = {
    "kind": "merger",
    "predecessors": ["H24.91", "H24.92"],
    "successors": [SUCCESSOR],
    "on": "2027-07-01",
    "legal_basis": "Nghị quyết 1669/NQ-UBTVQH15",
}


def codes(problem: Any) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in problem["errors"]]


async def changes(session: AsyncSession, code: str) -> list[AgencyChanged]:
    return [one for one in await said(session) if isinstance(one, AgencyChanged) and one.agency_code == code]


async def test_a_new_agency_is_there_from_its_first_day_and_is_said(hall: Hall, session: AsyncSession) -> None:
    made = await hall.done("admin", "POST", "/v1/agencies", HAI_TAN)
    assert (made["code"], made["number_template"]) == ("H24.93", "{agency}-{date:%Y%m%d}-{seq:07}")
    assert (await hall.done("lan", "GET", "/v1/agencies/H24.93"))["valid_from"] == "2027-01-01"
    today = {one["code"] for one in (await hall.ask(None, "GET", "/v1/agencies")).json()["items"]}
    then = await hall.ask(None, "GET", "/v1/agencies?on=2027-01-01&parent=H24")
    assert "H24.93" not in today
    assert {one["code"] for one in then.json()["items"]} == {"H24.01", "H24.15", "H24.91", "H24.92", "H24.93"}
    [event] = await changes(session, "H24.93")
    assert (event.name, event.valid_from) == ("Ủy ban nhân dân phường Hải Tân", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"code": "H24.91"}, [("/code", "taken")]),
        ({"parent_code": "H24.77"}, [("/parent_code", "unknown")]),
        ({"valid_from": "2020-01-01"}, [("/parent_code", "not-then")]),
        ({"valid_to": "2026-01-01"}, [("/valid_to", "too-early")]),
        ({"number_template": "{agency}-{seq:04}"}, [("/number_template", "malformed")]),
        ({"number_template": "{agency.code}-{date:%y%m%d}-{seq:04}"}, [("/number_template", "malformed")]),
        ({"code": "h24.93"}, [("/code", "malformed")]),
        ({"ward_codes": ["1"]}, [("/ward_codes/0", "malformed")]),
        ({"kind": "ministry"}, [("/kind", "not-a-choice")]),
        ({"colour": "red"}, [("/colour", "unknown")]),
    ],
)
async def test_an_agency_that_cannot_be_is_refused_with_what_is_wrong(
    hall: Hall, changed: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    refused = await hall.ask("admin", "POST", "/v1/agencies", HAI_TAN | changed)
    assert refused.status_code == 400
    assert codes(refused.json()) == expected


async def test_a_creation_sent_again_creates_nothing_more(hall: Hall, session: AsyncSession) -> None:
    first = await hall.ask("admin", "POST", "/v1/agencies", HAI_TAN, Idempotency_Key="once")
    again = await hall.ask("admin", "POST", "/v1/agencies", HAI_TAN, Idempotency_Key="once")
    assert (first.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(await changes(session, "H24.93")) == 1


async def test_a_change_names_the_version_it_saw_and_is_said(hall: Hall, session: AsyncSession) -> None:
    path, body = "/v1/agencies/G01.24.91", {"phone": "0220 3891 234", "ward_codes": ["10891", "10892"]}
    tag = (await hall.ask(None, "GET", path)).headers["ETag"]
    changed = await hall.ask("admin", "PATCH", path, body, If_Match=tag)
    assert changed.status_code == 200, changed.text
    assert changed.json()["ward_codes"] == ["10891", "10892"]
    assert changed.json()["name"] == "Công an phường Tứ Minh"
    assert changed.headers["ETag"] != tag
    assert (await hall.ask("admin", "PATCH", path, body, If_Match=tag)).status_code == 412
    assert (await hall.ask("admin", "PATCH", path, body, If_Match="W/x")).status_code == 412
    assert (await hall.ask("admin", "PATCH", path, body)).status_code == 428
    assert [event.phone for event in await changes(session, "G01.24.91")] == [None, "0220 3891 234"]


@pytest.mark.parametrize("field", ["code", "parent_code", "kind", "valid_from", "valid_to"])
async def test_what_would_make_it_another_agency_cannot_be_patched(hall: Hall, field: str) -> None:
    refused = await hall.ask("admin", "PATCH", "/v1/agencies/H24.91", {field: "H24.99"}, If_Match='"1"')
    assert codes(refused.json()) == [(f"/{field}", "unknown")]


async def test_a_closed_agency_ends_with_its_positions_and_offices_and_stays_readable(
    hall: Hall, session: AsyncSession
) -> None:
    office = {"name": "Bộ phận Một cửa", "address": "Phường Tứ Minh", "valid_from": "2026-01-01"}
    await hall.done("admin", "POST", "/v1/agencies/G01.24.91/offices", office)
    closed = await hall.done("admin", "POST", "/v1/agencies/G01.24.91/closure", {"last_day": "2027-06-30"})
    assert closed["valid_to"] == "2027-06-30"
    held = await session.scalars(select(Position.valid_to).where(Position.agency_code == "G01.24.91"))
    assert set(held) == {date(2027, 6, 30)}
    path = "/v1/agencies/G01.24.91/offices"
    assert len((await hall.ask(None, "GET", f"{path}?on=2027-06-30")).json()["items"]) == 1
    assert (await hall.ask(None, "GET", f"{path}?on=2027-07-01")).json()["items"] == []
    assert (await hall.ask(None, "GET", "/v1/agencies/G01.24.91")).status_code == 200
    after = await hall.ask(None, "GET", "/v1/agencies?on=2027-07-01")
    assert "G01.24.91" not in {one["code"] for one in after.json()["items"]}
    assert ("position_ended", {"agency": "G01.24.91", "role": "counter", "by": str(seeds.person_id("admin"))}) in (
        await hall.log("hoa.counter")
    )
    again = await hall.ask("admin", "POST", "/v1/agencies/G01.24.91/closure", {"last_day": "2027-08-30"})
    assert codes(again.json()) == [("/last_day", "closed")]
    taken = await hall.ask("admin", "POST", "/v1/agencies", HAI_TAN | {"code": "G01.24.91"})
    assert codes(taken.json()) == [("/code", "taken")]


async def test_an_agency_above_others_cannot_be_closed(hall: Hall) -> None:
    refused = await hall.ask("admin", "POST", "/v1/agencies/H24/closure", {"last_day": "2027-06-30"})
    assert {code for _, code in codes(refused.json())} == {"has-children"}


async def test_the_agency_of_the_last_administrator_cannot_be_closed(hall: Hall) -> None:
    refused = await hall.ask("admin", "POST", "/v1/agencies/H24.01/closure", {"last_day": "2027-06-30"})
    assert (refused.status_code, refused.json()["code"]) == (409, "nobody-left")


async def test_a_merger_keeps_history_and_takes_the_staff_along(hall: Hall, session: AsyncSession) -> None:
    done = await hall.done("admin", "POST", "/v1/agencies/reorganisations", MERGER)
    assert [one["valid_to"] for one in done["predecessors"]] == ["2027-06-30", "2027-06-30"]
    link = {"code": "H24.93", "on": "2027-07-01", "legal_basis": "Nghị quyết 1669/NQ-UBTVQH15"}
    assert [one["successors"] for one in done["predecessors"]] == [[link], [link]]
    shown = (await hall.ask(None, "GET", "/v1/agencies/H24.93")).json()
    assert [one["code"] for one in shown["predecessors"]] == ["H24.91", "H24.92"]
    held = await session.scalars(
        select(Position).where(Position.person_id == seeds.person_id("son.counter")).order_by(Position.valid_from)
    )
    assert sorted((one.agency_code, one.role.value, one.valid_from, one.valid_to) for one in held) == [
        ("H24.91", "counter", date(2025, 7, 1), date(2027, 6, 30)),
        ("H24.91", "officer", date(2025, 7, 1), date(2027, 6, 30)),
        ("H24.93", "counter", date(2027, 7, 1), None),
        ("H24.93", "officer", date(2027, 7, 1), None),
    ]
    for code, last in (("H24.91", date(2027, 6, 30)), ("H24.92", date(2027, 6, 30)), ("H24.93", None)):
        assert (await changes(session, code))[-1].valid_to == last
    told = [one for one in await said(session) if isinstance(one, AgencyReorganised)]
    assert [(one.agency_code, one.successor_codes, one.happened_on) for one in told] == [
        ("H24.91", ["H24.93"], date(2027, 7, 1)),
        ("H24.92", ["H24.93"], date(2027, 7, 1)),
    ]


async def test_a_split_leaves_positions_to_be_given_anew(hall: Hall, session: AsyncSession) -> None:
    other = SUCCESSOR | {"code": "H24.94", "name": "Ủy ban nhân dân phường Lai Cách"}
    body = MERGER | {"kind": "split", "predecessors": ["H24.91"], "successors": [SUCCESSOR, other]}
    done = await hall.done("admin", "POST", "/v1/agencies/reorganisations", body)
    assert [one["code"] for one in done["predecessors"][0]["successors"]] == ["H24.93", "H24.94"]
    held = await session.scalars(select(Position).where(Position.person_id == seeds.person_id("son.counter")))
    assert {one.valid_to for one in held} == {date(2027, 6, 30)}


async def test_a_reorganisation_is_all_or_nothing(hall: Hall, session: AsyncSession) -> None:
    before = len(await said(session))
    body = MERGER | {"predecessors": ["H24.91", "H24.92", "H24.77"]}
    refused = await hall.ask("admin", "POST", "/v1/agencies/reorganisations", body)
    assert codes(refused.json()) == [("/predecessors/2", "unknown")]
    assert len(await said(session)) == before
    assert (await hall.ask(None, "GET", "/v1/agencies/H24.93")).status_code == 404


@pytest.mark.parametrize("on", ["0001-01-01", "1945-09-01", "2027-13-01", "20270701", 5])
async def test_a_reorganisation_has_a_day(hall: Hall, on: Any) -> None:
    refused = await hall.ask("admin", "POST", "/v1/agencies/reorganisations", MERGER | {"on": on})
    assert refused.status_code == 400
    assert [pointer for pointer, _ in codes(refused.json())] == ["/on"]


WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "/v1/agencies", HAI_TAN),
    ("POST", "/v1/agencies/reorganisations", MERGER),
    ("PATCH", "/v1/agencies/H24.91", {"phone": "0220 3891 234"}),
    ("POST", "/v1/agencies/H24.91/closure", {"last_day": "2027-06-30"}),
    ("POST", "/v1/agencies/H24.91/offices", {"name": "A", "address": "B", "valid_from": "2026-01-01"}),
]


@pytest.mark.parametrize("user", ["lan", "hoa.counter", "dung.officer", "tuan.leader"])
@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_nobody_but_administrators_writes(
    hall: Hall, user: str, method: str, path: str, body: dict[str, Any]
) -> None:
    assert (await hall.ask(user, method, path, body, If_Match='"1"')).status_code == 403
    assert (await hall.ask(None, method, path, body, If_Match='"1"')).status_code == 401


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_an_auditor_changes_nothing(hall: Hall, method: str, path: str, body: dict[str, Any]) -> None:
    await hall.appoint("tuan.leader", "H24.01", "auditor")
    assert (await hall.ask("tuan.leader", method, path, body, If_Match='"1"')).status_code == 403


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
async def test_a_password_alone_is_not_enough_to_write(
    hall: Hall, method: str, path: str, body: dict[str, Any]
) -> None:
    refused = await hall.ask("admin", method, path, body, acr="low", If_Match='"1"')
    assert refused.status_code == 401
    assert 'acr_values="substantial"' in refused.headers["WWW-Authenticate"]


OUTSIDE: list[tuple[str, str, dict[str, Any]]] = [
    *WRITES,
    ("POST", "/v1/agencies", HAI_TAN | {"parent_code": None}),
    ("POST", "/v1/agencies", HAI_TAN | {"parent_code": "H24.15"}),
    ("PATCH", "/v1/agencies/H24", {"phone": "0220 3891 234"}),
    ("POST", "/v1/agencies/reorganisations", MERGER | {"predecessors": ["G01.24.91", "G01.24.92"]}),
]


@pytest.mark.parametrize(("method", "path", "body"), OUTSIDE)
async def test_an_administrator_of_one_agency_does_not_touch_another(
    hall: Hall, method: str, path: str, body: dict[str, Any]
) -> None:
    await hall.appoint("tuan.leader", "G01.24.91", "administrator")
    refused = await hall.ask("tuan.leader", method, path, body, If_Match='"1"')
    assert (refused.status_code, refused.json()["code"]) == (403, "outside-jurisdiction")


async def test_an_administrator_looks_after_their_agency_and_what_is_below(hall: Hall) -> None:
    await hall.appoint("tuan.leader", "G01.24.91", "administrator")
    below = HAI_TAN | {"code": "G01.24.91.01", "kind": "commune_police", "parent_code": "G01.24.91"}
    await hall.done("tuan.leader", "POST", "/v1/agencies", below)
    tag = (await hall.ask(None, "GET", "/v1/agencies/G01.24.91.01")).headers["ETag"]
    await hall.done("tuan.leader", "PATCH", "/v1/agencies/G01.24.91.01", {"phone": "0220 3891 234"}, If_Match=tag)


@pytest.mark.parametrize("kind", ["province_committee", "service_centre"])
async def test_nobody_reaches_the_whole_province_by_an_agency_of_their_own_making(hall: Hall, kind: str) -> None:
    await hall.appoint("tuan.leader", "G01.24.91", "administrator")
    below = {"parent_code": "G01.24.91", "kind": kind}
    await hall.done("tuan.leader", "POST", "/v1/agencies", HAI_TAN | below | {"code": "X1", "kind": "department"})
    await hall.done("tuan.leader", "POST", "/v1/agencies", HAI_TAN | below | {"code": "X2", "kind": "department"})
    merger = MERGER | {"predecessors": ["X1", "X2"], "successors": [SUCCESSOR | below]}
    for path, body in (("/v1/agencies", HAI_TAN | below), ("/v1/agencies/reorganisations", merger)):
        refused = await hall.ask("tuan.leader", "POST", path, body)
        assert (refused.status_code, refused.json()["code"]) == (403, "outside-jurisdiction")


async def test_a_position_that_ended_yesterday_administers_nothing_though_the_token_says_so(
    hall: Hall, session: AsyncSession
) -> None:
    position_id = await hall.appoint("tuan.leader", "G01.24.91", "administrator")
    await hall.token("tuan.leader")
    position = await session.get_one(Position, position_id)
    position.valid_to = date(2026, 1, 1)
    await session.commit()
    refused = await hall.ask("tuan.leader", "PATCH", "/v1/agencies/G01.24.91", {"phone": "113 113"}, If_Match='"1"')
    assert refused.status_code == 403
