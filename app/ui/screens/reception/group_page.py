"""/reception/groups/:group: the entry of a group, its people, its cars, its days."""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date

import flet as ft

from app.domain.calendar_jp import short_day_text, time_text
from app.services.check_ins import LeaveForToday
from app.services.command import Refused
from app.services.groups import ChangeGroup, ChangeMember, EnrolGroup, PasteMembers, RemoveMember
from app.services.groups_merging import MergeGroups, UnmergeGroup
from app.store.queries.people_day import PersonToday, person_today
from app.store.queries.people_groups import GroupPage, GroupVisit, MemberLine, group_page
from app.store.queries.places import Place, open_places
from app.store.queries.reception import Found, found_by_number
from app.ui.code_texts import code_label
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, icon_button, quiet_button
from app.ui.components.cards import card, empty_state, side_by_side, stack
from app.ui.components.lists import windowed_list
from app.ui.components.proof import ProofRow
from app.ui.components.queries import shown
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import code_text, heading, soft_text, text, title
from app.ui.i18n import t
from app.ui.palette import StatusName
from app.ui.printing import print_check_in_cards, print_name_tags
from app.ui.runtime import Runtime, current_runtime
from app.ui.scale import GAP
from app.ui.screens.reception.day_card import Send, day_card
from app.ui.screens.reception.desk import ReceptionDesk
from app.ui.screens.reception.form_fields import GROUP_PARTS
from app.ui.screens.reception.group_form import NamesCard
from app.ui.screens.reception.person_cards import MergeActs, MergeCard, row
from app.ui.screens.reception.person_route import entity_of, vehicle_acts
from app.ui.screens.reception.record_acts import done, done_or_said
from app.ui.screens.reception.record_form import RecordForm, Save
from app.ui.screens.reception.state import desk_rules, insurance_mark, person_at_desk
from app.ui.screens.reception.vehicle_card import VehicleActs, VehicleCard
from app.ui.signal import use_signal
from app.ui.tagged import row_tag
from app.ui.use_query import use_query
from sync.core.ids import EntityId
from sync.core.operations import Value

TOPICS = (
    "volunteer_group", "group_member", "vehicle", "insurance", "booking", "check_in", "setting",
    "team", "team_member", "need", "satellite", "alias",
)  # fmt: skip
Press = Callable[[], Awaitable[None] | None]


@dataclass(frozen=True)
class GroupView:
    """`today`: the check-in of today while the group is here."""

    page: GroupPage
    cover: tuple[StatusName, str]
    today: GroupVisit | None
    plan: str
    at_once: bool
    on_teams: PersonToday | None = None
    places: tuple[Place, ...] = ()


def group_view(db: sqlite3.Connection, group: EntityId, now_ms: int, day: str) -> GroupView | None:
    page = group_page(db, group)
    hit = person_at_desk(db, Found(group, group=True), now_ms)
    if page is None or hit is None:
        return None
    here = next((v for v in page.visits if v.day == day and v.left_at is None), None)
    records = (page.id, *(record.id for record in page.merged))
    today = person_today(db, records, date.fromisoformat(day))
    return GroupView(
        page, insurance_mark(hit), here, *desk_rules(db, now_ms), today, open_places(db)
    )


@dataclass(frozen=True)
class GroupActs:
    check_in: Press
    leave: Press
    name_tags: Press
    card: Press
    back: Press
    enrol: Press
    save: Save
    vehicles: VehicleActs
    paste: Callable[[str], Awaitable[Refused | None]]
    lead: Callable[[EntityId, bool], Awaitable[None]]
    remove: Callable[[EntityId], Awaitable[None]]
    send: Send
    merging: MergeActs


@component
def GroupScreen(view: GroupView, acts: GroupActs, wide: bool) -> ft.Control:
    page = view.page
    entry = RecordForm("group", GROUP_PARTS, page.values, acts.save)
    rest: list[ft.Control] = [
        *day_card(view.on_teams, view.places, acts.send),
        _insurance(view, acts),
        Members(page.members, acts),
        VehicleCard(page.vehicles, acts.vehicles),
        MergeCard(page.merged, page.alike, acts.merging, "group"),
        _days(page),
    ]
    head = _head(view, acts)
    if not wide:
        return stack([head, entry, *rest], scroll=True)
    return side_by_side(head, [entry], rest)


def _head(view: GroupView, acts: GroupActs) -> ft.Control:
    page = view.page
    status, word = view.cover
    uninsured = page.value("uninsured")
    names: list[ft.Control] = [
        quiet_button("group.back", t("frame.back"), acts.back, icon=ft.Icons.ARROW_BACK),
        title(str(page.value("name") or "")),
        code_text(str(page.value("number") or "")),
        text(t("reception.heads", heads=page.value("heads") or 0), bold=True),
        status_chip(status, t(f"reception.cover.{word}", count=uninsured or 0)),
    ]
    buttons: list[ft.Control] = []
    if view.today is None:
        buttons.append(
            big_button(
                "group.check_in", t("reception.check_in"), acts.check_in, icon=ft.Icons.HOW_TO_REG
            )
        )
    else:
        here = t("reception.here_since", at=time_text(view.today.at))
        names.append(status_chip("done", here))
        buttons.append(
            button("group.leave", t("reception.leave"), acts.leave, icon=ft.Icons.DIRECTIONS_WALK)
        )
    buttons += [
        button("group.tags", t("reception.name_tag"), acts.name_tags, icon=ft.Icons.BADGE),
        button("group.card", t("reception.qr_card"), acts.card, icon=ft.Icons.QR_CODE),
    ]
    return ft.Column(
        [
            ft.Row(names, wrap=True, spacing=16, run_spacing=4),
            ft.Row(buttons, wrap=True, spacing=GAP, run_spacing=GAP),
        ],
        spacing=GAP,
        tight=True,
    )


def _insurance(view: GroupView, acts: GroupActs) -> ft.Control:
    begins = t("reception.from_now") if view.at_once else t("reception.from_tomorrow")
    plan = code_label("insurance_plan", view.plan)
    body: list[ft.Control] = [heading(t("reception.card.insurance"))]
    for line in view.page.insurance:
        seen = line.proof_seen_by or ""
        body.append(text(code_label("insurance_plan", line.plan), bold=True))
        if seen:
            body.append(soft_text(t("reception.seen_by", name=seen)))
    status, word = view.cover
    body.append(
        ft.Row(
            [
                status_chip(
                    status,
                    t(f"reception.cover.{word}", count=view.page.value("uninsured") or 0),
                )
            ]
        )
    )
    if status != "done":
        label = t("reception.answer.enrol_all", plan=plan, begins=begins)
        body.append(
            ft.Row(
                [button("group.enrol", label, acts.enrol, icon=ft.Icons.HEALTH_AND_SAFETY)],
                wrap=True,
            )
        )
    return card(*body)


def _days(page: GroupPage) -> ft.Control:
    body: list[ft.Control] = [heading(t("reception.card.days"))]
    for booking in page.bookings:
        word = code_label("booking_state", booking.state)
        body.append(text(f"{_short(booking.day)}　{word}"))
    body.append(text(t("reception.history"), bold=True))
    for visit in page.visits:
        heads = t("reception.heads", heads=visit.heads)
        body.append(text(f"{_short(visit.day)}　{time_text(visit.at)}　{heads}"))
    if not page.visits:
        body.append(soft_text(t("reception.never_here")))
    body.append(ProofRow(page.id))
    return card(*body)


def _short(day: str) -> str:
    return short_day_text(date.fromisoformat(day)) if day else ""


@component
def Members(members: tuple[MemberLine, ...], acts: GroupActs) -> ft.Control:
    """The list of names, and what is pasted to it."""
    names, set_names = ft.use_state("")
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def paste() -> None:
        answer = await acts.paste(names)
        set_refused(answer)
        if answer is None:
            set_names("")

    listed = windowed_list(
        "group.members",
        members,
        lambda line: keyed(line.id, MemberRow, line, acts.lead, acts.remove),
        empty=soft_text(t("reception.no_members")),
        expand=False,
    )
    return card(
        heading(t("reception.card.members", count=len(members))),
        listed,
        NamesCard(names, set_names, refused),
        ft.Row(
            [button("group.paste", t("reception.names_add"), paste, icon=ft.Icons.PLAYLIST_ADD)]
        ),
    )


@memo
def MemberRow(
    line: MemberLine,
    lead: Callable[[EntityId, bool], Awaitable[None]],
    remove: Callable[[EntityId], Awaitable[None]],
) -> ft.Control:
    facts = [line.kana, code_label("insurance_claim", line.insured), line.phone, line.note]
    words: list[ft.Control] = [
        text(
            t("reception.leads", name=line.name) if line.is_leader else line.name,
            bold=True,
        ),
        soft_text("　".join(fact for fact in facts if fact)),
    ]
    return row(
        words,
        icon_button(
            row_tag("group.lead", line.id),
            ft.Icons.STAR if line.is_leader else ft.Icons.STAR_BORDER,
            t("reception.make_leader"),
            lambda: lead(line.id, not line.is_leader),
        ),
        icon_button(
            row_tag("group.member_remove", line.id), ft.Icons.DELETE_OUTLINE,
            t("reception.member_remove"), lambda: remove(line.id),
        ),
    )  # fmt: skip


@component
def GroupRoute() -> ft.Control:
    runtime = current_runtime()
    window = use_signal(runtime.window)
    group = entity_of(str(ft.use_route_params().get("group", "")))
    now, day = runtime.clock.now_ms(), runtime.today
    state = use_query(
        lambda db: None if group is None else group_view(db, group, now, day), TOPICS, group, day
    )

    def draw(view: GroupView | None) -> ft.Control:
        if view is None:
            return empty_state(t("refused.no_such_group"), t("reception.nobody_hint"))
        return GroupScreen(view, _acts(runtime, view), window.wide)

    return shown(state, draw)


def _merge_acts(runtime: Runtime, group: EntityId) -> MergeActs:
    async def merge(other: EntityId) -> None:
        await done_or_said(runtime, MergeGroups(group, other), t("reception.merging.group.said"))

    async def unmerge(other: EntityId) -> None:
        await done_or_said(runtime, UnmergeGroup(other), t("reception.unmerged_said"))

    async def merge_number(number: str) -> Refused | None:
        found = await runtime.read(lambda db: found_by_number(db, number))
        if found is None or not found.group:
            runtime.sound("refused")
            return Refused("no_such_group", field="number")
        return await done(runtime, MergeGroups(group, found.id), t("reception.merging.group.said"))

    return MergeActs(merge, unmerge, merge_number)


def _acts(runtime: Runtime, view: GroupView) -> GroupActs:
    group = view.page.id

    async def check_in() -> None:
        desk = ReceptionDesk.of(runtime)
        desk.clear()
        await desk.check_in(Found(group, group=True), "group")
        runtime.go("/reception")

    async def leave() -> None:
        if view.today is not None:
            said = t("reception.left_group", name=view.page.value("name") or "")
            await done_or_said(runtime, LeaveForToday(view.today.id), said)

    async def name_tags() -> None:
        await print_name_tags(runtime, (group,))

    async def card_of_group() -> None:
        await print_check_in_cards(runtime, (group,))

    async def enrol() -> None:
        await done_or_said(runtime, EnrolGroup(group), t("reception.enrolled"))

    async def save(values: Mapping[str, Value]) -> Refused | None:
        return await done(runtime, ChangeGroup(group, values), t("reception.saved"))

    async def paste(names: str) -> Refused | None:
        return await done(runtime, PasteMembers(group, names), t("reception.saved"))

    async def lead(member: EntityId, is_leader: bool) -> None:
        command = ChangeMember(member, {"is_leader": is_leader})
        await done_or_said(runtime, command, t("reception.saved"))

    async def remove(member: EntityId) -> None:
        await done_or_said(runtime, RemoveMember(member), t("reception.member_removed"))

    return GroupActs(
        check_in, leave, name_tags, card_of_group, lambda: runtime.go("/reception"), enrol, save,
        vehicle_acts(runtime, group=group), paste, lead, remove, ReceptionDesk.of(runtime).send,
        _merge_acts(runtime, group),
    )  # fmt: skip
