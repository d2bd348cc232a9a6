"""Doors: everything the catalog shows is public."""
