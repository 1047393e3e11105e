"""Bodies that should be here and are not: whoever passed a chain on kept back what it says.

A chain proves itself without bodies, so nothing is wrong with the log; only what it says is not
known. Which bodies are rightly gone (erased people) is the application's to say. The others are
asked for at the next meeting, whoever it is with, and taken where they are what the header names.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import TypeAlias

from sync.core.batch import Batch, Header
from sync.core.ids import DeviceId
from sync.core.space import Space
from sync.log.contract import BatchLog, SealedEntry

LACKING_MAX = 256  # of a space at a time: the next meeting goes on with others
IsExcused: TypeAlias = Callable[[Header], bool]
Excuse: TypeAlias = Callable[[Space], IsExcused]


class Withheld:
    """`excuse` gives, for a space as things stand now, which bodies are rightly gone; None: all are
    (a replica that fills nothing in). The log is looked through once for each space. Safe for
    threads."""

    def __init__(self, log: BatchLog, excuse: Excuse | None) -> None:
        self._log = log
        self._excuse = excuse
        self._lock = Lock()
        self._known: dict[Space, dict[tuple[DeviceId, int], Header]] = {}
        self._asked = 0

    def lacking(self, space: Space) -> dict[DeviceId, tuple[int, ...]]:
        """Numbers by device, ascending. Where there are many, others at each call: what nobody has
        must not stand in the way of the rest."""
        due = self._due(space)
        if len(due) > LACKING_MAX:
            first = self._asked % len(due)
            due = (due[first:] + due[:first])[:LACKING_MAX]
            self._asked += LACKING_MAX
        found: dict[DeviceId, list[int]] = defaultdict(list)
        for header in due:
            found[header.device].append(header.seq)
        return {device: tuple(sorted(seqs)) for device, seqs in found.items()}

    def wanted(self, space: Space, batches: Iterable[Batch]) -> list[Batch]:
        """Those that bring a body which is lacking."""
        places = {(one.device, one.seq) for one in self._due(space)}
        if not places:
            return []
        return [
            one for one in batches
            if one.body is not None and (one.header.device, one.header.seq) in places
        ]  # fmt: skip

    def held(
        self, space: Space, numbers: Mapping[DeviceId, tuple[int, ...]]
    ) -> dict[DeviceId, tuple[int, ...]]:
        """Of these, those whose body is here."""
        found = {
            device: tuple(seq for seq in seqs if self._is_here(device, space, seq))
            for device, seqs in numbers.items()
        }  # fmt: skip
        return {device: seqs for device, seqs in found.items() if seqs}

    def _is_here(self, device: DeviceId, space: Space, seq: int) -> bool:
        with self._lock:
            if (device, seq) in self._of(space):
                return False
            batch = self._log.get(device, space, seq)
            if batch is not None and batch.body is None:  # erased since
                self._of(space)[device, seq] = batch.header
            return batch is not None and batch.body is not None

    def _due(self, space: Space) -> list[Header]:
        if self._excuse is None:
            return []
        with self._lock:
            headers = list(self._of(space).values())
        if not headers:
            return []
        is_excused = self._excuse(space)
        return [one for one in headers if not is_excused(one)]

    def came(self, entries: Iterable[SealedEntry]) -> None:
        """These are in the log now."""
        with self._lock:
            for header, body, *_ in entries:
                if body is None and header.space in self._known:
                    self._known[header.space][header.device, header.seq] = header

    def filled(self, batches: Iterable[Batch]) -> None:
        with self._lock:
            for header, _ in batches:
                self._of(header.space).pop((header.device, header.seq), None)

    def _of(self, space: Space) -> dict[tuple[DeviceId, int], Header]:
        if space not in self._known:
            bodiless = self._log.bodiless(space)
            self._known[space] = {(one.device, one.seq): one for one in bodiless}
        return self._known[space]
