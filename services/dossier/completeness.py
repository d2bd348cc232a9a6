"""Whether a dossier's papers are complete: which its case needs, and which are missing. All faults at once.

Whether its answers satisfy the form is `contracts.forms`.
"""

from collections.abc import Collection, Iterator, Sequence

from contracts.offers import Component
from kit.faults import Fault


def needed(components: Sequence[Component], *, case: str | None) -> Iterator[Component]:
    """The papers this case of the procedure speaks of, mandatory only where this case needs them.

    Those of no group always apply, and those of the case's own group. No case chosen: all may be filed, and the first
    case with mandatory papers rules. That one also rules a case that would otherwise need none: naming a case never
    makes a dossier without proof complete.
    """
    ruling = _ruling_case(components, case=case)
    for one in components:
        if one.group in (None, case, ruling):
            yield one
        elif case is None:
            yield one.model_copy(update={"is_mandatory": False})


def missing(components: Sequence[Component], *, case: str | None, papers: Collection[str]) -> Iterator[Fault]:
    """A fault for each mandatory paper that has no usable file; `papers`: the component ids that have one."""
    for component in needed(components, case=case):
        if component.is_mandatory and component.id not in papers:
            yield Fault(
                f"/papers/{component.id}",
                "paper-missing",
                f"Thiếu giấy tờ: {component.name}.",
                f"A paper is missing: {component.name}.",
            )


def _ruling_case(components: Sequence[Component], *, case: str | None) -> str | None:
    demanding = [one.group for one in components if one.is_mandatory]
    if case is not None and (case in demanding or None in demanding):
        return case
    return next((group for group in demanding if group is not None), case)
