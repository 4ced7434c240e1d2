"""The words of official papers: Vietnamese, whatever the reader's language."""

from meetings.models import AttendanceStatus, Exclusion, Form, MeetingKind, TaskState
from members.models import PostKind

KIND_WORDS = {
    MeetingKind.PERIODIC: "sinh hoạt chi bộ thường kỳ",
    MeetingKind.THEMATIC: "sinh hoạt chi bộ chuyên đề",
    MeetingKind.COMBINED: "sinh hoạt chi bộ thường kỳ và chuyên đề",
    MeetingKind.COMMITTEE: "họp chi uỷ",
    MeetingKind.CELL: "sinh hoạt tổ đảng",
    MeetingKind.EXTRAORDINARY: "sinh hoạt chi bộ bất thường",
    MeetingKind.CONGRESS: "đại hội chi bộ",
    MeetingKind.REVIEW: "kiểm điểm, xếp loại chất lượng",
}
FORM_WORDS = {
    Form.IN_PERSON: "trực tiếp",
    Form.ONLINE: "trực tuyến",
    Form.HYBRID: "trực tiếp kết hợp trực tuyến",
}
EXCLUSION_WORDS = {
    Exclusion.EXEMPT: "được miễn sinh hoạt",
    Exclusion.EXEMPT_PROBATIONARY: "được miễn sinh hoạt",
    Exclusion.SUSPENDED: "đang bị đình chỉ sinh hoạt",
    Exclusion.TEMPORARILY_AWAY: "đang chuyển sinh hoạt tạm thời nơi khác",
    Exclusion.TEMPORARILY_HERE: "chuyển sinh hoạt tạm thời đến",
}
TASK_WORDS = {
    TaskState.OPEN: "Chưa thực hiện",
    TaskState.IN_PROGRESS: "Đang thực hiện",
    TaskState.DONE_ON_TIME: "Hoàn thành đúng hạn",
    TaskState.DONE_LATE: "Hoàn thành chậm",
    TaskState.CARRIED_OVER: "Chuyển sang kỳ sau",
    TaskState.CANCELLED: "Huỷ",
}
POST_WORDS = {
    PostKind.SECRETARY: "BÍ THƯ",
    PostKind.DEPUTY_SECRETARY: "PHÓ BÍ THƯ",
    PostKind.COMMITTEE_MEMBER: "CHI UỶ VIÊN",
    PostKind.CELL_LEADER: "TỔ TRƯỞNG",
    PostKind.CELL_DEPUTY: "TỔ PHÓ",
}
NO_POST = "ĐẢNG VIÊN"
MARK_WORDS = {
    AttendanceStatus.UNKNOWN: "",
    AttendanceStatus.PRESENT: "Có mặt",
    AttendanceStatus.ONLINE: "Dự trực tuyến",
    AttendanceStatus.EXCUSED: "Vắng có lý do",
    AttendanceStatus.UNEXCUSED: "Vắng không lý do",
    AttendanceStatus.EXEMPT: "Được miễn, vắng",
    AttendanceStatus.NOT_REQUIRED: "Không thuộc diện triệu tập",
}
GRADE_WORDS = {"good": "Tốt", "fair": "Khá", "average": "Trung bình"}
LOWEST_GRADE = "Kém"
# The type of minutes among the numbered papers (HD 36-HD/VPTW).
MINUTES_CODE = "BB"
# Names of papers that bear no number of their own, so that no list of types has them.
SCORE_NAME = "Bảng chấm điểm"
EXTRACT_NAME = "Trích biên bản"
SIGN_IN_NAME = "Danh sách đảng viên dự họp"
ADDENDUM_NAME = "Phụ lục biên bản"
TOPIC_NAME = "Chuyên đề"
