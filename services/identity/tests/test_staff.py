"""Administrators keep the staff, each within their jurisdiction; nobody locks the province out."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import PersonChanged, SecurityNoted
from kit.clock import LOCAL
from kit.db import transaction
from kit.problems import Problem
from kit.testing import said
from services.identity import actions, queries, seeds
from services.identity.actions.staff import Hand
from services.identity.activity import Where
from services.identity.jurisdiction import Role
from services.identity.models import Account, Person, Position
from services.identity.tests.hall import START, Hall
from services.identity.tests.holding import claims_of, give, refresh

THAO: dict[str, Any] = {
    "user_name": "thao.officer",
    "full_name": "Hoàng Thị Thảo",
    "email": "Thao.Officer@motcua.example",
    "position": {
        "agency": "G01.24.91",
        "role": "officer",
        "fields": ["Đăng ký, quản lý cư trú", "ho-tich", "Hộ tịch"],
        "valid_from": "2026-01-01",
    },
}
YESTERDAY = (datetime.now(LOCAL) - timedelta(days=1)).date().isoformat()
LATER = {"role": "officer", "valid_from": "2027-01-01"}
DUNG, HOA, MAI = (f"/v1/staff/{seeds.person_id(one)}" for one in ("dung.officer", "hoa.counter", "mai.counter"))


def fault(answer: Any) -> list[str]:
    return [one["code"] for one in answer.json()["errors"]]


async def test_a_new_member_has_a_position_and_no_password_anybody_knows(hall: Hall, session: AsyncSession) -> None:
    made = await hall.done("admin", "POST", "/v1/staff", THAO)
    assert (made["email"], made["has_signed_up"], made["is_disabled"]) == ("thao.officer@motcua.example", False, False)
    [position] = made["positions"]
    assert position["fields"] == ["dang-ky-quan-ly-cu-tru", "ho-tich"]
    account = await session.scalar(select(Account).where(Account.person_id == made["id"]))
    assert account is not None
    assert account.password_hash is None
    events = [one for one in await said(session) if isinstance(one, PersonChanged)]
    assert (events[-1].kind, events[-1].full_name) == ("staff", "Hoàng Thị Thảo")
    listed = (await hall.done("admin", "GET", "/v1/staff?agency=G01.24.91"))["items"]
    assert "thao.officer" in [one["user_name"] for one in listed]


@pytest.mark.parametrize("taken", [{"user_name": "dung.officer"}, {"email": "hoa.counter@motcua.example"}])
async def test_names_of_accounts_are_nobody_elses(hall: Hall, taken: dict[str, str]) -> None:
    refused = await hall.ask("admin", "POST", "/v1/staff", THAO | taken)
    assert (refused.status_code, refused.json()["code"]) == (409, "name-taken")


@pytest.mark.parametrize(
    "changed",
    [
        {"user_name": "Thảo"},
        {"user_name": "a@b.example"},
        {"user_name": "030194001234"},
        {"email": "x"},
        {"full_name": ""},
    ],
)
async def test_a_member_that_cannot_be_is_refused(hall: Hall, changed: dict[str, str]) -> None:
    assert (await hall.ask("admin", "POST", "/v1/staff", THAO | changed)).status_code == 400


async def test_what_is_refused_leaves_no_half_of_a_member(hall: Hall, session: AsyncSession) -> None:
    position = THAO["position"] | {"agency": "H24.77"}
    refused = await hall.ask("admin", "POST", "/v1/staff", THAO | {"position": position})
    assert fault(refused) == ["not-then"]
    assert await session.scalar(select(Person.id).where(Person.created_at > datetime.now(UTC) - timedelta(0))) is None
    await hall.done("admin", "POST", "/v1/staff", THAO)


async def test_the_token_carries_the_fields_and_roles_of_the_position(hall: Hall, session: AsyncSession) -> None:
    await hall.done("admin", "POST", f"{DUNG}/positions", LATER | {"agency": "G01.24.91", "role": "leader"})
    held = await session.scalars(select(Position).where(Position.person_id == seeds.person_id("dung.officer")))
    for one in held:
        one.fields = ["ho-tich"] if one.role.value == "officer" else []
    await session.commit()
    claims = claims_of(await hall.token("dung.officer"))
    assert (claims["roles"], claims.get("fields")) == (["officer"], ["ho-tich"])
    await hall.appoint("dung.officer", "G01.24.91", "counter", fields=["chung-thuc"])
    given = await give(session, user="dung.officer")
    claims = claims_of((await refresh(hall.api, given.refresh)).json()["access_token"])
    assert (claims["roles"], claims.get("fields")) == (["counter"], ["chung-thuc"]), "no role with another's fields"


async def test_positions_given_and_ended_are_in_the_members_log_with_who_did_it(hall: Hall) -> None:
    given = await hall.done("admin", "POST", f"{DUNG}/positions", LATER | {"agency": "H24.91"})
    [new] = [one for one in given["positions"] if one["agency"] == "H24.91"]
    ended = await hall.done("admin", "POST", f"{DUNG}/positions/{new['id']}/closure", {"last_day": YESTERDAY})
    assert [one["valid_to"] for one in ended["positions"] if one["agency"] == "H24.91"] == [YESTERDAY]
    facts = {"agency": "H24.91", "role": "officer", "by": str(seeds.person_id("admin"))}
    told = await hall.log("dung.officer")
    assert ("position_given", facts) in told
    assert ("position_ended", facts) in told
    again = await hall.ask("admin", "POST", f"{DUNG}/positions/{new['id']}/closure", {"last_day": "2027-08-01"})
    assert (again.status_code, again.json()["code"]) == (409, "already-over")


async def test_a_position_that_ended_is_gone_from_the_next_token(hall: Hall, session: AsyncSession) -> None:
    given = await give(session, user="dung.officer")
    [position] = (await hall.done("admin", "GET", DUNG))["positions"]
    await hall.done("admin", "POST", f"{DUNG}/positions/{position['id']}/closure", {"last_day": YESTERDAY})
    answer = (await refresh(hall.api, given.refresh)).json()
    assert claims_of(answer["access_token"])["roles"] == []


async def test_somebody_with_two_agencies_acts_in_the_one_they_choose(hall: Hall, session: AsyncSession) -> None:
    await hall.appoint("mai.counter", "H24.91", "leader", valid_from=date(2026, 1, 1))
    first, given = claims_of(await hall.token("mai.counter")), await give(session, user="mai.counter")
    assert (first["agency"], first["roles"]) == ("G01.24.92", ["counter", "officer"])
    chosen = await hall.done("mai.counter", "PUT", "/v1/me/position", {"agency": "H24.91"})
    assert chosen == {"agency": "H24.91", "roles": ["leader"], "fields": []}
    claims = claims_of((await refresh(hall.api, given.refresh)).json()["access_token"])
    assert (claims["agency"], claims["roles"]) == ("H24.91", ["leader"])
    assert ("position_chosen", {"agency": "H24.91"}) in await hall.log("mai.counter")
    for agency in ("G01.24.91", "H24"):
        assert (await hall.ask("mai.counter", "PUT", "/v1/me/position", {"agency": agency})).status_code == 404
    assert (await hall.ask("lan", "PUT", "/v1/me/position", {"agency": "H24"})).status_code == 403


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"agency": "G01.24.91"}, "twice"),
        ({"agency": "G01.24.91", "role": "leader", "fields": ["ho-tich"]}, "differ"),
        ({"agency": "H24.91", "role": "auditor"}, "separation"),
        ({"agency": "H24.77"}, "not-then"),
        ({"agency": "H24.91", "valid_from": "2020-01-01"}, "not-then"),
        ({"agency": "H24.91", "valid_to": "2026-01-01"}, "too-early"),
        ({"agency": "H24.91", "office_id": "0d9f2f0e-6f5e-4f63-8a2e-1c5f7a9b3d42"}, "unknown"),
    ],
)
async def test_a_position_that_cannot_be_held_is_refused(hall: Hall, body: dict[str, Any], expected: str) -> None:
    refused = await hall.ask("admin", "POST", f"{DUNG}/positions", LATER | body)
    assert (refused.status_code, fault(refused)) == (400, [expected])


async def test_a_position_ends_yesterday_at_the_earliest(hall: Hall) -> None:
    [position] = (await hall.done("admin", "GET", DUNG))["positions"]
    path = f"{DUNG}/positions/{position['id']}/closure"
    assert fault(await hall.ask("admin", "POST", path, {"last_day": "2026-01-01"})) == ["too-early"]


async def test_a_suspended_member_is_out_at_once_and_comes_back_with_the_same_password(
    hall: Hall, session: AsyncSession
) -> None:
    token, given = await hall.token("hoa.counter"), await give(session, user="hoa.counter")
    shown = await hall.done("admin", "POST", f"{HOA}/suspension")
    assert shown["is_disabled"] is True
    assert (await hall.ask("hoa.counter", "GET", "/v1/me")).status_code == 401
    assert (await refresh(hall.api, given.refresh)).status_code == 400
    assert token
    assert ("staff_disabled", {"by": str(seeds.person_id("admin"))}) in await hall.log("hoa.counter")
    assert "staff_disabled" in [one.note for one in await said(session) if isinstance(one, SecurityNoted)]
    assert (await hall.ask("admin", "DELETE", f"{HOA}/suspension")).status_code == 204
    assert (await hall.done("admin", "GET", HOA))["is_disabled"] is False


async def test_a_correction_names_the_version_and_the_old_address_hears_of_it(
    hall: Hall, session: AsyncSession
) -> None:
    tag = (await hall.ask("admin", "GET", HOA)).headers["ETag"]
    body = {"email": "hoa.pham@motcua.example", "full_name": "Phạm Thị Hoa"}
    changed = await hall.ask("admin", "PATCH", HOA, body, If_Match=tag)
    assert (changed.status_code, changed.json()["email"]) == (200, "hoa.pham@motcua.example")
    noted = [one for one in await said(session) if isinstance(one, SecurityNoted)]
    assert [(one.note, one.contacts) for one in noted] == [("staff_corrected", ["hoa.counter@motcua.example"])]
    assert (await hall.ask("admin", "PATCH", HOA, body, If_Match=tag)).status_code == 412
    assert (await hall.ask("admin", "PATCH", HOA, body)).status_code == 428
    tag = changed.headers["ETag"]
    taken = await hall.ask("admin", "PATCH", HOA, {"email": "dung.officer@motcua.example"}, If_Match=tag)
    assert taken.json()["code"] == "name-taken"


async def test_nobody_gives_ends_or_suspends_their_own(hall: Hall) -> None:
    own = f"/v1/staff/{seeds.person_id('admin')}"
    [position] = (await hall.done("admin", "GET", own))["positions"]
    for path, body in (
        ("positions", LATER | {"agency": "H24"}),
        (f"positions/{position['id']}/closure", {"last_day": "2027-01-01"}),
        ("suspension", None),
    ):
        refused = await hall.ask("admin", "POST", f"{own}/{path}", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not-for-yourself"), path
    assert (await hall.ask("admin", "DELETE", f"{own}/suspension")).status_code == 403


async def test_the_province_keeps_an_administrator(hall: Hall) -> None:
    await hall.appoint("tuan.leader", "H24", "administrator", valid_to=date(2099, 1, 1))
    own = f"/v1/staff/{seeds.person_id('admin')}"
    [position] = (await hall.done("admin", "GET", own))["positions"]
    closing = f"{own}/positions/{position['id']}/closure"
    for path, body in ((closing, {"last_day": "2027-01-01"}), (f"{own}/suspension", None)):
        refused = await hall.ask("tuan.leader", "POST", path, body)
        assert (refused.status_code, refused.json()["code"]) == (409, "nobody-left"), path
    await hall.appoint("hoa.counter", "H24", "administrator")
    await hall.done("tuan.leader", "POST", closing, {"last_day": "2027-01-01"})


async def test_two_administrators_who_end_each_other_at_once_leave_one(town: FastAPI) -> None:
    at = datetime.now(UTC)
    users = ["admin", "tuan.leader"]
    async with transaction(town) as session:
        tuan = Position(
            id=seeds.person_id("x"), person_id=seeds.person_id("tuan.leader"), agency_code="H24", fields=[],
            role=Role.ADMINISTRATOR, valid_from=START,
        )  # fmt: skip
        session.add(tuan)

    async def end(user: str, by: str) -> str:
        try:
            async with transaction(town) as session:
                member = await queries.staff.find_member(session, seeds.person_id(user), is_locked=True)
                assert member is not None
                [held] = [one for one in member.positions if one.role is Role.ADMINISTRATOR]
                hand = Hand(seeds.person_id(by), at, Where())
                await actions.staff.end_position(session, held, last_day=date(2026, 1, 1), hand=hand)
        except Problem as problem:
            return problem.code()
        return "ended"

    outcomes = await asyncio.gather(end(users[0], by=users[1]), end(users[1], by=users[0]))
    assert sorted(outcomes) == ["ended", "nobody-left"]
