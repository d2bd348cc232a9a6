"""Procedures whose portal page was recorded: corrected by what people decided, each with its form."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import TypeAdapter

from kit.vietnamese import nfc
from services.catalog.content import Content, FormOffer
from services.catalog.forms import library
from services.catalog.forms.generic import generic
from services.catalog.portal import reading
from services.catalog.portal.corrections import NO_CORRECTIONS, Corrections
from services.catalog.portal.pages import Page

HERE = Path(__file__).parent
_PAGES = TypeAdapter(list[Page])


def contents() -> Iterator[tuple[str, Content]]:
    """Code and content of each recorded page. Raises ValueError for corrections of a page that is not there."""
    pages = _PAGES.validate_json(nfc((HERE / "procedures.json").read_text(encoding="utf-8")))
    decided = {
        file.stem: Corrections.model_validate_json(file.read_bytes())
        for file in sorted((HERE / "corrections").glob("*.json"))
    }
    if lost := decided.keys() - {page.code for page in pages}:
        raise ValueError(f"corrections of unknown procedures: {sorted(lost)}")
    for page in pages:
        yield page.code, _content(page, decided.get(page.code, NO_CORRECTIONS))


def _content(page: Page, corrections: Corrections) -> Content:
    """The procedure's own form where there is one, else the generic one, made of its papers."""
    if page.code in library.codes():
        form = FormOffer(definition=library.definition(page.code))
        return reading.content(page, [form], corrections=corrections)
    plain = reading.content(page, [], corrections=corrections)
    made = generic(plain.name, plain.applicants, title_en=plain.name_en, components=plain.papers)
    return plain.model_copy(update={"forms": [FormOffer(definition=made)]})
