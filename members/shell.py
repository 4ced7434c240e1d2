"""What every page's frame shows: navigation, name, hat, unread messages, the reader's settings.

It asks `access.scopes` directly: the questions of the frame must not pass for those that
`AccessMiddleware` expects the page itself to have asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from branches.models import Organization, Tier

from .access import Access
from .models import Message, Post, User
from .permissions import Permission

BOTTOM_BAR = 4


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    icon: str
    active: bool
    count: int = 0
    # In the menu, never in the bar for the thumb.
    is_seldom: bool = False


@dataclass(frozen=True)
class Hat:
    """A post in which the person may act; `value` empty for all posts together."""

    value: str
    label: str
    is_worn: bool


def _in_words(post: Post) -> str:
    return _("%(post)s – %(organization)s") % {
        "post": post.get_kind_display(),
        "organization": post.organization,
    }


class Shell:
    """Worked out when a template asks: a fragment or a file pays nothing for it. One query."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        # Absent when no view was found, and before the log-in.
        self.access: Access = getattr(request, "access", None) or Access()
        user = getattr(request, "user", None)
        self.user: User | None = user if user and user.is_authenticated else None

    @property
    def language(self) -> str | None:
        return get_language()

    @property
    def theme(self) -> str:
        return self.user.theme if self.user else User.Theme.LIGHT.value

    @property
    def text_size(self) -> int:
        return self.user.text_size if self.user else User.TextSize.NORMAL.value

    @property
    def user_name(self) -> str:
        return self.user.get_full_name() if self.user else ""

    @property
    def settings_url(self) -> str:
        return reverse("members:settings")

    @property
    def record_url(self) -> str:
        return reverse("reports:my_record") if self.access.member else ""

    @property
    def logout_url(self) -> str:
        return reverse("members:logout")

    @property
    def messages_url(self) -> str:
        return reverse("members:inbox") if self.access.member else ""

    @cached_property
    def unread(self) -> int:
        if not self.access.member:
            return 0
        return Message.objects.in_app_of(self.access.member).unread().count()

    @cached_property
    def hat(self) -> str:
        """In which post, or else as whose member, the person is here."""
        posts = self.access.posts
        worn = [post for post in posts if self.user and post.pk == self.user.hat_id]
        if worn or posts:
            first = _in_words((worn or posts)[0])
            return first if worn or len(posts) == 1 else f"{first} (+{len(posts) - 1})"
        homes = self.access.scopes.get(Permission.READ_NOTICES, [])
        return homes[0].name if homes else ""

    @cached_property
    def hats(self) -> list[Hat]:
        """The posts to choose from, and all of them together; empty for those with one or none."""
        posts = self.access.posts
        if len(posts) < 2 or not self.user:
            return []
        worn = next((post.pk for post in posts if post.pk == self.user.hat_id), None)
        hats = [Hat(str(post.pk), _in_words(post), is_worn=post.pk == worn) for post in posts]
        return [Hat("", _("All my posts"), is_worn=worn is None), *hats]

    @cached_property
    def nav(self) -> list[NavItem]:
        items = list(self._nav()) if self.user else []
        # The address of a committee's month begins those of its campaigns and documents too.
        here = max((item.url for item in items if item.active), key=len, default="")
        return [replace(item, active=item.url == here) for item in items]

    @cached_property
    def bottom(self) -> list[NavItem]:
        """What the thumb reaches; the rest is in the menu."""
        often = [item for item in self.nav if not item.is_seldom]
        if len(often) < BOTTOM_BAR and self.access.member:
            inbox = self._item(_("Messages"), "bell", "members:inbox", count=self.unread)
            return [*often, inbox]
        return often[:BOTTOM_BAR]

    def _nav(self) -> Iterator[NavItem]:
        yield self._item(_("First page"), "house", "home")
        committee = self._committee()
        if committee:
            at = committee.public_id
            yield self._item(_("This month"), "calendar-check", "reports:committee_month", at)
        if self._may(Permission.READ_NOTICES) or self._may(Permission.SEE_MEETINGS):
            yield self._item(_("Meetings"), "calendar-event", "meetings:meeting_list")
            yield self._item(_("Tasks"), "check2-square", "meetings:task_list")
        if self._may(Permission.SEE_MEMBERS):
            yield self._item(_("Members"), "people", "members:member_list")
        reads_at = self._register()
        if reads_at:
            at, label = reads_at.public_id, _("Documents from above")
            item = self._item(label, "journal-text", "meetings:directive_list", at)
            yield replace(item, is_seldom=True)
        if committee:
            at = committee.public_id
            yield self._item(_("Campaigns"), "broadcast", "meetings:campaign_list", at)
            yield self._item(_("Organisation"), "building", "reports:organization_detail", at)
            yield self._item(_("Organisation tree"), "diagram-3", "reports:organization_tree")
        if self._may(Permission.REORGANIZE):
            yield self._item(_("Reorganisations"), "shuffle", "meetings:reorganization_list")
        if self._may(Permission.READ_AUDIT):
            yield self._item(_("Log of changes"), "clock-history", "members:audit_list")
        if self.user and self.user.is_staff:
            yield self._item(_("Administration"), "gear", "admin:index")

    @cached_property
    def roll_links(self) -> list[NavItem]:
        """What stands beside the roll, for those who keep it."""
        keeps = self._may(Permission.EDIT_MEMBERS)
        follows_up = self._may(Permission.MANAGE_TASKS)
        sees = self._may(Permission.SEE_MEMBERS)
        imports = self._may(Permission.IMPORT)
        links = [
            (sees, _("Members"), "people", "members:member_list"),
            (keeps, _("Transfers"), "arrow-left-right", "members:transfer_list"),
            (sees, _("Here for a time"), "hourglass-split", "members:guest_list"),
            (sees, _("Residence links (213)"), "house-door", "members:residence_list"),
            (sees, _("Those who left"), "person-dash", "members:departure_list"),
            (follows_up, _("Commitments"), "journal-check", "members:commitment_list"),
            (keeps, _("Corrections"), "pencil-square", "members:correction_list"),
            (imports, _("Imports"), "upload", "members:import_list"),
        ]
        shown = [self._item(*link) for is_shown, *link in links if is_shown]
        return [*shown, *self._branch_links()]

    def _branch_links(self) -> Iterator[NavItem]:
        """Who leads it and its cells, for those who run one branch."""
        places = self.access.scopes.get(Permission.MANAGE_CELLS, [])
        branches = [place.public_id for place in places if place.kind.tier == Tier.BRANCH]
        for branch in branches[:1]:
            yield self._item(_("Cells"), "diagram-2", "members:cell_list", branch)
            yield self._item(_("Terms and posts"), "person-badge", "members:post_list", branch)

    def _item(self, label: str, icon: str, view: str, *args: object, count: int = 0) -> NavItem:
        url, path = reverse(view, args=args), self.request.path
        active = path == url if view == "home" else path.startswith(url)
        return NavItem(url, label, icon, active, count)

    def _may(self, permission: Permission) -> bool:
        return permission in self.access.scopes

    def _register(self) -> Organization | None:
        """The register of the committee whose officer the person is, else of the own branch."""
        scopes = self.access.scopes.get(Permission.READ_NOTICES, [])
        return next((scope for scope in scopes if scope.kind.tier <= Tier.BRANCH), None)

    def _committee(self) -> Organization | None:
        """The highest committee whose figures the person follows."""
        scopes = self.access.scopes.get(Permission.SEE_FIGURES, [])
        return next((scope for scope in scopes if scope.kind.tier < Tier.BRANCH), None)


def shell(request: HttpRequest) -> dict[str, object]:
    return {"shell": SimpleLazyObject(lambda: Shell(request))}
