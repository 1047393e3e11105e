"""Plays happenings as the people at the desks would enter them: one command for each act.

The stage of the office stands here: staff, settings, stock, the end of a day. Reception, needs and
teams have files of their own.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from app.domain.calendar_jp import day_of, hour_of
from app.drill import play_needs, play_people, play_teams
from app.drill.happenings import DayClosed, Happening, HeatMeasured, StockReceived
from app.drill.material import words
from app.drill.stage import Stage
from app.services.day import CloseDay, NoteDay
from app.services.equipment import AddPlace, StartCatalogue
from app.services.equipment_stock import ReceiveStock
from app.services.heat import MeasureHeat

Act = Callable[[Stage, Any], None]
BORROWED_DAYS = 21
OWN = ("bought", "donated")


def stock_received(stage: Stage, happening: StockReceived) -> None:
    stage.ask(StartCatalogue(), "equipment")
    for kind, name in words("demo")["places"].items():
        place = stage.ask(AddPlace(name, kind), "equipment")
        if place is not None:
            stage.names.places[kind] = place
    rows = stage.operation.read(
        lambda db: db.execute("SELECT code, id FROM live_equipment").fetchall()
    )
    stage.names.equipment = dict(rows)
    due = day_of(happening.at) + timedelta(days=BORROWED_DAYS)
    for lot in happening.lots:
        thing = stage.names.equipment.get(lot.code)
        if thing is not None:
            back = None if lot.ownership in OWN else due.isoformat()
            stage.ask(
                ReceiveStock(
                    thing, lot.quantity, lot.ownership, lot.owner, back,
                    stage.names.places.get("stock"),
                ),
                "equipment",
            )  # fmt: skip


def heat_measured(stage: Stage, happening: HeatMeasured) -> None:
    stage.ask(MeasureHeat(hour_of(stage.clock.now_ms()), happening.tenths), "dispatch")


def day_closed(stage: Stage, happening: DayClosed) -> None:
    day = date.fromisoformat(happening.day)
    stage.ask(NoteDay(day, weather=happening.weather))
    play_people.everybody_leaves(stage, happening.day)
    if stage.ask(CloseDay(day)) is None:
        reason = words("demo")["closing_reason"]
        stage.ask_chief(lambda over: CloseDay(day, reason, over), reason)
    stage.names.check_ins.clear()
    stage.names.group_check_ins.clear()


ACTS: Mapping[type[Happening], Act] = {
    StockReceived: stock_received,
    HeatMeasured: heat_measured,
    DayClosed: day_closed,
    **play_people.ACTS,
    **play_needs.ACTS,
    **play_teams.ACTS,
}


def play(
    stage: Stage,
    run: Iterable[Happening],
    on_progress: Callable[[int], None] = lambda _done: None,
) -> None:
    """Plays everything; `on_progress` gets the number of happenings that are done."""
    for done, happening in enumerate(run, start=1):
        stage.clock.go_to(stage.moved(happening.at))
        ACTS[type(happening)](stage, happening)
        on_progress(done)
