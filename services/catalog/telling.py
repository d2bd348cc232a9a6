"""What a revision means to others: the event that carries it, and the facts that lists and searches go by. Pure."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from contracts.catalog import ProcedurePublished
from contracts.fees import FeeRule, FeeUnit
from contracts.offers import CaseTerms, ChannelTerms, Component, Form
from contracts.terms import FeeLine
from services.catalog.content import ChannelOffer, Content, FormOffer, Variant
from services.catalog.forms.compiling import compile_form
from services.catalog.forms.generic import generic


def published(
    code: str, content: Content, *, number: int, revision_id: UUID, effective_from: date
) -> ProcedurePublished:
    """A revision as others hear of it."""
    told = forms(content)
    return ProcedurePublished(
        procedure_code=code,
        revision=number,
        revision_id=revision_id,
        name=content.name,
        field=content.fields[0],
        online_level=content.online_level,
        agency_kinds=content.agency_kinds(),
        applicants=[str(applicant) for applicant in content.applicants],
        channels=[terms for offer in content.channels for terms in channel_terms(offer)],
        components=[
            Component.model_validate(paper.model_dump(include=set(Component.model_fields)), strict=False)
            for paper in content.papers
        ],
        form=told[None],
        results=content.results,
        legal_bases=[basis.number for basis in content.legal_bases],
        payment_moment=content.payment_moment,
        effective_from=effective_from,
        cases=[CaseTerms(id=case.id, name=case.name, form=told.get(case.id)) for case in content.cases],
        competences=content.competences,
        requirements=content.requirements,
        workflow=content.workflow,
    )


def forms(content: Content) -> dict[str | None, Form]:
    """The forms by case; None: the procedure's own, the generic one where it has none."""
    own = {offer.case: form_of(offer) for offer in content.forms}
    if None not in own:
        made = generic(content.name, content.applicants, title_en=content.name_en, components=content.papers)
        own[None] = compile_form(made)
    return own


def form_of(offer: FormOffer) -> Form:
    """The form as frontends read it. Raises ValueError when the offer holds none."""
    if offer.definition is not None:
        return compile_form(offer.definition)
    if offer.ready is None:
        raise ValueError("a form offer without a form")
    return offer.ready


def channel_terms(offer: ChannelOffer) -> Iterator[ChannelTerms]:
    """The channel's own terms, then those of its variants that a rule can choose; words alone choose nothing."""
    yield _terms(offer, offer)
    for variant in offer.variants:
        if variant.case is not None or variant.when is not None:
            yield _terms(offer, variant)


def is_certain(fee: FeeRule) -> bool:
    """Whether every dossier owes exactly this amount, always and everywhere."""
    limits = (fee.steps, fee.reliefs, fee.when, fee.valid_from, fee.valid_to, fee.province_codes)
    return bool(fee.amount) and fee.unit is FeeUnit.DOSSIER and not any(limits)


def facts(code: str, content: Content) -> dict[str, Any]:
    """The columns of a procedure's row that come from the content in force."""
    wards = [set(one.ward_codes) for one in content.competences]
    return {
        "code": code,
        "name": content.name,
        "field": content.fields[0],
        "fields": content.fields,
        "levels": content.levels,
        "online_level": content.online_level,
        "agency_kinds": content.agency_kinds(),
        "ward_codes": sorted(set.union(*wards)) if wards and all(wards) else [],
        "applicants": content.applicants,
        "aliases": content.aliases,
        "words": words(content),
    }


def words(content: Content) -> str:
    """The text a search looks through after name and aliases."""
    results = (result.name for result in content.results)
    papers = (paper.name for paper in content.papers)
    bases = (basis.number for basis in content.legal_bases)
    return "\n".join([*content.fields, *results, content.agency_text or "", *bases, *papers])


def digest(content: Content) -> str:
    """SHA-256 of the content: equal contents have equal digests."""
    return sha256(content.model_dump_json().encode()).hexdigest()


def _terms(offer: ChannelOffer, variant: Variant) -> ChannelTerms:
    certain = [fee for fee in variant.fees if is_certain(fee)]
    open_fees = [f"{fee.name}: {fee.note}" if fee.note else fee.name for fee in variant.fees if fee not in certain]
    return ChannelTerms(
        channel=offer.channel,
        time_limit=variant.time_limit,
        fees=[
            FeeLine(code=fee.code, name=fee.name, kind=fee.kind, amount=fee.amount, note=fee.note, basis=fee.basis)
            for fee in certain
            if fee.amount is not None
        ],
        note="\n".join(filter(None, [variant.note, *open_fees])) or None,
        case=variant.case,
        when=variant.when,
        rules=variant.fees,
    )
