"""Which kinds of agency a page means by the words it uses."""

from contracts.terms import AgencyKind
from kit.vietnamese import fold
from services.catalog.portal.pages import Page

_WORDS: tuple[tuple[str, AgencyKind], ...] = (
    ("cong an cap xa", AgencyKind.COMMUNE_POLICE),
    ("ubnd cap xa", AgencyKind.COMMUNE_COMMITTEE),
    ("uy ban nhan dan xa", AgencyKind.COMMUNE_COMMITTEE),
    ("uy ban nhan dan cap xa", AgencyKind.COMMUNE_COMMITTEE),
    ("ubnd cap tinh", AgencyKind.PROVINCE_COMMITTEE),
    ("uy ban nhan dan cap tinh", AgencyKind.PROVINCE_COMMITTEE),
    ("trung tam phuc vu hanh chinh cong", AgencyKind.SERVICE_CENTRE),
    ("cong an tinh", AgencyKind.DEPARTMENT),
    ("so tai chinh", AgencyKind.DEPARTMENT),
    ("so xay dung", AgencyKind.DEPARTMENT),
    ("so tu phap", AgencyKind.DEPARTMENT),
    ("van phong dang ky dat dai", AgencyKind.DEPARTMENT),
    ("bao hiem xa hoi", AgencyKind.SOCIAL_INSURANCE),
)
_POLICE = "bo-cong-an"


def kinds(page: Page) -> list[AgencyKind]:
    """The kinds competent for the procedure, in the order of `AgencyKind`; empty when none of ours is.

    A page without words for its agency is read from its level of government and its ministry.
    """
    said = fold(page.agency or "")
    found = {kind for words, kind in _WORDS if words in said}
    if not found and "commune" in page.levels:
        found = {AgencyKind.COMMUNE_POLICE if page.ministry_group == _POLICE else AgencyKind.COMMUNE_COMMITTEE}
    if not found and "province" in page.levels:
        found = {AgencyKind.DEPARTMENT}
    return [kind for kind in AgencyKind if kind in found]
