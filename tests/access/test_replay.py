"""Decidim's shape (CVE-2026-40869): an honest form whose ids are exchanged for foreign ones."""

import pytest

from members.models import Member

from .asking import checksum, opened_by, send, targets
from .forms import SPARE
from .reading import HOME
from .rules import PUBLIC, ROWS

pytestmark = pytest.mark.django_db
COUNTERS = ("version", "TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS", "ORDER")
PARTS = [name for name in ROWS if "POST" in ROWS[name].methods and ROWS[name].rule != PUBLIC]
# Those above may name what lies below them; the sibling is foreign to the branch only.
OF_THE_BRANCH = ("secretary", "reader")
# What a form says in words, not by naming a row.
WORDS = ("month", "day", "kind", "form", "method", "majority", "answer")


def ids_at(place):
    """The ids of everything in a place, both kinds, as a form would carry them."""
    found = set()
    for thing in place.values():
        found |= {str(thing.pk), str(getattr(thing, "public_id", thing.pk))}
    return found


def references(form, own):
    """The fields that name a row: a choice among ids of ours, or a hidden id."""
    for field in form.fields:
        if field.name.endswith(COUNTERS) or field.name in WORDS:
            continue
        offered = set(field.options) - {""}
        is_choice = field.is_choice and offered and offered <= own
        is_hidden_id = field.kind == "hidden" and str(field.value) in own
        if is_choice or is_hidden_id:
            yield field.name.replace(SPARE, str(_next_row(form, field)))


def _next_row(form, field):
    """The number that a script would give to an added row."""
    if not field.is_spare:
        return ""
    counter = f"{field.name.split(SPARE)[0]}TOTAL_FORMS"
    return next(one.value for one in form.fields if one.name == counter)


@pytest.fixture(scope="package")
def own(world):
    """Ids that forms of the branch may carry: everything of the branch and everybody in it."""
    people = Member.objects.filter(home=world.at["branch"]["organization"])
    ids = {str(value) for row in people.values_list("pk", "public_id") for value in row}
    return ids | ids_at(world.at["branch"]) | ids_at(world.at["cell"])


FOREIGN = [
    "chair",
    "owner",
    "held_item",
    "held_vote",
    "held_task",
    "held_resolution",
    "organization",
    "directive",
]


def foreign_ids(world, like):
    """Ids of another branch, of the shape that the field carries."""
    things = [world.at["sibling"][key] for key in FOREIGN]
    if "-" in like:
        return [str(thing.public_id) for thing in things if hasattr(thing, "public_id")]
    return [str(thing.pk) for thing in things]


@pytest.mark.parametrize("name", PARTS)
def test_form_with_foreign_ids_changes_nothing(world, clients, forms, own, name):
    before = checksum()

    for (found, _key), form in forms.items():
        if found != name or form.reader not in OF_THE_BRANCH:
            continue
        sent = form.data(grown=True)
        # One row of a set stands for all: the fields of one name are made alike.
        fields = {field.rpartition("-")[2]: field for field in references(form, own)}
        for field in sorted(fields.values() & sent.keys()):
            for value in foreign_ids(world, like=str(sent[field])):
                send(clients[form.reader], "POST", form.action, {**sent, field: value})
            assert checksum() == before, f"{field} takes what is not ours"


def test_forms_that_name_rows_are_found(forms, own):
    """The replay above has something to replay."""
    found = {name: set(references(form, own)) for (name, _key), form in forms.items()}
    replayed = {name for name, fields in found.items() if fields}

    assert replayed >= {
        "meetings:meeting_create",
        "meetings:meeting_edit",
        "meetings:agenda_edit",
        "meetings:heading_save",
        "meetings:entry_save",
        "meetings:resolution_edit",
    }


def test_vote_of_another_branch_is_not_removed(world, clients):
    url = next(
        url for place, _k, url in targets(world, "meetings:vote_remove") if place == "branch"
    )
    before = checksum()

    for place in ("sibling", "cousin", "far"):
        vote = world.at[place]["held_vote"]
        send(clients["secretary"], "POST", url, {"vote": vote.pk})

    assert checksum() == before


def test_nobody_of_another_branch_is_put_on_the_roll(world, clients, forms):
    """Names of fields carry ids too."""
    form = forms["meetings:rollcall_edit", "held_meeting"]
    meeting = world.at["branch"]["held_meeting"]
    stranger = world.at["sibling"]["chair"]
    url = next(
        url for place, _k, url in targets(world, "meetings:rollcall_edit") if place == "branch"
    )

    send(
        clients["secretary"],
        "POST",
        url,
        {**form.data(), f"status-{stranger.pk}": "present", f"reason-{stranger.pk}": "Có mặt"},
    )

    assert not meeting.attendances.filter(member=stranger).exists()
    assert not meeting.attendance_notes.filter(member=stranger).exists()


ALIVE = [name for name in PARTS if ROWS[name].on]
# Nothing to do in the furnished world, each with the reason.
SAME_AS_BEFORE = {
    "meetings:remind_unread": "nobody of the branch has an unread notice",
    "reports:rule_edit": "shows first what would change; its own tests press twice",
    "meetings:reorganization_create": "shows first what would change; its own tests press twice",
    "meetings:checkin": "nobody of the cast sits in the open meeting; its own tests check in",
    "meetings:campaign_send": "shows first whom it reaches; its own tests press twice",
    "meetings:minutes_sign": "chair and recorder have no account here; its own tests sign",
    "meetings:visit_log": "nobody of the cast is the observer; its own tests write it down",
    "meetings:reorganization_apply": "only for one whose day has come and that failed",
}


@pytest.mark.parametrize("name", ALIVE)
def test_honest_form_does_change_something(world, clients, harvest, name):
    """Else the refusals above would prove nothing."""
    if name in SAME_AS_BEFORE:
        pytest.skip(SAME_AS_BEFORE[name])
    before, answers = checksum(), []

    for place, key, url in targets(world, name):
        role = opened_by(name, place, key, "POST")
        if role and place in HOME:
            answers.append(send(clients[role], "POST", url, harvest(name, key)).status_code)
            if checksum() != before:
                return

    pytest.fail(f"answered {answers} and changed nothing")
