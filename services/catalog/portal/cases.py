"""Which cases a page tells apart: the headings of its papers, each under a short id that papers name as their group."""

from collections.abc import Sequence

from kit.vietnamese import slug
from services.catalog.content import Case, Paper
from services.catalog.portal.corrections import Corrections

_ID_WORDS = 8


def settle(papers: Sequence[Paper], corrections: Corrections) -> tuple[list[Case], list[Paper]]:
    """The cases in order of first mention, and the papers with case ids as groups.

    Raises ValueError when a correction speaks of a heading or a case that does not exist.
    """
    headings = list(dict.fromkeys(paper.group for paper in papers if paper.group))
    decided = {case.id: case for case in corrections.cases or []}
    ids = _ids(headings, corrections, known=decided)
    found = {ids[heading]: Case(id=ids[heading], name=heading) for heading in headings if ids[heading]}
    return list((found | decided).values()), [
        paper.model_copy(update={"group": ids[paper.group] or None}) if paper.group else paper for paper in papers
    ]


def _ids(headings: Sequence[str], corrections: Corrections, *, known: dict[str, Case]) -> dict[str, str]:
    chosen = corrections.case_of
    if lost := {heading for heading in chosen if heading not in headings}:
        raise ValueError(f"no such headings: {sorted(lost)}")
    if lost := {id_ for id_ in chosen.values() if id_ and id_ not in known}:
        raise ValueError(f"no such cases: {sorted(lost)}")
    ids: dict[str, str] = {}
    for heading in headings:
        if heading in chosen or heading in known:  # a corrected paper may name a case by its id already
            ids[heading] = chosen.get(heading, heading)
            continue
        short = "-".join(slug(heading).split("-")[:_ID_WORDS]) or "truong-hop"
        ids[heading] = short if short not in ids.values() else f"{short}-{len(ids) + 1}"
    return ids
