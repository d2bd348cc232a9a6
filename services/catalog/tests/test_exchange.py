"""The catalog moves: a bundle elsewhere says the same, the portal's words come in, and nothing faulty does."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from contracts.terms import AgencyKind
from kit.testing import headers, officer
from services.catalog.actions import importing
from services.catalog.replicas import Agency
from services.catalog.tests.editing import good

pytestmark = pytest.mark.usefixtures("seeded", "agencies")
IMPORTS, EXPORTS = "/v1/catalog-imports", "/v1/catalog-exports"
EDITOR = replace(officer("H24", "administrator"), acr="substantial")


@pytest_asyncio.fixture
async def agencies(session: AsyncSession) -> None:
    """The province and an agency of every other kind."""
    for kind in AgencyKind:
        code = "H24" if kind is AgencyKind.PROVINCE_COMMITTEE else f"H24.{kind}"
        session.add(
            Agency(
                code=code,
                name=code,
                kind=kind,
                parent_code=None if code == "H24" else "H24",
                ward_codes=[],
                valid_from=date(2025, 7, 1),
                valid_to=None,
                changed_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
        )
    await session.flush()


async def _import(client: httpx.AsyncClient, shape: str, content: Any, *, key: str = "1", **flags: bool) -> Any:
    body = {"format": shape, "content": content} | flags
    answer = await client.post(IMPORTS, json=body, headers=headers(EDITOR) | {"Idempotency-Key": key})
    assert answer.status_code == 200, answer.text
    return answer.json()


def _portal(**changed: Any) -> list[dict[str, Any]]:
    result = {"MATTHC": "9.000001", "TENTTHC": "Thủ tục mới", "LINHVUCTHUCHIEN": "Hộ tịch"} | changed
    return [{"error_code": "00", "result": result}]


async def test_a_bundle_says_what_is_there_already(client: httpx.AsyncClient) -> None:
    bundle = (await client.get(f"{EXPORTS}/bundle", params={"limit": 100})).json()
    assert (len(bundle["procedures"]), bool(bundle["next"]), bool(bundle["life_events"])) == (100, True, True)
    report = await _import(client, "bundle", bundle)
    assert [entry for entry in report["entries"] if entry["outcome"] != "unchanged"] == []
    rest = (await client.get(f"{EXPORTS}/bundle", params={"cursor": bundle["next"]})).json()
    assert rest["procedures"][0]["code"] > bundle["procedures"][-1]["code"]


async def test_a_bundle_elsewhere_has_equal_digests(client: httpx.AsyncClient, session: AsyncSession) -> None:
    bundle = (await client.get(f"{EXPORTS}/bundle", params={"codes": "1.000005,1.004194"})).json()
    assert [one["code"] for one in bundle["procedures"]] == ["1.000005", "1.004194"]
    digests = text(
        "SELECT code, digest FROM revisions JOIN procedures p ON p.id = procedure_id"
        " WHERE code IN ('1.000005', '1.004194') ORDER BY code"
    )
    before = (await session.execute(digests)).all()
    gone = "(SELECT id FROM procedures WHERE code IN ('1.000005', '1.004194'))"
    await session.execute(text(f"DELETE FROM revisions WHERE procedure_id IN {gone}"))  # noqa: S608
    await session.execute(text(f"DELETE FROM procedures WHERE id IN {gone}"))  # noqa: S608
    report = await _import(client, "bundle", bundle)
    assert [(entry["outcome"], entry["faults"]) for entry in report["entries"]] == [("created", [])] * 2
    assert report["is_written"]
    assert (await session.execute(digests)).all() == before


async def test_a_faulty_bundle_is_refused_whole_unless_it_may_be_partial(
    client: httpx.AsyncClient, session: AsyncSession
) -> None:
    bundle = (await client.get(f"{EXPORTS}/bundle", params={"codes": "1.000005,1.004194"})).json()
    fine, faulty = bundle["procedures"]
    fine["content"]["name"], faulty["content"]["legal_bases"] = "Tên khác", []
    report = await _import(client, "bundle", bundle)
    assert not report["is_written"]
    refused = next(entry for entry in report["entries"] if entry["outcome"] == "refused")
    assert [fault["pointer"] for fault in refused["faults"]] == ["/content/procedures/1/content/legal_bases"]
    named = text("SELECT name FROM procedures WHERE code = '1.000005'")
    assert await session.scalar(named) != "Tên khác"
    assert (await _import(client, "bundle", bundle, key="2", is_partial=True))["is_written"]
    assert await session.scalar(named) == "Tên khác"


async def test_the_portals_words_make_a_new_procedure_of_information(client: httpx.AsyncClient) -> None:
    assert not (await _import(client, "national", _portal(), is_dry_run=True))["is_written"]
    (entry,) = (await _import(client, "national", _portal(), key="2"))["entries"]
    assert (entry["outcome"], entry["is_draft"]) == ("created", False)
    (again,) = (await _import(client, "national", _portal(), key="3"))["entries"]
    assert again["outcome"] == "unchanged"
    answer = await client.get(f"{EXPORTS}/national/LayThuTuc", params={"maTTHC": "9.000001"})
    assert answer.json()["result"]["TENTTHC"] == "Thủ tục mới"
    shown = (await client.get("/v1/procedures/9.000001")).json()
    assert (shown["form"]["answers"]["title"], shown["online_level"]) == (shown["name"], "information")


async def test_the_portals_words_about_what_people_apply_for_become_a_draft(client: httpx.AsyncClient) -> None:
    answer = (await client.get(f"{EXPORTS}/national/LayThuTuc", params={"maTTHC": "1.004194"})).json()
    (same,) = (await _import(client, "national", [answer]))["entries"]
    assert same["outcome"] == "unchanged"
    answer["result"]["TENTTHC"] = "Đăng ký tạm trú (mới)"
    (entry,) = (await _import(client, "national", [answer], key="2"))["entries"]
    assert (entry["outcome"], entry["is_draft"]) == ("revised", True)
    (again,) = (await _import(client, "national", [answer], key="3"))["entries"]
    assert (again["outcome"], again["is_draft"]) == ("unchanged", True)
    answer["result"]["TENTTHC"] = "Khác nữa"
    (other,) = (await _import(client, "national", [answer], key="4"))["entries"]
    assert [fault["code"] for fault in other["faults"]] == ["draft-exists"]


async def test_every_fault_is_in_the_report(client: httpx.AsyncClient) -> None:
    report = await _import(client, "national", [*_portal(TENTTHC=""), *_portal(LINHVUCTHUCHIEN=5), "nothing"])
    pointers = [fault["pointer"] for entry in report["entries"] for fault in entry["faults"]]
    assert pointers == ["/content/0/result/TENTTHC", "/content/1/result/LINHVUCTHUCHIEN", "/content/2"]


async def test_more_than_can_be_reported_on_at_once_is_refused(client: httpx.AsyncClient) -> None:
    body = {"format": "national", "content": ["x"] * 501}
    answer = await client.post(IMPORTS, json=body, headers=headers(EDITOR) | {"Idempotency-Key": "1"})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "too-many")


async def test_what_belongs_to_the_procedures_comes_with_them(client: httpx.AsyncClient) -> None:
    beside = (await client.get(f"{EXPORTS}/bundle", params={"limit": 1})).json()
    bundle = {name: beside[name][:1] for name in ("life_events", "synonyms", "calendars")}
    bundle |= {"format": "mot-cua-catalog", "version": 1, "procedures": []}
    bundle["life_events"][0]["name"], bundle["synonyms"][0]["meant"] = "Tên khác", ["nghĩa khác"]
    bundle["calendars"][0]["name"] = "Lịch khác"
    bundle["life_events"].append(bundle["life_events"][0] | {"code": "another"})
    report = await _import(client, "bundle", bundle)
    found = [(entry["kind"], entry["outcome"]) for entry in report["entries"]]
    assert found == [
        ("calendar", "revised"),
        ("life_event", "revised"),
        ("life_event", "created"),
        ("synonym", "revised"),
    ]
    again = await _import(client, "bundle", bundle, key="2")
    assert {entry["outcome"] for entry in again["entries"]} == {"unchanged"}
    bundle["calendars"][0]["content"]["weekend"] = [9]
    refused = await _import(client, "bundle", bundle, key="3")
    pointers = [fault["pointer"] for entry in refused["entries"] for fault in entry["faults"]]
    assert "/content/calendars/0/content/weekend/0" in pointers


async def test_lists_speak_the_portals_envelope(client: httpx.AsyncClient) -> None:
    for service, key in (
        ("LayDanhSachTTHC", "MATTHC"),
        ("LayDanhMucLinhVuc", "MALINHVUC"),
        ("LayDanhMucCoQuan", "MADONVI"),
    ):
        answer = (await client.get(f"{EXPORTS}/national/{service}")).json()
        assert answer["error_code"] == "00"
        assert answer["result"][0][key]
    missing = await client.get(f"{EXPORTS}/national/LayThuTuc", params={"maTTHC": "0.000000"})
    assert missing.status_code == 404


async def test_only_administrators_of_the_province_import(client: httpx.AsyncClient) -> None:
    body = {"format": "national", "content": _portal()}
    clerk = replace(officer("H24", "counter"), acr="substantial")
    answer = await client.post(IMPORTS, json=body, headers=headers(clerk) | {"Idempotency-Key": "1"})
    assert answer.status_code == 403
    limited = replace(officer("H24", "administrator", fields=("dat-dai",)), acr="substantial")
    answer = await client.post(IMPORTS, json=body, headers=headers(limited) | {"Idempotency-Key": "1"})
    assert [fault["code"] for fault in answer.json()["entries"][0]["faults"]] == ["outside-fields"]


def _bundle(*procedures: tuple[str, dict[str, Any]], **beside: Any) -> dict[str, Any]:
    listed = [{"code": code, "effective_from": "2026-11-23", "content": content} for code, content in procedures]
    return {"format": "mot-cua-catalog", "version": 1, "procedures": listed, **beside}


SELF = {"type": "object", "additionalProperties": False, "properties": {"a": {"title": "A"}}, "$ref": "#"}
INFORMATION: dict[str, Any] = {"competences": [], "online_level": "information"}


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        (INFORMATION | {"online_level": "full"}, "/competences"),
        (INFORMATION | {"forms": [{"ready": {"answers": SELF, "ui": {}}}]}, "/forms/0/ready/answers/$ref"),
        (INFORMATION | {"workflow": {"start": "a", "steps": []}}, "/workflow/start"),
        (INFORMATION | {"name": "a" * 3000}, "/name"),
        (INFORMATION | {"nobody": 1}, "/nobody"),
        (INFORMATION | {"steps": ["a"] * 3000}, "/steps"),
    ],
    ids=["level", "form", "workflow", "name", "strange", "endless"],
)
async def test_what_is_only_information_comes_in_without_harm(
    client: httpx.AsyncClient, changed: dict[str, Any], at: str
) -> None:
    report = await _import(client, "bundle", _bundle(("9.000900", good(**changed))))
    faults = report["entries"][0]["faults"]
    assert f"/content/procedures/0/content{at}" in [one["pointer"] for one in faults], faults
    assert (await client.get("/v1/procedures/9.000900")).status_code == 404


async def test_procedures_that_name_each_other_backwards_are_tried_twice_and_not_more(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    take = importing._take

    async def counted(session: AsyncSession, code: str, *said: Any, **more: Any) -> Any:
        tried.append(code)
        return await take(session, code, *said, **more)

    monkeypatch.setattr(importing, "_take", counted)
    chain = [(f"9.0007{n:02}", good(parts=[f"9.0007{n + 1:02}"] if n < 9 else [])) for n in range(10)]
    report = await _import(client, "bundle", _bundle(*chain))
    assert {one["outcome"] for one in report["entries"]} == {"created"}
    assert len(tried) == 19


HOURS = {"starts": "07:30", "ends": "11:30"}
KEPT: dict[str, Any] = {"source": "QĐ", "weekend": [7], "sessions": [HOURS], "holidays": [], "makeup_days": []}


@pytest.mark.parametrize(
    ("changed", "at"),
    [
        ({"agency_codes": ["H99"]}, "/agency_codes/0"),
        ({"agency_codes": ["H24", "H24"]}, "/agency_codes/1"),
        ({"agency_codes": []}, "/agency_codes"),
        ({"agency_codes": ["H24"], "sessions": [HOURS | {"starts": "07:30+07:00"}]}, "/sessions/0/starts"),
        ({"agency_codes": ["H24"], "nobody": 1}, "/nobody"),
    ],
    ids=["unknown", "twice", "general", "zone", "strange"],
)
async def test_a_calendar_comes_in_only_as_an_editor_could_write_it(
    client: httpx.AsyncClient, changed: dict[str, Any], at: str
) -> None:
    bundle = _bundle(calendars=[{"code": "ZZ-1", "name": "Lịch", "content": KEPT | changed}])
    report = await _import(client, "bundle", bundle)
    assert [one["pointer"] for one in report["entries"][0]["faults"]] == [f"/content/calendars/0/content{at}"]
