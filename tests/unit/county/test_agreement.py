"""The agreement as data: blocks and terms of a day, who calls whom, the directory."""

from pathlib import Path

import pytest

from app.catalogue.codes import CodeLists
from app.catalogue.county import BlockProposal, block_proposals
from app.domain.county_agreement import (
    Contact,
    call_tree,
    wordings_of,
    would_ring,
    written_twice,
)
from app.domain.tables_county import council_id
from app.services.county_blocks import (
    AddBlock,
    ConfirmBlocks,
    JoinBlock,
    LeadBlock,
    LeaveBlock,
    LoadBlocks,
)
from app.services.county_board import EditCouncil
from app.services.county_directory import AddDuty, EditDuty, RemoveDuty
from app.services.county_terms import EndTerm, WriteTerm
from app.store.queries.county_agreement import AgreementView, agreement_view, all_blocks, blocks_on
from sync.core.ids import EntityId
from sync.core.operations import Value
from tests.support.centres import Centre
from tests.support.counties import open_county
from tests.support.planting import Plant

DAY = "2026-08-11"
A, B = "14203", "14205"


def view(centre: Centre, day: str = DAY) -> AgreementView:
    return centre.operation.read(lambda db: agreement_view(db, day))


def blocks(centre: Centre, day: str = DAY) -> dict[str, list[str]]:
    found = centre.operation.read(lambda db: blocks_on(all_blocks(db), day))
    return {block.name: [member.name for member in block.members] for block in found}


@pytest.mark.parametrize("proposal", block_proposals(), ids=lambda one: one.key)
def test_a_proposal_has_every_municipality_once(proposal: BlockProposal) -> None:
    entries = CodeLists.load().shipped["municipality"]
    wanted = sorted(one.code for one in entries if not one.attributes.get("parent"))
    assert sorted(code for block in proposal.blocks for code in block.councils) == wanted


def test_the_two_proposals_disagree() -> None:
    first, second = block_proposals()
    sets = [{frozenset(block.councils) for block in one.blocks} for one in (first, second)]
    assert sets[0] != sets[1]


def test_blocks_are_loaded_marked_and_replaced_from_a_day_on(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        hub, here = county.hub, county.council(A)
        assert here.refuse(LoadBlocks("regions", DAY)).code == "county_prefecture_only"
        hub.do(LoadBlocks("regions", "2026-04-01"))
        county.meet_all()
        assert len(blocks(here)) == 7
        assert all(block.proposal == "regions" for block in view(here).blocks)
        assert blocks(here, "2026-03-31") == {}
        hub.do(ConfirmBlocks())
        done = hub.do(LoadBlocks("drill_2015", "2026-08-01"))
        county.meet_all()
        assert list(blocks(here)) == ["政令市", "県央", "湘南", "西湘"]
        assert len(blocks(here, "2026-07-31")) == 7
        assert view(here).twice == view(here).without == ()
        asahi = next(one for one in view(here).councils if one.code == "14112")
        assert asahi.block == "政令市"
        hub.undo(done)
        assert len(blocks(hub)) == 7


def test_a_member_moves_leads_and_leaves_on_days(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        hub = county.hub
        hub.do(LoadBlocks("regions", "2026-04-01"))
        shonan = next(one for one in view(hub).blocks if one.name == "湘南")
        west = next(one for one in view(hub).blocks if one.name == "県西")
        hadano = council_id("14211")
        join = JoinBlock(west.id, hadano, "2026-08-11")
        refused = hub.refuse(join)
        assert (refused.code, refused.params["block"]) == ("block_member_elsewhere", "湘南")
        hub.do(JoinBlock(west.id, hadano, "2026-08-11", moves=True))
        assert "秦野市社協" in blocks(hub)["県西"]
        assert "秦野市社協" in blocks(hub, "2026-08-10")["湘南"]
        assert hub.refuse(join).code == "block_member_already"
        (hiratsuka,) = (one for one in shonan.members if one.council == council_id(A))
        hub.do(LeadBlock(hiratsuka.id, True, "2026-08-11"))
        (lead,) = next(one for one in view(hub).blocks if one.name == "湘南").leads
        assert lead.name == "平塚市社協"
        before = next(one for one in view(hub, "2026-08-10").blocks if one.name == "湘南")
        assert before.leads == ()
        hub.do(LeaveBlock(lead.id, "2026-08-20"))
        assert "平塚市社協" in view(hub, "2026-08-21").without


def test_two_that_put_a_council_into_two_blocks_are_told(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        hub = county.hub
        one = hub.do(AddBlock("甲", 1, "2026-04-01")).entity
        two = hub.do(AddBlock("乙", 2, "2026-04-01")).entity
        assert one is not None
        assert two is not None
        hub.do(JoinBlock(one, council_id(A), "2026-08-20"))
        hub.do(JoinBlock(two, council_id(B), "2026-08-01"))
        hub.do(JoinBlock(two, council_id(A), "2026-08-20", moves=True))
        # What two devices of the prefecture do at once comes to this.
        (row,) = hub.rows("SELECT id FROM block_member WHERE block = ?", one)
        assert isinstance(row[0], bytes)
        assert view(hub, "2026-08-20").twice == ()
        assert hub.refuse(AddBlock(" ")).code == "name_missing"


def test_a_term_has_its_history_and_days(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        hub, here = county.hub, county.council(A)
        name = "連絡がつかないとき"
        first = WriteTerm("trigger", name, "2026-04-01", "自主的に動く", minutes=720)
        assert here.refuse(first).code == "county_prefecture_only"
        old = hub.do(first).entity
        hub.do(
            WriteTerm(
                "trigger", name, "2026-08-10", "6時間で動く", minutes=360,
                replaces=old,
            )
        )  # fmt: skip
        county.meet_all()
        (now,) = view(here).terms
        assert (now.body, now.minutes) == ("6時間で動く", 360)
        (then,) = view(here, "2026-08-09").terms
        assert then.body == "自主的に動く"
        assert [one.body for one in wordings_of(view(here).all_terms, now)] == [
            "6時間で動く", "自主的に動く",
        ]  # fmt: skip
        assert hub.refuse(EndTerm(now.id, "2026-08-01")).code == "county_ends_before"
        hub.do(EndTerm(now.id, "2026-08-31"))
        assert view(hub, "2026-09-01").terms == ()


def test_two_wordings_written_at_once_both_hold_and_are_named(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        hub = county.hub
        old = hub.do(WriteTerm("cost", "旅費", "2026-04-01", "受援側")).entity
        one = hub.do(WriteTerm("cost", "旅費", "2026-08-01", "折半", replaces=old)).entity
        # As it comes from a second device of the prefecture that had not seen the first.
        values: dict[str, Value] = {
            "kind": "cost",
            "title": "旅費",
            "starts_on": "2026-08-05",
            "replaces": old,
        }
        other = EntityId(b"\5" * 16)
        hub.do(Plant((("agreement_term", other, values),)))
        terms = view(hub).terms
        assert written_twice(terms) == {one, other} == {term.id for term in terms}
        hub.do(EndTerm(other, "2026-08-10"))
        assert written_twice(view(hub).terms) == frozenset()


def test_a_council_keeps_its_own_duties_and_no_ring_is_made(tmp_path: Path) -> None:
    with open_county(tmp_path) as county:
        hub, here, there = county.hub, county.council(A), county.council(B)
        office = council_id(A)
        assert there.refuse(EditCouncil(office, "0463-00-0000")).code == "county_not_yours"
        here.do(EditCouncil(office, "0463-00-0000", "平塚市浅間町", email="vc@example.jp"))
        one = here.do(AddDuty(office, "duty", "当番", "0463-00-0001")).entity
        assert here.refuse(AddDuty(office, "duty", "訓練 花子さん")).code == "county_looks_personal"
        mobile = AddDuty(office, "on_call", "当番携帯", "090-0000-0001")
        assert here.refuse(mobile).field == "phone"
        two = here.do(
            AddDuty(office, "on_call", "当番携帯", "090-0000-0001", called_by=one, sure=True)
        ).entity
        assert one is not None
        assert two is not None
        ring = EditDuty(one, "duty", "当番", called_by=two)
        assert here.refuse(ring).code == "contact_ring"
        three = here.do(AddDuty(office, "night", "夜間", "0463-00-0002", called_by=two)).entity
        here.do(RemoveDuty(two))
        county.meet_all()
        tree = call_tree(view(hub).contacts)
        assert [(call.contact.title, call.depth) for call in tree] == [("当番", 0), ("夜間", 1)]
        assert three == tree[1].contact.id


def contact(number: int, called_by: int | None) -> Contact:
    def name(of: int) -> EntityId:
        return EntityId(bytes([of]) * 16)

    return Contact(
        name(number), name(99), "訓練", "duty", str(number), "", "", "", number,
        None if called_by is None else name(called_by),
    )  # fmt: skip


def test_everybody_stands_in_the_tree_once_also_in_a_ring() -> None:
    contacts = [contact(1, None), contact(2, 1), contact(3, 2), contact(4, 1), contact(5, 77),
                contact(6, 8), contact(7, 6), contact(8, 7), contact(9, 8)]  # fmt: skip
    calls = call_tree(contacts)
    assert [(call.contact.title, call.depth, call.ring) for call in calls] == [
        ("1", 0, False), ("2", 1, False), ("3", 2, False), ("4", 1, False), ("5", 0, False),
        ("6", 0, True), ("7", 1, True), ("8", 2, True), ("9", 3, True),
    ]  # fmt: skip
    assert would_ring(contacts, contacts[0].id, contacts[2].id)
    assert not would_ring(contacts, contacts[2].id, contacts[0].id)
