"""`python -m tests.architecture`: the rule modules, as coverage's --include wants them."""

from tests.architecture import RULES

print(",".join(RULES))
