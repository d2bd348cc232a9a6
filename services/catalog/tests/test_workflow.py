"""A workflow that cannot be carried out is told why; the usual one is sound; each is drawn."""

from typing import Any
from xml.etree import ElementTree

import pytest

from contracts.conditions import Condition
from contracts.terms import AgencyKind, LimitUnit, TimeLimit
from contracts.workflow import DossierStatus, Escalation, Flow, JointPart, Move, Step, Worker, Workflow
from services.catalog.checking import workflow as checking
from services.catalog.drawing import draw
from services.catalog.workflows import usual

KINDS = frozenset({AgencyKind.COMMUNE_COMMITTEE, AgencyKind.COMMUNE_POLICE})
WHEN = Condition(test={"required": ["case"], "properties": {"case": {"const": "a"}}}, vi="khi a", en="when a")
DAY = TimeLimit(value=1, unit=LimitUnit.WORKING_DAY)


def step(id_: str, *to: str, **changed: Any) -> Step:
    """A step of an officer that leads to others, or ends."""
    said = {
        "id": id_,
        "name": f"Bước {id_}",
        "name_en": f"Step {id_}",
        "worker": Worker.OFFICER,
        "status": DossierStatus.IN_PROGRESS if to else DossierStatus.DELIVERED,
        "moves": [Move(to=other, name="Đi", name_en="Go") for other in to],
    }
    return Step.model_validate(said | changed, strict=False)


def part(id_: str, *after: str, **changed: Any) -> JointPart:
    """A joint part of the commune committee."""
    said = {"id": id_, "name": id_, "name_en": id_, "procedure_code": None, "agency_kind": AgencyKind.COMMUNE_COMMITTEE}
    return JointPart.model_validate(said | {"after": list(after)} | changed, strict=False)


def flow(*steps: Step, start: str = "a", **changed: Any) -> Workflow:
    """A workflow of these steps."""
    return Workflow.model_validate({"start": start, "steps": list(steps)} | changed)


def found(workflow: Workflow, *limits: TimeLimit) -> list[tuple[str, str]]:
    """Where and what is wrong."""
    faults = checking.faults(workflow, limits=limits, kinds=KINDS, procedures={"1.001193"}, fields={"child_name"})
    return [(fault.pointer.removeprefix("/workflow"), fault.code) for fault in faults]


def test_the_usual_way_is_sound() -> None:
    assert found(usual(), DAY, TimeLimit(value=8, unit=LimitUnit.WORKING_HOUR)) == []


def test_a_procedure_of_few_hours_has_no_slower_desk() -> None:
    hour, day = (TimeLimit(value=value, unit=LimitUnit.WORKING_HOUR) for value in (1, 8))
    assert usual([day, DAY]) == usual()
    assert found(usual([hour]), hour) == []
    assert usual([hour]).steps[0].limit is None


GOOD = (step("a", "b"), step("b"))


@pytest.mark.parametrize(
    ("workflow", "wrong"),
    [
        (flow(*GOOD, start="x"), [("/start", "unknown")]),
        (flow(*GOOD, step("b")), [("/steps/2/id", "twice")]),
        (flow(step("a", "b", "x"), step("b")), [("/steps/0/moves/1/to", "unknown")]),
        (
            flow(step("a", moves=[Move(to="b", name="Đi", name_en="Go", when=WHEN)], status="in_progress"), step("b")),
            [("/steps/0/moves", "may-be-stuck")],
        ),
        (flow(step("a", "b"), step("b", status="in_progress")), [
            ("/steps/1/moves", "dead-end"), ("/steps/0", "endless"),
        ]),
        (flow(step("a", "b"), step("b", unit=AgencyKind.DEPARTMENT)), [("/steps/1/unit", "unknown")]),
        (flow(step("a", "b", worker=Worker.PARTNER), step("b")), [("/steps/0/unit", "missing")]),
        (flow(step("a", "b", part="x"), step("b")), [("/steps/0/part", "unknown")]),
        (flow(*GOOD, step("c")), [("/steps/2", "unreachable")]),
        (
            flow(step("a", "b", "c"), step("b"), step("c", "d"), step("d", "c")),
            [("/steps/2", "endless"), ("/steps/3", "endless")],
        ),
        (flow(*GOOD, escalations=[Escalation(step="x", exceeded_by=DAY, tell=Worker.LEADER)]), [
            ("/escalations/0/step", "unknown"),
        ]),
        (flow(*GOOD, escalations=[Escalation(step="a", exceeded_by=DAY, tell=Worker.LEADER)]), [
            ("/escalations/0/step", "no-limit"),
        ]),
        (
            flow(step("a", "b", limit=DAY), step("b"), escalations=[
                Escalation(step="a", exceeded_by=DAY, tell=Worker.LEADER),
                Escalation(step="a", exceeded_by=DAY, tell=Worker.OFFICER),
            ]),
            [("/escalations/1/level", "twice")],
        ),
        (flow(*GOOD, parts=[part("p"), part("p")]), [("/parts/1/id", "twice")]),
        (flow(*GOOD, parts=[part("p", procedure_code="9.9")]), [("/parts/0/procedure_code", "unknown")]),
        (flow(*GOOD, parts=[part("p", agency_kind=AgencyKind.DEPARTMENT)]), [("/parts/0/agency_kind", "unknown")]),
        (flow(*GOOD, parts=[part("p", "x")]), [("/parts/0/after/0", "unknown")]),
        (flow(*GOOD, parts=[part("p", fields=["child_name", "x"], area="y")]), [
            ("/parts/0/fields/1", "unknown"), ("/parts/0/area", "unknown"),
        ]),
        (flow(*GOOD, parts=[part("p", "q"), part("q", "p")]), [
            ("/parts/0/after", "circular"), ("/parts/1/after", "circular"),
        ]),
        (flow(*GOOD, parts=[part("p"), part("q", inputs=[Flow(part="p", output="child_name", into="child_name")])]), [
            ("/parts/1/inputs/0/part", "not-before"),
        ]),
        (flow(*GOOD, parts=[part("p"), part("q", "p", inputs=[Flow(part="p", output="x", into="child_name")])]), [
            ("/parts/1/inputs/0/output", "unknown"),
        ]),
        (flow(*GOOD, parts=[part("p"), part("q", "p", inputs=[Flow(part="p", output="child_name", into="x")])]), [
            ("/parts/1/inputs/0/into", "unknown"),
        ]),
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_carried_out_is_told(workflow: Workflow, wrong: list[tuple[str, str]]) -> None:
    assert found(workflow) == wrong


def test_a_sound_joint_workflow_has_no_faults() -> None:
    parts = [
        part("birth", procedure_code="1.001193", results=["KQ.G15.000031"]),
        part("residence", "birth", inputs=[Flow(part="birth", output="KQ.G15.000031", into="child_name")]),
    ]
    assert found(flow(step("a", "b", part="birth"), step("b"), parts=parts)) == []


def test_steps_may_not_take_longer_than_the_law_allows() -> None:
    slow = flow(step("a", "b", "c", limit=DAY), step("b", "d", limit=DAY), step("c", "d", limit=DAY), step("d"))
    assert found(slow, TimeLimit(value=2, unit=LimitUnit.WORKING_DAY)) == []
    assert found(slow, DAY) == [("/steps", "too-long")]
    assert found(flow(step("a", "a", limit=DAY)), DAY) == [("/steps/0", "endless")]


def test_the_picture_shows_and_tells_every_step() -> None:
    back = flow(
        step("a", "b"), step("b", "c"), step("c", "d", "b", limit=DAY), step("d", "a", "e"), step("e"), step("f"),
        step("g", "x"),
    )  # fmt: skip
    picture = draw(back, title="Thủ tục <thử> & nghiệm")
    tree = ElementTree.fromstring(picture)  # noqa: S314 - our own picture
    space = "{http://www.w3.org/2000/svg}"
    assert len(tree.findall(f"{space}rect")) == 7
    assert len(tree.findall(f"{space}path")) == 6
    assert len([one for one in tree.findall(f"{space}path") if "stroke-dasharray" in one.attrib]) == 2
    assert tree.findtext(f"{space}title") == "Thủ tục <thử> & nghiệm"
    told = tree.findtext(f"{space}desc") or ""
    assert "3. Bước c (Công chức thụ lý, 1 ngày làm việc): Đi → Bước d; Đi → Bước b." in told
    assert "5. Bước e (Công chức thụ lý): kết thúc." in told


def test_the_picture_speaks_english_too() -> None:
    same_day = TimeLimit(value=1, unit=LimitUnit.SAME_DAY)
    picture = draw(flow(step("a", "b", limit=same_day), step("b")), title="A procedure", is_english=True)
    assert 'lang="en"' in picture
    assert "1. Step a (Officer, same day): Go → Step b. 2. Step b (Officer): the end." in picture


def test_a_workflow_nobody_could_look_at_is_not_looked_at() -> None:
    large = flow(*(step(f"s{n}") for n in range(101)), parts=[part(f"p{n}") for n in range(51)])
    assert found(large) == [("/steps", "too-many"), ("/parts", "too-many")]
