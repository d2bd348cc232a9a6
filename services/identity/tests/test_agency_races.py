"""Many changes of the tree of agencies at once: they wait for each other, none crashes."""

import asyncio
from typing import Any

from fastapi import FastAPI
from sqlalchemy import update

from kit.db import transaction
from kit.testing import client_of
from services.identity import seeds
from services.identity.models import BrowserSession
from services.identity.tests.desk import Desk
from services.identity.tests.factories import Browser
from services.identity.tests.test_administration import HAI_TAN, MERGER, SUCCESSOR


def below(n: int) -> dict[str, Any]:
    return HAI_TAN | {"code": f"H24.91.{n}", "parent_code": "H24.91"}


async def test_agencies_begin_end_and_merge_at_once_without_waiting_for_each_other_for_ever(
    town: FastAPI, racer: Browser
) -> None:
    await racer.sign_in("admin")
    raised = {"acr": "substantial", "amr": ["pwd", "otp", "mfa"]}
    async with transaction(town) as session:
        await session.execute(
            update(BrowserSession).where(BrowserSession.person_id == seeds.person_id("admin")).values(raised)
        )
    tokens = (await racer.redeem(await racer.code())).json()
    async with client_of(town) as api, client_of(town) as own:
        kept, town.state.verifier._client = town.state.verifier._client, own
        town.state.verifier._fetched_at = float("-inf")
        admin = Desk(api, tokens["access_token"])
        asked: list[tuple[str, Any]] = []
        for n in range(8):
            asked.append(("/v1/agencies", below(n)))
            asked.append(("/v1/agencies/H24.91/closure", {"last_day": "2027-06-30"}))
            asked.append(
                ("/v1/agencies/reorganisations", MERGER | {"successors": [SUCCESSOR | {"code": f"H24.9{n}X"}]})
            )
            asked.append(("/v1/agencies/H24.91/offices", {"name": "A", "address": "B", "valid_from": "2026-01-01"}))
        answers = await asyncio.gather(*(admin.ask("POST", path, json=body) for path, body in asked))
        town.state.verifier._client = kept
    assert {one.status_code for one in answers} <= {201, 400}
    ended = [
        one for one, (path, _) in zip(answers, asked, strict=True) if path.endswith(("closure", "reorganisations"))
    ]
    assert sum(one.status_code == 201 for one in ended) <= 1, "an agency ends once"
