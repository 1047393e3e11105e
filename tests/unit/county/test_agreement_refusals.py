"""What the agreement refuses and how it is corrected: blocks, terms, duties."""

import pytest

from app.documents.readers.directory_rows import DirectoryRow
from app.domain.tables_county import council_id
from app.services.command import CountyCommand
from app.services.county_blocks import (
    AddBlock,
    ConfirmBlocks,
    EditBlock,
    JoinBlock,
    LeadBlock,
    LeaveBlock,
    LoadBlocks,
)
from app.services.county_directory import AddDuty, EditDuty, RemoveDuty
from app.services.county_directory_import import ImportDirectory, foresee_directory
from app.services.county_terms import EndTerm, WriteTerm
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.counties import County

A, B = council_id("14203"), council_id("14205")
C, D, E, F = (council_id(code) for code in ("14211", "14207", "14206", "14204"))
NOBODY = EntityId(b"\x09" * 16)
TODAY = "2026-08-11"
PERSON = "訓練 花子さん"


def stays(hub: Centre, block: EntityId) -> list[tuple[object, ...]]:
    return hub.rows(
        "SELECT council, leads, starts_on, ends_on FROM live_block_member WHERE block = ? "
        "ORDER BY starts_on, council",
        block,
    )


# ---------------------------------------------------------------------------- blocks


@pytest.mark.parametrize(
    "command",
    [
        AddBlock("甲"),
        EditBlock(NOBODY, "甲"),
        ConfirmBlocks(),
        JoinBlock(NOBODY, A),
        LeadBlock(NOBODY, True, TODAY),
        LeaveBlock(NOBODY, TODAY),
        EndTerm(NOBODY, TODAY),
    ],
    ids=lambda one: type(one).__name__,
)
def test_what_all_have_in_common_is_the_prefectural_councils(
    here: Centre, command: CountyCommand
) -> None:
    if isinstance(command, EditBlock):  # what is not there is said first
        assert here.why(command) == ("no_such_block", None)
    else:
        assert here.why(command) == ("county_prefecture_only", None)


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (AddBlock("訓練 花子様"), "county_looks_personal", "name"),
        (AddBlock("甲", note="090-0000-0001"), "county_looks_personal", "note"),
        (AddBlock("甲", starts_on="8/11"), "no_day", "starts_on"),
        (AddBlock("甲", -1), "number_negative", "position"),
        (EditBlock(NOBODY, "甲"), "no_such_block", None),
        (LoadBlocks("nonsense", TODAY), "no_such_proposal", None),
        (LoadBlocks("regions", "8/11"), "no_day", "starts_on"),
        (LoadBlocks("regions", "20260811"), "no_day", "starts_on"),
        (JoinBlock(NOBODY, A), "no_such_block", None),
        (LeadBlock(NOBODY, True, TODAY), "no_such_block_member", None),
        (LeaveBlock(NOBODY, TODAY), "no_such_block_member", None),
    ],
)
def test_a_block_is_refused(
    hub: Centre, command: CountyCommand, code: str, field: str | None
) -> None:
    assert hub.why(command) == (code, field)


def test_a_block_is_edited_and_ends_on_a_day_that_is_one(hub: Centre) -> None:
    block = hub.make(AddBlock("甲", 1, "2026-04-01"))
    hub.do(EditBlock(block, " 乙 ", 2, "2026-05-01", "2026-12-31", "改称"))
    before = [("乙", 2, "2026-05-01", "2026-12-31", "改称")]
    query = "SELECT name, position, starts_on, ends_on, note FROM live_block WHERE id = ?"
    assert hub.rows(query, block) == before
    for ends_on, code in (("2026-04-30", "county_ends_before"), ("2026-13-01", "no_day")):
        wrong = EditBlock(block, "丙", 2, "2026-05-01", ends_on)
        assert hub.why(wrong) == (code, "ends_on")
    assert hub.why(EditBlock(block, " ")) == ("name_missing", "name")
    assert hub.rows(query, block) == before
    hub.do(EditBlock(block, "乙", 2, "2026-05-01"))
    assert hub.rows(query, block) == [("乙", 2, "2026-05-01", None, None)]


def test_who_joins_is_a_council_on_a_day_and_today_when_none_is_named(hub: Centre) -> None:
    block = hub.make(AddBlock("参加", 1, "2026-04-01"))
    assert hub.why(JoinBlock(block, NOBODY)) == ("county_no_such_council", "council")
    assert hub.why(JoinBlock(block, A, "8/11")) == ("no_day", "starts_on")
    hub.do(JoinBlock(block, A))
    assert stays(hub, block) == [(A, 0, TODAY, None)]


def test_who_moves_on_its_first_day_was_never_in_the_block_before(hub: Centre) -> None:
    one = hub.make(AddBlock("移る前", 1, "2026-04-01"))
    two = hub.make(AddBlock("移った先", 2, "2026-04-01"))
    hub.do(JoinBlock(one, C, TODAY))
    hub.do(JoinBlock(two, C, TODAY, leads=True, moves=True))
    assert stays(hub, one) == []
    assert stays(hub, two) == [(C, 1, TODAY, None)]
    hub.do(JoinBlock(one, C, TODAY, moves=True))  # and back: the row of the first time stands again
    assert stays(hub, one) == [(C, 0, TODAY, None)]
    assert stays(hub, two) == []


def test_a_lead_is_corrected_on_its_first_day_and_not_given_to_who_left(hub: Centre) -> None:
    block = hub.make(AddBlock("幹事", 1, "2026-04-01"))
    member = hub.make(JoinBlock(block, D, "2026-08-01"))
    assert hub.why(LeadBlock(member, True, "8/11")) == ("no_day", "starts_on")
    hub.do(LeadBlock(member, True, "2026-08-01"))
    assert stays(hub, block) == [(D, 1, "2026-08-01", None)]
    assert hub.why(LeaveBlock(member, "8/20")) == ("no_day", "ends_on")
    hub.do(LeaveBlock(member, "2026-08-20"))
    late = LeadBlock(member, False, "2026-08-21")
    assert hub.why(late) == ("no_such_block_member", None)
    assert stays(hub, block) == [(D, 1, "2026-08-01", "2026-08-20")]
    hub.do(LeadBlock(member, False, "2026-08-11"))  # the end that was agreed stays
    assert stays(hub, block) == [
        (D, 1, "2026-08-01", "2026-08-10"), (D, 0, "2026-08-11", "2026-08-20"),
    ]  # fmt: skip


def test_who_leaves_before_its_first_day_never_was_inside(hub: Centre) -> None:
    block = hub.make(AddBlock("退会", 1, "2026-04-01"))
    member = hub.make(JoinBlock(block, E, "2026-08-20"))
    hub.do(LeaveBlock(member, "2026-08-19"))
    assert stays(hub, block) == []


def test_a_proposal_of_the_same_day_takes_the_place_of_the_one_before(hub: Centre) -> None:
    day = "2027-04-01"
    older = hub.make(AddBlock("それまで", 9, "2026-04-01"))
    left = hub.make(JoinBlock(older, F, "2026-05-01"))
    hub.do(LeaveBlock(left, "2026-05-31"))
    hub.do(LoadBlocks("regions", day))
    hub.do(LoadBlocks("drill_2015", day, "en"))
    found = hub.rows("SELECT proposal FROM live_block WHERE starts_on = ?", day)
    assert found == [("drill_2015",)] * 4
    blocks = "SELECT id FROM live_block WHERE starts_on = ?"
    inside = f"SELECT count(*) FROM live_block_member WHERE starts_on = ? AND block IN ({blocks})"
    every = hub.rows("SELECT count(*) FROM live_block_member WHERE starts_on = ?", day)
    assert hub.rows(inside, day, day) == every
    assert hub.rows("SELECT ends_on FROM live_block WHERE id = ?", older) == [("2027-03-31",)]
    assert stays(hub, older) == [(F, 0, "2026-05-01", "2026-05-31")]  # its end is not moved
    hub.do(ConfirmBlocks())
    assert hub.why(ConfirmBlocks()) == ("no_such_proposal", None)
    assert hub.rows("SELECT count(*) FROM live_block WHERE proposal IS NOT NULL") == [(0,)]


# ---------------------------------------------------------------------------- terms


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (WriteTerm("cost", " ", TODAY), "term_without_title", "title"),
        (WriteTerm("", "旅費", TODAY), "term_kind_missing", "kind"),
        (WriteTerm("nonsense", "旅費", TODAY), "no_such_code", "kind"),
        (WriteTerm("cost", "旅費", ""), "no_day", "starts_on"),
        (WriteTerm("cost", "旅費", "8/11"), "no_day", "starts_on"),
        (WriteTerm("cost", "旅費", TODAY, minutes=-1), "number_negative", "minutes"),
        (WriteTerm("party", "甲", TODAY, council=NOBODY), "county_no_such_council", "council"),
        (WriteTerm("cost", "旅費", TODAY, PERSON), "county_looks_personal", "body"),
        (WriteTerm("cost", "旅費", TODAY, source=PERSON), "county_looks_personal", "source"),
        (WriteTerm("cost", "旅費", TODAY, replaces=NOBODY), "no_such_term", None),
        (EndTerm(NOBODY, TODAY), "no_such_term", None),
    ],
)
def test_a_term_is_refused(
    hub: Centre, command: CountyCommand, code: str, field: str | None
) -> None:
    assert hub.why(command) == (code, field)


def test_a_term_that_is_corrected_from_its_first_day_on_never_held(hub: Centre) -> None:
    query = "SELECT body, ends_on FROM live_agreement_term WHERE title = '宿泊' ORDER BY starts_on"
    old = hub.make(WriteTerm("cost", "宿泊", TODAY, "受援側"))
    assert hub.why(EndTerm(old, "8/31")) == ("no_day", "ends_on")
    done = hub.do(WriteTerm("cost", "宿泊", TODAY, "派遣側", replaces=old))
    assert hub.rows(query) == [("派遣側", None)]
    hub.undo(done)
    assert hub.rows(query) == [("受援側", None)]


# ---------------------------------------------------------------------------- duties


@pytest.mark.parametrize(
    ("command", "code", "field"),
    [
        (AddDuty(NOBODY, "duty", "当番"), "county_no_such_council", "council"),
        (AddDuty(B, "duty", "当番"), "county_not_yours", None),
        (AddDuty(A, "duty", " "), "contact_without_title", "title"),
        (AddDuty(A, "", "当番"), "contact_kind_missing", "kind"),
        (AddDuty(A, "nonsense", "当番"), "no_such_code", "kind"),
        (AddDuty(A, "duty", "当番", hours=PERSON), "county_looks_personal", "hours"),
        (AddDuty(A, "duty", "当番", called_by=NOBODY), "no_such_contact", "called_by"),
        (AddDuty(A, "duty", "当番", calls_next=NOBODY), "no_such_contact", "calls_next"),
        (EditDuty(NOBODY, "duty", "当番"), "no_such_contact", None),
        (RemoveDuty(NOBODY), "no_such_contact", None),
    ],
)
def test_a_duty_is_refused(
    here: Centre, command: CountyCommand, code: str, field: str | None
) -> None:
    assert here.why(command) == (code, field)


def test_a_duty_is_edited_by_its_council_and_by_no_other(county: County, here: Centre) -> None:
    theirs = county.hub.make(AddDuty(B, "duty", "藤沢の当番", "0466-00-0000"))
    own = here.make(AddDuty(A, "duty", "当番", "0463-00-0001"))
    county.meet_all()
    for wrong in (EditDuty(theirs, "duty", "係"), RemoveDuty(theirs)):
        assert here.why(wrong) == ("county_not_yours", None)
    assert here.why(EditDuty(own, "duty", " ")) == ("contact_without_title", "title")
    ring = EditDuty(own, "duty", "当番", called_by=own)
    assert here.why(ring) == ("contact_ring", "called_by")
    here.do(EditDuty(own, "night", "夜間", "0463-00-0009", called_by=theirs, calls_next=theirs))
    county.meet_all()
    county.hub.do(RemoveDuty(theirs))
    county.meet_all()
    query = "SELECT kind, title, phone, called_by FROM live_contact_point WHERE id = ?"
    assert here.rows(query, own) == [("night", "夜間", "0463-00-0009", None)]
    assert here.rows("SELECT 1 FROM live_contact_point WHERE id = ?", theirs) == []


def test_a_line_of_the_directory_says_why_it_is_not_taken(here: Centre) -> None:
    own = "平塚市社協"
    here.make(AddDuty(A, "duty", "輪の元", called_by=here.make(AddDuty(A, "duty", "輪の先"))))
    lines = (
        DirectoryRow(2, "14203", title="係", phone="12", phone_bad=True),
        DirectoryRow(3, "14203", title="係", position="一番"),
        DirectoryRow(4, "14203", title="係", called_by="どこにもない係"),
        DirectoryRow(5, "14203", title="輪の先", kind="当番", called_by=f"{own} 輪の元"),
        DirectoryRow(6, "14203", title="係" * 201),
    )
    said = here.operation.foresee(foresee_directory(lines), here.actor)
    assert [(line.outcome, line.why) for line in said.lines] == [
        ("error", "directory_phone"), ("error", "directory_position"),
        ("error", "directory_caller"), ("error", "contact_ring"), ("error", "text_too_long"),
    ]  # fmt: skip
    assert not said.writes
    assert here.why(ImportDirectory(lines)) == ("nothing_to_import", None)
