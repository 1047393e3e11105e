"""受付: one field, the hits below it, what happened last, and how many are here.

State in, controls out. The field keeps the focus; everything else is beside it.
"""

import flet as ft

from app.store.queries.reception import ReceptionHit
from app.ui.component import component, keyed
from app.ui.components.buttons import button, quiet_button
from app.ui.components.camera import CameraPanel
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.day_strip import no_work_strip
from app.ui.components.place_choice import place_chips
from app.ui.components.search import search_field
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.reception.banner import Banner, QuestionCard
from app.ui.screens.reception.camera import CARDS
from app.ui.screens.reception.desk import DeskState, ReceptionDesk
from app.ui.screens.reception.rows import HitRow, RecentRow
from app.ui.screens.reception.state import DeskView
from app.ui.theme import FAMILY_BOLD, FIGURES
from sync.core.ids import EntityId


@component
def ReceptionScreen(
    state: DeskState,
    hits: tuple[ReceptionHit, ...],
    view: DeskView,
    desk: ReceptionDesk,
    wide: bool,
) -> ft.Control:
    runtime = current_runtime()
    camera, set_camera = ft.use_state(False)
    field = search_field(
        "reception.search",
        t("reception.search_hint"),
        state.text,
        desk.typed,
        desk.accept,
        on_move=desk.move,
        on_clear=desk.clear,
    )
    buttons = ft.Row(
        [
            button(
                "reception.new", t("reception.new"), lambda: runtime.go("/reception/new"),
                icon=ft.Icons.PERSON_ADD, expand=True,
            ),
            button(
                "reception.group", t("reception.group"),
                lambda: runtime.go("/reception/groups/new"), icon=ft.Icons.GROUPS, expand=True,
            ),
            button(
                "reception.camera", t("reception.camera"), lambda: set_camera(not camera),
                icon=ft.Icons.QR_CODE_SCANNER, expand=True,
            ),
        ],
        spacing=GAP,
    )  # fmt: skip
    middle = _middle(state, hits, view, desk, wide)
    top = [*no_work_strip(view.marks), field, *place_chips(
        "reception.place", t("place.going_to_today"), view.places, state.place, desk.choose_place
    )]  # fmt: skip
    if camera:
        middle = [CameraPanel(CARDS, desk.accept, lambda: set_camera(False)), *middle]
    recent = _recent(view, desk, 8 if wide else 4)
    if wide:
        left = ft.Column(
            [*top, stack(middle, scroll=True), buttons],
            spacing=GAP,
            expand=5,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        right = ft.Column(
            [_counts(view), stack([recent], scroll=True)],
            spacing=GAP,
            expand=3,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        )
        return ft.Row([left, right], spacing=20, expand=True)
    return ft.Column(
        [*top, _counts(view), stack([*middle, recent], scroll=True), buttons],
        spacing=GAP,
        expand=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )


def _middle(
    state: DeskState,
    hits: tuple[ReceptionHit, ...],
    view: DeskView,
    desk: ReceptionDesk,
    wide: bool,
) -> list[ft.Control]:
    """The question or the answer to the last act, then whom the typed words find."""
    parts: list[ft.Control] = []
    words = state.text.strip()
    # Who types a name has turned to somebody else; a digit answers the question.
    asked = state.question if not words or words in ("1", "2", "3") else None
    if asked is not None:
        key = f"{asked.person.id.hex()}{asked.refused.code}"
        return [keyed(key, QuestionCard, asked, desk, view.plan, view.at_once)]
    if state.outcome is not None:
        parts.append(Banner(state.outcome))
        parts += _sent_to(state.outcome.check_in, view, desk)
    if not words:
        if not parts:
            parts.append(
                empty_state(
                    t("reception.empty"), t("reception.empty_hint"), icon=ft.Icons.QR_CODE_SCANNER
                )
            )
        return parts
    if hits and not hits[0].sure:
        parts.append(text(t("reception.only_similar"), bold=True))
    parts += [
        keyed(hit.id, HitRow, hit, place == state.chosen, desk, not wide)
        for place, hit in enumerate(hits)
    ]
    if not hits and state.outcome is None:
        parts.append(soft_text(t("reception.no_hits")))
    return parts


def _sent_to(check_in: EntityId | None, view: DeskView, desk: ReceptionDesk) -> list[ft.Control]:
    """Below the answer: this one person to another place."""
    line = next((one for one in view.recent if one.id == check_in), None)
    if line is None:
        return []
    return place_chips(
        "reception.sent", t("place.going_to_person", name=line.name), view.places, line.satellite,
        lambda satellite: desk.send(line.id, satellite),
    )  # fmt: skip


def _counts(view: DeskView) -> ft.Control:
    """いま 214人 受付　待ち 61人."""
    return card(
        ft.Row(
            [
                _count(view.counts.checked_in, t("reception.checked_in_today")),
                _count(view.counts.waiting, t("reception.waiting")),
            ],
            wrap=True,
            spacing=28,
            run_spacing=0,
        ),
        padding=12,
    )


def _count(number: int, label: str) -> ft.Control:
    figure = ft.Text(
        f"{number:,}",
        size=scale().figure * 2 // 3,
        color=palette().text,
        font_family=FIGURES,
        font_family_fallback=[FAMILY_BOLD],
        no_wrap=True,
        style=ft.TextStyle(height=1.1),
    )
    return ft.Row([figure, text(label, colour=palette().soft)], spacing=8, tight=True)


def _recent(view: DeskView, desk: ReceptionDesk, most: int) -> ft.Control:
    """Who came last, each with its way back."""
    everybody = quiet_button(
        "reception.today", t("reception.today"), lambda: current_runtime().go("/reception/today"),
        icon=ft.Icons.LIST_ALT,
    )  # fmt: skip
    lines: list[ft.Control] = [
        keyed(line.id, RecentRow, line, desk, False) for line in view.recent[:most]
    ]
    if not lines:
        lines = [soft_text(t("reception.nobody_yet"))]
    head = ft.Row(
        [heading(t("reception.recent")), everybody],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        wrap=True,
    )
    return card(head, *lines, spacing=0, padding=12)
