from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Reverse

import members.models.member


class Migration(migrations.Migration):
    # Half a million rows are indexed while people write.
    atomic = False

    dependencies = [("members", "0012_departures_and_versions")]

    operations = [
        AddIndexConcurrently(
            model_name="member",
            index=models.Index(
                members.models.member.Initials("search_key"),
                models.F("sort_key"),
                models.F("id"),
                name="member_by_initials",
            ),
        ),
        AddIndexConcurrently(
            model_name="member",
            index=models.Index(
                OpClass(Reverse("card_number"), name="text_pattern_ops"),
                name="member_by_card_tail",
            ),
        ),
    ]
