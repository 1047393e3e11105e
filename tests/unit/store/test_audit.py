"""The audit trail: who, at which desk, when, what, to which records; newest first, in pages."""

from datetime import timedelta
from pathlib import Path

from app.domain.calendar_jp import day_of
from app.services.centre import ChangeSetting
from app.services.command import Action, Actor, Ok, Refused
from app.store.queries.audit import (
    EVERYTHING,
    AuditEntry,
    AuditFilter,
    AuditMark,
    audit_actors,
    audit_acts,
    audit_entry,
    audit_page,
)
from sync.core.ids import EntityId
from tests.support.centres import MORNING_MS, Centre, open_centre

DAY_MS = 86_400_000
CHIEF = Actor(EntityId(b"chief-of-the-day"), "訓練 太郎", "chief")
TODAY = day_of(MORNING_MS)


def change(centre: Centre, size: int, actor: Actor | None = None) -> Ok:
    centre.clock.advance(1_000)
    return centre.do(ChangeSetting("team_size", size), actor)


def page(centre: Centre, wanted: AuditFilter = EVERYTHING, **more) -> tuple[AuditEntry, ...]:
    return centre.operation.read(lambda db: audit_page(db, wanted, **more))


def test_an_action_says_who_did_what_when_and_to_which_record(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        done = change(centre, 7, CHIEF)
        newest = page(centre)[0]
        assert newest.act == "change_setting"
        assert newest.at_ms == MORNING_MS + 1_000
        assert newest.actor == CHIEF.staff
        assert newest.letter == "A"
        assert [(record.table, record.id) for record in newest.records] == [
            ("setting", done.entity)
        ]
        assert (newest.records[0].label, newest.records_count) == ("team_size", 1)
        assert newest.batches == done.action.batches
        assert not newest.undone
        assert page(centre)[-1].act == "open_centre"


def test_pages_follow_each_other_without_gap_or_repetition(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        for size in range(1, 8):
            change(centre, size)
        everything = page(centre)
        assert [entry.at_ms for entry in everything] == sorted(
            (entry.at_ms for entry in everything), reverse=True
        )
        found: list[AuditEntry] = []
        before: AuditMark | None = None
        while part := page(centre, before=before, limit=3):
            found += part
            before = part[-1].mark
        assert tuple(found) == everything


def test_each_filter_keeps_what_it_names(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        first = change(centre, 5)
        centre.clock.advance(DAY_MS)
        second = change(centre, 6, CHIEF)

        def clocks(wanted: AuditFilter) -> list[int]:
            return [entry.mark.hlc for entry in page(centre, wanted)]

        one, two = first.action.hlc, second.action.hlc
        assert clocks(AuditFilter(actor=CHIEF.staff)) == [two]
        assert clocks(AuditFilter(act="change_setting")) == [two, one]
        assert clocks(AuditFilter(record=first.entity)) == [one]
        assert clocks(AuditFilter(first_day=TODAY + timedelta(1))) == [two]
        assert two not in clocks(AuditFilter(last_day=TODAY))
        assert one in clocks(AuditFilter(last_day=TODAY))
        assert clocks(AuditFilter(actor=EntityId(bytes(16)))) == []
        assert centre.operation.read(audit_acts) == ("change_setting", "open_centre")
        assert centre.operation.read(audit_actors) == ((CHIEF.staff, None),)


def test_taking_back_from_the_trail_works_once_and_can_be_taken_back(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        done = change(centre, 9)
        entry = page(centre)[0]
        action = Action(entry.mark.hlc, entry.batches, str(entry.act), entry.mark.device)
        undone = centre.operation.undo(action, centre.actor)
        assert isinstance(undone, Ok)
        assert [(one.act, one.undone) for one in page(centre)][:2] == [
            ("undo", False), ("change_setting", True),
        ]  # fmt: skip
        assert centre.operation.undo(done.action, centre.actor) == Refused("undo_done_already")
        centre.undo(undone)
        again = centre.operation.read(lambda db: audit_entry(db, entry.mark))
        assert again is not None
        assert not again.undone
        assert centre.rows("SELECT count(*) FROM live_setting") == [(1,)]


def test_the_trail_is_the_same_after_a_rebuild(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        for size in range(1, 5):
            change(centre, size, CHIEF)
        centre.undo(change(centre, 9))
        before = page(centre)
        centre.reopen()
        assert page(centre) == before
