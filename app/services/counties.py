"""A county's operation: founded by the prefectural council, with every council in its directory.

What councils do for each other lies in an operation of its own, of the kind `county`, which has the
spaces `auth` and `shared` only: no key of a centre can come into it by mistake, and nobody's name.
"""

from dataclasses import dataclass, replace

from app.catalogue.codes import CodeLists
from app.domain.county_names import council_name
from app.domain.device_roles import ADMIN
from app.domain.tables_county import PREFECTURE, council_id
from app.services.command import Accepted, Actor, CountyCommand, Decision, Refused, decides
from app.services.context import Context
from app.services.operation_files import COUNTY_KIND
from sync.core.ids import EntityId
from sync.crypto.grants import sealing_public

WARD = "ward"


@dataclass(frozen=True)
class FoundCounty(CountyCommand):
    """The first command of a county's operation: this device, and the directory of councils."""

    name: str
    public_key: str
    drill: bool = False
    disaster: str = ""


@decides(FoundCounty)
def found_county(command: FoundCounty, ctx: Context) -> Decision:
    if not command.name.strip():
        return Refused("name_missing", field="name")
    if ctx.kind != COUNTY_KIND or ctx.centre != council_id(PREFECTURE):
        raise ValueError("a county is founded in an operation of its own")
    if ctx.db.execute("SELECT 1 FROM live_centre_profile").fetchone():
        return Refused("centre_is_open")
    name = command.name.strip()
    ctx.draft.new("device", EntityId(ctx.device), {
        "public_key": command.public_key, "letter": ctx.letter, "centre": ctx.centre,
        "roles": (ADMIN,), "enrolled_at": ctx.now_ms, "label": name,
        "sealing_key": sealing_public(ctx.keys.device).hex() if ctx.keys else None,
    })  # fmt: skip
    ctx.draft.new("centre_profile", ctx.centre, {
        "name": name, "drill": command.drill, "disaster": command.disaster.strip() or None,
    })  # fmt: skip
    ctx.draft.new("council", ctx.centre, {
        "code": PREFECTURE, "name": name, "kind": "prefecture", "active": True, "position": 0,
    })  # fmt: skip
    for position, entry in enumerate(CodeLists.load().shipped["municipality"], start=1):
        city = entry.attributes.get("parent")
        ctx.draft.new("council", council_id(entry.code), {
            "code": entry.code, "name": council_name(entry.ja), "active": True,
            "position": position, "kind": WARD if city else "municipality",
            "parent": council_id(str(city)) if city else None,
        })  # fmt: skip
    return Accepted(ctx.centre)


def county_actor(actor: Actor) -> Actor:
    """The same person as a county may know them: role, sections and desk, never a name."""
    return replace(actor, staff=None, name="")
