"""Loads kit's pytest plugin here and not by an option, so that coverage is already counting when kit is imported.

Hypothesis is not to judge how fast a busy machine is: what a test takes is measured by `make bench`.
"""

from hypothesis import HealthCheck, settings

pytest_plugins = ["kit.testing"]

settings.register_profile("motcua", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("motcua")
