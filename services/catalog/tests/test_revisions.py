"""The life of a revision through the doors: drafted, edited, checked, published, followed, closed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.catalog import ProcedureClosed, ProcedurePublished
from kit.clock import LOCAL
from kit.people import Officer
from kit.testing import citizen, headers, officer, said
from services.catalog.actions import publishing
from services.catalog.models import Procedure
from services.catalog.tests.editing import CODE, add_agencies, ask, drafted, editor, good, published

pytestmark = pytest.mark.usefixtures("seeded", "agencies")

TODAY = datetime.now(UTC).astimezone(LOCAL).date()
LATER = TODAY + timedelta(days=30)


@pytest_asyncio.fixture
async def agencies(session: AsyncSession) -> None:
    """The agencies of the province."""
    add_agencies(session)
    await session.flush()


@pytest.fixture
def who() -> Officer:
    """An editor."""
    return editor()


async def second(client: httpx.AsyncClient, who: Officer, **changed: Any) -> dict[str, Any]:
    """A draft that follows, changed."""
    answer = await ask(client, "POST", f"/v1/procedures/{CODE}/revisions", who, json={})
    assert answer.status_code == 201, answer.text
    draft = answer.json()
    if not changed:
        return dict(draft)
    answer = await ask(client, "PATCH", f"/v1/revisions/{draft['id']}", who, seen=1, json=changed)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def procedure(session: AsyncSession) -> Procedure:
    """The procedure's row as it is now."""
    query = select(Procedure).where(Procedure.code == CODE).execution_options(populate_existing=True)
    return (await session.scalars(query)).one()


async def test_a_draft_is_nobodys_business_until_it_is_published(client: httpx.AsyncClient, who: Officer) -> None:
    draft = await drafted(client, who)
    path = f"/v1/revisions/{draft['id']}"
    assert (await ask(client, "GET", path)).status_code == 404
    assert (await client.get(path, headers=headers(citizen()))).status_code == 404
    assert (await ask(client, "GET", path, officer("H24", "auditor"))).status_code == 200
    assert (await ask(client, "GET", f"/v1/procedures/{CODE}")).status_code == 404
    assert (await ask(client, "GET", f"/v1/procedures/{CODE}/revisions")).status_code == 404
    await published(client, who, draft, on=TODAY)
    shown = await ask(client, "GET", path)
    assert (shown.status_code, shown.json()["drafted_by"], shown.headers["etag"]) == (200, None, '"1"')
    assert (await ask(client, "GET", f"/v1/procedures/{CODE}")).json()["name"] == good()["name"]


async def test_publishing_tells_the_others(client: httpx.AsyncClient, session: AsyncSession, who: Officer) -> None:
    await published(client, who, await drafted(client, who), on=LATER)
    told = [one for one in await said(session) if isinstance(one, ProcedurePublished) and one.procedure_code == CODE]
    assert [(one.revision, one.effective_from) for one in told] == [(1, LATER)]
    assert (await procedure(session)).changed_in == 0


async def test_a_revision_comes_into_force_on_its_day_and_ends_the_one_before(
    client: httpx.AsyncClient, session: AsyncSession, who: Officer
) -> None:
    first = await published(client, who, await drafted(client, who), on=TODAY)
    await published(client, who, await second(client, who, name="Tên mới"), on=LATER)
    before = (await ask(client, "GET", f"/v1/revisions/{first['id']}")).json()
    assert (before["status"], before["effective_to"]) == ("published", str(LATER - timedelta(days=1)))
    assert await publishing.turn(session, on=LATER - timedelta(days=1)) == 0
    assert (await procedure(session)).name == good()["name"]
    edition = (await procedure(session)).changed_in
    assert await publishing.turn(session, on=LATER) == 1
    assert await publishing.turn(session, on=LATER) == 0
    now = await procedure(session)
    assert (now.name, now.changed_in > edition) == ("Tên mới", True)
    history = (await ask(client, "GET", f"/v1/procedures/{CODE}/revisions")).json()["items"]
    assert [(one["number"], one["status"]) for one in history] == [(2, "published"), (1, "superseded")]


async def test_a_mistake_is_followed_by_another_revision_from_the_same_day(
    client: httpx.AsyncClient, session: AsyncSession, who: Officer
) -> None:
    await published(client, who, await drafted(client, who), on=TODAY)
    await published(client, who, await second(client, who, name="Đúng"), on=TODAY)
    assert (await procedure(session)).name == "Đúng"
    statuses = (await ask(client, "GET", f"/v1/procedures/{CODE}/revisions")).json()["items"]
    assert [one["status"] for one in statuses] == ["published", "superseded"]
    assert (await ask(client, "GET", f"/v1/procedures/{CODE}")).json()["revision"]["number"] == 2


async def test_a_revision_cannot_begin_before_today_or_before_the_newest(
    client: httpx.AsyncClient, who: Officer
) -> None:
    draft = await drafted(client, who)
    path = f"/v1/revisions/{draft['id']}/publication"
    for day, code in ((TODAY - timedelta(days=1), "past"),):
        answer = await ask(client, "POST", path, who, seen=1, json={"effective_from": str(day)})
        assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [("/effective_from", code)]
    await published(client, who, draft, on=LATER)
    path = f"/v1/revisions/{(await second(client, who))['id']}/publication"
    answer = await ask(client, "POST", path, who, seen=1, json={"effective_from": str(TODAY)})
    assert [one["code"] for one in answer.json()["errors"]] == ["too-early"]


async def test_all_faults_are_told_at_once_and_checked_beforehand(client: httpx.AsyncClient, who: Officer) -> None:
    draft = await drafted(client, who, levels=[], legal_bases=[])
    path = f"/v1/revisions/{draft['id']}"
    answer = await ask(client, "POST", f"{path}/publication", who, seen=1, json={"effective_from": str(TODAY)})
    refused = [(one["pointer"], one["code"]) for one in answer.json()["errors"]]
    assert (answer.status_code, refused) == (400, [("/legal_bases", "missing"), ("/levels", "missing")])
    checked = await ask(client, "POST", f"{path}/check", who, json={})
    assert [(one["pointer"], one["code"]) for one in checked.json()["faults"]] == refused


async def test_an_edit_needs_the_version_it_was_made_from(client: httpx.AsyncClient, who: Officer) -> None:
    path = f"/v1/revisions/{(await drafted(client, who))['id']}"
    assert (await ask(client, "PUT", path, who, json=good())).status_code == 428
    assert (await ask(client, "PUT", path, who, seen=2, json=good())).status_code == 412
    assert (await ask(client, "PUT", path, editor("H24.01"), seen=1, json=good(name="Khác"))).status_code == 200
    assert (await ask(client, "PUT", path, who, seen=1, json=good())).status_code == 412
    malformed = await client.put(path, headers=headers(who, **{"If-Match": "1"}), json=good())
    assert malformed.status_code == 412


async def test_what_was_published_cannot_be_edited_or_discarded(client: httpx.AsyncClient, who: Officer) -> None:
    path = f"/v1/revisions/{(await published(client, who, await drafted(client, who), on=TODAY))['id']}"
    assert (await ask(client, "PUT", path, who, seen=1, json=good())).status_code == 409
    assert (await ask(client, "DELETE", path, who)).status_code == 409
    body = {"effective_from": str(TODAY)}
    assert (await ask(client, "POST", f"{path}/publication", who, seen=1, json=body)).status_code == 409


async def test_a_procedure_has_one_draft_at_a_time(client: httpx.AsyncClient, who: Officer) -> None:
    draft = await drafted(client, who)
    answer = await ask(client, "POST", f"/v1/procedures/{CODE}/revisions", who, json={})
    assert (answer.status_code, answer.headers["location"]) == (409, f"/v1/revisions/{draft['id']}")
    assert (await ask(client, "DELETE", f"/v1/revisions/{draft['id']}", who)).status_code == 204
    assert (await second(client, who))["number"] == 2


async def test_a_draft_may_begin_as_another_procedure(client: httpx.AsyncClient, who: Officer) -> None:
    await published(client, who, await drafted(client, who), on=TODAY)
    path = f"/v1/procedures/{CODE}/revisions"
    answer = await ask(client, "POST", path, who, json={"template": "1.004194"})
    assert answer.json()["content"]["name"] == "Đăng ký tạm trú"
    assert (await ask(client, "POST", path, who, json={"template": "9.999999"})).status_code == 404


async def test_a_code_is_given_once(client: httpx.AsyncClient, who: Officer) -> None:
    await drafted(client, who)
    again = await ask(client, "POST", "/v1/procedures", who, json={"code": CODE, "content": good()})
    assert (again.status_code, again.json()["code"]) == (409, "code-taken")


async def test_a_closed_procedure_is_offered_until_its_day_and_stays_closed(
    client: httpx.AsyncClient, session: AsyncSession, who: Officer
) -> None:
    first = await published(client, who, await drafted(client, who), on=TODAY)
    draft, path = await second(client, who), f"/v1/procedures/{CODE}/closure"
    for body, code in (
        ({"closed_on": str(TODAY)}, "too-early"),
        ({"closed_on": str(LATER), "replaced_by": "9.999999"}, "unknown"),
        ({"closed_on": str(LATER), "replaced_by": CODE}, "unknown"),
    ):
        refused = await ask(client, "POST", path, who, json=body)
        assert [one["code"] for one in refused.json()["errors"]] == [code]
    body = {"closed_on": str(LATER), "replaced_by": "1.004194"}
    assert (await ask(client, "POST", path, who, json=body)).status_code == 201
    told = [one for one in await said(session) if isinstance(one, ProcedureClosed)]
    assert [(one.closed_on, one.replaced_by) for one in told] == [(LATER, "1.004194")]
    assert (await ask(client, "GET", f"/v1/revisions/{draft['id']}", who)).json()["status"] == "discarded"
    assert (await ask(client, "POST", f"/v1/procedures/{CODE}/revisions", who, json={})).status_code == 409
    assert await publishing.turn(session, on=LATER) == 1
    assert (await ask(client, "GET", f"/v1/revisions/{first['id']}")).json()["status"] == "closed"


@pytest.mark.parametrize(
    ("person", "status"),
    [
        pytest.param(citizen(), 403, id="a citizen"),
        pytest.param(officer("H24", "officer"), 403, id="an officer"),
        pytest.param(officer("H24", "auditor"), 403, id="an auditor"),
        pytest.param(editor("H24.91"), 403, id="an administrator of a ward"),
        pytest.param(editor("H24.91.01"), 403, id="a ward's service centre"),
        pytest.param(editor("X99"), 403, id="an unknown agency"),
        pytest.param(editor(acr="low"), 401, id="one factor"),
        pytest.param(editor(fields=("dat-dai",)), 403, id="another field"),
        pytest.param(editor(fields=("ho-tich",)), 201, id="the field"),
        pytest.param(editor("H24.01"), 201, id="the province's service centre"),
    ],
)
async def test_only_administrators_of_the_province_edit(client: httpx.AsyncClient, person: Any, status: int) -> None:
    level = {} if not isinstance(person, Officer) else {"acr": person.acr}
    assert level is not None
    answer = await ask(client, "POST", "/v1/procedures", person, json={"code": CODE, "content": good()})
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"strange": 1}, ("/content/strange", "unknown")),
        ({"papers": [{"name": "x"}]}, ("/content/papers/0/id", "missing")),
        ({"competences": [{"kind": "moon"}]}, ("/content/competences/0/kind", "not-a-choice")),
        ({"competences": [{"kind": "department", "x": 1}]}, ("/content/competences/0/x", "unknown")),
        ({"name": 5}, ("/content/name", "malformed")),
        ({"fields": []}, ("/content/fields", "too-few")),
        ({"portal_url": "x" * 900_000}, ("/content", "too-long")),
    ],
    ids=["unknown", "missing", "not a choice", "unknown deep", "type", "too few", "too long"],
)
async def test_a_shape_that_is_not_a_revisions_is_refused_with_its_place(
    client: httpx.AsyncClient, who: Officer, changed: dict[str, Any], fault: tuple[str, str]
) -> None:
    answer = await ask(client, "POST", "/v1/procedures", who, json={"code": CODE, "content": good(**changed)})
    assert answer.status_code == 400
    assert fault in [(one["pointer"], one["code"]) for one in answer.json()["errors"]]


async def test_an_unknown_block_is_refused_when_it_is_kept(client: httpx.AsyncClient, who: Officer) -> None:
    forms = good()["forms"]
    forms[0]["definition"]["blocks"][0]["use"] = "nothing"
    answer = await ask(client, "POST", "/v1/procedures", who, json={"code": CODE, "content": good(forms=forms)})
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/forms/0/definition/blocks"]


async def test_accepted_dossiers_beyond_the_newest_are_forgotten(session: AsyncSession) -> None:
    assert await publishing.prune(session, keep=1000) == 0


async def test_a_template_never_takes_a_procedure_into_the_field_of_another_editor(client: httpx.AsyncClient) -> None:
    everywhere, own = editor(), editor(fields=("ho-tich",))
    await published(client, everywhere, await drafted(client, everywhere, code="9.000201"), on=TODAY)
    land = await drafted(client, everywhere, code="9.000202", fields=["Đất đai"])
    await published(client, everywhere, land, on=TODAY)
    taken = await ask(client, "POST", "/v1/procedures/9.000201/revisions", own, json={"template": "9.000202"})
    assert taken.status_code == 201, taken.text
    path = f"/v1/revisions/{taken.json()['id']}"
    wanted = {"effective_from": TODAY.isoformat()}
    refused = await ask(client, "POST", f"{path}/publication", own, seen=1, json=wanted)
    assert (refused.status_code, refused.json()["code"]) == (403, "outside-fields")
    mended = await ask(client, "PATCH", path, own, seen=1, json={"fields": ["Hộ tịch"]})
    assert mended.status_code == 200, mended.text
    allowed = await ask(client, "POST", f"{path}/publication", own, seen=2, json=wanted)
    assert allowed.status_code == 201, allowed.text


async def test_the_cursor_of_another_list_is_not_one_of_a_history(client: httpx.AsyncClient) -> None:
    elsewhere = (await client.get("/v1/procedures", params={"limit": 1})).json()
    path = f"/v1/procedures/{elsewhere['items'][0]['code']}/revisions"
    answer = await client.get(path, params={"cursor": elsewhere["next"]})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/query/cursor")


@pytest.mark.parametrize(
    ("patch", "at"),
    [
        ({"aliases": ["a"] * 2001}, "/aliases"),
        (
            {
                "requirements": [
                    {"id": "r", "vi": "V", "en": "E", "test": {"test": {"properties": 5}, "vi": "v", "en": "e"}}
                ]
            },
            "/requirements/0/test/test",
        ),
    ],
    ids=["endless", "no test"],
)
async def test_what_no_check_could_read_is_not_even_drafted(
    client: httpx.AsyncClient, who: Officer, patch: dict[str, Any], at: str
) -> None:
    draft = await drafted(client, who)
    answer = await ask(client, "PATCH", f"/v1/revisions/{draft['id']}", who, seen=1, json=patch)
    assert answer.status_code == 400, answer.text
    assert at in [one["pointer"] for one in answer.json()["errors"]]
