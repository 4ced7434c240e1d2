"""Who may: permissions, which posts have them, and the one way to obtain an object.

Default deny: nothing outside this file grants anything. A stranger's object answers exactly like
one that does not exist (404); an insider without the right gets 403.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import wraps
from typing import Any, Protocol, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django_htmx.middleware import HtmxDetails

from branches.models import Organization, Tier

from .models import Affiliation, Member, Post, PostKind, User
from .permissions import Permission

P = Permission
NOTHING: frozenset[Permission] = frozenset()

MEMBERSHIP = frozenset({P.READ_NOTICES, P.REPLY, P.READ_MINUTES})
KEEPS_MINUTES = MEMBERSHIP | {P.SEE_MEETINGS, P.TAKE_ROLL, P.WRITE_MINUTES, P.SEE_MEMBERS}
LEADS_MEETINGS = KEEPS_MINUTES | {P.PLAN_MEETINGS, P.APPROVE_MINUTES, P.MANAGE_TASKS}
LEADS_BRANCH = LEADS_MEETINGS | {P.SEE_FIGURES}
OVERSEES = frozenset(
    {
        P.READ_NOTICES,
        P.READ_MINUTES,
        P.SEE_FIGURES,
        P.REMIND,
        P.ASSIGN_VISITS,
        P.SEE_MEMBERS,
    }
)
AUDITS = frozenset({P.READ_AUDIT})
# Those who keep the tree and the rolls in order; they read no minutes.
KEEPS_ROLLS = frozenset(
    {
        P.READ_NOTICES,
        P.SEE_FIGURES,
        P.SEE_MEMBERS,
        P.EDIT_MEMBERS,
        P.IMPORT,
        P.MANAGE_ACCOUNTS,
    }
)
SHAPES_TREE = frozenset({P.REORGANIZE, P.MANAGE_POSTS, P.MANAGE_CELLS, P.EDIT_RULES})
# A cell works under its branch (Charter, article 24), so the secretary sets up the cells and enters
# who leads them. The posts of the branch itself are entered by the committee above, which
# recognises the election: nobody gives rights to themselves.
RUNS_BRANCH = frozenset({P.EDIT_MEMBERS, P.MANAGE_ACCOUNTS, P.MANAGE_CELLS, P.READ_AUDIT})
# What the successor of a merged organisation may do with the records it took over: read them.
READING = frozenset(
    {P.READ_NOTICES, P.READ_MINUTES, P.SEE_MEETINGS, P.SEE_FIGURES, P.SEE_MEMBERS, P.READ_AUDIT}
)

# Posts at a branch or cell: rights within it, its cells included.
BRANCH_GRANTS: dict[str, frozenset[Permission]] = {
    PostKind.SECRETARY: LEADS_BRANCH | RUNS_BRANCH,
    PostKind.DEPUTY_SECRETARY: LEADS_BRANCH,
    PostKind.COMMITTEE_MEMBER: KEEPS_MINUTES,
    PostKind.CELL_LEADER: LEADS_MEETINGS,
    PostKind.CELL_DEPUTY: KEEPS_MINUTES,
    PostKind.AUDITOR: AUDITS,
}
# Posts at a committee: rights over everything at or below it.
COMMITTEE_GRANTS: dict[str, frozenset[Permission]] = {
    PostKind.SECRETARY: OVERSEES | SHAPES_TREE,
    PostKind.DEPUTY_SECRETARY: OVERSEES | SHAPES_TREE,
    PostKind.CLERK: KEEPS_ROLLS | SHAPES_TREE,
    PostKind.COMMITTEE_MEMBER: OVERSEES,
    PostKind.REVIEWER: OVERSEES,
    PostKind.AUDITOR: AUDITS,
}

# The scope key that rows carry for each tier; other tiers are reached by the path.
SCOPE_KEYS = {Tier.SUPERIOR: "superior", Tier.GRASSROOTS: "grassroots", Tier.BRANCH: "branch"}


class Keyed(Protocol):
    """A row that hangs on an organisation and carries the scope keys of its day: `superior_id`,
    `grassroots_id`, `branch_id`."""

    @property
    def organization(self) -> Organization: ...


Place = Organization | Keyed


@dataclass
class Access:
    """What one person may do on one day. Built once a request; empty for anonymous."""

    user: User | None = None
    member: Member | None = None
    today: date = date.min
    scopes: dict[Permission, list[Organization]] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    # Set by every question asked: a page that answered 200 without asking is a bug.
    was_asked: bool = False

    @classmethod
    def of(cls, user: User, today: date) -> "Access":
        member = user.member if user.is_active and user.member_id else None
        # Suspension from meetings rests the posts too: who may not come does not run them.
        if member is None or member.is_suspended:
            return cls(user=user, member=member, today=today)
        posts = list(
            Post.objects.in_force(today)
            .filter(member=member)
            .select_related("organization__kind")
            .order_by("organization__kind__tier", "pk")
        )
        access = cls(user=user, member=member, today=today, posts=posts)
        for post in _worn(posts, user):
            is_committee = post.organization.kind.tier < Tier.BRANCH
            grants = COMMITTEE_GRANTS if is_committee else BRANCH_GRANTS
            access._grant(grants.get(post.kind, NOTHING), post.organization)
        for organization in _organizations_of(member, today):
            access._grant(MEMBERSHIP, organization)
        access._take_over()
        return access

    def _take_over(self) -> None:
        """Reading rights reach the organisations merged into those where they hold."""
        reading = {permission: self.scopes.get(permission, []) for permission in READING}
        successors = {scope.pk for scopes in reading.values() for scope in scopes}
        merged = Organization.objects.filter(succeeded_by__in=successors).select_related("kind")
        for predecessor in merged if successors else ():
            for permission, scopes in reading.items():
                if any(scope.pk == predecessor.succeeded_by_id for scope in scopes):
                    self._grant(frozenset({permission}), predecessor)

    def _grant(self, permissions: frozenset[Permission], organization: Organization) -> None:
        for permission in permissions:
            scope = self.scopes.setdefault(permission, [])
            if organization not in scope:
                scope.append(organization)

    def may(self, permission: Permission, place: Place | None) -> bool:
        """Whether the permission holds at an organisation, or at a row by the scope keys of its own
        day: after a branch has moved, each committee reads what was its own. SQL twin: `within`."""
        self.was_asked = True
        return place is not None and any(
            lies_in(scope, place) for scope in self.scopes.get(permission, [])
        )

    def may_anywhere(self, permission: Permission) -> bool:
        self.was_asked = True
        return bool(self.scopes.get(permission))

    def may_inside(self, permission: Permission, place: Place | None) -> bool:
        """Like `may`, but by belonging to the branch or cell or a post there: not as a committee
        above it. SQL twin: `within` with `inside`."""
        self.was_asked = True
        return place is not None and any(
            lies_in(scope, place) for scope in self._scopes(permission, inside=True)
        )

    def _scopes(self, permission: Permission, *, inside: bool) -> list[Organization]:
        scopes = self.scopes.get(permission, [])
        return [scope for scope in scopes if scope.kind.tier >= Tier.BRANCH] if inside else scopes

    def within(
        self,
        permission: Permission,
        prefix: str = "",
        own: str = "organization",
        *,
        inside: bool = False,
    ) -> Q:
        """Rows where the permission holds, by the scope keys they carry; Python twin: `may`.

        `prefix` leads to the row that has the keys (`"meeting__"`); `own` names its organisation;
        `inside`: not as a committee above, see `may_inside`.
        """
        self.was_asked = True
        condition = Q(pk__in=[])
        for scope in self._scopes(permission, inside=inside):
            condition |= at_or_below(scope, prefix, own)
        return condition

    def cells(self, permission: Permission) -> list[Organization]:
        """The cells where the permission holds by a post at the cell itself."""
        scopes = self.scopes.get(permission, [])
        return [scope for scope in scopes if scope.kind.tier == Tier.CELL]

    def organizations(self, permission: Permission) -> QuerySet[Organization]:
        """The organisations where the permission holds."""
        return Organization.objects.filter(self.within(permission, own="id"))


def _worn(posts: list[Post], user: User) -> list[Post]:
    """The post whose hat is on, or all of them; a hat whose post has ended is off."""
    return [post for post in posts if post.pk == user.hat_id] or posts


def at_or_below(scope: Organization, prefix: str = "", own: str = "organization") -> Q:
    """Rows of an organisation and of those below it, by the scope keys they carry: see `within`.
    Python twin: `lies_in`."""
    tier = scope.kind.tier
    if tier in SCOPE_KEYS:
        return Q(**{f"{prefix}{SCOPE_KEYS[Tier(tier)]}_id": scope.pk})
    if tier == Tier.CELL:
        return Q(**{f"{prefix}{own}" if own == "id" else f"{prefix}{own}_id": scope.pk})
    path = f"{prefix}path" if own == "id" else f"{prefix}{own}__path"
    return Q(**{f"{path}__startswith": scope.path})


def lies_in(scope: Organization, place: Place) -> bool:
    """SQL twin: `at_or_below`."""
    tier = scope.kind.tier
    if tier in SCOPE_KEYS:
        return bool(getattr(place, f"{SCOPE_KEYS[Tier(tier)]}_id") == scope.pk)
    organization = place if isinstance(place, Organization) else place.organization
    if tier == Tier.CELL:
        return organization.pk == scope.pk
    return organization.path.startswith(scope.path)


def _organizations_of(member: Member, today: date) -> list[Organization]:
    """Where the member belongs on that day as one who is told of meetings: home, and host of a
    temporary transfer. A residence link (213) tells nothing."""
    affiliations = (
        Affiliation.objects.in_force(today)
        .filter(member=member, kind__in=[Affiliation.Kind.HOME, Affiliation.Kind.TEMPORARY])
        .select_related("organization__kind")
    )
    return [affiliation.organization for affiliation in affiliations]


# Rules of views. `config.urls` has no view without one: `AccessMiddleware` refuses it.


@dataclass(frozen=True)
class Rule:
    """`permission` None: everybody signed in; `is_public`: strangers too."""

    methods: tuple[str, ...]
    permission: Permission | None = None
    is_public: bool = False


class Request(HttpRequest):
    """A request as `AccessMiddleware` hands it to a view that is not public."""

    user: User
    access: Access
    rule: Rule
    htmx: HtmxDetails


View = Callable[..., HttpResponseBase]
Row = TypeVar("Row", bound=Model)


def _ruled(view: View, rule: Rule) -> View:
    @wraps(view)
    def ruled(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method not in rule.methods:
            return HttpResponseNotAllowed(rule.methods)
        return view(request, *args, **kwargs)

    ruled.access_rule = rule  # type: ignore[attr-defined]  # read by AccessMiddleware and the matrix
    return ruled


def _with_head(methods: tuple[str, ...]) -> tuple[str, ...]:
    return (*methods, "HEAD") if "GET" in methods else methods


def public(*methods: str) -> Callable[[View], View]:
    """Open to everybody."""
    return lambda view: _ruled(view, Rule(_with_head(methods), is_public=True))


def signed_in(*methods: str) -> Callable[[View], View]:
    """Open to every account, for things of one's own."""
    return lambda view: _ruled(view, Rule(_with_head(methods)))


def requires(permission: Permission, *methods: str) -> Callable[[View], View]:
    """Open to those who have the permission at the object that the view fetches."""
    return lambda view: _ruled(view, Rule(_with_head(methods), permission=permission))


def fetch(request: Request, queryset: QuerySet[Row], **lookup: Any) -> Row:
    """The one row of the lookup: 404 when not `visible_to` the person, 403 without the view's
    permission at its place. The only way for a view to obtain an object."""
    access, rule = request.access, request.rule
    visible = queryset.visible_to(access)  # type: ignore[attr-defined]  # every scoped QuerySet has it
    row: Row = get_object_or_404(visible, **lookup)
    if rule.permission and not access.may(rule.permission, row.access_place):  # type: ignore[attr-defined]  # so has every scoped model
        raise PermissionDenied
    return row


def require_anywhere(request: Request) -> Access:
    """For lists: 403 unless the view's permission holds somewhere."""
    access, rule = request.access, request.rule
    if rule.permission and not access.may_anywhere(rule.permission):
        raise PermissionDenied
    return access
