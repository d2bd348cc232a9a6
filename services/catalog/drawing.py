"""A workflow as a picture: SVG that reads well on paper, on a phone and aloud. Pure.

Steps stand in rows by how far they are from the start, ways back are dashed. `workflow.svg` is the picture's
template; it escapes all words, and describes the picture in text for those who hear it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from contracts.terms import LimitUnit, TimeLimit
from contracts.workflow import Step, Worker, Workflow

BOX, GAP = (220, 76), (36, 54)
MARGIN = 24
CHARACTERS = 27
"""Letters on one line of a box."""

WORKERS = {
    Worker.APPLICANT: ("Người nộp", "Applicant", "#fff4d6"),
    Worker.COUNTER: ("Bộ phận Một cửa", "One-stop desk", "#e3f1ff"),
    Worker.OFFICER: ("Công chức thụ lý", "Officer", "#e8f7ea"),
    Worker.LEADER: ("Lãnh đạo", "Leader", "#fde8e8"),
    Worker.PARTNER: ("Cơ quan phối hợp", "Partner agency", "#efe9fb"),
    Worker.SYSTEM: ("Hệ thống", "The platform", "#eeeeee"),
}
UNITS = {
    LimitUnit.WORKING_DAY: ("ngày làm việc", "working days"),
    LimitUnit.WORKING_HOUR: ("giờ làm việc", "working hours"),
    LimitUnit.DAY: ("ngày", "days"),
    LimitUnit.SAME_DAY: ("trong ngày", "same day"),
}


_TEMPLATE = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
).get_template("workflow.svg")


@dataclass(frozen=True)
class Box:
    """A step in the picture: its upper left corner, its lines, and who does it."""

    x: int
    y: int
    lines: list[str]
    below: str
    colour: str


@dataclass(frozen=True)
class Arrow:
    """A way on, as an SVG path; `is_aside`: it leads back, or only under a condition."""

    path: str
    words: str
    is_aside: bool


def draw(workflow: Workflow, *, title: str, is_english: bool = False) -> str:
    """The picture, complete with a title and a description in words."""
    rows = _rows(workflow)
    wide = max(len(row) for row in rows)
    corners = _corners(rows, wide=wide)
    return _TEMPLATE.render(
        title=title,
        told=_told(workflow, is_english=is_english),
        language="en" if is_english else "vi",
        width=2 * MARGIN + wide * BOX[0] + (wide - 1) * GAP[0],
        height=2 * MARGIN + len(rows) * BOX[1] + (len(rows) - 1) * GAP[1],
        box={"width": BOX[0], "height": BOX[1]},
        boxes=[_box(step, *corners[step.id], is_english=is_english) for step in workflow.steps],
        arrows=list(_arrows(workflow, corners, is_english=is_english)),
    )


def limit_words(limit: TimeLimit, *, is_english: bool) -> str:
    """`3 ngày làm việc`, `3 working days`."""
    words = UNITS[limit.unit][is_english]
    return words if limit.unit is LimitUnit.SAME_DAY else f"{limit.value} {words}"


def _rows(workflow: Workflow) -> list[list[str]]:
    """The ids of the steps by their distance from the start; what is never reached stands last."""
    steps = {step.id: step for step in workflow.steps}
    seen = {workflow.start} & steps.keys()
    rows = [sorted(seen)]
    while rows[-1]:
        following = dict.fromkeys(
            move.to for id_ in rows[-1] for move in steps[id_].moves if move.to in steps and move.to not in seen
        )
        seen |= following.keys()
        rows.append(list(following))
    return [row for row in [*rows, [id_ for id_ in steps if id_ not in seen]] if row]


def _corners(rows: Sequence[Sequence[str]], *, wide: int) -> dict[str, tuple[int, int]]:
    corners = {}
    for down, row in enumerate(rows):
        indent = (wide - len(row)) * (BOX[0] + GAP[0]) // 2
        for across, id_ in enumerate(row):
            corners[id_] = (MARGIN + indent + across * (BOX[0] + GAP[0]), MARGIN + down * (BOX[1] + GAP[1]))
    return corners


def _box(step: Step, x: int, y: int, *, is_english: bool) -> Box:
    *names, colour = WORKERS[step.worker]
    limit = f" · {limit_words(step.limit, is_english=is_english)}" if step.limit else ""
    lines = wrap(step.name_en if is_english else step.name, CHARACTERS)[:3]
    return Box(x=x, y=y, lines=lines, below=names[is_english] + limit, colour=colour)


def _arrows(workflow: Workflow, corners: Mapping[str, tuple[int, int]], *, is_english: bool) -> Iterator[Arrow]:
    for step in workflow.steps:
        for move in step.moves:
            if move.to in corners:
                start, end = corners[step.id], corners[move.to]
                is_back = end[1] <= start[1]
                yield Arrow(
                    path=_back(start, end) if is_back else _down(start, end),
                    words=move.name_en if is_english else move.name,
                    is_aside=is_back or move.when is not None,
                )


def _down(start: tuple[int, int], end: tuple[int, int]) -> str:
    x1, y1, x2, y2 = start[0] + BOX[0] // 2, start[1] + BOX[1], end[0] + BOX[0] // 2, end[1]
    middle = (y1 + y2) // 2
    return f"M{x1} {y1} C{x1} {middle} {x2} {middle} {x2} {y2}"


def _back(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A way back: up to the row above, or around the left of everything."""
    if start[1] - end[1] == BOX[1] + GAP[1]:
        x1, y1, x2, y2 = start[0] + 3 * BOX[0] // 4, start[1], end[0] + 3 * BOX[0] // 4, end[1] + BOX[1]
        middle = (y1 + y2) // 2
        return f"M{x1} {y1} C{x1} {middle} {x2} {middle} {x2} {y2}"
    y1, y2 = start[1] + BOX[1] // 2, end[1] + BOX[1] // 2
    left = MARGIN // 2
    return f"M{start[0]} {y1} C{left} {y1} {left} {y1} {left} {(y1 + y2) // 2} S{left} {y2} {end[0]} {y2}"


def _told(workflow: Workflow, *, is_english: bool) -> str:
    """The picture in sentences, in the order of the steps."""
    names = {step.id: step.name_en if is_english else step.name for step in workflow.steps}
    sentences = []
    for number, step in enumerate(workflow.steps, 1):
        limit = f", {limit_words(step.limit, is_english=is_english)}" if step.limit else ""
        onward = [
            f"{move.name_en if is_english else move.name} → {names[move.to]}" for move in step.moves if move.to in names
        ]
        ways = "; ".join(onward) or ("the end" if is_english else "kết thúc")
        sentences.append(f"{number}. {names[step.id]} ({WORKERS[step.worker][is_english]}{limit}): {ways}.")
    return " ".join(sentences)
