"""Rating a finished dossier, and what the public sees of it."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.feedback import RatingGiven
from kit.clock import LOCAL
from kit.testing import citizen, headers, hear, officer, said
from services.feedback.tests.factories import AGENCY, agency, declined, delivered

LAN = citizen()
NOW = datetime.now(UTC)


@pytest.fixture
async def dossier_id(app: FastAPI) -> UUID:
    """Lan's delivered dossier, at a known agency."""
    await hear(app, agency())
    event = delivered(LAN.id, NOW)
    await hear(app, event)
    return event.dossier_id


def rating(dossier_id: UUID, score: object = 5, **more: object) -> dict[str, Any]:
    return {"dossier_id": str(dossier_id), "score": score, **more}


async def summary(client: httpx.AsyncClient, **query: str) -> dict[str, Any]:
    answer = await client.get("/v1/ratings/summary", params={"agency": AGENCY, **query})
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_the_owner_rates_and_everybody_sees_it_counted(
    client: httpx.AsyncClient, session: AsyncSession, dossier_id: UUID
) -> None:
    answer = await client.post("/v1/ratings", json=rating(dossier_id, comment=" Tận tình. "), headers=headers(LAN))
    assert answer.status_code == 201, answer.text
    assert (answer.json()["score"], answer.json()["comment"]) == (5, "Tận tình.")
    seen = await summary(client)
    assert (seen["agency"], seen["name"]) == (AGENCY, "Công an phường Tứ Minh")
    assert (seen["count"], seen["average"], seen["satisfied_share"]) == (1, 5.0, 1.0)
    assert seen["by_score"] == {"1": 0, "2": 0, "3": 0, "4": 0, "5": 1}
    [event] = await said(session)
    assert isinstance(event, RatingGiven)
    assert (event.dossier_id, event.agency_code, event.score) == (dossier_id, AGENCY, 5)
    assert "comment" not in event.model_dump()


async def test_a_retried_rating_is_the_same_rating(
    client: httpx.AsyncClient, session: AsyncSession, dossier_id: UUID
) -> None:
    same = headers(LAN)
    first = await client.post("/v1/ratings", json=rating(dossier_id), headers=same)
    again = await client.post("/v1/ratings", json=rating(dossier_id), headers=same)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (await summary(client))["count"] == len(await said(session)) == 1


async def test_a_second_rating_of_a_dossier_is_refused(client: httpx.AsyncClient, dossier_id: UUID) -> None:
    await client.post("/v1/ratings", json=rating(dossier_id), headers=headers(LAN))
    second = await client.post("/v1/ratings", json=rating(dossier_id, 1), headers=headers(LAN))
    assert (second.status_code, second.json()["code"]) == (409, "already-rated")
    assert (await summary(client))["average"] == 5.0


async def test_a_foreign_dossier_is_as_unknown_as_none(client: httpx.AsyncClient, dossier_id: UUID) -> None:
    foreign = await client.post("/v1/ratings", json=rating(dossier_id), headers=headers(citizen()))
    unknown = await client.post("/v1/ratings", json=rating(uuid4()), headers=headers(LAN))
    assert (foreign.status_code, unknown.status_code) == (404, 404)
    staff = await client.post("/v1/ratings", json=rating(dossier_id), headers=headers(officer(AGENCY, "officer")))
    assert staff.status_code == 403
    assert (await client.post("/v1/ratings", json=rating(dossier_id))).status_code == 401


async def test_after_the_window_a_dossier_can_no_longer_be_rated(app: FastAPI, client: httpx.AsyncClient) -> None:
    old = delivered(LAN.id, NOW - timedelta(days=30))
    await hear(app, old)
    late = await client.post("/v1/ratings", json=rating(old.dossier_id), headers=headers(LAN))
    assert (late.status_code, late.json()["code"]) == (410, "window-closed")
    invitations = await client.get("/v1/ratings/invitations", headers=headers(LAN))
    assert invitations.json()["items"] == []


@pytest.mark.parametrize("score", [0, 6, "5", 5.0, 4.5, True, None])
async def test_a_score_off_the_scale_is_refused(client: httpx.AsyncClient, dossier_id: UUID, score: object) -> None:
    answer = await client.post("/v1/ratings", json=rating(dossier_id, score), headers=headers(LAN))
    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["errors"]] == ["/score"]


async def test_a_comment_too_long_or_not_text_and_an_unknown_field_are_refused(
    client: httpx.AsyncClient, dossier_id: UUID
) -> None:
    bodies = [
        rating(dossier_id, comment="x" * 1001),
        rating(dossier_id, comment="a\x00b"),
        rating(dossier_id, stars=5),
        {"score": 5},
    ]
    for body in bodies:
        assert (await client.post("/v1/ratings", json=body, headers=headers(LAN))).status_code == 400


async def test_a_rating_needs_an_idempotency_key(client: httpx.AsyncClient, dossier_id: UUID) -> None:
    without = {"Authorization": headers(LAN)["Authorization"]}
    answer = await client.post("/v1/ratings", json=rating(dossier_id), headers=without)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/header/Idempotency-Key")


async def test_open_invitations_page_newest_first_and_leave_when_answered(
    app: FastAPI, client: httpx.AsyncClient, dossier_id: UUID
) -> None:
    older = declined(LAN.id, NOW - timedelta(days=3))
    await hear(app, older)
    await hear(app, delivered(uuid4(), NOW))
    first = (await client.get("/v1/ratings/invitations", params={"limit": 1}, headers=headers(LAN))).json()
    assert [one["dossier_id"] for one in first["items"]] == [str(dossier_id)]
    query = {"limit": 1, "cursor": first["next"]}
    second = (await client.get("/v1/ratings/invitations", params=query, headers=headers(LAN))).json()
    assert [(one["dossier_id"], one["reason"]) for one in second["items"]] == [(str(older.dossier_id), "declined")]
    assert second["next"] is None
    await client.post("/v1/ratings", json=rating(dossier_id), headers=headers(LAN))
    left = (await client.get("/v1/ratings/invitations", headers=headers(LAN))).json()
    assert [one["dossier_id"] for one in left["items"]] == [str(older.dossier_id)]


async def test_an_agency_nobody_rated_has_no_average_and_an_unknown_one_is_not_found(
    app: FastAPI, client: httpx.AsyncClient
) -> None:
    await hear(app, agency())
    seen = await summary(client)
    assert (seen["count"], seen["average"], seen["satisfied_share"]) == (0, None, None)
    assert (await client.get("/v1/ratings/summary", params={"agency": "G99"})).status_code == 404
    assert (await client.get("/v1/ratings/summary", params={"agency": "g';--"})).status_code == 400


async def test_a_summary_of_a_period_counts_its_local_days(client: httpx.AsyncClient, dossier_id: UUID) -> None:
    await client.post("/v1/ratings", json=rating(dossier_id, 4), headers=headers(LAN))
    today = datetime.now(LOCAL).date()
    tomorrow, yesterday = str(today + timedelta(days=1)), str(today - timedelta(days=1))
    assert (await summary(client, **{"from": str(today), "to": str(today)}))["by_score"]["4"] == 1
    assert (await summary(client, **{"from": tomorrow}))["count"] == 0
    assert (await summary(client, to=yesterday))["average"] is None
    turned = await client.get("/v1/ratings/summary", params={"agency": AGENCY, "from": tomorrow, "to": yesterday})
    assert (turned.status_code, turned.json()["errors"][0]["pointer"]) == (400, "/query/to")


async def test_of_many_ratings_at_once_one_counts(live: FastAPI, live_client: httpx.AsyncClient) -> None:
    await hear(live, agency())
    event = delivered(LAN.id, NOW)
    await hear(live, event)
    answers = await asyncio.gather(
        *(
            live_client.post("/v1/ratings", json=rating(event.dossier_id, score), headers=headers(LAN))
            for score in (1, 2, 3, 4, 5)
        )
    )
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409, 409]
    assert (await summary(live_client))["count"] == 1


async def test_ratings_of_one_agency_at_once_are_all_counted(live: FastAPI, live_client: httpx.AsyncClient) -> None:
    await hear(live, agency())
    events = [delivered(LAN.id, NOW) for _ in range(8)]
    for event in events:
        await hear(live, event, times=1)
    answers = await asyncio.gather(
        *(live_client.post("/v1/ratings", json=rating(one.dossier_id), headers=headers(LAN)) for one in events)
    )
    assert {one.status_code for one in answers} == {201}
    assert (await summary(live_client))["by_score"]["5"] == 8
