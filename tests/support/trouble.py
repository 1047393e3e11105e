"""What happens to the devices of a centre: copied, restored, met; and whether they are sound."""

from pathlib import Path
from shutil import copytree

from app.bootstrap import SET_UP, open_operation, shipped_dictionaries
from app.services.backup import Written, restore, write_backup
from app.services.sync_state import Listening, state_of
from app.services.sync_view import Peer, SyncState
from app.services.verifying import verify
from sync.core.ids import DeviceId
from sync.engine.driver import Surroundings, SyncLoop
from sync.engine.lines import Transport
from sync.engine.peers import Peers
from sync.protocol.client import Ended
from sync.protocol.messages import Holding, LinkError, Report
from tests.support.centres import PASSPHRASE, Centre, fake_world
from tests.support.together import Host, meet
from tests.support.world import FakeClock

NAMES = "SELECT name FROM live_volunteer ORDER BY name"
WORDS = "控え 合言葉 2026"


class Screen:
    """What the sync screen of a device says, fed by sessions as `Syncing` feeds it."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.peers = Peers()
        operation, clock = centre.operation, centre.operation.world.clock
        self.loop = SyncLoop(
            operation.replica, self.peers, _no_network,
            Surroundings(clock, operation.world.random),
        )  # fmt: skip

    def state(self) -> SyncState:
        operation = self.centre.operation
        return state_of(
            DeviceId(operation.device), operation.authority, self.peers.all(), self.loop.waiting,
            Listening(), 0,
        )  # fmt: skip

    def of(self, other: Centre) -> Peer:
        return next(one for one in self.state().peers if one.device == other.operation.device)


def show(asks: Screen, answers: Screen, ended: Ended) -> None:
    """A session that `asks` began has ended: both screens hear of it."""
    now_ms = asks.centre.clock.now_ms()
    asks.peers.ended(ended.peer.hex(), ended, now_ms)
    holdings = tuple(Holding(end.space, end.mine, end.digest) for end in ended.spaces)
    forked = tuple(device for end in ended.spaces for device in end.forked)
    device = DeviceId(asks.centre.operation.device)
    answers.loop.reported(device, Report(ended.ahead_ms, holdings, forked))


def met(asks: Screen, answers: Screen) -> Ended:
    """One session, and what both screens know after it."""
    ended = meet(asks.centre, Host(answers.centre.operation))
    show(asks, answers, ended)
    return ended


def copy_of(centre: Centre, folder: Path, seed: int) -> Centre:
    """Somebody copies the folder of a device to another machine, and starts it there."""
    centre.operation.log.flush()  # type: ignore[attr-defined]
    copytree(centre.operation.folder, folder)
    clock = FakeClock(centre.clock.now_ms())
    return Centre(open_operation(folder, PASSPHRASE, fake_world(clock, seed)), clock)


def backup_of(centre: Centre, target: Path) -> Path:
    done = write_backup(centre.operation, target, WORDS, centre.actor, "訓練の控え")
    assert isinstance(done, Written), done
    return target


def restored(source: Path, folder: Path, clock: FakeClock, seed: int) -> Centre:
    world = fake_world(clock, seed)
    restore(source, WORDS, folder, PASSPHRASE, "復元", SET_UP, world, shipped_dictionaries())
    return Centre(open_operation(folder, PASSPHRASE, fake_world(clock, seed + 1)), clock)


def sound(*devices: Centre) -> None:
    """Each shows what its log says, and its log holds; a second start shows the same."""
    for one in devices:
        operation = one.operation
        assert operation.rebuild_digest() == operation.working_set.digest()
        report = verify(operation)
        assert report.sound, report


def equal(*devices: Centre) -> None:
    """Sound, and all show the same."""
    sound(*devices)
    assert len({one.operation.working_set.digest() for one in devices}) == 1


def names(centre: Centre) -> list[str]:
    return [str(row[0]) for row in centre.rows(NAMES)]


def _no_network(_address: str, _fingerprint: bytes | None) -> Transport:
    raise LinkError("no network in this test")
