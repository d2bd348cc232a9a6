"""The clock told to people: who had the dossier when, how its due date was reckoned day by day, and the figures. Pure.

`segments.py` tells the stretches of a life, `reckoning.py` the arithmetic of one due date with every day in it,
`story.py` every due date a dossier had and why, and its figures. Words are Vietnamese and English.
"""

from services.dossier.clock.reckoning import Row, RowKind, limit_rows, pushed_rows
from services.dossier.clock.segments import Holder, Segment, segments
from services.dossier.clock.story import Figures, Leg, Stage, StageKind, figures, stages

__all__ = [
    "Figures",
    "Holder",
    "Leg",
    "Row",
    "RowKind",
    "Segment",
    "Stage",
    "StageKind",
    "figures",
    "limit_rows",
    "pushed_rows",
    "segments",
    "stages",
]
