"""The database refuses moves that no verb makes, and changes to what is locked."""

from django.db import migrations

# Twin of `meetings.models.meeting.MOVES`; a test compares the two.
MOVES = """
    ('planned', 'called'), ('postponed', 'called'), ('called', 'open'), ('open', 'held'),
    ('held', 'minuted'), ('minuted', 'held'), ('minuted', 'approved'),
    ('planned', 'postponed'), ('called', 'postponed'),
    ('planned', 'cancelled'), ('called', 'cancelled'), ('postponed', 'cancelled')
"""

GUARD_STATES = f"""
CREATE FUNCTION meeting_state_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state::text, NEW.state::text) NOT IN ({MOVES}) THEN
        RAISE EXCEPTION 'meeting % may not move from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_state_moves';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meeting_state_moves BEFORE UPDATE OF state ON meetings_meeting
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION meeting_state_guard();
"""

# {table: how a row of it finds its meeting}
LOCKED = {
    "meetings_attendance": "OLD.meeting_id",
    "meetings_attendancenote": "OLD.meeting_id",
    "meetings_guest": "OLD.meeting_id",
    "meetings_minutesrevision": None,
    "meetings_minutesentry": "(SELECT m.meeting_id FROM meetings_minutes m WHERE m.id = OLD.minutes_id)",
    "meetings_contribution": """(SELECT m.meeting_id FROM meetings_minutesentry e
        JOIN meetings_minutes m ON m.id = e.minutes_id WHERE e.id = OLD.entry_id)""",
    "meetings_vote": """(SELECT m.meeting_id FROM meetings_minutesentry e
        JOIN meetings_minutes m ON m.id = e.minutes_id WHERE e.id = OLD.entry_id)""",
}


def _lock(table: str, meeting: str | None) -> str:
    # Revisions are never changed at all; the others, not once the minutes are approved.
    condition = (
        f"EXISTS (SELECT 1 FROM meetings_meeting WHERE id = {meeting} AND state = 'approved')"  # noqa: S608  # our own constants
        if meeting
        else "true"
    )
    return f"""
CREATE FUNCTION {table}_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {condition} THEN
        RAISE EXCEPTION '% of approved minutes may not change', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approved_minutes_are_locked';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER approved_minutes_are_locked BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_lock();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_initial")]

    operations = [
        migrations.RunSQL(
            GUARD_STATES,
            """DROP TRIGGER meeting_state_moves ON meetings_meeting;
            DROP FUNCTION meeting_state_guard();""",
        ),
        *[
            migrations.RunSQL(
                _lock(table, meeting),
                f"DROP TRIGGER approved_minutes_are_locked ON {table}; DROP FUNCTION {table}_lock();",
            )
            for table, meeting in LOCKED.items()
        ],
    ]
