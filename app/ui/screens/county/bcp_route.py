"""BCP: /county/bcp 止めない仕事, …/alternates, …/safety, …/all; with a council's id behind it
another council's."""

import sqlite3
from collections.abc import Callable

import flet as ft

from app.domain.tables_county import PREFECTURE, council_id
from app.services.county_bcp_papers import bcp_pdf, gather_bcp
from app.services.papers import PDF_TYPE
from app.store.queries.county_bcp import BCP_TOPICS, BcpView, bcp_line, bcp_view
from app.store.queries.county_membership import own_council
from app.ui.component import component
from app.ui.components.buttons import quiet_button
from app.ui.components.choices import choice_chips
from app.ui.components.queries import shown
from app.ui.components.texts import heading
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.minute import use_minute
from app.ui.paper_tray import Paper
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.bcp_all import AllCouncils, Lines
from app.ui.screens.county.bcp_safety import Safety
from app.ui.screens.county.bcp_work import Alternates, Work
from app.ui.screens.county.tab import ROOT, CountyTab
from app.ui.use_query import use_county_query
from sync.core.ids import EntityId

HERE = f"{ROOT}/bcp"
PARTS = ("work", "alternates", "safety", "all")


@component
def BcpRoute() -> ft.Control:
    runtime = current_runtime()
    use_minute()
    part = ft.use_route_params().get("part") or "work"
    asked = ft.use_route_params().get("council", "")
    letter = runtime.county.letter
    state = use_county_query(lambda db: _read(db, letter, asked), BCP_TOPICS, asked)

    async def print_it(view: BcpView) -> None:
        language, now = current_look().language, runtime.clock.now_ms()
        paper = await runtime.read_county(lambda db: gather_bcp(db, view.council, language, now))
        content = await runtime.work(lambda: bcp_pdf(paper))
        name = f"{t('county_bcp.file')}_{view.code}.pdf"
        await runtime.open_paper(Paper(content, name, PDF_TYPE))

    def go(to: str, council: str = "") -> None:
        runtime.go("/".join(filter(None, (HERE, to if to != "work" or council else "", council))))

    def draw(read: tuple[BcpView, Lines, bytes]) -> ft.Control:
        view, lines, own = read
        may = own in (view.council, council_id(PREFECTURE))
        if part == "all":
            body: ft.Control = AllCouncils(lines, lambda council: go("work", council))
        elif part == "alternates":
            body = Alternates(view, may)
        elif part == "safety":
            body = Safety(view, may)
        else:
            body = Work(view, may, lambda: print_it(view))
        return ft.Column(
            [_head(part, view, own, asked, go), ft.Container(body, expand=True)],
            spacing=GAP, expand=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )  # fmt: skip

    return shown(state, draw)


def _read(db: sqlite3.Connection, letter: str, asked: str) -> tuple[BcpView, Lines, bytes]:
    own = own_council(db, letter)
    council = EntityId(bytes.fromhex(asked)) if asked else own
    names = dict(db.execute("SELECT id, name FROM live_council").fetchall())
    order = [row[0] for row in db.execute("SELECT id FROM live_council ORDER BY position, code")]
    lines = bcp_line(db)
    found = tuple((names.get(key, ""), lines[key]) for key in order if key in lines)
    return bcp_view(db, council), found, own


def _head(
    part: str, view: BcpView, own: bytes, asked: str, go: Callable[[str, str], None]
) -> ft.Control:
    kept = asked if view.council != own else ""
    tabs = choice_chips(
        "county_bcp.part", "", [(one, t(f"county_bcp.part_{one}")) for one in PARTS], part,
        lambda one: go(one or part, kept if one != "all" else ""),
    )  # fmt: skip
    parts: list[ft.Control] = [tabs]
    if kept and part != "all":
        parts.append(
            ft.Row(
                [
                    heading(view.name),
                    quiet_button("county_bcp.close", t("frame.close"), lambda: go("all", "")),
                ]
            )
        )
    return ft.Column(parts, spacing=8, tight=True)


BCP = CountyTab(
    "bcp",
    "bcp",
    ft.Icons.CHECKLIST,
    (
        ft.Route(path="bcp", component=BcpRoute),
        ft.Route(path="bcp/:part", component=BcpRoute),
        ft.Route(path="bcp/:part/:council", component=BcpRoute),
    ),
)
