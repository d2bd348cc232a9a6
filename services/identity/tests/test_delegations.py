"""Somebody lets another act for them: through the API and on the page, told to both and to nobody else."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.identity import DelegationChanged, SecurityNoted
from kit.clock import LOCAL
from kit.testing import said
from services.identity import queries, seeds
from services.identity.actions.delegations import MOST_A_DAY
from services.identity.models import Family, Person, PersonKind
from services.identity.oauth2 import words
from services.identity.records.provenance import Source
from services.identity.tests.hall import Hall
from services.identity.tests.holding import ask, give

TODAY = datetime.now(LOCAL).date()
LATER = TODAY + timedelta(days=100)
MINH = {"full_name": "Trần Văn Minh", "personal_number": "031090004321"}
OFFER: dict[str, Any] = {
    "delegate": MINH,
    "procedures": ["1.004194"],
    "valid_from": TODAY.isoformat(),
    "valid_to": LATER.isoformat(),
    "note": "Nộp hồ sơ thay tôi",
}
PATH = "/v1/me/delegations"


async def offered(hall: Hall, **changed: Any) -> str:
    made = await hall.done("lan", "POST", PATH, OFFER | changed, acr="low")
    return f"{PATH}/{made['id']}"


async def accepted(hall: Hall, **changed: Any) -> str:
    path = await offered(hall, **changed)
    await hall.done("minh", "POST", f"{path}/acceptance")
    return path


async def events(session: AsyncSession) -> list[tuple[str, UUID, UUID]]:
    found = [one for one in await said(session) if isinstance(one, DelegationChanged)]
    return [(one.status, one.principal_id, one.delegate_id) for one in found]


async def test_an_offer_waits_for_the_other_and_then_holds(hall: Hall, session: AsyncSession) -> None:
    path = await offered(hall)
    mine = await hall.done("lan", "GET", path)
    assert (mine["side"], mine["status"], mine["is_usable"], mine["acts"]) == (
        "principal",
        "offered",
        False,
        ["revoke"],
    )
    assert (mine["delegate"], mine["delegate_number_ends"]) == ("Trần Văn Minh", "4321")
    [theirs] = (await hall.done("minh", "GET", f"{PATH}?side=received"))["items"]
    assert (theirs["principal"], theirs["acts"]) == ("Nguyễn Thị Lan", ["accept", "decline"])
    assert theirs["delegate_number_ends"] is None
    held = await hall.done("minh", "POST", f"{path}/acceptance")
    assert (held["status"], held["is_usable"], held["acts"]) == ("accepted", True, ["revoke"])
    lan, minh = seeds.person_id("lan"), seeds.person_id("minh")
    assert await events(session) == [("offered", lan, minh), ("accepted", lan, minh)]


async def test_both_logs_tell_it_and_both_are_told_at_once(hall: Hall, session: AsyncSession) -> None:
    path = await accepted(hall)
    await hall.done("lan", "POST", f"{path}/revocation")
    for user, own in (("lan", [True, False, True]), ("minh", [False, True, False])):
        told = [(kind, facts["is_own_act"]) for kind, facts in await hall.log(user) if kind.startswith("delegation")]
        kinds = ["delegation_offered", "delegation_accepted", "delegation_revoked"]
        assert told == list(zip(kinds, own, strict=True)), user
    noted = [(one.note, one.person_id) for one in await said(session) if isinstance(one, SecurityNoted)]
    assert ("delegation_offered", seeds.person_id("minh")) in noted
    assert ("delegation_revoked", seeds.person_id("minh")) in noted


STRANGERS = {
    "nobody has the number": {"full_name": "Trần Văn Minh", "personal_number": "031090009999"},
    "the name is another's": {"full_name": "Trần Văn Mình Khác", "personal_number": "031090004321"},
}


@pytest.mark.parametrize("case", STRANGERS)
async def test_an_offer_to_nobody_looks_like_any_other(hall: Hall, session: AsyncSession, case: str) -> None:
    real = await hall.ask("lan", "POST", PATH, OFFER)
    other = await hall.ask("lan", "POST", PATH, OFFER | {"delegate": STRANGERS[case]})
    varying = {"id", "offered_at", "delegate", "delegate_number_ends"}
    shown = [{name: value for name, value in one.json().items() if name not in varying} for one in (real, other)]
    assert shown[0] == shown[1]
    assert real.status_code == other.status_code == 201
    assert len(await events(session)) == 1
    assert len((await hall.done("minh", "GET", f"{PATH}?side=received"))["items"]) == 1
    await hall.done("lan", "POST", f"{PATH}/{other.json()['id']}/revocation")


async def test_a_number_only_declared_receives_nothing(hall: Hall, session: AsyncSession) -> None:
    minh = await session.get_one(Person, seeds.person_id("minh"))
    for one in minh.attributes:
        if one.name == "personal_number":
            one.source, one.verified_at = Source.DECLARED, None
    await session.commit()
    await offered(hall)
    assert await events(session) == []


async def test_a_name_is_recognised_however_it_is_typed(hall: Hall, session: AsyncSession) -> None:
    await offered(hall, delegate=MINH | {"full_name": "  TRẦN  văn MINH "})
    assert len(await events(session)) == 1


@pytest.mark.parametrize(
    ("changed", "pointer"),
    [
        ({"procedures": []}, "/procedures"),
        ({"procedures": ["1.004194", "1.004194"]}, "/procedures"),
        ({"procedures": ["x y"]}, "/procedures/0"),
        ({"valid_from": (TODAY - timedelta(days=1)).isoformat()}, "/valid_from"),
        ({"valid_to": (TODAY + timedelta(days=366)).isoformat()}, "/valid_to"),
        ({"delegate": MINH | {"personal_number": "1"}}, "/delegate/personal_number"),
        ({"delegate": {"full_name": "Nguyễn Thị Lan", "personal_number": "030194001234"}}, "/delegate/personal_number"),
        ({"note": ""}, "/note"),
        ({"may_delegate_further": True}, "/may_delegate_further"),
    ],
)
async def test_an_offer_beyond_the_limits_is_refused(hall: Hall, changed: dict[str, Any], pointer: str) -> None:
    refused = await hall.ask("lan", "POST", PATH, OFFER | changed)
    assert refused.status_code == 400
    assert [one["pointer"] for one in refused.json()["errors"]] == [pointer]


WAYS = [
    ("offered", "lan", "acceptance", 409),
    ("offered", "lan", "refusal", 409),
    ("offered", "minh", "revocation", 409),
    ("offered", "minh", "refusal", 201),
    ("offered", "lan", "revocation", 201),
    ("accepted", "minh", "acceptance", 409),
    ("accepted", "minh", "refusal", 409),
    ("accepted", "minh", "revocation", 201),
    ("accepted", "lan", "revocation", 201),
    ("revoked", "minh", "acceptance", 409),
    ("revoked", "lan", "revocation", 409),
    ("declined", "minh", "acceptance", 409),
    ("declined", "lan", "revocation", 409),
]


@pytest.mark.parametrize(("here", "user", "act", "status"), WAYS)
async def test_each_side_does_what_the_table_lets_it(hall: Hall, here: str, user: str, act: str, status: int) -> None:
    path = await (offered if here in ("offered", "declined") else accepted)(hall)
    if here == "revoked":
        await hall.done("lan", "POST", f"{path}/revocation")
    if here == "declined":
        await hall.done("minh", "POST", f"{path}/refusal")
    answer = await hall.ask(user, "POST", f"{path}/{act}")
    assert answer.status_code == status
    if status == 409:
        assert answer.json()["code"] == "not-now"


async def third(session: AsyncSession) -> str:
    """A citizen who is neither side: Mai's record, as if she were one."""
    mai = await session.get_one(Person, seeds.person_id("mai.counter"))
    mai.kind = PersonKind.CITIZEN
    await session.commit()
    return "mai.counter"


async def test_a_delegation_of_others_does_not_exist(hall: Hall, session: AsyncSession) -> None:
    path, stranger = await accepted(hall), await third(session)
    assert (await hall.ask(stranger, "GET", path)).status_code == 404
    assert (await hall.ask(None, "GET", path)).status_code == 401
    for act in ("acceptance", "refusal", "revocation"):
        assert (await hall.ask(stranger, "POST", f"{path}/{act}")).status_code == 404
        assert (await hall.ask("lan", "POST", f"{PATH}/{uuid4()}/{act}")).status_code == 404
    for side in ("given", "received"):
        assert (await hall.done(stranger, "GET", f"{PATH}?side={side}"))["items"] == []


async def test_staff_neither_give_nor_receive_delegations(hall: Hall) -> None:
    path = await offered(hall)
    for method, at in (("GET", PATH), ("POST", PATH), ("GET", path), ("POST", f"{path}/acceptance")):
        answer = await hall.ask("hoa.counter", method, at, OFFER if at == PATH and method == "POST" else None)
        assert answer.status_code == 403, (method, at)


async def exchanged(hall: Hall, path: str) -> Any:
    """A token of Minh's in Lan's name."""
    return await ask(
        hall.api,
        grant_type="urn:ietf:params:oauth:grant-type:token-exchange",
        subject_token=path.rpartition("/")[2],
        subject_token_type=words.DELEGATION,
        actor_token=await hall.token("minh"),
        actor_token_type=words.ACCESS_TOKEN,
    )


async def test_a_delegate_reaches_nothing_of_the_principals_own_here(hall: Hall) -> None:
    path = await accepted(hall)
    answer = await exchanged(hall, path)
    assert answer.status_code == 200, answer.text
    hall.tokens["lan's delegate", "substantial"] = answer.json()["access_token"]
    for method, at, body in (
        ("GET", "/v1/me", None),
        ("GET", "/v1/me/sessions", None),
        ("GET", "/v1/me/activity", None),
        ("GET", "/v1/me/disclosures", None),
        ("GET", PATH, None),
        ("POST", PATH, OFFER),
        ("GET", path, None),
        ("POST", f"{path}/revocation", None),
    ):
        assert (await hall.ask("lan's delegate", method, at, body)).status_code == 403, (method, at)


async def test_a_revoked_delegation_gives_no_more_tokens(hall: Hall) -> None:
    path = await accepted(hall)
    assert (await exchanged(hall, path)).status_code == 200
    await hall.done("minh", "POST", f"{path}/revocation")
    assert (await exchanged(hall, path)).json()["error"] == "invalid_grant"


async def test_who_closes_their_account_lets_nobody_act_for_them_any_more(hall: Hall, session: AsyncSession) -> None:
    given, _waiting = await accepted(hall), await offered(hall)
    await hall.done("lan", "POST", "/v1/me/closure")
    assert (await exchanged(hall, given)).json()["error"] == "invalid_grant"
    told = [one.status for one in await said(session) if isinstance(one, DelegationChanged)]
    assert told == ["offered", "accepted", "offered", "revoked", "revoked"]
    assert {one["status"] for one in (await hall.done("minh", "GET", f"{PATH}?side=received"))["items"]} == {"revoked"}


async def test_a_delegation_can_be_used_by_its_delegate_on_its_days_alone(hall: Hall, session: AsyncSession) -> None:
    given_id = UUID((await accepted(hall)).rpartition("/")[2])
    lan, minh = seeds.person_id("lan"), seeds.person_id("minh")
    find = queries.delegations.find_usable
    assert await find(session, given_id, delegate_id=minh, on=TODAY) is not None
    assert await find(session, given_id, delegate_id=minh, on=LATER) is not None
    assert await find(session, given_id, delegate_id=minh, on=LATER + timedelta(days=1)) is None
    assert await find(session, given_id, delegate_id=lan, on=TODAY) is None
    assert await find(session, uuid4(), delegate_id=minh, on=TODAY) is None


async def test_an_old_sign_in_changes_nothing(hall: Hall, session: AsyncSession) -> None:
    given = await give(session, user="lan")
    family = await session.get_one(Family, given.family_id)
    family.authenticated_at = datetime.now(UTC) - timedelta(minutes=21)
    await session.commit()
    answer = await ask(hall.api, grant_type="refresh_token", refresh_token=given.refresh)
    hall.tokens["lan", "substantial"] = answer.json()["access_token"]
    refused = await hall.ask("lan", "POST", PATH, OFFER)
    assert (refused.status_code, 'max_age="1200"' in refused.headers["WWW-Authenticate"]) == (401, True)
    assert (await hall.ask("lan", "GET", PATH)).status_code == 200


async def test_nobody_is_pestered_with_offers(hall: Hall) -> None:
    for _ in range(MOST_A_DAY):
        path = await offered(hall)
        await hall.done("lan", "POST", f"{path}/revocation")
    refused = await hall.ask("lan", "POST", PATH, OFFER)
    assert (refused.status_code, refused.json()["code"]) == (409, "too-many-offers")


async def test_the_list_pages_newest_first(hall: Hall) -> None:
    paths = [await offered(hall) for _ in range(3)]
    first = await hall.done("lan", "GET", f"{PATH}?limit=2")
    rest = await hall.done("lan", "GET", f"{PATH}?limit=2&cursor={first['next']}")
    assert [f"{PATH}/{one['id']}" for one in first["items"] + rest["items"]] == paths[::-1]
