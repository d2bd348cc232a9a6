"""Portal pages for tests, small and invented."""

from typing import Any
from uuid import uuid4

from services.catalog.portal.pages import Page


def page(**changed: Any) -> Page:
    """A page of a procedure of a commune; `changed` overrides its fields."""
    return Page.model_validate(
        {
            "code": "9.000001",
            "name": "Thủ tục thử nghiệm",
            "field": "Thử nghiệm",
            "levels": ["commune"],
            "applicants": ["Công dân Việt Nam"],
            "online": {"level": "toan_trinh"},
            "source": "invented",
        }
        | changed
    )


def offered(code: str, name: str, **changed: Any) -> dict[str, Any]:
    """A row of a procedure that citizens hand in at the commune's police; `changed` overrides its columns."""
    row = {
        "id": uuid4(),
        "code": code,
        "name": name,
        "field": "Thử nghiệm",
        "levels": ["commune"],
        "online_level": "full",
        "agency_kinds": ["commune_police"],
        "ward_codes": [],
        "applicants": ["citizen"],
        "aliases": [],
        "words": "",
    } | changed
    return row | {"fields": [row["field"]]}
