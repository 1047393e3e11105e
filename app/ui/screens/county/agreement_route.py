"""協定: /county/agreement 取り決め, …/blocks ブロック, …/calls 連絡網, …/directory 名簿,
…/directory/<council>, …/import."""

from collections.abc import Callable
from datetime import date

import flet as ft

from app.documents.csv_files import csv_shift_jis, csv_utf8
from app.documents.workbooks import workbook
from app.domain.calendar_jp import day_text
from app.domain.tables_county import PREFECTURE, council_id
from app.services.county_agreement_papers import call_list_pdf, directory_sheet, gather_agreement
from app.services.papers import CSV_TYPE, PDF_TYPE, XLSX_TYPE
from app.store.queries.county_agreement import (
    AGREEMENT_TOPICS,
    AgreementView,
    agreement_view,
)
from app.store.queries.county_membership import own_council
from app.ui.component import component
from app.ui.components.buttons import quiet_button
from app.ui.components.choices import choice_chips
from app.ui.components.dates import date_field
from app.ui.components.queries import shown
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.paper_tray import Paper
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.blocks import Blocks
from app.ui.screens.county.calls import Calls
from app.ui.screens.county.directory import Directory
from app.ui.screens.county.directory_import import DirectoryImport
from app.ui.screens.county.tab import ROOT, CountyTab
from app.ui.screens.county.terms import Terms
from app.ui.use_query import use_county_query

PARTS = ("terms", "blocks", "calls", "directory")
HERE = f"{ROOT}/agreement"


@component
def AgreementRoute() -> ft.Control:
    runtime = current_runtime()
    part = ft.use_route_params().get("part") or "terms"
    council = ft.use_route_params().get("council", "")
    today: str | None = runtime.today
    chosen, set_chosen = ft.use_state(today)
    day, letter = chosen or runtime.today, runtime.county.letter
    state = use_county_query(
        lambda db: (agreement_view(db, day), own_council(db, letter)), AGREEMENT_TOPICS, day
    )

    def draw(read: tuple[AgreementView, bytes]) -> ft.Control:
        view, own = read
        prefecture = own == council_id(PREFECTURE)
        if part == "blocks":
            body: ft.Control = Blocks(view, prefecture)
        elif part == "calls":
            body = Calls(view, _print_calls)
        elif part == "directory":
            body = Directory(view, own, prefecture, council, _open_council, _export)
        elif part == "import":
            body = DirectoryImport(lambda: runtime.go(f"{HERE}/directory"))
        else:
            body = Terms(view, prefecture)
        return ft.Column(
            [Head(part, chosen, set_chosen), ft.Container(body, expand=True)],
            spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )  # fmt: skip

    async def _print_calls() -> None:
        language, now = current_look().language, runtime.clock.now_ms()
        when = date.fromisoformat(day)
        paper = await runtime.read_county(lambda db: gather_agreement(db, when, language, now))
        content = await runtime.work(lambda: call_list_pdf(paper))
        name = f"{t('county_agreement.file_calls')}_{day}.pdf"
        await runtime.open_paper(Paper(content, name, PDF_TYPE))

    async def _export(form: str) -> None:
        language, now = current_look().language, runtime.clock.now_ms()
        when = date.fromisoformat(day)
        paper = await runtime.read_county(lambda db: gather_agreement(db, when, language, now))
        sheet = directory_sheet(paper.view, paper.words)
        name = f"{t('county_agreement.file_directory')}_{day}"
        if form == "xlsx":
            content = await runtime.work(lambda: workbook([sheet], paper.head, paper.words.texts))
            await runtime.open_paper(Paper(content, f"{name}.xlsx", XLSX_TYPE, inline=False))
            return
        written = (csv_shift_jis if form == "csv_sjis" else csv_utf8)(sheet)
        await runtime.open_paper(Paper(written.content, f"{name}.csv", CSV_TYPE, inline=False))

    def _open_council(opened: str) -> None:
        runtime.go(f"{HERE}/directory/{opened}" if opened else f"{HERE}/directory")

    return shown(state, draw)


@component
def Head(part: str, day: str | None, set_day: Callable[[str | None], None]) -> ft.Control:
    """The parts of the page, and the day whose contents are shown."""
    runtime = current_runtime()
    choosing, set_choosing = ft.use_state(False)
    here = "directory" if part == "import" else part
    tabs = choice_chips(
        "county_agreement.part", "",
        [(one, t(f"county_agreement.tab_{one}")) for one in PARTS], here,
        lambda one: runtime.go(f"{HERE}/{one}" if one and one != "terms" else HERE),
    )  # fmt: skip
    row: list[ft.Control] = [ft.Container(tabs, expand=True)]
    if part not in ("import", "directory"):
        said = day_text(date.fromisoformat(day or runtime.today), current_look().language)
        row.append(
            quiet_button("county_agreement.as_of", t("county_agreement.as_of_day", day=said),
                         lambda: set_choosing(not choosing), icon=ft.Icons.EVENT)
        )  # fmt: skip
    parts: list[ft.Control] = [ft.Row(row)]
    if choosing:
        parts.append(date_field("county_agreement.day", t("county_agreement.day"), day, set_day))
    return ft.Column(
        parts, spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


AGREEMENT = CountyTab(
    "agreement",
    "agreement",
    ft.Icons.GAVEL,
    (
        ft.Route(path="agreement", component=AgreementRoute),
        ft.Route(path="agreement/:part", component=AgreementRoute),
        ft.Route(path="agreement/:part/:council", component=AgreementRoute),
    ),
)
