"""`kill -9` of a hub while forty devices push: what it acknowledged is there, and there once.

Over files one process is killed and started again; over a database two processes serve together,
one of them is killed, and its devices go to the other. After each kill the log is looked at as the
next start would find it.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from random import Random
from threading import Condition, Thread

import pytest

from app.domain.device_roles import POLICY, RECEPTION
from sync.core.ids import DeviceId
from sync.engine.lines import drive
from sync.hub.folder import Served
from sync.hub.storage import storage_for
from sync.protocol.client import Client, Link, SpaceEnd
from sync.protocol.messages import Answer, Call, LinkError
from sync.transports.http_client import HttpTransport
from tests.support.chains import CENTRE
from tests.support.hub_ground import Centre, Device, HubGround
from tests.support.world import SeededRandom

DEVICES, ROUNDS, BATCHES, KILLS, SEED = 40, 3, 2, 2, 20_261
THREADS = 10


class Hubs:
    """Processes that serve one folder, and who pushes to them."""

    def __init__(self, repository: Path, ground: HubGround, count: int) -> None:
        self._repository = repository
        self._ground = ground
        self._processes: list[subprocess.Popen[str] | None] = [None] * count
        self.ports = [0] * count
        for number in range(count):
            self.start(number)

    def start(self, number: int) -> None:
        words = [sys.executable, "-m", "app", "hub", "--data", str(self._ground.path),
                 "--host", "127.0.0.1", "--port", str(self.ports[number])]  # fmt: skip
        if self._ground.database is not None:
            words += ["--database", self._ground.database]
        with (self._ground.path / f"said-{number}").open("ab") as said:
            process = subprocess.Popen(
                words, cwd=self._repository, stdout=subprocess.PIPE, stderr=said, text=True
            )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, (self._ground.path / f"said-{number}").read_text()
        self.ports[number] = int("".join(one for one in line if one.isdecimal()))
        self._processes[number] = process

    def kill(self, number: int) -> None:
        process = self._processes[number]
        assert process is not None
        assert process.stdout is not None
        os.kill(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        process.stdout.close()
        self._processes[number] = None

    def close(self) -> None:
        """Nobody is left, however the test ended."""
        for process in self._processes:
            if process is not None and process.poll() is None:
                process.kill()
                process.communicate()

    def stop(self) -> list[int]:
        """As systemd does; how each ended."""
        ends = []
        for process in self._processes:
            if process is not None:
                process.terminate()
                process.communicate()
                ends.append(process.returncode)
        return ends


class Pushes:
    """What forty devices have written and what was acknowledged to them."""

    def __init__(
        self, hubs: Hubs, ground: HubGround, centre: Centre, devices: list[Device]
    ) -> None:
        self._hubs = hubs
        self._fingerprint = ground.identity.certificate.fingerprint
        self._tag = centre.tag
        self.devices = devices
        self.acknowledged: dict[DeviceId, int] = {}
        self.broken = 0
        self.news = Condition()
        self.up = True

    def run(self) -> None:
        with ThreadPoolExecutor(THREADS) as pool:
            for turn in range(ROUNDS):
                list(pool.map(lambda device, turn=turn: self._work(device, turn), self.devices))

    def wait_for(self, least: int) -> None:
        """Until so many rounds were acknowledged; `news` is held before and after."""
        assert self.news.wait_for(lambda: sum(self.acknowledged.values()) // BATCHES >= least, 60)

    def _work(self, device: Device, turn: int) -> None:
        """Writes, and pushes until it is acknowledged, to whichever process answers."""
        device.write(BATCHES)
        hub = self.devices.index(device)
        while self.acknowledged.get(device.key.device_id, 0) < BATCHES * (turn + 1):
            with self.news:
                self.news.wait_for(lambda: self.up, 60)
            hub += 1
            port = self._hubs.ports[hub % len(self._hubs.ports)]
            line = HttpTransport(f"127.0.0.1:{port}", self._fingerprint, tag=self._tag)
            try:
                drive(self._push(device, turn), line)
            except LinkError:
                self.broken += 1
            finally:
                line.close()

    def _push(self, device: Device, turn: int) -> Generator[Call, Answer, None]:
        nonce = Random(device.desk.seed * 100 + turn).randbytes(16)
        client = Client(device.replica, Link(self._fingerprint), nonce, 0)
        yield from client._enter()
        theirs = yield from client._vector(CENTRE)
        after = yield from client._push(CENTRE, theirs, SpaceEnd(CENTRE))
        with self.news:
            self.acknowledged[device.key.device_id] = after[device.key.device_id].seq
            self.news.notify_all()


@pytest.fixture(params=["files", "database"])
def ground(request, tmp_path) -> Iterator[HubGround]:
    database = None
    if request.param == "database":
        database = request.getfixturevalue("postgres").schema()
    made = HubGround(tmp_path / "hub", database)
    yield made
    made.close()


def stored(ground: HubGround, served: Served) -> dict[DeviceId, int]:
    """What a next start finds; every chain holds."""
    storage = storage_for(ground.database)
    log = storage.open(served)
    keys = {device: tip.seq for device, tip in log.tips(CENTRE).items()}
    log.close()
    storage.close()
    return keys


def test_whatever_was_acknowledged_is_there_once(repository: Path, ground: HubGround) -> None:
    print("seed", SEED)
    dice = Random(SEED)
    centre = Centre(policy=POLICY)
    devices = [centre.device(RECEPTION) for _ in range(DEVICES)]
    ground.serve(centre)
    (served,) = ground.folder.operations()[0].values()
    with closing(Hubs(repository, ground, 1 if ground.database is None else 2)) as hubs:
        push_and_kill(hubs, ground, centre, devices, served, dice)


def push_and_kill(
    hubs: Hubs, ground: HubGround, centre: Centre, devices: list[Device], served: Served,
    dice: Random,
) -> None:  # fmt: skip
    line = HttpTransport(f"127.0.0.1:{hubs.ports[0]}", tag=centre.tag)
    client = Client(centre.root.replica, Link(line.fingerprint), SeededRandom(3).bytes(16), 0)
    assert drive(client.run(), line).same
    line.close()
    pushes = Pushes(hubs, ground, centre, devices)
    working = Thread(target=pushes.run)
    working.start()
    total = DEVICES * ROUNDS
    for kill in range(KILLS):
        # In acknowledgements, so that a slow machine is killed as far into its work as a fast one.
        least = (kill * total // KILLS) // 2 + dice.randrange(5, 25)
        with pushes.news:
            pushes.wait_for(least)
            number = kill % len(hubs.ports)
            pushes.up = len(hubs.ports) > 1
            hubs.kill(number)
            promised = dict(pushes.acknowledged)
        found = stored(ground, served)
        assert {key: seq for key, seq in promised.items() if found.get(key, 0) < seq} == {}
        hubs.start(number)
        with pushes.news:
            pushes.up = True
            pushes.news.notify_all()
    working.join(120)
    assert not working.is_alive()
    assert set(hubs.stop()) == {0}
    storage = storage_for(ground.database)
    log = storage.open(served)
    assert {device: tip.seq for device, tip in log.tips(CENTRE).items()} == {
        device.key.device_id: BATCHES * ROUNDS for device in devices
    }
    keys = {one.key.device_id: one.key.public_key for one in (*devices, centre.root)}
    report = log.verify(keys)
    assert report.sound
    assert report.batches == log.count()
    log.close()
    storage.close()
    print(f"{KILLS} kills, {pushes.broken} broken connections")
    assert pushes.broken > 0
