"""The search over procedures, outside the database (ADR 0030)."""
