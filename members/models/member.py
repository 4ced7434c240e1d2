"""A Party member: the person, and the few columns of today that every list needs."""

import uuid
from typing import TYPE_CHECKING, Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from branches.models import Organization, Tier
from members.permissions import Permission
from papers.text import fold

if TYPE_CHECKING:
    from members.access import Access


# How much of a card number tells people apart, and how many names a person has. Two letters are
# no initials: they are part of a name far more often, and no index finds both.
CARD_TAIL = 3
INITIALS = range(3, 8)
IN_INDEX = 3
MANY = 1000


class Initials(models.Func):
    """The first letter of each word of a search key; indexed."""

    function = "regexp_replace"
    template = r"%(function)s(%(expressions)s, '(\S)\S*\s*', '\1', 'g')"
    output_field = models.TextField()


class Unindexed(models.Func):
    """The text as no index knows it."""

    template = "(%(expressions)s || '')"
    output_field = models.TextField()


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, access: "Access") -> Self:
        """The members of the branches and cells whose roll the person may see."""
        by_home = access.within(Permission.SEE_MEMBERS, prefix="home__", own="id")
        cells = access.cells(Permission.SEE_MEMBERS)
        return self.filter(by_home | Q(cell__in=cells) if cells else by_home)

    def matching(self, words: str) -> Self:
        """Members whose name contains every word, with or without accents, in any order; or whose
        names begin with these letters (NVA); or whose card ends in these digits."""
        typed = fold(words).split()
        digits = "".join(typed)
        if digits.isdecimal():
            return self._with_card_ending_in(digits) if len(digits) >= CARD_TAIL else self.none()
        # One or two letters are no part of the index of three: it would be read from end to end.
        found = self.alias(_letters=Unindexed("search_key"))
        condition = Q()
        for word in typed:
            where = "search_key" if len(word) >= IN_INDEX else "_letters"
            condition &= Q(**{f"{where}__contains": word})
        letters = digits.replace(".", "")
        is_short = len(typed) == 1 or all(len(word) == 1 for word in typed)
        if letters.isalpha() and is_short and len(letters) in INITIALS:
            return found._with_initials(letters, condition)
        return found.filter(condition)

    def _with_initials(self, letters: str, named: Q) -> Self:
        """Asks for the initials first: an OR of name and initials would compute the initials of
        every row it passes, a hundred times the cost at the size of a city."""
        abbreviated = self.alias(_initials=Initials("search_key")).filter(_initials=letters)
        ids = list(abbreviated.order_by().values_list("pk", flat=True)[:MANY])
        if not ids:
            return self.filter(named)
        if len(ids) < MANY:
            return self.filter(named | Q(pk__in=ids))
        # So many are meant by them; letters that are also part of a name are not.
        return self.filter(named) if self.filter(named).exists() else abbreviated

    def _with_card_ending_in(self, digits: str) -> Self:
        return self.alias(_card=Reverse("card_number")).filter(_card__startswith=digits[::-1])

    def by_given_name(self) -> Self:
        return self.order_by("sort_key", "pk")

    def under(self, organization: Organization) -> Self:
        """Members at home there or anywhere below; those in the cell, for a cell."""
        if organization.kind.tier == Tier.CELL:
            return self.filter(cell=organization)
        return self.filter(home__path__startswith=organization.path)

    def at_home_in(self, organization: Organization) -> Self:
        """Members whose home today is the branch, or who are in the cell."""
        return self.filter(Q(home=organization) | Q(cell=organization))


class Member(models.Model):
    """One person. Home, cell and standing are those of today, kept by `members.services` alone;
    the dated facts are `Affiliation` and `Standing`."""

    class Sex(models.TextChoices):
        MALE = "m", _("Male")
        FEMALE = "f", _("Female")

    id = models.AutoField(primary_key=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    full_name = models.CharField(_("full name"), max_length=80)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=1, choices=Sex, blank=True)
    card_number = models.CharField(
        _("Party card"), max_length=20, unique=True, null=True, blank=True
    )
    admitted_on = models.DateField(_("admitted on"), null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    # The 12-digit citizen number: encrypted, found by a keyed hash, shown by its last three digits.
    identity_cipher = models.TextField(editable=False, default="", db_default="")
    identity_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)
    identity_tail = models.CharField(max_length=3, editable=False, default="", db_default="")
    home = models.ForeignKey(
        Organization, models.PROTECT, null=True, editable=False, related_name="members"
    )
    cell = models.ForeignKey(
        Organization, models.PROTECT, null=True, editable=False, related_name="cell_members"
    )
    is_official = models.BooleanField(_("official member"), default=False, editable=False)
    is_exempt = models.BooleanField(_("exempt"), default=False, editable=False)
    is_suspended = models.BooleanField(_("suspended"), default=False, editable=False)
    # Counts the savings of personal data, for two people who edit at once.
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    search_key = models.CharField(max_length=90, editable=False, default="")
    # Given name first, Vietnamese order; the same on every server, whatever its collations.
    sort_key = models.CharField(max_length=200, db_collation="C", editable=False, default="")

    objects = MemberQuerySet.as_manager()

    class Meta:
        indexes = [
            # These two have all that a search asks for: two letters, which no index finds, and what
            # half a city is called are found on a walk along the names alone.
            models.Index(
                fields=["home", "sort_key", "id"],
                include=["search_key"],
                name="member_home_by_name",
            ),
            models.Index(
                fields=["sort_key", "id"],
                include=["home", "search_key"],
                condition=Q(home__isnull=False),
                name="member_by_name",
            ),
            models.Index(
                fields=["home"],
                include=["is_official", "is_exempt", "is_suspended"],
                name="member_home_standing",
            ),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="member_search"),
            models.Index(Initials("search_key"), "sort_key", "id", name="member_by_initials"),
            models.Index(
                OpClass(Reverse("card_number"), name="text_pattern_ops"), name="member_by_card_tail"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def access_place(self) -> Organization | None:
        """The cell when there is one: its path lies below the branch's, so both officers match."""
        return self.cell or self.home
