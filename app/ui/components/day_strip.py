"""What the calendar says of a day: 休止, ニーズ調整日, 仮置場. Nothing on other days."""

import flet as ft

from app.store.queries.calendar import DayMarks
from app.ui.components.texts import text
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.scale import GAP, RADIUS, scale
from app.ui.tagged import tagged


def no_work_strip(marks: DayMarks, *acts: ft.Control, tomorrow: bool = False) -> list[ft.Control]:
    """That nobody goes out today, or tomorrow; `acts` stand at the end."""
    mark = marks.no_work
    if mark is None:
        return []
    said = t(f"day_mark.{mark.kind}_tomorrow") if tomorrow else t(f"day_mark.{mark.kind}")
    tag = f"day.{mark.kind}_tomorrow" if tomorrow else f"day.{mark.kind}"
    return [_strip(tag, said, mark.note, *acts)]


def day_strip(marks: DayMarks, *acts: ft.Control) -> list[ft.Control]:
    """Made to be unpacked. `acts` stand at the end of a strip that says that nobody goes out."""
    parts = no_work_strip(marks, *acts)
    waste = waste_words(marks)
    if waste:
        closed = marks.of("waste_site_closed")
        parts.append(_strip("day.waste", waste, closed.note if closed is not None else ""))
    return parts


def waste_words(marks: DayMarks) -> str:
    """仮置場は休みです, or when it is open where somebody wrote that down."""
    if marks.waste_closed:
        return t("day_mark.waste_site_closed")
    return t("day_mark.waste_hours", hours=marks.waste_hours) if marks.waste_hours else ""


def _strip(tag: str, words: str, note: str, *acts: ft.Control) -> ft.Control:
    colours = palette().decide
    said: list[ft.Control] = [text(words, bold=True, colour=colours.ink)]
    if note:
        said.append(text(note, colour=colours.ink))
    content = ft.Row(
        [
            ft.Icon(ft.Icons.EVENT_BUSY, size=scale().icon, color=colours.ink),
            ft.Row(said, wrap=True, spacing=GAP, run_spacing=2, expand=True),
            *acts,
        ],
        spacing=GAP,
    )
    box = ft.Container(
        content,
        bgcolor=colours.tint,
        border=ft.Border.all(2, colours.ink),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=14, vertical=8),
    )
    return tagged(tag, box)
