"""Where agencies work: offices are added, changed and closed, and end with their agency at the latest."""

from services.identity.tests.hall import Hall
from services.identity.tests.test_administration import codes


async def test_offices_are_added_changed_and_closed(hall: Hall) -> None:
    path = "/v1/agencies/H24.91/offices"
    body = {"name": "Bộ phận Một cửa", "address": "Phường Tứ Minh", "ward_code": "10891", "valid_from": "2026-01-01"}
    made = await hall.ask("admin", "POST", path, body)
    office, tag = f"{path}/{made.json()['id']}", made.headers["ETag"]
    assert (await hall.ask(None, "GET", office)).headers["ETag"] == tag
    changed = await hall.ask("admin", "PATCH", office, {"valid_to": "2026-06-30"}, If_Match=tag)
    assert (changed.status_code, changed.json()["valid_to"]) == (200, "2026-06-30")
    assert (await hall.ask(None, "GET", path)).json()["items"] == []
    assert len((await hall.ask(None, "GET", f"{path}?on=2026-03-01")).json()["items"]) == 1
    assert (await hall.ask("admin", "PATCH", office, {"name": "X"}, If_Match=tag)).status_code == 412
    early = await hall.ask("admin", "PATCH", office, {"valid_to": "2020-01-01"}, If_Match=changed.headers["ETag"])
    assert codes(early.json()) == [("/valid_to", "too-early")]
    too_early = await hall.ask("admin", "POST", path, body | {"valid_from": "2020-01-01"})
    assert too_early.status_code == 400
    elsewhere = office.replace("H24.91", "H24.92")
    assert (await hall.ask(None, "GET", elsewhere)).status_code == 404
    assert (await hall.ask("admin", "PATCH", elsewhere, {"name": "X"}, If_Match='"1"')).status_code == 404


async def test_an_office_does_not_outlive_its_agency(hall: Hall) -> None:
    path = "/v1/agencies/H24.91/offices"
    body = {"name": "Bộ phận Một cửa", "address": "Phường Tứ Minh", "valid_from": "2026-01-01"}
    made = await hall.done("admin", "POST", path, body)
    await hall.done("admin", "POST", "/v1/agencies/H24.91/closure", {"last_day": "2027-06-30"})
    assert (await hall.done("admin", "POST", path, body))["valid_to"] == "2027-06-30"
    office = f"{path}/{made['id']}"
    tag = (await hall.ask(None, "GET", office)).headers["ETag"]
    for last_day in (None, "2027-07-01"):
        refused = await hall.ask("admin", "PATCH", office, {"valid_to": last_day}, If_Match=tag)
        assert codes(refused.json()) == [("/valid_to", "not-then")]
    assert (await hall.done("admin", "PATCH", office, {"valid_to": "2027-06-01"}, If_Match=tag))["valid_to"]


async def test_offices_page(hall: Hall) -> None:
    path, body = "/v1/agencies/H24.91/offices", {"address": "Phường Tứ Minh", "valid_from": "2026-01-01"}
    made = {(await hall.done("admin", "POST", path, body | {"name": f"Trụ sở {n}"}))["id"] for n in range(3)}
    first = (await hall.ask(None, "GET", f"{path}?limit=2")).json()
    rest = (await hall.ask(None, "GET", f"{path}?limit=2&cursor={first['next']}")).json()
    assert {one["id"] for one in first["items"] + rest["items"]} == made
    assert rest["next"] is None
    assert (await hall.ask(None, "GET", f"{path}?cursor=x")).status_code == 400
    assert (await hall.ask(None, "GET", "/v1/agencies/H24.77/offices")).status_code == 404
