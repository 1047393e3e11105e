"""A device of a centre as a process of its own: its folder, its open port, the loop that meets.

`python -m tests.support.centre_process FOLDER PORT [INVITATION]` opens the operation in FOLDER, or
joins by the invitation, and then answers a line each on its input with one line of JSON,
after it said `ready`:

    write NAME N     N volunteers more, each an action: how many the desk confirmed
    base, address    be the base station; either says its address on this machine
    invite ROLE      an invitation, as the text of its picture
    add ADDRESS      where another device is
    now              meet everybody at once, also those that failed
    state, shown     the sync screen with the digest of what is shown; names of the volunteers
"""

import json
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from app.bootstrap import SET_UP, open_operation, shipped_dictionaries
from app.services.command import Ok, Refused
from app.services.joining import join
from app.services.operation import Operation
from app.services.operation_files import World
from app.services.sync_view import SyncState
from app.services.syncing import Syncing
from app.services.volunteers import RegisterVolunteer
from sync.crypto.pairing import read_summons
from sync.crypto.vault import ScryptCost
from sync.engine.world import RealClock, RealDisk, RealRandom
from sync.transports.http_client import HttpTransport
from tests.support.centres import PASSPHRASE

HERE = "127.0.0.1"


def cheap_world() -> World:
    """The real one; only deriving the key of the vault costs nothing."""
    return World(RealClock(), RealRandom(), RealDisk(), ScryptCost(log2_n=4))


class CentreProcess:
    def __init__(self, folder: Path, port: int, invitation: str) -> None:
        world = cheap_world()
        if invitation:
            tag = read_summons(invitation).tag.hex()  # by it a call names its operation
            self.operation = join(
                invitation, f"訓練 {folder.name}", PASSPHRASE, folder, world,
                shipped_dictionaries(), partial(HttpTransport, tag=tag), lambda _step: None,
            )  # fmt: skip
        else:
            self.operation = open_operation(folder, PASSPHRASE, world)
        self.syncing = Syncing(self.operation, port)
        self.syncing.start()

    def answer(self, line: str) -> Any:
        match line.split():
            case ["write", name, count]:
                return self.write(name, int(count))
            case ["base"]:
                refused = self.syncing.be_base(True, SET_UP)
                assert refused is None, refused
                return self.address()
            case ["address"]:
                return self.address()
            case ["invite", role]:
                return self.syncing._invitations.invite(
                    (role,), "", None, self.address(), SET_UP
                ).qr
            case ["add", address]:
                refused = self.syncing.add_address(address, SET_UP)
                assert refused is None, refused
            case ["now"]:
                self.syncing.sync_now()
            case ["state"]:
                return plain(self.syncing.state(), self.operation)
            case ["shown"]:
                return shown(self.operation)
        return None

    def address(self) -> str:
        """On this machine, whatever networks it is in."""
        assert self.syncing._server is not None
        return f"{HERE}:{self.syncing._server.port}"

    def write(self, name: str, count: int) -> int:
        done = 0
        for number in range(count):
            command = RegisterVolunteer(f"訓練 {name}{number}", "", "", another_person=True)
            outcome = self.operation.submit(command, SET_UP)
            assert not isinstance(outcome, Refused), outcome
            done += isinstance(outcome, Ok)
        return done

    def end(self) -> None:
        self.syncing.stop()
        self.operation.close()


def plain(state: SyncState, operation: Operation) -> dict[str, Any]:
    """For JSON; `digest` is what this device itself found of all that it shows."""
    said = asdict(state)
    said["device"] = state.device.hex()
    said["peers"] = {
        peer.letter: {
            "state": str(peer.state), "waiting": peer.waiting, "error": peer.error,
            "is_base": peer.is_base,
        }
        for peer in state.peers
    }  # fmt: skip
    said["digest"] = str(operation.working_set.digest())
    return said


def shown(operation: Operation) -> list[str]:
    sql = "SELECT name FROM live_volunteer ORDER BY name"
    return [str(row[0]) for row in operation.read(lambda db: db.execute(sql).fetchall())]


def main() -> None:
    folder, port, invitation = Path(sys.argv[1]), int(sys.argv[2]), "".join(sys.argv[3:])
    process = CentreProcess(folder, port, invitation)
    print("ready", flush=True)
    for line in sys.stdin:
        print(json.dumps(process.answer(line)), flush=True)
    process.end()


if __name__ == "__main__":
    main()
