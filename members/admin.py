"""Django's own site for technical administrators: accounts, nothing about persons or meetings."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from .models import Account, DayOff

# Second factors are their owners' own: officers reset them, nobody reads the keys.
admin.site.unregister([StaticDevice, TOTPDevice])
# Groups grant nothing here: `members.access` alone says who may.
admin.site.unregister(Group)
admin.site.site_header = _("Sổ Chi Bộ: administration")
admin.site.site_title = _("Administration")
admin.site.index_title = _("Accounts, organisations and rules")


@admin.register(Account)
class AccountAdmin(UserAdmin):
    """Accounts by name. Those of members may be closed and opened here, never entered: a new
    password would open the content that a technical administrator does not see."""

    list_display = ["username", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["username"]
    ordering = ["username"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (_("Rights"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Appearance"), {"fields": ["language", "theme", "text_size"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_fieldsets(self, request: HttpRequest, obj: Account | None = None) -> Any:
        if obj and obj.member_id:
            return [(None, {"fields": ["username", "is_active", "last_login", "date_joined"]})]
        return super().get_fieldsets(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Account | None = None) -> Any:
        if obj and obj.member_id:
            return ["username", *self.readonly_fields]
        return self.readonly_fields

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        account = self.get_object(request, id)
        if account and account.member_id:
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def has_delete_permission(self, request: HttpRequest, obj: Account | None = None) -> bool:
        """Accounts are closed, not deleted: the log names them."""
        return False


@admin.register(DayOff)
class DayOffAdmin(admin.ModelAdmin):
    """What the government moves in a year; the calendar knows the holidays of the law itself."""

    list_display = ["date", "is_working", "note"]
    list_filter = ["is_working"]
    date_hierarchy = "date"
