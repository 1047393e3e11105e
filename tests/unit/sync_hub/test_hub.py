"""A hub passes on what it cannot read, to those who belong and to nobody else."""

import json
from pathlib import Path

import pytest

from sync.core.errors import LogBusy
from sync.hub.folder import Quota
from sync.hub.hub import Hub
from sync.hub.storage import SqliteStorage, storage_for
from sync.hub.tenant import Pace
from sync.protocol.client import Refused
from sync.protocol.messages import FULL, NOT_YOURS, OK, SLOW_DOWN, STRANGER, Call, packed
from tests.support.chains import AUTH, CENTRE, SEALED
from tests.support.hub_ground import Centre, Device, HubGround
from tests.support.postgres import Server


@pytest.fixture(params=["sqlite", "postgres"])
def ground(request, tmp_path):
    database = None
    if request.param == "postgres":
        server: Server = request.getfixturevalue("postgres")
        database = server.schema()
    made = HubGround(tmp_path / "hub", database)
    yield made
    made.close()


@pytest.fixture
def small(tmp_path):
    """Where it does not matter what stores."""
    made = HubGround(tmp_path / "hub")
    yield made
    made.close()


@pytest.fixture
def centre() -> Centre:
    return Centre()


def test_two_desks_that_never_meet_have_the_same_through_the_hub(ground, centre):
    ground.serve(centre)
    hub = ground.open()
    one, two = centre.device(), centre.device()
    one.write(3)
    two.write(2, SEALED)
    for device in (centre.root, one, two, one):
        ended = ground.meet(hub, centre, device)
        assert ended.same
        assert not ended.revoked
    expected = {(one.key.device_id, CENTRE): 3, (two.key.device_id, SEALED): 2}
    for log in (one.log, two.log, hub.tenant(centre.tag).log):
        assert expected.items() <= log.vector().items()
    keys = {device.key.device_id: device.key.public_key for device in (one, two, centre.root)}
    assert hub.tenant(centre.tag).log.verify(keys).sound


def test_another_start_and_another_process_go_on_where_it_was(ground, centre):
    ground.serve(centre)
    first = ground.open()
    one, two = centre.device(), centre.device()
    one.write(3)
    ground.meet(first, centre, centre.root)
    ground.meet(first, centre, one)
    second = ground.open()
    ended = ground.meet(second, centre, two)
    assert ended.same
    assert two.log.vector()[one.key.device_id, CENTRE] == 3
    two.write(1)
    ground.meet(second, centre, two)
    assert ground.meet(first, centre, one).same
    assert one.log.vector()[two.key.device_id, CENTRE] == 1


def test_a_token_of_one_process_is_honoured_by_another_and_by_no_other_operation(ground, centre):
    other = Centre(seed=2)
    for one in (centre, other):
        ground.serve(one)
    first, second = ground.open(), ground.open()
    ground.meet(first, centre, centre.root)
    ground.meet(first, other, other.root)
    tokens = []

    def listening(call: Call):
        tokens.append(call.token)
        return first.answer(centre.tag, call)

    centre.root.meet(listening, fingerprint=ground.identity.certificate.fingerprint)
    ask = Call("vector", tokens[-1], packed(CENTRE.space_id))
    assert second.answer(centre.tag, ask).status == OK
    assert second.answer(other.tag, ask).status == STRANGER


def test_a_revocation_taken_in_by_one_process_holds_in_the_other(ground, centre):
    """What a lost device wrote late is kept, for an admin to judge; it learns nothing any more."""
    ground.serve(centre)
    first, second = ground.open(), ground.open()
    lost, other = centre.device(), centre.device()
    ground.meet(first, centre, centre.root)
    assert ground.meet(second, centre, lost).same
    centre.revoke(lost)
    ground.meet(first, centre, centre.root)
    other.write(1)
    ground.meet(first, centre, other)
    ground.seconds += 0.25
    lost.write(1)
    assert ground.meet(second, centre, lost).revoked
    assert (other.key.device_id, CENTRE) not in lost.log.vector()
    assert (other.key.device_id, CENTRE) in second.tenant(centre.tag).log.vector()


def test_a_stranger_leaves_nothing_and_gets_nothing(small, centre):
    small.serve(centre)
    hub = small.open()
    small.meet(hub, centre, centre.root)
    before = hub.tenant(centre.tag).log.vector()
    stranger = Device(77, centre.card)
    stranger.write(2)
    with pytest.raises(Refused) as caught:
        small.meet(hub, centre, stranger)
    assert (caught.value.status, caught.value.reason) == (NOT_YOURS, "space")
    assert stranger.log.count() == 2
    assert hub.tenant(centre.tag).log.vector() == before


def test_operations_at_one_hub_do_not_mix(small, centre):
    other = Centre(seed=2)
    for one in (centre, other):
        small.serve(one)
    hub = small.open()
    for one in (centre, other):
        small.meet(hub, one, one.root)
        device = one.device()
        small.meet(hub, one, one.root)
        device.write(2)
        small.meet(hub, one, device)
    assert hub.tenant(centre.tag).log.count() == hub.tenant(other.tag).log.count()
    one, two = ({key for key, _ in hub.tenant(c.tag).log.vector()} for c in (centre, other))
    assert not one & two


def test_an_operation_that_is_not_served_is_refused_before_anything_is_read(small, centre):
    small.serve(centre)
    hub = small.open()
    assert hub.route("0" * 16) is None
    assert hub.route("") is None
    assert hub.answer("0" * 16, Call("hello")).status == NOT_YOURS
    door = hub.route(centre.tag)
    assert door is not None
    assert door.answer(Call("hello", b"", b"?")).status != OK


def test_a_folder_that_cannot_be_read_now_stops_nobody(small, centre, monkeypatch):
    small.serve(centre)
    hub = small.open()
    real = small.folder.operations
    monkeypatch.setattr(small.folder, "operations", lambda: (_ for _ in ()).throw(OSError(5, "?")))
    other = Centre(seed=2)
    small.serve(other)
    small.seconds += 2
    assert hub.route(centre.tag) is not None
    assert hub.route(other.tag) is None
    monkeypatch.setattr(small.folder, "operations", real)
    small.seconds += 2
    assert hub.route(other.tag) is not None


def test_an_operation_added_while_it_runs_is_served_within_seconds(small, centre):
    hub = small.open()
    assert hub.route(centre.tag) is None
    small.serve(centre)
    small.seconds += 2
    assert hub.route(centre.tag) is not None
    small.meet(hub, centre, centre.root)


def test_an_operation_that_was_removed_is_gone_and_the_others_go_on(ground, centre):
    other = Centre(seed=2)
    for one in (centre, other):
        ground.serve(one)
    hub = ground.open()
    for one in (centre, other):
        ground.meet(hub, one, one.root)
    served = hub.tenant(centre.tag).served
    storage = storage_for(ground.database)
    storage.remove(served)
    storage.remove(served)
    storage.close()
    ground.folder.remove(served)
    ground.seconds += 2
    assert hub.route(centre.tag) is None
    assert hub.answer(centre.tag, Call("hello")).status == NOT_YOURS  # one that was on its way
    assert ground.meet(hub, other, other.root).same
    assert centre.root.log.get(centre.root.key.device_id, AUTH, 1).body not in database_bytes(
        ground.database
    )
    ground.put(centre, Quota())
    ground.seconds += 2
    assert hub.route(centre.tag) is not None
    assert hub.tenant(centre.tag).log.count() == 0
    assert ground.meet(hub, centre, centre.root).same


def test_an_operation_removed_and_added_again_between_two_looks_has_a_new_log(ground, centre):
    """Else what is acknowledged would go into a file that is not there any more."""
    ground.serve(centre)
    hub = ground.open()
    ground.meet(hub, centre, centre.root)
    served = hub.tenant(centre.tag).served
    storage = storage_for(ground.database)
    storage.remove(served)
    ground.folder.remove(served)
    ground.put(centre, Quota())
    ground.seconds += 2
    assert hub.route(centre.tag) is not None
    assert ground.meet(hub, centre, centre.root).same
    (served,) = ground.folder.operations()[0].values()
    log = storage.open(served)
    assert log.count() == centre.root.log.count() > 0
    log.close()
    storage.close()


def test_more_than_its_share_is_refused_clearly_and_stored_once_there_is_room(ground, centre):
    ground.serve(centre, Quota(batches=8))
    hub = ground.open()
    ground.meet(hub, centre, centre.root)
    device = centre.device()
    ground.meet(hub, centre, centre.root)
    device.write(10)
    with pytest.raises(Refused) as caught:
        ground.meet(hub, centre, device)
    assert (caught.value.status, caught.value.reason) == (FULL, "quota")
    assert (device.key.device_id, CENTRE) not in hub.tenant(centre.tag).log.vector()
    ground.put(centre, Quota())
    ground.seconds += 2
    assert hub.route(centre.tag) is not None
    assert ground.meet(hub, centre, device).same


def test_bytes_are_counted_too(ground, centre):
    ground.serve(centre, Quota(bytes=200_000))
    hub = ground.open()
    ground.meet(hub, centre, centre.root)
    device = centre.device()
    ground.meet(hub, centre, centre.root)
    before = hub.tenant(centre.tag).usage()
    device.write(30)
    ground.meet(hub, centre, device)
    ground.seconds += 60
    after = hub.tenant(centre.tag).usage()
    assert after[0] - before[0] == 30
    assert after[1] > before[1]
    device.write(2_000)
    with pytest.raises(Refused) as caught:
        ground.meet(hub, centre, device)
    assert caught.value.reason == "quota"


def test_a_device_that_asks_too_often_is_slowed_down_and_others_are_not(small, centre):
    small.pace = Pace(calls_a_second=1, calls_at_once=40)
    small.serve(centre)
    hub = small.open()
    small.meet(hub, centre, centre.root)
    other = centre.device()
    small.meet(hub, centre, centre.root)
    with pytest.raises(Refused) as caught:
        meet_often(small, hub, centre)
    assert (caught.value.status, caught.value.reason) == (SLOW_DOWN, "slow_down")
    small.meet(hub, centre, other)
    small.seconds += 40
    assert small.meet(hub, centre, centre.root).same


def meet_often(ground: HubGround, hub: Hub, centre: Centre) -> None:
    for _ in range(9):
        ground.meet(hub, centre, centre.root)


def test_a_log_that_cannot_be_used_now_is_said_and_tried_again(small, centre):
    class Away(SqliteStorage):
        away = True

        def open(self, served):
            if self.away:
                raise LogBusy("away")
            return super().open(served)

        def require_answers(self):
            if self.away:
                raise LogBusy("away")

    small.serve(centre)
    storage = Away()
    hub = small.open(storage)
    assert hub.answer(centre.tag, Call("hello")).status == SLOW_DOWN
    assert hub.page("/health") == (503, "text/plain", b"tasuki log_busy\n")
    storage.away = False
    assert small.meet(hub, centre, centre.root).same
    assert hub.page("/health") == (OK, "text/plain", b"tasuki ok\n")


def test_what_the_hub_keeps_holds_no_text_and_no_key_of_closed_spaces(ground, centre, tmp_path):
    ground.serve(centre)
    hub = ground.open()
    ground.meet(hub, centre, centre.root)
    device = centre.device()
    ground.meet(hub, centre, centre.root)
    device.write(20)
    device.write(20, SEALED)
    ground.meet(hub, centre, device)
    kept = b"".join(path.read_bytes() for path in (tmp_path / "hub").rglob("*") if path.is_file())
    kept += database_bytes(ground.database)
    assert device.log.get(device.key.device_id, SEALED, 20).body in kept
    closed = [device.desk.keyring.current(space) for space in (CENTRE, SEALED)]
    needles = ["訓練".encode(), b"person", b"register"]
    needles += [form for key in closed for part in (key.secret, key.private)
                for form in (part, part.hex().encode())]  # fmt: skip
    assert [needle for needle in needles if needle in kept] == []


def database_bytes(address: str | None) -> bytes:
    """Every value of every table."""
    if address is None:
        return b""
    import psycopg
    from psycopg import sql

    with psycopg.connect(address) as db:
        names = db.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') "
            "AND relnamespace = current_schema()::regnamespace"
        ).fetchall()
        rows = [
            value
            for (name,) in names
            for row in db.execute(
                sql.SQL("SELECT * FROM {}").format(sql.Identifier(name)), binary=True
            )
            for value in row
        ]
    return b"".join(value if isinstance(value, bytes) else str(value).encode() for value in rows)


def test_photos_are_kept_for_who_asks_later(small, centre):
    from hashlib import sha256

    small.serve(centre)
    hub = small.open()
    one, two = centre.device(), centre.device()
    photo = bytes(range(256)) * 1_200
    name = sha256(photo).digest()
    one.photos.files[name] = photo
    two.photos.names = (name,)
    small.meet(hub, centre, centre.root)
    small.meet(hub, centre, two)
    assert small.meet(hub, centre, one).blobs_sent == 1
    assert small.meet(hub, centre, two).blobs_received == 1
    assert two.photos.files[name] == photo


def test_numbers_are_told_in_prometheus_text(small, centre):
    small.serve(centre)
    hub = small.open()
    small.meet(hub, centre, centre.root)
    hub.answer(centre.tag, Call("no such name {}" + "x" * 100))
    status, kind, content = hub.page("/metrics") or (0, "", b"")
    assert (status, kind.split(";")[0]) == (OK, "text/plain")
    lines = content.decode().splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(values['tasuki_calls_total{name="push",status="200"}']) >= 1
    assert float(values['tasuki_calls_total{name="other",status="401"}']) == 1
    assert float(values["tasuki_stored_batches_total"]) == hub.tenant(centre.tag).log.count()
    assert float(values["tasuki_operations"]) == 1
    assert float(values[f'tasuki_used_batches{{operation="{centre.tag}"}}']) >= 2
    described = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    assert {key.split("{")[0] for key in values} == described
    assert hub.page("/other") is None


def test_the_log_of_the_process_names_nobody(small, centre):
    small.serve(centre)
    hub = small.open()
    small.meet(hub, centre, centre.root)
    device = centre.device()
    device.write(1)
    with_refusal = hub.answer(centre.tag, Call("push", b"token", b"?"))
    assert with_refusal.status != OK
    hub.fault(ValueError("訓練 花子"))
    said = [json.loads(line) for line in small.lines]
    assert {one["event"] for one in said} == {"serving", "push", "refused", "fault"}
    assert all(one["at"].endswith("+00:00") for one in said)
    text = "\n".join(small.lines)
    for secret in ("訓練", centre.operation.hex(), centre.root.key.device_id.hex()):
        assert secret not in text
    assert hub.metrics.value("tasuki_faults_total") == 1


def test_a_flood_of_refusals_does_not_flood_the_log(small, centre):
    small.serve(centre)
    hub = small.open()
    for _ in range(1_000):
        hub.answer(centre.tag, Call("vector"))
    assert len(small.lines) < 250
    small.seconds += 60
    hub.answer(centre.tag, Call("vector"))
    assert json.loads(small.lines[-1])["lines_left_out"] == 800


def test_everything_new_wakes_who_waits_for_that_operation(small, centre):
    small.serve(centre)
    hub = small.open()
    heard: list[str] = []
    hub.notify = heard.append
    small.meet(hub, centre, centre.root)
    assert set(heard) == {centre.tag}
    count = len(heard)
    small.meet(hub, centre, centre.root)
    assert len(heard) == count


def test_a_hub_without_a_folder_does_not_start(tmp_path):
    from sync.engine.world import RealDisk
    from sync.hub.errors import NoHub
    from sync.hub.folder import HubFolder

    with pytest.raises(NoHub):
        HubFolder(Path(tmp_path / "nothing"), RealDisk()).identity()
