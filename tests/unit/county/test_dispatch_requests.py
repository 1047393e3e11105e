"""Requests, blocks in order, offers and what is missing; help on one's own judgement."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.tables_county import council_id
from app.services.county_dispatch import (
    AskForStaff,
    CloseRequest,
    EditRequest,
    WithdrawRequest,
)
from app.services.county_offers import (
    DecideOffer,
    EditOffer,
    OfferStaff,
    StartOnOwnJudgement,
    WithdrawOffer,
)
from app.services.county_steps import CloseStep, OpenStep
from app.store.queries.county_dispatch import RequestPage, request_page, requests
from sync.core.ids import EntityId
from tests.support.centres import Centre
from tests.support.planting import Plant
from tests.support.relief import (
    FUJISAWA,
    HIRATSUKA,
    KAMAKURA,
    ODAWARA,
    SHONAN,
    TODAY,
    WEST,
    accepted,
    acting_as,
    asked,
    form,
    later,
    made,
    offer,
    open_blocks,
)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Centre]:
    with open_blocks(tmp_path) as county:
        yield county.hub


def page(hub: Centre, request: EntityId) -> RequestPage:
    found = hub.operation.read(lambda db: request_page(db, request, TODAY))
    assert found is not None
    return found


def test_a_request_is_asked_numbered_and_changed_by_whom_it_is_of(hub: Centre) -> None:
    request = asked(hub)
    first = page(hub, request)
    assert first.request.number == "R-A-1"
    assert (first.request.council, first.request.by) == (council_id(ODAWARA), "")
    assert [(run.first, run.last, run.heads) for run in first.missing] == [(later(1), later(12), 2)]
    with acting_as(hub, HIRATSUKA):
        assert hub.refuse(EditRequest(request, form(people=3))).code == "county_not_yours"
        assert hub.refuse(WithdrawRequest(request)).code == "county_not_yours"
    hub.do(EditRequest(request, form(people=3)))  # the prefectural council, for one that cannot
    changed = page(hub, request).request
    assert (changed.people, changed.by) == (3, "訓練県社協")


def test_the_hub_asks_for_a_council_that_cannot_and_others_may_not(hub: Centre) -> None:
    request = hub.make(AskForStaff(form(), council=council_id(ODAWARA)))
    assert page(hub, request).request.by == "訓練県社協"
    with acting_as(hub, HIRATSUKA):
        refused = hub.refuse(AskForStaff(form(), council=council_id(ODAWARA)))
        assert refused.code == "county_not_yours"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"reason": " "}, "county_reason_missing", "reason"),
        ({"duties": ()}, "duties_missing", "duties"),
        ({"duties": ("nothing",)}, "no_such_code", "duties"),
        ({"people": None}, "people_missing", "people"),
        ({"people": 201}, "people_many", "people"),
        ({"starts_on": None}, "day_missing", "starts_on"),
        ({"ends_on": None}, "day_missing", "ends_on"),
        ({"ends_on": later(0)}, "ends_before", "ends_on"),
        ({"ends_on": later(400)}, "period_long", "ends_on"),
        ({"note": "訓練 太郎さんに電話"}, "county_looks_personal", "note"),
    ],
)
def test_what_a_request_must_say(hub: Centre, change: dict[str, object], code: str, field: str):
    refused = hub.refuse(AskForStaff(form(**change)))
    assert (refused.code, refused.field) == (code, field)


def test_a_text_that_looks_personal_goes_when_somebody_is_sure(hub: Centre) -> None:
    hub.do(AskForStaff(form(note="お客様さんへの案内、訓練 太郎さん"), sure=True))


def test_the_own_block_first_then_by_position_then_the_county(hub: Centre) -> None:
    request = asked(hub)
    assert page(hub, request).next_name == "西湘ブロック"
    hub.do(OpenStep(request))
    assert page(hub, request).request.state == "working"
    with acting_as(hub, ODAWARA):  # the lead of the block that has it, asks on
        hub.do(OpenStep(request))
    hub.do(OpenStep(request))
    steps = page(hub, request).steps
    assert [(s.position, s.block, s.people) for s in steps] == [
        (1, WEST, 2), (2, SHONAN, 2), (3, None, 2),
    ]  # fmt: skip
    assert [s.lead_name for s in steps] == ["小田原市社協", "平塚市社協", "訓練県社協"]
    assert page(hub, request).all_asked
    assert hub.refuse(OpenStep(request)).code == "all_blocks_asked"


def test_who_may_work_a_request(hub: Centre) -> None:
    request = asked(hub)
    with acting_as(hub, HIRATSUKA):
        assert hub.refuse(OpenStep(request)).code == "step_not_yours"
        past = OpenStep(request, past_order=True, block=SHONAN, note="急ぎ")
        assert hub.refuse(past).code == "step_out_of_order"
    assert hub.refuse(OpenStep(request, past_order=True)).code == "county_reason_missing"
    step = hub.make(OpenStep(request, past_order=True, block=SHONAN, note="道路が寸断"))
    assert page(hub, request).next_name == "西湘ブロック"
    again = OpenStep(request, past_order=True, block=SHONAN, note="道路が寸断")
    assert hub.refuse(again).code == "step_is_open"
    with acting_as(hub, FUJISAWA):
        assert hub.refuse(CloseStep(step, "short")).code == "step_not_yours"
    with acting_as(hub, HIRATSUKA):
        assert hub.refuse(CloseStep(step, "")).code == "result_missing"
        hub.do(CloseStep(step, "short", "1人なら出せる"))
        assert hub.refuse(CloseStep(step, "short")).code == "step_is_closed"


def test_a_step_that_was_taken_back_is_asked_anew(hub: Centre) -> None:
    request = asked(hub)
    hub.undo(hub.do(OpenStep(request)))
    assert page(hub, request).steps == ()
    assert page(hub, request).request.state == "sent"
    hub.do(OpenStep(request))
    assert [step.block for step in page(hub, request).steps] == [WEST]


def test_offers_fill_a_request_day_by_day(hub: Centre) -> None:
    request = asked(hub)
    with acting_as(hub, HIRATSUKA):
        first = hub.make(OfferStaff(request, offer(1, 1, 12)))
    with acting_as(hub, FUJISAWA):
        second = hub.make(OfferStaff(request, offer(1, 5, 20)))
        assert hub.refuse(DecideOffer(second, accept=True)).code == "offer_not_yours"
    now = page(hub, request)
    assert [(run.first, run.last, run.heads) for run in now.missing_then] == [
        (later(1), later(4), 1)
    ]
    with acting_as(hub, ODAWARA):
        assert hub.refuse(OfferStaff(request, offer())).code == "offer_to_oneself"
        hub.do(DecideOffer(first, accept=True))
        hub.do(DecideOffer(second, accept=True))
    assert page(hub, request).request.state == "sent"
    with acting_as(hub, FUJISAWA):
        hub.do(EditOffer(second, offer(1, 1, 12)))
    filled = page(hub, request)
    assert (filled.missing, filled.request.state) == ((), "filled")
    assert hub.refuse(OpenStep(request)).code == "request_is_filled"
    with acting_as(hub, FUJISAWA):
        hub.do(WithdrawOffer(second))
    assert page(hub, request).request.state == "working"
    assert hub.refuse(DecideOffer(second, accept=True)).code == "offer_is_over"


def test_more_than_enough_is_said_and_not_refused(hub: Centre) -> None:
    request = asked(hub)
    accepted(hub, request)
    with acting_as(hub, FUJISAWA):
        more = hub.make(OfferStaff(request, offer(1)))
    done = hub.do(DecideOffer(more, accept=True))
    assert [notice.code for notice in done.notices] == ["request_was_filled"]


def test_days_that_are_over_lack_nobody(hub: Centre) -> None:
    request = asked(hub)
    hub.clock.advance(10 * 24 * 3_600_000)
    found = hub.operation.read(lambda db: request_page(db, request, later(10)))
    assert found is not None
    assert [(run.first, run.last) for run in found.missing] == [(later(10), later(12))]
    over = hub.operation.read(lambda db: requests(db, later(13)))
    assert over[0].missing == ()


def test_a_larger_request_is_not_filled_any_more(hub: Centre) -> None:
    request = asked(hub)
    accepted(hub, request)
    assert page(hub, request).request.state == "filled"
    with acting_as(hub, ODAWARA):
        hub.do(EditRequest(request, form(people=3)))
    assert page(hub, request).request.state == "working"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [(offer(0), "people_missing"), (offer(1, 13, 20), "offer_beside_period"),
     (offer(1, 5, 3), "ends_before")],
)  # fmt: skip
def test_what_an_offer_must_say(hub: Centre, wrong, code: str) -> None:
    request = asked(hub)
    with acting_as(hub, HIRATSUKA):
        assert hub.refuse(OfferStaff(request, wrong)).code == code


def test_a_request_ends_and_leaves_the_list(hub: Centre) -> None:
    request, other = asked(hub), asked(hub)
    with acting_as(hub, ODAWARA):
        assert hub.refuse(CloseRequest(request)).code == "request_not_begun"
        hub.do(WithdrawRequest(request))
    accepted(hub, other)
    hub.do(CloseRequest(other))
    assert hub.operation.read(lambda db: requests(db, TODAY)) == ()
    with acting_as(hub, HIRATSUKA):
        assert hub.refuse(OfferStaff(request, offer())).code == "request_over"
    lines = hub.operation.read(lambda db: requests(db, TODAY, closed=True))
    assert {line.request.state for line in lines} == {"withdrawn", "closed"}


def test_help_begins_on_ones_own_judgement_only_when_nothing_is_heard(hub: Centre) -> None:
    """Kamakura has no device here: it was never heard. The record says what it is."""
    start = StartOnOwnJudgement(council_id(KAMAKURA), form())
    with acting_as(hub, KAMAKURA):
        assert hub.refuse(start).code == "offer_to_oneself"
    with acting_as(hub, HIRATSUKA):
        done = hub.do(start)
    now = page(hub, made(done))
    assert now.request.own_judgement
    assert (now.request.begun_by, now.request.name) == ("平塚市社協", "鎌倉市社協")
    assert [(one.state, one.own_judgement) for one in now.offers] == [("accepted", True)]
    with acting_as(hub, KAMAKURA):  # when they are there again, it is theirs
        hub.do(EditRequest(made(done), form(people=1)))


@pytest.mark.parametrize(("term", "after"), [(None, 360), (30, 30)])
def test_how_long_contact_must_be_lost(hub: Centre, term: int | None, after: int) -> None:
    """Six hours, or what the agreement says. The hub's own device speaks for the struck council."""
    if term is not None:
        hub.do(Plant((("agreement_term", None, {"kind": "trigger", "minutes": term}),)))
    struck = council_id("14000")
    with acting_as(hub, HIRATSUKA):
        hub.clock.advance((after - 1) * 60_000)
        refused = hub.refuse(StartOnOwnJudgement(struck, form()))
        assert (refused.code, refused.params["minutes"]) == ("contact_stands", after)
        hub.clock.advance(60_000)
        hub.do(StartOnOwnJudgement(struck, form()))
