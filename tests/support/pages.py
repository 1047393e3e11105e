"""Every address of the app, and the control by which one knows that the page is there.

A page's mark is not on the page before it: to wait for the mark is to wait for the page.
"""

import sqlite3
from dataclasses import dataclass

ONE = {
    "need": "SELECT id FROM live_need WHERE status = 'in_progress' ORDER BY id",
    "ready": "SELECT id FROM live_need WHERE status IN ('ready', 'continuing') ORDER BY id",
    "person": "SELECT volunteer FROM live_check_in WHERE volunteer IS NOT NULL ORDER BY id",
    "group": 'SELECT "group" FROM live_check_in WHERE "group" IS NOT NULL ORDER BY id',
    "team": "SELECT id FROM live_team WHERE state = 'out' ORDER BY id",
    "tool": "SELECT id FROM live_equipment ORDER BY position",
    "day": "SELECT max(day) FROM live_check_in",
}

PAGES: tuple[tuple[str, str], ...] = (
    ("/today", "today.tile.waiting"),
    ("/today/wall", "today.wall.back"),
    ("/today/decide", "today.open:"),
    ("/today/history", "today.history.before"),
    ("/today/papers", "today.papers.day"),
    ("/today/close/{day}", "today.seal"),
    ("/reception", "reception.search"),
    ("/reception/new", "walk_in.go"),
    ("/reception/today", "reception.today.words"),
    ("/reception/groups/new", "group.go"),
    ("/reception/groups/{group}", "group.card"),
    ("/reception/{person}", "person.card"),
    ("/needs", "needs.new"),
    ("/needs/new", "needs.receive"),
    ("/needs/surveys", "needs.queue."),
    ("/needs/calls", "needs.back"),
    ("/needs/{need}", "needs.edit"),
    ("/needs/{need}/edit", "needs.edit_keep"),
    ("/needs/{need}/survey", "needs.survey_keep"),
    ("/needs/{need}/merge", "needs.merge.search"),
    ("/needs/{need}/acts", "needs.mark.watch"),
    ("/needs/{need}/mark/watch", "needs.do.watch"),
    ("/needs/{ready}/do/hold_need", "needs.do.hold_need"),
    ("/matching", "matching.side.jobs"),
    ("/field", "field.to_stop"),
    ("/field/team/{team}", "field.save_report"),
    ("/field/stop", "field.stop_kind.heat"),
    ("/field/injury", "field.injury_name"),
    ("/equipment", "equipment.team:"),
    ("/equipment/team/{team}", "equipment.hand_out"),
    ("/equipment/back", "equipment.team:"),
    ("/equipment/back/{team}", "equipment.take_back"),
    ("/equipment/stock", "equipment.only.all"),
    ("/equipment/item/{tool}", "equipment.take"),
    ("/equipment/washing", "equipment.washed"),
    ("/equipment/count", "equipment.place."),
    ("/equipment/borrowed", "equipment.settled"),
    ("/equipment/add", "equipment.part.receive"),
    ("/equipment/add/{tool}", "equipment.receive_go"),
    ("/settings/centre", "settings.centre.save"),
    ("/settings/event", "settings.change:earthquake"),
    ("/settings/rules", "settings.change:group_minimum"),
    ("/settings/staff", "staff.add"),
    ("/settings/satellites", "settings.satellite.add"),
    ("/settings/codes", "settings.codes.list."),
    ("/settings/calendar", "settings.calendar.add"),
    ("/settings/import", "import.pick"),
    ("/settings/look", "settings.look.letters.standard"),
    ("/settings/device", "settings.device.verify"),
    ("/sync", "sync.now"),
    ("/sync/invite", "sync.role.reception"),
    ("/sync/pictures", "sync.pictures.send"),
    ("/sync/backup", "sync.backup.make"),
    ("/settings", "settings.page.centre"),
)
HOMES = (
    "/today",
    "/reception",
    "/needs",
    "/matching",
    "/field",
    "/equipment",
    "/settings/centre",
    "/sync",
)


@dataclass(frozen=True)
class Page:
    route: str
    mark: str
    name: str  # of its picture


def pages_of(db: sqlite3.Connection) -> tuple[Page, ...]:
    """All addresses, with records that are in the operation."""
    ids: dict[str, str] = {}
    for kind, sql in ONE.items():
        row = db.execute(f"{sql} LIMIT 1").fetchone()
        assert row is not None, f"the demo has no {kind}"
        assert row[0] is not None, f"the demo has no {kind}"
        ids[kind] = row[0] if isinstance(row[0], str) else row[0].hex()
    return tuple(Page(route.format(**ids), mark, name_of(route)) for route, mark in PAGES)


def name_of(route: str) -> str:
    return route.strip("/").replace("/", "-").replace("{", "").replace("}", "")
