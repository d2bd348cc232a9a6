"""Forms and decisions for business, building, land, vehicles, social and certification procedures, and life events."""

import csv
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from contracts.conditions import FACTS, Condition
from contracts.fees import FeeRule
from contracts.forms import faults
from contracts.offers import terms_for
from contracts.reckoning import reckon
from contracts.terms import Channel
from services.catalog import telling
from services.catalog.content import Content
from services.catalog.forms.compiling import compile_form
from services.catalog.forms.library import definition
from services.catalog.seeds import procedures

HERE = Path(__file__).parent
ON = date(2026, 11, 23)
HAI_PHONG = "31"
CODES = (
    *("1.001612", "1.001266", "1.001570", "2.000720", "1.013225", "1.013274", "1.012753", "1.013978"),
    *("3.000347", "3.000348", "1.013080", "1.002759", "1.011607", "2.000815", "1.001662", "2.001263"),
)


def sample(code: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((HERE / "samples" / f"{code}.json").read_bytes())
    return document


@cache
def contents() -> dict[str, Content]:
    return {new.code: new.content for new in procedures()}


def told(code: str, answers: dict[str, Any]) -> list[str]:
    schema = compile_form(definition(code)).answers
    return [f"{fault.pointer} {fault.code}" for fault in faults(schema, answers, form_key=None, on=ON)]


def conditions(code: str) -> list[Condition]:
    content = contents()[code]
    offers = [one for offer in content.channels for one in (offer, *offer.variants)]
    fees = [fee for offer in offers for fee in offer.fees]
    reliefs = [relief.when for fee in fees for relief in fee.reliefs]
    told_when = [*(one.when for one in content.papers), *(one.when for one in offers), *(one.when for one in fees)]
    return [one for one in (*told_when, *reliefs, *(need.test for need in content.requirements)) if one]


def owed(code: str, channel: Channel, **facts: Any) -> list[int | None]:
    (offer,) = [one for one in contents()[code].channels if one.channel is channel]
    rules: list[FeeRule] = offer.fees
    return [line.amount for line in reckon(rules, facts=facts, on=ON, province=HAI_PHONG)]


@pytest.mark.parametrize("code", CODES)
def test_a_lawful_sample_has_no_faults(code: str) -> None:
    assert told(code, sample(code)["lawful"]) == []


@pytest.mark.parametrize(
    ("code", "wrong"),
    [pytest.param(code, wrong, id=f"{code} {wrong['why']}") for code in CODES for wrong in sample(code)["wrong"]],
)
def test_a_wrong_answer_is_found_and_nothing_else(code: str, wrong: dict[str, Any]) -> None:
    changed = sample(code)["lawful"] | wrong["change"]
    assert told(code, {name: value for name, value in changed.items() if value is not None}) == wrong["faults"]


@pytest.mark.parametrize("code", CODES)
def test_conditions_ask_only_what_the_form_or_the_dossier_knows(code: str) -> None:
    known = compile_form(definition(code)).answers["properties"].keys() | FACTS.keys()
    assert [one.vi for one in conditions(code) if one.names() - known] == []


@pytest.mark.parametrize("code", CODES)
def test_the_form_names_its_law(code: str) -> None:
    assert definition(code).basis
    assert contents()[code].name_en


@pytest.mark.parametrize(
    ("pages", "copies", "amount"), [(1, 1, 2000), (2, 1, 4000), (3, 1, 5000), (3, 5, 25_000), (500, 2, 400_000)]
)
def test_certified_copies_cost_by_the_page_and_at_most_200_000_each(pages: int, copies: int, amount: int) -> None:
    assert owed("2.000815", Channel.DIRECT, pages=pages, copies=copies) == [amount]


def test_the_lower_online_rate_of_driving_licences_ended_with_2025() -> None:
    (online,) = [one for one in contents()["3.000347"].channels if one.channel is Channel.ONLINE]
    then = reckon(online.fees, facts={}, on=date(2025, 12, 31), province=HAI_PHONG)
    assert [line.amount for line in then] == [115_000]
    assert owed("3.000347", Channel.ONLINE) == [135_000]


def test_what_the_province_decides_stays_open() -> None:
    assert owed("1.001612", Channel.ONLINE) == [None]
    assert owed("1.013225", Channel.DIRECT) == [None]


@pytest.mark.parametrize(
    ("facts", "amount"),
    [
        ({"relation_to_child": "none", "child_health": "normal"}, 400_000),
        ({"relation_to_child": "step_parent", "child_health": "normal"}, 0),
        ({"relation_to_child": "none", "child_health": "disabled"}, 0),
        ({"relation_to_child": "none", "child_health": "normal", "groups": ["meritorious"]}, 0),
    ],
)
def test_adoption_is_free_for_kin_children_in_need_and_people_of_merit(facts: dict[str, Any], amount: int) -> None:
    assert owed("2.001263", Channel.ONLINE, **facts) == [amount]


@pytest.mark.parametrize(
    ("code", "case", "value"),
    [("1.013274", "funeral", 1), ("1.013274", "wedding", 5), ("1.013225", "house", 15), ("1.013225", "line", 20)],
)
def test_the_case_decides_the_time_limit(code: str, case: str, value: int) -> None:
    terms = [one for offer in contents()[code].channels for one in telling.channel_terms(offer)]
    found = terms_for(terms, Channel.ONLINE, facts={"case": case})
    assert found is not None
    assert found.time_limit is not None
    assert found.time_limit.value == value


def test_declarations_are_asked_for_on_paper_only() -> None:
    (application,) = [one for one in contents()["1.001612"].papers if one.id == "application"]
    assert application.is_mandatory
    assert application.when is not None
    assert [application.when.holds({"channel": one}) for one in ("online", "direct", "post")] == [False, True, True]


def test_life_events_name_procedures_that_exist_once_each() -> None:
    seeds = HERE.parent / "seeds"
    events = json.loads((seeds / "life_events.json").read_bytes())
    assert len({event["code"] for event in events}) == len(events) >= 15
    with (seeds / "procedures_index.csv").open(encoding="utf-8", newline="") as rows:
        known = contents().keys() | {row["code"] for row in csv.DictReader(rows)}
    for event in events:
        named = [entry["code"] for entry in event["procedures"]]
        assert set(named) <= known
        assert len(set(named)) == len(named) > 1
        assert len(event["aliases"]) >= 4
        assert all(entry["vi"] and entry["en"] for entry in event["procedures"])
