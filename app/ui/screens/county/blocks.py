"""ブロック: who belongs together on a day, who leads, in which order they are asked."""

from collections.abc import Callable

import flet as ft

from app.catalogue.county import block_proposals
from app.domain.county_agreement import Block, Member
from app.domain.county_names import town_of
from app.services.county_blocks import (
    AddBlock,
    ConfirmBlocks,
    EditBlock,
    JoinBlock,
    LeadBlock,
    LeaveBlock,
    LoadBlocks,
)
from app.store.queries.county_agreement import AgreementView
from app.ui.component import component, keyed
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, empty_state, stack
from app.ui.components.choices import choice_chips
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.runtime import current_runtime
from app.ui.screens.county.terms import days_words
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag
from sync.core.ids import EntityId


@component
def Blocks(view: AgreementView, prefecture: bool) -> ft.Control:
    runtime = current_runtime()
    opened, set_opened = ft.use_state("")
    proposed = any(block.proposal for block in view.blocks)

    def close() -> None:
        set_opened("")

    async def confirm() -> None:
        await send_or_say(runtime, ConfirmBlocks(), t("county_agreement.confirmed"))

    parts: list[ft.Control] = []
    if proposed:
        label = t("county_agreement.proposal")
        words: list[ft.Control] = [
            status_chip("decide", label, loud=True),
            text(t("county_agreement.proposal_hint"), expand=True),
        ]
        if prefecture:
            words.append(
                button("county_agreement.confirm", t("county_agreement.confirm"), confirm,
                       icon=ft.Icons.CHECK)
            )  # fmt: skip
        parts.append(card(ft.Row(words, spacing=12), padding=10, status="decide"))
    if view.twice:
        parts.append(
            card(text(t("county_agreement.twice", names="、".join(view.twice))), status="late")
        )
    if prefecture:
        parts.append(
            acts(
                button("county_agreement.load", t("county_agreement.load"),
                       lambda: set_opened("load"), icon=ft.Icons.DOWNLOAD),
                button("county_agreement.add_block", t("county_agreement.add_block"),
                       lambda: set_opened("add"), icon=ft.Icons.ADD),
            )
        )  # fmt: skip
    else:
        parts.append(soft_text(t("county_agreement.only_prefecture")))
    if opened == "load":
        parts.append(LoadForm(close))
    if opened == "add":
        parts.append(BlockForm(None, len(view.blocks) + 1, close))
    parts += [keyed(block.id, BlockCard, block, view, prefecture) for block in view.blocks]
    if not view.blocks:
        parts.append(
            empty_state(
                t("county_agreement.blocks_empty"), t("county_agreement.blocks_empty_hint"),
                icon=ft.Icons.GROUPS,
            )
        )  # fmt: skip
    elif view.without:
        names = "、".join(view.without)
        parts.append(soft_text(t("county_agreement.without", names=names)))
    if view.later_blocks:
        parts.append(heading(t("county_agreement.later")))
        parts += [
            card(text(block.name, bold=True), soft_text(days_words(block.starts_on, block.ends_on)))
            for block in view.later_blocks
        ]
    return stack(parts, scroll=True)


@component
def BlockCard(block: Block, view: AgreementView, prefecture: bool) -> ft.Control:
    opened, set_opened = ft.use_state("")
    tag = row_tag("county_agreement.block", block.id)

    def close() -> None:
        set_opened("")

    if opened == "edit":
        return BlockForm(block, block.position, close)
    leads, days = "、".join(one.name for one in block.leads), (block.starts_on, block.ends_on)
    members = "　".join(town_of(one.name) for one in block.members)
    parts: list[ft.Control] = [
        ft.Row(
            [
                heading(block.name),
                soft_text(t("county_agreement.order", number=block.position)),
                soft_text(t("county_agreement.members", count=len(block.members))),
            ],
            wrap=True, spacing=16, vertical_alignment=ft.CrossAxisAlignment.CENTER,
        ),
        text(f"{t('county_agreement.leads')}: {leads}" if leads else t("county_agreement.no_lead"),
             bold=bool(leads)),
        text(members),
        soft_text("　".join(filter(None, (days_words(*days), block.note)))),
    ]  # fmt: skip
    if prefecture:
        parts.append(
            acts(
                button(f"{tag}.edit", t("county_agreement.edit_block"),
                       lambda: set_opened("edit"), icon=ft.Icons.EDIT),
                button(f"{tag}.members", t("county_agreement.join"),
                       lambda: set_opened("" if opened == "members" else "members"),
                       icon=ft.Icons.GROUP_ADD),
            )
        )  # fmt: skip
    if opened == "members":
        parts.append(JoinForm(block.id, view, close))
        parts += [keyed(one.id, MemberRow, one) for one in block.members]
    return card(*parts, status="decide" if block.proposal else None)


@component
def MemberRow(member: Member) -> ft.Control:
    """One council of a block, to make lead or to take out from today on."""
    runtime = current_runtime()
    tag = row_tag("county_agreement.member", member.id)

    async def lead() -> None:
        command = LeadBlock(member.id, not member.leads, runtime.today)
        await send_or_say(runtime, command, t("county_agreement.lead_changed"))

    async def leave() -> None:
        await send_or_say(runtime, LeaveBlock(member.id, runtime.today), t("county_agreement.left"))

    words = ft.Column(
        [text(member.name, bold=True), soft_text(days_words(member.starts_on, member.ends_on))],
        spacing=0, tight=True, expand=True,
    )  # fmt: skip
    label = t("county_agreement.drop_lead" if member.leads else "county_agreement.make_lead")
    return ft.Row(
        [
            words,
            *([status_chip("ready", t("county_agreement.leads"))] if member.leads else []),
            quiet_button(f"{tag}.lead", label, lead),
            quiet_button(f"{tag}.leave", t("county_agreement.leave"), leave),
        ],
        vertical_alignment=ft.CrossAxisAlignment.CENTER,
    )


@component
def JoinForm(block: EntityId, view: AgreementView, close: Callable[[], None]) -> ft.Control:
    start = {"council": None, "moves": None, "starts_on": current_runtime().today, "leads": None}
    form = use_form("county_agreement.join_form", start)
    options = [(one.id.hex(), one.name) for one in view.councils if one.kind == "municipality"]
    moves = ("moves", t("county_agreement.moves"))
    return card(
        form.choice("council", t("county_agreement.choose_council"), options, needed=True),
        form.choice("moves", "", [moves]),
        form.day("starts_on", t("county_agreement.starts_on"), needed=True),
        *form.ending(
            t("county_agreement.join"),
            lambda _sure: JoinBlock(
                block, EntityId(bytes.fromhex(form["council"] or "")), form["starts_on"],
                moves=form["moves"] is not None,
            ),
            t("county_agreement.joined"), close, cancel=close,
        ),
    )  # fmt: skip


@component
def BlockForm(block: Block | None, position: int, close: Callable[[], None]) -> ft.Control:
    form = use_form(
        "county_agreement.block_form",
        {
            "name": block.name if block else "", "position": position,
            "starts_on": block.starts_on if block else current_runtime().today,
            "ends_on": block.ends_on if block else None, "note": block.note if block else "",
        },
    )  # fmt: skip

    def command(_sure: bool) -> AddBlock | EditBlock:
        if block is None:
            return AddBlock(form["name"], form["position"] or 0, form["starts_on"], form["note"])
        return EditBlock(
            block.id, form["name"], form["position"] or 0, form["starts_on"], form["ends_on"],
            form["note"],
        )  # fmt: skip

    parts: list[ft.Control] = [
        heading(t("county_agreement.edit_block" if block else "county_agreement.add_block")),
        form.text("name", t("county_agreement.block_name"), needed=True),
        form.number("position", t("county_agreement.block_position"), least=1, most=99),
        form.day("starts_on", t("county_agreement.starts_on")),
    ]
    if block is not None:
        parts.append(form.day("ends_on", t("county_agreement.ends_on")))
    parts.append(form.text("note", t("county_agreement.note"), lines=2))
    return card(
        *parts,
        *form.ending(
            t("county_agreement.save"),
            command,
            t("county_agreement.saved_block"),
            close,
            cancel=close,
        ),
    )


@component
def LoadForm(close: Callable[[], None]) -> ft.Control:
    """One of the shipped ways to group councils."""
    runtime = current_runtime()
    form = use_form("county_agreement.load_form", {"proposal": None, "starts_on": runtime.today})
    language = current_look().language
    options = [(one.key, one.label(language)) for one in block_proposals()]
    chosen = next((one for one in block_proposals() if one.key == form["proposal"]), None)
    parts: list[ft.Control] = [
        text(t("county_agreement.load_hint")),
        choice_chips("county_agreement.load_form.proposal", "", options, form["proposal"],
                     form.put("proposal")),
    ]  # fmt: skip
    if chosen is not None:
        parts.append(soft_text(chosen.source(language)))
        parts.append(
            text("　".join(
                block.ja if language == "ja" else block.en for block in chosen.blocks
            ))
        )  # fmt: skip
    parts.append(form.day("starts_on", t("county_agreement.load_from"), needed=True))
    return card(
        *parts,
        *form.ending(
            t("county_agreement.load"),
            lambda _sure: LoadBlocks(form["proposal"] or "", form["starts_on"] or "", language),
            t("county_agreement.loaded"), close, cancel=close,
        ),
        status="decide",
    )  # fmt: skip
