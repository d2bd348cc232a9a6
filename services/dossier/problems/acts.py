"""What can be wrong with an act on a dossier."""

from uuid import UUID

from kit.problems import Conflict, Forbidden, Invalid


class NotNow(Conflict):
    """Hồ sơ đang ở trạng thái không cho phép việc này."""

    english = "The dossier's state does not allow this."


class NotYours(Forbidden):
    """Việc này thuộc về người khác trong quy trình."""

    english = "This act belongs to somebody else."


class DelegationOver(Forbidden):
    """Ủy quyền không còn hiệu lực: đã hết hạn hoặc đã bị chấm dứt."""

    english = "The delegation does not hold any more: it has run out or was revoked."


class NotDelegated(Forbidden):
    """Người ủy quyền không cho phép làm thay thủ tục này."""

    english = "The delegation does not name this procedure."


class OtherWasFirst(Conflict):
    """Có người vừa xử lý hồ sơ này trước; hãy tải lại."""

    english = "Somebody else has just acted on this dossier; load it again."


class FeeUnpaid(Conflict):
    """Phí, lệ phí phải nộp trước việc này chưa được thanh toán."""

    english = "The fee due before this has not been paid."


class AlreadyRevoked(Conflict):
    """Kết quả này đã bị thu hồi."""

    english = "This result has been revoked."


class Incomplete(Invalid):
    """Hồ sơ chưa đầy đủ hoặc chưa hợp lệ."""

    english = "The dossier is not complete or not valid."


class NotOnline(Conflict):
    """Thủ tục này chưa nhận hồ sơ trực tuyến."""

    english = "This procedure is not offered online."


class ProcedureOver(Conflict):
    """Thủ tục này không còn nhận hồ sơ."""

    english = "This procedure is not offered any more."


class NotKnownYet(Conflict):
    """Hệ thống đang nhận dữ liệu cần thiết; hãy thử lại sau ít giây."""

    english = "A fact this needs is still on its way; try again in a few seconds."


class TooManyDrafts(Conflict):
    """Đã có quá nhiều bản nháp chưa nộp; hãy nộp hoặc dùng lại một bản."""

    english = "There are too many drafts not submitted; submit one or go on with one."


class AlreadyAssigned(Conflict):
    """Hồ sơ đã có người nhận xử lý."""

    english = "Somebody has the dossier in hand already."


class AssignedToAnother(Forbidden):
    """Hồ sơ không phải do ông/bà đang xử lý."""

    english = "The dossier is not in your hands."


class NoDeadline(Conflict):
    """Hồ sơ không có thời hạn giải quyết nên không có gì để gia hạn."""

    english = "The dossier has no legal limit to extend."


class AlreadyExtended(Conflict):
    """Hồ sơ đã được gia hạn; chỉ được hẹn lại một lần."""

    english = "The dossier was extended already; a new date may be given only once."


class NothingToExtend(Conflict):
    """Chưa có dự thảo xin lỗi và gia hạn nào chờ xác nhận."""

    english = "No apology and new date wait for confirmation."


class ExtensionOutdated(Conflict):
    """Ngày hẹn mới trong dự thảo không còn sau ngày hẹn hiện tại. Không đồng ý dự thảo này rồi lập dự thảo mới."""

    english = "The drafted date is no longer later than the present one. Refuse this draft and have another drawn up."


class NotRepairable(Conflict):
    """Chỉ hoàn thiện lại được phần việc bị từ chối khi hồ sơ liên thông chưa kết thúc."""

    english = "Only a refused part of a joint dossier that has not ended can be repaired."


class WithdrawnForGood(Conflict):
    """Hồ sơ đã được rút theo yêu cầu của người nộp nên không mở lại."""

    english = "The applicant withdrew the dossier, so it is not reopened."


class AlreadyObjected(Conflict):
    """Ông/bà đã phản đối lượt xem này."""

    english = "You have objected to this look already."


class TooManyLinks(Conflict):
    """Hồ sơ đã có nhiều liên kết theo dõi đang dùng; hãy chấm dứt bớt."""

    english = "There are as many links to this dossier as there may be; end one first."


class NoWaybill(Conflict):
    """Chưa có vận đơn bưu chính cho kết quả này."""

    english = "The post has no order for this result yet."


class NotByPost(Conflict):
    """Nơi này chưa trả kết quả qua bưu chính."""

    english = "Results are not returned by post here."


class NotWishedByPost(Conflict):
    """Người nộp chưa chọn nhận kết quả qua bưu chính."""

    english = "The applicant has not asked for the result by post."


class WishedByPost(Conflict):
    """Người nộp đã chọn nhận kết quả qua bưu chính; muốn nhận cách khác thì người nộp chọn lại trước."""

    english = "The applicant asked for the result by post; they choose again before it is returned online."


class OnItsWay(Conflict):
    """Kết quả đã được giao cho bưu chính hoặc đang chờ gửi."""

    english = "The result has been given to the post, or is about to be."


class NotAssessed(Conflict):
    """Phải đánh giá mọi giấy tờ và mục được nêu trước khi yêu cầu bổ sung, để chỉ yêu cầu một lần."""

    english = "Everything must have a verdict first, so that what is missing is asked for once."


class NothingWrong(Conflict):
    """Chưa có mục nào được đánh giá là chưa đạt nên không có gì để yêu cầu bổ sung."""

    english = "Nothing was found wrong, so there is nothing to ask for."


class FoundWrong(Conflict):
    """Có mục được đánh giá là chưa đạt; hãy yêu cầu bổ sung hoặc từ chối tiếp nhận."""

    english = "Something was found wrong: ask for a supplement, or decline."


class LeaderNeeded(Forbidden):
    """Mục đã đạt ở lần yêu cầu trước chỉ được yêu cầu lại khi lãnh đạo thực hiện."""

    english = "What had passed before is asked for again only by a leader."


class LiveDraft(Conflict):
    """Đã có một bản nháp cho thủ tục và trường hợp này; hãy làm tiếp bản đó."""

    english = "There is a draft for this procedure and case already; go on with that one."

    @classmethod
    def at(cls, dossier_id: UUID) -> "LiveDraft":
        """The problem with the way to that draft."""
        return cls(headers={"Location": f"/v1/dossiers/{dossier_id}"}, members={"dossier_id": str(dossier_id)})


class OwnerOnly(Forbidden):
    """Chỉ chính chủ hồ sơ được làm việc này, không ai làm thay."""

    english = "Only the owner does this; nobody does it for them."


class PapersLent(Conflict):
    """Hồ sơ đã nộp dùng giấy tờ từ hồ sơ khác của người nộp nên không chuyển cho người khác được."""

    english = "The dossier was sent with papers of its owner's other dossiers, so nobody else can take it over."


class InvitationOver(Conflict):
    """Lời mời không còn hiệu lực."""

    english = "The invitation does not hold any more."


class TooManyInvitations(Conflict):
    """Đã mời quá nhiều người; hãy thử lại sau hoặc hủy bớt lời mời."""

    english = "Too many were invited; take some back, or try again later."


class OnlyWhole(Conflict):
    """Việc này làm với cả hồ sơ liên thông, không làm với một phần của nó."""

    english = "This is done to the joint dossier as a whole, not to a part of it."


class NotAcceptedYet(Conflict):
    """Hồ sơ chưa được tiếp nhận nên không dừng giải quyết; hãy từ chối tiếp nhận."""

    english = "The dossier has not been received, so it is not stopped; decline it instead."


class DoneByParts(Conflict):
    """Hồ sơ liên thông đã chuyển cho các cơ quan: việc này làm ở từng phần."""

    english = "The agencies of a joint dossier have it: this is done to each part."


class WholeEnded(Conflict):
    """Hồ sơ liên thông đã kết thúc nên phần này không mở lại."""

    english = "The joint dossier has ended, so this part is not reopened."


class NotThisWay(Conflict):
    """Thủ tục này không tiếp nhận hồ sơ theo cách đó."""

    english = "Dossiers for this procedure are not taken that way."


class NotConfirmed(Conflict):
    """Người nộp chưa xác nhận bằng mã nội dung đã nhập, nội dung đã thay đổi từ lúc đó, hoặc chưa quét thư họ đã ký."""

    english = "The applicant has not confirmed what was entered, it was changed since, or their letter is not scanned."


class NotReceipted(Conflict):
    """Người nhận chưa xác nhận bằng mã là đã nhận kết quả."""

    english = "The receiver has not confirmed by code that they received the result."


class Unreachable(Conflict):
    """Người nộp chưa có thư điện tử hay số điện thoại để nhận mã."""

    english = "The applicant has neither e-mail nor phone to receive a code."
