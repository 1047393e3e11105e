"""Which code lists a centre may add to and end entries of.

Rules stand on the codes of the other lists (states, roles, plans): there a centre may change only
names and order. What is added to a list whose attributes the rules read is like an entry that is
there.
"""

OPEN_LISTS: tuple[str, ...] = (
    "work_kind", "danger", "damage", "skill", "licence", "language", "vehicle", "wish",
    "intake_channel", "requester_kind", "relation", "decline_reason", "hold_reason",
    "cancel_reason", "refer_to", "injury", "fund", "weather",
)  # fmt: skip
NAMED_LISTS: tuple[str, ...] = (
    "section", "staff_role", "duty", "centre_status", "recruiting_scope", "need_status", "urgency",
    "activity_class", "participation", "insurance_claim", "health_state", "progress", "place_kind",
    "ownership", "calendar_kind", "stop_kind",
)  # fmt: skip
# New entries take the risk class, the needed skill or the load from one that is like them.
LIKE_NEEDED = frozenset({"work_kind", "vehicle"})
