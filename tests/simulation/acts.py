"""What people do in the simulation: few records, so that they often meet at the same one."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from app.services.day_decide import take
from app.services.draft import Draft
from app.store.queries.today_decide import conflict_questions
from sync.core.ids import DeviceId, EntityId, imported_entity_id
from sync.core.operations import Value
from tests.simulation.devices import ALL, Device
from tests.simulation.oracle import DAY
from tests.support.chains import CENTRE

Fill = Callable[[Draft, Random, str, EntityId], None]
KNOWN = (
    "SELECT id FROM volunteer WHERE id = ?1 UNION SELECT subject FROM _erased WHERE subject = ?1"
)
SKILLS = ("chainsaw", "nurse", "driver")


@dataclass(frozen=True)
class Act:
    name: str
    weight: int
    fill: Fill


def row(name: str) -> EntityId:
    """The same id on every device."""
    return imported_entity_id("simulation", name)


def found_centre(
    device: Device, roles: Mapping[DeviceId, str], keys: Mapping[DeviceId, bytes]
) -> None:
    """What stands there before anybody else joins, and who may."""

    def fill(draft: Draft) -> None:
        for number in range(2):
            who = row(f"volunteer {number}")
            phone = f"090-0000-000{number}"
            draft.new("volunteer", who, {"name": "訓練 花子", "phone": phone})
        draft.new("need", row("need"), {"number": "N-1", "town": "訓練町"})
        draft.new("need_private", row("need"), {"name": "訓練 太郎"})
        draft.new("check_in", row("check_in"), {"volunteer": row("volunteer 0"), "day": DAY})
        for number in range(2):
            draft.new(
                "team", row(f"team {number}"), {"number": f"{number}", "day": DAY, "state": "ready"}
            )
        draft.new("equipment", row("shovel"), {"name": "スコップ"})
        draft.new("place", row("store"), {"name": "倉庫"})

    def enrol(draft: Draft) -> None:
        for place, (one, role) in enumerate(roles.items()):
            values = {"public_key": keys[one].hex(), "letter": chr(65 + place)}
            draft.new("device", EntityId(one), {**values, "roles": (role,), "centre": CENTRE.owner})

    device.act("enrol", enrol)
    device.act("found", fill)


def revoke(device: Device, other: DeviceId, new: Callable[[], EntityId]) -> None:
    """`other` is lost: what is here of it counts, what it writes from now on does not."""

    def fill(draft: Draft) -> None:
        for space in ALL:
            tip = device.log.tip(other, space)
            cut: dict[str, Value] = {
                "space": space.space_id.hex(),
                "last_seq": tip.seq if tip else 0,
            }
            draft.new("revocation", new(), {"device": other, **cut})

    device.act("revoke", fill)


def _existing(draft: Draft, random: Random, table: str) -> EntityId | None:
    """Most often the same one, so that people get in each other's way."""
    rows = draft._db.execute(f'SELECT id FROM "live_{table}" ORDER BY id').fetchall()
    return EntityId(rows[random.choice((0, 0, 0, -1))][0]) if rows else None


def _setting(table: str, *fields: str) -> Fill:
    def fill(draft: Draft, random: Random, value: str, _new: EntityId) -> None:
        found = _existing(draft, random, table)
        field = random.choice((fields[0], *fields))
        if found is not None and field in draft._registry.by_name[table].by_name:
            draft.set(table, found, {field: value})

    return fill


def _register(draft: Draft, random: Random, value: str, new: EntityId) -> None:
    values = {"name": value, "phone": f"090-0000-00{random.randrange(10, 13)}"}
    if "affiliation" in draft._registry.by_name["volunteer"].by_name:
        values["affiliation"] = "訓練"
    draft.new("volunteer", new, values)


def _import(draft: Draft, random: Random, value: str, _new: EntityId) -> None:
    """The same file on two laptops, with other texts in it."""
    who = row(f"imported {random.randrange(2)}")
    if draft._db.execute(KNOWN, (who,)).fetchone() is None:
        skills = tuple(sorted(random.sample(SKILLS, random.randrange(1, 3))))
        draft.new("volunteer", who, {"name": value, "phone": value, "skills": skills})


def _skills(draft: Draft, random: Random, _value: str, _new: EntityId) -> None:
    found = _existing(draft, random, "volunteer")
    if found is not None:
        skills = tuple(sorted(random.sample(SKILLS, random.randrange(1, 4))))
        draft.set("volunteer", found, {"skills": skills})


def _receive(draft: Draft, random: Random, value: str, new: EntityId) -> None:
    """One act in two spaces, where this desk may see residents."""
    draft.new("need", new, {"number": value, "town": "訓練町"})


def _delete(draft: Draft, random: Random, _value: str, _new: EntityId) -> None:
    found = _existing(draft, random, "volunteer")
    if found is not None:
        draft.delete("volunteer", found)


def _undelete(draft: Draft, random: Random, _value: str, _new: EntityId) -> None:
    rows = draft._db.execute("SELECT id FROM volunteer WHERE _deleted ORDER BY id").fetchall()
    if rows:
        draft.undelete("volunteer", EntityId(random.choice(rows)[0]))


def _decide(draft: Draft, random: Random, _value: str, _new: EntityId) -> None:
    """A person looks at a conflict and says which value holds, or takes note of it."""
    questions = conflict_questions(draft._db)
    if not questions:
        return
    question = random.choice(questions)
    conflict = question.conflict
    assert conflict is not None
    if random.random() < 0.2:
        draft.resolve(question.id, "keep")
    elif conflict.field in draft._registry.by_name[conflict.table].by_name:
        take(random.random() < 0.5, question, conflict, draft)


def _claim(draft: Draft, random: Random, _value: str, new: EntityId) -> None:
    team = row(f"team {random.randrange(2)}")
    draft.claim("team_member", new, {"team": team, "check_in": row("check_in"), "heads": 1})


def _end(draft: Draft, random: Random, _value: str, _new: EntityId) -> None:
    found = _existing(draft, random, "team_member")
    if found is not None:
        draft.end("team_member", found, 1_770_000_000_000 + random.randrange(1_000))


def _move(draft: Draft, random: Random, _value: str, new: EntityId) -> None:
    store, shovel = row("store"), row("shovel")
    way = {"from_place": store} if random.random() < 0.6 else {"to_place": store}
    draft.move("stock_move", new, {"equipment": shovel, "quantity": 1, **way})


def _erase(draft: Draft, random: Random, _value: str, _new: EntityId) -> None:
    found = _existing(draft, random, "volunteer")
    if found is not None:
        draft.erase(found, "本人の申し出")


ACTS = (
    Act("register", 8, _register),
    Act("import", 10, _import),
    Act("change_person", 34, _setting("volunteer", "name", "phone", "affiliation")),
    Act("change_need", 8, _setting("need", "town", "road")),
    Act("change_resident", 12, _setting("need_private", "name", "scene")),
    Act("change_device", 3, _setting("device", "label")),
    Act("skills", 8, _skills),
    Act("receive", 2, _receive),
    Act("delete", 6, _delete),
    Act("undelete", 5, _undelete),
    Act("decide", 18, _decide),
    Act("claim", 5, _claim),
    Act("end", 3, _end),
    Act("move", 5, _move),
    Act("erase", 2, _erase),
)
