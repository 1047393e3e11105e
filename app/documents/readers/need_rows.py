"""A row of a list of needs as records of `need` and `need_private`, which share one id.

Whatever tells who or where exactly goes into `need_private`, which is sealed; `need` gets the town
by `towns.town_of`, or none. Two rows of one house stay two: the son's call and the mother's are
joined by a person, never here.
"""

from app.documents.readers.cells import Cells, Severity
from app.documents.readers.records import Draft, Record, present
from app.documents.readers.row_keys import digits_of, frozen_key, row_key
from app.documents.readers.towns import town_of
from app.documents.readers.volunteer_rows import two_phones, whole_address
from app.domain.addresses import house_key
from sync.core.ids import imported_entity_id
from sync.core.operations import Value

NEED_FIELDS = (
    "status", "channel", "received_by", "kinds", "survey_wanted", "crisis", "watch", "urgency",
    "damages", "flood_cm", "mud_cm", "people", "people_reason", "tools", "truck", "inspection",
    "parking", "road", "pet", "damage_survey_done",
)  # fmt: skip
PRIVATE_FIELDS = (
    "name", "kana", "postal_code", "building", "directions", "requester_kind", "relation",
    "affected_name", "affected_kana", "affected_phone", "request", "since_when", "scene",
    "household", "alone", "health", "utilities", "supporter", "wanted_when", "ownership",
    "owner_consent", "share_consent", "photo_consent", "pet_note",
)  # fmt: skip
_ALONE = ("独居", "一人暮らし", "ひとり暮らし", "1人暮らし", "１人暮らし", "単身")


def need_draft(cells: Cells, source: str, origin: str) -> Draft | None:
    """None where the row has an error; the problem is in `cells`."""
    del origin
    name = cells.text("name") or cells.text("affected_name")
    phone, phone_other = two_phones(cells)
    address = whole_address(cells, with_building=False)
    request = cells.text("request")
    if not (name or phone or address):
        code = "requester_missing" if request else "row_empty"
        cells.problem(code, Severity.ERROR)
    if cells.failed:
        return None
    _name_what_is_missing(cells, name, phone, address, request)
    key = row_key(
        cells.text("record_number"), cells.get("timestamp"), name, digits_of(phone), address,
        request,
    )  # fmt: skip
    identity = imported_entity_id(source, key)
    town = town_of(address, cells.text("postal_code"))
    if town is None and address:
        cells.problem("town_unknown")
    need: dict[str, Value] = {
        **{field: cells.get(field) for field in NEED_FIELDS},
        "received_at": cells.get("timestamp"),
        "town": town,
        "source_key": key,
    }
    private: dict[str, Value] = {
        **{field: cells.get(field) for field in PRIVATE_FIELDS},
        "phone": phone,
        "phone_other": phone_other,
        "address": address,
        "alone": _alone(cells),
        "note": cells.note,
    }
    records = (
        Record("need", identity, present(need)),
        Record("need_private", identity, present(private)),
    )
    house = house_key(address)
    alike = [("same_house", f"phone:{digits_of(phone)}")] if phone else []
    alike += [("same_house", f"house:{frozen_key(house)}")] if house else []
    return Draft(key, records, (), tuple(alike))


def _alone(cells: Cells) -> Value:
    """Asked on its own, or told with the household; silence is not "no"."""
    if cells.get("alone") is not None:
        return cells.get("alone")
    return True if any(word in cells.text("household") for word in _ALONE) else None


def _name_what_is_missing(cells: Cells, name: str, phone: str, address: str, request: str) -> None:
    """Without name, phone or address somebody must call back."""
    found = {
        "name_not_given": name,
        "phone_not_given": phone,
        "address_not_given": address,
        "request_not_given": request,
    }
    for code, value in found.items():
        if not value:
            cells.problem(code)
