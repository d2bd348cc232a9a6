"""A joint procedure in three parts, and those who work on a dossier of it."""

from typing import Any
from uuid import uuid4

from contracts.catalog import ProcedurePublished
from contracts.offers import ChannelTerms, Form
from contracts.terms import AgencyKind, Channel, FeeLine, LimitUnit, TimeLimit
from contracts.workflow import Flow, JointPart, Workflow
from kit.people import Officer, Partner
from kit.testing import hear, officer
from services.dossier.tests import factories
from services.dossier.tests.conftest import Office
from services.dossier.tests.factories import POLICE

COMMITTEE, INSURANCE = "G15.24.91", "G18.24"
NUMBER = "030226001234"
LIMIT = TimeLimit(value=2, unit=LimitUnit.WORKING_DAY)
FIELDS = ["full_name", "reason", "child_number"]


def insurance_system() -> Partner:
    """The other system that works on parts of the insurance."""
    return Partner(id=uuid4(), client_id="bhxh", scopes=frozenset(), name="bhxh", agency=INSURANCE)


def shares() -> list[JointPart]:
    """Birth; then, with the child's number, residence and the card."""
    taken = [Flow(part="birth", output="child_number", into="child_number")]
    return [
        JointPart(
            id="birth",
            name="Đăng ký khai sinh",
            name_en="Birth",
            procedure_code=None,
            agency_kind=AgencyKind.COMMUNE_COMMITTEE,
            limit=TimeLimit(value=1, unit=LimitUnit.SAME_DAY),
            fields=["full_name", "personal_number", "reason", "child_number"],
            components=["ct01"],
        ),
        JointPart(
            id="residence",
            name="Đăng ký thường trú",
            name_en="Residence",
            procedure_code=None,
            agency_kind=AgencyKind.COMMUNE_POLICE,
            after=["birth"],
            limit=LIMIT,
            inputs=taken,
            fields=[*FIELDS, "residence"],
            components=["housing"],
            area="residence",
            fees=["residence"],
        ),
        JointPart(
            id="card",
            name="Cấp thẻ bảo hiểm y tế",
            name_en="Health card",
            procedure_code=None,
            agency_kind=AgencyKind.SOCIAL_INSURANCE,
            after=["birth"],
            limit=LIMIT,
            inputs=taken,
            fields=[*FIELDS, "clinic"],
        ),
    ]


def joint_procedure(*fees: FeeLine) -> ProcedurePublished:
    """Birth at the committee, then residence at the police and a health card at the partner."""
    number = {"type": "string", "format": "personal-number"}
    schema = {
        **factories.SCHEMA,
        "properties": {**factories.SCHEMA["properties"], "child_number": number, "clinic": {"type": "string"}},
    }
    terms = ChannelTerms(
        channel=Channel.ONLINE, time_limit=TimeLimit(value=3, unit=LimitUnit.WORKING_DAY), fees=list(fees)
    )
    return factories.procedure(
        name="Liên thông khai sinh",
        agency_kinds=[AgencyKind.COMMUNE_COMMITTEE],
        channels=[terms],
        form=Form(answers=schema, ui={}),
        workflow=Workflow(start="", steps=[], parts=shares(), supplement_days=10),
    )


class Birth:
    """A joint dossier and those who work on it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.clerk: Officer = officer(COMMITTEE, "counter", "officer", "leader")
        self.police: Officer = officer(POLICE, "officer")
        self.insurance: Partner = insurance_system()
        self.whole: dict[str, Any] = {}

    async def accept(self) -> None:
        """Lan sends it with two papers; the committee accepts it."""
        office = self.office
        await hear(office.app, joint_procedure())
        await hear(
            office.app,
            factories.agency(COMMITTEE, kind=AgencyKind.COMMUNE_COMMITTEE, name="Ủy ban nhân dân phường Tứ Minh"),
        )
        await hear(
            office.app,
            factories.agency(INSURANCE, kind=AgencyKind.SOCIAL_INSURANCE, name="Bảo hiểm xã hội", ward_codes=[]),
        )
        office.agency = COMMITTEE
        draft = await office.opened(reason="Sinh con", clinic="Trạm Y tế")
        await office.upload(draft, office.lan)
        await office.upload(draft, office.lan, component_id="housing", name="b.pdf")
        await office.act(draft, "submission", office.lan)
        self.whole = await office.act(draft, "acceptance", self.clerk)

    async def parts(self) -> dict[str, dict[str, Any]]:
        """The parts as Lan sees them, by id."""
        shown = await self.office.seen(self.whole, self.office.lan, "/parts")
        return {one["part"]: one for one in shown["items"]}

    async def grant(self, part: str, by: Officer, **outputs: str) -> dict[str, Any]:
        """An officer grants a part."""
        one = (await self.parts())[part]
        await self.office.act(one, "start", by)
        assert (await self.office.upload(one, by)).status_code == 201
        return await self.office.act(one, "resolution", by, outcome="granted", outputs=outputs)

    async def refuse(self, part: str, by: Officer) -> dict[str, Any]:
        """An officer refuses a part."""
        one = (await self.parts())[part]
        await self.office.act(one, "start", by)
        return await self.office.act(one, "resolution", by, outcome="refused", note="Chủ hộ chưa đồng ý")
