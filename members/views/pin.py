"""One's own PIN."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from members.access import Request, signed_in
from members.forms.pin import PinForm
from members.services.pin import set_pin


@signed_in("GET", "POST")
@sensitive_post_parameters()
def pin(request: Request) -> HttpResponse:
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            set_pin(by=request.user, pin=form.cleaned_data["pin"], now=timezone.now())
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Your PIN is set."))
            return redirect("members:settings")
    return render(request, "members/pin.html", {"form": form})
