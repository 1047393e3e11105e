"""The most memory that a device takes for its first sync, in a process of its own.

Its calls come to this process, where the device with everything answers them. Floor: a process that
opened nothing, and the pages of the working set that it has at the end.
"""

from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from app.bench.ground import Ground
from app.bench.memory import MEGA, STATUS, pages_of, status
from app.bench.syncing import ADDRESS, Host
from app.cli.passphrase import DEMO_PASSPHRASE
from app.cli.programs import Figure, Skipped
from app.services.joining import Newcomer, ask, fetch, make_files
from app.services.operation import Operation
from sync.crypto.pairing import read_summons
from sync.protocol.messages import Answer, Call

NAME = "sync_memory"
SILENCE_S_MOST = 300


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    if not STATUS.exists():
        yield Skipped(NAME, "no_proc")
        return
    operation = ground.tools.open_operation(ground.plain())
    try:
        ground.say(NAME)
        host = Host(operation)
        folder = _let_in(host, ground.folder / "joined-memory")
        bare, most, stays, pages = _received(host, folder, ground)
    finally:
        operation.close()
    yield Figure(
        NAME, most / MEGA, (bare + pages) / MEGA, "mb", None,
        {"afterwards": stays / MEGA, "empty_process": bare / MEGA, "working_set": pages / MEGA},
    )  # fmt: skip


def _let_in(host: Host, folder: Path) -> Path:
    """A new device that belongs, with an empty log."""
    world = host.operation.world
    newcomer = Newcomer.make(folder.name, world)
    welcome = ask(read_summons(host.invitation()), newcomer, host.line(), world)
    make_files(folder, DEMO_PASSPHRASE, welcome, newcomer, ADDRESS, world)
    return folder


def _received(host: Host, folder: Path, ground: Ground) -> tuple[int, int, int, int]:
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_receive, args=(ground.tools.open_operation, folder, host.fingerprint, theirs)
    )
    process.start()
    theirs.close()
    wire = host.line()
    try:
        while True:
            if not ours.poll(SILENCE_S_MOST):
                raise TimeoutError(NAME)
            said = ours.recv()
            if not isinstance(said, Call):
                break
            ours.send(wire.call(said))
    finally:
        ours.close()
        process.join()
    bare, most, stays, pages = said
    return bare, most, stays, pages


class _Pipe:
    """See `sync.engine.lines.Transport`."""

    def __init__(self, connection: Connection, fingerprint: bytes) -> None:
        self._connection = connection
        self.fingerprint = fingerprint

    def call(self, call: Call) -> Answer:
        self._connection.send(call)
        answer: Answer = self._connection.recv()
        return answer

    def close(self) -> None:
        """Whoever made the pipe closes it."""

    def abort(self) -> None:
        """Nobody waits elsewhere."""


def _receive(
    open_operation: Callable[[Path], Operation], folder: Path, fingerprint: bytes,
    connection: Connection,
) -> None:  # fmt: skip
    bare = status("VmRSS")
    operation = open_operation(folder)
    try:
        fetch(operation, _Pipe(connection, fingerprint), operation.world)
        pages = operation.read(pages_of)
        connection.send((bare, status("VmHWM"), status("VmRSS"), pages))
    finally:
        operation.close()
