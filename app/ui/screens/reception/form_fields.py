"""The fields of a volunteer and of a group, as parts of a form.

One description serves the form for somebody new, the page of a person and that of a group: which
fields stand together, how each is asked. Values are those that the commands take; None is
"not asked".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import flet as ft

from app.catalogue.postal import lookup
from app.services.command import Refused
from app.ui.code_texts import code_options
from app.ui.components.choices import choice_chips, multi_chips, yes_no
from app.ui.components.dates import date_field
from app.ui.components.fields import number_stepper, text_field
from app.ui.i18n import refusal_text, t
from app.ui.scale import GAP, scale
from sync.core.operations import Value

FieldKind: TypeAlias = Literal[
    "text", "phone", "email", "long", "day", "choice", "choices", "yes_no", "count", "postal"
]
Change: TypeAlias = Callable[[Mapping[str, Value]], None]


@dataclass(frozen=True)
class FormField:
    """`name` is the field of the table; `codes` the list of a choice."""

    name: str
    kind: FieldKind = "text"
    codes: str = ""


@dataclass(frozen=True)
class FormPart:
    """`name` is the part's word: `reception.part.<name>`."""

    name: str
    fields: tuple[FormField, ...]


DAY_FORM = FormPart(
    "day_form",
    (
        FormField("name"),
        FormField("kana"),
        FormField("phone", "phone"),
        FormField("participation", "choice", "participation"),
        FormField("insurance_claim", "choice", "insurance_claim"),
        FormField("has_light_truck", "yes_no"),
    ),
)
MORE_PARTS = (
    FormPart(
        "person",
        (
            FormField("born_on", "day"),
            FormField("age_band", "choice", "age_band"),
            FormField("sex", "choice", "sex"),
            FormField("experience", "yes_no"),
            FormField("experience_note", "long"),
            FormField("affiliation"),
        ),
    ),
    FormPart(
        "address",
        (
            FormField("postal_code", "postal"),
            FormField("address"),
            FormField("phone_other", "phone"),
            FormField("email", "email"),
        ),
    ),
    FormPart(
        "emergency",
        (
            FormField("emergency_name"),
            FormField("emergency_relation"),
            FormField("emergency_phone", "phone"),
        ),
    ),
    FormPart(
        "abilities",
        (
            FormField("activity_class", "choice", "activity_class"),
            FormField("skills", "choices", "skill"),
            FormField("licences", "choices", "licence"),
            FormField("languages", "choices", "language"),
        ),
    ),
    FormPart(
        "minor",
        (
            FormField("guardian_consent", "yes_no"),
            FormField("accompanied", "yes_no"),
            FormField("guardian_name"),
        ),
    ),
    FormPart(
        "other",
        (
            FormField("insurance_card", "yes_no"),
            FormField("available_note"),
            FormField("note", "long"),
        ),
    ),
)
HEALTH = FormPart(
    "health",
    (
        FormField("condition", "choice", "health_state"),
        FormField("illness", "long"),
        FormField("medicine", "long"),
    ),
)
GROUP_PARTS = (
    FormPart(
        "group",
        (
            FormField("name"),
            FormField("kana"),
            FormField("leader_name"),
            FormField("leader_kana"),
            FormField("mobile", "phone"),
        ),
    ),
    FormPart(
        "heads",
        (
            FormField("heads", "count"),
            FormField("heads_male", "count"),
            FormField("heads_female", "count"),
            FormField("insured", "count"),
            FormField("uninsured", "count"),
            FormField("experienced", "count"),
            FormField("accompanies_minors", "yes_no"),
        ),
    ),
    FormPart(
        "group_more",
        (
            FormField("contact_name"),
            FormField("phone", "phone"),
            FormField("email", "email"),
            FormField("address"),
            FormField("starts_on", "day"),
            FormField("days", "count"),
            FormField("wishes", "choices", "wish"),
            FormField("channel", "choice", "intake_channel"),
            FormField("tools_brought", "long"),
            FormField("note", "long"),
        ),
    ),
)
ROOM_FOR_TWO_MAX = 28  # from letters of this size on every field has a line of its own
COUNT_WIDTH = 4.4  # in touch targets: less, the number, more
_KEYBOARDS = {
    "phone": ft.KeyboardType.PHONE,
    "email": ft.KeyboardType.EMAIL,
    "postal": ft.KeyboardType.NUMBER,
}


def form_field(
    tag: str,
    field: FormField,
    values: Mapping[str, Value],
    change: Change,
    *,
    refused: Refused | None = None,
    needed: bool = False,
) -> ft.Control:
    """One field. `change` gets the values that change: a postal code also gives the address."""
    value = values.get(field.name)
    label = t(f"reception.field.{field.name}")
    why = refusal_text(refused) if refused is not None and refused.field == field.name else None
    name = f"{tag}.{field.name}"

    def one(new: Value) -> None:
        change({field.name: new})

    if field.kind == "yes_no":
        return yes_no(name, label, value if isinstance(value, bool) else None, one, refusal=why)
    if field.kind == "day":
        return date_field(name, label, _text(value) or None, one, refusal=why)
    if field.kind == "choice":
        return choice_chips(
            name, label, code_options(field.codes), _text(value) or None, one, refusal=why
        )
    if field.kind == "choices":
        chosen = value if isinstance(value, tuple) else ()
        return multi_chips(name, label, code_options(field.codes), chosen, one, refusal=why)
    if field.kind == "count":
        number = value if isinstance(value, int) else None
        return number_stepper(name, label, number, one, most=5000, refusal=why)

    def write(new: str) -> None:
        if field.kind == "postal":
            change(_postal(new, _text(values.get("address"))))
        else:
            one(new or None)

    return text_field(
        name,
        label,
        _text(value),
        write,
        refusal=why,
        needed=needed,
        lines=3 if field.kind == "long" else 1,
        keyboard=_KEYBOARDS.get(field.kind, ft.KeyboardType.TEXT),
        hint=t("reception.postal_hint") if field.kind == "postal" else None,
    )


_HALF: frozenset[FieldKind] = frozenset({"text", "phone", "email", "day", "postal"})
_WHOLE = frozenset({"name", "address", "available_note"})


def laid_out(fields: Sequence[FormField], drawn: Sequence[ft.Control]) -> list[ft.Control]:
    """The drawn fields of a part below each other, short ones beside each other.

    Counts stand in a row that wraps, short texts in pairs while letters leave room for two.
    """
    rows: list[ft.Control] = []
    pair: list[ft.Control] = []
    counts: list[ft.Control] = []
    halves = scale().body < ROOM_FOR_TWO_MAX

    def close() -> None:
        if pair:
            rows.append(
                ft.Row(list(pair), spacing=GAP, vertical_alignment=ft.CrossAxisAlignment.START)
            )
            pair.clear()
        if counts:
            rows.append(ft.Row(list(counts), wrap=True, spacing=GAP, run_spacing=GAP))
            counts.clear()

    for field, control in zip(fields, drawn, strict=True):
        if field.kind == "count":
            if pair:
                close()
            counts.append(ft.Container(control, width=scale().target * COUNT_WIDTH))
        elif halves and field.kind in _HALF and field.name not in _WHOLE:
            if counts or len(pair) == 2:
                close()
            pair.append(ft.Container(control, expand=1))
        else:
            close()
            rows.append(control)
    close()
    return rows


def _postal(typed: str, address: str) -> dict[str, Value]:
    """Seven digits fill the town of an address that nobody has written yet."""
    places = lookup(typed)
    if not places:
        return {"postal_code": typed or None}
    first = places[0]
    town = first.address if len(places) == 1 else f"{first.prefecture}{first.city}"
    return {"postal_code": first.code, **({} if address.strip() else {"address": town})}


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""
