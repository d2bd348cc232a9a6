"""Nothing is handed in twice: which papers a dossier needs, and what of ours already says what they would say.

A paper need not be uploaded where a verified attribute of the applicant's record, an earlier result of ours, or a paper
the applicant handed in before stands in for it (Nghị quyết 66.7/2025/NQ-CP; Nghị định 118/2025/NĐ-CP). Only what is the
applicant's own may be passed in. A template filled in for another dossier is not this one's: only the catalog may say
otherwise (`satisfied_by`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from contracts.answers import months_later
from contracts.conditions import Facts
from contracts.offers import Component, Satisfaction, Satisfier
from kit.faults import Fault
from services.dossier.completeness import needed
from services.dossier.prefill import known

UNVOUCHED = frozenset({"declared", "electronic_identity_1"})
"""Sources of a record that vouch for nobody (`contracts.identity.Provenance`)."""

Words = tuple[str, str]


class Kind(StrEnum):
    """How a component is satisfied."""

    UPLOADED = "uploaded"
    ATTRIBUTE = "attribute"
    RESULT = "result"
    PAPER = "paper"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A usable paper handed in before: `code` is the national one, `named` how people know its dossier."""

    code: str
    paper_id: UUID
    dossier_id: UUID
    named: str
    filed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A result the applicant was granted before; `until` its last day, None: it does not expire."""

    code: str
    dossier_id: UUID
    named: str
    granted_on: date
    until: date | None
    paper_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The applicant's data store: their record (JSON, with `sources`), papers and results, the newest first.

    `corrected`: the usable papers of the dossier this one puts right, by component.
    """

    record: Mapping[str, Any] = field(default_factory=dict)
    papers: Sequence[Held] = ()
    results: Sequence[Earned] = ()
    corrected: Mapping[str, Held] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What satisfies a component. `source`, `verified_at`: of an attribute; the ids: where it was found.

    `is_named`: the applicant pointed at it themselves.
    """

    kind: Kind
    reference: str
    why: Words
    source: str | None = None
    verified_at: str | None = None
    paper_id: UUID | None = None
    dossier_id: UUID | None = None
    is_named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A component in this dossier. `is_needed` None: it depends on answers not given yet."""

    component: Component
    is_needed: bool | None
    is_mandatory: bool
    means: Means | None
    why: Words

    @property
    def is_lacking(self) -> bool:
        """Whether the dossier cannot be sent without an upload for it."""
        return self.is_mandatory and self.is_needed is True and self.means is None

    @property
    def is_spared(self) -> bool:
        """Whether it counts as handed in although nothing was uploaded for it."""
        return self.is_needed is not False and self.means is not None and self.means.kind is not Kind.UPLOADED


def requirements(
    components: Sequence[Component],
    *,
    facts: Facts,
    uploaded: Collection[str],
    store: Store,
    on: date,
    named: Mapping[str, Means] | None = None,
) -> list[Requirement]:
    """Every component of the dossier's case (`facts["case"]`): needed or not, mandatory or not, satisfied by what, why.

    `uploaded`: ids of components with a usable file. `named`: what the applicant pointed at, by component; it goes
    before what is found.
    """
    named = named or {}
    listed = list(needed(components, case=facts.get("case")))
    files = {one.id: _by_file(one, listed, uploaded=uploaded) for one in listed}
    return [
        _judged(one, facts=facts, means=files[one.id] or named.get(one.id) or _in_store(one, store, on=on))
        for one in listed
    ]


def recorded(
    components: Sequence[Component], *, facts: Facts, uploaded: Collection[str], noted: Mapping[str, Means]
) -> list[Requirement]:
    """The same of a dossier that was sent: `noted` holds what was found to satisfy components without a file then."""
    listed = list(needed(components, case=facts.get("case")))
    files = {one.id: _by_file(one, listed, uploaded=uploaded) for one in listed}
    return [_judged(one, facts=facts, means=files[one.id] or noted.get(one.id)) for one in listed]


def lacking(judged: Sequence[Requirement]) -> Iterator[Fault]:
    """A fault for each component the dossier cannot be sent without."""
    for one in judged:
        if one.is_lacking:
            yield Fault(
                f"/papers/{one.component.id}",
                "paper-missing",
                f"Thiếu giấy tờ: {one.component.name}.",
                f"A paper is missing: {one.component.name}.",
            )


def _by_file(component: Component, listed: Sequence[Component], *, uploaded: Collection[str]) -> Means | None:
    """A usable file of this dossier: its own, or that of a component whose paper is accepted in its place."""
    if component.id in uploaded:
        why = ("Đã tải tệp lên.", "A file was uploaded for it.")
        return Means(kind=Kind.UPLOADED, reference=component.id, why=why)
    given = (one for one in listed if one.id in uploaded and one.paper_code in _codes(component))
    if beside := next(given, None):
        why = (f"Đã có trong hồ sơ này: {beside.name}.", f"It is in this dossier already: {beside.name}.")
        return Means(kind=Kind.UPLOADED, reference=beside.id, why=why)
    return None


def _codes(component: Component) -> frozenset[str]:
    """National codes of the papers that are as good."""
    return frozenset(component.substitutes) | ({component.paper_code} if component.paper_code else frozenset())


def _in_store(component: Component, store: Store, *, on: date) -> Means | None:
    said = (_satisfied(one, store=store, on=on) for one in component.satisfied_by)
    means = next((one for one in said if one is not None), None)
    if means is not None or component.form_file is not None:
        return means
    if before := store.corrected.get(component.id):
        return _held(before)
    return next((_held(one) for one in store.papers if one.code in _codes(component)), None)


def _satisfied(rule: Satisfier, *, store: Store, on: date) -> Means | None:
    match rule.kind:
        case Satisfaction.ATTRIBUTE:
            return _attribute(rule, store.record, on=on)
        case Satisfaction.RESULT:
            return _result(rule, store.results, on=on)
        case Satisfaction.PAPER:
            fitting = (one for one in store.papers if one.code == rule.reference)
            return next((_held(one, rule) for one in fitting if _is_recent(rule, one.filed_on, on=on)), None)


def _attribute(rule: Satisfier, record: Mapping[str, Any], *, on: date) -> Means | None:
    value, provenance = known(record, rule.reference)
    verified_at = provenance.get("verified_at") if provenance else None
    if value is None or provenance is None or verified_at is None or provenance["source"] in UNVOUCHED:
        return None
    if not _is_recent(rule, date.fromisoformat(verified_at[:10]), on=on):
        return None
    return Means(
        kind=Kind.ATTRIBUTE,
        reference=rule.reference,
        source=provenance["source"],
        verified_at=verified_at,
        why=(rule.vi, rule.en),
    )


def _result(rule: Satisfier, results: Sequence[Earned], *, on: date) -> Means | None:
    for one in results:
        is_good = one.until is None or on <= one.until
        if one.code == rule.reference and is_good and _is_recent(rule, one.granted_on, on=on):
            return Means(
                kind=Kind.RESULT,
                reference=one.code,
                paper_id=one.paper_id,
                dossier_id=one.dossier_id,
                why=(f"{rule.vi} (hồ sơ {one.named})", f"{rule.en} (dossier {one.named})"),
            )
    return None


def _held(paper: Held, rule: Satisfier | None = None) -> Means:
    day = f"{paper.filed_on:%d/%m/%Y}"
    vi, en = f"đã nộp trong hồ sơ {paper.named} ngày {day}", f"handed in with dossier {paper.named} on {paper.filed_on}"
    why = (f"{rule.vi} ({vi})", f"{rule.en} ({en})") if rule else (f"Giấy tờ này {vi}.", f"This paper was {en}.")
    return Means(kind=Kind.PAPER, reference=paper.code, paper_id=paper.paper_id, dossier_id=paper.dossier_id, why=why)


def _is_recent(rule: Satisfier, day: date, *, on: date) -> bool:
    return rule.within_months is None or on <= months_later(day, rule.within_months)


def _judged(component: Component, *, facts: Facts, means: Means | None) -> Requirement:
    is_needed = True if component.when is None else component.when.answer(facts)
    is_mandatory = component.is_mandatory and is_needed is not False
    return Requirement(
        component=component,
        is_needed=is_needed,
        is_mandatory=is_mandatory,
        means=means,
        why=_why(component, is_needed=is_needed, is_mandatory=is_mandatory, means=means),
    )


def _why(component: Component, *, is_needed: bool | None, is_mandatory: bool, means: Means | None) -> Words:
    if component.when is not None and not is_needed:
        vi, en = component.when.vi, component.when.en
        if is_needed is None:
            return f"Tùy nội dung tờ khai: cần {vi}.", f"It depends on the answers: needed {en}."
        return f"Không phải nộp: chỉ cần {vi}.", f"Not needed here: only {en}."
    if means is not None:
        return means.why
    if is_mandatory:
        return "Phải tải giấy tờ này lên.", "This paper must be uploaded."
    return "Không bắt buộc.", "It may be added."
