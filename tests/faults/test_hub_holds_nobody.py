"""What a hub holds, read raw: no volunteer, no resident, and no key to them.

A centre with known people syncs through a hub that also serves the county, on files and on
PostgreSQL. Looked through are all files, all rows, everything that the hub's own keys open, and the
working set that its county screens read.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from app.bootstrap import SET_UP, hub_face, shipped_dictionaries
from app.domain.calendar_jp import day_of
from app.domain.device_roles import POLICY
from app.domain.tables_county import PREFECTURE
from app.services.hubs import Hubs
from app.services.needs import ReceiveNeed
from app.services.operation import Operation
from app.services.plaintext import leaks
from app.services.publishing import outgoing
from app.services.volunteers import RegisterVolunteer
from app.store.queries.personal_texts import personal_texts
from sync.core.errors import SyncError
from sync.core.ids import operation_tag
from sync.core.registry import SpaceKind
from sync.crypto.sealing import Sealer
from sync.crypto.space_keys import Keyring
from sync.engine.author import Reader
from sync.engine.lines import drive
from sync.hub.events import Events
from sync.hub.folder import HubFolder
from sync.hub.hub import Hub
from sync.hub.storage import storage_for
from sync.protocol.client import Client, Link
from sync.transports.loopback import LoopbackTransport
from tests.support.centres import Centre, open_centre
from tests.support.counties import open_county
from tests.support.postgres import Server

PEOPLE = (
    ("渡邉 訓練", "ワタナベ クンレン", "090-0000-0041"),
    ("訓練 花子", "クンレン ハナコ", "090-0000-0042"),
)
ADDRESS = "訓練市旭町9-9-9"
ABOUT_PEOPLE = {SpaceKind.CENTRE, SpaceKind.SEALED}


@pytest.fixture(params=["files", "postgres"])
def database(request: pytest.FixtureRequest) -> str | None:
    if request.param == "files":
        return None
    server = request.getfixturevalue("postgres")
    assert isinstance(server, Server)
    return server.schema()


def test_a_hub_holds_nobody_and_no_key_to_anybody(tmp_path: Path, database: str | None) -> None:
    data = tmp_path / "hub"
    with (
        open_county(tmp_path / "county") as county,
        open_centre(tmp_path / "centre", seed=21) as centre,
    ):
        _people(centre)
        world = centre.operation.world
        hubs = Hubs(world, shipped_dictionaries(), SET_UP, lambda _line: None, hub_face)
        order = hubs.order(data, 0, "", database, None, None)
        note = hubs.note(order)
        for one in (centre.operation, county.hub.operation):
            card = hubs.card(one, note)
            assert isinstance(card, str)
            hubs.add(order, card, None, None)
        _publish(centre, county.council("14203"))
        face = county.council(PREFECTURE)
        county.meet_all()
        folder, storage = HubFolder(data, world.disk), storage_for(database)
        hub = Hub(
            folder, storage, Events(world.clock, lambda _line: None), world.clock, POLICY,
            shipped_dictionaries(),
        )  # fmt: skip
        for one in (centre.operation, county.council("14203").operation, face.operation):
            _sync(one, hub)
        people = {text: "person" for one in PEOPLE for text in one}
        people[ADDRESS] = "address"
        assert people.keys() <= centre.operation.read(personal_texts).keys()
        opened = tmp_path / "opened"
        opened.mkdir()
        kinds = _open_all(hub, folder, opened / "batches")
        hub.close()
        assert kinds >= {*ABOUT_PEOPLE, SpaceKind.AUTH, SpaceKind.SHARED}  # it was all there
        _dump(face.operation, opened / "working-set")
        if database is not None:
            _rows(database, opened / "rows")
        files = [path for place in (data, opened, face.operation.folder)
                 for path in place.rglob("*") if path.is_file()]  # fmt: skip
        assert leaks(((path.name, path) for path in files), people) == ()
        _no_key(centre.operation, files)


def _people(centre: Centre) -> None:
    for name, kana, phone in PEOPLE:
        centre.do(ReceiveNeed({"name": name, "phone": phone, "address": ADDRESS}))
        centre.do(RegisterVolunteer(name, kana, phone))


def _publish(centre: Centre, council: Centre) -> None:
    """What the screens of the board do with what leaves the centre."""
    today = day_of(centre.clock.now_ms())
    council.do(centre.operation.read(lambda db: outgoing(db, today, today)).command())


def _sync(operation: Operation, hub: Hub) -> None:
    desk = hub.route(operation_tag(operation.card.id))
    assert desk is not None
    fingerprint = hub.identity.certificate.fingerprint
    line = LoopbackTransport(desk, fingerprint=fingerprint)  # type: ignore[arg-type]
    nonce = operation.world.random.bytes(16)
    now_ms = operation.world.clock.now_ms()
    assert drive(Client(operation.replica, Link(fingerprint), nonce, now_ms).run(), line).same


def _open_all(hub: Hub, folder: HubFolder, target: Path) -> set[SpaceKind]:
    """Everything that the hub's keys open goes into a file; nothing about people may open."""
    kinds: set[SpaceKind] = set()
    with target.open("wb") as file:
        for key, served in folder.operations()[0].items():
            ring = Keyring()
            for one in served.card.keys:
                assert one.space.kind not in ABOUT_PEOPLE
                ring.add(one)
            reader = Reader(ring, Sealer(shipped_dictionaries()))
            for batch in hub.tenant(operation_tag(key)).log.read_since({}):
                kinds.add(batch.header.space.kind)
                try:
                    file.write(reader.packed(batch) or b"")
                except SyncError:
                    assert batch.header.space.kind in ABOUT_PEOPLE
                else:
                    assert batch.header.space.kind not in ABOUT_PEOPLE
    return kinds


def _dump(county: Operation, target: Path) -> None:
    lines = county.read(lambda db: list(db.iterdump()))
    assert any("county_figures" in line for line in lines)
    target.write_text("\n".join(lines), encoding="utf-8")


def _rows(database: str, target: Path) -> None:
    with closing(psycopg.connect(database)) as db, target.open("wb") as file:
        for (name,) in db.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall():
            with db.cursor().copy(f"COPY (SELECT * FROM {name}) TO STDOUT (FORMAT binary)") as out:
                for piece in out:
                    file.write(piece)
    assert target.stat().st_size > 1000


def _no_key(centre: Operation, files: list[Path]) -> None:
    secrets = set(_secrets(centre))
    assert len(secrets) >= 4
    for path in files:
        held = path.read_bytes()
        lowered = held.lower()
        for secret in secrets:
            assert secret not in held
            assert secret.hex().encode() not in lowered


def _secrets(centre: Operation) -> Iterator[bytes]:
    for key in centre.vault.contents.space_keys:
        if key.space.kind in ABOUT_PEOPLE:
            yield from (one for one in (key.secret, key.private) if one)
