"""Delivering what is due in the outbox (docs/adr/0011).

In-app, the effect and its mark are the same row: zero lost, zero doubled. E-mails and notifications
are sent before they are marked: zero lost, and a worker that dies in between may double one, which
the stable Message-ID or tag lets the receiver recognise.
"""

from .invitations import deliver_invitations
from .run import deliver_due

__all__ = ["deliver_due", "deliver_invitations"]
