"""A notice may be taken back in the seconds before it leaves: from called to planned."""

from django.db import migrations

OLD = """
    ('planned', 'called'), ('postponed', 'called'), ('called', 'open'), ('open', 'held'),
    ('held', 'minuted'), ('minuted', 'held'), ('minuted', 'approved'),
    ('planned', 'postponed'), ('called', 'postponed'),
    ('planned', 'cancelled'), ('called', 'cancelled'), ('postponed', 'cancelled')
"""
# Twin of `meetings.models.meeting.MOVES`; a test compares the two.
MOVES = f"{OLD}, ('called', 'planned')"


def _guard(moves: str) -> str:
    return f"""
CREATE OR REPLACE FUNCTION meeting_state_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state::text, NEW.state::text) NOT IN ({moves}) THEN
        RAISE EXCEPTION 'meeting % may not move from % to %', OLD.id, OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'meeting_state_moves';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0010_speaker_asked_at")]

    operations = [migrations.RunSQL(_guard(MOVES), _guard(OLD))]
