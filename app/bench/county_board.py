"""The county's board of 61 councils and 90 days beside its bare statements, and what a hub does for
1 to 61 centres that send their figures.

Each centre is a real device that came into the county; a round is one session of every one of them
after it wrote the figures of a day, and what the hub's answers take is counted, by the wall clock.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import rmtree
from time import perf_counter

from app.bench.ground import Ground
from app.bench.rounds import alternate, median
from app.bench.syncing import ADDRESS, CHIEF
from app.catalogue.codes import CodeLists
from app.cli.passphrase import DEMO_PASSPHRASE
from app.cli.programs import Aim, Figure, Skipped
from app.domain.calendar_jp import day_of
from app.domain.county_board import CountyFigures, before
from app.domain.device_roles import COUNCIL, POLICY
from app.domain.tables_county import council_id
from app.services.command import Command, Refused
from app.services.county_board import PublishFigures, SetCentreState
from app.services.hubs import admit_hub
from app.services.invitations import Invitations
from app.services.joining import join
from app.services.operation import Operation
from app.store.queries import county_board as queries
from sync.core.ids import operation_tag
from sync.crypto.grants import sealing_public
from sync.crypto.vault import ScryptCost
from sync.engine.lines import drive
from sync.hub.card import HubNote
from sync.hub.events import Events
from sync.hub.folder import HubFolder, Quota
from sync.hub.hub import Hub
from sync.hub.storage import storage_for
from sync.protocol.client import Client, Link
from sync.protocol.messages import NONCE_BYTES, Answer, Call
from sync.protocol.responder import Responder
from sync.transports.certificates import Certificate
from sync.transports.loopback import LoopbackTransport

NAME = "county_board"
COUNCILS = tuple(entry.code for entry in CodeLists.load().shipped["municipality"])
STEPS = (1, 10, 30, len(COUNCILS))  # how many councils say something
DAYS, DAYS_LEAST = 90, 7
SMALL_SCALE = 0.05  # below it there are fewer centres, too
ROUNDS, HUB_ROUNDS = 15, 3
MS, MS_MOST = 1_000.0, 1_000.0
# The keys of these devices are stretched as little as possible: their opening is not measured.
COST = ScryptCost(log2_n=10)


def measure(ground: Ground) -> Iterator[Figure | Skipped]:
    folder = ground.folder / "county"
    operation = ground.tools.new_county(folder)
    try:
        ground.say(NAME)
        yield _board(operation, ground)
        ground.say("hub_county")
        yield _ingest(operation, ground)
    finally:
        operation.close()
        rmtree(folder)


# ---------------------------------------------------------------------------- the board


def _board(operation: Operation, ground: Ground) -> Figure:
    now_ms = operation.world.clock.now_ms()
    days = max(DAYS_LEAST, int(DAYS * min(1, ground.scale)))
    notes: dict[str, float] = {"days": days, "councils": len(COUNCILS)}
    begun, taken, beside = 0, [0.0], [0.0]
    for many in STEPS:
        for code in COUNCILS[begun:many]:
            _fill(operation, code, day_of(now_ms), days)
        begun = many
        taken, beside = alternate(
            ROUNDS, lambda _: _read_board(operation, now_ms), lambda _: _bare(operation, now_ms)
        )
        notes[f"ms_of_{many}"] = median(taken)
    return Figure(NAME, median(taken), median(beside), "ms", Aim("value", MS_MOST), notes)


def _fill(operation: Operation, code: str, today: date, days: int) -> None:
    council = council_id(code)
    _do(operation, SetCentreState("open_recruiting", council, "prefecture", "9:00", "15:30"))
    for back in range(days - 1, -1, -1):
        figures = CountyFigures(100 + back, 5, 20, 15, 40 + back, 10, 60, 1, 0, 6, 2)
        day = before(today, back)
        _do(operation, PublishFigures(day, figures, final=back > 0, council=council))


def _do(operation: Operation, command: Command) -> None:
    outcome = operation.submit(command, CHIEF)
    if isinstance(outcome, Refused):
        raise AssertionError(outcome)


def _read_board(operation: Operation, now_ms: int) -> float:
    begun = perf_counter()
    board = operation.read(lambda db: queries.county_board(db, now_ms))
    took = perf_counter() - begun
    if len(board.rows) != len(COUNCILS):
        raise AssertionError(len(board.rows))
    return took * MS


def _bare(operation: Operation, now_ms: int) -> float:
    """The same statements, their rows fetched and thrown away."""
    asked = queries.statements(day_of(now_ms))
    begun = perf_counter()
    operation.read(lambda db: [db.execute(*one).fetchall() for one in asked])
    return (perf_counter() - begun) * MS


# ---------------------------------------------------------------------------- the hub


def _ingest(operation: Operation, ground: Ground) -> Figure:
    """Milliseconds of the hub for one session, with all centres, beside one centre alone."""
    most = max(2, int(len(COUNCILS) * min(1, ground.scale / SMALL_SCALE)))
    steps = tuple(sorted({min(step, most) for step in STEPS}))
    folder = ground.folder / "county-hub"
    with ExitStack() as ending:
        ending.callback(rmtree, folder, ignore_errors=True)
        served = _Served(operation, folder, ground)
        ending.callback(served.hub.close)
        centres: list[Operation] = []
        notes: dict[str, float] = {"centres": most}
        took: dict[int, float] = {}
        for many in steps:
            for code in COUNCILS[len(centres) : many]:
                centre = _come_in(operation, folder.with_name(f"county-{code}"), code, ground)
                ending.callback(rmtree, centre.folder, ignore_errors=True)
                ending.callback(centre.close)
                centres.append(centre)
            served.session(operation)  # the hub knows them all
            took[many] = median([served.round(centres, round_) for round_ in range(HUB_ROUNDS)])
            notes[f"ms_of_{many}"] = took[many]
        notes["bytes_each"] = served.bytes / max(1, served.sessions)
    return Figure("hub_county", took[steps[-1]], took[steps[0]], "ms", None, notes)


def _come_in(host: Operation, folder: Path, code: str, ground: Ground) -> Operation:
    world = host.world
    fingerprint = Certificate.make(world.random).fingerprint
    inviting = Invitations(host, fingerprint, lambda: None)
    responder = Responder(
        host.replica, world.random.bytes(NONCE_BYTES), world.clock.now_ms, fingerprint,
        pair=inviting.answer,
    )  # fmt: skip
    shown = inviting.invite((COUNCIL,), "", None, ADDRESS, CHIEF, council_id(code))
    return join(
        shown.qr, code, DEMO_PASSPHRASE, folder, replace(world, cost=COST),
        ground.tools.dictionaries,
        lambda _address, _print: LoopbackTransport(responder, fingerprint=fingerprint),
        lambda _step: None,
    )  # fmt: skip


class _Served:
    """A hub that serves the county, and what its answers took."""

    def __init__(self, operation: Operation, folder: Path, ground: Ground) -> None:
        world = operation.world
        place = HubFolder(folder, world.disk)
        identity = place.make(world.random)
        device = identity.device
        self.fingerprint = identity.certificate.fingerprint
        note = HubNote(device.public_key, sealing_public(device), self.fingerprint)
        card = admit_hub(operation, note, CHIEF)
        if isinstance(card, Refused):
            raise AssertionError(card)
        place.put(card, Quota(), world.random)
        self.hub = Hub(
            place, storage_for(None), Events(world.clock, lambda _line: None), world.clock,
            POLICY, ground.tools.dictionaries,
        )  # fmt: skip
        self._tag = operation_tag(card.operation)
        self.seconds, self.bytes, self.sessions = 0.0, 0, 0
        self.session(operation)

    def session(self, operation: Operation) -> None:
        world = operation.world
        client = Client(
            operation.replica, Link(self.fingerprint), world.random.bytes(NONCE_BYTES),
            world.clock.now_ms(),
        )  # fmt: skip
        drive(client.run(), self)
        self.sessions += 1

    def round(self, centres: Sequence[Operation], number: int) -> float:
        """Every centre writes the figures of today and meets the hub; milliseconds for each."""
        for centre in centres:
            today = day_of(centre.world.clock.now_ms())
            _do(centre, PublishFigures(today, CountyFigures(participants=number, new_needs=1)))
        before_s = self.seconds
        for centre in centres:
            self.session(centre)
        return (self.seconds - before_s) * MS / len(centres)

    def call(self, call: Call) -> Answer:
        begun = perf_counter()
        answer = self.hub.answer(self._tag, call)
        self.seconds += perf_counter() - begun
        self.bytes += len(call.body) + len(answer.body)
        return answer

    def close(self) -> None:
        """Nothing is open."""

    def abort(self) -> None:
        """Nobody waits elsewhere."""
