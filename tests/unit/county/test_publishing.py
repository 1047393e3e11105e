"""What leaves a centre for the county: counts only, shown before, by a tap or by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.domain.county_board import CountyFigures
from app.domain.figures import Figures
from app.domain.tables_county import council_id
from app.services.centre import ChangeSetting
from app.services.command import Actor
from app.services.counties import county_actor
from app.services.day import CloseDay, ReopenDay
from app.services.publishing import (
    BY_ITSELF,
    RUNNING_EVERY_MS,
    STILL_TRUE_EVERY_MS,
    Publisher,
    PublishRhythm,
    outgoing,
)
from app.store.queries.county_figures import SentDay, sent_days
from app.store.queries.day import day_seal
from sync.core.ids import EntityId
from sync.core.operations import New, Set
from sync.core.registry import SpaceKind
from tests.outputs.samples import DAY
from tests.support.busy_day import BusyDay, busy_day
from tests.support.centres import Centre, open_centre
from tests.support.counties import County, open_county
from tests.support.planting import plant

COUNCIL = "14203"
ISO = DAY.isoformat()
CHIEF = Actor(EntityId(b"c" * 16), "訓練 所長", "chief")
HOUR_MS = 3_600_000


class Both:
    """A centre on a busy day, and its device in the county; one clock."""

    def __init__(self, centre: Centre, county: County, busy: BusyDay) -> None:
        self.centre, self.county, self.busy = centre, county, busy
        self.device = county.council(COUNCIL)
        actor = county_actor(replace(CHIEF, staff=None))
        self.publisher = Publisher(centre.operation, self.device.operation, actor)

    def sent(self) -> SentDay:
        (one,) = self.all_sent()
        return one

    def all_sent(self) -> tuple[SentDay, ...]:
        return self.device.operation.read(
            lambda db: sent_days(db, council_id(COUNCIL), "2026-01-01")
        )

    def advance(self, ms: int) -> None:
        self.centre.clock.advance(ms)
        self.county.clock.advance(ms)

    def by_itself(self, on: bool = True) -> None:
        self.centre.do(ChangeSetting(BY_ITSELF, on, DAY, "訓練"), CHIEF)

    def close_day(self) -> None:
        self.centre.do(CloseDay(DAY, reason="訓練のため"), CHIEF)


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Both]:
    with standing(tmp_path) as found:
        yield found


@contextmanager
def standing(folder: Path) -> Iterator[Both]:
    with open_centre(folder / "centre") as centre, open_county(folder / "county") as county:
        yield Both(centre, county, busy_day(centre))


def made(centre: Centre) -> CountyFigures:
    return centre.operation.read(lambda db: outgoing(db, DAY, DAY)).figures


def test_the_figures_are_those_of_the_working_set(both: Both) -> None:
    for name, home in (("訓練 一", None), ("訓練 二", "藤沢市社協")):
        staff = EntityId(name.encode().ljust(16, b"-")[:16])
        plant(both.centre, "staff", staff, name=name, home_council=home)
        for _ in range(2):
            plant(both.centre, "staff_shift", staff=staff, day=ISO)
    plant(both.centre, "need", status="survey_waiting", received_at=both.centre.clock.now_ms())
    plant(both.centre, "equipment", code="wheelbarrow", name="一輪車", type="loan", low_mark=3)
    plant(both.centre, "equipment", code="own_0000000001", name="訓練の道具", type="loan",
          low_mark=3)  # fmt: skip
    found = made(both.centre)
    assert found.participants == 12
    assert (found.staff_own, found.staff_relief) == (1, 1)
    assert found.backlog >= 1
    assert found.heads_out == 5
    assert "wheelbarrow" in (found.tools_short or ())
    assert "own_0000000001" not in (found.tools_short or ())


def test_what_is_shown_is_what_goes(both: Both) -> None:
    shown = both.centre.operation.read(lambda db: outgoing(db, DAY, DAY))
    both.device.do(shown.command())
    sent = both.sent()
    for line in shown.lines:
        value = getattr(sent.figures, line.key)
        assert (len(value) if line.key == "tools_short" else value) == line.value
    assert {line.key for line in shown.lines} == {one.name for one in fields(CountyFigures)}
    assert not sent.final
    assert not sent.by_itself


def test_a_closed_day_goes_by_itself_with_the_figures_of_its_seal(both: Both) -> None:
    assert both.publisher.publish_due() == 0  # a running day does not, unless the centre said so
    both.close_day()
    assert both.publisher.publish_due() == 1
    sent = both.sent()
    seal = both.centre.operation.read(lambda db: day_seal(db, ISO))
    assert seal is not None
    assert seal.figures is not None
    assert (sent.final, sent.by_itself, sent.as_of) == (True, True, seal.at)
    for one in fields(Figures):
        assert getattr(sent.figures, one.name) == getattr(seal.figures, one.name)
    both.advance(HOUR_MS)
    assert both.publisher.publish_due() == 0


def test_a_day_that_was_opened_again_is_not_final_and_goes_again_when_it_is(both: Both) -> None:
    both.close_day()
    both.publisher.publish_due()
    before = both.sent().figures.participants
    both.advance(HOUR_MS)
    both.centre.do(ReopenDay(DAY), CHIEF)
    assert both.publisher.publish_due() == 1
    assert not both.sent().final
    assert both.publisher.publish_due() == 0
    plant(both.centre, "check_in", volunteer=EntityId(b"x" * 16), day=ISO)
    both.close_day()
    assert both.publisher.publish_due() == 1
    assert both.sent().final
    assert both.sent().figures.participants == before + 1


def test_the_running_count_goes_every_so_often_where_the_centre_said_so(both: Both) -> None:
    both.by_itself()
    assert both.publisher.publish_due() == 1
    plant(both.centre, "check_in", volunteer=EntityId(b"x" * 16), day=ISO)
    assert both.publisher.publish_due() == 0
    both.advance(RUNNING_EVERY_MS)
    assert both.publisher.publish_due() == 1
    assert both.sent().figures.participants == 13
    both.advance(RUNNING_EVERY_MS)
    assert both.publisher.publish_due() == 0  # nothing has changed
    both.advance(STILL_TRUE_EVERY_MS)
    assert both.publisher.publish_due() == 1  # and it is still true
    both.by_itself(on=False)
    both.advance(STILL_TRUE_EVERY_MS)
    assert both.publisher.publish_due() == 0


def test_a_closed_day_is_not_overwritten_by_a_running_count(both: Both) -> None:
    both.by_itself()
    both.close_day()
    assert both.publisher.publish_due() == 1
    both.advance(STILL_TRUE_EVERY_MS)
    assert both.publisher.publish_due() == 0
    assert both.sent().final


def test_days_from_before_it_was_in_the_county_do_not_go_by_themselves(both: Both) -> None:
    both.centre.do(CloseDay(DAY - timedelta(days=1), reason="訓練のため"), CHIEF)
    assert both.publisher.due() == ()
    yesterday = both.centre.operation.read(lambda db: outgoing(db, DAY - timedelta(days=1), DAY))
    both.device.do(yesterday.command())
    assert both.sent().final
    assert both.sent().figures.tools_short is None


def test_a_failure_is_tried_again_at_the_next_look() -> None:
    tries: list[int] = []
    waits = iter([False, False, True])

    def publish() -> None:
        tries.append(1)
        raise OSError("disk")

    PublishRhythm(lambda _seconds: next(waits), publish).run()
    assert len(tries) == 2


def written(centre: Centre) -> dict[str, set[str]]:
    """The fields of each table that the county's log holds, by opening every batch."""
    operation = centre.operation
    found: dict[str, set[str]] = {}
    for batch in operation.log.read_since({}):
        body = operation.sealer.open(batch).body
        assert body is not None
        for change in body.operations:
            if isinstance(change, New):
                found.setdefault(change.table, set()).update(change.values)
            elif isinstance(change, Set):
                found.setdefault(change.table, set()).add(change.field)
    return found


def everything(centre: Centre) -> str:
    """All words of all tables of a working set."""
    names = centre.rows("SELECT name FROM sqlite_master WHERE type = 'table'")
    return "\n".join(
        str(row)
        for (name,) in names
        if not str(name).startswith("sqlite")
        for row in centre.rows(f'SELECT * FROM "{name}"')
    )


def words_of(centre: Centre) -> list[str]:
    """Names, telephones and addresses of everybody, and the number of every need."""
    columns = ("volunteer.name", "volunteer.phone", "volunteer.address", "need_private.name",
               "need_private.phone", "need_private.address", "staff.name", "need.number",
               "volunteer.number", "volunteer_group.name")  # fmt: skip
    found = []
    for one in columns:
        table, column = one.split(".")
        sql = f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL"
        found += [str(word) for (word,) in centre.rows(sql)]
    return found


def test_the_county_gets_no_other_field_and_no_name_of_the_centre(tmp_path: Path) -> None:
    with standing(tmp_path) as both:
        before = written(both.device)
        plant(both.centre, "staff", name="訓練 受付太郎", role="leader", phone="090-0000-0099")
        both.by_itself()
        both.publisher.publish_due()
        both.close_day()
        both.advance(HOUR_MS)
        both.publisher.publish_due()
        both.county.meet_all()
        allowed = {one.name for one in fields(CountyFigures)}
        allowed |= {"council", "day", "final", "as_of", "by_itself"}
        for centre in (both.device, both.county.hub):
            after = written(centre)
            assert after.pop("county_figures") == allowed
            assert after == before
            said, raw = everything(centre), b"".join(
                path.read_bytes() for path in centre.operation.folder.rglob("*") if path.is_file()
            )  # fmt: skip
            words = words_of(both.centre)
            assert len(words) > 20
            for word in words:
                assert word not in said, word
                assert word.encode() not in raw, word
            kinds = {space.kind for space in centre.operation.spaces}
            assert kinds == {SpaceKind.AUTH, SpaceKind.SHARED}
