"""Liên thông khai sinh: one declaration, three agencies, one outside the platform; a part refused and repaired."""

import hashlib
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.journeys.desk import drawn_and_signed
from tests.journeys.errand import World
from tests.journeys.joint import COMMITTEE, FILE, HOME, INSURANCE, PLACE, POLICE, JointErrand
from tests.journeys.promises import LOCAL

PROCEDURE = "2.002621"

PARENTS = {
    "known_parents": "both",
    "mother_full_name": "Nguyễn Thị Lan",
    "mother_personal_number": "030194001234",
    "mother_birth_date": "1994-05-12",
    "mother_residence": HOME,
    "mother_ethnicity": "Kinh",
    "mother_nationality": "VN",
    "father_full_name": "Trần Văn Minh",
    "father_personal_number": "031090004321",
    "father_birth_date": "1990",
    "father_residence": HOME,
    "father_ethnicity": "Kinh",
    "father_nationality": "VN",
}


def declaration(born: str, today: str) -> dict[str, Any]:
    """What the mother says of the child, the parents, the home and the clinic."""
    child = {
        "child_situation": "ordinary",
        "child_surname": "Trần",
        "child_given_names": "Minh An",
        "child_birth_date": born,
        "child_sex": "female",
        "child_ethnicity": "Kinh",
        "child_nationality": "VN",
        "birth_place_kind": "facility",
        "birth_facility": "Bệnh viện Phụ sản Hải Phòng",
        "birth_address": HOME,
        "child_native_place": "Xã Vĩnh Bảo, thành phố Hải Phòng",
    }
    home = {
        "residence_with": "mother",
        "child_residence": HOME,
        "child_household_head_full_name": "Trần Văn Minh",
        "child_household_head_personal_number": "031090004321",
        "child_household_relation": "child",
        "head_agrees": True,
        "clinic_name": "Trạm Y tế phường Tứ Minh",
        "wants_paper_results": False,
    }
    said = {"addressee_ward_code": "10891", "applicant_relation": "mother", "copies_wanted": False}
    return {**said, **child, **PARENTS, **home, "declaration": True, "declared_on": today}


class BirthOfAChild(JointErrand):
    """The errand of Nguyễn Thị Lan for her child."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.number = f"0313{datetime.now(LOCAL):%y}001234"

    async def run(self) -> None:
        """All steps, in order."""
        steps = (
            self.sign_in,
            self.declare,
            self.accept,
            self.register,
            self.keep_apart,
            self.take_outside,
            self.refuse,
            self.repair,
            self.conclude,
            self.follow,
        )
        try:
            for step in steps:
                await self.world.step(step)
        finally:
            await self.close()

    async def declare(self) -> None:
        """Lan declares once, online, for all three agencies."""
        today = datetime.now(LOCAL).date()
        answers = declaration((today - timedelta(days=20)).isoformat(), today.isoformat())
        body = {"procedure_code": PROCEDURE, "agency_code": COMMITTEE, "answers": answers}
        self.whole = await self.lan.api("POST", "/v1/dossiers", json=body, expect=201)
        sent = await self.lan.api("POST", f"{self.path}/submission", expect=201)
        assert sent["fee"]["due"]["amount"] == 0, "registering in time is free"

    async def accept(self) -> None:
        """The committee accepts it: the registration of the birth begins, the other two wait for its number."""
        accepted = await self.committee.api("POST", f"{self.path}/acceptance", expect=201)
        assert accepted["due_at"]
        found = await self.parts()
        stages = {name: one["stage"] for name, one in found.items()}
        assert stages == {"birth": "open", "residence": "waiting", "health-card": "waiting"}
        started = await self.committee.ask("POST", f"{self.path}/start")
        assert (started.status_code, started.json()["code"]) == (409, "done-by-parts")

    async def register(self) -> None:
        """The birth is registered; the child's personal number flows to the police and to the insurance."""
        part = (await self.parts())["birth"]
        place = f"/v1/dossiers/{part['id']}"
        await self.committee.api("POST", f"{place}/start", expect=201)
        words = "Ủy ban nhân dân phường Tứ Minh đã đăng ký khai sinh theo tờ khai."
        granted = {"outcome": "granted", "outputs": {"child_personal_number": self.number}}
        signed = await drawn_and_signed(self.committee, self.chair, place, words=words, grant=granted)
        bare = await self.committee.ask("POST", f"{place}/resolution", json={"outcome": "granted"})
        assert bare.status_code == 400, "granted without the number the others wait for"
        await self.committee.api("POST", f"{place}/resolution", json=granted, expect=201)
        found = await self.parts()
        assert (found["residence"]["agency"]["code"], found["health-card"]["agency"]["code"]) == (POLICE, INSURANCE)
        [result] = found["birth"]["results"]
        given = await self.lan.api("GET", result["href"], expect=200)
        assert hashlib.sha256(given).hexdigest() == signed["sha256"]

    async def keep_apart(self) -> None:
        """Each agency sees its own part and nothing of the others'."""
        found = await self.parts()
        theirs = await self.police.api("GET", f"/v1/dossiers/{found['residence']['id']}", expect=200)
        assert theirs["answers"]["child_personal_number"] == self.number
        assert "clinic_name" not in theirs["answers"]
        assert "mother_ethnicity" not in theirs["answers"]
        for hidden in (self.whole["id"], found["birth"]["id"], found["health-card"]["id"]):
            assert (await self.police.ask("GET", f"/v1/dossiers/{hidden}")).status_code == 404
            if hidden != found["health-card"]["id"]:
                assert (await self.insurance.ask("GET", f"{PLACE}/{hidden}")).status_code == 404

    async def take_outside(self) -> None:
        """The insurance takes its part through the partner API, reports, and returns the card; a retry is harmless."""
        listed = (await self.insurance.api("GET", PLACE, params={"limit": 100}, expect=200))["items"]
        own = (await self.parts())["health-card"]
        assert own["id"] in {one["id"] for one in listed}
        place = f"{PLACE}/{own['id']}"
        shown = await self.insurance.api("GET", place, params={"purpose": "Cấp thẻ bảo hiểm y tế"}, expect=200)
        assert shown["answers"]["child_personal_number"] == self.number
        early = await self.insurance.ask("POST", f"{place}/result", files=FILE)
        assert early.status_code == 409, "a result before it was taken"
        await self.insurance.api("POST", f"{place}/take", expect=201)
        await self.insurance.api("POST", f"{place}/progress", json={"note": "Đang in thẻ"}, expect=201)
        key = uuid4().hex
        first = await self.insurance.api("POST", f"{place}/result", files=FILE, key=key, expect=201)
        assert await self.insurance.api("POST", f"{place}/result", files=FILE, key=key, expect=201) == first
        assert (await self.parts())["health-card"]["stage"] == "granted"
        looks = (await self.lan.api("GET", "/v1/me/usage", expect=200))["items"]
        assert "Cấp thẻ bảo hiểm y tế" in str(looks), "the look was not told"

    async def refuse(self) -> None:
        """The police refuse their part with grounds; the birth and the card stand."""
        part = (await self.parts())["residence"]
        place = f"/v1/dossiers/{part['id']}"
        await self.police.api("POST", f"{place}/start", expect=201)
        grounds = {"outcome": "refused", "note": "Chưa xác minh được ý kiến của chủ hộ."}
        await self.police.api("POST", f"{place}/resolution", json=grounds, expect=201)
        found = await self.parts()
        assert [one["stage"] for one in found.values()] == ["granted", "refused", "granted"]
        assert found["residence"]["repair_until"]
        assert (await self.lan.api("GET", self.path, expect=200))["status"] == "accepted"

    async def repair(self) -> None:
        """Lan repairs that part alone; the police have their whole limit again, and grant it."""
        place = f"/v1/dossiers/{(await self.parts())['residence']['id']}"
        head = {"child_household_head_full_name": "Nguyễn Thị Lan"}
        head["child_household_head_personal_number"] = "030194001234"
        again = await self.lan.api("POST", f"{place}/repair", json={"answers": head}, expect=201)
        assert (again["status"], again["outcome"]) == ("accepted", None)
        await self.police.api("POST", f"{place}/start", expect=201)
        await self.police.api("POST", f"{place}/results", files=FILE, expect=201)
        await self.police.api("POST", f"{place}/resolution", json={"outcome": "granted"}, expect=201)

    async def conclude(self) -> None:
        """All three results are there, and the whole is granted."""
        found = await self.parts()
        assert [(one["stage"], len(one["results"])) for one in found.values()] == [("granted", 1)] * 3
        whole = await self.lan.api("GET", self.path, expect=200)
        assert (whole["status"], whole["national_code"], whole["outcome"]) == ("resolved", 9, "granted")

    async def follow(self) -> None:
        """One code and one timeline tell all of it; her list shows one dossier."""
        tracked = await self.passer_by.api("GET", f"/v1/tracking/{self.whole['tracking_code']}", expect=200)
        assert tracked["national_code"] == 9
        told = (await self.lan.api("GET", f"{self.path}/timeline", expect=200))["items"]
        acts = [(one["act"], one["part"]) for one in told]
        assert acts[-1] == ("conclude", None)
        assert acts.index(("repair", "residence")) > acts.index(("resolve", "health-card"))
        listed = (await self.lan.api("GET", "/v1/dossiers", params={"limit": 100}, expect=200))["items"]
        assert len([one for one in listed if one["tracking_code"] == self.whole["tracking_code"]]) == 1
