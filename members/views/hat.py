"""One person, several posts: in which of them they act now."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from members.access import Request, signed_in
from members.services.accounts import wear_hat


@signed_in("POST")
def hat_wear(request: Request) -> HttpResponse:
    """Back to the first page: the page of before may not be open to the new hat."""
    chosen = request.POST.get("post", "")
    own = {str(post.pk): post for post in request.access.posts}
    if chosen and chosen not in own:
        messages.error(request, _("This post has ended, or is not yours."))
        return redirect("home")
    wear_hat(by=request.user, post=own.get(chosen))
    return redirect("home")
