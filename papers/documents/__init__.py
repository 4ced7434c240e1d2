"""What a paper shows, as plain frozen values: no ORM, no layout, no formatted numbers or dates.

Services fill these; papers/pdf.py puts them on paper. Fields called text, assessment and so on take
the Markdown subset of papers/markup.py; all other strings are plain.
"""

from .campaign import CampaignBranch, CampaignLine, CampaignPaper
from .frame import Heading, Identity, Person, Reference, Signature, Wording
from .minutes import (
    AddendumPaper,
    Contribution,
    ExtractPaper,
    MinutesItem,
    MinutesPaper,
    YearBookPaper,
)
from .notice import AgendaLine, BoardPaper, InvitationsPaper, NoticePaper
from .pack import PackItem, PackPaper, PackPart
from .people import IntroductionPaper, Slip, SlipsPaper
from .resolution import ResolutionPaper
from .sheets import Grade, ScorePaper, ScoreRow, SignInPaper, SignInRow
from .sitting import Absence, Headcount, Sitting, TaskLine, TaskResult, VoteResult
from .topic import TopicPaper

Paper = (
    MinutesPaper
    | ResolutionPaper
    | NoticePaper
    | IntroductionPaper
    | SlipsPaper
    | SignInPaper
    | ScorePaper
    | ExtractPaper
    | AddendumPaper
    | TopicPaper
    | YearBookPaper
    | BoardPaper
    | InvitationsPaper
    | PackPaper
    | CampaignPaper
)

__all__ = [
    "Absence",
    "AddendumPaper",
    "AgendaLine",
    "BoardPaper",
    "CampaignBranch",
    "CampaignLine",
    "CampaignPaper",
    "Contribution",
    "ExtractPaper",
    "Grade",
    "Headcount",
    "Heading",
    "Identity",
    "IntroductionPaper",
    "InvitationsPaper",
    "MinutesItem",
    "MinutesPaper",
    "NoticePaper",
    "PackItem",
    "PackPaper",
    "PackPart",
    "Paper",
    "Person",
    "Reference",
    "ResolutionPaper",
    "ScorePaper",
    "ScoreRow",
    "SignInPaper",
    "SignInRow",
    "Signature",
    "Sitting",
    "Slip",
    "SlipsPaper",
    "TaskLine",
    "TaskResult",
    "TopicPaper",
    "VoteResult",
    "Wording",
    "YearBookPaper",
]
