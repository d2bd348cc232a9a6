"""Identity's adapter and the sandbox understand each other, and what the sandbox gets wrong is noticed."""

import re
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from deploy.local.vneid import routes
from deploy.local.vneid.people import HOLDERS
from deploy.local.vneid.tests.conftest import CALLBACK
from deploy.local.vneid.visits import Fault
from services.identity.credentials.assurance import Level
from services.identity.providers.upstream import Assertion, Denied, Down, Unbelievable, Who
from services.identity.providers.vneid import Vneid
from services.identity.records import personal_numbers, tax_codes


async def visit(
    browser: httpx.AsyncClient, adapter: Vneid, holder: str, *, fault: Fault = Fault.NONE, decision: str = "agree"
) -> Assertion:
    """Somebody goes there, chooses, and comes back."""
    begun = await adapter.begin(callback=CALLBACK, locale="vi")
    page = await browser.get(begun.address)
    assert page.status_code == 200
    ticket = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert ticket is not None
    typed = {"ticket": ticket[1], "holder": holder, "fault": fault, "decision": decision}
    back = await browser.post("/sandbox/vneid/authorize", data=typed)
    assert back.status_code == 303
    assert back.headers["location"].startswith(f"{CALLBACK}?")
    answer = dict(parse_qsl(urlsplit(back.headers["location"]).query))
    return await adapter.finish(answer, begun.kept, callback=CALLBACK, at=datetime.now(UTC))


@pytest.mark.parametrize("holder", HOLDERS)
async def test_everybody_comes_back_as_who_they_are(browser: httpx.AsyncClient, adapter: Vneid, holder: str) -> None:
    told = await visit(browser, adapter, holder)
    claims = HOLDERS[holder].claims
    assert told.subject == claims["TechID"]
    if told.who is Who.BUSINESS:
        assert told.level is Level.HIGH
        assert tax_codes.is_valid(told.attributes["tax_code"], on=datetime.now(UTC).date())
    else:
        assert told.level is (Level.HIGH if claims["loAs"] == "2" else Level.LOW)
        assert personal_numbers.meaning(told.attributes["personal_number"]) is not None
        assert told.who is (Who.FOREIGNER if "QuocTich" in claims else Who.CITIZEN)


async def test_a_person_may_refuse(browser: httpx.AsyncClient, adapter: Vneid) -> None:
    with pytest.raises(Denied):
        await visit(browser, adapter, "lan", decision="refuse")


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (Fault.ERROR, Down),
        (Fault.SIGNATURE, Unbelievable),
        (Fault.NONCE, Unbelievable),
        (Fault.AUDIENCE, Unbelievable),
    ],
)
async def test_what_goes_wrong_is_noticed(
    browser: httpx.AsyncClient, adapter: Vneid, fault: Fault, trouble: type[Exception]
) -> None:
    with pytest.raises(trouble):
        await visit(browser, adapter, "lan", fault=fault)


async def test_a_slow_provider_is_given_up(
    browser: httpx.AsyncClient, adapter: Vneid, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "SLOW_SECONDS", 3.0)
    with pytest.raises(Down):
        await visit(browser, adapter, "lan", fault=Fault.SLOW)
