"""One worker's stay: where, from when until when, the days that were worked, handover and end."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import flet as ft

from app.domain.calendar_jp import day_text, minutes_of, minutes_text, time_text
from app.domain.county_dispatch import overtime_minutes
from app.services.county_assignments import CancelAssignment, ChangeAssignment, MarkTravelling
from app.services.county_attendance import RecordAttendance
from app.services.county_handover import WriteEndReport
from app.services.relief_stay import WelcomeWorker
from app.store.queries.county_roster import Assignment, Attendance, EndReport, Handover
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card, side_by_side, stack
from app.ui.components.choices import big_toggle
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts, moment
from app.ui.components.dates import time_field
from app.ui.components.tables import Column, table
from app.ui.components.texts import code_text, heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.county.aid_form import as_day
from app.ui.screens.county.aid_tours import post_fields, post_form
from app.ui.screens.county.aid_words import course_words, may_plan, period, stay_chips
from app.ui.sending import send_or_say

CHANGE, CANCEL, REPORT, DAY = "change", "cancel", "report", "day"


@dataclass(frozen=True)
class StayView:
    """`may`: this council may write about the stay; `here`: it is the one that is helped. `name`
    where this centre knows who it is; `align`: its record here ends on another day or is of another
    section than the plan says now."""

    one: Assignment
    days: tuple[Attendance, ...]
    handover: Handover | None
    report: EndReport | None
    may: bool
    here: bool
    name: str = ""
    align: WelcomeWorker | None = None


@dataclass(frozen=True)
class StayActions:
    leave: Callable[[], Awaitable[None]]
    handover: Callable[[], None]
    read_handover: Callable[[], None]
    back: Callable[[], None]


@component
def AidStay(view: StayView, today: date, actions: StayActions) -> ft.Control:
    nothing = ""
    opened, set_opened = ft.use_state(nothing)
    one = view.one

    def close() -> None:
        set_opened("")

    head = ft.Row(
        [code_text(one.worker), *([heading(view.name)] if view.name else []), *stay_chips(one),
         quiet_button("aid.back", t("county_dispatch.back_roster"), actions.back,
                      icon=ft.Icons.ARROW_BACK)],
        wrap=True, spacing=GAP, run_spacing=4,
    )  # fmt: skip
    left: list[ft.Control] = [_facts(view), *_acts(view, opened, set_opened, actions)]
    if opened == CHANGE:
        left.append(card(keyed(CHANGE, ChangeFields, one, close)))
    if opened == CANCEL:
        left.append(card(keyed(CANCEL, CancelFields, one, close)))
    right: list[ft.Control] = [
        _days(view, today, opened, set_opened),
        _end(view, opened, set_opened),
    ]
    if not current_runtime().window.value.wide:
        return stack([head, *left, *right], scroll=True)
    return side_by_side(head, left, right)


def _facts(view: StayView) -> ft.Control:
    one = view.one
    facts: Mapping[str, str] = {
        t("county_dispatch.from_to"): t(
            "county_dispatch.from_to_words", home=one.home_name, host=one.host_name
        ),
        t("county_dispatch.stay_days"): period(one.arrives_on, one.leaves_on),
        t("county_dispatch.section"): code_label("section", one.section),
        t("county_dispatch.role"): code_label("staff_role", one.role),
        t("county_dispatch.of_request"): "　".join(
            part for part in (one.request_number, course_words(one.tour_number)) if part
        ),
        t("county_dispatch.lodging"): code_label("lodging", one.lodging or None),
        t("county_dispatch.car"): t("frame.yes") if one.car else "",
        t("county_dispatch.arrived_at"): moment(one.arrived_at) if one.arrived_at else "",
        t("county_dispatch.left_at"): moment(one.left_at) if one.left_at else "",
        t("county_dispatch.cancel_reason"): one.reason,
    }
    lines: list[ft.Control] = [
        ft.Row([ft.Container(soft_text(name), width=130), text(words, expand=True)])
        for name, words in facts.items() if words
    ]  # fmt: skip
    return card(*lines, spacing=4)


def _acts(
    view: StayView, opened: str, open_: Callable[[str], None], actions: StayActions
) -> list[ft.Control]:
    """What comes next is large; the rest is quiet."""
    one = view.one
    if not view.may or one.state in ("left", "cancelled"):
        return [] if not (view.may and view.handover) else [acts(_reading(actions))]
    pressed: list[ft.Control] = []
    if one.state == "planned":
        pressed.append(keyed("travel", TravelButton, one))
    if view.align is not None:
        pressed.append(keyed("align", AlignButton, view.align))
    if one.state == "arrived":
        pressed.append(
            big_button("aid.write_handover", t("county_dispatch.write_handover"),
                       actions.handover, icon=ft.Icons.ASSIGNMENT)
        )  # fmt: skip
        if view.handover:
            pressed.append(_reading(actions))
        pressed.append(
            button("aid.leave", t("county_dispatch.leave"), actions.leave,
                   icon=ft.Icons.LOGOUT)
        )  # fmt: skip
    if opened not in (CHANGE, CANCEL) and may_plan():
        pressed.append(quiet_button("aid.change", t("county_dispatch.edit"), lambda: open_(CHANGE)))
        if one.state != "arrived":
            pressed.append(
                quiet_button("aid.cancel", t("county_dispatch.cancel_stay"), lambda: open_(CANCEL))
            )
    return [acts(*pressed)]


def _reading(actions: StayActions) -> ft.Control:
    return button("aid.read_handover", t("county_dispatch.read_handover"), actions.read_handover,
                  icon=ft.Icons.ARTICLE)  # fmt: skip


@component
def TravelButton(one: Assignment) -> ft.Control:
    runtime = current_runtime()

    async def go() -> None:
        said = t("county_dispatch.travelling_said", worker=one.worker)
        await send_or_say(runtime, MarkTravelling(one.id), said)

    return button("aid.travel", t("county_dispatch.travel"), go, icon=ft.Icons.DIRECTIONS_CAR)


@component
def AlignButton(command: WelcomeWorker) -> ft.Control:
    """The plan was changed after the arrival: the record in the centre follows by one tap."""
    runtime = current_runtime()

    async def go() -> None:
        await send_or_say(runtime, command, t("county_dispatch.aligned_said"))

    return big_button("aid.align", t("county_dispatch.align"), go, icon=ft.Icons.SYNC)


@component
def ChangeFields(one: Assignment, close: Callable[[], None]) -> ft.Control:
    form = use_form("aid.change_form", {
        "section": one.section or None, "role": one.role or None, "leads": one.leads,
        "car": one.car, "lodging": one.lodging or None, "arrives_on": str(one.arrives_on),
        "leaves_on": str(one.leaves_on),
    })  # fmt: skip
    return _form([
        *post_fields(form),
        *form.ending(
            t("county_dispatch.edit_save"),
            lambda _sure: ChangeAssignment(one.id, post_form(form)),
            t("county_dispatch.stay_said"), close, cancel=close,
        ),
    ])  # fmt: skip


@component
def CancelFields(one: Assignment, close: Callable[[], None]) -> ft.Control:
    form = use_form("aid.cancel_form", {"reason": ""})
    return _form([
        form.text("reason", t("county_dispatch.cancel_reason"), needed=True),
        no_names(),
        *form.ending(
            t("county_dispatch.cancel_stay"),
            lambda sure: CancelAssignment(one.id, form["reason"] or "", sure),
            t("county_dispatch.cancelled_said"), close, cancel=close,
        ),
    ])  # fmt: skip


def _days(
    view: StayView, today: date, opened: str, open_: Callable[[str], None]
) -> ft.Control:  # fmt: skip
    language = current_look().language
    columns = (
        Column(t("county_dispatch.day"), 5), Column(t("county_dispatch.hours"), 5),
        Column(t("county_dispatch.overtime"), 3), Column(t("county_dispatch.duty"), 5),
    )  # fmt: skip
    rows = [
        (
            day_text(one.day, language),
            f"{time_text(one.started_at or 0, one.day)}–{time_text(one.ended_at or 0, one.day)}",
            minutes_text(one.overtime) if one.overtime else "–",
            "　".join(part for part in (
                code_label("duty", one.duty), code_label("fund", one.fund or None),
                t("county_dispatch.travel_day") if one.travel_day else "",
                t("county_dispatch.night") if one.night else "",
            ) if part),
        )
        for one in view.days
    ]  # fmt: skip
    content: list[ft.Control] = [heading(t("county_dispatch.days_worked"))]
    content.append(table(columns, rows) if rows else soft_text(t("county_dispatch.no_days")))
    if rows:
        total = sum(one.overtime for one in view.days)
        content.append(
            soft_text(t("county_dispatch.days_sum", days=len(rows), time=minutes_text(total)))
        )
    if view.may and view.one.state != "cancelled":
        if opened == DAY:
            content.append(keyed(DAY, DayFields, view.one, view.days, today, lambda: open_("")))
        else:
            content.append(
                acts(button("aid.day", t("county_dispatch.record_day"), lambda: open_(DAY),
                            icon=ft.Icons.MORE_TIME))
            )  # fmt: skip
    return card(*content)


@component
def DayFields(
    one: Assignment, days: tuple[Attendance, ...], today: date, close: Callable[[], None]
) -> ft.Control:
    """Begins with the first day that is not recorded, and with the hours of the day before."""
    recorded = {day.day for day in days}
    open_days = [
        day for n in range((min(today, one.leaves_on) - one.arrives_on).days + 1)
        if (day := one.arrives_on + timedelta(n)) not in recorded
    ]  # fmt: skip
    last = days[-1] if days else None
    form = use_form("aid.day_form", {
        "day": str(open_days[0] if open_days else today),
        "starts": minutes_of(last.started_at) if last and last.started_at else 8 * 60 + 30,
        "ends": minutes_of(last.ended_at) if last and last.ended_at else 17 * 60 + 15,
        "overtime": None, "duty": last.duty if last else "coordination",
        "fund": (last.fund or None) if last else None, "travel_day": False, "rest_day": False,
        "note": "",
    })  # fmt: skip

    def command(sure: bool) -> RecordAttendance:
        return RecordAttendance(
            one.id, as_day(form["day"]) or today, form["starts"], form["ends"], form["duty"] or "",
            form["fund"] or "", form["overtime"], bool(form["travel_day"]),
            bool(form["rest_day"]), form["note"] or "", sure,
        )  # fmt: skip

    proposal = ""
    if form["starts"] is not None and form["ends"] is not None:
        span = (form["ends"] - form["starts"]) % (24 * 60)
        minutes = overtime_minutes(span, rest_day=bool(form["rest_day"]))
        proposal = t("county_dispatch.overtime_proposed", minutes=minutes)
    times = ft.Row(
        [
            ft.Container(time_field(f"aid.day_form.{name}", t(f"county_dispatch.{name}"),
                                    form[name], form.put(name), refusal=form.why(name)), width=200)
            for name in ("starts", "ends")
        ],
        wrap=True, spacing=24,
    )  # fmt: skip
    return _form([
        form.day("day", t("county_dispatch.day"), needed=True),
        times,
        form.number("overtime", t("county_dispatch.overtime"), most=1440,
                    unit=t("county_dispatch.unit_minutes")),
        soft_text(proposal or t("county_dispatch.overtime_none")),
        form.choice("duty", t("county_dispatch.duty"), code_options("duty"), needed=True),
        form.choice("fund", t("county_dispatch.fund"), code_options("fund")),
        big_toggle("aid.day_form.travel_day", t("county_dispatch.travel_day"),
                   bool(form["travel_day"]),
                   lambda: form.put("travel_day")(not form["travel_day"])),
        big_toggle("aid.day_form.rest_day", t("county_dispatch.rest_day"), bool(form["rest_day"]),
                   lambda: form.put("rest_day")(not form["rest_day"])),
        form.text("note", t("county_dispatch.note")),
        *form.ending(t("county_dispatch.record_save"), command, t("county_dispatch.recorded_said"),
                     close, cancel=close),
    ])  # fmt: skip


def _end(view: StayView, opened: str, open_: Callable[[str], None]) -> ft.Control:
    content: list[ft.Control] = [heading(t("county_dispatch.end_report"))]
    report = view.report
    if report is not None:
        for name, words in (
            (t("county_dispatch.done"), report.done),
            (t("county_dispatch.lessons"), report.lessons),
            (t("county_dispatch.wishes"), report.wishes),
        ):
            if words:
                content += [soft_text(name), text(words)]
    else:
        content.append(soft_text(t("county_dispatch.no_report")))
    if view.may and view.one.arrived_at is not None:
        if opened == REPORT:
            content.append(keyed(REPORT, ReportFields, view.one, report, lambda: open_("")))
        else:
            words = t("county_dispatch.edit") if report else t("county_dispatch.write_report")
            content.append(
                acts(button("aid.report", words, lambda: open_(REPORT), icon=ft.Icons.EDIT_NOTE))
            )
    return card(*content)


@component
def ReportFields(
    one: Assignment, report: EndReport | None, close: Callable[[], None]
) -> ft.Control:
    names = ("done", "lessons", "wishes")
    form = use_form("aid.report_form", {
        name: getattr(report, name) if report else "" for name in names
    })  # fmt: skip
    return _form([
        no_names(),
        *(form.text(name, t(f"county_dispatch.{name}"), lines=3, needed=name == "done")
          for name in names),
        *form.ending(
            t("county_dispatch.report_save"),
            lambda sure: WriteEndReport(
                one.id, form["done"] or "", form["lessons"] or "", form["wishes"] or "", sure
            ),
            t("county_dispatch.report_said"), close, cancel=close,
        ),
    ])  # fmt: skip


def _form(content: list[ft.Control]) -> ft.Control:
    return ft.Column(
        content, spacing=GAP, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )
