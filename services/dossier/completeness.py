"""Which papers the case of a dossier speaks of. Whether they are there, or need not be, is `once_only`."""

from collections.abc import Iterator, Sequence

from contracts.offers import Component


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


def _ruling_case(components: Sequence[Component], *, case: str | None) -> str | None:
    demanding = [one.group for one in components if one.is_mandatory]
    if case is not None and (case in demanding or None in demanding):
        return case
    return next((group for group in demanding if group is not None), case)
