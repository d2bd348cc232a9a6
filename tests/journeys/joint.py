"""What errands of joint procedures share: the family, the committee, the police, and the insurance's own system."""

from typing import Any

from deploy.local.people import PARTNER
from tests.journeys.errand import PDF, World

COMMITTEE, POLICE, INSURANCE = "H24.91", "G01.24.91", "G18.24"
HOME = {"province_code": "31", "ward_code": "10891", "line": "12 Nguyễn Lương Bằng"}
FILE = {"file": ("ket-qua.pdf", PDF, "application/pdf")}
PLACE = "/v1/partner/parts"


class JointErrand:
    """One declaration of Nguyễn Thị Lan's, several agencies; each step is a promise of the platform."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lan, self.committee, self.police = world.phone(), world.phone(), world.phone()
        self.chair = world.phone()
        self.insurance, self.passer_by = world.phone(), world.phone()
        self.whole: dict[str, Any] = {}

    async def close(self) -> None:
        """Put the phones away."""
        for phone in (self.lan, self.committee, self.chair, self.police, self.insurance, self.passer_by):
            await phone.close()

    @property
    def path(self) -> str:
        """The joint dossier's address."""
        return f"/v1/dossiers/{self.whole['id']}"

    async def sign_in(self) -> None:
        """Lan, the committee and the police sign in; the insurance's system with its own credentials."""
        await self.lan.sign_in("lan@motcua.example", self.world.passwords["lan"])
        await self.committee.sign_in("son.counter", self.world.passwords["son.counter"])
        await self.chair.sign_in("cuong.leader", self.world.passwords["cuong.leader"])
        await self.police.sign_in("dung.officer", self.world.passwords["dung.officer"])
        credentials = (PARTNER, self.world.client_secrets[PARTNER])
        answer = await self.insurance.call(
            "POST", "/oauth2/token", data={"grant_type": "client_credentials"}, auth=credentials
        )
        assert answer.status_code == 200, answer.text
        self.insurance.client_id = PARTNER
        self.insurance.tokens[PARTNER] = answer.json()

    async def parts(self) -> dict[str, dict[str, Any]]:
        """The parts by name, as Lan sees them."""
        return {one["part"]: one for one in (await self.lan.api("GET", f"{self.path}/parts", expect=200))["items"]}
