"""Portal pages for tests, small and invented."""

from typing import Any

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
