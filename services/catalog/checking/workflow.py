"""Whether a workflow can be carried out: every step reached, every way led to an end, nobody asked who is not there.

Pure. Faults come all at once, each at its JSON pointer below `/workflow`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from contracts.terms import AgencyKind, LimitUnit, TimeLimit
from contracts.workflow import DossierStatus, Escalation, JointPart, Step, Worker, Workflow
from kit.faults import Fault
from services.catalog.checking.reaching import reached

AT = "/workflow"
ENDS = frozenset({DossierStatus.RESOLVED, DossierStatus.DELIVERED, DossierStatus.DECLINED, DossierStatus.STOPPED})
"""Where a dossier may stay for good."""
MOST = {"steps": 100, "parts": 50, "escalations": 200}
"""More than this nobody carries out, and nobody could look at."""


def faults(
    workflow: Workflow,
    *,
    limits: Sequence[TimeLimit],
    kinds: Collection[AgencyKind],
    procedures: Collection[str],
    fields: Collection[str],
) -> Iterator[Fault]:
    """Everything wrong with a workflow.

    `limits`: the procedure's time limits; `kinds`: the kinds of agency there are; `procedures`: the codes there are;
    `fields`: the ids of the form's fields.
    """
    if large := [name for name, most in MOST.items() if len(getattr(workflow, name)) > most]:
        yield from (Fault(f"{AT}/{name}", "too-many", "Quá nhiều mục.", "There are too many.") for name in large)
        return
    steps = {step.id: step for step in workflow.steps}
    yield from _twice([step.id for step in workflow.steps], f"{AT}/steps")
    if workflow.start not in steps:
        yield Fault(f"{AT}/start", "unknown", "Không có bước bắt đầu này.", "There is no such step to start with.")
    yield from chain.from_iterable(
        _step(step, steps, at=f"{AT}/steps/{place}", kinds=kinds, parts={part.id for part in workflow.parts})
        for place, step in enumerate(workflow.steps)
    )
    yield from _ways(workflow, steps)
    yield from _too_long(workflow, steps, limits=limits)
    yield from _escalations(workflow.escalations, steps)
    yield from _parts(workflow.parts, kinds=kinds, procedures=procedures, fields=fields)


def _step(
    step: Step, steps: Mapping[str, Step], *, at: str, kinds: Collection[AgencyKind], parts: Collection[str]
) -> Iterator[Fault]:
    for place, move in enumerate(step.moves):
        if move.to not in steps:
            yield Fault(f"{at}/moves/{place}/to", "unknown", "Không có bước này.", "There is no such step.")
    if step.moves and all(move.when is not None for move in step.moves):
        yield Fault(
            f"{at}/moves",
            "may-be-stuck",
            "Phải có một lối đi không kèm điều kiện.",
            "One way on must have no condition.",
        )
    if not step.moves and step.status not in ENDS:
        yield Fault(f"{at}/moves", "dead-end", "Bước không có lối ra.", "The step leads nowhere.")
    if step.unit is not None and step.unit not in kinds:
        yield Fault(f"{at}/unit", "unknown", "Không có cơ quan loại này.", "There is no agency of this kind.")
    if step.worker is Worker.PARTNER and step.unit is None and step.part is None:
        yield Fault(f"{at}/unit", "missing", "Chưa nói đối tác nào làm.", "It is not said which partner does it.")
    if step.part is not None and step.part not in parts:
        yield Fault(f"{at}/part", "unknown", "Không có phần việc này.", "There is no such part.")


def _ways(workflow: Workflow, steps: Mapping[str, Step]) -> Iterator[Fault]:
    """Steps nobody comes to, and steps from which no end is reached."""
    onward = {id_: {move.to for move in step.moves} & steps.keys() for id_, step in steps.items()}
    back: dict[str, set[str]] = {id_: set() for id_ in steps}
    for id_, following in onward.items():
        for other in following:
            back[other].add(id_)
    begun = reached({workflow.start} & steps.keys(), onward)
    ending = reached({id_ for id_, step in steps.items() if not step.moves and step.status in ENDS}, back)
    for place, step in enumerate(workflow.steps):
        at = f"{AT}/steps/{place}"
        if workflow.start in steps and step.id not in begun:
            yield Fault(at, "unreachable", "Không bước nào dẫn tới bước này.", "No step leads to this one.")
        if step.moves and step.id not in ending:
            yield Fault(at, "endless", "Từ bước này không tới được bước kết thúc.", "No end is reached from here.")


def _too_long(workflow: Workflow, steps: Mapping[str, Step], *, limits: Sequence[TimeLimit]) -> Iterator[Fault]:
    """Steps that together take longer than the law allows, along the shortest way to an end."""
    for unit in (LimitUnit.WORKING_DAY, LimitUnit.DAY, LimitUnit.WORKING_HOUR):
        allowed = [limit.value for limit in limits if limit.unit is unit]
        least = _least(workflow.start, steps, unit=unit) if allowed else None
        if least is not None and least > max(allowed):
            yield Fault(
                f"{AT}/steps",
                "too-long",
                "Tổng thời hạn các bước vượt thời hạn của thủ tục.",
                "The steps together take longer than the procedure may.",
            )


def _least(start: str, steps: Mapping[str, Step], *, unit: LimitUnit) -> int | None:
    """The least total of the limits in `unit` on a way from `start` to an end; None when there is no way."""
    best: dict[str, int] = {}
    open_ = {start: _own(steps[start], unit)} if start in steps else {}
    while open_:
        here = min(open_, key=lambda id_: open_[id_])
        best[here] = open_.pop(here)
        if not steps[here].moves:
            return best[here]
        for move in steps[here].moves:
            if move.to in steps and move.to not in best:
                total = best[here] + _own(steps[move.to], unit)
                open_[move.to] = min(total, open_.get(move.to, total))
    return None


def _own(step: Step, unit: LimitUnit) -> int:
    return step.limit.value if step.limit is not None and step.limit.unit is unit else 0


def _escalations(escalations: Iterable[Escalation], steps: Mapping[str, Step]) -> Iterator[Fault]:
    seen: set[tuple[str, int]] = set()
    for place, row in enumerate(escalations):
        at = f"{AT}/escalations/{place}"
        if row.step not in steps:
            yield Fault(f"{at}/step", "unknown", "Không có bước này.", "There is no such step.")
        elif steps[row.step].limit is None:
            yield Fault(f"{at}/step", "no-limit", "Bước này không có thời hạn.", "This step has no limit to exceed.")
        if (row.step, row.level) in seen:
            yield Fault(f"{at}/level", "twice", "Trùng cấp cảnh báo.", "This level is given twice.")
        seen.add((row.step, row.level))


def _parts(
    parts: Iterable[JointPart], *, kinds: Collection[AgencyKind], procedures: Collection[str], fields: Collection[str]
) -> Iterator[Fault]:
    listed = list(parts)
    known = {part.id: part for part in listed}
    yield from _twice([part.id for part in listed], f"{AT}/parts")
    after = {part.id: set(part.after) & known.keys() for part in listed}
    for place, part in enumerate(listed):
        at = f"{AT}/parts/{place}"
        if part.procedure_code is not None and part.procedure_code not in procedures:
            yield Fault(f"{at}/procedure_code", "unknown", "Không có thủ tục này.", "There is no such procedure.")
        if part.agency_kind not in kinds:
            yield Fault(f"{at}/agency_kind", "unknown", "Không có cơ quan loại này.", "There is no such agency.")
        for index, before in enumerate(part.after):
            if before not in known:
                yield Fault(f"{at}/after/{index}", "unknown", "Không có phần việc này.", "There is no such part.")
        before_it = reached(after[part.id], after)
        if part.id in before_it:
            yield Fault(f"{at}/after", "circular", "Các phần chờ lẫn nhau.", "The parts wait for each other.")
        yield from _inputs(part, known, at=at, before=before_it, fields=fields)
        yield from _shares(part, at=at, fields=fields)


def _shares(part: JointPart, *, at: str, fields: Collection[str]) -> Iterator[Fault]:
    """Questions that are said to be a part's business but that the form does not ask."""
    named = [(f"{at}/fields/{place}", one) for place, one in enumerate(part.fields)]
    for pointer, name in [*named, *([(f"{at}/area", part.area)] if part.area is not None else [])]:
        if name not in fields:
            yield Fault(pointer, "unknown", "Tờ khai không có trường này.", "No such field.")


def _inputs(
    part: JointPart, known: Mapping[str, JointPart], *, at: str, before: Collection[str], fields: Collection[str]
) -> Iterator[Fault]:
    for place, flow in enumerate(part.inputs):
        source = known.get(flow.part)
        if source is None or flow.part not in before:
            yield Fault(
                f"{at}/inputs/{place}/part",
                "not-before",
                "Dữ liệu phải đến từ phần xong trước.",
                "Data must come from a part that is done before.",
            )
        elif flow.output not in source.results and flow.output not in fields:
            yield Fault(
                f"{at}/inputs/{place}/output", "unknown", "Phần kia không cho ra dữ liệu này.", "It gives no such data."
            )
        if flow.into not in fields:
            yield Fault(f"{at}/inputs/{place}/into", "unknown", "Tờ khai không có trường này.", "No such field.")


def _twice(ids: list[str], at: str) -> Iterator[Fault]:
    for place, id_ in enumerate(ids):
        if id_ in ids[:place]:
            yield Fault(f"{at}/{place}/id", "twice", "Mã bị trùng.", "The id is given twice.")
