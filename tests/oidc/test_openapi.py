"""Identity answers whatever its own API description allows, and whatever it forbids: never 5xx, never undocumented.

Requests are made by schemathesis from the OpenAPI document, valid and broken ones, as nobody, as a citizen and as a
member of staff, straight at the service (the door would stop some of them).
"""

import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from services.identity.app import create
from tests.faults.stack import Stack, running
from tests.journeys.phone import Phone
from tests.oidc.administrator import Administrator

pytestmark = pytest.mark.oidc
EXAMPLES = int(os.environ.get("MOTCUA_TEST_EXAMPLES", "12"))
"""Requests for each operation, kind of caller and mode."""

DOCUMENT = create(is_connected=False).openapi()
FOUND = [one.ok() for one in schemathesis.openapi.from_dict(DOCUMENT).get_all_operations() if isinstance(one, Ok)]
OPERATIONS = {one.label: one for one in FOUND}
INSIDE = ("/livez", "/readyz", "/metrics")
HOPELESS = {"host", "content-length", "transfer-encoding", "connection"}
"""Headers of the transport: broken ones are refused by the server before the service hears of them."""


@pytest_asyncio.fixture(scope="module", name="stack")
async def own_stack() -> AsyncIterator[Stack]:
    """A stack of its own: what is asked here may close agencies, end sign-ins, disable clients."""
    with tempfile.TemporaryDirectory(prefix="motcua-openapi-") as folder:
        async with running(Path(folder)) as (started, _):
            yield started


@pytest_asyncio.fixture(scope="module")
async def tokens(stack: Stack) -> dict[str, str]:
    """Access tokens of a citizen, and of an administrator who showed two factors; and none."""
    world = stack.world()
    phone = world.phone()
    await phone.sign_in("minh@motcua.example", world.passwords["minh"])
    administrator = await Administrator.of(stack)
    found = {"nobody": "", "minh": access(phone), "admin": access(administrator.phone)}
    await phone.close()
    await administrator.phone.close()
    return found


def access(phone: Phone) -> str:
    """The access token on a phone."""
    return str(phone.tokens["demo-web"]["access_token"])


@pytest.mark.parametrize("label", [label for label in sorted(OPERATIONS) if not label.endswith(INSIDE)])
def test_an_operation_answers_as_its_description_says(label: str, stack: Stack, tokens: dict[str, str]) -> None:
    operation = OPERATIONS[label]
    documented = set(operation.definition.raw["responses"])
    cases = st.one_of(operation.as_strategy(), operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
    transport = httpx.HTTPTransport(uds=str(stack.layout.socket("identity")))

    with httpx.Client(transport=transport, base_url=stack.address, timeout=20) as client:

        @settings(
            max_examples=EXAMPLES * len(tokens),
            phases=[Phase.generate],
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=cases, who=st.sampled_from(sorted(tokens)))
        def hold(case: Any, who: str) -> None:
            asked = case.as_transport_kwargs(base_url=stack.address)
            asked["headers"] = {k: v for k, v in asked["headers"].items() if k.lower() not in HOPELESS}
            if tokens[who]:
                asked["headers"]["Authorization"] = f"Bearer {tokens[who]}"
            try:
                request = client.build_request(**_for_httpx(asked))
            except (httpx.InvalidURL, UnicodeError, ValueError, TypeError):
                return  # no client could send that
            answer = client.send(request)
            assert answer.status_code < 500, f"{label} {asked}: {answer.status_code} {answer.text[:500]}"
            assert str(answer.status_code) in documented, f"{label} {asked}: undocumented {answer.status_code}"

        hold()


def _for_httpx(asked: dict[str, Any]) -> dict[str, Any]:
    """What requests would take, as httpx takes it."""
    body = asked.pop("data", None)
    if isinstance(body, bytes | str):
        asked["content"] = body
    elif body is not None:
        asked["data"] = dict(body) if isinstance(body, list) else body
    return asked
