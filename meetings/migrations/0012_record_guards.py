"""The database keeps addenda as they are, and adds nothing to minutes that are approved."""

from django.db import migrations

KEEP = """
CREATE FUNCTION addendum_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an addendum may not change'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'addenda_are_locked';
END $$;
CREATE TRIGGER addenda_are_locked BEFORE UPDATE OR DELETE ON meetings_addendum
    FOR EACH ROW EXECUTE FUNCTION addendum_lock();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0011_notice_taken_back")]

    operations = [
        migrations.RunSQL(
            KEEP,
            """DROP TRIGGER addenda_are_locked ON meetings_addendum;
            DROP FUNCTION addendum_lock();""",
        )
    ]
