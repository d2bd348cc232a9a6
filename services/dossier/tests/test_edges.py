"""What lies at the edge of what can be asked is refused in words, never a fault of ours."""

import pytest

from services.dossier.tests.conftest import Office


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_a_register_of_days_beyond_all_records_is_refused(office: Office, day: str) -> None:
    answer = await office.ask("GET", "/v1/worklist/register", office.hoa, params={"from_on": day, "to_on": day})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("door", ["/v1/worklist", "/v1/worklist/counts"], ids=["list", "counts"])
async def test_a_step_that_is_no_text_is_refused(office: Office, door: str) -> None:
    answer = await office.ask("GET", door, office.hoa, params={"step": "x\x01"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
