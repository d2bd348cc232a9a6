"""Cùng lập và chuyển hồ sơ: Lan asks Minh to fill in a dossier with her, then lets him have it."""

from typing import Any

from tests.journeys.drafts import opened
from tests.journeys.errand import World
from tests.journeys.temporary_residence import AGENCY, PROCEDURE, stay

MINH = {"full_name": "Trần Văn Minh", "personal_number": "031090004321"}


class SharingADossier:
    """The errand of Nguyễn Thị Lan and Trần Văn Minh; each step is a promise of the platform."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lan, self.minh = world.phone(), world.phone()
        self.dossier: dict[str, Any] = {}

    async def run(self) -> None:
        """All steps, in order."""
        steps = (self.sign_in, self.ask, self.join, self.write_along, self.hand_over, self.end)
        try:
            for step in steps:
                await self.world.step(step)
        finally:
            await self.lan.close()
            await self.minh.close()

    @property
    def path(self) -> str:
        """The dossier's address."""
        return f"/v1/dossiers/{self.dossier['id']}"

    async def sign_in(self) -> None:
        """Lan and Minh sign in, each on their own phone."""
        await self.lan.sign_in("lan@motcua.example", self.world.passwords["lan"])
        await self.minh.sign_in("minh@motcua.example", self.world.passwords["minh"])

    async def ask(self) -> None:
        """Lan opens a draft and asks Minh and somebody nobody knows; both questions look the same to her."""
        self.dossier = await opened(self.lan, {"procedure_code": PROCEDURE, "agency_code": AGENCY, "answers": stay()})
        door = f"{self.path}/invitations"
        one = await self.lan.api("POST", door, json={"kind": "co_author"} | MINH, expect=201)
        nobody = MINH | {"personal_number": "031090999999"}
        other = await self.lan.api("POST", door, json={"kind": "co_author"} | nobody, expect=201)
        apart = ("id", "number_ends", "made_at", "open_until")
        assert {name: one[name] for name in one if name not in apart} == {
            name: other[name] for name in other if name not in apart
        }

    async def join(self) -> None:
        """Minh is told who asks and for which procedure, and sees the dossier only once he has accepted."""
        [asked] = [one for one in await self._asked() if one["standing"] == "waiting"]
        assert (asked["owner_name"], asked["dossier_id"]) == ("Nguyễn Thị Lan", None)
        await self._is_told("invitation_made")
        assert (await self.minh.ask("GET", self.path)).status_code == 404
        await self.minh.api("POST", f"/v1/me/invitations/{asked['id']}/acceptance", expect=201)
        assert (await self.minh.api("GET", self.path, expect=200))["id"] == self.dossier["id"]

    async def write_along(self) -> None:
        """Minh changes an answer and cannot submit; Lan sees which field he changed."""
        seen = (await self.minh.ask("GET", self.path)).headers["etag"]
        body = {"answers": {"reason": "Đi học"}}
        await self.minh.api("PATCH", self.path, json=body, headers={"If-Match": seen}, expect=200)
        assert (await self.minh.ask("POST", f"{self.path}/submission")).status_code == 403
        last = (await self.lan.api("GET", f"{self.path}/timeline", expect=200))["items"][-1]
        assert (last["act"], last["by_name"], last["fields"]) == ("edit", MINH["full_name"], ["reason"])

    async def hand_over(self) -> None:
        """Lan lets Minh have the dossier; by accepting he is its owner, and she does not see it any more."""
        await self.lan.api("POST", f"{self.path}/invitations", json={"kind": "transfer"} | MINH, expect=201)
        [asked] = [one for one in await self._asked() if one["standing"] == "waiting"]
        await self.minh.api("POST", f"/v1/me/invitations/{asked['id']}/acceptance", expect=201)
        assert (await self.lan.ask("GET", self.path)).status_code == 404
        own = (await self.minh.api("GET", "/v1/dossiers", params={"limit": 100}, expect=200))["items"]
        assert self.dossier["id"] in {one["id"] for one in own}
        assert await self._asked() == [], "what Lan had asked is over"
        await self._is_told("dossier_transferred")

    async def end(self) -> None:
        """Minh discards it: answers and files are gone."""
        await self.minh.api("POST", f"{self.path}/discard", expect=201)
        assert (await self.minh.api("GET", self.path, expect=200))["answers"] == {}

    async def _asked(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.minh.api("GET", "/v1/me/invitations", expect=200))["items"]
        return found

    async def _is_told(self, kind: str) -> None:
        async def told() -> bool:
            found = await self.minh.api("GET", "/v1/inbox", params={"limit": 100}, expect=200)
            return any((one["kind"], one["dossier_id"]) == (kind, self.dossier["id"]) for one in found["items"])

        await self.world.until(told)
