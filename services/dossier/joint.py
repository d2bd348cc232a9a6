"""Joint procedures (một cửa liên thông): what of the whole is a part's, which parts may begin, what they come to.

Sources: NĐ 63/2024/NĐ-CP and QĐ 296/QĐ-VPCP (birth and death), NĐ 118/2025/NĐ-CP. ADR 0040.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid5

from contracts import limits
from contracts.catalog import ProcedurePublished
from contracts.conditions import Facts, holds
from contracts.dossier import Outcome
from contracts.forms import faults
from contracts.offers import ChannelTerms, Form
from contracts.terms import TimeLimit
from contracts.workflow import JointPart, Workflow
from kit.faults import Fault
from kit.workdays import Calendar
from services.dossier.answers import Answers
from services.dossier.lifecycle import Status

MISSING = ("missing", "Kết quả này phải có để các phần sau làm tiếp.", "The parts that follow need this.")
UNKNOWN = ("unknown", "Phần việc này không cho ra dữ liệu này.", "The part gives no such data.")


class Stage(StrEnum):
    """Where a part is in the whole."""

    WAITING = "waiting"  # for the parts before it
    OPEN = "open"
    REFUSED = "refused"  # it can be repaired
    GRANTED = "granted"
    FAILED = "failed"  # refused for good, or stopped
    DROPPED = "dropped"  # a part it waits for failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is looked at of a part that was opened."""

    status: Status
    outcome: Outcome | None
    resolved_at: datetime | None


def parts_of(procedure: ProcedurePublished, *, facts: Facts) -> list[JointPart]:
    """The parts a dossier with these facts has, in the order of the catalogue; none: it is not a joint one."""
    listed = procedure.workflow.parts if procedure.workflow else []
    return [one for one in listed if holds(one.when, facts)]


def stages(
    parts: Sequence[JointPart], opened: Mapping[str, Progress], *, repaired_since: datetime | None
) -> dict[str, Stage]:
    """Where each part is. A refusal given since `repaired_since` can be repaired; None: none can any more."""
    found: dict[str, Stage] = {}
    waiting = list(parts)
    while waiting:
        ready = [one for one in waiting if not any(other.id in one.after for other in waiting)] or waiting
        for one in ready:
            before = [found[other] for other in one.after if other in found]
            found[one.id] = _stage(one, opened.get(one.id), before, repaired_since=repaired_since)
        waiting = [one for one in waiting if one.id not in found]
    return found


def _stage(
    part: JointPart, opened: Progress | None, before: Collection[Stage], *, repaired_since: datetime | None
) -> Stage:
    if opened is None:
        lost = {Stage.FAILED, Stage.DROPPED}.intersection(before)
        return Stage.DROPPED if lost else Stage.WAITING
    if opened.outcome is Outcome.GRANTED:
        return Stage.GRANTED
    if opened.status is Status.STOPPED:
        return Stage.FAILED
    if opened.outcome is Outcome.REFUSED and opened.resolved_at is not None:
        return Stage.REFUSED if repaired_since and opened.resolved_at >= repaired_since else Stage.FAILED
    return Stage.OPEN


def ready(parts: Sequence[JointPart], found: Mapping[str, Stage]) -> list[JointPart]:
    """The parts that may begin: everything they wait for was granted."""
    return [
        one
        for one in parts
        if found[one.id] is Stage.WAITING
        and all(found.get(other, Stage.GRANTED) is Stage.GRANTED for other in one.after)
    ]


def concluded(found: Mapping[str, Stage]) -> Outcome | None:
    """What the whole comes to; None while a part may still come to something."""
    ended = set(found.values())
    if ended & {Stage.WAITING, Stage.OPEN, Stage.REFUSED}:
        return None
    if ended <= {Stage.GRANTED}:
        return Outcome.GRANTED
    return Outcome.PARTLY_GRANTED if Stage.GRANTED in ended else Outcome.REFUSED


def due_at(
    parts: Sequence[JointPart], *, law: TimeLimit | None, received_at: datetime, calendar: Calendar
) -> datetime | None:
    """When the whole is due: the end of the longest chain of the parts' limits, never after the law's limit of the
    whole. None: neither is known.
    """
    whole = limits.due_at(law, received_at=received_at, calendar=calendar) if law else None
    ends = ends_of(parts, received_at=received_at, calendar=calendar)
    known = [end for end in ends.values() if end is not None]
    chain = max(known) if known and len(known) == len(ends) else None
    return min((one for one in (whole, chain) if one is not None), default=None)


def ends_of(parts: Sequence[JointPart], *, received_at: datetime, calendar: Calendar) -> dict[str, datetime | None]:
    """When each part is due if every part takes its whole limit; None: it or one before it has none."""
    ends: dict[str, datetime | None] = {}
    ids = {one.id for one in parts}
    for _ in parts:
        for one in parts:
            before = [other for other in one.after if other in ids]
            if one.id in ends or any(other not in ends for other in before):
                continue
            starts = [start for other in before if (start := ends[other]) is not None]
            is_known = one.limit is not None and len(starts) == len(before)
            begin = max([received_at, *starts])
            ends[one.id] = (
                limits.due_at(one.limit, received_at=begin, calendar=calendar)
                if is_known and one.limit is not None
                else None
            )
    return ends


def share(procedure: ProcedurePublished, part_id: str) -> ProcedurePublished:
    """The revision as far as it is a part's: its fields, papers, fees, limit, results and steps, as a revision of its
    own (`revision_id`), because compiled forms are kept by it. KeyError for a part that is not there.
    """
    workflow = procedure.workflow
    part = next((one for one in (workflow.parts if workflow else ()) if one.id == part_id), None)
    if workflow is None or part is None:
        raise KeyError(part_id)
    cases = [one.model_copy(update={"form": _form(one.form, part) if one.form else None}) for one in procedure.cases]
    return procedure.model_copy(
        update={
            "revision_id": uuid5(procedure.revision_id, part.id),
            "name": part.name,
            "agency_kinds": [part.agency_kind],
            "channels": [_terms(one, part) for one in procedure.channels],
            "components": [one for one in procedure.components if one.id in part.components],
            "form": _form(procedure.form, part),
            "cases": cases,
            "results": [one for one in procedure.results if one.code in part.results],
            "competences": [],
            "requirements": [],
            "workflow": _steps(workflow, part),
        }
    )


def share_of(answers: Answers, part: JointPart, *, given: Mapping[str, Mapping[str, Any]]) -> Answers:
    """The answers a part begins with: its own of the whole, and what flows in from the parts in `given` (by part)."""
    own = {name: value for name, value in answers.items() if name in part.fields}
    flowing = {
        flow.into: given[flow.part][flow.output]
        for flow in part.inputs
        if flow.part in given and flow.output in given[flow.part]
    }
    return own | flowing


def outputs(parts: Sequence[JointPart], part_id: str, *, properties: Collection[str]) -> list[str]:
    """The fields a part must have filled when it is granted, because others take them."""
    named = (flow.output for one in parts for flow in one.inputs if flow.part == part_id)
    return sorted({one for one in named if one in properties})


def output_faults(
    wanted: Collection[str],
    given: Mapping[str, Any],
    *,
    answers: Mapping[str, Any],
    form: Form,
    form_key: tuple[object, ...],
    on: date,
) -> Iterator[Fault]:
    """What is wrong with the data an agency gives with its decision (`given`), beside the part's `answers`."""
    for name in given:
        if name not in wanted:
            yield Fault("/outputs", *UNKNOWN)
    for name in wanted:
        if name not in given and name not in answers:
            yield Fault(f"/outputs/{name}", *MISSING)
    known = {name: value for name, value in given.items() if name in wanted}
    for fault in faults(form.answers, {**answers, **known}, form_key=form_key, on=on):
        named = fault.pointer.removeprefix("/answers/").split("/")[0]
        if named in known:
            yield Fault(fault.pointer.replace("/answers/", "/outputs/", 1), fault.code, fault.vi, fault.en)


def _terms(terms: ChannelTerms, part: JointPart) -> ChannelTerms:
    return terms.model_copy(
        update={
            "time_limit": part.limit,
            "fees": [one for one in terms.fees if one.code in part.fees],
            "rules": [one for one in terms.rules if one.code in part.fees],
        }
    )


def _steps(workflow: Workflow, part: JointPart) -> Workflow:
    own = [one for one in workflow.steps if one.part == part.id]
    ids = {one.id for one in own}
    steps = [one.model_copy(update={"moves": [move for move in one.moves if move.to in ids]}) for one in own]
    return workflow.model_copy(
        update={
            "start": steps[0].id if steps else "",
            "steps": steps,
            "parts": [],
            "escalations": [one for one in workflow.escalations if one.step in ids],
        }
    )


def _form(form: Form, part: JointPart) -> Form:
    """The questions of the part; a rule or condition that looks at another part's answers was judged with the whole."""
    schema, fields = form.answers, frozenset(part.fields)
    properties = schema["properties"]
    cut = {
        **schema,
        "properties": {name: _question(one, fields) for name, one in properties.items() if name in fields},
        "required": [name for name in schema.get("required", ()) if name in fields],
    }
    clauses = [_clause(one, fields) for one in schema.get("allOf", ()) if set(_named(one.get("if"))) <= fields]
    rules = [one for one in schema.get("x-rules", ()) if _names_of(one, properties) <= fields]
    cut |= {"allOf": clauses, "x-rules": rules}
    if not clauses:  # JSON Schema knows no empty list of clauses
        del cut["allOf"]
    return Form(answers=cut, ui={})


def _question(question: Any, fields: Collection[str]) -> Any:  # noqa: ANN401 - a JSON schema
    """A computed value whose inputs are not the part's stays as it was computed for the whole."""
    asked = question.get("x-computed") if isinstance(question, Mapping) else None
    if asked is None or set(asked["of"]) <= set(fields):
        return question
    return {name: value for name, value in question.items() if name != "x-computed"}


def _clause(clause: Mapping[str, Any], fields: Collection[str]) -> dict[str, Any]:
    """What follows from a condition, as far as it is about these fields."""
    cut = dict(clause)
    for word in ("then", "else"):
        if word in clause:
            told = dict(clause[word])
            if "required" in told:
                told["required"] = [name for name in told["required"] if name in fields]
            if "properties" in told:
                told["properties"] = {name: one for name, one in told["properties"].items() if name in fields}
            cut[word] = told
    return cut


def _named(clause: Any) -> Iterator[str]:  # noqa: ANN401 - a JSON schema
    """The fields a condition speaks of."""
    if not isinstance(clause, Mapping):
        return
    yield from clause.get("properties", ())
    yield from clause.get("required", ())
    yield from _named(clause.get("not"))
    for word in ("allOf", "anyOf"):
        for one in clause.get(word, ()):
            yield from _named(one)


def _names_of(rule: Mapping[str, Any], properties: Collection[str]) -> set[str]:
    named = {value for value in rule.values() if isinstance(value, str) and value in properties}
    return named | set(_named(rule.get("when", {}).get("test") if rule.get("when") else None))
