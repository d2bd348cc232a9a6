"""One browser on its way through one provider, for what every adapter must do."""

from datetime import UTC, datetime
from typing import Any

from services.identity.providers.configuration import Kind
from services.identity.providers.upstream import Assertion, Begun, Upstream
from services.identity.tests.upstreams import FakeProvider, person_of, provided, settings_of

BACK = "https://motcua.example/signin/x/callback"


class Visit:
    """One browser on its way through one provider, described as `changed` says."""

    def __init__(self, kind: Kind, **changed: Any) -> None:
        settings = settings_of(kind, **changed)
        self.fake = FakeProvider(settings.issuer, person_of(kind))
        self.upstream: Upstream = provided(kind, self.fake, **changed)

    async def begin(self) -> Begun:
        return await self.upstream.begin(callback=BACK, locale="vi")

    async def finish(self, begun: Begun, answer: dict[str, str], **changed: str) -> Assertion:
        kept = {**begun.kept, **changed}
        return await self.upstream.finish(answer, kept, callback=BACK, at=datetime.now(UTC))

    async def whole(self) -> Assertion:
        begun = await self.begin()
        return await self.finish(begun, self.fake.authorize(begun.address))
