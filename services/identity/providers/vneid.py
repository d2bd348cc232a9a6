"""VNeID and the National Portal's sign-on: claims in Vietnamese, one subject (TechID) for a person wherever they are.

An account of an organisation has no level of its own (Nghị định 69/2024/NĐ-CP): the person behind it had one.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from services.identity.credentials.assurance import Level
from services.identity.providers import claims
from services.identity.providers.configuration import UpstreamSettings
from services.identity.providers.conversation import Conversation
from services.identity.providers.upstream import Assertion, Begun, Unbelievable, Who

NAMES: Final = {
    "subject": "TechID",
    "level": "loAs",
    "personal_number": "SoDinhDanh",
    "identity_card": "SoCMND",
    "tax_code": "MaSoThue",
    "business_code": "MaSoDoanhNghiep",
    "full_name": "HoVaTen",
    "company_name": "TenDoanhNghiep",
    "birth_date": "NgaySinh",
    "sex": "GioiTinh",
    "email": "ThuDienTu",
    "phone": "SoDienThoai",
    "address": "DiaChi",
    "nationality": "QuocTich",
}
_OF_A_PERSON: Final = frozenset({"full_name", "personal_number", "identity_card", "birth_date", "sex"})
_OF_A_BUSINESS: Final = frozenset({"tax_code", "business_code"})


class Vneid:
    """The adapter."""

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
        subject = claims.text(heard.told.get(self._names["subject"]))
        if subject is None or subject != heard.signed["sub"]:
            raise Unbelievable("TechID is not the subject of the ID token")
        found = claims.read(heard.told, self._names)
        company = found.pop("company_name", None)
        is_business = company is not None and "tax_code" in found
        # the number of whoever signed in for a business is not the business's, nor is its tax code theirs
        strange = _OF_A_PERSON if is_business else _OF_A_BUSINESS
        found = {name: one for name, one in found.items() if name not in strange}
        if is_business and company is not None:
            found["business_name"] = company
        elif "full_name" not in found:
            raise Unbelievable("a person without a name")
        is_foreign = claims.is_foreign(heard.told.get(self._names["nationality"]))
        return Assertion(
            provider=self.settings.name,
            subject=subject,
            who=Who.BUSINESS if is_business else Who.FOREIGNER if is_foreign else Who.CITIZEN,
            level=self.settings.organisation_level if is_business else self._level(heard.told),
            authenticated_at=claims.moment(heard.signed.get("auth_time"), otherwise=at),
            attributes=found,
        )

    async def close(self) -> None:
        """Let connections go."""
        await self.conversation.close()

    def _level(self, told: Mapping[str, object]) -> Level:
        return self.settings.levels.get(claims.text(told.get(self._names["level"])) or "", Level.LOW)
