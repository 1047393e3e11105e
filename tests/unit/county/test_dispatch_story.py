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
    everything_said,
    form,
    later,
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


class Story:
    """Three councils, the hub and the centre of the one that asks; all read the same clock."""

    def __init__(self, county: County, centre: Centre) -> None:
        self.county, self.centre = county, centre
        centre.do(AddStaff(StaffCard("訓練 太郎", "chief")))
        make_blocks(county.hub)
        self.asker, self.sender, self.third = (
            county.council(code) for code in (ODAWARA, HIRATSUKA, FUJISAWA)
        )  # fmt: skip

    def wait(self, days: int) -> None:
        self.county.clock.advance(days * DAY)
        self.centre.clock.advance(days * DAY)

    def same(self) -> None:
        self.county.meet_all()
        all_equal(self.county, self.asker, self.sender, self.third)

    def leaves(self, one: EntityId) -> None:
        centre, county = self.centre.operation, self.asker.operation
        assert leave_both(centre, county, CHIEF, LeaveAssignment(one)).refused is None

    def request(self) -> tuple[EntityId, EntityId]:
        """Odawara leads its own block and has nobody; the hub asks the next one, and two councils
        offer: the request and the offer that is accepted."""
        asker, county = self.asker, self.county
        form_of = form(starts_on=later(0), ends_on=later(11), people=1)
        request = asker.make(AskForStaff(form_of))
        county.meet_all()
        asker.do(CloseStep(asker.make(OpenStep(request)), "none"))
        county.meet_all()
        county.hub.do(OpenStep(request))
        county.meet_all()
        offered = self.sender.make(OfferStaff(request, offer(1, 0, 11)))
        spare = self.third.make(OfferStaff(request, offer(1, 0, 11)))
        county.meet_all()
        asker.do(DecideOffer(offered, accept=True))
        county.hub.do(DecideOffer(spare, accept=False))
        county.meet_all()
        return request, offered

    def two_courses(self, request: EntityId, offered: EntityId) -> tuple[EntityId, EntityId]:
        """Hub and asker plan the courses at once, without a link: it is one plan."""
        self.county.hub.do(PlanTours(request))
        self.asker.do(PlanTours(request))
        self.county.meet_all()
        one, two = self.sender.operation.read(lambda db: tours_of(db, request))
        assert (one.ends_on - two.starts_on).days + 1 == 2
        first, second = (
            self.sender.make(Assign(tour.id, offered, PostForm("needs"))) for tour in (one, two)
        )
        return first, second


def test_from_a_request_to_the_end_of_a_stay(tmp_path: Path) -> None:
    with open_county(tmp_path / "county") as county, open_centre(tmp_path / "centre") as centre:
        story = Story(county, centre)
        asker, sender = story.asker, story.sender
        request, offered = story.request()
        seen = story.third.operation.read(lambda db: request_page(db, request, TODAY))
        assert seen is not None
        assert (seen.request.state, seen.missing) == ("filled", ())
        assert {one.name: one.state for one in seen.offers} == {
            "平塚市社協": "accepted", "藤沢市社協": "declined",
        }  # fmt: skip
        hanako, jiro = story.two_courses(request, offered)
        # No link to the asker: the first worker is there before the plan is.
        arrives(county, asker, centre, hanako, "訓練 花子")
        sender.do(MarkTravelling(hanako))
        asker.do(RecordAttendance(hanako, TODAY, 8 * 60, 9 * 60, "coordination", travel_day=True))
        story.same()
        for device in (asker, sender, story.third, county.hub):
            known = stay(device, hanako)
            assert (known.state, known.tour_number, known.worker) == ("arrived", 1, "14203-01")

        story.wait(6)
        asker.do(WriteHandover(hanako, "needs", "落ち着いた", ("雨の日は電話が倍",)))
        county.meet_all()
        arrives(county, asker, centre, jiro, "訓練 次郎")
        host = council_id(ODAWARA)
        read = asker.operation.read(lambda db: last_handover(db, host, "needs", jiro))
        assert read is not None
        assert read.warnings == ("雨の日は電話が倍",)
        asker.do(TakeHandover(read.id, jiro))
        story.leaves(hanako)
        sender.do(WriteEndReport(hanako, "ニーズ受付 120件"))
        story.same()
        tomorrow = later(7).isoformat()
        rows = centre.operation.read(lambda db: staff_rows(db, tomorrow))
        assert [row.name for row in rows if row.may_sign_in(tomorrow)] == [
            "訓練 太郎", "訓練 次郎",
        ]  # fmt: skip

        story.wait(6)
        story.leaves(jiro)
        asker.do(CloseRequest(request))
        story.same()
        ended = county.hub.operation.read(lambda db: assignments_of_request(db, request))
        assert [(one.worker, one.state) for one in ended] == [
            ("14203-01", "left"), ("14203-02", "left"),
        ]  # fmt: skip
        sent = story.third.operation.read(lambda db: assignments_from(db, council_id(HIRATSUKA)))
        assert sent == ended
        # Nobody's name came into the county: not in any row, not in any write.
        for device in (asker, sender, county.hub):
            said = everything_said(device)
            assert "14203-01" in said
            assert not [name for name in ("花子", "次郎", "クンレン") if name in said]
