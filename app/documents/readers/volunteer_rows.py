"""A row of a list of volunteers as records of `volunteer`, `volunteer_private` and `vehicle`.

Health goes only into `volunteer_private`, which is sealed. A row without any name is an error; all
else may be missing, the desk asks on the day.
"""

from app.documents.readers.cells import Cells, Severity
from app.documents.readers.records import Draft, Record, present
from app.documents.readers.row_keys import digits_of, frozen_key, row_key
from sync.core.ids import imported_entity_id
from sync.core.operations import Value

# The same in volunteer and in the slots.
SAME_NAMES = (
    "sex", "born_on", "email", "postal_code", "affiliation", "experience_note", "skills",
    "licences", "languages", "activity_class", "participation", "guardian_consent",
    "guardian_name", "accompanied", "wished_on", "insurance_card", "available_note",
)  # fmt: skip


def volunteer_draft(cells: Cells, source: str, origin: str) -> Draft | None:
    """None where the row has an error; the problem is in `cells`."""
    name = full_name(cells.text("name"), cells.text("family_name"), cells.text("given_name"))
    if not name:
        cells.problem("name_missing", Severity.ERROR)
    if cells.failed:
        return None
    kana = full_name(cells.text("kana"), cells.text("family_kana"), cells.text("given_kana"))
    phone, phone_other = two_phones(cells)
    address = whole_address(cells)
    born_on = cells.text("born_on")
    key = row_key(
        cells.text("record_number"), cells.get("timestamp"), name, kana, digits_of(phone),
        born_on, address,
    )  # fmt: skip
    identity = imported_entity_id(source, key)
    emergency = _emergency(cells)
    values: dict[str, Value] = {
        "name": name,
        "kana": kana,
        **{field: cells.get(field) for field in SAME_NAMES},
        "age_band": None if born_on else cells.get("age"),
        "phone": phone,
        "phone_other": phone_other,
        "address": address,
        **emergency,
        "experience": _experience(cells),
        "insurance_claim": cells.get("insurance"),
        "has_light_truck": True if cells.get("vehicle") == "light_truck" else None,
        "source": "pre_registration" if origin in ("kintone", "google_forms") else "import",
        "source_key": key,
        "registered_at": cells.get("timestamp"),
        "note": cells.note,
    }
    if cells.get("has_light_truck") is not None:
        values["has_light_truck"] = cells.get("has_light_truck")
    records = [Record("volunteer", identity, present(values))]
    private = present({field: cells.get(field) for field in ("condition", "illness", "medicine")})
    if private:
        asked = present({"asked_at": cells.get("timestamp")})
        records.append(Record("volunteer_private", identity, {**private, **asked}))
    if cells.get("vehicle"):
        vehicle: dict[str, Value] = {
            "volunteer": identity,
            "kind": cells.get("vehicle"),
            "count": 1,
        }
        records.append(Record("vehicle", imported_entity_id(source, f"{key}#vehicle"), vehicle))
    return Draft(key, tuple(records), _twins(name, phone, born_on), _alikes(name))


def full_name(whole: str, family: str, given: str) -> str:
    """One column, or two joined by the space that their script uses."""
    if whole or not (family or given):
        return whole
    space = " " if (family + given).isascii() else "\u3000"
    return space.join(filter(None, (family, given)))


def two_phones(cells: Cells) -> tuple[str, str]:
    """The first and the other number; a third one is kept in the notes."""
    numbers: list[str] = []
    for slot in ("phone", "phone_other"):
        numbers += [cells.text(slot), *cells.others.get(slot, ())]
    distinct = list(dict.fromkeys(filter(None, numbers)))
    cells.notes.extend(distinct[2:])
    first, second, *_ = [*distinct, "", ""]
    return first, second


def whole_address(cells: Cells, *, with_building: bool = True) -> str:
    """Prefecture to room in one line, whatever columns it was divided into."""
    address = cells.text("address")
    lead = ""
    for part in (cells.text("prefecture"), cells.text("city"), cells.text("street")):
        if part and part not in address:
            lead += part
    building = cells.text("building") if with_building else ""
    spaced = f" {building}" if building and building not in address else ""
    return f"{lead}{address}{spaced}".strip()


def _experience(cells: Cells) -> Value:
    if cells.get("experience") is None and isinstance(cells.get("first_time"), bool):
        return not cells.get("first_time")
    return cells.get("experience")


def _emergency(cells: Cells) -> dict[str, Value]:
    relation, phone, *_ = [*cells.others.get("emergency", ()), "", ""]
    return {
        "emergency_name": cells.get("emergency_name") or cells.get("emergency"),
        "emergency_relation": cells.get("emergency_relation") or relation,
        "emergency_phone": cells.get("emergency_phone") or phone,
    }


def _twins(name: str, phone: str, born_on: str) -> tuple[str, ...]:
    """A name with a phone number or a birthday is one person."""
    marks = (f"phone:{digits_of(phone)}" if phone else "", f"born:{born_on}" if born_on else "")
    return tuple(f"{frozen_key(name)}|{mark}" for mark in marks if mark)


def _alikes(name: str) -> tuple[tuple[str, str], ...]:
    return (("same_name", frozen_key(name)),)
