"""紙に出す at /today/papers: finds what a number means, makes the paper, counts papers back."""

import re
import sqlite3
from datetime import date, timedelta

import flet as ft

from app.domain.calendar_jp import end_of, start_of
from app.domain.papers import PAPER_KINDS, refusal_to_print
from app.services.command import Refused
from app.services.day import counted_back
from app.services.papers import PaperRefused
from app.services.papers_find import subjects_of
from app.services.prints import CollectPaper, access_of
from app.store.queries.papers import papers_out, prints_between
from app.ui.component import component
from app.ui.components.queries import shown
from app.ui.i18n import refusal_text, t
from app.ui.printing import print_paper
from app.ui.runtime import current_runtime
from app.ui.screens.today.acting import done
from app.ui.screens.today.papers import PapersActions, PapersScreen, PapersView
from app.ui.use_query import use_query
from sync.core.ids import EntityId

_BETWEEN = re.compile(r"[\s,、，・;；]+")
PAPER_TOPICS = ("print_record", "team", "need", "volunteer", "volunteer_group", "code_entry")


@component
def PapersRoute() -> ft.Control:
    runtime = current_runtime()
    today = date.fromisoformat(runtime.today)
    access = access_of(runtime.actor)

    def query(db: sqlite3.Connection) -> PapersView:
        end = end_of(today + timedelta(days=1))
        made = prints_between(db, start_of(today), end)
        return PapersView(made, papers_out(db, counted_back(db), end))

    state = use_query(query, PAPER_TOPICS, runtime.today)

    async def make(kind: str, form: str, numbers: str, day: date, sheet: str) -> None:
        named = tuple(filter(None, _BETWEEN.split(numbers.strip())))
        try:
            ids = await runtime.read(lambda db: subjects_of(db, kind, named, day))
        except PaperRefused as refused:
            runtime.sound("refused")
            runtime.notify(refusal_text(Refused(refused.code, refused.params)), tone="late")
            return
        await print_paper(runtime, kind, form, ids=ids, day=day, sheet=sheet)

    async def collect(records: tuple[EntityId, ...]) -> None:
        refused = await done(runtime, CollectPaper(records), t("today.collected_now"))
        if refused is not None:
            runtime.notify(refusal_text(refused), tone="late")

    mine = tuple(
        code
        for code, kind in PAPER_KINDS.items()
        if refusal_to_print(access, code, kind.forms[0]) is None
    )
    actions = PapersActions(make, collect, runtime.go)
    return shown(state, lambda view: PapersScreen(view, mine, actions))
