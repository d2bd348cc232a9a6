"""Any OpenID Provider that speaks the standard claims (OpenID Connect Core 5.1) and says its level in `acr`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from services.identity.credentials.assurance import Level
from services.identity.providers import claims
from services.identity.providers.configuration import UpstreamSettings
from services.identity.providers.conversation import Conversation
from services.identity.providers.upstream import Assertion, Begun, Unbelievable, Who

NAMES: Final = {
    "full_name": "name",
    "birth_date": "birthdate",
    "sex": "gender",
    "email": "email",
    "phone": "phone_number",
    "personal_number": "national_id",
    "nationality": "nationality",
}


class Oidc:
    """The adapter. Who people are by a number it can say only if the operator names the claim (`personal_number`)."""

    def __init__(self, settings: UpstreamSettings, conversation: Conversation) -> None:
        self.settings, self.conversation = settings, conversation
        self._names = NAMES | settings.claims

    async def begin(self, *, callback: str, locale: str, is_fresh: bool = False) -> Begun:
        """Send a browser there."""
        return await self.conversation.begin(callback=callback, locale=locale, is_fresh=is_fresh)

    async def finish(
        self, answer: Mapping[str, str], kept: Mapping[str, str], *, callback: str, at: datetime
    ) -> Assertion:
        """Who came back."""
        heard = await self.conversation.finish(answer, kept, callback=callback, at=at)
        if "sub" not in heard.told:
            raise Unbelievable("userinfo of nobody")
        found = claims.read(heard.told, self._names)
        if "full_name" not in found:
            raise Unbelievable("a person without a name")
        is_foreign = claims.is_foreign(heard.told.get(self._names["nationality"]))
        return Assertion(
            provider=self.settings.name,
            subject=heard.signed["sub"],
            who=Who.FOREIGNER if is_foreign else Who.CITIZEN,
            level=self.settings.levels.get(claims.text(heard.signed.get("acr")) or "", Level.LOW),
            authenticated_at=claims.moment(heard.signed.get("auth_time"), otherwise=at),
            attributes=found,
        )

    async def close(self) -> None:
        """Let connections go."""
        await self.conversation.close()
