"""What others hear of a revision, and what lists go by."""

from datetime import date
from uuid import UUID

import pytest

from contracts.catalog import ProcedurePublished
from contracts.competence import Competence, Part
from contracts.conditions import Condition
from contracts.fees import FeeRule, FeeUnit, Relief
from contracts.offers import Form
from contracts.terms import AgencyKind, Channel, FeeKind, LimitUnit, TimeLimit
from services.catalog import telling
from services.catalog.content import Case, ChannelOffer, Content, FormOffer, Variant
from services.catalog.portal import reading
from services.catalog.tests.factories import page

FORM = Form(answers={"type": "object", "properties": {}}, ui={"type": "VerticalLayout", "elements": []})
OTHER = Form(answers={"type": "object", "properties": {}, "title": "khác"}, ui=FORM.ui)
WHEN = Condition(test={"required": ["case"], "properties": {"case": {"const": "a"}}}, vi="khi a", en="when a")


def fee(amount: int | None, unit: FeeUnit = FeeUnit.DOSSIER, **changed: object) -> FeeRule:
    """A fee line."""
    said = {"code": "phi", "name": "Phí", "kind": FeeKind.FEE, "amount": amount, "unit": unit}
    return FeeRule.model_validate(said | changed)


def content(**changed: object) -> Content:
    """A small content."""
    return reading.content(page(), [FormOffer(ready=FORM)]).model_copy(update=changed)


def said(one: Content) -> ProcedurePublished:
    """The event of a revision."""
    return telling.published("9.000001", one, number=2, revision_id=UUID(int=1), effective_from=date(2026, 12, 1))


def test_others_are_told_fixed_fees_only_where_they_are_certain() -> None:
    fees = [
        fee(7000),
        fee(None, note="do tỉnh quy định"),
        fee(2000, FeeUnit.PAGE, note="2.000 đồng/trang"),
        fee(None),
        fee(9000, reliefs=[Relief(code="r", vi="miễn", en="free", percent=100)]),
    ]
    offer = ChannelOffer(channel=Channel.ONLINE, time_limit=None, fees=fees, note="Nộp trực tuyến")
    (terms,) = telling.channel_terms(offer)
    assert [line.amount for line in terms.fees] == [7000]
    assert terms.note == "Nộp trực tuyến\nPhí: do tỉnh quy định\nPhí: 2.000 đồng/trang\nPhí\nPhí"
    assert terms.rules == fees


def test_a_variant_that_only_words_describe_is_not_told() -> None:
    limit = TimeLimit(value=2, unit=LimitUnit.DAY)
    variants = [
        Variant(time_limit=limit, note="trường hợp phức tạp"),
        Variant(time_limit=limit, case="a"),
        Variant(time_limit=limit, when=WHEN),
    ]
    terms = list(telling.channel_terms(ChannelOffer(channel=Channel.DIRECT, time_limit=None, variants=variants)))
    assert [(one.case, one.when) for one in terms] == [(None, None), ("a", None), (None, WHEN)]


def test_each_case_is_told_with_its_own_form() -> None:
    cases = [Case(id="a", name="A"), Case(id="b", name="B")]
    event = said(content(cases=cases, forms=[FormOffer(ready=FORM), FormOffer(case="b", ready=OTHER)]))
    assert event.form == FORM
    assert [(case.id, case.form) for case in event.cases] == [("a", None), ("b", OTHER)]


def test_a_form_offer_must_hold_a_form() -> None:
    with pytest.raises(ValueError, match="without a form"):
        telling.form_of(FormOffer())


def test_only_those_who_decide_make_the_kinds_of_agency() -> None:
    competences = [
        Competence(kind=AgencyKind.DEPARTMENT, part=Part.COORDINATES),
        Competence(kind=AgencyKind.COMMUNE_POLICE),
    ]
    assert said(content(competences=competences)).agency_kinds == [AgencyKind.COMMUNE_POLICE]


@pytest.mark.parametrize(
    ("wards", "told"),
    [([], []), ([["1"], ["2", "1"]], ["1", "2"]), ([["1"], []], [])],
    ids=["nobody", "two", "everywhere"],
)
def test_a_procedure_is_found_in_the_wards_it_is_offered_in(wards: list[list[str]], told: list[str]) -> None:
    competences = [Competence(kind=AgencyKind.COMMUNE_POLICE, ward_codes=codes) for codes in wards]
    assert telling.facts("9.000001", content(competences=competences))["ward_codes"] == told


def test_equal_contents_have_equal_digests() -> None:
    assert telling.digest(content()) == telling.digest(content())
    assert telling.digest(content()) != telling.digest(content(name="Khác"))
