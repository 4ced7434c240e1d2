"""What a meeting has decided, as a paper of its own."""

from dataclasses import dataclass

from .frame import Heading, Identity, Signature, Wording
from .sitting import Sitting, TaskLine, TaskResult, VoteResult


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolutionPaper:
    """Nghị quyết; a part without content is left out and the numbering closes up."""

    identity: Identity
    wording: Wording
    heading: Heading
    sitting: Sitting | None
    signature: Signature
    legal_bases: tuple[str, ...] = ()
    opening: str = ""  # instead of the paragraph made from the sitting
    assessment: str = ""
    previous_tasks: tuple[TaskResult, ...] = ()
    praise: str = ""
    shortcomings: str = ""
    direction: str = ""
    tasks: tuple[TaskLine, ...] = ()
    implementation: str = ""
    evaluation: str = ""
    adoption: str = ""
    adoption_vote: VoteResult | None = None
