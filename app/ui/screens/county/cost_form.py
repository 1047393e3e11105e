"""The form of a cost: what, when, how much, for whom, and what evidence is at hand."""

from collections.abc import Callable

import flet as ft

from app.domain.county_costs import Item
from app.services.county_costs import CostEntry, EditCost, RecordCost
from app.store.queries.county_costs import CostsView
from app.ui.code_texts import code_label, code_options
from app.ui.component import component
from app.ui.components.cards import card
from app.ui.components.county import no_names
from app.ui.components.county_form import Form, use_form
from app.ui.components.fields import labelled, text_field
from app.ui.components.texts import heading
from app.ui.i18n import t
from app.ui.runtime import current_runtime
from sync.core.ids import EntityId

DISPATCHED = frozenset({"overtime", "travel", "lodging", "wage", "salary"})
THINGS = frozenset({"rent", "purchase", "transport", "repair", "other"})
STAYS_SHOWN = 40


@component
def CostForm(
    item: Item | None,
    view: CostsView,
    close: Callable[[], None],
    prefecture: bool = False,
    opens: Callable[[str], None] | None = None,
) -> ft.Control:
    """`item` is what is changed; None for a new cost, which is opened then: the receipt is added to
    what is there. The prefectural council may write for another one."""
    form = use_form("county_costs.form", _start(item))

    def command(sure: bool) -> RecordCost | EditCost:
        entry = _entry(form, view)
        if item is None:
            payer = bytes.fromhex(form["payer"]) if form["payer"] else b""
            return RecordCost(entry, EntityId(payer) if payer else None, sure)
        return EditCost(EntityId(item.id), entry, sure)

    kind = form["kind"] or ""
    parts: list[ft.Control] = [
        heading(t("county_costs.edit" if item else "county_costs.add")),
        form.choice("kind", t("county_costs.kind"), code_options("cost_kind"), needed=True),
        form.text("yen", t("county_costs.yen"), needed=True, keyboard=ft.KeyboardType.NUMBER),
        form.day("day", t("county_costs.day"), needed=True),
    ]
    if prefecture and item is None:
        parts.append(_council(form, view, "payer", t("county_costs.payer")))
    if kind in DISPATCHED:
        stays = [
            (one.id.hex(), f"{one.worker} → {view.name_of(one.host)}") for one in view.stays
            if view.council in (one.home, one.host) or item is not None or prefecture
        ][:STAYS_SHOWN]  # fmt: skip
        if stays:
            parts.append(form.choice("assignment", t("county_costs.stay"), stays))
        if not form["assignment"]:
            parts.append(
                form.text("worker", t("county_costs.worker"), hint=t("county_costs.worker_hint"))
            )
        parts.append(form.choice("duty", t("county_costs.duty"), code_options("duty")))
        if kind == "overtime":
            parts.append(form.number("minutes", t("county_costs.minutes"), most=1440))
    if kind in THINGS:
        loans = [
            (one.id.hex(), f"{one.number} {code_label('equipment', one.equipment)}")
            for one in view.loans
        ]
        if loans:
            parts.append(form.choice("loan", t("county_costs.loan"), loans))
        parts.append(
            form.choice("ownership", t("county_costs.ownership"), code_options("ownership"))
        )
    if not form["assignment"]:
        parts.append(_council(form, view, "host", t("county_costs.host")))
    parts += [
        form.text("text", t("county_costs.text"), lines=2),
        form.several("evidence", t("county_costs.evidence"), code_options("evidence_kind")),
        form.choice("fund", t("county_costs.fund"), code_options("fund")),
        no_names(),
    ]
    return card(
        *parts,
        *form.ending(
            t("county_costs.save"), command, t("county_costs.saved"), close, cancel=close,
            opens=opens,
        ),
    )  # fmt: skip


def _start(item: Item | None) -> dict[str, object]:
    runtime = current_runtime()
    if item is None:
        return {
            "kind": None, "day": runtime.today, "yen": "", "host": None, "fund": None,
            "assignment": None, "loan": None, "ownership": None, "text": "", "evidence": (),
            "duty": "coordination", "worker": "", "minutes": None,
        }  # fmt: skip
    return {
        "kind": item.kind, "day": item.day, "yen": str(item.yen),
        "host": item.host.hex() if item.host else None, "fund": item.fund or None,
        "assignment": item.assignment.hex() if item.assignment else None,
        "loan": item.loan.hex() if item.loan else None, "ownership": item.ownership or None,
        "text": item.text, "evidence": tuple(sorted(item.evidence)), "duty": item.duty or None,
        "worker": item.worker, "minutes": item.minutes,
    }  # fmt: skip


def _council(form: Form, view: CostsView, name: str, label: str) -> ft.Control:
    """One of the municipalities, found by a few letters."""
    wanted = str(form[f"find_{name}"] or "").strip()
    found = [
        (key.hex(), council) for key, council in view.councils
        if key.hex() == form[name] or key == view.council or (wanted and wanted in council)
    ]  # fmt: skip
    return labelled(
        label,
        ft.Column(
            [
                text_field(f"county_costs.form.find_{name}", "", wanted, form.put(f"find_{name}"),
                           hint=t("county_agreement.search")),
                form.choice(name, "", found),
            ],
            spacing=8, tight=True,
        ),
    )  # fmt: skip


def _entry(form: Form, view: CostsView) -> CostEntry:
    kind = form["kind"] or ""
    digits = "".join(c for c in str(form["yen"] or "") if c.isdecimal())
    stay = next((one for one in view.stays if one.id.hex() == form["assignment"]), None)
    sent = stay if kind in DISPATCHED else None
    host = sent.host if sent else bytes.fromhex(form["host"]) if form["host"] else None
    loan = next((one for one in view.loans if one.id.hex() == form["loan"]), None)
    thing = kind in THINGS
    if thing and host is None and loan is not None:
        host = loan.borrower
    return CostEntry(
        kind, form["day"] or "", int(digits) if digits else None,
        EntityId(host) if host else None, form["fund"] or "", sent.id if sent else None,
        loan.id if loan and thing else None, (form["ownership"] or "") if thing else "",
        form["text"], tuple(form["evidence"] or ()),
        (form["duty"] or "") if kind in DISPATCHED else "",
        sent.worker if sent else form["worker"] if kind in DISPATCHED else "",
        form["minutes"] if kind == "overtime" else None,
    )  # fmt: skip
