"""A laptop whose clock is two years off, either way, between two starts: nobody is lost, no number
is given twice, the later word counts, and today's list is that of the day on the screen."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.calendar_jp import day_of
from app.services.check_ins import CheckIn
from app.services.needs import ReceiveNeed
from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from app.store.queries.audit import audit_page
from app.store.queries.reception import check_ins_of
from sync.core.ids import EntityId
from tests.support.centres import MORNING_MS, Centre, open_centre

YEAR_MS = 365 * 86_400_000
FIRST = [MORNING_MS]
BACK = [MORNING_MS, MORNING_MS - 2 * YEAR_MS]
FORWARD = [MORNING_MS, MORNING_MS + 2 * YEAR_MS]
THERE_AND_BACK = [MORNING_MS, MORNING_MS + 2 * YEAR_MS, MORNING_MS + 60_000]
ONCE_EACH_WAY = [*THERE_AND_BACK, MORNING_MS - 2 * YEAR_MS, MORNING_MS + 120_000]


def begin(centre: Centre, now_ms: int, *, checkpoint: bool) -> None:
    """The next start, with whatever the clock of the machine says now."""
    centre.clock.ms = now_ms
    centre.reopen()
    if not checkpoint:
        for path in centre.operation.folder.glob("checkpoint*"):
            path.unlink()


def come(centre: Centre, number: int) -> EntityId:
    phone = f"090-0000-{number:04}"
    done = centre.do(RegisterVolunteer(f"訓練 {number}号", "", phone, another_person=True))
    assert done.entity is not None
    centre.do(CheckIn(done.entity, although=("uninsured",)))
    return done.entity


def names_of(centre: Centre, day: date) -> set[str]:
    return {line.name for line in centre.operation.read(lambda db: check_ins_of(db, day))}


@pytest.mark.parametrize("checkpoint", [True, False])
@pytest.mark.parametrize("starts", [FIRST, BACK, FORWARD, THERE_AND_BACK, ONCE_EACH_WAY])
def test_whatever_the_clock_says(tmp_path: Path, starts: list[int], checkpoint: bool) -> None:
    with open_centre(tmp_path, now_ms=starts[0]) as centre:
        first = come(centre, 0)
        came = {day_of(starts[0]): {"訓練 0号"}}
        for number, now_ms in enumerate(starts[1:], 1):
            begin(centre, now_ms, checkpoint=checkpoint)
            # The later word counts, also where the clock says that it is older.
            centre.do(ChangeVolunteer(first, {"phone": f"090-0000-{90 + number:04}"}))
            assert centre.rows("SELECT phone FROM live_volunteer WHERE id = ?", first) == [
                (f"090-0000-{90 + number:04}",)
            ]
            come(centre, number)
            came.setdefault(day_of(now_ms), set()).add(f"訓練 {number}号")
            centre.do(ReceiveNeed({"name": f"訓練 {number}世帯"}))
            for day, names in came.items():
                assert names_of(centre, day) == names
        for table, count in (("volunteer", len(starts)), ("need", len(starts) - 1)):
            numbers = centre.rows(f"SELECT number FROM live_{table} ORDER BY id")
            assert len(set(numbers)) == len(numbers) == count
        assert centre.operation.working_set.digest() == centre.operation.rebuild_digest()
        # The trail is in the order in which it happened.
        acts = [entry.act for entry in centre.operation.read(audit_page)]
        again = ["receive_need", "check_in", "register_volunteer", "change_volunteer"]
        assert acts == [*again * (len(starts) - 1), "check_in", "register_volunteer", "open_centre"]


def test_an_undo_after_the_clock_went_back_takes_back_the_right_thing(tmp_path: Path) -> None:
    with open_centre(tmp_path) as centre:
        who = come(centre, 0)
        centre.do(ChangeVolunteer(who, {"phone": "090-0000-0091"}))
        begin(centre, MORNING_MS - 2 * YEAR_MS, checkpoint=True)
        later = centre.do(ChangeVolunteer(who, {"phone": "090-0000-0092"}))
        centre.undo(later)
        assert centre.rows("SELECT phone FROM live_volunteer") == [("090-0000-0091",)]
        begin(centre, MORNING_MS, checkpoint=False)
        assert centre.rows("SELECT phone FROM live_volunteer") == [("090-0000-0091",)]
