"""What councils say of themselves: whose it is, what is refused, what the board makes of it."""

from datetime import date
from pathlib import Path

import pytest

from app.domain.county_board import CountyFigures, is_cell, is_old, leading_status, rate_change
from app.domain.tables_county import council_id
from app.services.command import Ok
from app.services.county_board import (
    AddCountySatellite,
    EditCouncil,
    PublishFigures,
    SetCentreState,
    figures_id,
)
from app.store.queries.county_board import Board, all_days, council_days, county_board
from tests.support.centres import MORNING_MS, Centre
from tests.support.counties import open_county
from tests.support.planting import plant

HIRATSUKA, FUJISAWA, YOKOHAMA, NAKA = "14203", "14205", "14100", "14104"
TODAY, HOUR_MS, DAY_MS = date(2026, 8, 11), 3_600_000, 86_400_000
FIGURES = CountyFigures(32, 5, 9, 4, 21, 7, 18, 1, 0, 6, 2, ("shovel_square",))


def board(centre: Centre, day: str = "") -> Board:
    now_ms = centre.clock.now_ms()
    return centre.operation.read(lambda db: county_board(db, now_ms, day))


def test_what_one_council_says_stands_on_the_board_of_all(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(HIRATSUKA), county.council(FUJISAWA)
        here.do(SetCentreState(
            "open_recruiting", scope="prefecture", opens="9時", closes="15:30", staff_short=4,
            tools_short=("wheelbarrow",), note="軽トラックが足りません", cell="52397254",
            intake_ends_on="2026-08-20",
        ))  # fmt: skip
        here.do(PublishFigures(TODAY, FIGURES))
        county.meet_all()
        for centre in (here, there, county.hub):
            seen = board(centre)
            assert len(seen.rows) == 61
            row = seen.by_id[council_id(HIRATSUKA)]
            assert row.figures == FIGURES
            assert (row.state.opens, row.state.closes, row.state.staff_short) == (
                "9:00", "15:30", 4,
            )  # fmt: skip
            assert row.tools_short == ("shovel_square", "wheelbarrow")
            assert (row.today, row.old, row.open) == (True, False, True)
            assert (seen.sums.figures.participants, seen.sums.open_centres) == (32, 1)
            assert (seen.sums.told, seen.sums.staff_short) == (1, 4)
        silent = board(here).by_id[council_id(FUJISAWA)]
        assert (silent.figures, silent.state.status, silent.as_of) == (None, "", 0)


def test_a_council_changes_only_what_is_its_own(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, other = county.council(HIRATSUKA), council_id(FUJISAWA)
        for command in (
            SetCentreState("paused", council=other),
            PublishFigures(TODAY, FIGURES, council=other),
            EditCouncil(other, phone="0466-00-0000"),
            AddCountySatellite("湘南", council=other),
        ):
            assert here.refuse(command).code == "county_not_yours"
            county.hub.do(command)  # the prefectural council may, for one that cannot
        seen = board(county.hub)
        row = seen.by_id[other]
        assert (row.state.status, row.figures, row.phone) == ("paused", FIGURES, "0466-00-0000")
        (place,) = seen.below(other)
        assert (place.name, place.kind) == ("湘南", "satellite")


def test_a_satellite_says_its_own_state_and_belongs_to_its_council(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(HIRATSUKA)
        place = here.do(AddCountySatellite("大神", phone="0463-00-0000")).entity
        assert place is not None
        assert here.refuse(AddCountySatellite("大神")).code == "satellite_exists"
        here.do(AddCountySatellite("金目"))
        here.do(PublishFigures(TODAY, FIGURES, council=place))
        codes = [row.code for row in board(here).below(council_id(HIRATSUKA))]
        letter = here.operation.letter
        assert codes == [f"14203-{letter}1", f"14203-{letter}2"]
        assert [row.name for row in board(here).together(council_id(HIRATSUKA))] == [
            "平塚市社協", "大神", "金目",
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"status": ""}, "county_status_missing", "status"),
        ({"status": "wild"}, "no_such_code", "status"),
        ({"note": "訓練花子様に電話"}, "county_looks_personal", "note"),
        ({"phone": "090-0000-0001"}, "county_looks_personal", "phone"),
        ({"cell": "5239-72"}, "county_cell_odd", "cell"),
        ({"opens": "朝"}, "county_time_odd", "opens"),
        ({"staff_short": -1}, "number_negative", "staff_short"),
        ({"tools_short": ("gold",)}, "no_such_code", "tools_short"),
        ({"intake_ends_on": "明日"}, "no_day", "intake_ends_on"),
    ],
)
def test_a_state_is_refused_at_its_field(
    tmp_path: Path, changes: dict[str, object], code: str, field: str
) -> None:
    with open_county(tmp_path) as county:
        command = SetCentreState(**{"status": "paused", **changes})  # type: ignore[arg-type]
        refused = county.hub.refuse(command)
        assert (refused.code, refused.field) == (code, field)


def test_who_is_sure_that_it_names_nobody_may_send_it(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        county.hub.do(SetCentreState("paused", note="受付は業者の山田さん", sure=True))


def test_figures_are_counts_of_a_day_that_has_come(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(HIRATSUKA)
        ahead = here.refuse(PublishFigures(date(2026, 8, 12), FIGURES))
        assert ahead.code == "county_day_ahead"
        below = here.refuse(PublishFigures(TODAY, CountyFigures(participants=-1)))
        assert (below.code, below.field) == ("number_negative", "participants")
        own = CountyFigures(tools_short=("own_0000000001",))
        assert here.refuse(PublishFigures(TODAY, own)).code == "no_such_code"


def test_two_devices_of_a_council_that_send_the_same_day_write_one_row(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(HIRATSUKA)
        here.do(PublishFigures(TODAY, FIGURES))
        county.hub.do(PublishFigures(TODAY, FIGURES, council=council_id(HIRATSUKA)))
        county.meet_all()
        for centre in (here, county.hub):
            assert centre.rows("SELECT id FROM live_county_figures") == [
                (figures_id(council_id(HIRATSUKA), "2026-08-11"),)
            ]


def test_what_was_sent_can_be_taken_back_and_sent_again(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here = county.council(HIRATSUKA)
        state, sent = (
            here.do(SetCentreState("paused", note="雨")),
            here.do(PublishFigures(TODAY, FIGURES)),
        )
        here.undo(sent)
        here.undo(state)
        assert not board(here).by_id[council_id(HIRATSUKA)].spoke
        here.do(PublishFigures(TODAY, CountyFigures(participants=3)))
        here.do(SetCentreState("closed"))
        row = board(here).by_id[council_id(HIRATSUKA)]
        assert row.figures == CountyFigures(participants=3)
        assert (row.state.status, row.state.note) == ("closed", "")


def test_old_information_is_known_as_old_and_in_no_sum(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        here, there = county.council(HIRATSUKA), county.council(FUJISAWA)
        here.do(PublishFigures(TODAY, FIGURES))
        there.do(PublishFigures(TODAY, FIGURES, final=True))
        county.meet_all()
        county.clock.advance(4 * HOUR_MS)
        seen = board(county.hub)
        assert seen.by_id[council_id(HIRATSUKA)].old
        assert not seen.by_id[council_id(FUJISAWA)].old
        county.clock.advance(DAY_MS)
        later = board(county.hub)
        row = later.by_id[council_id(FUJISAWA)]
        assert (row.old, row.today, later.sums.figures.participants) == (True, False, 0)
        assert row.trend == (None, None, None, None, None, 32, None)
        past = board(county.hub, "2026-08-11")
        assert past.sums.figures.participants == 64
        assert not past.by_id[council_id(HIRATSUKA)].old
        county.clock.advance(60 * DAY_MS)
        assert board(county.hub).by_id[council_id(FUJISAWA)].figures == FIGURES


def test_days_of_one_council_and_of_all(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        hub = county.hub
        for day, people in ((9, 10), (10, 20), (11, 30)):
            hub.do(PublishFigures(
                date(2026, 8, day), CountyFigures(people), final=True, council=council_id(NAKA)
            ))  # fmt: skip
        read = hub.operation.read
        days = read(lambda db: council_days(db, council_id(NAKA), "2026-08-10"))
        assert [(one.day, one.figures.participants) for one in days] == [
            ("2026-08-11", 30), ("2026-08-10", 20),
        ]  # fmt: skip
        every = read(lambda db: all_days(db, "2026-08-09", "2026-08-10"))
        assert [(code, one.figures.participants) for code, _, one in every] == [
            (NAKA, 10), (NAKA, 20),
        ]  # fmt: skip
        city = board(hub).together(council_id(YOKOHAMA))
        assert len(city) == 19


def test_blocks_are_summed_by_who_belongs_to_them_on_the_day(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        hub = county.hub
        west = plant(hub, "block", name="西", position=1)
        gone = plant(hub, "block", name="旧", position=2, ends_on="2026-03-31")
        for code, block, starts in (
            (HIRATSUKA, west, "2026-04-01"), (FUJISAWA, west, "2026-09-01"),
            (YOKOHAMA, west, "2026-04-01"), (FUJISAWA, gone, "2020-04-01"),
        ):  # fmt: skip
            plant(hub, "block_member", block=block, council=council_id(code), starts_on=starts)
        for code, people in ((HIRATSUKA, 10), (FUJISAWA, 100), (NAKA, 5)):
            council = council_id(code)
            hub.do(PublishFigures(TODAY, CountyFigures(people, backlog=1), council=council))
            hub.do(SetCentreState("open_recruiting", council, staff_short=2))
        seen = board(hub)
        (only,) = seen.blocks  # a ward belongs to the block of its city
        assert (only.name, only.sums.figures.participants, only.sums.figures.backlog) == (
            "西",
            15,
            2,
        )
        assert (only.sums.open_centres, only.sums.staff_short) == (2, 4)
        assert seen.sums.figures.participants == 115
        later = board(hub, "2026-09-01")
        assert {row.code for row in later.rows if row.block == west and row.kind != "ward"} == {
            HIRATSUKA, FUJISAWA, YOKOHAMA,
        }  # fmt: skip


def test_change_to_the_day_before_is_known_where_both_days_are() -> None:
    assert rate_change((None, 10, 12)) == 2
    assert rate_change((12, 10, 7)) == -3
    assert rate_change((12, None, 7)) is None
    assert rate_change((7,)) is None


def test_what_stands_for_several_and_what_is_old() -> None:
    assert leading_status(("closed", "", "paused", "open_recruiting")) == "open_recruiting"
    assert leading_status(("", "")) == ""
    assert leading_status(("own_1", "closed")) == "closed"
    assert not is_old("2026-08-11", MORNING_MS - 3 * HOUR_MS, False, MORNING_MS)
    assert is_old("2026-08-11", MORNING_MS - 3 * HOUR_MS - 1, False, MORNING_MS)
    assert is_cell("52397254")
    assert not is_cell("52398254")
    assert not is_cell("５２３９７２５４")


def test_a_command_is_a_county_command_with_an_act_of_its_own(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        done = county.hub.do(EditCouncil(council_id(NAKA), phone="045-000-0000"))
        assert isinstance(done, Ok)
        assert done.action.act == "edit_council"
