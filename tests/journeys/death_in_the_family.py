"""Liên thông khai tử: a death registered, the residence removed, the allowance paid; three agencies, one outside."""

from datetime import datetime, timedelta
from typing import Any

from tests.journeys.desk import drawn_and_signed
from tests.journeys.errand import PDF
from tests.journeys.joint import COMMITTEE, FILE, HOME, INSURANCE, PLACE, POLICE, JointErrand
from tests.journeys.promises import LOCAL

PROCEDURE = "2.002622"

DECEASED = {
    "deceased_full_name": "Nguyễn Văn Hòa",
    "deceased_birth_date": "1950",
    "deceased_sex": "male",
    "deceased_nationality": "VN",
    "deceased_personal_number": "031050001111",
    "is_last_residence_known": True,
    "deceased_residence": HOME,
}
HOUSEHOLD = {
    "household_head_full_name": "Nguyễn Văn Hòa",
    "is_new_head_needed": True,
    "new_head_full_name": "Phạm Thị Hoa",
}
ALLOWANCE = {
    "allowance_claimed": True,
    "deceased_status": "insured",
    "insurance_number": "0123456789",
    "funeral_organiser_full_name": "Nguyễn Thị Lan",
    "survivors": [
        {
            "full_name": "Phạm Thị Hoa",
            "birth_date": "1952-04-01",
            "personal_number": "031152004321",
            "relation": "spouse",
        }
    ],
    "allowance_payment": "account",
    "allowance_account": {"bank_code": "970436", "number": "0011001234567", "holder": "NGUYEN THI LAN"},
}


def declaration() -> dict[str, Any]:
    """What the daughter says of her father's death a week ago, his home and what the family may claim."""
    today = datetime.now(LOCAL).date()
    died = (today - timedelta(days=7)).isoformat()
    death = {
        "death_date": died,
        "death_place": "Tại nhà, phường Tứ Minh, thành phố Hải Phòng",
        "death_cause": "Bệnh già",
        "has_death_notice": True,
        "death_notice_number": "12/GBT",
        "death_notice_by": "Trạm Y tế phường Tứ Minh",
        "death_notice_on": died,
    }
    said = {"addressee_ward_code": "10891", "applicant_relation": "child", "copies_wanted": False}
    return {
        **said,
        **DECEASED,
        **death,
        **HOUSEHOLD,
        **ALLOWANCE,
        "declaration": True,
        "declared_on": today.isoformat(),
    }


class DeathInTheFamily(JointErrand):
    """The errand of Nguyễn Thị Lan after her father's death."""

    async def run(self) -> None:
        """All steps, in order."""
        steps = (self.sign_in, self.declare, self.accept, self.register, self.remove, self.pay_out, self.conclude)
        try:
            for step in steps:
                await self.world.step(step)
        finally:
            await self.close()

    async def declare(self) -> None:
        """Lan declares once, online, for all three agencies; within fifteen days it is free."""
        body = {"procedure_code": PROCEDURE, "agency_code": COMMITTEE, "answers": declaration()}
        self.whole = await self.lan.api("POST", "/v1/dossiers", json=body, expect=201)
        for one in (await self.lan.api("GET", f"{self.path}/requirements", expect=200))["items"]:
            if one["is_needed"] and one["is_mandatory"] and not one["is_upload_spared"]:
                await self.lan.api(
                    "POST",
                    f"{self.path}/papers",
                    data={"component_id": one["component_id"]},
                    files={"file": ("giay-to.pdf", PDF, "application/pdf")},
                    expect=201,
                )
        sent = await self.lan.api("POST", f"{self.path}/submission", expect=201)
        assert sent["fee"]["due"]["amount"] == 0

    async def accept(self) -> None:
        """The committee accepts: the registration begins, the others wait; as long as no law's number of days is known
        for the allowance that is asked for, no day is promised for the whole.
        """
        accepted = await self.committee.api("POST", f"{self.path}/acceptance", expect=201)
        assert accepted["due_at"] is None, "the allowance has no limit in the catalogue"
        stages = {name: one["stage"] for name, one in (await self.parts()).items()}
        assert stages == {"death": "open", "removal": "waiting", "allowance": "waiting"}

    async def register(self) -> None:
        """The death is registered the same day and signed; its extract is Lan's at once, the others begin."""
        place = f"/v1/dossiers/{(await self.parts())['death']['id']}"
        assert (await self.committee.api("GET", place, expect=200))["due_at"], "registered the same day"
        await self.committee.api("POST", f"{place}/start", expect=201)
        await drawn_and_signed(self.committee, self.chair, place, words="Đã đăng ký khai tử theo tờ khai.")
        await self.committee.api("POST", f"{place}/resolution", json={"outcome": "granted"}, expect=201)
        found = await self.parts()
        assert [(one["stage"], one["agency"]["code"]) for one in found.values()] == [
            ("granted", COMMITTEE),
            ("open", POLICE),
            ("open", INSURANCE),
        ]
        [result] = found["death"]["results"]
        assert (await self.lan.api("GET", result["href"], expect=200)).startswith(b"%PDF")

    async def remove(self) -> None:
        """The police remove the residence; of the cause of death and of the allowance they are told nothing."""
        found = await self.parts()
        place = f"/v1/dossiers/{found['removal']['id']}"
        told = (await self.police.api("GET", place, expect=200))["answers"]
        assert told["new_head_full_name"] == "Phạm Thị Hoa"
        assert (await self.police.api("GET", place, expect=200))["due_at"], "five working days, by its own procedure"
        assert not {"death_cause", "allowance_account", "survivors"} & set(told)
        assert (await self.police.ask("GET", f"/v1/dossiers/{found['allowance']['id']}")).status_code == 404
        await self.police.api("POST", f"{place}/start", expect=201)
        await self.police.api("POST", f"{place}/results", files=FILE, expect=201)
        await self.police.api("POST", f"{place}/resolution", json={"outcome": "granted"}, expect=201)
        assert (await self.parts())["removal"]["stage"] == "granted"
        assert (await self.lan.api("GET", self.path, expect=200))["status"] == "accepted"

    async def pay_out(self) -> None:
        """The insurance takes its part through the partner API and grants the allowance with its decision."""
        place = f"{PLACE}/{(await self.parts())['allowance']['id']}"
        shown = await self.insurance.api("GET", place, params={"purpose": "Chi trả mai táng phí"}, expect=200)
        assert shown["answers"]["insurance_number"] == "0123456789"
        assert not {"death_cause", "new_head_full_name"} & set(shown["answers"])
        await self.insurance.api("POST", f"{place}/take", expect=201)
        await self.insurance.api("POST", f"{place}/result", files=FILE, expect=201)

    async def conclude(self) -> None:
        """The whole is granted; one code and one timeline told all of it."""
        whole = await self.lan.api("GET", self.path, expect=200)
        assert (whole["status"], whole["outcome"]) == ("resolved", "granted")
        tracked = await self.passer_by.api("GET", f"/v1/tracking/{self.whole['tracking_code']}", expect=200)
        assert tracked["national_code"] == 9
        assert "Hòa" not in str(tracked), "tracking told personal data"
        told = (await self.lan.api("GET", f"{self.path}/timeline", expect=200))["items"]
        assert [one["part"] for one in told if one["act"] == "resolve"] == ["death", "removal", "allowance"]
        assert (told[-1]["act"], told[-1]["part"]) == ("conclude", None)
