"""The worker: killed in the middle, told twice, cancelled, and files that are forgotten."""

import multiprocessing
import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection, connections
from django.utils import timezone

from members.beat import check_rows, forget_old_imports, resume_imports, save_rows
from members.intake import checking, saving
from members.intake.running import NAMESPACE, alone
from members.models import ImportBatch, Member
from members.services.imports import cancel_import, confirm_import
from tests import factories

from .sheets import bring_in, confirm, found_in, person, roster

HOME = "Chi bộ tổ dân phố 7"
MANY = roster(*(person(n, "Trần Văn Ước", card=10_000_000 + n, home=HOME) for n in range(2500)))
FEW = roster(person(1, "Trần Văn Ước", home=HOME))
in_one_transaction = pytest.mark.django_db
in_many = pytest.mark.django_db(transaction=True)


@pytest.fixture
def district(tree, branch):
    return tree.district


def waiting(content, district, clerk, state):
    """An import whose message was lost."""
    found = found_in(content, district)
    batch = factories.import_batch(
        district,
        state=state,
        bad=0,
        sheet=found.sheet,
        columns=dict(found.columns),
        header_row=found.header_row,
        created_by=clerk,
    )
    batch.rows.all().delete()
    with default_storage.open(batch.file.name, "wb") as file:
        file.write(content)
    return batch


@in_one_transaction
def test_told_twice_works_once(district, clerk):
    batch = confirm(bring_in(FEW, district, clerk), clerk)
    members = Member.objects.count()

    check_rows(batch.pk)
    save_rows(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, Member.objects.count()) == ("done", members)


@in_one_transaction
def test_the_clock_takes_up_what_was_left(district, clerk):
    lost = waiting(FEW, district, clerk, "checking")

    assert resume_imports() == 1

    lost.refresh_from_db()
    assert (lost.state, lost.new) == ("checked", 1)
    assert resume_imports() == 0


@in_one_transaction
def test_half_checked_rows_of_a_killed_worker_are_no_hindrance(district, clerk):
    lost = waiting(FEW, district, clerk, "checking")
    lost.rows.create(number=2, action=1, values={})

    resume_imports()

    lost.refresh_from_db()
    assert (lost.state, lost.rows.count()) == ("checked", 1)


@in_many
def test_a_second_worker_finds_the_door_locked(district, clerk):
    batch = waiting(FEW, district, clerk, "checking")
    with alone(batch.pk) as has_it:
        assert has_it
        thread = threading.Thread(target=_in_thread, args=[check_rows, batch.pk])
        thread.start()
        thread.join()

    batch.refresh_from_db()
    assert batch.state == "checking"


def _in_thread(task, pk):
    task(pk)
    connections.close_all()


@in_many
@pytest.mark.parametrize("task", ["check_rows", "save_rows"])
def test_a_killed_worker_leaves_nothing_and_the_next_one_finishes(district, clerk, task):
    """Killed as a full machine kills: without a last word."""
    if task == "check_rows":
        batch = waiting(MANY, district, clerk, "checking")
    else:
        batch = bring_in(MANY, district, clerk)
        confirm_import_quietly(batch, clerk)
    members = Member.objects.count()
    connections.close_all()
    worker = multiprocessing.get_context("fork").Process(target=_slow_worker, args=[task, batch.pk])
    worker.start()
    _wait_until_it_has_begun(batch)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()

    assert Member.objects.count() == members
    batch.refresh_from_db()
    assert batch.is_working
    _finish(batch)
    assert batch.state == ("checked" if task == "check_rows" else "done")
    assert batch.new == 2500
    assert Member.objects.count() == members + (0 if task == "check_rows" else 2500)


def confirm_import_quietly(batch, clerk):
    """The message goes astray."""
    now = timezone.now()
    ImportBatch.objects.filter(pk=batch.pk).update(
        state="saving", confirmed_by=clerk, confirmed_at=now
    )


def _slow_worker(task, pk):
    """Stops in the middle for as long as it takes to be killed."""
    connections.close_all()
    wait = lambda *_args: time.sleep(60)  # noqa: E731
    checking.say_checked = saving.say_saved = wait
    {"check_rows": check_rows, "save_rows": save_rows}[task](pk)


def _wait_until_it_has_begun(batch):
    for _ in range(300):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s"
                " AND objid = %s",
                [NAMESPACE, batch.pk],
            )
            if cursor.fetchone()[0]:
                time.sleep(1)
                return
        time.sleep(0.1)
    pytest.fail("The worker never began.")


def _finish(batch):
    """The server may need a moment to see that the other end is gone."""
    for _ in range(50):
        resume_imports()
        batch.refresh_from_db()
        if not batch.is_working:
            return
        time.sleep(0.2)


@in_one_transaction
def test_cancelled_while_it_is_checked(district, clerk, monkeypatch, now):
    batch = waiting(MANY, district, clerk, "checking")
    say = checking.say_checked

    def cancel_first(*args):
        if ImportBatch.objects.get(pk=batch.pk).state == "checking":
            cancel_import(batch=batch, by=clerk, now=now)
        say(*args)

    monkeypatch.setattr(checking, "say_checked", cancel_first)
    check_rows(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.rows.count()) == ("cancelled", 0)


@in_one_transaction
def test_cancelled_while_it_is_saved(district, clerk, monkeypatch, now):
    batch = bring_in(MANY, district, clerk)
    confirm_import(batch=batch, by=clerk, now=now)
    members = Member.objects.count()
    say = saving.say_saved

    def cancel_first(*args):
        if ImportBatch.objects.get(pk=batch.pk).state == "saving":
            ImportBatch.objects.filter(pk=batch.pk).update(state="cancelled")
        say(*args)

    monkeypatch.setattr(saving, "say_saved", cancel_first)
    save_rows(batch.pk)

    assert Member.objects.count() == members


@in_one_transaction
@pytest.mark.parametrize("at", range(1, 4))
def test_a_failure_anywhere_saves_nothing(district, clerk, monkeypatch, at):
    batch = bring_in(MANY, district, clerk)
    confirm_import_quietly(batch, clerk)
    members, calls = Member.objects.count(), []

    def fail(*_args):
        calls.append(1)
        if len(calls) == at:
            raise RuntimeError("the power went out")

    monkeypatch.setattr(saving, "say_saved", fail)
    if at < 3:
        with pytest.raises(RuntimeError):
            save_rows(batch.pk)
    else:
        save_rows(batch.pk)

    batch.refresh_from_db()
    assert Member.objects.count() == members + (0 if at < 3 else 2500)
    assert batch.state == ("failed" if at < 3 else "done")


@in_one_transaction
def test_a_file_that_breaks_off_fails_in_words(district, clerk):
    batch = waiting(MANY, district, clerk, "checking")
    with default_storage.open(batch.file.name, "wb") as file:
        file.write(MANY[: len(MANY) // 2])

    check_rows(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.trouble[0]) == ("failed", "unreadable")


@in_one_transaction
def test_files_are_forgotten_after_thirty_days(district, clerk):
    old, fresh = (factories.import_batch(district, name=name) for name in ("cũ", "mới"))
    ImportBatch.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    names = [old.file.name, old.bad_file.name]

    assert forget_old_imports() == 1

    old.refresh_from_db()
    assert (bool(old.file), bool(old.bad_file), old.rows.count()) == (False, False, 0)
    assert (old.state, old.bad) == ("cancelled", 1)
    assert not any(default_storage.exists(name) for name in names)
    assert default_storage.exists(fresh.file.name)
    assert forget_old_imports() == 0


@in_one_transaction
def test_files_of_cancelled_imports_go_at_once(district):
    factories.import_batch(district, state="cancelled")

    assert forget_old_imports() == 1
