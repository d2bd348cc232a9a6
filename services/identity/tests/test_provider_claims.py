"""The claims of each kind of provider in our words."""

from datetime import UTC, datetime

import httpx
import pytest

from services.identity.credentials.assurance import Level
from services.identity.providers import ADAPTERS, connect
from services.identity.providers.configuration import Kind
from services.identity.providers.upstream import Unbelievable, Who
from services.identity.tests.upstreams import person_of, settings_of
from services.identity.tests.visiting import Visit

every = pytest.mark.parametrize("kind", sorted(ADAPTERS))


@every
@pytest.mark.parametrize(("told", "level"), [("1", Level.LOW), ("9", Level.LOW), (None, Level.LOW), ("2", Level.HIGH)])
async def test_only_a_known_word_is_a_level(kind: Kind, told: str | None, level: Level) -> None:
    visit = Visit(kind)
    visit.fake.person = person_of(kind, **{"loAs" if kind is Kind.VNEID else "acr": told})
    assert (await visit.whole()).level is level


@every
async def test_a_nameless_person_is_nobody(kind: Kind) -> None:
    visit = Visit(kind)
    visit.fake.person = person_of(kind, **{"HoVaTen" if kind is Kind.VNEID else "name": None})
    with pytest.raises(Unbelievable):
        await visit.whole()


@every
async def test_values_that_cannot_be_read_are_left_out(kind: Kind) -> None:
    visit = Visit(kind)
    names = (
        ("SoDinhDanh", "NgaySinh", "GioiTinh", "ThuDienTu")
        if kind is Kind.VNEID
        else (
            "national_id",
            "birthdate",
            "gender",
            "email",
        )
    )
    bad = ("12345", "31/02/1994", "?", "lan@m\u043etcua.example")
    visit.fake.person = person_of(kind, **dict(zip(names, bad, strict=True)))
    assert (await visit.whole()).attributes == {"full_name": "NGUYỄN THỊ LAN"}


async def test_a_business_is_known_by_its_tax_code_alone() -> None:
    visit = Visit(Kind.VNEID)
    visit.fake.person = person_of(
        Kind.VNEID,
        MaSoThue="0200123456",
        MaSoDoanhNghiep="0200123456",
        TenDoanhNghiep="CÔNG TY TNHH BIỂN XANH",
        loAs=None,
    )
    told = await visit.whole()
    assert told.who is Who.BUSINESS
    assert told.level is Level.HIGH
    assert told.attributes == {
        "business_name": "CÔNG TY TNHH BIỂN XANH",
        "tax_code": "0200123456",
        "business_code": "0200123456",
    }


async def test_a_foreigner_is_told_by_nationality_and_an_old_card_by_its_nine_digits() -> None:
    visit = Visit(Kind.VNEID)
    visit.fake.person = person_of(
        Kind.VNEID,
        QuocTich="Nhật Bản",
        SoCMND="031123456",
        MaSoThue="0200123456",
        SoDienThoai="+84 912 345 001",
        DiaChi="12\u00a0Lê Lợi",
    )
    told = await visit.whole()
    assert told.who is Who.FOREIGNER
    assert told.attributes["identity_card"] == "031123456"
    assert told.attributes["address"] == "12 Lê Lợi"
    assert told.attributes["phone"] == "0912345001"
    assert "tax_code" not in told.attributes


async def test_techid_must_be_who_signed_in() -> None:
    visit = Visit(Kind.VNEID)
    visit.fake.answers["userinfo"] = lambda _: httpx.Response(200, json=person_of(Kind.VNEID, TechID="tech-2"))
    with pytest.raises(Unbelievable, match="TechID"):
        await visit.whole()


async def test_userinfo_of_nobody_is_not_believed() -> None:
    visit = Visit(Kind.OIDC)
    visit.fake.answers["userinfo"] = lambda _: httpx.Response(200, json=person_of(Kind.OIDC, sub=None))
    with pytest.raises(Unbelievable, match="nobody"):
        await visit.whole()


async def test_providers_are_connected_in_the_order_they_are_told() -> None:
    found = connect([settings_of(Kind.OIDC), settings_of(Kind.VNEID)])
    assert list(found) == ["oidc", "vneid"]
    for one in found.values():
        await one.close()


@every
@pytest.mark.parametrize("told", [None, "yesterday", True, -1, 10**12], ids=str)
async def test_a_time_that_cannot_be_is_now(kind: Kind, told: object) -> None:
    visit = Visit(kind)
    visit.fake.id_token["auth_time"] = told
    assert (datetime.now(UTC) - (await visit.whole()).authenticated_at).total_seconds() < 10
