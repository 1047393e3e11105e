"""災害救助法: where it applies from when on, and which kinds of cost it pays in this county."""

from collections.abc import Callable

import flet as ft

from app.domain.county_costs import FIXED, Act
from app.domain.county_names import town_of
from app.services.county_costs import RemoveReliefAct, SetCostRule, SetReliefAct
from app.store.queries.county_costs import CostsView
from app.ui.code_texts import code_label
from app.ui.component import component, keyed
from app.ui.components.buttons import button, quiet_button
from app.ui.components.cards import card, empty_state
from app.ui.components.county_form import use_form
from app.ui.components.county_layout import acts, list_and_detail
from app.ui.components.fields import text_field
from app.ui.components.status_chip import status_chip
from app.ui.components.texts import heading, soft_text, text
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from app.ui.screens.county.costs import day_words
from app.ui.sending import send_or_say
from app.ui.tagged import row_tag
from sync.core.ids import EntityId


@component
def Acts(view: CostsView, prefecture: bool) -> ft.Control:
    adding, set_adding = ft.use_state(False)
    left: list[ft.Control] = [
        acts(button("county_costs.act_add", t("county_costs.act_add"), lambda: set_adding(True),
                    icon=ft.Icons.ADD))
    ]  # fmt: skip
    if adding:
        left.append(ActForm(None, view, prefecture, lambda: set_adding(False)))
    left += [keyed(act.id, ActCard, act, view, prefecture) for act in view.acts]
    if not view.acts and not adding:
        left.append(
            empty_state(t("county_costs.acts_empty"), t("county_costs.acts_empty_hint"),
                        icon=ft.Icons.POLICY)
        )  # fmt: skip
    rules: list[ft.Control] = [
        heading(t("county_costs.rules")),
        soft_text(t("county_costs.rules_hint")),
    ]
    rules += [
        keyed(kind, RuleRow, kind, pays, source, prefecture and kind not in FIXED)
        for kind, pays, source in view.rules
    ]
    if current_runtime().window.value.wide:
        return list_and_detail(left, [card(*rules, spacing=4)], shares=(6, 6))
    return list_and_detail([*left, card(*rules, spacing=4)], None, shares=(6, 6))


@component
def ActCard(act: Act, view: CostsView, prefecture: bool) -> ft.Control:
    runtime = current_runtime()
    editing, set_editing = ft.use_state(False)
    tag = row_tag("county_costs.act", act.id)

    async def remove() -> None:
        command = RemoveReliefAct(EntityId(act.id))
        await send_or_say(runtime, command, t("county_costs.act_removed"))

    if editing:
        return ActForm(act, view, prefecture, lambda: set_editing(False))
    last = day_words(act.ends_on) if act.ends_on else t("county_costs.act_open")
    days = (
        t("county_costs.act_days", first=day_words(act.effective_from), last=last)
        if act.effective_from
        else t("county_costs.act_unknown")
    )
    about = [act.note]
    if act.decided_on:
        about.insert(0, t("county_costs.act_decided", day=day_words(act.decided_on)))
    parts: list[ft.Control] = [
        heading(town_of(view.name_of(act.council))),
        text(days, bold=True),
        soft_text("　".join(part for part in about if part)),
    ]
    if prefecture or act.council == view.council:
        parts.append(
            acts(
                button(f"{tag}.edit", t("county_costs.act_edit"), lambda: set_editing(True),
                       icon=ft.Icons.EDIT),
                quiet_button(f"{tag}.remove", t("county_costs.remove"), remove,
                             icon=ft.Icons.DELETE_OUTLINE),
            )
        )  # fmt: skip
    return card(*parts, status=None if act.effective_from else "late")


@component
def ActForm(
    act: Act | None, view: CostsView, prefecture: bool, close: Callable[[], None]
) -> ft.Control:
    own = view.council.hex() if any(key == view.council for key, _ in view.councils) else None
    form = use_form(
        "county_costs.act_form",
        {
            "council": act.council.hex() if act else own, "find": "",
            "decided_on": act.decided_on if act else None,
            "effective_from": act.effective_from if act else None,
            "ends_on": act.ends_on if act else None, "note": act.note if act else "",
        },
    )  # fmt: skip
    wanted = str(form["find"] or "").strip()
    found = [
        (key.hex(), town_of(name)) for key, name in view.councils
        if key.hex() == form["council"] or (wanted and wanted in name)
    ]  # fmt: skip

    def command(sure: bool) -> SetReliefAct:
        return SetReliefAct(
            EntityId(bytes.fromhex(form["council"] or "")), form["decided_on"],
            form["effective_from"], form["ends_on"], form["note"],
            EntityId(act.id) if act else None, sure,
        )  # fmt: skip

    parts: list[ft.Control] = []
    if prefecture:
        parts.append(
            text_field("county_costs.act_form.find", t("county_costs.council"), wanted,
                       form.put("find"), hint=t("county_agreement.search"))
        )  # fmt: skip
    return card(
        *parts,
        form.choice("council", "" if parts else t("county_costs.council"), found),
        form.day("decided_on", t("county_costs.decided_on")),
        form.day("effective_from", t("county_costs.effective_from")),
        form.day("ends_on", t("county_costs.ends_on")),
        form.text("note", t("county_costs.note"), lines=2),
        *form.ending(
            t("county_costs.save"), command, t("county_costs.act_saved"), close, cancel=close
        ),
    )


@component
def RuleRow(kind: str, pays: bool, source: str, may: bool) -> ft.Control:
    """One kind of cost: paid or not, and a tap that says otherwise."""
    opened, set_opened = ft.use_state(False)
    row: list[ft.Control] = [
        ft.Container(text(code_label("cost_kind", kind)), expand=True),
        soft_text(t("county_costs.rule_fixed") if kind in FIXED else source),
        status_chip(
            "done" if pays else "stopped", t("county_costs.rule_yes" if pays else
                                             "county_costs.rule_no")
        ),
    ]  # fmt: skip
    if may:
        row.append(
            quiet_button(f"county_costs.rule.{kind}", t("county_costs.act_edit"),
                         lambda: set_opened(not opened))
        )  # fmt: skip
    parts: list[ft.Control] = [ft.Row(row, vertical_alignment=ft.CrossAxisAlignment.CENTER)]
    if opened:
        parts.append(RuleForm(kind, pays, source, lambda: set_opened(False)))
    return ft.Column(parts, spacing=4, tight=True)


@component
def RuleForm(kind: str, pays: bool, source: str, close: Callable[[], None]) -> ft.Control:
    form = use_form(f"county_costs.rule_form.{kind}", {"source": source})
    label = t("county_costs.rule_no" if pays else "county_costs.rule_yes")
    return card(
        form.text("source", t("county_costs.rule_source")),
        *form.ending(
            label, lambda sure: SetCostRule(kind, not pays, form["source"], sure),
            t("county_costs.rule_saved"), close, cancel=close,
        ),
    )  # fmt: skip
