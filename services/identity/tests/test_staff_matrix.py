"""Who may keep whom: an administrator of one agency (Tuấn, G01.24.91), its staff (Hoa), others (Mai), and both."""

from typing import Any

import pytest

from services.identity import seeds
from services.identity.tests.hall import Hall
from services.identity.tests.test_staff import HOA, LATER, MAI, THAO


async def to_mai(hall: Hall) -> list[tuple[str, str, Any]]:
    [position, *_] = (await hall.done("admin", "GET", MAI))["positions"]
    return [
        ("PATCH", MAI, {"full_name": "X"}),
        ("POST", f"{MAI}/positions", LATER | {"agency": "G01.24.92"}),
        ("POST", f"{MAI}/positions/{position['id']}/closure", {"last_day": "2027-01-01"}),
        ("POST", f"{MAI}/suspension", None),
        ("DELETE", f"{MAI}/suspension", None),
        ("GET", MAI, None),
    ]


async def test_an_administrator_of_one_agency_does_not_touch_the_staff_of_another(hall: Hall) -> None:
    await hall.appoint("tuan.leader", "G01.24.91", "administrator")
    for method, path, body in await to_mai(hall):
        refused = await hall.ask("tuan.leader", method, path, body, If_Match='"1"')
        assert refused.status_code == (403 if path.endswith("/positions") else 404), (method, path)
    assert (await hall.ask("tuan.leader", "GET", "/v1/staff?agency=G01.24.92")).status_code == 403
    outside = THAO | {"position": THAO["position"] | {"agency": "G01.24.92"}}
    assert (await hall.ask("tuan.leader", "POST", "/v1/staff", outside)).status_code == 403


@pytest.mark.parametrize("agency", ["H24", "H24.01", "G01.24.92", "H24.91"])
async def test_nobody_grants_a_role_beyond_their_own_jurisdiction(hall: Hall, agency: str) -> None:
    await hall.appoint("tuan.leader", "G01.24.91", "administrator")
    for role in ("administrator", "auditor", "counter"):
        body = LATER | {"agency": agency, "role": role}
        refused = await hall.ask("tuan.leader", "POST", f"{HOA}/positions", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "outside-jurisdiction"), role


async def test_an_administrator_keeps_their_own_staff(hall: Hall) -> None:
    await hall.appoint("tuan.leader", "G01.24.91", "administrator")
    listed = (await hall.done("tuan.leader", "GET", "/v1/staff"))["items"]
    assert [one["user_name"] for one in listed] == ["dung.officer", "hoa.counter", "tuan.leader"]
    await hall.done("tuan.leader", "POST", "/v1/staff", THAO)
    await hall.done("tuan.leader", "POST", f"{HOA}/positions", LATER | {"agency": "G01.24.91"})
    tag = (await hall.ask("tuan.leader", "GET", HOA)).headers["ETag"]
    await hall.done("tuan.leader", "PATCH", HOA, {"full_name": "Phạm Thị Hoà"}, If_Match=tag)
    await hall.done("tuan.leader", "POST", f"{HOA}/suspension")


async def test_an_agency_does_not_take_somebody_from_another_by_a_position_of_long_ago(hall: Hall) -> None:
    """Whoever holds positions in several agencies acts, until they choose, where they have worked longest."""
    await hall.appoint("tuan.leader", "G01.24.91", "administrator")
    old = {"agency": "G01.24.91", "role": "counter", "valid_from": "2025-07-01"}
    refused = await hall.ask("tuan.leader", "POST", f"{MAI}/positions", old)
    assert [(one["pointer"], one["code"]) for one in refused.json()["errors"]] == [("/valid_from", "too-early")]
    await hall.done("tuan.leader", "POST", f"{MAI}/positions", old | {"valid_from": "2100-01-01"})
    await hall.done("tuan.leader", "POST", f"{HOA}/positions", old | {"role": "officer"})


async def test_somebody_who_also_works_elsewhere_is_not_taken_over_by_one_of_their_agencies(hall: Hall) -> None:
    """Whoever sets the e-mail could recover the account, and be the province's administrator."""
    await hall.appoint("tuan.leader", "G01.24.91", "administrator")
    await hall.appoint("admin", "G01.24.91", "counter")
    boss = f"/v1/staff/{seeds.person_id('admin')}"
    tag = (await hall.ask("tuan.leader", "GET", boss)).headers["ETag"]
    taken = await hall.ask("tuan.leader", "PATCH", boss, {"email": "tuan@motcua.example"}, If_Match=tag)
    assert (taken.status_code, taken.json()["code"]) == (403, "outside-jurisdiction")
    assert (await hall.ask("tuan.leader", "POST", f"{boss}/suspension")).status_code == 403


@pytest.mark.parametrize("user", ["lan", "hoa.counter", "dung.officer", "tuan.leader"])
async def test_everybody_else_sees_and_changes_no_staff(hall: Hall, user: str) -> None:
    for method, path, body in [*await to_mai(hall), ("GET", "/v1/staff", None), ("POST", "/v1/staff", THAO)]:
        assert (await hall.ask(user, method, path, body, If_Match='"1"')).status_code == 403, (method, path)
        assert (await hall.ask(None, method, path, body, If_Match='"1"')).status_code == 401, (method, path)


async def test_an_auditor_sees_what_is_theirs_and_changes_nothing(hall: Hall) -> None:
    await hall.appoint("tuan.leader", "G01.24.92", "auditor")
    assert (await hall.ask("tuan.leader", "GET", MAI)).status_code == 200
    assert (await hall.ask("tuan.leader", "GET", HOA)).status_code == 404
    listed = (await hall.done("tuan.leader", "GET", "/v1/staff"))["items"]
    assert {one["user_name"] for one in listed} == {"mai.counter", "tuan.leader"}
    for method, path, body in await to_mai(hall):
        answer = await hall.ask("tuan.leader", method, path, body, If_Match='"1"')
        assert answer.status_code == (200 if method == "GET" else 403), (method, path)


async def test_a_password_alone_writes_nothing_but_reads(hall: Hall) -> None:
    assert (await hall.ask("admin", "GET", "/v1/staff", acr="low")).status_code == 200
    for method, path, body in [*await to_mai(hall), ("POST", "/v1/staff", THAO)]:
        if method != "GET":
            refused = await hall.ask("admin", method, path, body, acr="low", If_Match='"1"')
            assert 'acr_values="substantial"' in refused.headers["WWW-Authenticate"], (method, path)


async def test_citizens_are_no_members_of_staff(hall: Hall) -> None:
    lan = f"/v1/staff/{seeds.person_id('lan')}"
    assert (await hall.ask("admin", "GET", lan)).status_code == 404
    assert (await hall.ask("admin", "POST", f"{lan}/positions", LATER | {"agency": "H24.91"})).status_code == 404
    assert (await hall.ask("admin", "POST", f"{lan}/suspension")).status_code == 404


async def test_the_staff_pages_by_user_name(hall: Hall) -> None:
    first = await hall.done("admin", "GET", "/v1/staff?limit=4")
    rest = await hall.done("admin", "GET", f"/v1/staff?limit=4&cursor={first['next']}")
    names = [one["user_name"] for one in first["items"] + rest["items"]]
    assert names == sorted(names)
    assert len(names) == 7
    assert rest["next"] is None
