"""選択肢の一覧: the code lists, with what the centre added, renamed, moved and ended."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, timedelta

import flet as ft

from app.catalogue.codes import Code, CodeEntry, CodeLists
from app.domain.calendar_jp import day_text
from app.domain.open_lists import LIKE_NEEDED, NAMED_LISTS, OPEN_LISTS
from app.services.code_lists import OWN_CODE, AddCode, EndCode, MoveCode, RenameCode
from app.services.command import Refused
from app.store.queries.codes import code_entries
from app.ui.component import component, keyed
from app.ui.components.buttons import big_button, button, choice_row, icon_button, quiet_button
from app.ui.components.cards import card, section_header, stack
from app.ui.components.choices import choice_chips
from app.ui.components.dates import date_field
from app.ui.components.fields import text_field
from app.ui.components.queries import shown
from app.ui.components.refusals import refused_at, refused_elsewhere
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.look import current_look
from app.ui.runtime import current_runtime
from app.ui.scale import GAP
from app.ui.screens.settings.acts import Submit, submit
from app.ui.screens.settings.menu import page_head
from app.ui.use_query import use_query

NEW = "+"


@dataclass(frozen=True)
class EntryLine:
    """One entry, offered today or not any more."""

    code: str
    ja: str
    en: str
    offered: bool
    starts_on: str | None = None
    ends_on: str | None = None

    @property
    def own(self) -> bool:
        return self.code.startswith(OWN_CODE)

    @property
    def label(self) -> str:
        return self.ja if current_look().language == "ja" else self.en or self.ja


def entry_lines(lists: CodeLists, name: str, today: str) -> tuple[EntryLine, ...]:
    """What may be chosen today in its order, then what ended."""
    offered = lists.entries(name, today)
    codes = {entry.code for entry in offered}
    known = [entry.code for entry in lists.shipped.get(name, ())]
    known += [code for listed, code in lists.rows if listed == name]
    ended = [code for code in dict.fromkeys(known) if code not in codes]
    gone = [entry for code in ended if (entry := lists.get(name, code)) is not None]
    return (
        *(_line(lists, name, entry, True) for entry in offered),
        *(_line(lists, name, entry, False) for entry in gone),
    )


def _line(lists: CodeLists, name: str, entry: Code, offered: bool) -> EntryLine:
    rows = lists.rows.get((name, entry.code), ())
    starts_on, ends_on = (rows[-1].starts_on, rows[-1].ends_on) if rows else (None, None)
    return EntryLine(entry.code, entry.ja, entry.en, offered, starts_on, ends_on)


@component
def CodesRoute() -> ft.Control:
    today = current_runtime().today
    state = use_query(code_entries, ("code_entry",))
    return shown(state, lambda rows: CodesScreen(rows, today, submit))


@component
def CodesScreen(rows: tuple[CodeEntry, ...], today: str, do: Submit) -> ft.Control:
    chosen, set_chosen = ft.use_state("")
    if chosen:
        lines = entry_lines(CodeLists.load().with_rows(rows), chosen, today)
        return keyed(chosen, ListScreen, chosen, lines, lambda: set_chosen(""), do)
    content: list[ft.Control] = [page_head("codes")]
    for group, names in (("open_lists", OPEN_LISTS), ("named_lists", NAMED_LISTS)):
        content.append(heading(t(f"settings.codes.{group}")))
        content += [
            choice_row(
                f"settings.codes.list.{name}",
                t(f"code_list.{name}"),
                lambda name=name: set_chosen(name),  # type: ignore[misc]
            )
            for name in names
        ]
    return stack(content, spacing=6, scroll=True)


@component
def ListScreen(
    name: str, lines: tuple[EntryLine, ...], back: Callable[[], None], do: Submit
) -> ft.Control:
    opened, set_opened = ft.use_state("")
    open_list = name in OPEN_LISTS
    acts = []
    if open_list and opened != NEW:
        acts.append(
            button("settings.codes.add", t("settings.codes.add"), lambda: set_opened(NEW),
                   icon=ft.Icons.ADD)
        )  # fmt: skip
    head = section_header(t(f"code_list.{name}"), *acts)
    to_lists = quiet_button(
        "settings.codes.back", t("settings.codes.pick"), back, icon=ft.Icons.ARROW_BACK
    )
    content: list[ft.Control] = [ft.Row([to_lists]), head]
    if not open_list:
        content.append(soft_text(t("settings.codes.named_note")))
    if opened == NEW:
        content.append(keyed(NEW, AddForm, name, lines, lambda: set_opened(""), do))
    content += [
        keyed(line.code, EntryCard, name, line, opened == line.code, set_opened, do)
        for line in lines
    ]
    return stack(content, spacing=8, scroll=True)


@component
def EntryCard(
    name: str, line: EntryLine, opened: bool, set_opened: Callable[[str], None], do: Submit
) -> ft.Control:
    def move(up: bool) -> Callable[[], Awaitable[None]]:
        async def run() -> None:
            await do(MoveCode(name, line.code, up), t("settings.codes.moved", name=line.label))

        return run

    words: list[ft.Control] = [text(line.label, bold=line.offered)]
    other = line.en if line.label == line.ja else line.ja
    said = [other, t("settings.codes.own") if line.own else "", _days(line)]
    if any(said):
        words.append(soft_text("　".join(filter(None, said))))
    acts = [
        icon_button(f"settings.codes.up:{line.code}", ft.Icons.ARROW_UPWARD,
                    t("settings.codes.up"), move(True)),
        icon_button(f"settings.codes.down:{line.code}", ft.Icons.ARROW_DOWNWARD,
                    t("settings.codes.down"), move(False)),
    ] if line.offered else []  # fmt: skip
    acts.append(
        icon_button(f"settings.codes.edit:{line.code}",
                    ft.Icons.CLOSE if opened else ft.Icons.EDIT,
                    t("settings.close" if opened else "settings.edit"),
                    lambda: set_opened("" if opened else line.code))
    )  # fmt: skip
    parts: list[ft.Control] = [
        ft.Row([ft.Column(words, spacing=0, tight=True, expand=True), *acts])
    ]
    if opened:
        parts.append(EditForm(name, line, lambda: set_opened(""), do))
    return card(*parts, status=None if line.offered else "stopped", padding=10)


@component
def EditForm(name: str, line: EntryLine, close: Callable[[], None], do: Submit) -> ft.Control:
    ja, set_ja = ft.use_state(line.ja)
    en, set_en = ft.use_state(line.en)
    never: str | None = None
    last, set_last = ft.use_state(never)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def finish(answer: Refused | None) -> None:
        set_refused(answer)
        if answer is None:
            close()

    async def rename() -> None:
        said = t("settings.codes.renamed", name=ja.strip())
        await finish(await do(RenameCode(name, line.code, ja, en), said))

    async def end() -> None:
        yesterday = date.fromisoformat(current_runtime().today) - timedelta(days=1)
        day = date.fromisoformat(last) if last else yesterday
        said = t("settings.codes.ended_now", name=line.label)
        await finish(await do(EndCode(name, line.code, day), said))

    async def revive() -> None:
        said = t("settings.codes.revived", name=line.label)
        await finish(await do(EndCode(name, line.code, None), said))

    parts = [*_names(ja, set_ja, en, set_en, refused), *refused_elsewhere(refused, ("label_ja",))]
    acts = [big_button("settings.codes.save", t("settings.save"), rename, icon=ft.Icons.CHECK)]
    if name in OPEN_LISTS and line.ends_on is None:
        parts += [
            date_field("settings.codes.last", t("settings.codes.end_from"), last, set_last),
            soft_text(t("settings.codes.end_hint")),
        ]
        acts.append(button("settings.codes.end", t("settings.codes.end"), end))
    elif name in OPEN_LISTS:
        acts.append(button("settings.codes.revive", t("settings.codes.revive"), revive))
    acts.append(quiet_button("settings.codes.stop", t("frame.stop"), close))
    return ft.Column(
        [*parts, ft.Row(acts, wrap=True, spacing=GAP, run_spacing=GAP)],
        spacing=GAP,
        tight=True,
    )


@component
def AddForm(
    name: str, lines: tuple[EntryLine, ...], close: Callable[[], None], do: Submit
) -> ft.Control:
    ja, set_ja = ft.use_state("")
    en, set_en = ft.use_state("")
    unlike: str | None = None
    like, set_like = ft.use_state(unlike)
    first, set_first = ft.use_state(unlike)
    nothing: Refused | None = None
    refused, set_refused = ft.use_state(nothing)

    async def save() -> None:
        said = t("settings.codes.added", name=ja.strip())
        starts_on = date.fromisoformat(first) if first else None
        answer = await do(AddCode(name, ja, en, like or "", starts_on), said)
        set_refused(answer)
        if answer is None:
            close()

    parts = _names(ja, set_ja, en, set_en, refused)
    if name in LIKE_NEEDED:
        options = tuple((line.code, line.label) for line in lines if line.offered)
        parts += [
            choice_chips("settings.codes.like", t("settings.codes.like"), options, like, set_like,
                         refusal=refused_at(refused, "like"), needed=True),
            soft_text(t("settings.codes.like_hint")),
        ]  # fmt: skip
    parts.append(date_field("settings.codes.first", t("settings.from_day"), first, set_first))
    acts = [
        big_button("settings.codes.save", t("settings.save"), save, icon=ft.Icons.CHECK),
        quiet_button("settings.codes.stop", t("frame.stop"), close),
    ]
    return card(
        *parts, *refused_elsewhere(refused, ("label_ja", "like")), ft.Row(acts, wrap=True)
    )  # fmt: skip


def _names(
    ja: str,
    set_ja: Callable[[str], None],
    en: str,
    set_en: Callable[[str], None],
    refused: Refused | None,
) -> list[ft.Control]:
    return [
        text_field("settings.codes.ja", t("settings.name_ja"), ja, set_ja, needed=True,
                   refusal=refused_at(refused, "label_ja")),
        text_field("settings.codes.en", t("settings.name_en"), en, set_en),
    ]  # fmt: skip


def _days(line: EntryLine) -> str:
    """From when and until when it may be chosen, where that was said."""
    language = current_look().language
    found = []
    if line.starts_on:
        day = day_text(date.fromisoformat(line.starts_on), language)
        found.append(t("settings.since", day=day))
    if line.ends_on:
        day = day_text(date.fromisoformat(line.ends_on), language)
        found.append(t("settings.codes.ended", day=day))
    return "　".join(found)
