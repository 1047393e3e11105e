"""A device that gives images of what it shows, and what a new device and it have in common."""

import sqlite3

from app.services.volunteers import ChangeVolunteer, RegisterVolunteer
from app.store.checkpoint import split_plain, unpack_image
from sync.core.registry import SpaceKind
from sync.protocol.messages import Answer, Call
from sync.transports.loopback import LoopbackTransport
from tests.support.centres import Centre
from tests.support.together import Host, meet

SHOWN = "SELECT name, phone, available_note FROM live_volunteer ORDER BY id"
CONFLICTS = "SELECT id, entity, field, value FROM _conflict ORDER BY id"


class Watched(LoopbackTransport):
    """Notes the names of calls; `answer` may say something else than the host does."""

    def __init__(self, host: Host, asked: list[str]) -> None:
        super().__init__(host.responder, fingerprint=host.certificate.fingerprint)
        self._asked = asked
        self._host = host

    def call(self, call: Call) -> Answer:
        self._asked.append(call.name)
        return self.changed(call, super().call(call))

    def changed(self, _call: Call, answer: Answer) -> Answer:
        return answer


class Giver(Host):
    """A host that gives images from the first batch on."""

    def __init__(self, centre: Centre) -> None:
        super().__init__(centre.operation)
        centre.operation.images.given.worth = 1
        self.asked: list[str] = []
        self.kind: type[Watched] = Watched

    def transport(self) -> LoopbackTransport:
        return self.kind(self, self.asked)


def giver(centre: Centre) -> Giver:
    """With three people, a conflict between two devices, and a checkpoint."""
    made = [
        centre.do(RegisterVolunteer(f"訓練 {letter}", "", f"090-0000-001{number}"))
        for number, letter in enumerate("一二三")
    ]
    host = Giver(centre)
    other = host.let_in(centre.operation.folder.with_name("other"), seed=40)
    try:
        meet(other, host)
        who = made[0].entity
        assert who is not None
        centre.do(ChangeVolunteer(who, {"available_note": "午前"}))
        other.do(ChangeVolunteer(who, {"available_note": "午後"}))
        other.do(RegisterVolunteer("訓練 四", "", "090-0000-0019"))
        meet(other, host)
    finally:
        other.operation.close()
    assert centre.rows("SELECT count(*) FROM _conflict") == [(1,)]
    assert centre.operation.checkpoint()
    host.asked.clear()
    return host


def batches(centre: Centre) -> dict[SpaceKind, int]:
    found: dict[SpaceKind, int] = {}
    for (_device, space), seq in centre.operation.log.vector().items():
        found[space.kind] = found.get(space.kind, 0) + seq
    return found


def require_equal(one: Centre, other: Centre) -> None:
    assert one.operation.working_set.digest() == other.operation.working_set.digest()
    for kind in SpaceKind:
        sums = [each.operation.working_set.space_digest(kind) for each in (one, other)]
        assert sums[0] == sums[1]
    assert one.rows(CONFLICTS) == other.rows(CONFLICTS)


def image_of(centre: Centre) -> sqlite3.Connection:
    plain = centre.operation._checkpoints.newest_plain()
    assert plain is not None
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.deserialize(unpack_image(split_plain(plain.plain)[1]))
    return db
