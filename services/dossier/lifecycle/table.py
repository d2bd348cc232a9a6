"""The life of a dossier, as one table: act -> who may do it, from where, to where, and what follows.

Sources: the ten codes synchronised with the National Portal; NĐ 118/2025/NĐ-CP and TT 03/2025/TT-VPCP (one-stop rules,
forms 01 to 07). The rows stand in `citizens.py` and `offices.py`.
"""

from services.dossier.lifecycle.citizens import CITIZENS, SYSTEM
from services.dossier.lifecycle.offices import DESK, OFFICERS
from services.dossier.lifecycle.terms import Act, Rule

LIFE: dict[Act, Rule] = {**CITIZENS, **SYSTEM, **DESK, **OFFICERS}
