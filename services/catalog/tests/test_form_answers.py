"""Whatever a sound definition asks, answers made to it pass, and answers that miss or add something do not."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from contracts.conditions import Condition
from contracts.forms import faults
from services.catalog.checking.forms import faults as wrong
from services.catalog.forms.compiling import compile_form
from services.catalog.forms.definition import Block, Choice, FormDefinition, Kind, Question

DAY = date(2026, 11, 23)
CHOICES = [Choice(value=value, label=value, label_en=value) for value in ("red", "green", "blue")]
NAMES = st.text("ăâđêôơưAB cdeÀ", min_size=2, max_size=20).map(lambda text: f"N{text}")
ANSWERS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: st.text(min_size=1, max_size=50),
    Kind.NAME: NAMES,
    Kind.INTEGER: st.integers(-(2**53), 2**53),
    Kind.MONEY: st.integers(0, 2**53 - 1),
    Kind.AGE: st.integers(0, 150),
    Kind.DATE: st.dates(date(1900, 1, 1)).map(str),
    Kind.TIME: st.times().map(lambda time: time.strftime("%H:%M")),
    Kind.PARTIAL_DATE: st.tuples(st.dates(date(1900, 1, 1)), st.sampled_from([4, 7, 10])).map(
        lambda known: str(known[0])[: known[1]]
    ),
    Kind.YES_NO: st.booleans(),
    Kind.SELECT: st.sampled_from([one.value for one in CHOICES]),
    Kind.MULTI: st.lists(st.sampled_from([one.value for one in CHOICES]), min_size=1, unique=True),
    Kind.ETHNICITY: st.sampled_from(["Kinh", "Tày", "other"]),
    Kind.NATIONALITY: st.sampled_from(["VN", "AU"]),
    Kind.LOCATION: st.fixed_dictionaries({"latitude": st.floats(6, 24), "longitude": st.floats(102, 118)}),
}


@st.composite
def definitions(draw: st.DrawFn) -> FormDefinition:
    """A form of a switch, then questions of any kind that are always asked or only with the switch on."""
    kinds = draw(st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=6))
    switch = Question(id="switch", kind=Kind.YES_NO, label="Có", label_en="On", is_required=True)
    fields = [
        Question(
            id=f"asked_{place}",
            kind=kind,
            label=f"Hỏi {place}",
            label_en=f"Asked {place}",
            is_required=draw(st.booleans()),
            required_when=draw(st.sampled_from([None, ON])),
            shown_when=draw(st.sampled_from([None, ON])),
            choices=CHOICES if kind in (Kind.SELECT, Kind.MULTI) else [],
        )
        for place, kind in enumerate(kinds)
    ]
    block = Block(title="Khối", title_en="Block", fields=[switch, *fields])
    return FormDefinition(title="Tờ khai", title_en="Form", basis="-", blocks=[block])


ON = Condition(
    test={"properties": {"switch": {"const": True}}, "required": ["switch"]}, vi="khi bật", en="when switched on"
)


@given(definitions(), st.data())
def test_answers_made_to_a_definition_pass(definition: FormDefinition, data: st.DataObject) -> None:
    schema = compile_form(definition).answers
    assert list(wrong(definition, at="", components=[])) == []
    answers = _answers(definition, data)
    assert faults(schema, answers, form_key=None, on=DAY) == ()


@given(definitions(), st.data())
def test_an_answer_that_is_missing_or_not_asked_is_told(definition: FormDefinition, data: st.DataObject) -> None:
    schema = compile_form(definition).answers
    answers = _answers(definition, data)
    question = data.draw(st.sampled_from(definition.blocks[0].fields[1:]))
    if question.shown_when and not answers["switch"]:
        changed = answers | {question.id: data.draw(ANSWERS[question.kind])}
        expected = "not-asked"
    elif question.is_required or (question.required_when and answers["switch"]):
        changed = {name: value for name, value in answers.items() if name != question.id}
        expected = "missing"
    else:
        changed, expected = answers | {"nobody_asked": 1}, "unknown"
    assert expected in {one.code for one in faults(schema, changed, form_key=None, on=DAY)}


def _answers(definition: FormDefinition, data: st.DataObject) -> dict[str, Any]:
    answers: dict[str, Any] = {"switch": data.draw(st.booleans())}
    for question in definition.blocks[0].fields[1:]:
        if question.shown_when is None or answers["switch"]:
            answers[question.id] = data.draw(ANSWERS[question.kind])
    return answers
