"""連絡履歴 on the page of a need: lines are only added; visits and states stand among them."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import flet as ft

from app.services.command import Refused
from app.services.contacts import AddContact
from app.store.queries.needs_history import HistoryLine
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import big_button, button, quiet_button
from app.ui.components.cards import card
from app.ui.components.choices import choice_chips
from app.ui.components.fields import text_field
from app.ui.components.proof import ProofRow
from app.ui.components.texts import heading, soft_text, text
from app.ui.hooks import use_once
from app.ui.i18n import refusal_text, t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, scale
from app.ui.screens.needs.wording import moment_words, status_word
from sync.core.ids import EntityId

SHOWN_FIRST = 12
ICONS = {
    "contact": ft.Icons.PHONE, "visit": ft.Icons.DIRECTIONS_WALK, "state": ft.Icons.FLAG_OUTLINED,
}  # fmt: skip


@dataclass(frozen=True)
class ContactDraft:
    channel: str | None = "phone"
    direction: str | None = "out"
    result: str | None = "reached"
    text: str = ""


@component
def HistoryCard(need: EntityId, lines: tuple[HistoryLine, ...]) -> ft.Control:
    runtime = current_runtime()
    writing, set_writing = ft.use_state(False)
    everything, set_everything = ft.use_state(False)
    now = runtime.clock.now_ms()
    shown = lines if everything else lines[:SHOWN_FIRST]
    parts: list[ft.Control] = [heading(t("needs.part_history"))]
    if writing:
        parts.append(ContactForm(need, lambda: set_writing(False)))
    else:
        parts.append(
            button(
                "needs.contact",
                t("needs.contact_add"),
                lambda: set_writing(True),
                icon=ft.Icons.ADD_COMMENT,
            )
        )
    parts += [keyed(line.key, HistoryRow, line, moment_words(line.at, now)) for line in shown]
    if len(lines) > len(shown):
        more = t("needs.history_more", count=len(lines) - len(shown))
        parts.append(quiet_button("needs.history_more", more, lambda: set_everything(True)))
    parts.append(ProofRow(need))
    return card(*parts)


@memo
def HistoryRow(line: HistoryLine, moment: str) -> ft.Control:
    colours = palette()
    desk = t("needs.at_desk", letter=line.letter) if line.letter else ""
    said = " ".join(part for part in (moment, line.by, desk) if part)
    words: list[ft.Control] = [soft_text(said)]
    if line.kind == "state":
        words.append(text(t("needs.became", state=status_word(line.code))))
    elif line.kind == "visit":
        state = code_label("survey_state", line.code)
        words.append(text(t("needs.visit_line", attempt=line.attempt or 1, state=state)))
    else:
        head = t("needs.and").join(
            word
            for word in (
                code_label("contact_channel", line.channel),
                code_label("contact_direction", line.direction),
                code_label("contact_result", line.code),
            )
            if word
        )
        words.append(text(head, bold=True))
    if line.text:
        words.append(text(line.text, selectable=True))
    icon = ft.Icon(ICONS[line.kind], size=scale().icon, color=colours.soft)
    return ft.Row(
        [icon, ft.Column(words, spacing=0, tight=True, expand=True)],
        spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


@component
def ContactForm(need: EntityId, close: Callable[[], None]) -> ft.Control:
    """One new line. What was typed stays until it is kept or put aside."""
    runtime = current_runtime()
    draft, set_draft = ft.use_state(ContactDraft())
    no_refusal: Refused | None = None
    refused, set_refused = ft.use_state(no_refusal)
    once = use_once()

    def change(**values: Any) -> None:
        set_draft(lambda now: replace(now, **values))

    async def keep() -> bool:
        outcome = await runtime.submit(
            AddContact(
                need, draft.channel or "", draft.direction or "", draft.result or "", draft.text
            )
        )
        if isinstance(outcome, Refused):
            runtime.sound("refused")
            set_refused(outcome)
            return False
        runtime.sound("accepted")
        runtime.notify(t("needs.contact_kept"), ok=outcome)
        close()
        return True

    names = (("channel", "contact_channel"), ("direction", "contact_direction"),
             ("result", "contact_result"))  # fmt: skip
    chips = [
        choice_chips(
            f"needs.contact.{name}",
            t(f"needs.contact_{name}"),
            code_options(codes),
            getattr(draft, name),
            lambda code, name=name: change(**{name: code}),  # type: ignore[misc]
        )
        for name, codes in names
    ]
    acts = ft.Row(
        [
            big_button(
                "needs.contact.keep", t("needs.contact_keep"), once.of(keep), icon=ft.Icons.CHECK
            ),
            quiet_button("needs.contact.stop", t("frame.stop"), close),
        ],
        wrap=True,
        spacing=GAP,
    )
    return card(
        *chips,
        text_field(
            "needs.contact.text",
            t("needs.contact_text"),
            draft.text,
            lambda words: change(text=words),
            lines=2,
            refusal=refusal_text(refused) if refused else None,
        ),
        acts,
    )
