"""How a page answers its autosave script (static/js/autosave.js)."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone


def is_autosave(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "autosave"


def saved(version: int) -> JsonResponse:
    now = timezone.localtime(timezone.now())
    return JsonResponse({"version": version, "saved_at": f"{now:%H:%M}"})
