"""応援職員 in words: what is missing, how far something is, and the pages that belong together."""

from collections.abc import Iterable
from datetime import date

import flet as ft

from app.domain.calendar_jp import day_text, short_day_text
from app.domain.county_dispatch import Missing
from app.domain.staff_access import may_act
from app.services.command import Refused
from app.services.county_dispatch import OFFICE
from app.services.relief_arrival import CENTRE
from app.services.undo_rights import access_of_actor
from app.store.queries.county_dispatch import AidRequest, AidStep
from app.store.queries.county_roster import Assignment
from app.ui.code_texts import code_label
from app.ui.components.buttons import button
from app.ui.components.county_layout import acts
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import title
from app.ui.i18n import refusal_text, t
from app.ui.look import current_look
from app.ui.palette import StatusName, palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.tab import ROOT
from sync.core.ids import EntityId

AID = f"{ROOT}/aid"
REQUEST_TONES: dict[str, StatusName] = {
    "sent": "waiting", "working": "out", "filled": "done", "closed": "stopped",
    "withdrawn": "stopped",
}  # fmt: skip
OFFER_TONES: dict[str, StatusName] = {
    "offered": "decide", "accepted": "done", "declined": "stopped", "withdrawn": "stopped",
}  # fmt: skip
STAY_TONES: dict[str, StatusName] = {
    "planned": "waiting", "travelling": "out", "arrived": "done", "left": "stopped",
    "cancelled": "stopped",
}  # fmt: skip
_PAGES = (
    ("requests", "", ft.Icons.VOLUNTEER_ACTIVISM),
    ("roster", "/roster", ft.Icons.CALENDAR_VIEW_WEEK),
    ("arrival", "/arrive", ft.Icons.QR_CODE_SCANNER),
    ("cards", "/cards", ft.Icons.BADGE_OUTLINED),
)


def period(first: date, last: date) -> str:
    """8月12日(水)〜8月23日(日)."""
    language = current_look().language
    if first == last:
        return day_text(first, language)
    return t(
        "county_dispatch.period", first=day_text(first, language), last=day_text(last, language)
    )


def missing_words(missing: Iterable[Missing]) -> str:
    """「8/13〜8/15 2人、8/16 1人 足りません」; empty where nothing is missing."""
    runs = []
    for run in missing:
        days = short_day_text(run.first)
        if run.last != run.first:
            days = t(
                "county_dispatch.period", first=days, last=short_day_text(run.last)
            )  # fmt: skip
        runs.append(t("county_dispatch.missing_run", days=days, count=run.heads))
    if not runs:
        return ""
    return t("county_dispatch.missing", runs=t("county_dispatch.comma").join(runs))


def step_words(step: AidStep) -> str:
    """湘南ブロック（不足）; the county has no name of its own."""
    name = step.name or t("county_dispatch.whole_county")
    state = (
        code_label("step_result", step.result) if step.closed_at else t("county_dispatch.asking")
    )
    return t("county_dispatch.step_line", name=name, state=state)


def codes_words(name: str, codes: Iterable[str]) -> str:
    return t("county_dispatch.comma").join(code_label(name, code) for code in codes)


def request_chips(request: AidRequest) -> list[ft.Control]:
    """State, and what was begun without being asked is said wherever it stands."""
    tone = REQUEST_TONES.get(request.state, "stopped")
    chips = [status_chip(tone, code_label("request_state", request.state))]
    if request.own_judgement:
        chips.append(own_judgement_chip(request.begun_by))
    return chips


def stay_chips(one: Assignment) -> list[ft.Control]:
    tone = STAY_TONES.get(one.state, "stopped")
    chips = [status_chip(tone, code_label("assignment_state", one.state))]
    if one.leads:
        chips.append(status_chip("ready", t("county_dispatch.leads")))
    if one.own_judgement:
        chips.append(own_judgement_chip(""))
    return chips


def own_judgement_chip(council: str) -> ft.Control:
    words = t("county_dispatch.own_judgement")
    if council:
        words = t("county_dispatch.own_judgement_of", council=council)
    return status_chip("decide", words)


def course_words(number: int) -> str:
    return t("county_dispatch.course", number=number) if number else t("county_dispatch.no_course")


def aid_head(here: str, *more: ft.Control) -> ft.Control:
    """The title with the pages that belong together; the open one is not a button."""
    runtime = current_runtime()
    others = [
        button(f"aid.go.{key}", t(f"county_dispatch.page_{key}"),
               lambda path=path: runtime.go(f"{AID}{path}"), icon=icon)  # type: ignore[misc]
        for key, path, icon in _PAGES if key != here
    ]  # fmt: skip
    return ft.Row(
        [title(t(f"county_dispatch.page_{here}")), acts(*more, *others)],
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
        wrap=True,
        spacing=GAP,
        run_spacing=8,
    )


def stay_route(assignment: EntityId) -> str:
    return f"{AID}/stay/{assignment.hex()}"


def asked_id(name: str) -> EntityId | None:
    """The record that the address names, if it is an id. A hook."""
    hexadecimal = ft.use_route_params().get(name, "")
    try:
        found = bytes.fromhex(hexadecimal)
    except ValueError:
        return None
    return EntityId(found) if len(found) == 16 else None


def ruled(content: ft.Control) -> ft.Control:
    """One of several below each other in a card: a line above it, as wide as the card."""
    line = ft.Border(top=ft.BorderSide(1, palette().hair))
    return ft.Row([ft.Container(content, border=line, padding=ft.Padding.only(top=8), expand=True)])


def may_plan() -> bool:
    """Whether the person may ask, offer and plan for the council: the office, and the chief."""
    return may_act(access_of_actor(current_runtime().actor), OFFICE) is None


def may_write() -> bool:
    """Whether the person may write at all."""
    return may_act(access_of_actor(current_runtime().actor)) is None


def half_words(where: str, refused: Refused) -> str:
    """Which of the two halves of one tap was refused, and why."""
    half = (
        t("county_dispatch.refused_centre") if where == CENTRE
        else t("county_dispatch.refused_county")
    )  # fmt: skip
    return t("county_dispatch.refused_half", half=half, words=refusal_text(refused))
