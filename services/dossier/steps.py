"""The steps of a procedure's workflow a dossier goes through, and the ways on from each. The workflow is data."""

from collections.abc import Mapping
from typing import Any

from contracts.conditions import holds
from contracts.workflow import Move, Step, SupplementPolicy, Worker, Workflow
from services.dossier.lifecycle import Status


def entered(workflow: Workflow | None, status: Status) -> Step | None:
    """The step a dossier is at when it comes into a status: the first of that status; None: the workflow tells none."""
    steps = workflow.steps if workflow else ()
    return next((step for step in steps if step.status.value == status.value), None)


def found(workflow: Workflow | None, step_id: str | None) -> Step | None:
    """The step of an id."""
    steps = workflow.steps if workflow else ()
    return next((step for step in steps if step.id == step_id), None)


def is_signed_by_leader(workflow: Workflow | None, part: str | None) -> bool:
    """Whether a leader has a step, of the whole or of this part: then what is granted needs their signature."""
    steps = workflow.steps if workflow else ()
    return any(step.worker is Worker.LEADER and step.part in (None, part) for step in steps)


def supplement_policy(workflow: Workflow | None) -> SupplementPolicy:
    """What waiting for a supplement does to the legal limit; where no workflow says so, it stands still."""
    return workflow.supplement if workflow else SupplementPolicy.PAUSE


def moves(workflow: Workflow | None, step_id: str | None, *, facts: Mapping[str, Any]) -> list[Move]:
    """The ways on from a step that stay in its status and are open for a dossier with these facts.

    A way into another status is an act of its own (accept, resolve, ...).
    """
    here = found(workflow, step_id)
    if here is None:
        return []
    return [
        move
        for move in here.moves
        if (there := found(workflow, move.to)) is not None and there.status is here.status and holds(move.when, facts)
    ]
