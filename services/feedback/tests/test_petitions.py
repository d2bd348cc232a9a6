"""A citizen's objection to a look at their file becomes a petition its agency must answer."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from contracts.dossier import UsageObjected
from contracts.identity import PeopleMerged
from kit.people import Person
from kit.testing import citizen, headers, hear, officer

AT = datetime(2026, 11, 25, 3, tzinfo=UTC)
POLICE = "G01.24.91"


def objected(person_id: UUID, **changed: Any) -> UsageObjected:
    said: dict[str, Any] = {
        "usage_id": uuid4(),
        "person_id": person_id,
        "dossier_id": uuid4(),
        "tracking_code": "MC-7QK2-M9XA-4DTB",
        "agency_code": POLICE,
        "looked_at": AT,
        "objected_at": AT,
        "words": "Vì sao xem hồ sơ của tôi?",
    }
    return UsageObjected(**said | changed)


async def listed(client: httpx.AsyncClient, by: Person, path: str = "/v1/petitions") -> list[dict[str, Any]]:
    answer = await client.get(path, headers=headers(by))
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_an_objection_is_received_once_and_shown_to_both_sides(app: FastAPI, client: httpx.AsyncClient) -> None:
    lan = citizen()
    await hear(app, objected(lan.id))
    [mine] = await listed(client, lan)
    assert (mine["status"], mine["agency_code"], mine["words"]) == ("received", POLICE, "Vì sao xem hồ sơ của tôi?")
    assert await listed(client, officer(POLICE, "leader"), "/v1/petitions/received") == [mine]


async def test_others_do_not_see_it(app: FastAPI, client: httpx.AsyncClient) -> None:
    await hear(app, objected(uuid4()))
    assert await listed(client, citizen()) == []
    assert await listed(client, officer("G01.24.92", "leader"), "/v1/petitions/received") == []


@pytest.mark.parametrize(
    ("path", "who"),
    [("/v1/petitions", officer(POLICE, "leader")), ("/v1/petitions/received", officer(POLICE, "officer"))],
    ids=["a leader asks as a citizen", "an officer asks as a leader"],
)
async def test_each_list_is_for_whom_it_is_made(client: httpx.AsyncClient, path: str, who: Person) -> None:
    assert (await client.get(path, headers=headers(who))).status_code == 403


async def test_petitions_follow_a_merged_person(app: FastAPI, client: httpx.AsyncClient) -> None:
    former, present = citizen(), citizen()
    await hear(app, objected(former.id))
    await hear(app, PeopleMerged(kept_id=present.id, merged_id=former.id, merged_at=AT))
    await hear(app, objected(former.id))
    assert len(await listed(client, present)) == 2


async def test_pages_follow_each_other(app: FastAPI, client: httpx.AsyncClient) -> None:
    lan = citizen()
    for _ in range(3):
        await hear(app, objected(lan.id))
    first = (await client.get("/v1/petitions", params={"limit": 2}, headers=headers(lan))).json()
    rest = (
        await client.get("/v1/petitions", params={"limit": 2, "cursor": first["next"]}, headers=headers(lan))
    ).json()
    assert len({one["id"] for one in first["items"] + rest["items"]}) == 3
    assert rest["next"] is None
