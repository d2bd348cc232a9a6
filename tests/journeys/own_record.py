"""Hồ sơ của tôi: Lan keeps her record, sees who read it, and shuts a forgotten computer out."""

from typing import Any

from tests.journeys.errand import World

NUMBER = "030194001234"
WHY = "Điền tờ khai đăng ký tạm trú tại quầy"


class OwnRecord:
    """The errand of Nguyễn Thị Lan with her own record; each step is a promise of the platform."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lan, self.forgotten, self.hoa = world.phone(), world.phone(), world.phone()
        self.subject = ""

    async def run(self) -> None:
        """All steps, in order."""
        steps = (self.sign_in, self.enter_once, self.keep_out, self.be_looked_up, self.hear, self.shut_out)
        try:
            for step in steps:
                await self.world.step(step)
        finally:
            for phone in (self.lan, self.forgotten, self.hoa):
                await phone.close()

    async def sign_in(self) -> None:
        """Lan signs in on her phone and on a computer she will forget; Hoa signs in at the counter."""
        for phone in (self.lan, self.forgotten):
            await phone.sign_in("lan@motcua.example", self.world.passwords["lan"])
        await self.hoa.sign_in("hoa.counter", self.world.passwords["hoa.counter"])
        self.subject = (await self.lan.api("GET", "/v1/me", expect=200))["id"]

    async def enter_once(self) -> None:
        """Lan enters her new passport; she is the same person, and what it said before is kept."""
        paper = {"kind": "passport", "number": "C1234567", "issued_on": "2026-11-02", "valid_until": "2036-11-02"}
        answer = await self._write("identity_paper", paper)
        assert answer.status_code == 200, answer.text
        assert (answer.json()["id"], answer.json()["attributes"]["identity_paper"]["source"]) == (
            self.subject,
            "declared",
        )
        [changed] = (await self.lan.api("GET", "/v1/me/changes?limit=1", expect=200))["items"]
        assert (changed["attribute"], changed["new"]["number"], changed["is_own"]) == (
            "identity_paper",
            "C1234567",
            True,
        )

    async def keep_out(self) -> None:
        """What the population database says of her cannot be overwritten, only asked to be corrected."""
        answer = await self._write("full_name", "Nguyễn Thị Khác")
        assert (answer.status_code, answer.json()["code"]) == (409, "vouched")
        assert (await self.hoa.ask("GET", "/v1/corrections")).status_code == 403, "a counter answers no corrections"

    async def be_looked_up(self) -> None:
        """Hoa looks Lan up by the number on her card, to fill in a form; a neighbour cannot."""
        body = {"personal_number": NUMBER, "purpose": WHY}
        assert (await self.lan.ask("POST", "/v1/people/lookup", json=body)).status_code == 403
        shown = await self.hoa.api("POST", "/v1/people/lookup", json=body, expect=200)
        assert shown["attributes"]["full_name"]["value"] == "Nguyễn Thị Lan"

    async def hear(self) -> None:
        """Lan hears of it at once, and reads who looked, for which agency, why, and at what."""
        [read] = [
            one
            for one in (await self.lan.api("GET", "/v1/me/disclosures?limit=1", expect=200))["items"]
            if one["reader_kind"] == "officer"
        ]
        assert (read["agency"], read["purpose"]) == ("Công an phường Tứ Minh", WHY)
        assert "Số định danh cá nhân" in read["attributes"]

        async def told() -> Any:
            notices = (await self.lan.api("GET", "/v1/inbox?limit=100", expect=200))["items"]
            return [one for one in notices if "xem thông tin cá nhân" in one["text"]]

        assert await self.world.until(told)

    async def shut_out(self) -> None:
        """Lan ends every other sign-in; the computer she forgot is out, her phone is not."""
        ended = await self.lan.api("DELETE", "/v1/me/sessions", expect=200)
        assert ended["ended"] >= 1
        assert (await self.forgotten.ask("GET", "/v1/me")).status_code == 401
        latest = (await self.lan.api("GET", "/v1/me/activity?limit=1", expect=200))["items"][0]
        assert latest["sentence"] == "Kết thúc phiên đăng nhập trên thiết bị khác"

    async def _write(self, name: str, value: object) -> Any:
        tag = (await self.lan.ask("GET", "/v1/me")).headers["etag"]
        path = f"/v1/me/attributes/{name}"
        return await self.lan.ask("PUT", path, json={"value": value}, headers={"If-Match": tag})
