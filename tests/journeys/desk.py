"""What staff do in more than one journey."""

from collections.abc import Mapping
from typing import Any

from tests.journeys.phone import Phone

GRANT: Mapping[str, Any] = {"outcome": "granted"}


async def assess(officer: Phone, path: str, *, wrong: Mapping[str, str] | None = None) -> None:
    """Every paper of the dossier at `path` gets its verdict: good, but for the one that is `wrong` for its reason."""
    shown = await officer.api("GET", f"{path}/assessment", expect=200)
    bad = wrong["component_id"] if wrong else None
    items: list[dict[str, str]] = [
        {"component_id": one["item"], "verdict": "good"} for one in shown["items"] if one["item"] != bad
    ]
    if wrong:
        items.append({"component_id": wrong["component_id"], "verdict": "wrong", "reason_code": wrong["reason_code"]})
    await officer.api("POST", f"{path}/assessment", json={"items": items}, expect=201)


async def drawn_and_signed(
    officer: Phone, leader: Phone, path: str, *, words: str, grant: Mapping[str, Any] = GRANT
) -> dict[str, Any]:
    """The officer draws the result from its template; nothing is granted before the leader has signed it."""
    missing = await officer.ask("POST", f"{path}/resolution", json=grant)
    assert missing.status_code == 409, "granted without a result"
    await officer.api("POST", f"{path}/result-drafts", json={"content": words}, expect=201)
    unsigned = await officer.ask("POST", f"{path}/resolution", json=grant)
    assert (unsigned.status_code, unsigned.json()["code"]) == (409, "not-signed")
    signed = await leader.api("POST", f"{path}/signature", json={}, expect=201)
    (result,) = signed["items"]
    assert isinstance(result, dict)
    return result
