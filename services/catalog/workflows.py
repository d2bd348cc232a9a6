"""The usual way of a one-stop procedure, for revisions that say nothing of their own. Pure.

Received at the desk, worked on, signed, handed over (NĐ 118/2025; forms 01-06 of TT 03/2025/TT-VPCP). Only the desk's
duty to answer an online submission within 8 working hours has a limit of its own (NĐ 107/2021, to verify).
"""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from contracts.terms import LimitUnit, TimeLimit
from contracts.workflow import Workflow

DESK = "reception"


def usual(limits: Iterable[TimeLimit] = ()) -> Workflow:
    """Reception, work, signature, return (`usual_workflow.json`).

    Where the whole procedure has fewer working hours than the desk, the desk has no limit of its own.
    """
    written = _written()
    (desk,) = (step.limit for step in written.steps if step.id == DESK)
    hours = [limit.value for limit in limits if limit.unit is LimitUnit.WORKING_HOUR]
    if desk is None or not hours or min(hours) >= desk.value:
        return written
    steps = [step.model_copy(update={"limit": None}) if step.id == DESK else step for step in written.steps]
    return written.model_copy(update={"steps": steps, "escalations": []})


@cache
def _written() -> Workflow:
    return Workflow.model_validate_json(Path(__file__).with_name("usual_workflow.json").read_bytes())
