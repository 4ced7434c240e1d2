"""Accounts. An account is a way in; it grants nothing by itself (see `members.access`)."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .member import Member


class User(AbstractUser):
    """One log-in. Technical administrators have no member and see no content."""

    class Theme(models.TextChoices):
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")
        AUTO = "auto", _("Like the device")

    class TextSize(models.IntegerChoices):
        NORMAL = 1, _("Normal")
        LARGE = 2, _("Large")
        LARGEST = 3, _("Largest")

    class EmailRhythm(models.TextChoices):
        AT_ONCE = "once", _("One by one, at once")
        DAILY = "daily", _("Together, once a day")
        NONE = "none", _("Only the notices that the rules require")

    class Language(models.TextChoices):
        VI = "vi", "Tiếng Việt"
        EN = "en", "English"

    first_name = None  # type: ignore[assignment]  # one full name, in the order Vietnamese writes it
    last_name = None  # type: ignore[assignment]  # as above
    member = models.OneToOneField(
        Member, models.PROTECT, null=True, blank=True, related_name="user", verbose_name=_("member")
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.VI)
    theme = models.CharField(_("colours"), max_length=5, choices=Theme, default=Theme.LIGHT)
    text_size = models.PositiveSmallIntegerField(
        _("text size"), choices=TextSize, default=TextSize.NORMAL
    )
    # Optional occasions this person does not want by e-mail; the legal notice is never in it.
    muted_occasions = models.JSONField(_("switched off"), default=list, blank=True)
    email_rhythm = models.CharField(
        _("e-mails"),
        max_length=6,
        choices=EmailRhythm,
        default=EmailRhythm.AT_ONCE,
        db_default=EmailRhythm.AT_ONCE,
    )
    # No e-mail or notification between them (over midnight when the first is later); both or none.
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_to = models.TimeField(_("quiet until"), null=True, blank=True)
    # Hashed like a password; approves minutes on a device where somebody else is logged in.
    pin = models.CharField(max_length=128, blank=True, default="", db_default="")
    # The one post whose rights are used now; empty: those of all posts together.
    hat = models.ForeignKey(
        "members.Post", models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                name="user_quiet_pair",
                condition=Q(quiet_from__isnull=True, quiet_to__isnull=True)
                | Q(quiet_from__isnull=False, quiet_to__isnull=False)
                & ~Q(quiet_from=F("quiet_to")),
            ),
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return self.member.full_name if self.member_id and self.member else self.username

    def get_short_name(self) -> str:
        return self.get_full_name()


class Account(User):
    """An account as technical administrators see it: a name to log in with, and nobody's person."""

    class Meta:
        proxy = True
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.username


class LoginAttempt(models.Model):
    """Failed log-ins counted per bucket and window; lives in PostgreSQL so that losing Redis
    does not open the door."""

    bucket = models.CharField(max_length=200)
    window_starts_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bucket", "window_starts_at"], name="login_attempt_bucket"
            )
        ]

    def __str__(self) -> str:
        return f"{self.bucket}: {self.failures}"
