"""Every problem has one entry, however many operations can answer it."""

from typing import Any

from gateway.merge import merge, read_snapshots
from gateway.problem_list import Told, problem_list
from gateway.routes import TABLE


def document(**responses: str) -> dict[str, Any]:
    """A document whose one operation declares responses (`_409="..."`)."""
    declared = {status.removeprefix("_"): {"description": words} for status, words in responses.items()}
    return {"paths": {"/v1/x": {"parameters": [], "get": {"responses": declared}}}}


def test_each_line_of_a_declared_answer_is_a_problem() -> None:
    lines = "`fee-unpaid`: Chưa nộp phí. / Not paid.\n\n`not-now`: Chưa được. / Not now."
    found = problem_list(document(_200="Ok / fine", _409=lines))
    assert Told(409, "fee-unpaid", "Chưa nộp phí.", "Not paid.") in found
    assert Told(409, "not-now", "Chưa được.", "Not now.") in found


def test_the_doors_own_refusals_are_in_it_and_no_code_twice() -> None:
    codes = [one.code for one in problem_list(merge(read_snapshots(), rows=TABLE, public_url="https://motcua.example"))]
    assert {"no-answer", "too-slow", "problem", "fee-unpaid", "window-closed", "in-flight"} <= set(codes)
    assert len(codes) == len(set(codes))
