"""The fields of the paper sheets, each drawn by what its table and its code list say it is.

A field is drawn again only when its own value or refusal changes. What only makes sense after
another answer (the person affected, the note to a pet) appears with that answer. Nothing here is
ever needed: blank stays "not asked".
"""

from collections.abc import Sequence

import flet as ft

from app.catalogue.postal import PostalPlace, lookup
from app.domain.code_fields import CODE_LIST_OF
from app.domain.tables import REGISTRY
from app.ui.code_texts import code_label, code_options
from app.ui.component import component, keyed, memo
from app.ui.components.buttons import quiet_button
from app.ui.components.choices import choice_chips, multi_chips, yes_no
from app.ui.components.dates import date_field
from app.ui.components.fields import number_stepper, text_field
from app.ui.components.texts import heading
from app.ui.i18n import t
from app.ui.palette import palette
from app.ui.runtime import current_runtime
from app.ui.scale import GAP, RADIUS, scale
from app.ui.screens.needs.drafts import SheetDesk, Values
from sync.core.operations import Value
from sync.core.registry import FieldType

TABLES = ("need", "need_private", "survey_private")
_TYPES = {
    item.name: item.type for table in TABLES for item in REGISTRY.by_name[table].fields
}  # fmt: skip
_LISTS = {
    place.partition(".")[2]: name
    for place, name in CODE_LIST_OF.items()
    if place.partition(".")[0] in TABLES
}
LINES = {
    "request": 3, "scene": 2, "note": 2, "heard": 3, "crisis_note": 2, "watch_note": 2,
    "directions": 1, "tilt_gas_leak": 2, "carry_to": 2, "people_reason": 2,
}  # fmt: skip
SHORT = frozenset(
    {
        "name", "kana", "phone", "phone_other", "affected_name", "affected_kana", "affected_phone",
        "postal_code", "building", "since_when", "wanted_when", "wanted_from", "wanted_until",
        "owner_consent", "damage_survey_done", "inhabited", "pet", "share_consent",
        "photo_consent", "flood_cm", "mud_cm", "people", "days", "truck", "women", "attendee",
        "at_home",
    }
)  # fmt: skip
PHONES = frozenset({"phone", "phone_other", "affected_phone"})
# Of a list of codes so many stand there before one asks for the rest.
SHOWN_FIRST = 8
UNITS = {"flood_cm": "cm", "mud_cm": "cm"}
# A field, and the answer that it waits for.
AFTER = {
    "affected_name": ("requester_kind", ("related", "staff")),
    "affected_kana": ("requester_kind", ("related", "staff")),
    "affected_phone": ("requester_kind", ("related", "staff")),
    "relation": ("requester_kind", ("related", "staff")),
    "crisis_note": ("crisis", (True,)),
    "watch_note": ("watch", (True,)),
    "pet_note": ("pet", (True,)),
    "owner_consent": ("ownership", ("rented",)),
    "inspection_kind": ("inspection", ("red", "yellow")),
    "inhabited": ("inspection", ("red", "yellow")),
}
QUICK = ("household", "health", "utilities", "supporter")


def label_of(name: str) -> str:
    return t(f"need_field.{name}")


def stands(name: str, values: Values) -> bool:
    """Whether a field belongs on the sheet as it is answered so far."""
    waits = AFTER.get(name)
    return waits is None or values.get(waits[0]) in waits[1] or values.get(name) not in (None, "")


def sheet_part(
    names: Sequence[str],
    values: Values,
    desk: SheetDesk,
    refusals: dict[str, str] | None = None,
) -> list[ft.Control]:
    """The fields of a part in their order; short ones stand side by side."""
    rows: list[ft.Control] = []
    short: list[ft.Control] = []
    for name in names:
        if not stands(name, values):
            continue
        refusal = (refusals or {}).get(name)
        field = keyed(name, SheetField, name, values.get(name), refusal, desk)
        if name in SHORT:
            short.append(ft.Container(field, width=scale().body * 17))
            continue
        rows += _side_by_side(short)
        short = []
        rows.append(field)
    return [*rows, *_side_by_side(short)]


def _side_by_side(fields: list[ft.Control]) -> list[ft.Control]:
    if not fields:
        return []
    row = ft.Row(
        fields, wrap=True, spacing=GAP, run_spacing=GAP,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )  # fmt: skip
    return [row]


@memo
def SheetField(name: str, value: Value, refusal: str | None, desk: SheetDesk) -> ft.Control:
    """One field of the sheet under the tag `needs.field.<name>`."""
    tag, label = f"needs.field.{name}", label_of(name)

    def change(new: Value) -> None:
        desk.change(name, new)

    kind, codes = _TYPES[name], _LISTS.get(name)
    if name == "postal_code":
        return PostalField(value, desk)
    if codes is not None and kind is FieldType.SET:
        chosen = value if isinstance(value, tuple) else ()
        return ManyChips(tag, label, codes, chosen, desk, name, refusal)
    if codes is not None:
        one = value if isinstance(value, str) else None
        return choice_chips(tag, label, code_options(codes), one, change, refusal=refusal)
    if kind is FieldType.BOOLEAN:
        flag = value if isinstance(value, bool) else None
        return yes_no(tag, label, flag, change, refusal=refusal)
    if kind is FieldType.INTEGER:
        number = value if isinstance(value, int) else None
        unit = UNITS.get(name) or t(f"needs.unit_{'days' if name == 'days' else 'people'}")
        least = 0 if name in UNITS else 1
        return number_stepper(
            tag, label, number, change, least=least, most=2_000, unit=unit, refusal=refusal
        )
    if kind is FieldType.DATE:
        return date_field(tag, label, value if isinstance(value, str) else None, change,
                          refusal=refusal)  # fmt: skip
    return text_field(
        tag, label, value if isinstance(value, str) else "", change, refusal=refusal,
        lines=LINES.get(name, 1),
        keyboard=ft.KeyboardType.PHONE if name in PHONES else ft.KeyboardType.TEXT,
    )  # fmt: skip


@component
def ManyChips(
    tag: str,
    label: str,
    codes: str,
    chosen: tuple[str, ...],
    desk: SheetDesk,
    name: str,
    refusal: str | None,
) -> ft.Control:
    """Any of a list. Of a long one the usual entries and the chosen ones stand there at first."""
    everything, set_everything = ft.use_state(False)
    options = code_options(codes)
    known = {code for code, _ in options}
    # What another desk or an ended list knows is kept and shown, never lost by a tap beside it.
    options += tuple((code, code_label(codes, code)) for code in chosen if code not in known)
    shown = options
    if not everything and len(options) > SHOWN_FIRST + 2:
        shown = tuple(
            (code, word) for place, (code, word) in enumerate(options)
            if place < SHOWN_FIRST or code in chosen
        )  # fmt: skip
    chips = multi_chips(
        tag, label, shown, chosen, lambda new: desk.change(name, new), refusal=refusal
    )
    if len(shown) == len(options):
        return chips
    more = quiet_button(
        f"{tag}.more",
        t("needs.more_codes", count=len(options) - len(shown)),
        lambda: set_everything(True),
        icon=ft.Icons.EXPAND_MORE,
    )
    return ft.Column(
        [chips, more], spacing=0, tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip


@component
def PostalField(value: Value, desk: SheetDesk) -> ft.Control:
    """Seven digits fill the beginning of the address; where a code has several towns, one taps."""
    runtime = current_runtime()
    nothing: tuple[PostalPlace, ...] = ()
    places, set_places = ft.use_state(nothing)

    def fill(place: PostalPlace) -> None:
        desk.change("address", place.address)
        set_places(())

    async def typed(words: str) -> None:
        desk.change("postal_code", words)
        found = await runtime.work(lambda: lookup(words))
        blank = not str(desk.values.get("address") or "").strip()
        if len(found) == 1 and blank:
            fill(found[0])
        else:
            set_places(found if blank else ())

    field = text_field(
        "needs.field.postal_code", label_of("postal_code"), str(value or ""), typed,
        keyboard=ft.KeyboardType.NUMBER, hint=t("needs.postal_hint"),
    )  # fmt: skip
    if not places:
        return field
    towns = [
        quiet_button(f"needs.postal.{n}", place.town or place.city, lambda place=place: fill(place))  # type: ignore[misc]
        for n, place in enumerate(places)
    ]
    return ft.Column([field, ft.Row(towns, wrap=True, spacing=GAP)], spacing=4, tight=True)


@memo
def VitalField(number: int, name: str, value: Value, desk: SheetDesk) -> ft.Control:
    """One of the four questions that decide about 危機介入: large, in words to be said aloud."""
    colours, sizes = palette(), scale()
    badge = ft.Container(
        heading(str(number)), width=sizes.title + 16, height=sizes.title + 16,
        bgcolor=colours.primary_tint, border_radius=RADIUS, alignment=ft.Alignment.CENTER,
    )  # fmt: skip
    words = value if isinstance(value, str) else ""

    words_offered = t(f"needs.quick_{name}").split("|")

    def add(word: str) -> None:
        now = str(desk.values.get(name) or "").strip()
        desk.change(name, f"{now}{t('needs.and')}{word}" if now else word)
        if name == "household" and word == words_offered[0]:
            desk.change("alone", True)

    quick = [
        quiet_button(f"needs.quick.{name}.{n}", word, lambda word=word: add(word))  # type: ignore[misc]
        for n, word in enumerate(words_offered)
    ]
    return ft.Column(
        [
            ft.Row([badge, heading(t(f"needs.ask_{name}"), expand=True)], spacing=GAP),
            text_field(
                f"needs.field.{name}", t(f"vital.{name}"), words,
                lambda new: desk.change(name, new),
            ),
            ft.Row(quick, wrap=True, spacing=0),
        ],
        spacing=6,
        tight=True,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )  # fmt: skip
