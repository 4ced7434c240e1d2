"""Opening a term of office after a congress, and correcting one."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from branches.models import Organization
from members.access import Permission, Request, fetch, requires
from members.forms.post import TermCorrectForm, TermForm
from members.queries import organizations, terms
from members.services.terms import correct_term, enter_term

from .step import Step, ask, typed


@requires(Permission.MANAGE_POSTS, "GET", "POST")
def term_open(request: Request, organization_id: UUID) -> HttpResponse:
    organization = fetch(request, organizations(), public_id=organization_id)
    last = organization.terms.order_by("-ordinal").first()
    initial = {"ordinal": last.ordinal + 1 if last else 1, "on": request.access.today}
    step = Step(
        title=_("Open a term of office"),
        lead=_(
            "After a congress. The term before ends on the day the new one begins, and papers are "
            "numbered from 01 again."
        ),
        button=_("Open the term"),
        done=_("The term is open. Enter who was elected next."),
        eyebrow=organization.name,
        back=_back(organization),
    )
    form = TermForm(typed(request), initial=initial)
    return ask(request, step, form, partial(enter_term, organization=organization))


@requires(Permission.MANAGE_POSTS, "GET", "POST")
def term_correct(request: Request, term_id: UUID) -> HttpResponse:
    term = fetch(request, terms().select_related("organization__kind"), public_id=term_id)
    step = Step(
        title=_("Correct a term"),
        lead=_("Papers that are numbered already keep their numbers."),
        button=_("Save the correction"),
        done=_("The term is corrected."),
        eyebrow=term.organization.name,
        back=_back(term.organization),
    )
    form = TermCorrectForm(typed(request), term=term)
    return ask(request, step, form, partial(correct_term, term=term))


def _back(organization: Organization) -> tuple[str, str]:
    return reverse("members:post_list", args=[organization.public_id]), _("Terms and posts")
