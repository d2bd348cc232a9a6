"""Đăng ký tạm trú tại quầy: the desk enters what Lan brings, she confirms and signs for it by code."""

import re
from typing import Any

from tests.journeys.desk import assess, drawn_and_signed
from tests.journeys.errand import PDF, World
from tests.journeys.temporary_residence import PROCEDURE, stay

LAN = {"full_name": "Nguyễn Thị Lan", "personal_number": "030194001234"}
MAIL = "lan@motcua.example"


class AtTheCounter:
    """The errand of Nguyễn Thị Lan, who comes with her papers; each step is a promise of the platform."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lan, self.counter, self.officer, self.leader = (world.phone() for _ in range(4))
        self.dossier: dict[str, Any] = {}

    async def run(self) -> None:
        """All steps, in order."""
        steps = (self.sign_in, self.enter, self.scan, self.confirm, self.look, self.pay, self.decide, self.receive)
        try:
            for step in steps:
                await self.world.step(step)
        finally:
            for phone in (self.lan, self.counter, self.officer, self.leader):
                await phone.close()

    @property
    def path(self) -> str:
        """The dossier's address."""
        return f"/v1/dossiers/{self.dossier['id']}"

    async def sign_in(self) -> None:
        """The clerk, the officer and the leader of the ward's police sign in."""
        for phone, name in (
            (self.counter, "hoa.counter"),
            (self.officer, "dung.officer"),
            (self.leader, "tuan.leader"),
        ):
            await phone.sign_in(name, self.world.passwords[name])

    async def enter(self) -> None:
        """The clerk enters the dossier for Lan by her identity card; what her account knows is filled in."""
        wanted = {"procedure_code": PROCEDURE, "channel": "direct", "answers": stay(), **LAN}
        answer = await self.counter.ask("POST", "/v1/counter/dossiers", json=wanted)
        if answer.status_code == 409 and answer.json()["code"] == "live-draft":  # an errand cut short left it
            await self.counter.api("POST", f"{answer.headers['location']}/discard", expect=201)
            answer = await self.counter.ask("POST", "/v1/counter/dossiers", json=wanted)
        assert answer.status_code == 201, answer.text
        self.dossier = answer.json()
        assert self.dossier["channel"] == "direct"
        nobody = wanted | {"personal_number": "031194009999"}
        assert (await self.counter.ask("POST", "/v1/counter/dossiers", json=nobody)).status_code == 400

    async def scan(self) -> None:
        """Her papers are scanned; nothing is sent before she has confirmed."""
        needed = (await self.counter.api("GET", f"{self.path}/requirements", expect=200))["items"]
        for one in needed:
            if one["is_needed"] and one["is_mandatory"] and not one["is_upload_spared"]:
                await self.counter.api(
                    "POST",
                    f"{self.path}/papers",
                    data={"component_id": one["component_id"]},
                    files={"file": ("ban-quet.pdf", PDF, "application/pdf")},
                    expect=201,
                )
        refused = await self.counter.ask("POST", f"{self.path}/submission")
        assert (refused.status_code, refused.json()["code"]) == (409, "not-confirmed"), refused.text

    async def confirm(self) -> None:
        """Lan reads the code from her mail; a wrong one confirms nothing; then the desk sends the dossier."""
        code = await self._code("counter_entry")
        wrong = {"purpose": "counter_entry", "code": f"{(int(code) + 1) % 10**6:06}"}
        tried = await self.counter.api("POST", f"{self.path}/confirmations", json=wrong, expect=201)
        assert tried == {"is_confirmed": False, "tries_left": 5}
        typed = {"purpose": "counter_entry", "code": code}
        assert (await self.counter.api("POST", f"{self.path}/confirmations", json=typed, expect=201))["is_confirmed"]
        await self.counter.api("POST", f"{self.path}/submission", expect=201)

    async def look(self) -> None:
        """At home she finds it in her account, who entered it and who has looked."""
        await self.lan.sign_in(MAIL, self.world.passwords["lan"])
        assert (await self.lan.api("GET", self.path, expect=200))["status"] == "submitted"
        acts = (await self.lan.api("GET", f"{self.path}/timeline", expect=200))["items"]
        assert [one["role"] for one in acts if one["act"] in ("open", "submit")] == ["counter", "counter"]
        looks = (await self.lan.api("GET", "/v1/me/usage", params={"limit": 100}, expect=200))["items"]
        assert self.dossier["id"] in {one["dossier_id"] for one in looks}

    async def pay(self) -> None:
        """She pays the fee the counter's terms name, if there is one."""
        due = (await self.lan.api("GET", self.path, expect=200))["fee"]["due"]["amount"]
        if due == 0:
            return

        async def bills() -> Any:
            return (await self.lan.api("GET", "/v1/bills", params={"dossier": self.dossier["id"]}, expect=200))["items"]

        (bill,) = await self.world.until(bills)
        paying = {"gateway": "vnpay"}
        payment = await self.lan.api("POST", f"/v1/bills/{bill['id']}/payments", json=paying, expect=201)
        page = await self.lan.call("GET", payment["redirect_url"])
        hidden = dict(re.findall(r'name="(reference|token)" value="([^"]+)"', page.text))
        sent = await self.lan.call("POST", "/sandbox/vnpay/paymentv2/outcome", data=hidden | {"outcome": "success"})
        assert sent.status_code == 303, sent.text

        async def is_paid() -> Any:
            return (await self.lan.api("GET", self.path, expect=200))["fee"]["paid_at"]

        await self.world.until(is_paid)

    async def decide(self) -> None:
        """It is accepted, judged, signed and granted as any other."""
        await self.counter.api("POST", f"{self.path}/acceptance", expect=201)
        await self.officer.api("POST", f"{self.path}/start", expect=201)
        await assess(self.officer, self.path)
        await drawn_and_signed(self.officer, self.leader, self.path, words="Đã đăng ký tạm trú.")
        await self.officer.api("POST", f"{self.path}/resolution", json={"outcome": "granted"}, expect=201)

    async def receive(self) -> None:
        """Over the counter the result is handed out against a code only."""
        delivery = {"channel": "direct"}
        refused = await self.counter.ask("POST", f"{self.path}/delivery", json=delivery)
        assert (refused.status_code, refused.json()["code"]) == (409, "not-receipted"), refused.text
        typed = {"purpose": "receipt", "code": await self._code("receipt")}
        assert (await self.counter.api("POST", f"{self.path}/confirmations", json=typed, expect=201))["is_confirmed"]
        done = await self.counter.api("POST", f"{self.path}/delivery", json=delivery, expect=201)
        assert (done["status"], done["national_code"]) == ("delivered", 10)

    async def _code(self, purpose: str) -> str:
        """The code Lan gets by mail for this."""
        known = {one["id"] for one in await self._mails()}
        wanted = {"purpose": purpose}
        sent = await self.counter.api("POST", f"{self.path}/confirmation-codes", json=wanted, expect=201)
        assert sent["to"] == "l•••@motcua.example"

        async def come() -> Any:
            new = [one["text"] for one in await self._mails() if one["id"] not in known]
            return [found[1] for text in new if (found := re.search(r"^ {4}([0-9]{6})\r?$", text, re.MULTILINE))]

        code: str = (await self.world.until(come))[0]
        return code

    async def _mails(self) -> list[dict[str, str]]:
        found: list[dict[str, str]] = (
            await self.counter.call("GET", "/sandbox/mail/messages", params={"to": MAIL})
        ).json()
        return found
