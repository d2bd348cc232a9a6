"""Đăng ký tạm trú: from sign-in to rating, through every part of the house."""

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.journeys.desk import assess, drawn_and_signed
from tests.journeys.drafts import opened
from tests.journeys.errand import PDF, World
from tests.journeys.promises import LOCAL, check_due, moment, was_told

PROCEDURE = "1.004194"
AGENCY = "G01.24.91"


def stay() -> dict[str, str]:
    """The answers an account cannot know, for a year from today."""
    today = datetime.now(LOCAL).date()
    return {
        "stay_line": "7 Hòa Bình",
        "stay_ward_code": "10891",
        "stay_from_on": today.isoformat(),
        "stay_to_on": (today + timedelta(days=365)).isoformat(),
        "reason": "Đi làm gần nhà",
    }


class TemporaryResidence:
    """The errand of Nguyễn Thị Lan; each step is a promise of the platform."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.lan, self.counter, self.officer = world.phone(), world.phone(), world.phone()
        self.leader, self.passer_by = world.phone(), world.phone()
        self.dossier: dict[str, Any] = {}
        self.bill: dict[str, Any] = {}
        self.result: dict[str, Any] = {}

    async def run(self) -> None:
        """All steps, in order."""
        steps = (
            self.sign_in,
            self.find,
            self.open,
            self.correct,
            self.submit,
            self.pay,
            self.accept,
            self.supplement,
            self.sign,
            self.resolve,
            self.deliver,
            self.rate,
            self.keep_out_others,
            self.sign_out,
        )
        try:
            for step in steps:
                await self.world.step(step)
        finally:
            await self.close()

    async def close(self) -> None:
        """Put the phones away."""
        for phone in (self.lan, self.counter, self.officer, self.leader, self.passer_by):
            await phone.close()

    @property
    def path(self) -> str:
        """The dossier's address."""
        return f"/v1/dossiers/{self.dossier['id']}"

    async def sign_in(self) -> None:
        """Lan signs in once with PKCE; a second app is signed in without asking (single sign-on)."""
        assert await self.lan.sign_in("lan@motcua.example", self.world.passwords["lan"])
        assert not await self.lan.sign_in("", "", client_id="demo-mobile"), "the second client asked again"
        me = await self.lan.api("GET", "/v1/me", expect=200)
        assert "Nguyễn Thị Lan" in str(me)

    async def find(self) -> None:
        """She finds the procedure typing without diacritics, and sees papers, fee, time limit, legal basis."""
        found = await self.lan.api("GET", "/v1/procedures", params={"q": "dang ky tam tru"}, expect=200)
        first = found["items"][0]
        assert (first["code"], first["name"]) == (PROCEDURE, "Đăng ký tạm trú")
        whole = await self.lan.api("GET", f"/v1/procedures/{PROCEDURE}", expect=200)
        online = next(one for one in whole["channels"] if one["channel"] == "online")
        assert [line["amount"] for line in online["fees"]] == [{"amount": 7000, "currency": "VND"}]
        assert online["time_limit"] == {"value": 3, "unit": "working_day"}
        assert "68/2020/QH14" in str(whole["legal_bases"])
        assert any(one["is_mandatory"] for one in whole["components"])

    async def open(self) -> None:
        """A draft opens already filled with what the account knows, each field naming its source."""
        wanted = {"procedure_code": PROCEDURE, "agency_code": AGENCY}
        self.dossier = await opened(self.lan, wanted)
        again = await self.lan.ask("POST", "/v1/dossiers", json=wanted)
        assert (again.status_code, again.json()["dossier_id"]) == (409, self.dossier["id"]), (
            "a second draft of the same"
        )
        answers, sources = self.dossier["answers"], self.dossier["prefilled"]
        assert answers["applicant_full_name"] == "Nguyễn Thị Lan"
        assert answers["applicant_personal_number"] == "030194001234"
        assert answers["applicant_birth_date"] == "1994-05-12"
        assert answers["applicant_residence"]["ward_code"] == "10891"
        assert {sources[name]["source"] for name in ("applicant_full_name", "applicant_residence")} == {
            "population_database"
        }

    async def correct(self) -> None:
        """A missing answer and a wrong personal number come back together in one clear answer; she completes it."""
        today = datetime.now(LOCAL).date()
        wrong = {"applicant_personal_number": "999999999999", "stay_line": "7 Hòa Bình", "stay_ward_code": "10891"}
        await self._edit(wrong)
        refused = await self.lan.ask("POST", f"{self.path}/submission")
        assert refused.status_code == 400, refused.text
        assert refused.headers["content-type"].startswith("application/problem+json")
        pointers = {fault["pointer"] for fault in refused.json()["errors"]}
        assert {"/answers/applicant_personal_number", "/answers/reason"} <= pointers
        assert "999999999999" not in refused.text, "an input value was echoed"
        await self._edit(
            {
                "applicant_personal_number": "030194001234",
                "stay_from_on": today.isoformat(),
                "stay_to_on": (today + timedelta(days=365)).isoformat(),
                "reason": "Đi làm gần nhà",
            }
        )

    async def submit(self) -> None:
        """She uploads the proof of residence and submits; a retry gives the same answer and no second dossier."""
        paper = await self.lan.api(
            "POST",
            f"{self.path}/papers",
            data={"component_id": "lawful-residence"},
            files={"file": ("hop-dong-thue-nha.pdf", PDF, "application/pdf")},
            expect=201,
        )
        assert paper["content_type"] == "application/pdf"
        key, before = uuid4().hex, await self._own_dossiers()
        first = await self.lan.ask("POST", f"{self.path}/submission", key=key)
        again = await self.lan.ask("POST", f"{self.path}/submission", key=key)
        assert first.status_code == 201, first.text
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert await self._own_dossiers() == before, "the retry made another dossier"
        self.dossier = await self.lan.api("GET", self.path, expect=200)
        assert (self.dossier["status"], self.dossier["national_code"]) == ("submitted", 1)
        await self._told("dossier_submitted")

    async def pay(self) -> None:
        """The bill appears with the catalog's fee; the gateway's callback, not the return page, pays it."""

        async def bills() -> Any:
            found = await self.lan.api("GET", "/v1/bills", params={"dossier": self.dossier["id"]}, expect=200)
            return found["items"]

        (self.bill,) = await self.world.until(bills)
        assert self.bill["amount"] == {"amount": 7000, "currency": "VND"}
        place = f"/v1/bills/{self.bill['id']}"
        payment = await self.lan.api("POST", f"{place}/payments", json={"gateway": "vnpay"}, expect=201)
        page = await self.lan.call("GET", payment["redirect_url"])
        assert page.status_code == 200, page.text
        hidden = dict(re.findall(r'name="(reference|token)" value="([^"]+)"', page.text))
        failed = await self.lan.call("GET", "/v1/gateways/vnpay/return", params={"vnp_TxnRef": hidden["reference"]})
        assert failed.status_code in (200, 400)
        assert (await self.lan.api("GET", place, expect=200))["status"] == "open", "the return page paid"
        sent = await self.lan.call("POST", "/sandbox/vnpay/paymentv2/outcome", data=hidden | {"outcome": "success"})
        assert sent.status_code == 303, sent.text
        shown = await self.lan.call("GET", sent.headers["location"])
        assert shown.status_code == 200
        assert (await self.lan.api("GET", place, expect=200))["status"] == "paid"
        await self._told("bill_issued", "bill_paid")

    async def accept(self) -> None:
        """The counter clerk sees it in the worklist and accepts: number, receipt slip, due date in working days."""
        await self.counter.sign_in("hoa.counter", self.world.passwords["hoa.counter"])

        async def row() -> Any:
            wanted = {"number": self.dossier["tracking_code"]}
            found = (await self.counter.api("POST", "/v1/worklist/search", json=wanted, expect=200))["items"]
            return [one for one in found if one["id"] == self.dossier["id"] and one["is_fee_paid"]]

        await self.world.until(row)
        accepted = await self.counter.api("POST", f"{self.path}/acceptance", expect=201)
        number, received = accepted["number"], moment(accepted["received_at"])
        assert re.fullmatch(rf"{re.escape(AGENCY)}-{received.astimezone(LOCAL):%Y%m%d}-\d{{7}}", number)
        await check_due(self.lan, moment(accepted["due_at"]), received=received, days=3)
        slip = await self.lan.api("GET", f"{self.path}/slips/receipt", expect=200)
        assert slip.startswith(b"%PDF")
        tracked = await self.passer_by.api("GET", f"/v1/tracking/{number}", expect=200)
        assert tracked["national_code"] == 2
        assert "Lan" not in str(tracked), "tracking told personal data"
        await self._told("dossier_accepted")

    async def supplement(self) -> None:
        """The officer judges everything, asks once for what is wrong, the clock stops; Lan answers and it runs on."""
        await self.officer.sign_in("dung.officer", self.world.passwords["dung.officer"])
        await self.officer.api("POST", f"{self.path}/start", expect=201)
        item = {
            "component_id": "lawful-residence",
            "reason_code": "unreadable",
            "what_to_do": "Chụp lại hợp đồng cho rõ chữ.",
        }
        asked = {"items": [item], "answer_within_days": 5}
        too_early = await self.officer.ask("POST", f"{self.path}/supplement-requests", json=asked)
        assert too_early.json()["code"] == "not-assessed", "asked before everything had a verdict"
        await assess(self.officer, self.path, wrong=item)
        stopped = await self.officer.api("POST", f"{self.path}/supplement-requests", json=asked, expect=201)
        assert (stopped["status"], stopped["national_code"]) == ("supplement_required", 5)
        assert stopped["paused_since"], "the clock did not stop"
        await self._told("dossier_started", "supplement_requested")
        await self.lan.api(
            "POST",
            f"{self.path}/papers",
            data={"component_id": "lawful-residence"},
            files={"file": ("hop-dong-ro-hon.pdf", PDF + b"%2\n", "application/pdf")},
            expect=201,
        )
        runs = await self.lan.api("POST", f"{self.path}/supplement", json={}, expect=201)
        assert (runs["status"], runs["paused_since"]) == ("in_progress", None)
        assert moment(runs["due_at"]) >= moment(stopped["due_at"])
        await self._told("supplement_answered")

    async def sign(self) -> None:
        """The officer draws the result from its template; it is none before the leader signs it."""
        await self.leader.sign_in("tuan.leader", self.world.passwords["tuan.leader"])
        words = "Công an phường Tứ Minh đã đăng ký tạm trú theo đề nghị của ông/bà."
        self.result = await drawn_and_signed(self.officer, self.leader, self.path, words=words)

    async def resolve(self) -> None:
        """The officer resolves it with the signed result."""
        done = await self.officer.api("POST", f"{self.path}/resolution", json={"outcome": "granted"}, expect=201)
        assert (done["status"], done["national_code"], done["timeliness"]) == ("resolved", 9, "early")
        await self._told("dossier_resolved")

    async def deliver(self) -> None:
        """The result is returned online; Lan downloads it, anybody with its code is told it is genuine."""
        await self.counter.api("POST", f"{self.path}/delivery", json={"channel": "online"}, expect=201)
        self.dossier = await self.lan.api("GET", self.path, expect=200)
        assert (self.dossier["status"], self.dossier["national_code"]) == ("delivered", 10)
        (result,) = [one for one in self.dossier["papers"] if one["kind"] == "result"]
        file = await self.lan.api("GET", f"{self.path}/papers/{result['id']}", expect=200)
        sha256 = hashlib.sha256(file).hexdigest()
        place = f"/v1/verify/{self.result['code']}"
        told = await self.passer_by.api("GET", place, params={"sha256": sha256}, expect=200)
        assert (told["state"], told["is_same"], told["agency_code"]) == ("genuine", True, AGENCY)
        assert "Lan" not in str(told), "verification told personal data"
        acts = [one["act"] for one in (await self.lan.api("GET", f"{self.path}/timeline", expect=200))["items"]]
        way = ["submit", "accept", "start", "assess", "request_supplement", "answer_supplement", "sign", "resolve"]
        assert [act for act in acts if act in way] == way
        await self._told("dossier_delivered")

    async def rate(self) -> None:
        """She rates 5, and the agency's public summary counts it."""
        summary = {"agency": AGENCY}
        before = await self.lan.api("GET", "/v1/ratings/summary", params=summary, expect=200)

        async def is_invited() -> Any:
            found = await self.lan.api("GET", "/v1/ratings/invitations", expect=200)
            return [one for one in found["items"] if one["dossier_id"] == self.dossier["id"]]

        await self.world.until(is_invited)
        rating = {"dossier_id": self.dossier["id"], "score": 5, "comment": "Nhanh và rõ ràng."}
        await self.lan.api("POST", "/v1/ratings", json=rating, expect=201)
        assert (await self.lan.ask("POST", "/v1/ratings", json=rating)).status_code == 409
        after = await self.lan.api("GET", "/v1/ratings/summary", params=summary, expect=200)
        assert after["count"] == before["count"] + 1
        assert after["by_score"]["5"] == before["by_score"]["5"] + 1

    async def keep_out_others(self) -> None:
        """Nobody else can: another citizen 404, an officer of another agency 404, an anonymous caller 401."""
        strangers = {"minh@motcua.example": "minh", "mai.counter": "mai.counter"}
        for login, name in strangers.items():
            phone = self.world.phone()
            await phone.sign_in(login, self.world.passwords[name])
            assert (await phone.ask("GET", self.path)).status_code == 404
            assert (await phone.ask("GET", f"{self.path}/timeline")).status_code == 404
            await phone.close()
        assert (await self.passer_by.ask("GET", self.path)).status_code == 401

    async def sign_out(self) -> None:
        """Signing out ends both apps: no refresh, and the next sign-in asks again."""
        await self.lan.sign_out()
        for client in ("demo-web", "demo-mobile"):
            assert (await self.lan.refresh(client)).status_code == 400, client
        assert await self.lan.sign_in("lan@motcua.example", self.world.passwords["lan"]), "still signed in"

    # looking closer

    async def _edit(self, answers: dict[str, Any]) -> None:
        current = await self.lan.ask("GET", self.path)
        headers = {"If-Match": current.headers["etag"]}
        await self.lan.api("PATCH", self.path, json={"answers": answers}, headers=headers, expect=200)

    async def _own_dossiers(self) -> int:
        return len((await self.lan.api("GET", "/v1/dossiers", params={"limit": 100}, expect=200))["items"])

    async def _told(self, *kinds: str) -> None:
        await was_told(self.world, self.lan, *kinds, dossier=self.dossier, email="lan@motcua.example")
