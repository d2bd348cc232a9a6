"""Doors: payers (citizens), readers (owners and officers), gateways (the public callbacks)."""
