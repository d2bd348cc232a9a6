"""The sandbox in this process, and identity's adapter as its relying party."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from fastapi import FastAPI
from pydantic import SecretStr

from deploy.local.vneid.app import create
from services.identity.credentials.assurance import Level
from services.identity.providers.configuration import Kind, UpstreamSettings
from services.identity.providers.conversation import Conversation
from services.identity.providers.vneid import Vneid

ISSUER = "http://door.example/sandbox/vneid"
CALLBACK = "http://door.example/signin/vneid/callback"
SECRET = "a-secret-shared-with-the-sandbox"


@pytest.fixture
def sandbox(monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """The provider."""
    monkeypatch.setenv("VNEID_SANDBOX_ISSUER", ISSUER)
    monkeypatch.setenv("VNEID_SANDBOX_CLIENT_ID", "motcua")
    monkeypatch.setenv("VNEID_SANDBOX_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("VNEID_SANDBOX_REDIRECT_URI", CALLBACK)
    return create()


@pytest_asyncio.fixture
async def browser(sandbox: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """A person's browser."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox), base_url="http://door.example") as opened:
        yield opened


@pytest_asyncio.fixture
async def adapter(sandbox: FastAPI) -> AsyncIterator[Vneid]:
    """Identity's adapter, told what the runner tells it."""
    settings = UpstreamSettings(
        name="vneid",
        kind=Kind.VNEID,
        label_vi="VNeID",
        label_en="VNeID",
        issuer=ISSUER,
        transport="unix:/run/vneid.sock",
        client_id="motcua",
        client_secret=SecretStr(SECRET),
        has_issuer_in_answers=True,
        timeout_seconds=0.5,
        levels={"1": Level.LOW, "2": Level.HIGH},
        organisation_level=Level.HIGH,
    )
    conversation = Conversation(settings)
    await conversation.client.aclose()
    conversation.client = httpx.AsyncClient(transport=httpx.ASGITransport(sandbox), base_url="http://local")
    found = Vneid(settings, conversation)
    yield found
    await found.close()
