"""Another key for the identity numbers: every number is sealed anew, in batches."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q

from members.models import Member

from .identity import newest_key_name, reseal

BATCH = 1000
WRITE = """
    UPDATE members_member AS member
    SET identity_cipher = sealed.cipher, identity_hash = sealed.hash
    FROM unnest(%s::int[], %s::text[], %s::text[]) AS sealed (id, cipher, hash)
    WHERE member.id = sealed.id
"""


@dataclass
class Progress:
    """How many numbers there were to seal anew, and how many are."""

    total: int
    done: int = 0


def rotate_identity_keys(
    *, batch: int = BATCH, tell: Callable[[Progress], None] | None = None
) -> Progress:
    """Seals with the newest key what an older one sealed. Each batch is a transaction of its own:
    a run that was killed is finished by the next, and when one has finished with nothing left,
    the older keys may go. Runs beside people at work; a row they hold is waited for."""
    progress = Progress(total=sealed_with_older_keys())
    last = 0
    while ids := _seal_batch(last, batch):
        last = ids[-1]
        progress.done += len(ids)
        if tell:
            tell(progress)
    return progress


def sealed_with_older_keys() -> int:
    return Member.objects.filter(_is_older()).count()


@transaction.atomic
def _seal_batch(after: int, batch: int) -> list[int]:
    """The ids of the rows sealed anew: the next ones after an id."""
    rows = list(
        Member.objects.select_for_update(of=("self",), no_key=True)
        .filter(_is_older(), pk__gt=after)
        .order_by("pk")
        .values_list("pk", "identity_cipher")[:batch]
    )
    anew = [reseal(cipher) for _pk, cipher in rows]
    ids = [pk for pk, _cipher in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            [
                ids,
                [fields["identity_cipher"] for fields in anew],
                [fields["identity_hash"] for fields in anew],
            ],
        )
    return ids


def _is_older() -> Q:
    return ~Q(identity_cipher="") & ~Q(identity_cipher__startswith=f"{newest_key_name()}:")
