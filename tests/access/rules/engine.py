"""Ways in which notices reach people: calendars, telephones, and what did not arrive."""

from .row import POST, PUBLIC, SIGNED_IN, Row

OWNERS = {"secretary": "branch", "stranger": "sibling"}
HELD = ("branch", "cell", "sibling", "far")
OWN = {"on": ("calendar_feed",), "places": ("branch", "sibling")}

ROWS: dict[str, Row] = {
    "members:undelivered_list": Row("PLAN_MEETINGS"),
    "members:undelivered_again": Row("PLAN_MEETINGS", POST, on=("undelivered",), places=HELD),
    "members:undelivered_paper": Row("PLAN_MEETINGS", POST, on=("undelivered",), places=HELD),
    "members:service_worker": Row(PUBLIC),
    "members:offline": Row(PUBLIC),
    "members:push_list": Row(SIGNED_IN),
    "members:push_add": Row(SIGNED_IN, POST, data=lambda _: {"endpoint": "https://10.0.0.1/"}),
    "members:push_remove": Row(
        SIGNED_IN, POST, on=("push_device",), places=("branch", "sibling"), owners=OWNERS
    ),
    "meetings:feed_list": Row(SIGNED_IN),
    "meetings:feed_open": Row(SIGNED_IN, POST, data=lambda _: {"organization": ""}),
    "meetings:feed_close": Row(SIGNED_IN, POST, owners=OWNERS, **OWN),
    # The secret opens it, and the name of the row is none; tests/meetings/test_calendar.py has one.
    "meetings:feed": Row(PUBLIC, also=(404,), **OWN),
    "meetings:meeting_calendar": Row(
        "READ_NOTICES", on=("called_meeting", "approved_meeting", "committee_meeting")
    ),
}
