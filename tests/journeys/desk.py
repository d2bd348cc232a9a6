"""What staff do in more than one journey."""

from collections.abc import Mapping

from tests.journeys.phone import Phone


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
