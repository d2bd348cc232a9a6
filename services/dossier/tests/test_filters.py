"""Filters somebody keeps: their own, under titles of their own, changed from the version they saw."""

from typing import Any

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kit.people import Officer
from kit.testing import officer
from services.dossier.actions import filters
from services.dossier.models import SavedFilter
from services.dossier.sight import as_person
from services.dossier.tests.conftest import Office

PATH = "/v1/worklist/filters"
TODAY = {"due": "today", "assignee": "nobody"}


async def save(office: Office, by: Officer, title: str, **content: str) -> httpx.Response:
    """Keep a filter."""
    return await office.ask("POST", PATH, by, json={"title": title, "filter": content})


async def kept(office: Office, by: Officer) -> list[dict[str, Any]]:
    """What somebody keeps."""
    answer = await office.ask("GET", PATH, by)
    assert answer.headers["Cache-Control"] == "no-store"
    found: list[dict[str, Any]] = answer.json()
    return found


async def test_a_filter_is_kept_changed_from_what_was_seen_and_forgotten(office: Office) -> None:
    made = await save(office, office.hoa, " Hôm nay ", **TODAY)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    [one] = await kept(office, office.hoa)
    assert (one["title"], {name: value for name, value in one["filter"].items() if value}) == ("Hôm nay", TODAY)
    path = f"{PATH}/{one['id']}"
    assert (await office.ask("PATCH", path, office.hoa, json={"title": "Gấp"})).status_code == 428
    seen = {"If-Match": '"1"'}
    changed = await office.ask("PATCH", path, office.hoa, json={"title": "Gấp"}, headers=seen)
    assert (changed.status_code, changed.headers["ETag"], changed.json()["title"]) == (200, '"2"', "Gấp")
    assert changed.json()["filter"]["due"] == "today"
    late = await office.ask("PATCH", path, office.hoa, json={"title": "Trễ"}, headers=seen)
    assert late.status_code == 412
    whole = {"filter": {"status": "resolved"}}
    replaced = await office.ask("PATCH", path, office.hoa, json=whole, headers={"If-Match": '"2"'})
    assert (replaced.json()["filter"]["due"], replaced.json()["filter"]["status"]) == (None, "resolved")
    assert (await office.ask("DELETE", path, office.hoa, headers=seen)).status_code == 412
    assert (await office.ask("DELETE", path, office.hoa, headers={"If-Match": '"3"'})).status_code == 204
    assert await kept(office, office.hoa) == []


async def test_a_title_is_taken_once_and_wrong_filters_are_refused(office: Office) -> None:
    assert (await save(office, office.hoa, "A")).status_code == 201
    again = await save(office, office.hoa, "A", due="today")
    assert (again.status_code, again.json()["code"]) == (409, "title-taken")
    other = (await save(office, office.hoa, "B")).json()
    renamed = await office.ask(
        "PATCH", f"{PATH}/{other['id']}", office.hoa, json={"title": "A"}, headers={"If-Match": '"1"'}
    )
    assert (renamed.status_code, renamed.json()["code"]) == (409, "title-taken")
    assert (await save(office, office.hoa, "x" * 101)).status_code == 400
    assert (await save(office, office.hoa, "C", due="soon")).status_code == 400
    assert (await save(office, office.hoa, "C", owner="x")).status_code == 400
    assert len(await kept(office, office.hoa)) == 2


async def test_fifty_are_kept_and_no_more(office: Office) -> None:
    for at in range(filters.MOST):
        assert (await save(office, office.hoa, f"{at:02}")).status_code == 201
    full = await save(office, office.hoa, "50")
    assert (full.status_code, full.json()["code"]) == (409, "too-many-filters")
    assert (await save(office, office.dung, "50")).status_code == 201


async def test_nobody_else_sees_a_filter(office: Office, session: AsyncSession) -> None:
    made = (await save(office, office.hoa, "Của tôi")).json()
    elsewhere = Officer(**{**vars(office.hoa), "agency": office.stranger.agency})
    for other in (office.dung, officer(office.agency, "leader"), elsewhere):
        assert await kept(office, other) == []
        path, seen = f"{PATH}/{made['id']}", {"If-Match": '"1"'}
        assert (await office.ask("PATCH", path, other, json={"title": "x"}, headers=seen)).status_code == 404
        assert (await office.ask("DELETE", path, other, headers=seen)).status_code == 404
        await as_person(session, other)
        assert (await session.scalars(select(SavedFilter))).all() == []
    await as_person(session, office.hoa)
    assert len((await session.scalars(select(SavedFilter))).all()) == 1
    assert (await office.ask("GET", PATH, office.lan)).status_code == 403
