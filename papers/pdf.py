"""A paper as PDF. The text is put into templates/papers here; papers/renderer.py has it drawn.

What rendering may use (time, memory, size) is technical and stands in Limits, or in the setting
PAPER_LIMITS; how a paper looks comes with the PaperStyle.
"""

import logging
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from papers.documents import (
    AddendumPaper,
    BoardPaper,
    CampaignPaper,
    ExtractPaper,
    IntroductionPaper,
    InvitationsPaper,
    MinutesPaper,
    NoticePaper,
    PackPaper,
    Paper,
    ResolutionPaper,
    ScorePaper,
    SignInPaper,
    SlipsPaper,
    TopicPaper,
    YearBookPaper,
)
from papers.format import PaperStyle
from papers.renderer import RenderProcessMissing, renderer_for
from papers.text import normalize

TEMPLATES = {
    MinutesPaper: "papers/minutes.html",
    ResolutionPaper: "papers/resolution.html",
    NoticePaper: "papers/notice.html",
    IntroductionPaper: "papers/introduction.html",
    SlipsPaper: "papers/slips.html",
    SignInPaper: "papers/sign_in.html",
    ScorePaper: "papers/score.html",
    ExtractPaper: "papers/extract.html",
    AddendumPaper: "papers/addendum.html",
    TopicPaper: "papers/topic.html",
    YearBookPaper: "papers/yearbook.html",
    BoardPaper: "papers/board.html",
    InvitationsPaper: "papers/invitations.html",
    PackPaper: "papers/pack.html",
    CampaignPaper: "papers/campaign.html",
}
LANGUAGE = "vi"  # of every paper, whatever its reader has chosen for the screen

logger = logging.getLogger(__name__)


class PaperFailed(Exception):
    """The paper could not be made; `message` is for people."""

    message: str | Promise = _(
        "The paper could not be made. Your text is safe; please try again, and tell your "
        "administrator if it happens again."
    )

    def __str__(self) -> str:
        return str(self.message)


class PaperTooLarge(PaperFailed):
    message = _("The paper is too large. Shorten the text, or attach the long parts as documents.")


class PaperTimeout(PaperFailed):
    message = _(
        "The paper took too long to make. Make long texts and tables shorter, then try again."
    )


class PdfUnavailable(PaperFailed):
    message = _(
        "This server cannot make PDFs yet: the Pango library or the paper fonts are missing. "
        "Tell your administrator; everything else keeps working."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What drawing one paper may use before it is killed."""

    wall_seconds: float = 20
    cpu_seconds: int = 15
    memory_bytes: int = 1 << 30
    output_bytes: int = 20_000_000
    html_bytes: int = 2_000_000

    @classmethod
    def from_settings(cls) -> "Limits":
        return cls(**getattr(settings, "PAPER_LIMITS", {}))


def render(
    document: Paper, style: PaperStyle, *, draft: bool = False, limits: Limits | None = None
) -> bytes:
    """The same document, style and draft mark give the same bytes.

    Raises PaperFailed or one of its kinds, and TextTooLarge for a single text beyond its limits.
    """
    html = page(document, style, draft=draft)
    css = render_to_string("papers/paper.css", {"style": style})
    epoch = int(document.identity.made_at.timestamp())
    return draw(html, css, epoch=epoch, limits=limits or Limits.from_settings())


def page(document: Paper, style: PaperStyle, *, draft: bool = False) -> str:
    """The paper as HTML, before it is drawn."""
    context = {"paper": document, "style": style, "draft": draft}
    with translation.override(LANGUAGE):
        return normalize(render_to_string(TEMPLATES[type(document)], context))


def draw(html: str, css: str, *, epoch: int, limits: Limits) -> bytes:
    """HTML to PDF in the limited process; safe for any HTML, but the one above is the way in."""
    if len(html.encode()) > limits.html_bytes:
        raise PaperTooLarge
    job = asdict(limits) | {"epoch": epoch}
    try:
        answer, pdf = renderer_for(Path(settings.PAPER_FONT_DIR)).run(job, html, css)
    except RenderProcessMissing as error:
        logger.error("No PDF can be made here: %s", error)
        raise PdfUnavailable from error
    if answer["status"] == "ok":
        return pdf
    logger.warning("A paper was not made: %s (%s)", answer["status"], answer["detail"])
    raise _ERRORS.get(answer["status"], PaperFailed)


_ERRORS = {"timeout": PaperTimeout, "too_large": PaperTooLarge}
