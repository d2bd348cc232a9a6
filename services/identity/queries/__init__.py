"""What identity reads, one file per aggregate: `queries.<aggregate>.<question>`."""

from services.identity.queries import agencies, clients, people, sittings

__all__ = ["agencies", "clients", "people", "sittings"]
