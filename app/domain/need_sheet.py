"""The paper sheets of a need: intake (ニーズ受付票) and site survey (現地調査票), in their order.

Screens, commands and papers take the order from here. The four vital questions stand first: they
decide about 危機介入, and whoever is on the telephone may hang up. The order follows published
sheets of councils. Names are those of the tables `need`, `need_private` and `survey_private`; every
name stands in one of the three only.
"""

VITALS = ("household", "alone", "health", "utilities", "supporter")
CALLER = (
    "channel",
    "name",
    "kana",
    "phone",
    "phone_other",
    "requester_kind",
    "relation",
    "affected_name",
    "affected_kana",
    "affected_phone",
)
PLACE = ("postal_code", "address", "building", "directions")
REQUEST = (
    "request",
    "kinds",
    "since_when",
    "scene",
    "wanted_when",
    "wanted_from",
    "wanted_until",
    "urgency",
)
JUDGEMENT = ("survey_wanted", "crisis", "crisis_note", "watch", "watch_note")
HOUSE = (
    "ownership",
    "owner_consent",
    "damage_survey_done",
    "damage_level",
    "inhabited",
    "pet",
    "pet_note",
    "share_consent",
    "photo_consent",
    "note",
)

# Parts in the order of the sheet.
INTAKE_PARTS: dict[str, tuple[str, ...]] = {
    "vitals": VITALS,
    "caller": CALLER,
    "place": PLACE,
    "request": REQUEST,
    "judgement": JUDGEMENT,
    "house": HOUSE,
}

HEARD = ("heard", "attendee", "at_home")
DAMAGE = (
    "damages",
    "flood_cm",
    "mud_cm",
    "inspection",
    "inspection_kind",
    "tilt_gas_leak",
)
WORK = ("feasible", "kinds", "people", "people_reason", "days", "skills", "truck", "women")
TOOLS = ("tools", "tools_note")
ACCESS = ("dangers", "parking", "road", "toilet_water", "waste_site", "carry_to")

SURVEY_PARTS: dict[str, tuple[str, ...]] = {
    "heard": HEARD,
    "damage": DAMAGE,
    "work": WORK,
    "tools": TOOLS,
    "access": ACCESS,
}

# Kept with the visit, not with the need.
VISIT_FIELDS = frozenset({"heard", "attendee", "at_home", "tilt_gas_leak", "carry_to"})
# Judged by commands of their own: somebody is told, or looks in again.
JUDGED = frozenset({"crisis", "crisis_note", "watch", "watch_note"})
# What a desk may correct at any time. The town follows the address unless it is written itself.
EDITABLE = (
    frozenset(name for part in INTAKE_PARTS.values() for name in part)
    | frozenset(name for part in SURVEY_PARTS.values() for name in part)
    | {"town", "priority", "next_on"}
) - JUDGED - VISIT_FIELDS  # fmt: skip
