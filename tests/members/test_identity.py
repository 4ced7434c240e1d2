"""Identity numbers: what is a number, how it is sealed, who reads it, and changing the key."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from members.models import AuditEntry, Member
from members.services import identity, identity_keys
from members.services.identity import (
    PROVINCES,
    clean_identity_number,
    identity_hash,
    identity_hashes,
    reveal_identity_number,
    said_by,
    seal,
    unseal,
)
from members.services.identity_keys import rotate_identity_keys
from tests import factories

NUMBER = "001150012345"
OLD, NEW = "o" * 40, "n" * 40

numbers = st.builds(
    "{}{}{:08d}".format,
    st.sampled_from(sorted(PROVINCES)),
    st.integers(0, 3),
    st.integers(0, 10**8 - 1),
)


@pytest.fixture
def keys(settings):
    def use(*in_use):
        settings.IDENTITY_KEYS = list(in_use)

    use(OLD)
    return use


def sealed(number, **kwargs):
    return factories.member(**seal(number), **kwargs)


# What is a number


@pytest.mark.parametrize(
    "typed",
    [NUMBER, " 001150012345 ", "001 150 012 345", "001.150.012.345", "００１１５００１２３４５"],
)
def test_number_is_read_however_it_is_typed(typed):
    assert clean_identity_number(typed) == NUMBER


def test_old_and_empty_numbers_are_taken():
    assert clean_identity_number("012 345 678") == "012345678"
    assert clean_identity_number("  ") == ""
    assert said_by("012345678") is None


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("00115001234a", "digits"),
        ("001150012²45x", "digits"),
        ("1150012345", "length"),
        ("01150012345", "length"),
        ("0011500123456", "length"),
        ("003150012345", "province"),
        ("000150012345", "province"),
        ("001450012345", "century"),
    ],
)
def test_what_is_wrong_is_named(typed, code):
    with pytest.raises(ValidationError) as refused:
        clean_identity_number(typed)

    assert refused.value.code == code


def test_nobody_is_born_after_today():
    assert clean_identity_number("001226012345", today=date(2026, 1, 1))
    with pytest.raises(ValidationError, match="2027"):
        clean_identity_number("001227012345", today=date(2026, 12, 31))


def test_born_abroad_has_the_code_of_the_country():
    assert clean_identity_number("231150012345") == "231150012345"


@pytest.mark.parametrize(
    ("digit", "sex", "year"),
    [("0", "m", 1950), ("1", "f", 1950), ("2", "m", 2050), ("3", "f", 2050)],
)
def test_number_tells_sex_and_year(digit, sex, year):
    assert said_by(f"001{digit}50012345") == (sex, year)


# Sealed


@given(numbers)
def test_sealed_number_is_opened_found_and_hidden(number):
    fields = seal(number)

    assert unseal(fields["identity_cipher"]) == number
    assert fields["identity_hash"] == identity_hash(number)
    assert fields["identity_tail"] == number[-3:]
    assert number not in str(fields)
    assert seal(number)["identity_cipher"] != fields["identity_cipher"]


def test_other_numbers_have_other_hashes():
    assert identity_hash(NUMBER) != identity_hash("001150012346")


def test_hash_depends_on_the_key(keys):
    before = identity_hash(NUMBER)
    keys(NEW, OLD)

    assert identity_hash(NUMBER) != before
    assert before in identity_hashes(NUMBER)


def test_empty_number_forgets():
    assert seal("") == {"identity_cipher": "", "identity_hash": None, "identity_tail": ""}


def test_what_is_no_number_is_not_sealed():
    with pytest.raises(ValidationError):
        seal("123")


def test_forged_cipher_is_refused():
    cipher = seal(NUMBER)["identity_cipher"]

    with pytest.raises(ValidationError):
        unseal(cipher[:-6] + "AAAAAA")


def test_one_number_belongs_to_one_member(db, branch):
    sealed(NUMBER, home=branch)

    with pytest.raises(ValidationError, match="identity"):
        Member(full_name="Khác", **seal(NUMBER)).full_clean()


def test_dump_holds_no_number(db, branch):
    sealed(NUMBER, home=branch)

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(member)::text FROM members_member AS member")
        dump = " ".join(row[0] for row in cursor.fetchall())

    assert '"identity_tail":"345"' in dump
    assert NUMBER not in dump
    assert NUMBER[:9] not in dump


# Read with a reason


def test_reading_the_number_says_why_and_is_logged(branch, secretary, now):
    person = sealed(NUMBER, home=branch)

    read = reveal_identity_number(
        member=person, reason="  Lập hồ sơ  bảo hiểm ", by=secretary, now=now
    )

    entry = AuditEntry.objects.get()
    assert read == NUMBER
    assert (entry.verb, entry.member, entry.by) == ("reveal_identity_number", person, secretary)
    assert entry.reason == "Lập hồ sơ bảo hiểm"
    assert NUMBER not in f"{entry.subject}{entry.reason}"


@pytest.mark.parametrize("reason", ["", "   ", "cần"])
def test_without_a_reason_it_is_not_read(branch, secretary, now, reason):
    with pytest.raises(ValidationError) as refused:
        reveal_identity_number(
            member=sealed(NUMBER, home=branch), reason=reason, by=secretary, now=now
        )

    assert "reason" in refused.value.message_dict
    assert not AuditEntry.objects.exists()


def test_number_sealed_with_a_lost_key_says_so_and_logs_nothing(branch, secretary, now, keys):
    person = sealed(NUMBER, home=branch)
    keys(NEW)

    with pytest.raises(ValidationError, match=re.compile("key|khoá", re.IGNORECASE)):
        reveal_identity_number(member=person, reason="Lập hồ sơ bảo hiểm", by=secretary, now=now)
    assert not AuditEntry.objects.exists()


# Another key


def test_after_rotation_the_old_key_can_go(db, keys):
    people = {f"00115001234{n}": sealed(f"00115001234{n}") for n in range(7)}
    nobody = factories.member()
    keys(NEW, OLD)

    progress = rotate_identity_keys(batch=3)
    keys(NEW)

    assert (progress.done, progress.total) == (7, 7)
    for number, person in people.items():
        person.refresh_from_db()
        assert unseal(person.identity_cipher) == number
        assert Member.objects.get(identity_hash__in=identity_hashes(number)) == person
    nobody.refresh_from_db()
    assert (nobody.identity_cipher, nobody.identity_hash) == ("", None)


def test_rotation_killed_in_the_middle_is_finished_by_the_next(db, keys, monkeypatch):
    for n in range(9):
        sealed(f"00115001234{n}")
    keys(NEW, OLD)

    def kill(progress):
        if progress.done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotate_identity_keys(batch=2, tell=kill)
    # Everybody is found in between, by whichever key.
    for n in range(9):
        assert Member.objects.filter(identity_hash__in=identity_hashes(f"00115001234{n}")).exists()
    assert identity_keys.sealed_with_older_keys() == 5

    assert rotate_identity_keys(batch=2).done == 5
    assert rotate_identity_keys().done == 0


def test_command_says_when_the_older_keys_may_go(db, keys, capsys):
    sealed(NUMBER)
    keys(NEW, OLD)

    with pytest.raises(CommandError, match="1 numbers still"):
        call_command("rotate_identity_keys", "--check")
    call_command("rotate_identity_keys")

    assert "older ones may go" in capsys.readouterr().out


def test_command_without_the_old_key_changes_nothing(db, keys):
    person = sealed(NUMBER)
    keys(NEW)

    with pytest.raises(CommandError):
        call_command("rotate_identity_keys")

    keys(NEW, OLD)
    person.refresh_from_db()
    assert unseal(person.identity_cipher) == NUMBER


def test_keys_are_derived_apart(keys):
    key = identity._keys()[0]

    assert len({key.name.encode(), key.lookup[:4], bytes(key.cipher._signing_key)[:4]}) == 3
