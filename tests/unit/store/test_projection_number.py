"""Where the same log makes other rows than yesterday, checkpoints of yesterday are not used."""

from hashlib import sha256
from pathlib import Path

from app.domain.tables import REGISTRY
from app.store.projection import OpenBatch
from app.store.schema import PROJECTION
from app.store.working_set import WorkingSet
from sync.core.body import Body
from sync.core.clock import hlc_of
from sync.core.ids import DeviceId, EntityId
from sync.core.operations import Add, Claim, Delete, End, New, Operation, Remove, Set
from sync.core.registry import SpaceKind
from sync.core.space import Space

GOLDEN = Path("tests/golden/projection.txt")
CENTRE = Space(SpaceKind.CENTRE, EntityId(b"c" * 16))
SEALED = Space(SpaceKind.SEALED, EntityId(b"c" * 16))
PEOPLE = (
    ("渡邉 健一", "ワタナベ ケンイチ", "090-0000-0011"),
    ("髙橋　翔", "たかはし ｼｮｳ", "０９０（００００）００４４"),
    ("𠮷田 花", "ヨシダ ハナ", "+81 90 0000 0012"),
    ("Maria Kunren", "マリア", "0465-00-0001"),
)
HOMES = (
    "神奈川県小田原市下大井１丁目２番３号",
    "小田原市荻窪300番地 訓練ハイツ102",
    "箱根町湯本ー５",
)
READ = (
    "SELECT name, skills, experience, number, _clock, _deleted FROM volunteer ORDER BY id",
    "SELECT ended_at, heads, _clock, _deleted FROM team_member ORDER BY id",
    "SELECT entity, place, clock, value, bases FROM _write ORDER BY 1, 2, 3",
    "SELECT id, entity, field, value, kind FROM _conflict ORDER BY id",
    "SELECT kind, entity, keys FROM _search_key ORDER BY 1, 2",
    "SELECT kind, digits, tail, entity FROM _search_phone ORDER BY 1, 2, 4",
    "SELECT series, counter FROM _number ORDER BY series",
    "SELECT a.hlc, c.name FROM _action a JOIN _act c ON c.no = a.act ORDER BY a.hlc, a.seq",
)


def some_id(number: int) -> EntityId:
    return EntityId(bytes([number]) * 16)


def written() -> list[tuple[Space, bytes, Operation]]:
    found: list[tuple[Space, bytes, Operation]] = []
    for number, (name, kana, phone) in enumerate(PEOPLE):
        values = {"name": name, "kana": kana, "phone": phone, "number": f"A-{number:04}"}
        found.append((CENTRE, b"1", New("volunteer", some_id(number), dict(values))))
    for number, home in enumerate(HOMES, 50):
        values = {"name": PEOPLE[0][0], "address": home}
        found.append((SEALED, b"1", New("need_private", some_id(number), dict(values))))
    first = hlc_of(1)
    found += [
        (CENTRE, b"2", Set("volunteer", some_id(0), "name", "渡辺 健一", (first,))),
        (CENTRE, b"1", Set("volunteer", some_id(0), "name", "渡邊 健一", (first,))),
        (CENTRE, b"1", Add("volunteer", some_id(1), "skills", "cook")),
        (CENTRE, b"2", Remove("volunteer", some_id(1), "skills", "cook")),
        (CENTRE, b"2", Delete("volunteer", some_id(2))),
        (CENTRE, b"1", Set("volunteer", some_id(2), "experience", True, (hlc_of(3),))),
        (CENTRE, b"1", Claim("team_member", some_id(9), {"heads": 1})),
        (CENTRE, b"2", End("team_member", some_id(9), 98)),
        (CENTRE, b"1", End("team_member", some_id(9), 31)),
    ]
    return found


def rows_hash() -> str:
    made = WorkingSet(REGISTRY, "projection-number")
    made.load(
        OpenBatch(space, DeviceId(device * 16), seq, hlc_of(seq), Body(f"act_{seq}", (operation,)))
        for seq, (space, device, operation) in enumerate(written(), 1)
    )
    total = sha256()
    for sql in READ:
        rows = made.read(lambda db, sql=sql: db.execute(sql).fetchall())  # type: ignore[misc]
        assert rows, sql
        total.update(repr(rows).encode())
    made.close()
    return total.hexdigest()


def test_other_rows_of_the_same_log_take_a_new_number() -> None:
    number, known = GOLDEN.read_text().split()
    if (found := rows_hash()) != known:
        raise AssertionError(
            f"The same log makes other rows than with PROJECTION {number}. Raise PROJECTION in "
            f"app/store/schema.py and write into {GOLDEN}: <the new number> {found}"
        )
    assert int(number) == PROJECTION, f"{GOLDEN} is of an earlier number"
