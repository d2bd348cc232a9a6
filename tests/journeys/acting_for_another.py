"""Làm thay theo ủy quyền: Lan lets Minh submit for her, and takes it back."""

from datetime import datetime, timedelta
from typing import Any

from tests.journeys.errand import PDF, World
from tests.journeys.phone import Phone
from tests.journeys.promises import LOCAL
from tests.journeys.temporary_residence import AGENCY, PROCEDURE, stay

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
DELEGATION = "urn:motcua:token-type:delegation"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"
FOR_LAN = "for-lan"
"""The name under which Minh's phone keeps what it got in Lan's name."""


class ActingForAnother:
    """The errand of Trần Văn Minh for Nguyễn Thị Lan; each step is a promise of the platform."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lan, self.minh = world.phone(), world.phone()
        self.delegation: dict[str, Any] = {}
        self.dossier: dict[str, Any] = {}

    async def run(self) -> None:
        """All steps, in order."""
        steps = (self.sign_in, self.offer, self.accept, self.stand_in, self.keep_apart, self.trace, self.revoke)
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

    async def offer(self) -> None:
        """Lan lets Minh register her temporary residence, for a month and for nothing else."""
        today = datetime.now(LOCAL).date()
        body = {
            "delegate": {"full_name": "Trần Văn Minh", "personal_number": "031090004321"},
            "procedures": [PROCEDURE],
            "valid_from": today.isoformat(),
            "valid_to": (today + timedelta(days=30)).isoformat(),
        }
        self.delegation = await self.lan.api("POST", "/v1/me/delegations", json=body, expect=201)
        assert (await self._exchange()).status_code == 400, "a delegation was used before it was accepted"

    async def accept(self) -> None:
        """Minh finds the offer, accepts it, and gets a token that names both of them."""
        [found] = [
            one
            for one in (await self.minh.api("GET", "/v1/me/delegations?side=received", expect=200))["items"]
            if one["id"] == self.delegation["id"]
        ]
        assert (found["principal"], found["status"]) == ("Nguyễn Thị Lan", "offered")
        await self.minh.api("POST", f"/v1/me/delegations/{found['id']}/acceptance", expect=201)
        answer = await self._exchange()
        assert answer.status_code == 200, answer.text
        self.minh.tokens[FOR_LAN] = answer.json()

    async def stand_in(self) -> None:
        """Minh opens the dossier with what the account knows of Lan, adds the paper and submits it for her."""
        body = {"procedure_code": PROCEDURE, "agency_code": AGENCY, "answers": stay()}

        async def opened() -> Any:
            answer = await self._as_lan("POST", "/v1/dossiers", json=body)
            if answer.status_code == 409 and "dossier_id" in answer.json():  # an errand that was cut short
                await self.lan.api("POST", f"{answer.headers['location']}/discard", expect=201)
            return answer.json() if answer.status_code == 201 else None

        self.dossier = await self.world.until(opened)
        assert self.dossier["answers"]["applicant_full_name"] == "Nguyễn Thị Lan"
        sent = await self._as_lan(
            "POST",
            f"{self.path}/papers",
            data={"component_id": "lawful-residence"},
            files={"file": ("hop-dong-thue-nha.pdf", PDF, "application/pdf")},
        )
        assert sent.status_code == 201, sent.text
        submitted = await self._as_lan("POST", f"{self.path}/submission")
        assert submitted.status_code == 201, submitted.text

    async def keep_apart(self) -> None:
        """What is Lan's own stays hers: Minh opens no other procedure and reads neither record, inbox nor bills."""
        other = {"procedure_code": "1.000656", "agency_code": AGENCY}
        assert (await self._as_lan("POST", "/v1/dossiers", json=other)).status_code == 403
        for own in ("/v1/me", "/v1/me/delegations", "/v1/inbox", "/v1/bills"):
            assert (await self._as_lan("GET", own)).status_code == 403, own
        assert (await self.minh.ask("GET", self.path)).status_code == 404, "without Lan's name it is nobody's"

    async def trace(self) -> None:
        """Lan sees that each of these acts was done by Minh on her behalf."""
        acts = (await self.lan.api("GET", f"{self.path}/timeline", expect=200))["items"]
        done = [one for one in acts if one["act"] in ("open", "submit")]
        words = {one["substitute"]["words"]["vi"] for one in done}
        assert words == {"Do ông/bà Trần Văn Minh thực hiện thay theo ủy quyền."}
        assert {one["substitute"]["delegation_id"] for one in done} == {self.delegation["id"]}

    async def revoke(self) -> None:
        """Lan takes it back; Minh's next act is refused though his token still lives."""
        await self.lan.api("POST", f"/v1/me/delegations/{self.delegation['id']}/revocation", expect=201)

        async def refused() -> bool:
            return bool((await self._as_lan("GET", self.path)).status_code == 403)

        await self.world.until(refused)
        answer = await self._as_lan("POST", f"{self.path}/withdrawal")
        assert (answer.status_code, answer.json()["code"]) == (403, "delegation-over")
        assert (await self._exchange()).status_code == 400
        standing = await self.lan.api("GET", self.path, expect=200)
        assert standing["status"] == "submitted"

    async def _exchange(self) -> Any:
        phone: Phone = self.minh
        form = {
            "grant_type": EXCHANGE,
            "client_id": phone.client_id,
            "subject_token": self.delegation["id"],
            "subject_token_type": DELEGATION,
            "actor_token": phone.tokens[phone.client_id]["access_token"],
            "actor_token_type": ACCESS_TOKEN,
        }
        return await phone.call("POST", "/oauth2/token", data=form)

    async def _as_lan(self, method: str, path: str, **more: Any) -> Any:
        own, self.minh.client_id = self.minh.client_id, FOR_LAN
        try:
            return await self.minh.ask(method, path, **more)
        finally:
            self.minh.client_id = own
