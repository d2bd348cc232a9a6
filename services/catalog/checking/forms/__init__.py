"""Whether a form can be published: a definition, a ready-made form, and what a revision may not change. Pure.

Every fault at once, each at its JSON pointer below `at`.
"""

from services.catalog.checking.forms.definitions import faults
from services.catalog.checking.forms.ready import ready_faults
from services.catalog.checking.forms.stability import stability

__all__ = ["faults", "ready_faults", "stability"]
