"""Giving members a way in: one by one, or slips for a branch."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from branches.models import Organization
from members.access import Permission, Request, fetch, requires
from members.forms.errors import add_errors
from members.forms.invitation import InviteForm, SlipsForm
from members.models import Invitation, Member
from members.papers import draw_slips
from members.queries import organizations
from members.services import invitations as services
from papers.pdf import PaperFailed
from papers.text import fold

# As many as are drawn well within the limits of one paper.
SLIPS_AT_ONCE = 24


@requires(Permission.MANAGE_ACCOUNTS, "GET", "POST")
def member_access(request: Request, member_id: UUID) -> HttpResponse:
    """Whether the member has a way in, and giving one: an account, or a new password."""
    member = fetch(
        request, Member.objects.select_related("home__kind", "cell__kind"), public_id=member_id
    )
    account = getattr(member, "user", None)
    form = InviteForm(request.POST or None, member=member)
    if form.is_valid():
        give = services.reset_access if account else services.invite_member
        try:
            invitation = give(
                member=member, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            if invitation.channel == Invitation.Channel.SLIP:
                return _slips(request, [invitation], member.access_place)
            messages.success(request, _("The e-mail with the code is on its way."))
            return redirect("members:member_access", member.public_id)
    return render(
        request,
        "members/member_access.html",
        {
            "member": member,
            "account": account,
            "invitation": member.invitations.open(timezone.now()).first(),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


@requires(Permission.MANAGE_ACCOUNTS, "GET", "POST")
def slip_list(request: Request, organization_id: UUID) -> HttpResponse:
    """The members without an account, and slips for those chosen."""
    organization = fetch(request, organizations(), public_id=organization_id)
    found = (
        Member.objects.visible_to(request.access)
        .under(organization)
        .filter(user__isnull=True)
        .select_related("home", "cell")
        .by_given_name()
    )
    page = Paginator(found, SLIPS_AT_ONCE).get_page(request.GET.get("page"))
    form = SlipsForm(request.POST if request.method == "POST" else None, members=found)
    if form.is_valid():
        chosen = list(form.cleaned_data["members"][:SLIPS_AT_ONCE])
        try:
            slips = services.print_slips(members=chosen, by=request.user, now=timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _slips(request, slips, organization)
    return render(
        request,
        "members/slip_list.html",
        {"organization": organization, "form": form, "page_obj": page},
        status=422 if form.is_bound else 200,
    )


@sensitive_variables()
def _slips(
    request: Request, invitations: list[Invitation], organization: Organization | None
) -> HttpResponse:
    """The PDF, drawn while the officer waits and kept nowhere: it has the codes in it."""
    try:
        content = draw_slips(invitations, now=timezone.now())
    except PaperFailed as error:
        messages.error(request, str(error))
        return redirect(request.path)
    name = slugify(fold(str(organization or "")))
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="phieu-kich-hoat-{name}.pdf"'
    response["Cache-Control"] = "no-store"
    return response
