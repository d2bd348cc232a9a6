"""The rules of joint procedures: what is a part's, which parts may begin, when the whole is due, what it comes to."""

from datetime import UTC, date, datetime, timedelta

import pytest

from contracts.catalog import ProcedurePublished
from contracts.conditions import Condition
from contracts.dossier import Outcome
from contracts.fees import FeeRule
from contracts.forms import compile_form, faults
from contracts.offers import CaseTerms, ChannelTerms, Form, ResultPaper
from contracts.terms import AgencyKind, Channel, FeeKind, LimitUnit, TimeLimit
from contracts.workflow import DossierStatus, Escalation, Flow, JointPart, Move, Step, Worker, Workflow
from services.dossier import joint
from services.dossier.joint import Progress, Stage
from services.dossier.lifecycle import Status
from services.dossier.tests import factories
from services.dossier.tests.factories import HOURS, component, local

SAME_DAY = TimeLimit(value=1, unit=LimitUnit.SAME_DAY)
TWO_DAYS = TimeLimit(value=2, unit=LimitUnit.WORKING_DAY)
THREE_DAYS = TimeLimit(value=3, unit=LimitUnit.WORKING_DAY)
AT = datetime(2026, 11, 20, tzinfo=UTC)
ON = date(2026, 11, 20)


def part(id_: str, *after: str, **changed: object) -> JointPart:
    """A part of the commune committee."""
    said = {"name": id_, "name_en": id_, "procedure_code": None, "agency_kind": AgencyKind.COMMUNE_COMMITTEE}
    return JointPart.model_validate(said | {"id": id_, "after": list(after)} | changed)


def step(id_: str, *to: str, of: str | None = None) -> Step:
    """A step of an officer."""
    moves = [Move(to=one, name=one, name_en=one) for one in to]
    worker, status = Worker.OFFICER, DossierStatus.IN_PROGRESS
    return Step(id=id_, name=id_, name_en=id_, worker=worker, status=status, moves=moves, part=of)


def progress(outcome: Outcome | None = None, status: Status = Status.IN_PROGRESS) -> Progress:
    """A part that was opened, and decided at AT."""
    return Progress(status=status, outcome=outcome, resolved_at=AT if outcome else None)


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["a", "b", "c"],
    "properties": {
        "a": {"type": "string"},
        "b": {"type": "string"},
        "c": {"type": "boolean"},
        "d": {"type": "string"},
        "sum": {"type": "integer", "x-computed": {"how": "days_between", "of": ["b"]}},
        "own": {"type": "integer", "x-computed": {"how": "days_between", "of": ["a"]}},
    },
    "allOf": [
        {
            "if": {"properties": {"c": {"const": True}}, "required": ["c"]},
            "then": {"required": ["d", "b"]},
            "else": {"properties": {"d": False, "b": False}},
        },
        {"if": {"properties": {"b": {"const": "x"}}, "required": ["b"]}, "then": {"required": ["d"]}},
        {
            "if": {"allOf": [{"not": {"required": ["a"]}}, {"anyOf": [{"required": ["b"]}, True]}]},
            "then": {"required": ["a"]},
        },
    ],
    "x-rules": [
        {"field": "a", "comparison": "equal", "other": "d"},
        {"field": "a", "comparison": "equal", "other": "b"},
        {"field": "a", "comparison": "equal", "other": "d", "when": {"test": {"required": ["b"]}}},
    ],
}


def whole(**changed: object) -> ProcedurePublished:
    """A procedure of two parts."""
    shares = [
        part(
            "first", fields=["a", "c", "d", "sum", "own"], components=["p"], fees=["fee"], results=["R"], limit=TWO_DAYS
        ),
        part("second", "first", inputs=[{"part": "first", "output": "d", "into": "b"}], fields=["b"]),
    ]
    steps = [step("one", "two", "away", of="first"), step("two", of="first"), step("away")]
    hour = TimeLimit(value=1, unit=LimitUnit.WORKING_HOUR)
    late = [Escalation(step=one, exceeded_by=hour, tell=Worker.LEADER) for one in ("one", "away")]
    rules = [FeeRule(code=code, name=code, kind=FeeKind.FEE, amount=1) for code in ("fee", "other")]
    terms = ChannelTerms(channel=Channel.ONLINE, time_limit=THREE_DAYS, fees=[factories.fee(7000)], rules=rules)
    said = {
        "channels": [terms],
        "form": Form(answers=SCHEMA, ui={}),
        "cases": [CaseTerms(id="k", name="k", form=Form(answers=SCHEMA, ui={})), CaseTerms(id="l", name="l")],
        "components": [component("p"), component("q")],
        "results": [ResultPaper(code="R", name="R"), ResultPaper(code="S", name="S")],
        "workflow": Workflow(start="one", steps=steps, parts=shares, escalations=late),
    }
    return factories.procedure(**said | changed)


def test_a_share_holds_what_is_the_parts_and_nothing_else() -> None:
    procedure = whole()
    shared = joint.share(procedure, "first")
    assert shared.revision_id == joint.share(procedure, "first").revision_id != procedure.revision_id
    assert [one.id for one in shared.components] == ["p"]
    assert [one.code for one in shared.results] == ["R"]
    [terms] = shared.channels
    assert (terms.time_limit, terms.fees, [one.code for one in terms.rules]) == (TWO_DAYS, [], ["fee"])
    assert shared.workflow is not None
    assert [(one.id, [move.to for move in one.moves]) for one in shared.workflow.steps] == [
        ("one", ["two"]),
        ("two", []),
    ]
    assert ([one.step for one in shared.workflow.escalations], shared.workflow.parts) == (["one"], [])
    assert [one.form is None for one in shared.cases] == [False, True]


def test_a_part_without_steps_of_its_own_has_none() -> None:
    shared = joint.share(whole(), "second")
    assert shared.workflow is not None
    assert (shared.workflow.start, shared.workflow.steps) == ("", [])


@pytest.mark.parametrize("changed", [{}, {"workflow": None}], ids=["no such part", "no parts"])
def test_there_is_no_share_of_a_part_that_is_not_there(changed: dict[str, object]) -> None:
    with pytest.raises(KeyError):
        joint.share(whole(**changed), "third")


def test_the_form_of_a_part_asks_its_own_fields_under_its_own_conditions() -> None:
    form = joint.share(whole(), "first").form.answers
    assert set(form["properties"]) == {"a", "c", "d", "sum", "own"}
    assert form["required"] == ["a", "c"]
    assert [one["then"]["required"] for one in form["allOf"]] == [["d"]]
    assert form["allOf"][0]["else"]["properties"] == {"d": False}
    assert form["x-rules"] == [SCHEMA["x-rules"][0]]  # type: ignore[index]
    assert "x-computed" not in form["properties"]["sum"], "its input is another part's"
    assert "x-computed" in form["properties"]["own"]


def test_answers_of_the_whole_and_outputs_flow_into_a_part() -> None:
    second = part("second", fields=["b", "x"], inputs=[Flow(part="first", output="d", into="b")])
    assert joint.share_of({"a": "1", "x": "2"}, second, given={}) == {"x": "2"}
    assert joint.share_of({"a": "1", "x": "2"}, second, given={"first": {}}) == {"x": "2"}
    assert joint.share_of({"a": "1", "b": "?", "x": "2"}, second, given={"first": {"d": "3"}}) == {"x": "2", "b": "3"}


def test_a_part_gives_the_fields_others_take() -> None:
    flows = [Flow(part="first", output="d", into="b"), Flow(part="first", output="R", into="b")]
    shares = [part("first"), part("second", "first", inputs=flows)]
    assert joint.outputs(shares, "first", properties=["b", "d"]) == ["d"]
    assert joint.outputs(shares, "second", properties=["b", "d"]) == []


def test_what_is_wrong_with_outputs_is_told_at_once() -> None:
    properties = {"d": {"type": "string"}, "e": {"type": "string"}}
    form = Form(answers={"type": "object", "properties": properties}, ui={})
    found = joint.output_faults(["d", "e"], {"d": 5, "z": 1}, answers={}, form=form, form_key=("t",), on=ON)
    assert [(one.pointer, one.code) for one in found] == [
        ("/outputs", "unknown"),
        ("/outputs/e", "missing"),
        ("/outputs/d", "malformed"),
    ]
    known = joint.output_faults(["d"], {}, answers={"d": "there", "e": 5}, form=form, form_key=("t",), on=ON)
    assert list(known) == []


def test_a_part_that_only_some_need_is_not_there_for_others() -> None:
    when = Condition(test={"properties": {"c": {"const": True}}, "required": ["c"]}, vi="khi", en="when")
    procedure = whole(workflow=Workflow(start="", steps=[], parts=[part("p"), part("q", when=when)]))
    assert [one.id for one in joint.parts_of(procedure, facts={"c": True})] == ["p", "q"]
    assert [one.id for one in joint.parts_of(procedure, facts={"c": False})] == ["p"]
    assert joint.parts_of(whole(workflow=None), facts={}) == []


GRANTED, REFUSED = progress(Outcome.GRANTED, Status.RESOLVED), progress(Outcome.REFUSED, Status.RESOLVED)
STOPPED = progress(status=Status.STOPPED)
PARTS = [part("c", "b"), part("b", "a"), part("a"), part("d")]


@pytest.mark.parametrize(
    ("opened", "since", "expected", "may_begin", "outcome"),
    [
        pytest.param({}, AT, "waiting waiting waiting waiting", "a d", None, id="nothing begun"),
        pytest.param({"a": progress(), "d": GRANTED}, AT, "waiting waiting open granted", "", None, id="under way"),
        pytest.param({"a": GRANTED, "d": GRANTED}, AT, "waiting waiting granted granted", "b", None, id="the next"),
        pytest.param({"a": REFUSED, "d": GRANTED}, AT, "waiting waiting refused granted", "", None, id="repairable"),
        pytest.param(
            {"a": REFUSED, "d": GRANTED}, None, "dropped dropped failed granted", "", "partly_granted", id="final"
        ),
        pytest.param({"a": STOPPED, "d": STOPPED}, AT, "dropped dropped failed failed", "", "refused", id="stopped"),
        pytest.param(dict.fromkeys("abcd", GRANTED), AT, "granted granted granted granted", "", "granted", id="all"),
    ],
)
def test_where_parts_are_and_what_they_come_to(
    opened: dict[str, Progress], since: datetime | None, expected: str, may_begin: str, outcome: str | None
) -> None:
    found = joint.stages(PARTS, opened, repaired_since=since)
    assert [found[one] for one in "cbad"] == [Stage(one) for one in expected.split()]
    assert [one.id for one in joint.ready(PARTS, found)] == may_begin.split()
    assert joint.concluded(found) == (Outcome(outcome) if outcome else None)


def test_a_refusal_is_repairable_until_the_time_is_over() -> None:
    late = joint.stages([part("a")], {"a": REFUSED}, repaired_since=AT + timedelta(seconds=1))
    assert late == {"a": Stage.FAILED}


@pytest.mark.parametrize(
    ("shares", "law", "due"),
    [
        # Friday 20/11/2026 09:00; what comes at 17:00 counts as received on Monday; Tuesday 24/11 is a day off
        pytest.param([part("a", limit=TWO_DAYS)], None, (2026, 11, 25, 9), id="one part"),
        pytest.param(
            [part("b", "a", limit=TWO_DAYS), part("a", limit=SAME_DAY), part("c", "a", limit=SAME_DAY)],
            None,
            (2026, 11, 26, 7),
            id="the longest chain",
        ),
        pytest.param([part("a", limit=TWO_DAYS)], SAME_DAY, (2026, 11, 20, 17), id="the law is shorter"),
        pytest.param([part("a", limit=TWO_DAYS)], THREE_DAYS, (2026, 11, 25, 9), id="the parts are shorter"),
        pytest.param([part("a", limit=TWO_DAYS), part("b", "a")], THREE_DAYS, (2026, 11, 26, 9), id="a part has none"),
        pytest.param([part("a"), part("b", "a", limit=SAME_DAY)], None, None, id="nothing is known"),
        pytest.param([], THREE_DAYS, (2026, 11, 26, 9), id="not joint"),
    ],
)
def test_the_whole_is_due_when_its_longest_chain_is(
    shares: list[JointPart], law: TimeLimit | None, due: tuple[int, ...] | None
) -> None:
    found = joint.due_at(shares, law=law, received_at=local(2026, 11, 20, 9), calendar=HOURS)
    assert found == (local(*due) if due else None)


def test_the_cut_form_is_a_form() -> None:
    form = joint.share(whole(), "first").form
    assert faults(form.answers, {"a": "1", "c": True}, form_key=None, on=ON)[0].pointer == "/answers/d"


def test_a_part_without_conditions_of_its_own_has_a_form_that_compiles() -> None:
    alone = Workflow(start="", steps=[], parts=[part("alone", fields=["d"])])
    form = joint.share(whole(workflow=alone), "alone").form.answers
    assert "allOf" not in form
    compile_form(form)


def test_a_form_without_conditions_stays_without() -> None:
    plain = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    form = joint.share(whole(form=Form(answers=plain, ui={})), "second").form.answers
    assert form == {"type": "object", "properties": {"b": {"type": "string"}}, "required": [], "x-rules": []}
