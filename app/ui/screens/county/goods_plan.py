"""配置計画: from where every council is reached in time; today beside the best placement."""

import flet as ft

from app.matching.placement import Placement, Reached
from app.services.county_goods_import import GoodsFile, places, travel_file, weights_file
from app.services.county_planning import PLANNING_TOPICS, Planned, PlanView, planned
from app.ui.component import component
from app.ui.components.buttons import button
from app.ui.components.cards import card, section_header
from app.ui.components.choices import choice_chips
from app.ui.components.county_layout import acts, list_and_detail
from app.ui.components.county_picker import Picker
from app.ui.components.fields import number_stepper
from app.ui.components.queries import shown
from app.ui.components.tables import Column, table
from app.ui.components.texts import figure, heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.goods_export import save_goods
from app.ui.screens.county.goods_files import FileIn
from app.ui.screens.county.goods_pieces import page_of
from app.ui.screens.county.goods_plan_map import PlanMap
from app.ui.screens.county.goods_state import amount, thing_options
from app.ui.use_query import use_county_query

LIMIT_FIRST, COUNT_FIRST = 60, 3
LIMIT_MAX, COUNT_MAX = 300, 30
MODES = ("most", "everybody")


@component
def PlanPage() -> ft.Control:
    limit, set_limit = ft.use_state(LIMIT_FIRST)
    count, set_count = ft.use_state(COUNT_FIRST)
    mode, set_mode = ft.use_state("most")
    thing, set_thing = ft.use_state("")
    wanted = count if mode == "most" else None
    state = use_county_query(
        lambda db: planned(db, limit, wanted, thing), PLANNING_TOPICS, limit, wanted, thing
    )
    asked: list[ft.Control] = [
        number_stepper("goods.limit", t("county_goods.plan_limit"), limit,
                       lambda value: set_limit(value or LIMIT_FIRST), least=5, most=LIMIT_MAX),
    ]  # fmt: skip
    if mode == "most":
        asked.append(
            number_stepper("goods.count", t("county_goods.plan_count"), count,
                           lambda value: set_count(value or 1), least=1, most=COUNT_MAX)
        )  # fmt: skip
    modes = choice_chips("goods.mode", t("county_goods.plan_what"),
                         [(one, t(f"county_goods.plan_{one}")) for one in MODES], mode,
                         lambda code: set_mode(code or "most"))  # fmt: skip
    things = Picker("goods.plan_thing", t("county_goods.plan_thing"), thing_options(), thing,
                    set_thing)  # fmt: skip
    form = [modes, ft.Row(asked, wrap=True, spacing=GAP, run_spacing=GAP)]
    return page_of("plan", ft.Container(
        shown(state, lambda found: _page(found, form, things, thing)), expand=True
    ))  # fmt: skip


def _page(found: Planned, form: list[ft.Control], things: ft.Control, thing: str) -> ft.Control:
    left: list[ft.Control] = [
        *form, _figures(found), *_warnings(found), PlanMap(found), _changes(found),
    ]  # fmt: skip
    right: list[ft.Control] = [
        _table(found, thing),
        heading(t("county_goods.plan_with")), things, soft_text(t("county_goods.plan_with_hint")),
        *_data(),
    ]  # fmt: skip
    if not current_runtime().window.value.wide:
        return list_and_detail([*left, *right], None, shares=(1, 1))
    return list_and_detail(left, right, shares=(6, 6))


def _figures(found: Planned) -> ft.Control:
    total = len(found.view.ground.weights)

    def one(placement: Placement, key: str, note: str) -> ft.Control:
        reached = f"{len(placement.covered)} / {total}"
        parts: list[ft.Control] = [
            soft_text(t(key)), figure(reached, t("county_goods.plan_reached")), text(note),
        ]  # fmt: skip
        if found.view.weighted:
            everything = sum(found.view.ground.weights.values())
            parts.append(text(t("county_goods.plan_weight", weight=f"{placement.weight:,}",
                                all=f"{everything:,}")))  # fmt: skip
        return card(*parts, padding=12, spacing=2, expand=1)

    return ft.Row(
        [
            one(found.today, "county_goods.plan_today",
                t("county_goods.plan_yards", count=len(found.today.sites))),
            one(found.plan, "county_goods.plan_best",
                t("county_goods.plan_yards", count=len(found.plan.sites))),
        ],
        spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip


def _warnings(found: Planned) -> list[ft.Control]:
    view = found.view
    parts: list[ft.Control] = []
    if view.estimated:
        words = t("county_goods.plan_estimated", count=f"{view.estimated:,}", all=f"{view.ways:,}")
        parts.append(card(text(words), status="decide", padding=10))
    if not view.weighted:
        parts.append(soft_text(t("county_goods.plan_even")))
    if not found.plan.proven:
        parts.append(card(text(t("county_goods.plan_unproven")), status="late", padding=10))
    return parts


def _changes(found: Planned) -> ft.Control:
    """Today beside the plan, in words."""
    compared, view = found.compared, found.view

    def names(ids: tuple[bytes, ...]) -> str:
        known = [place.name for one in ids if (place := view.place(one)) is not None]
        return "・".join(known) or t("county_goods.plan_none")

    lines = [
        ("plan_sites", found.plan.sites), ("plan_opened", compared.opened),
        ("plan_closed", compared.closed), ("plan_gained", compared.gained),
        ("plan_lost", compared.lost),
    ]  # fmt: skip
    rows: list[ft.Control] = [
        ft.Column([soft_text(t(f"county_goods.{key}")), text(names(ids), bold=True)], spacing=0,
                  tight=True)
        for key, ids in lines
    ]  # fmt: skip
    return card(heading(t("county_goods.plan_compare")), *rows, padding=12, spacing=6)


def _table(found: Planned, thing: str) -> ft.Control:
    """Every council: which yard reaches it and how fast, or by how many minutes it is too far."""
    limit = found.view.ground.limit
    now = {one.council: one for one in (*found.today.covered, *found.today.uncovered)}
    columns = (
        Column(t("county_goods.council"), 4), Column(t("county_goods.plan_now"), 4),
        Column(t("county_goods.plan_then"), 5),
        Column(t("county_goods.plan_supply"), 4, number=True),
    )  # fmt: skip
    order: dict[bytes, int] = {place.id: number for number, place in enumerate(found.view.places)}
    councils = sorted(
        (*found.plan.uncovered, *found.plan.covered), key=lambda one: order[one.council]
    )
    rows: list[list[str | ft.Control]] = []
    for one in councils:
        place = found.view.place(one.council)
        rows.append([
            text(place.name if place else "", bold=True),
            _reached(found.view, now[one.council], limit), _reached(found.view, one, limit),
            _supply(found.view, one.council, thing),
        ])  # fmt: skip
    return ft.Column(
        [
            section_header(t("county_goods.plan_table")),
            table(columns, rows),
        ],
        spacing=8, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


def _reached(view: PlanView, one: Reached, limit: int) -> ft.Control:
    if one.site is None or one.minutes is None:
        return text(t("county_goods.plan_no_way"), colour=palette().late.ink)
    place = view.place(one.site)
    name = place.name if place else ""
    over = one.over(limit) or 0
    words = t("county_goods.plan_from", name=name, minutes=one.minutes)
    if not over:
        return text(words)
    late = t("county_goods.plan_over", minutes=over)
    return ft.Column([text(late, bold=True, colour=palette().late.ink), soft_text(words)],
                     spacing=0, tight=True)  # fmt: skip


def _supply(view: PlanView, council: bytes, thing: str) -> ft.Control:
    """What today's yards within the limit have free."""
    supply = view.supply(council)
    if supply is None:
        return text("")
    words = [amount(thing, supply.units) if thing else t("county_goods.plan_units",
                                                         count=f"{supply.units:,}")]  # fmt: skip
    names = {kit.id: kit.name for kit in view.kits}
    words += [t("county_goods.plan_kits", name=names[kit], count=count)
              for kit, count in supply.kits]  # fmt: skip
    return ft.Column([text(one, align=ft.TextAlign.RIGHT) for one in words], spacing=0, tight=True,
                     horizontal_alignment=ft.CrossAxisAlignment.END)  # fmt: skip


def _data() -> list[ft.Control]:
    """Times and weights, out and in."""
    runtime = current_runtime()

    async def times(content: bytes) -> GoodsFile:
        return await runtime.read_county(
            lambda db: travel_file(content, places(db), t("county_goods.from_file"))
        )

    async def weights(content: bytes) -> GoodsFile:
        return await runtime.read_county(
            lambda db: weights_file(content, places(db), t("county_goods.from_file"))
        )

    return [
        heading(t("county_goods.plan_data")),
        soft_text(t("county_goods.plan_rule")),
        acts(
            button("goods.times_out", t("county_goods.times_out"),
                   lambda: save_goods("travel_xlsx"), icon=ft.Icons.DOWNLOAD),
            button("goods.weights_out", t("county_goods.weights_out"),
                   lambda: save_goods("weights_xlsx"), icon=ft.Icons.DOWNLOAD),
        ),
        FileIn("goods.times_in", t("county_goods.times_in"), times),
        FileIn("goods.weights_in", t("county_goods.weights_in"), weights),
    ]  # fmt: skip
