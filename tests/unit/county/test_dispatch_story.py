"""Three councils and the hub, a device each: from a request to the end of a stay."""

from pathlib import Path

from app.domain.tables_county import council_id
from app.domain.worker_card import card_text, read_card
from app.services.command import Actor
from app.services.county_assignments import Assign, LeaveAssignment, MarkTravelling, PostForm
from app.services.county_attendance import RecordAttendance
from app.services.county_dispatch import AskForStaff, CloseRequest
from app.services.county_handover import TakeHandover, WriteEndReport, WriteHandover
from app.services.county_offers import DecideOffer, OfferStaff
from app.services.county_steps import CloseStep, OpenStep
from app.services.county_tours import PlanTours
from app.services.relief_arrival import arrive_at_both, leave_both
from app.services.staff import AddStaff, StaffCard
from app.store.queries.county_dispatch import request_page, tours_of
from app.store.queries.county_roster import assignments_from, assignments_of_request, last_handover
from app.store.queries.staff import staff_rows
from sync.core.ids import EntityId
from sync.core.registry import SpaceKind
from tests.support.centres import Centre, open_centre
from tests.support.counties import County, open_county
from tests.support.relief import (
    FUJISAWA,
    HIRATSUKA,
    ODAWARA,
    TODAY,
    card_of,
    form,
    later,
    made,
    make_blocks,
    offer,
    stay,
)

CHIEF = Actor(None, "訓練 太郎", "chief")
DAY = 24 * 3_600_000


def all_equal(county: County, *devices: Centre) -> None:
    digests = {one.operation.working_set.space_digest(SpaceKind.SHARED) for one in devices}
    assert len(digests | {county.hub.operation.working_set.space_digest(SpaceKind.SHARED)}) == 1


def arrives(county: County, host: Centre, centre: Centre, one: EntityId, name: str) -> None:
    """The card was printed at home, goes by train, and is scanned at the door."""
    card = read_card(card_text(card_of(stay(county.council(HIRATSUKA), one), name)))
    assert card is not None
    home = "平塚市社協"
    answer = arrive_at_both(centre.operation, host.operation, CHIEF, card, home)
    assert answer.refused is None


def test_from_a_request_to_the_end_of_a_stay(tmp_path: Path) -> None:
    with open_county(tmp_path / "county") as county, open_centre(tmp_path / "centre") as centre:
        centre.do(AddStaff(StaffCard("訓練 太郎", "chief")))
        make_blocks(county.hub)
        asker, sender, third = (
            county.council(code) for code in (ODAWARA, HIRATSUKA, FUJISAWA)
        )  # fmt: skip
        request = made(asker.do(AskForStaff(form(starts_on=later(0), ends_on=later(11), people=1))))
        county.meet_all()

        # Odawara leads its own block and has nobody; the hub asks the next one.
        first = made(asker.do(OpenStep(request)))
        asker.do(CloseStep(first, "none"))
        county.meet_all()
        county.hub.do(OpenStep(request))
        county.meet_all()
        offered = made(sender.do(OfferStaff(request, offer(1, 0, 11))))
        spare = made(third.do(OfferStaff(request, offer(1, 0, 11))))
        county.meet_all()
        asker.do(DecideOffer(offered, accept=True))
        county.hub.do(DecideOffer(spare, accept=False))
        county.meet_all()
        seen = third.operation.read(lambda db: request_page(db, request, TODAY))
        assert seen is not None
        assert (seen.request.state, seen.missing) == ("filled", ())
        assert {one.name: one.state for one in seen.offers} == {
            "平塚市社協": "accepted", "藤沢市社協": "declined",
        }  # fmt: skip

        # Hub and asker plan the courses at once, without a link: it is one plan.
        county.hub.do(PlanTours(request))
        asker.do(PlanTours(request))
        county.meet_all()
        one, two = sender.operation.read(lambda db: tours_of(db, request))
        assert (one.ends_on - two.starts_on).days + 1 == 2
        hanako = made(sender.do(Assign(one.id, offered, PostForm("needs"))))
        jiro = made(sender.do(Assign(two.id, offered, PostForm("needs"))))
        # No link to the asker: the first worker is there before the plan is.
        arrives(county, asker, centre, hanako, "訓練 花子")
        sender.do(MarkTravelling(hanako))
        asker.do(RecordAttendance(hanako, TODAY, 8 * 60, 9 * 60, "coordination", travel_day=True))
        county.meet_all()
        all_equal(county, asker, sender, third)
        for device in (asker, sender, third, county.hub):
            known = stay(device, hanako)
            assert (known.state, known.tour_number, known.worker) == ("arrived", 1, "14203-01")

        county.clock.advance(6 * DAY)
        centre.clock.advance(6 * DAY)
        asker.do(WriteHandover(hanako, "needs", "落ち着いた", ("雨の日は電話が倍",)))
        county.meet_all()
        arrives(county, asker, centre, jiro, "訓練 次郎")
        read = asker.operation.read(
            lambda db: last_handover(db, council_id(ODAWARA), "needs", jiro)
        )
        assert read is not None
        assert read.warnings == ("雨の日は電話が倍",)
        asker.do(TakeHandover(read.id, jiro))
        leave = LeaveAssignment(hanako)
        assert leave_both(centre.operation, asker.operation, CHIEF, leave).refused is None
        sender.do(WriteEndReport(hanako, "ニーズ受付 120件"))
        county.meet_all()
        all_equal(county, asker, sender, third)
        names = [row.name for row in centre.operation.read(
            lambda db: staff_rows(db, later(7).isoformat())
        ) if row.may_sign_in(later(7).isoformat())]  # fmt: skip
        assert names == ["訓練 太郎", "訓練 次郎"]

        county.clock.advance(6 * DAY)
        centre.clock.advance(6 * DAY)
        assert leave_both(
            centre.operation, asker.operation, CHIEF, LeaveAssignment(jiro)
        ).refused is None  # fmt: skip
        asker.do(CloseRequest(request))
        county.meet_all()
        all_equal(county, asker, sender, third)
        ended = county.hub.operation.read(lambda db: assignments_of_request(db, request))
        assert [(one.worker, one.state) for one in ended] == [
            ("14203-01", "left"), ("14203-02", "left"),
        ]  # fmt: skip
        sent = third.operation.read(lambda db: assignments_from(db, council_id(HIRATSUKA)))
        assert sent == ended
        # Nobody's name came into the county: not in any row, not in any write.
        for device in (asker, county.hub):
            texts = device.rows("SELECT value FROM _write WHERE typeof(value) = 'text'")
            assert not [text for (text,) in texts if "訓練 " in str(text)]
