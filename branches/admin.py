"""Django's own site for technical administrators: kinds, organisations, rules and terms."""

from django.contrib import admin
from django.http import HttpRequest

from .models import Organization, OrganizationKind, RulePack, RuleValue, Term


@admin.register(OrganizationKind)
class OrganizationKindAdmin(admin.ModelAdmin):
    list_display = ["name", "code", "tier", "is_grassroots", "valid_from", "valid_to"]
    list_filter = ["tier"]
    search_fields = ["name", "code"]


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    """What papers print may be mended here; name, kind and place in the tree are dated facts that
    only the services of `branches` write."""

    list_display = ["name", "kind", "parent", "established_on", "dissolved_on"]
    list_select_related = ["kind", "parent"]
    list_filter = ["kind"]
    search_fields = ["search_key", "code"]
    ordering = ["path"]
    readonly_fields = [
        "name",
        "code",
        "kind",
        "parent",
        "path",
        "established_on",
        "dissolved_on",
    ]
    fields = (*readonly_fields, "branch_kind", "place", "document_symbol")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:
        return False


class RuleValueInline(admin.TabularInline):
    model = RuleValue
    extra = 1


@admin.register(RulePack)
class RulePackAdmin(admin.ModelAdmin):
    list_display = ["name", "organization", "source", "valid_from", "valid_to"]
    list_select_related = ["organization"]
    search_fields = ["name", "source"]
    autocomplete_fields = ["organization"]
    inlines = [RuleValueInline]


@admin.register(Term)
class TermAdmin(admin.ModelAdmin):
    list_display = ["organization", "ordinal", "name", "valid_from", "valid_to"]
    list_select_related = ["organization"]
    search_fields = ["name", "organization__search_key"]
    autocomplete_fields = ["organization"]
