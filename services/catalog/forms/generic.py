"""The form of a procedure that has none of its own: who applies, for whom, and what for, made of its components."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from contracts.offers import Component
from services.catalog.content import Applicant
from services.catalog.forms.definition import Block, FormDefinition, Kind, Question
from services.catalog.forms.expanding import expand
from services.catalog.forms.library import blocks

PEOPLE: Final = frozenset({Applicant.CITIZEN, Applicant.OVERSEAS_VIETNAMESE, Applicant.FOREIGNER, Applicant.OFFICIAL})
DECLARATIONS: Final = re.compile(
    r"^\W*(tờ khai|đơn|giấy đề nghị|văn bản đề nghị|phiếu|bản khai|công văn đề nghị)\b", re.IGNORECASE
)
"""How papers begin that the applicant writes: what they say is asked for in the request."""
MOST_NAMED: Final = 20
"""Papers named one by one; the list of components is beside the form anyway."""
MOST_LETTERS: Final = 300


def generic(
    title: str, applicants: Sequence[Applicant], *, title_en: str | None = None, components: Iterable[Component] = ()
) -> FormDefinition:
    """A definition without `use`.

    The organisation is asked for where one may apply, and must be named where only organisations may. The papers the
    dossier is made of are named; where some of them are declarations, the request says that it stands for them.
    """
    papers = [" ".join(one.name.split())[:MOST_LETTERS] for one in components]
    asked = [Block(title="Người yêu cầu", title_en="Applicant", use="applicant")]
    if set(applicants) - PEOPLE:
        asked.append(_organisation(is_optional=bool(PEOPLE & set(applicants))))
    asked.append(_request([name for name in papers if DECLARATIONS.match(name)]))
    if papers:
        asked.append(_listed(papers))
    definition = FormDefinition(
        title=title,
        title_en=title_en or f"Request: {title}",
        basis="Thành phần hồ sơ của thủ tục",
        blocks=asked,
    )
    return expand(definition, blocks())


def _organisation(*, is_optional: bool) -> Block:
    return Block(
        title="Tổ chức, doanh nghiệp",
        title_en="Organisation",
        use="organisation",
        optional=["organisation_name"] if is_optional else [],
    )


def _request(declarations: Sequence[str]) -> Block:
    """The request; for declarations it says whose contents it takes."""
    block = Block(title="Nội dung yêu cầu", title_en="Request", use="request")
    if not declarations:
        return block
    named = "; ".join(dict.fromkeys(declarations[:MOST_NAMED]))
    told = Question(
        id="request_instead_of",
        kind=Kind.EXPLANATION,
        label=f"Nội dung khai ở đây theo mẫu: {named}.",
        label_en=f"What is stated here follows the form: {named}.",
    )
    return block.model_copy(update={"fields": [told]})


def _listed(papers: Sequence[str]) -> Block:
    named = list(dict.fromkeys(papers))[:MOST_NAMED]
    fields = [
        Question(id=f"paper_{place}", kind=Kind.EXPLANATION, label=name, label_en=f"Paper: {name}")
        for place, name in enumerate(named, start=1)
    ]
    return Block(title="Giấy tờ của hồ sơ", title_en="Papers of the dossier", fields=fields)
