"""What identity reads, one file per aggregate: `queries.<aggregate>.<question>`."""

from services.identity.queries import (
    activities,
    agencies,
    clients,
    consents,
    delegations,
    disclosures,
    factors,
    families,
    links,
    people,
    pushed,
    records,
    sittings,
    staff,
)

__all__ = [
    "activities",
    "agencies",
    "clients",
    "consents",
    "delegations",
    "disclosures",
    "factors",
    "families",
    "links",
    "people",
    "pushed",
    "records",
    "sittings",
    "staff",
]
