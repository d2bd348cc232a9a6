"""What is committed is what the classes say, and every event is a well-formed promise."""

import json

import pytest

from contracts import generate
from contracts.__main__ import main

APPS = generate.services()
HEARD = generate.listeners(APPS)

OPEN_TO_PARTNERS = {"dossier.at_risk.v1", "feedback.rating_given.v1"}
"""Events nobody here hears yet; statistics will, and partners may."""


def test_committed_contracts_are_up_to_date_and_break_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(is_check=True) == 0, capsys.readouterr().err


def test_every_event_is_heard_or_listed_as_open() -> None:
    assert {type_ for type_, hearers in HEARD.items() if not hearers and type_ in generate.ours()} == OPEN_TO_PARTNERS


def test_an_event_type_names_its_speaker_its_fact_and_its_version() -> None:
    for type_, event in generate.ours().items():
        speaker, fact, version = type_.split(".")
        assert event.__module__.partition("_")[0] == f"contracts.{speaker}"
        assert fact.isidentifier()
        assert version[0] == "v"
        assert version[1:].isdigit()


PERSONAL = ("full_name", "personal_number", "birth_date", "phone", "email", "residence", "answers", "comment", "reason")


def test_personal_data_travels_only_on_restricted_topics() -> None:
    for event in generate.ours().values():
        if event.restricted_to:
            assert event.topic().endswith(".restricted")
        elif event.speaker() != "catalog" and event.__name__ != "AgencyChanged":  # an office's phone is public
            assert not [name for name in event.model_fields if name in PERSONAL], event


def test_restricted_events_are_heard_by_their_named_readers_only() -> None:
    for type_, event in generate.ours().items():
        if event.restricted_to:
            assert set(HEARD[type_]) == set(event.restricted_to)


def test_every_schema_of_asyncapi_exists() -> None:
    document = generate.asyncapi(HEARD)
    for message in document["components"]["messages"].values():
        assert (generate.ROOT / "contracts" / message["payload"]["$ref"]).is_file()
    assert json.dumps(document)
