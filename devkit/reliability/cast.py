"""Runs inside the virtual environment: the people of the trial. A thousand with an e-mail address
and a telephone that shows notifications, a thousand with neither."""

from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone

from branches.models import Organization, OrganizationKind
from branches.services import establish_organization
from members.models import Announcement, Member, Message, PushSubscription, User
from members.vapid import CURVE, to_text

PEOPLE = 1000
BY_MAIL, IN_APP_ONLY = "by mail", "in the app only"
NAME = "Bench"


@lru_cache(maxsize=1)
def organization() -> Organization:
    return Organization.objects.get(name=NAME)


def gather(push_address: str) -> None:
    """Makes them, or finds those of an earlier run and forgets what they were told."""
    if Organization.objects.filter(name=NAME).exists():
        # What was said once is not said again: the announcements go as well.
        Message.objects.all()._raw_delete("default")
        Announcement.objects.all()._raw_delete("default")
        PushSubscription.objects.all().delete()
    else:
        kind = OrganizationKind.objects.get(code="superior_body")
        today = timezone.localdate()
        establish_organization(name=NAME, kind=kind, parent=None, on=today)
        people = [_person(number, f"p{number}@sink.invalid") for number in range(PEOPLE)]
        people += [_person(number, "") for number in range(PEOPLE)]
        Member.objects.bulk_create(people, batch_size=500)
        User.objects.bulk_create(
            User(username=f"p{person.pk}", member=person) for person in people[:PEOPLE]
        )
    key = ec.generate_private_key(CURVE).public_key()
    point = to_text(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))
    PushSubscription.objects.bulk_create(
        PushSubscription(
            user_id=pk,
            endpoint=f"{push_address}/{pk}",
            p256dh=point,
            auth=to_text(bytes(16)),
            created_at=timezone.now(),
        )
        for pk in User.objects.filter(member__email__contains="@sink").values_list("pk", flat=True)
    )


def _person(number: int, email: str) -> Member:
    name = f"{NAME} {number}"
    return Member(full_name=name, search_key=name.lower(), sort_key=name.lower(), email=email)
