"""名簿: every council with its office and duties; edited by its council, in and out as a table."""

from collections.abc import Awaitable, Callable

import flet as ft

from app.domain.county_agreement import Contact
from app.domain.tables_county import PREFECTURE, council_id
from app.services.county_board import EditCouncil
from app.services.county_directory import AddDuty, EditDuty, RemoveDuty
from app.store.queries.county_agreement import AgreementView, CouncilRow
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card
from app.ui.components.county import no_names
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts, list_and_detail
from app.ui.components.fields import text_field
from app.ui.components.texts import code_text, heading, soft_text, text, title
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime, guarded
from app.ui.scale import RADIUS
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag, tagged
from sync.core.ids import EntityId

IMPORT = "/county/agreement/import"


@component
def Directory(
    view: AgreementView,
    own: bytes,
    prefecture: bool,
    opened: str,
    open_it: Callable[[str], None],
    export: Callable[[str], Awaitable[None]],
) -> ft.Control:
    runtime = current_runtime()
    words, set_words = ft.use_state("")
    wanted = words.strip()
    found = [
        one for one in view.councils
        if (not wanted or wanted in one.name or wanted in one.code)
        and (wanted or one.kind in ("prefecture", "municipality") or one.id == own)
    ]  # fmt: skip
    first = [one for one in found if one.id == own]
    left: list[ft.Control] = [
        acts(
            button("county_agreement.import", t("county_agreement.import"),
                   lambda: runtime.go(IMPORT), icon=ft.Icons.UPLOAD_FILE),
            button("county_agreement.xlsx", t("county_agreement.export_xlsx"),
                   lambda: export("xlsx"), icon=ft.Icons.TABLE_VIEW),
            quiet_button("county_agreement.csv", t("county_agreement.export_csv"),
                         lambda: export("csv")),
            quiet_button("county_agreement.sjis", t("county_agreement.export_sjis"),
                         lambda: export("csv_sjis")),
        ),
        text_field("county_agreement.search", "", words, set_words,
                   hint=t("county_agreement.search")),
        *(
            keyed(one.id, CouncilLine, one, one.id.hex() == opened, open_it)
            for one in [*first, *(one for one in found if one.id != own)]
        ),
    ]  # fmt: skip
    chosen = next((one for one in view.councils if one.id.hex() == opened), None)
    right = None
    if chosen is not None:
        may = prefecture or chosen.id == own
        right = [keyed(chosen.id, CouncilPage, chosen, view, may, lambda: open_it(""))]
    return list_and_detail(left, right, shares=(5, 7))


@memo
def CouncilLine(council: CouncilRow, here: bool, open_it: Callable[[str], None]) -> ft.Control:
    colours = palette()
    about = [council.phone]
    if council.block:
        about.append(t("county_agreement.in_block", block=council.block))
    control = ft.Container(
        ft.Column(
            [text(council.name, bold=True), soft_text("　".join(one for one in about if one))],
            spacing=0,
            tight=True,
        ),
        bgcolor=colours.primary_tint if here else colours.surface,
        border=ft.Border.all(2 if here else 1, colours.primary if here else colours.hair),
        border_radius=RADIUS,
        padding=ft.Padding.symmetric(horizontal=14, vertical=8),
        ink=True,
        on_click=guarded(lambda: open_it(council.id.hex())),
    )
    wrapper = tagged(row_tag("county_agreement.council", council.id), control)
    assert isinstance(wrapper, ft.Semantics)
    wrapper.button, wrapper.selected = True, here
    return wrapper


@component
def CouncilPage(
    council: CouncilRow, view: AgreementView, may: bool, close: Callable[[], None]
) -> ft.Control:
    opened, set_opened = ft.use_state("")

    def shut() -> None:
        set_opened("")

    duties = [one for one in view.contacts if one.council == council.id]
    office = [part for part in (council.phone, council.email, council.address) if part]
    head: list[ft.Control] = [
        title(council.name),
        *(text(part) for part in office or (t("county_agreement.office_empty"),)),
    ]
    if may:
        head.append(
            acts(
                button("county_agreement.edit_office", t("county_agreement.edit_office"),
                       lambda: set_opened("office"), icon=ft.Icons.EDIT),
                button("county_agreement.add_duty", t("county_agreement.add_duty"),
                       lambda: set_opened("new"), icon=ft.Icons.ADD_CALL),
            )
        )  # fmt: skip
    parts: list[ft.Control] = [card(*head)]
    if opened == "office":
        parts.append(OfficeForm(council, shut))
    if opened == "new":
        parts.append(DutyForm(None, council.id, view, shut))
    parts += [keyed(one.id, DutyCard, one, view, may) for one in duties]
    parts.append(quiet_button("county_agreement.close", t("frame.close"), close))
    return ft.Column(
        parts, spacing=12, tight=True, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


@component
def DutyCard(contact: Contact, view: AgreementView, may: bool) -> ft.Control:
    runtime = current_runtime()
    editing, set_editing = ft.use_state(False)
    tag = row_tag("county_agreement.duty", contact.id)

    async def remove() -> None:
        command = RemoveDuty(contact.id)
        await send_or_say(runtime, command, t("county_agreement.removed_duty"))

    if editing:
        return DutyForm(contact, contact.council, view, lambda: set_editing(False))
    about = [code_label("contact_kind", contact.kind), contact.hours, contact.email]
    words = ft.Column(
        [heading(contact.title), soft_text("　".join(one for one in about if one))],
        spacing=0, tight=True, expand=True,
    )  # fmt: skip
    row = ft.Row([words, code_text(contact.phone)], vertical_alignment=ft.CrossAxisAlignment.CENTER)
    parts: list[ft.Control] = [row]
    if may:
        parts.append(
            acts(
                button(f"{tag}.edit", t("county_agreement.edit_duty"), lambda: set_editing(True),
                       icon=ft.Icons.EDIT),
                quiet_button(f"{tag}.remove", t("county_agreement.remove_duty"), remove,
                             icon=ft.Icons.DELETE_OUTLINE),
            )
        )  # fmt: skip
    return card(*parts)


@component
def OfficeForm(council: CouncilRow, close: Callable[[], None]) -> ft.Control:
    form = use_form(
        "county_agreement.office",
        {"phone": council.phone, "email": council.email, "address": council.address},
    )
    return card(
        form.text("phone", t("county_agreement.phone"), keyboard=ft.KeyboardType.PHONE),
        form.text("email", t("county_agreement.email"), keyboard=ft.KeyboardType.EMAIL),
        form.text("address", t("county_agreement.address")),
        no_names(),
        *form.ending(
            t("county_agreement.save"),
            lambda sure: EditCouncil(
                council.id, form["phone"], form["address"], sure=sure, email=form["email"]
            ),
            t("county_agreement.saved_office"), close, cancel=close,
        ),
    )  # fmt: skip


@component
def DutyForm(
    contact: Contact | None, council: EntityId, view: AgreementView, close: Callable[[], None]
) -> ft.Control:
    form = use_form(
        "county_agreement.duty_form",
        {
            "kind": contact.kind if contact else "duty",
            "title": contact.title if contact else "",
            "phone": contact.phone if contact else "",
            "email": contact.email if contact else "",
            "hours": contact.hours if contact else "",
            "position": contact.position if contact else 1,
            "called_by": contact.called_by.hex() if contact and contact.called_by else None,
            "calls_next": contact.calls_next.hex() if contact and contact.calls_next else None,
            "find": "",
        },
    )
    wanted = str(form["find"] or "").strip()
    near = (council, council_id(PREFECTURE))
    others = [
        (one.id.hex(), f"{one.council_name} {one.title}") for one in view.contacts
        if (contact is None or one.id != contact.id)
        and (
            one.council in near or one.id.hex() in (form["called_by"], form["calls_next"])
            or (wanted and wanted in f"{one.council_name} {one.title}")
        )
    ]  # fmt: skip

    def command(sure: bool) -> AddDuty | EditDuty:
        values = (
            form["kind"] or "", form["title"], form["phone"], form["email"], form["hours"],
            form["position"] or 0, _id(form["called_by"]), _id(form["calls_next"]), sure,
        )  # fmt: skip
        return AddDuty(council, *values) if contact is None else EditDuty(contact.id, *values)

    parts: list[ft.Control] = [
        form.choice("kind", t("county_agreement.kind"), code_options("contact_kind"), needed=True),
        form.text("title", t("county_agreement.duty_title"), needed=True,
                  hint=t("county_agreement.duty_hint")),
        form.text("phone", t("county_agreement.phone"), keyboard=ft.KeyboardType.PHONE),
        form.text("email", t("county_agreement.email"), keyboard=ft.KeyboardType.EMAIL),
        form.text("hours", t("county_agreement.hours")),
        form.number("position", t("county_agreement.position"), least=0, most=999),
    ]  # fmt: skip
    if view.contacts:
        parts += [
            text_field(
                "county_agreement.duty_form.find",
                t("county_agreement.find_contact"),
                wanted,
                form.put("find"),
                hint=t("county_agreement.search"),
            ),
            form.choice("called_by", t("county_agreement.called_by"), others),
            form.choice("calls_next", t("county_agreement.calls_next"), others),
        ]
    parts.append(no_names())
    return card(
        *parts,
        *form.ending(
            t("county_agreement.save"),
            command,
            t("county_agreement.saved_duty"),
            close,
            cancel=close,
        ),
    )


def _id(hexadecimal: str | None) -> EntityId | None:
    return EntityId(bytes.fromhex(hexadecimal)) if hexadecimal else None
