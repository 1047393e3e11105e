"""What no merge can hold: each kept as both desks wrote it, and asked about until a person decides.

Looked for only among what is alive today, from rows alone, so every device asks the same question
under the same id, and it goes with its cause.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import combinations, groupby
from operator import itemgetter

from app.domain.tables import REGISTRY
from app.store.queries.authors import author_of
from app.store.queries.erasures import BELONGINGS
from app.store.queries.today_decide import Question, Side, question_id, record_label
from sync.core.ids import EntityId
from sync.core.merge import field_key

ACTIVE = "('forming', 'ready', 'out')"
NUMBERED = ("volunteer", "volunteer_group", "need")
NUMBERS_MAX = 50
SIDES_MAX = 5
# Rows of today that live on another one: (table, field, the other table, which rows count).
PARENTS = (
    ("check_in", "volunteer", "volunteer", "c.day = ?1 AND c.left_at IS NULL"),
    ("check_in", "group", "volunteer_group", "c.day = ?1 AND c.left_at IS NULL"),
    ("team", "need", "need", f"c.day = ?1 AND c.state IN {ACTIVE}"),
    ("team_member", "check_in", "check_in", "c.ended_at IS NULL AND c.team IN "
     f"(SELECT id FROM live_team WHERE day = ?1 AND state IN {ACTIVE})"),
)  # fmt: skip
_NEED = REGISTRY.by_name["need"]
_STATUS = field_key(_NEED, _NEED.by_name["status"])


def side_of(db: sqlite3.Connection, table: str, row: bytes, what: str, phone: str = "") -> Side:
    """A row that came to be where another one had: what it is called, and who made it."""
    clock, device = db.execute(
        f'SELECT _clock, _device FROM "{table}" WHERE id = ?', (row,)
    ).fetchone()
    number = REGISTRY.by_name[table].number
    return Side(what, EntityId(row), author_of(db, number, row, clock, device), phone)


def needs_dispatched_twice(db: sqlite3.Connection, day: str) -> Iterator[Question]:
    """Two desks formed a team for one need, neither knowing of the other: both wrote its state over
    the same one. A desk that adds a second team on purpose leaves the state as it is."""
    rows = db.execute(
        "SELECT t.need, t.id, coalesce(t.number, ''), coalesce(t.leader_name, t.contact_name, ''), "
        f"coalesce(t.phone, t.contact_phone, '') FROM live_team t WHERE t.day = ?1 AND t.state IN "
        f"{ACTIVE} AND t.need IN (SELECT need FROM live_team WHERE day = ?1 AND state IN {ACTIVE} "
        "GROUP BY need HAVING count(DISTINCT _device) > 1) AND EXISTS (SELECT 1 FROM _write w "
        "JOIN _write o ON o.entity = w.entity AND o.place = w.place AND o.bases = w.bases "
        "AND o.device <> w.device AND o.value = w.value "
        "WHERE w.entity = t.need AND w.place = ?2 AND w.value = 'assigned') ORDER BY t.need, t.id",
        (day, _STATUS),
    ).fetchall()
    for need, teams in groupby(rows, itemgetter(0)):
        sides = tuple(
            side_of(db, "team", team, " ".join(filter(None, (number, leader))), phone)
            for _, team, number, leader, phone in teams
        )
        identifier = question_id("need_twice", need, *(side.about for side in sides))
        label = record_label(db, "need", need)
        yield Question("need_twice", identifier, EntityId(need), label, sides=sides)


def cars_with_two_teams(db: sqlite3.Connection, day: str) -> Iterator[Question]:
    """A car that more teams took than there are of it."""
    rows = db.execute(
        "SELECT t.vehicle, t.id, coalesce(t.number, ''), coalesce(t.phone, ''), "
        "coalesce(v.name, o.name, g.name, v.plate, '') "
        "FROM live_team t JOIN live_vehicle v ON v.id = t.vehicle "
        "LEFT JOIN live_volunteer o ON o.id = v.volunteer "
        'LEFT JOIN live_volunteer_group g ON g.id = v."group" '
        f"WHERE t.day = ?1 AND t.state IN {ACTIVE} AND (SELECT count(*) FROM live_team x "
        f"WHERE x.vehicle = t.vehicle AND x.day = ?1 AND x.state IN {ACTIVE}) > "
        "max(coalesce(v.count, 1), 1) ORDER BY t.vehicle, t.id",
        (day,),
    ).fetchall()
    for car, teams in groupby(rows, itemgetter(0)):
        found = list(teams)
        sides = tuple(side_of(db, "team", row[1], row[2], row[3]) for row in found)
        identifier = question_id("car_twice", car, *(side.about for side in sides))
        yield Question("car_twice", identifier, EntityId(car), found[0][4], sides=sides)


def numbers_given_twice(db: sqlite3.Connection) -> Iterator[Question]:
    """One number on two records: a centre or a device was copied, and both went on."""
    for table in NUMBERED:
        # By the index alone where nothing is twice, which is nearly always.
        twice = db.execute(
            f'SELECT number FROM "{table}" WHERE number IS NOT NULL GROUP BY number '
            "HAVING count(*) > 1"
        ).fetchall()
        if not twice:
            continue
        rows = db.execute(
            f'SELECT number, id FROM "live_{table}" WHERE number IN (SELECT number '
            f'FROM "live_{table}" WHERE number IS NOT NULL GROUP BY number HAVING count(*) > 1 '
            "LIMIT ?) ORDER BY number, _clock, id",
            (NUMBERS_MAX,),
        ).fetchall()
        for number, records in groupby(rows, itemgetter(0)):
            sides = tuple(
                side_of(db, table, row, numbered(number, place))
                for place, (_, row) in enumerate(records, 1)
            )
            ids = [side.about for side in sides]
            yield Question(
                "same_number", question_id("same_number", *ids), ids[0], number,
                note=table, other=ids[1], sides=sides,
            )  # fmt: skip


def numbered(number: str, place: int) -> str:
    """A number that two records have, told apart by which came first: C-0137, C-0137-2."""
    return number if place == 1 else f"{number}-{place}"


def rows_of_deleted(db: sqlite3.Connection, day: str) -> Iterator[Question]:
    """What stands on a record that somebody deleted meanwhile. Nothing goes with it by itself."""
    for table, field, parent, alive in PARENTS:
        rows = db.execute(
            f'SELECT p.id, min(c.id) FROM "live_{table}" c JOIN "{parent}" p ON p.id = c."{field}" '
            f"WHERE p._deleted = 1 AND {alive} GROUP BY p.id ORDER BY p.id",
            (day,),
        ).fetchall()
        for gone, child in rows:
            # A check-in has no name of its own: its person's says more than "a record".
            label = record_label(db, parent, gone) or _person_of(db, parent, gone)
            yield Question(
                "parent_deleted", question_id("parent_deleted", gone), EntityId(gone), label,
                note=parent, other=EntityId(child),
                sides=tuple(_sides_of_deletion(db, table, child, parent, gone)),
            )  # fmt: skip


def _person_of(db: sqlite3.Connection, table: str, row: bytes) -> str:
    name = "name" if "name" in REGISTRY.by_name[table].by_name else None
    if name is None:
        return ""
    found = db.execute(f'SELECT "{name}" FROM "{table}" WHERE id = ?', (row,)).fetchone()
    return str(found[0] or "") if found else ""


def _sides_of_deletion(
    db: sqlite3.Connection, table: str, child: bytes, parent: str, gone: bytes
) -> Iterator[Side]:
    yield side_of(db, table, child, "used")
    number = REGISTRY.by_name[parent].number
    mark = db.execute(
        "SELECT clock, device FROM _mark WHERE entity = ? AND table_no = ? AND deleted = 1 "
        "ORDER BY clock DESC LIMIT 1",
        (gone, number),
    ).fetchone()
    if mark is not None:
        yield Side("deleted", EntityId(gone), author_of(db, number, gone, *mark))


def checked_in_twice(db: sqlite3.Connection, day: str) -> Iterator[Question]:
    """One person whom two desks received at one time. They count once: the earliest arrival and
    the latest leaving hold."""
    rows = db.execute(
        "SELECT c.volunteer, c.id, coalesce(c.at, 0), c.left_at, coalesce(v.name, '') "
        "FROM live_check_in c JOIN live_volunteer v ON v.id = c.volunteer WHERE c.day = ?1 AND "
        "c.volunteer IN (SELECT volunteer FROM live_check_in WHERE day = ?1 GROUP BY volunteer "
        "HAVING count(*) > 1) ORDER BY c.volunteer, c.at, c.id",
        (day,),
    ).fetchall()
    for _person, check_ins in groupby(rows, itemgetter(0)):
        found = list(check_ins)
        pair = next((pair for pair in combinations(found, 2) if _overlap(*pair)), None)
        if pair is None:
            continue
        one, other = pair
        sides = tuple(side_of(db, "check_in", row[1], "") for row in pair)
        yield Question(
            "twice_in", question_id("twice_in", one[1], other[1]), EntityId(one[1]), one[4],
            other=EntityId(other[1]), sides=sides,
        )  # fmt: skip


def _overlap(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    left, came = one[3], other[2]
    return left is None or (isinstance(left, int) and isinstance(came, int) and came < left)


def heads_that_differ(db: sqlite3.Connection, day: str) -> Iterator[Question]:
    """Fewer or more came back than went out; `number` is how many are missing."""
    rows = db.execute(
        "SELECT id, coalesce(number, ''), heads_out, heads_back, coalesce(phone, contact_phone, '')"
        " FROM live_team WHERE day = ? AND state = 'back' AND heads_out <> heads_back ORDER BY id",
        (day,),
    )
    for team, number, out, back, phone in rows:
        yield Question(
            # Counted otherwise, it is another question.
            "heads_differ", question_id("heads_differ", team, f"{out} {back}".encode()),
            EntityId(team), number, f"{out}→{back}", out - back, sides=(),
            phone=phone,
        )  # fmt: skip


def late_words_about_erased(db: sqlite3.Connection) -> Iterator[Question]:
    """What a desk that had not heard of an erasure yet wrote about that person; `note` is why they
    were erased. It goes when they are erased once more."""
    rows = db.execute(
        "SELECT subject, min(coalesce(kind, '')), min(coalesce(number, '')), "
        "min(coalesce(reason, '')) FROM live_erasure WHERE subject IS NOT NULL "
        "GROUP BY subject ORDER BY subject"
    ).fetchall()
    for subject, kind, number, reason in rows:
        found = {
            (table, EntityId(row[0])): None
            for table, field in BELONGINGS.get(kind, ())
            for row in db.execute(f'SELECT id FROM "{table}" WHERE "{field}" = ?', (subject,))
        }
        if found:
            yield Question(
                "erased_late", question_id("erased_late", subject, *(row for _, row in found)),
                EntityId(subject), number, reason,
                sides=tuple(side_of(db, table, row, "") for table, row in list(found)[:SIDES_MAX]),
            )  # fmt: skip


def broken_by_merge(db: sqlite3.Connection, day: str) -> Iterable[Question]:
    """All of it, the most urgent first."""
    yield from needs_dispatched_twice(db, day)
    yield from cars_with_two_teams(db, day)
    yield from rows_of_deleted(db, day)
    yield from late_words_about_erased(db)
    yield from checked_in_twice(db, day)
    yield from heads_that_differ(db, day)
    yield from numbers_given_twice(db)
