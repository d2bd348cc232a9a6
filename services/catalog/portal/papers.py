"""Which rows of "Thành phần hồ sơ" are papers, which are remarks, and which papers are always needed.

A heading that speaks to everybody ("Giấy tờ phải nộp", "phải xuất trình", "Hồ sơ gồm") is no case: its papers have no
group, and it becomes their note.
A paper is mandatory only where the page asks for it in every case: a dossier must not be refused by a rule we guessed.
Which case applies is settled at the desk, or by a correction made with the legal text at hand.
"""

import re
from collections.abc import Mapping

from kit.vietnamese import fold
from services.catalog.content import Note, Paper
from services.catalog.portal.corrections import PaperCorrection
from services.catalog.portal.pages import PagePaper

_REMARK = re.compile(r"^\W*(luu y|vi du|ghi chu)\b")
_CONDITIONAL = re.compile(r"\b(neu|truong hop|doi voi)\b")
_ALWAYS = re.compile(r"^\W*(giay to phai (nop|xuat trinh)|thanh phan ho so|ho so gom)\b")
_ID_WORDS = 8


def split(rows: list[PagePaper], corrections: Mapping[str, PaperCorrection]) -> tuple[list[Paper], list[Note]]:
    """The papers and the remarks of a page. Raises ValueError when a correction fits no paper."""
    remarks = [row for row in rows if _is_remark(row)]
    rest = [row for row in rows if row not in remarks]
    named = dict(zip(_ids(rest), rest, strict=True))
    if lost := set(corrections) - set(named):
        raise ValueError(f"no such components: {sorted(lost)}")
    cases = {row.group for row in rest if row.group and not _ALWAYS.match(fold(row.group))}
    decided = {id_: corrections.get(id_, PaperCorrection()) for id_ in named}
    papers = [
        _paper(id_, row, decided[id_], is_only_case=len(cases) == 1)
        for id_, row in named.items()
        if not decided[id_].is_repeated
    ]
    return papers, [Note(group=row.group, text=row.name) for row in remarks]


def _is_remark(row: PagePaper) -> bool:
    return any(_REMARK.match(fold(text)) for text in (row.name, row.group or ""))


def _ids(rows: list[PagePaper]) -> list[str]:
    """A readable id per row: the first words of its name, numbered when another row begins alike."""
    seen: dict[str, int] = {}
    ids = []
    for row in rows:
        slug = "-".join(re.findall(r"[a-z0-9]+", fold(row.name))[:_ID_WORDS]) or "giay-to"
        seen[slug] = seen.get(slug, 0) + 1
        ids.append(slug if seen[slug] == 1 else f"{slug}-{seen[slug]}")
    return ids


def _paper(id_: str, row: PagePaper, correction: PaperCorrection, *, is_only_case: bool) -> Paper:
    is_for_all = _is_for_all(row, is_only_case=is_only_case)
    is_needed = is_for_all and row.originals + row.copies > 0 and not _CONDITIONAL.search(fold(row.name))
    group = row.group if correction.group is None else correction.group
    return Paper(
        id=correction.id or id_,
        name=row.name.strip(),
        group=None if is_for_all else group or None,
        is_mandatory=is_needed if correction.is_mandatory is None else correction.is_mandatory,
        originals=row.originals,
        copies=row.copies,
        form_file=row.form_file,
        note=correction.note or (_bare(row.group) if is_for_all and row.group else None),
        paper_code=correction.paper_code,
        when=correction.when,
        substitutes=correction.substitutes,
        satisfied_by=correction.satisfied_by,
    )


def _is_for_all(row: PagePaper, *, is_only_case: bool) -> bool:
    """Whether the row's heading, if it has one, holds in every case."""
    group = fold(row.group or "")
    return not group or bool(_ALWAYS.match(group)) or (is_only_case and not _CONDITIONAL.search(group))


def _bare(heading: str) -> str:
    return heading.lstrip("*-+ ")
