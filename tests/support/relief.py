"""Relief staff in tests: a county with two blocks, and the steps from a request to an arrival.

`As` lets one device play every council in turn: for the rules. Who syncs what is tested with a
device for each (`tests/unit/county/test_dispatch_story.py`).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from app.domain.calendar_jp import day_of
from app.domain.tables import REGISTRY
from app.domain.tables_county import council_id
from app.domain.worker_card import WorkerCard
from app.services.command import Ok
from app.services.county_assignments import Assign, PostForm
from app.services.county_dispatch import AskForStaff, RequestForm
from app.services.county_offers import DecideOffer, OfferForm, OfferStaff
from app.services.county_tours import PlanTours
from app.store.queries.county_dispatch import Tour, tours_of
from app.store.queries.county_roster import Assignment, assignment_of
from sync.core.ids import EntityId, imported_entity_id
from sync.core.operations import Value
from tests.support.centres import MORNING_MS, Centre
from tests.support.counties import County, open_county
from tests.support.planting import Plant

ODAWARA, HIRATSUKA, FUJISAWA, KAMAKURA = "14206", "14203", "14205", "14204"
TODAY = day_of(MORNING_MS)
WEST, SHONAN = (imported_entity_id("block", name) for name in ("西湘", "湘南"))


def later(days: int) -> date:
    return TODAY + timedelta(days)


def form(**other: Any) -> RequestForm:
    """Two people for the needs desk from tomorrow on, twelve days: two courses."""
    fields: dict[str, Any] = {
        "reason": "豪雨のためニーズ受付が追いつかない", "duties": ("needs", "survey"), "people": 2,
        "starts_on": later(1), "ends_on": later(12), "lodging": "provided",
    }  # fmt: skip
    return RequestForm(**{**fields, **other})


def offer(people: int = 2, first: int = 1, last: int = 12) -> OfferForm:
    return OfferForm(people, later(first), later(last))


def make_blocks(hub: Centre) -> None:
    """西湘: Odawara alone; 湘南: Hiratsuka leads, with Fujisawa."""
    members = ((WEST, ODAWARA, True), (SHONAN, HIRATSUKA, True), (SHONAN, FUJISAWA, False))
    hub.do(Plant((
        ("block", WEST, {"name": "西湘ブロック", "position": 2}),
        ("block", SHONAN, {"name": "湘南ブロック", "position": 1}),
    )))  # fmt: skip
    for block, code, leads in members:
        row: dict[str, Value] = {"block": block, "council": council_id(code), "leads": leads}
        hub.do(Plant((("block_member", None, row),)))


@contextmanager
def open_blocks(folder: Path) -> Iterator[County]:
    """A new county in which the blocks are made."""
    with open_county(folder) as county:
        make_blocks(county.hub)
        yield county


@contextmanager
def acting_as(device: Centre, code: str) -> Iterator[Centre]:
    """The device of one council speaks as another one's."""
    card = device.operation.card
    device.operation.card = replace(card, centre=council_id(code))
    try:
        yield device
    finally:
        device.operation.card = card


def made(done: Ok) -> EntityId:
    assert done.entity is not None
    return done.entity


def asked(device: Centre, **other: Any) -> EntityId:
    with acting_as(device, ODAWARA):
        return device.make(AskForStaff(form(**other)))


def accepted(device: Centre, request: EntityId, code: str = HIRATSUKA, people: int = 2) -> EntityId:
    with acting_as(device, code):
        offered = device.make(OfferStaff(request, offer(people)))
    with acting_as(device, ODAWARA):
        device.do(DecideOffer(offered, accept=True))
    return offered


def planned(device: Centre, request: EntityId) -> tuple[Tour, ...]:
    with acting_as(device, ODAWARA):
        device.do(PlanTours(request))
    return device.operation.read(lambda db: tours_of(db, request))


def assigned(
    device: Centre, tour: Tour, offered: EntityId, code: str = HIRATSUKA, **post: Any
) -> Assignment:
    with acting_as(device, code):
        done = device.do(Assign(tour.id, offered, PostForm(**{"section": "needs", **post})))
    return stay(device, made(done))


def arriving(device: Centre) -> EntityId:
    """A worker of Hiratsuka whose stay at Odawara begins today, alone in the first course."""
    request = asked(device, starts_on=later(0))
    first = planned(device, request)[0]
    with acting_as(device, HIRATSUKA):
        offered = device.make(OfferStaff(request, offer(2, 0, 12)))
    device.do(DecideOffer(offered, accept=True))
    return assigned(device, first, offered).id


def stay(device: Centre, assignment: EntityId) -> Assignment:
    found = device.operation.read(lambda db: assignment_of(db, assignment))
    assert found is not None
    return found


def card_of(one: Assignment, name: str = "訓練 花子") -> WorkerCard:
    return WorkerCard(
        one.id, one.worker, one.host_code, one.section, one.role, one.arrives_on, one.leaves_on,
        one.leads, name, "クンレン ハナコ",
    )  # fmt: skip


def everything_said(device: Centre) -> str:
    """All texts of all rows and writes of a county's device, also of rows that were taken back."""
    tables = [table.name for table in REGISTRY.tables] + ["_write", "_element"]
    rows = [row for table in tables for row in device.rows(f'SELECT * FROM "{table}"')]
    return "\n".join(value for row in rows for value in row if isinstance(value, str))
