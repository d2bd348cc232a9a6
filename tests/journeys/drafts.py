"""Opening the one draft a person may have of a procedure, whatever an errand that was cut short left behind."""

from typing import Any

from tests.journeys.phone import Phone


async def opened(phone: Phone, wanted: dict[str, Any]) -> Any:
    """A new draft; the one that stands in its way is discarded. AssertionError unless 201."""
    answer = await phone.ask("POST", "/v1/dossiers", json=wanted)
    if answer.status_code == 409 and answer.json()["code"] == "live-draft":
        await phone.api("POST", f"{answer.headers['location']}/discard", expect=201)
        answer = await phone.ask("POST", "/v1/dossiers", json=wanted)
    assert answer.status_code == 201, answer.text
    return answer.json()
