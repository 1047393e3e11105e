"""Notices, files and the board: what is refused, at which field, and that nothing is written then.

One county for all: each test says its own notice, and no clock is moved.
"""

from typing import Any

import pytest

from app.domain.tables_county import council_id
from app.services.county_attachments import AttachFile, RemoveFile
from app.services.county_board import AddCountySatellite, EditCouncil, SetCentreState
from app.services.county_notices import ChooseNotice, CorrectNotice, PostNotice, WithdrawNotice
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.planting import plant
from tests.support.relief import FUJISAWA, HIRATSUKA, KAMAKURA, acting_as

NOBODY = EntityId(b"\1" * 16)
NAMED = "訓練 花子さんの件"  # looks as if it named a person
PERSONAL, LONG = "county_looks_personal", "text_too_long"


@pytest.fixture
def notice(hub: Centre) -> EntityId:
    with acting_as(hub, HIRATSUKA):
        return hub.make(PostNotice("info", "集合は 9 時", "南口", (FUJISAWA,), "2026-08-12"))


# -------------------------------------------------------------------------------------- notices


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title": " "}, "notice_without_title", "title"),
        ({"title": "題" * 201}, LONG, "title"),
        ({"kind": ""}, "notice_kind_missing", "kind"),
        ({"kind": "x"}, "no_such_code", "kind"),
        ({"until": "2026-08-10"}, "day_past", "until"),
        ({"until": "明日"}, "no_day", "until"),
        ({"body": NAMED}, PERSONAL, "body"),
        ({"addressees": ("99999",)}, "county_no_such_council", "addressees"),
    ],
)
def test_what_a_notice_and_its_correction_must_say(
    hub: Centre, notice: EntityId, change: dict[str, Any], code: str, field: str
) -> None:
    said = {"kind": "info", "title": "集合は 8 時", **change}
    assert hub.why(PostNotice(**said)) == (code, field)
    assert hub.why(CorrectNotice(notice, reason="早める", **said)) == (code, field)


def test_a_correction_says_why_and_something_else(hub: Centre, notice: EntityId) -> None:
    def correct(reason: str, title: str = "集合は 9 時") -> CorrectNotice:
        return CorrectNotice(notice, "info", title, reason, "南口", (FUJISAWA,), "2026-08-12")

    assert hub.why(correct(" ")) == ("county_reason_missing", "reason")
    assert hub.why(correct(NAMED, "集合は 8 時")) == (PERSONAL, "reason")
    assert hub.why(correct("早める")) == ("notice_same_text", "body")
    new = hub.make(correct("早める", "集合は 8 時"))
    assert hub.rows("SELECT corrects, title FROM live_notice WHERE id = ?", new) == [
        (notice, "集合は 8 時")
    ]


def test_what_is_withdrawn_says_why_and_names_nobody(hub: Centre, notice: EntityId) -> None:
    assert hub.why(WithdrawNotice(notice, NAMED)) == (PERSONAL, "reason")
    assert hub.why(WithdrawNotice(notice, "長" * 201)) == (LONG, "reason")
    with acting_as(hub, FUJISAWA):
        assert hub.why(WithdrawNotice(notice, "中止")) == ("county_not_yours", None)
    hub.do(WithdrawNotice(notice, NAMED, sure=True))
    assert hub.rows("SELECT withdrawn_why FROM live_notice WHERE id = ?", notice) == [(NAMED,)]


def test_nothing_is_chosen_where_nothing_is_disputed(hub: Centre, notice: EntityId) -> None:
    assert hub.why(ChooseNotice(notice)) == ("notice_not_disputed", None)
    for command in (
        ChooseNotice(NOBODY), WithdrawNotice(NOBODY, "x"), CorrectNotice(NOBODY, "info", "x", "x"),
    ):  # fmt: skip
        assert hub.why(command) == ("no_such_notice", None)
    with acting_as(hub, FUJISAWA):
        assert hub.why(ChooseNotice(notice)) == ("county_not_yours", None)


# ---------------------------------------------------------------------------------------- files


def attach(subject: EntityId, **other: Any) -> AttachFile:
    fields: dict[str, Any] = {
        "blob": "a" * 64, "size": 5, "media_type": "application/pdf", "key": "0" * 64,
        "name": "地図.pdf",
    }  # fmt: skip
    return AttachFile(subject, **{**fields, **other})


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"blob": "a" * 63}, "county_file_unusable", "file"),
        ({"blob": "../" + "a" * 61}, "county_file_unusable", "file"),
        ({"key": "0" * 62}, "county_file_unusable", "file"),
        ({"key": "z" * 64}, "county_file_unusable", "file"),
        ({"media_type": "text/html"}, "county_file_unusable", "file"),
        ({"name": NAMED}, PERSONAL, "name"),
        ({"name": "地" * 201}, LONG, "name"),
        ({"size": -1}, "number_negative", "size"),
    ],
)
def test_a_file_that_its_row_could_not_show(
    hub: Centre, notice: EntityId, change: dict[str, Any], code: str, field: str
) -> None:
    assert hub.why(attach(notice, **change)) == (code, field)


def test_a_file_goes_with_what_it_belongs_to_or_nowhere(hub: Centre, notice: EntityId) -> None:
    assert hub.why(attach(NOBODY)) == ("county_no_such_file", None)
    assert hub.why(RemoveFile(NOBODY)) == ("county_no_such_file", None)
    with acting_as(hub, HIRATSUKA):
        file = hub.make(attach(notice))
    with acting_as(hub, FUJISAWA):
        assert hub.why(RemoveFile(file)) == ("county_not_yours", None)
    kept = "SELECT name FROM live_attachment WHERE subject = ?"
    assert hub.rows(kept, notice) == [("地図.pdf",)]
    with acting_as(hub, HIRATSUKA):
        done = hub.do(RemoveFile(file))
    assert hub.rows(kept, notice) == []
    assert hub.why(RemoveFile(file)) == ("county_no_such_file", None)
    hub.undo(done)
    assert hub.rows(kept, notice) == [("地図.pdf",)]


def test_papers_of_a_loan_are_of_both_councils_and_of_a_cost_of_one(hub: Centre) -> None:
    loan = plant(
        hub, "goods_loan", lender=council_id(HIRATSUKA), borrower=council_id(FUJISAWA)
    )  # fmt: skip
    cost = plant(hub, "cost_item", council=council_id(HIRATSUKA))
    for code, subjects in ((HIRATSUKA, (loan, cost)), (FUJISAWA, (loan,))):
        with acting_as(hub, code):
            for subject in subjects:
                hub.do(attach(subject))
    with acting_as(hub, FUJISAWA):
        assert hub.why(attach(cost)) == ("county_not_yours", None)
    with acting_as(hub, KAMAKURA):
        assert hub.why(attach(loan)) == ("county_not_yours", None)
    count = "SELECT count(*) FROM live_attachment WHERE subject = ?"
    assert (hub.rows(count, loan), hub.rows(count, cost)) == ([(2,)], [(1,)])


# ---------------------------------------------------------------------------------------- board


def test_what_a_council_says_of_itself(hub: Centre) -> None:
    council = council_id(HIRATSUKA)
    unknown = EditCouncil(NOBODY, phone="0463-00-0000")
    assert hub.why(unknown) == ("county_no_such_council", "council")
    mobile = EditCouncil(council, phone="090-0000-0001")
    assert hub.why(mobile) == (PERSONAL, "phone")
    assert hub.why(EditCouncil(council, email="x" * 201)) == (LONG, "email")
    before = hub.rows("SELECT address FROM live_council WHERE id = ?", council)
    hub.do(EditCouncil(council, phone="090-0000-0001", sure=True))
    after = hub.rows("SELECT phone, address FROM live_council WHERE id = ?", council)
    assert after == [("090-0000-0001", before[0][0])]  # what was not said stays


def test_a_satellite_has_a_name_and_a_council_above_it(hub: Centre) -> None:
    assert hub.why(AddCountySatellite(" ")) == ("name_missing", "name")
    assert hub.why(AddCountySatellite("大" * 201)) == (LONG, "name")
    assert hub.why(AddCountySatellite(NAMED)) == (PERSONAL, "name")
    place = hub.make(AddCountySatellite("大神", council_id(HIRATSUKA)))
    below = AddCountySatellite("金目", place)
    assert hub.why(below) == ("county_no_such_council", "council")
    with acting_as(hub, HIRATSUKA):  # its satellite is its own
        hub.do(EditCouncil(place, phone="0463-00-0000"))
    with acting_as(hub, FUJISAWA):
        assert hub.why(EditCouncil(place, phone="")) == ("county_not_yours", None)
    rows = hub.rows("SELECT name, phone FROM live_council WHERE parent = ?", council_id(HIRATSUKA))
    assert rows == [("大神", "0463-00-0000")]


def test_more_people_than_there_are_anywhere_are_a_slip(hub: Centre) -> None:
    refused = hub.refuse(SetCentreState("paused", staff_short=100_000))
    assert (refused.code, refused.field, refused.params) == (
        "county_number_large", "staff_short", {"limit": 99_999},
    )  # fmt: skip
    hub.do(SetCentreState("paused", staff_short=99_999))
    assert hub.rows("SELECT staff_short FROM live_centre_state") == [(99_999,)]
