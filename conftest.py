"""Loads kit's pytest plugin here and not by an option, so that coverage is already counting when kit is imported."""

pytest_plugins = ["kit.testing"]
