"""The usual way of a one-stop procedure, for revisions that say nothing of their own. Pure.

Received at the desk, worked on, signed, handed over (NĐ 118/2025; forms 01-06 of TT 03/2025/TT-VPCP). Only the desk's
duty to answer an online submission within 8 working hours has a limit of its own (NĐ 107/2021, to verify).
"""

from contracts.terms import LimitUnit, TimeLimit
from contracts.workflow import Alarm, DossierStatus, Escalation, Move, Step, Worker, Workflow

DESK_LIMIT = TimeLimit(value=8, unit=LimitUnit.WORKING_HOUR)


def usual() -> Workflow:
    """Reception, work, signature, return."""
    return Workflow(
        start="reception",
        steps=[
            Step(
                id="reception",
                name="Tiếp nhận tại Bộ phận Một cửa",
                name_en="Reception at the one-stop desk",
                worker=Worker.COUNTER,
                status=DossierStatus.SUBMITTED,
                limit=DESK_LIMIT,
                moves=[
                    Move(to="work", name="Tiếp nhận, chuyển xử lý", name_en="Accept and hand over"),
                    Move(to="declined", name="Từ chối tiếp nhận", name_en="Decline"),
                ],
            ),
            Step(
                id="work",
                name="Thẩm định, giải quyết",
                name_en="Assessment",
                worker=Worker.OFFICER,
                status=DossierStatus.IN_PROGRESS,
                moves=[Move(to="signature", name="Trình ký", name_en="Submit for signature")],
            ),
            Step(
                id="signature",
                name="Phê duyệt, ký kết quả",
                name_en="Approval and signature",
                worker=Worker.LEADER,
                status=DossierStatus.IN_PROGRESS,
                moves=[
                    Move(to="return", name="Ký kết quả", name_en="Sign the result"),
                    Move(to="work", name="Trả lại để làm lại", name_en="Send back"),
                ],
            ),
            Step(
                id="return",
                name="Trả kết quả",
                name_en="Return of the result",
                worker=Worker.COUNTER,
                status=DossierStatus.RESOLVED,
                moves=[Move(to="done", name="Giao kết quả", name_en="Hand over the result")],
            ),
            Step(
                id="declined",
                name="Không tiếp nhận",
                name_en="Declined",
                worker=Worker.SYSTEM,
                status=DossierStatus.DECLINED,
            ),
            Step(
                id="done",
                name="Đã trả kết quả",
                name_en="Result delivered",
                worker=Worker.SYSTEM,
                status=DossierStatus.DELIVERED,
            ),
        ],
        escalations=[
            Escalation(
                step="reception",
                exceeded_by=TimeLimit(value=4, unit=LimitUnit.WORKING_HOUR),
                tell=Worker.LEADER,
                alarm=Alarm.NOTIFY,
            )
        ],
    )
